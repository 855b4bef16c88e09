"""Decisions about units, without a database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.kit.text import fold
from app.units import functions
from app.units.terms import KIND_NAMES, UnitKind

NAME_LENGTH = 100
RANK_STEP = 10
_RANKS_A_KIND = 1000
_LETTERS = re.compile(r"[a-z]+")
_SYSTEM = re.compile(r"[A-Za-z0-9_.-]{1,40}")


class BadNameError(InvalidError):
    code, title = "bad_unit_name", f"名称应为 1 到 {NAME_LENGTH} 个字，不含控制字符"


class BadValidityError(InvalidError):
    code, title = "bad_validity", "停用日期不能早于启用日期"


class BadExternalIdError(InvalidError):
    code, title = "bad_external_id", "外部编码应写作“系统:编码”，例如 oa:1001"


class UnknownFunctionError(InvalidError):
    code, title = "unknown_function", "没有这项职能，请从 seed/functions.csv 所列的职能中选一项"


class NameTakenError(ConflictError):
    code, title = "unit_name_taken", "这个名称在本行政区划已有单位使用"


class AliasTakenError(ConflictError):
    code, title = "unit_alias_taken", "这个名称已是本行政区划另一单位的别名"


class ExternalIdTakenError(ConflictError):
    code, title = "external_id_taken", "这个外部编码已属于另一单位"


class NotAGroupError(ConflictError):
    code, title = "not_a_group", "只有集合单位才有成员"


class GroupInGroupError(ConflictError):
    code, title = "group_in_group", "集合单位不能是另一集合单位的成员"


class RegionUnknownError(NotFoundError):
    code, title = "region_unknown", "没有这个行政区划，或者您无权查看"


class SeveralUnitsError(ConflictError):
    code, title = "several_units", "不止一个行政区划有这个名称的单位，请指明行政区划"


class KindInUseError(ConflictError):
    code = "kind_in_use"
    title = "单位有成员、属于集合单位或参加过改革，不能改变是否为集合单位"


class EndedByReformError(ConflictError):
    code, title = "ended_by_reform", "停用日期由登记的机构改革确定，要改请先撤回那次改革"


class OwnParentError(ConflictError):
    code, title = "own_parent", "单位不能直接或间接隶属于自己"


@dataclass(frozen=True)
class Search:
    """A typed query, made comparable: `text` is folded, `letters` are set when it is Latin."""

    text: str
    letters: str | None


def searched(query: str) -> Search | None:
    """None when nothing is left to look for."""
    text = fold("".join(char for char in query if char.isprintable()))
    if not text:
        return None
    return Search(text, text if _LETTERS.fullmatch(text) else None)


def tidy(name: str) -> str:
    """A name with single spaces. Raise `BadNameError` for one that nobody could print."""
    tidied = " ".join(name.split())
    if not 1 <= len(tidied) <= NAME_LENGTH or not tidied.isprintable() or not fold(tidied):
        raise BadNameError(
            f"收到的名称有 {len(tidied)} 个字" if len(tidied) > NAME_LENGTH else None
        )
    return tidied


def tidy_function(text: str | None) -> str | None:
    """The code of a function given by its code or its label. Raise `UnknownFunctionError`."""
    if text is None or not text.strip():
        return None
    code = functions.code_of(text)
    if code is None:
        raise UnknownFunctionError(f"收到的是“{text[:40]}”")
    return code


def function_code(text: str) -> str:
    """As `tidy_function`, of what must not be empty."""
    code = tidy_function(text)
    if code is None:
        raise UnknownFunctionError
    return code


def check_validity(valid_from: date | None, valid_until: date | None) -> None:
    if valid_from and valid_until and valid_until < valid_from:
        raise BadValidityError


def is_valid_on(valid_from: date | None, valid_until: date | None, day: date) -> bool:
    """Both ends belong to the time of validity; an open end reaches for ever."""
    return (valid_from is None or valid_from <= day) and (valid_until is None or day <= valid_until)


def check_may_write(actor: Actor, region_id: int, region_path: str) -> None:
    """An admin writes for his region and below, a coordinator for his region alone."""
    actor.require(Role.ADMIN, Role.COORDINATOR)
    match actor.role:
        case Role.COORDINATOR if region_id != actor.region_id:
            raise ForbiddenError("督办人员只能维护本行政区划的单位")
        case Role.ADMIN if not region_path.startswith(actor.region_path):
            raise ForbiddenError("管理员只能维护本行政区划及以下的单位")


def may_write(actor: Actor, region_id: int, region_path: str) -> bool:
    """Whether a page offers the forms."""
    try:
        check_may_write(actor, region_id, region_path)
    except ForbiddenError:
        return False
    return True


def first_rank(kind: UnitKind) -> int:
    """Where the ranks of a kind begin, so that organs stand in the customary order."""
    return (list(KIND_NAMES).index(kind) + 1) * _RANKS_A_KIND


def next_rank(kind: UnitKind, last: int | None) -> int:
    """The rank after the last of its kind in a region."""
    return max(last or 0, first_rank(kind)) + RANK_STEP


def check_member(group: UnitKind, member: UnitKind) -> None:
    if group is not UnitKind.GROUP:
        raise NotAGroupError
    if member is UnitKind.GROUP:
        raise GroupInGroupError


def regroups(before: UnitKind, after: UnitKind) -> bool:
    """Whether a unit would begin or cease to be a group."""
    return (before is UnitKind.GROUP) is not (after is UnitKind.GROUP)


def check_parent(unit_id: int, parent_id: int, parents: Mapping[int, int | None]) -> None:
    """Raise `OwnParentError` when the way up from `parent_id` leads back to `unit_id`."""
    seen: set[int] = set()
    above: int | None = parent_id
    while above is not None and above not in seen:
        if above == unit_id:
            raise OwnParentError
        seen.add(above)
        above = parents.get(above)


def external_id(text: str) -> tuple[str, str]:
    """System and value of `oa:1001`; the value may hold colons."""
    system, _, value = text.partition(":")
    return check_external_id(system, value)


def check_external_id(system: str, value: str) -> tuple[str, str]:
    value = value.strip()
    if not _SYSTEM.fullmatch(system) or not value or len(value) > NAME_LENGTH:
        raise BadExternalIdError
    if not value.isprintable():
        raise BadExternalIdError
    return system, value


def ancestors(path: str) -> tuple[str, ...]:
    """The paths of a region and of all above it: `/50/`, `/50/5002/` for `/50/5002/`."""
    codes = path.strip("/").split("/")
    return tuple(f"/{'/'.join(codes[: n + 1])}/" for n in range(len(codes)))


def pinyin_of(name: str) -> tuple[str, str]:
    """The key by which a name sorts, and its initials.

    Every syllable ends in the digit of its tone: digits sort before letters in every collation,
    so names sort syllable by syllable on every database.
    """
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - a quarter of a second, rarely needed

    words = fold(name)
    key = lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True)
    first = lazy_pinyin(words, style=Style.FIRST_LETTER)
    return _alphanumeric(key), _alphanumeric(first)


def _alphanumeric(syllables: Iterable[str]) -> str:
    return "".join(char for char in "".join(syllables) if char.isascii() and char.isalnum())
