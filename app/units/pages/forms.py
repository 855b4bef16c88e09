"""What a form of units sends, held to the rules of REST, and where it leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError, InvalidError
from app.identity import service as identity
from app.units import access, service
from app.units.models import Unit


@dataclass(frozen=True)
class Refusal:
    """Which form was refused and why; what was typed stands there again."""

    form: str
    message: str
    typed: Mapping[str, str] = field(default_factory=dict)
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY


class FormsPage:
    """A page on which forms stand: what is in them after one was refused."""

    refusal: Refusal | None

    def typed(self, form: str, name: str, otherwise: str = "") -> str:
        """What was typed into a form that was refused, or what stands in it otherwise: also for
        a field that was not sent, so that sending the form again empties nothing.
        """
        return self._sent(form).get(name, otherwise)

    def ticked(self, form: str, name: str, otherwise: str = "") -> bool:
        """A box that is not ticked is not sent."""
        sent = self._sent(form)
        return bool(sent.get(name) if sent else otherwise)

    def _sent(self, form: str) -> Mapping[str, str]:
        return self.refusal.typed if self.refusal and self.refusal.form == form else {}


class Typed:
    """The fields of a form as they were typed. A field that was not sent is an empty text."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def text(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def maybe(self, name: str) -> str | None:
        return self.text(name) or None

    def day(self, name: str, label: str) -> date | None:
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as wrong:
            raise InvalidError(f"{label}应为日期，例如 2023-05-15") from wrong

    def number(self, name: str, label: str, largest: int = 999_999_999) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text[:20]) <= largest):
            raise InvalidError(f"{label}应为不大于 {largest} 的整数")
        return int(text)

    def ticked(self, name: str) -> bool:
        return bool(self.text(name))


async def _typed(request: Request) -> Typed:
    form = await request.form()
    values = {name: value for name, value in form.items() if not isinstance(value, UploadFile)}
    return Typed(values)


CurrentTyped = Annotated[Typed, Depends(_typed)]


def region_id(session: Session, actor: Actor, text: str | None) -> int | None:
    """The region of that name or code, within the actor's line."""
    return access.region_named(session, actor, text).id if text else None


def unit_id(session: Session, actor: Actor, text: str | None, region: int) -> int | None:
    """The unit that certainly goes by this name in a region; `370300/市公安局` in another."""
    if not text:
        return None
    code, slash, name = text.partition("/")
    if slash and code.isdigit():
        other = identity.region_named(session, code)
        region, text = access.region_of(session, actor, other.id).id, name
    found: Unit = service.unit_named(session, text, region)
    return access.get(session, actor, found.id).id


def run(
    session: Session,
    do: Callable[[], str],
    again: Callable[[Refusal], Response],
    form: str,
    typed: Typed,
) -> Response:
    """`do` gives the address to go on to. What is refused changes nothing, and the page comes
    again with what was typed.
    """
    try:
        address = do()
    except AppError as refused:
        session.rollback()
        return again(Refusal(form, refused.told, typed.values, refused.status))
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def address(path: str, notice: str, place: str = "", **query: str) -> str:
    return f"{path}?{urlencode({'notice': notice, **query})}" + (f"#{place}" if place else "")
