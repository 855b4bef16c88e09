"""Shapes that every endpoint shares."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, Field

T = TypeVar("T")

LARGEST_ID = 2**63 - 1
"""Of a BIGINT. A larger number is refused by name before a database sees it."""


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("应为数字")  # noqa: TRY004 - pydantic tells a ValueError to the caller
    return value


NUMBER = BeforeValidator(_number)
"""`true` is no number, though pydantic would take it for 1. It stands behind the limits, or the
schema would not tell of them as JSON Schema does.
"""


class Listing(BaseModel, Generic[T]):
    """A page of a list; `next` is the cursor of the page after it."""

    items: list[T]
    next: str | None = Field(description="下一页的 cursor；没有下一页时为 null")
    total: int | None = Field(default=None, description="总数，仅当 count=true 时给出")


class FieldError(BaseModel):
    loc: list[str | int]
    msg: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str | None = None
    code: str = Field(description="供程序判断的固定英文代码")
    errors: list[FieldError] = []


PROBLEM_RESPONSE: dict[str, Any] = {
    "model": Problem,
    "description": "不能完成，原因见 code 与 detail",
    "content": {
        "application/problem+json": {
            "example": {
                "type": "urn:taskmatrix:problem:not_found",
                "title": "没有这项内容，或者您无权查看",
                "status": 404,
                "detail": None,
                "code": "not_found",
                "errors": [],
            }
        }
    },
}
