"""Expected refusals. A subclass stands beside the rule that raises it.

`title` and `detail` are Chinese and for people, `code` is stable English and for machines.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class AppError(Exception):
    """A refusal with its own HTTP status, as RFC 9457 wants it told."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "服务内部错误"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[Mapping[str, object]] = (),
        headers: dict[str, str] | None = None,
        **extra: object,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}
        self.extra = extra

    @property
    def told(self) -> str:
        """Both in one line, as a page, a letter or the command line has it."""
        return f"{self.title}：{self.detail}" if self.detail else self.title


class NotFoundError(AppError):
    status, code, title = 404, "not_found", "没有这项内容，或者您无权查看"


class ForbiddenError(AppError):
    status, code, title = 403, "forbidden", "您的身份不能进行这项操作"


class ConflictError(AppError):
    status, code, title = 409, "conflict", "当前状态不允许这样做"


class InvalidError(AppError):
    status, code, title = 422, "invalid", "提交的内容有误"


class NumberTooLargeError(InvalidError):
    code, title = "number_too_large", "数字超出范围"


class BadRequestError(AppError):
    status, code, title = 400, "bad_request", "请求无法理解"


class UnauthenticatedError(AppError):
    status, code, title = 401, "unauthenticated", "请先登录，或在请求头中提供有效的令牌"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class TooManyError(AppError):
    status, code, title = 429, "too_many_attempts", "尝试次数过多，请稍后再试"


class StaleError(AppError):
    status, code, title = 412, "stale", "内容已被他人修改，请按最新内容重新提交"


class UnavailableError(AppError):
    status, code, title = 503, "unavailable", "服务暂时不可用，请稍后重试；已提交的内容没有丢失"


class StorageFullError(AppError):
    status, code, title = 507, "storage_full", "存储空间已满，这次没有保存任何内容，请联系管理员"


class ReadOnlyError(AppError):
    status, code, title = 503, "read_only", "数据库当前只读，这次没有保存任何内容，请联系管理员"


class OutdatedSchemaError(UnavailableError):
    code, title = "outdated_schema", "数据库还不是这个版本的结构，请先运行 taskmatrix migrate"
