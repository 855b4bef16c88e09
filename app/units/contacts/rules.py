"""Decisions about contacts, without a database."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.kit.text import mobile
from app.units.contacts.terms import ROLE_NAMES, ContactRole

_OFFICE = re.compile(r"[0-9+()\-—,，;；、/*#转 ]{3,60}", re.ASCII | re.IGNORECASE)


class BadMobileError(InvalidError):
    code, title = "bad_mobile", "手机号码应为 11 位数字，例如 13800000000"


class BadOfficePhoneError(InvalidError):
    code, title = "bad_office_phone", "办公电话只用数字、括号、横线和“转”，例如 023-57600000"


class BadContactNameError(InvalidError):
    code, title = "bad_contact_name", "请填写姓名（最多 50 个字，不含控制字符）"


class ContactOverlapError(ConflictError):
    code, title = "contact_overlap", "这段时间已另有人担任"


class ContactEndedError(ConflictError):
    code, title = "contact_ended", "他已在更早的日期结束担任"


@dataclass(frozen=True, slots=True)
class Held:
    """A time in which somebody holds a role; `section` parts the holders of a section."""

    id: int
    name: str
    valid_from: date
    valid_until: date | None


def tidy_line(text: str | None) -> str | None:
    """A text on one line, or None for an empty one."""
    tidied = " ".join((text or "").split())
    if not tidied.isprintable():
        raise InvalidError("文字中有不能显示的字符")
    return tidied or None


def tidy_name(text: str) -> str:
    tidied = " ".join(text.split())
    if not 1 <= len(tidied) <= 50 or not tidied.isprintable():  # noqa: PLR2004 - as the title says
        raise BadContactNameError
    return tidied


def tidy_mobile(text: str | None) -> str | None:
    """Eleven digits, whatever was typed between them."""
    number = mobile(text or "")
    if number is None:
        raise BadMobileError
    return number or None


def tidy_office(text: str | None) -> str | None:
    number = unicodedata.normalize("NFKC", text or "").strip()
    if number and not _OFFICE.fullmatch(number):
        raise BadOfficePhoneError
    return number or None


def ended_by(
    held: Iterable[Held], role: ContactRole, valid_from: date, valid_until: date | None
) -> tuple[list[Held], date]:
    """Whom a new holder succeeds, and on what day they end: the one before he begins.

    Raise `ContactOverlapError` where somebody began on that day or later and is not over.
    """
    last = valid_until or date.max
    overlapping = [
        one
        for one in held
        if one.valid_from <= last and valid_from <= (one.valid_until or date.max)
    ]
    for one in overlapping:
        if one.valid_from >= valid_from:
            raise ContactOverlapError(
                f"{one.name}自 {one.valid_from} 起担任{ROLE_NAMES[role]}；"
                "请把新的起始日期写在其后，或更正原有的一条"
            )
    return overlapping, valid_from - timedelta(days=1)


def check_end(held: Held, on: date) -> None:
    """Raise unless he still holds the role on that last day."""
    if on < held.valid_from:
        raise InvalidError(f"结束日期不能早于起始日期 {held.valid_from}")
    if held.valid_until is not None and held.valid_until < on:
        raise ContactEndedError(f"{held.name}已于 {held.valid_until} 结束担任")


def sees_mobile(actor: Actor, unit_id: int, regions: Iterable[tuple[int, str]]) -> bool:
    """Coordinators and admins of a region that the unit works for, and the unit itself. `regions`
    are ids and paths.
    """
    match actor.role:
        case Role.SYSTEM:
            return True
        case Role.LIAISON:
            return actor.unit_id == unit_id
        case Role.COORDINATOR:
            return any(region_id == actor.region_id for region_id, _ in regions)
        case Role.ADMIN:
            return any(path.startswith(actor.region_path) for _, path in regions)
        case _:
            return False


def check_may_write(actor: Actor, unit_id: int, regions: Iterable[tuple[int, str]]) -> None:
    """Whoever sees the numbers keeps them up to date."""
    if not sees_mobile(actor, unit_id, regions):
        raise ForbiddenError("联系人由本单位联络员或本行政区划的督办人员、管理员维护")


def masked(mobile: str | None) -> str | None:
    """What the journal keeps of a number."""
    return f"*******{mobile[-4:]}" if mobile else None
