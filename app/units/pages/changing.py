"""The forms of a unit's profile, and the one that adds a unit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor, Role
from app.core.errors import InvalidError, StaleError
from app.units import access, credit_codes, service
from app.units.contacts import service as contacts
from app.units.contacts.terms import ContactRole
from app.units.pages import forms
from app.units.pages.forms import CurrentTyped, FormsPage, Refusal, Typed, address
from app.units.pages.profile import shown
from app.units.portfolios import service as portfolios
from app.units.terms import KIND_NAMES, UnitKind
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(prefix="/units/{unit_id}", include_in_schema=False)
new_router = APIRouter(include_in_schema=False)


class Desk:
    """One form of a unit's profile: done, or the profile again with what was typed."""

    def __init__(
        self,
        request: Request,
        session: RequestSession,
        actor: CurrentActor,
        unit_id: PathId,
        typed: CurrentTyped,
    ) -> None:
        self.request, self.session, self.actor = request, session, actor
        self.unit_id, self.typed = unit_id, typed

    def run(self, form: str, notice: str, do: Callable[[], object], *, place: str = "") -> Response:
        """`place` is where on the page to go on, unless it is the form."""

        def done() -> str:
            do()
            self.session.flush()  # what the database refuses is refused here
            return address(f"/units/{self.unit_id}/profile", notice, place or form)

        def again(refusal: Refusal) -> Response:
            return shown(self.request, self.session, self.actor, self.unit_id, refusal)

        access.get(self.session, self.actor, self.unit_id)  # 404 is no matter of a form
        return forms.run(self.session, done, again, form, self.typed)


CurrentDesk = Annotated[Desk, Depends(Desk)]


# ---- the unit itself ---------------------------------------------------------------------------


def facts(session: Session, actor: Actor, typed: Typed, region: int) -> dict[str, Any]:
    """The fields of the form as `create_unit` and `change_unit` take them."""
    try:
        kind = UnitKind(typed.text("kind"))
    except ValueError as wrong:
        raise InvalidError("请选择类别") from wrong
    vertical = typed.ticked("vertical")
    serves = forms.region_id(session, actor, typed.maybe("serves"))
    return {
        "name": typed.text("name"),
        "kind": kind,
        "function": typed.maybe("function"),
        "rank": typed.number("rank", "机构序"),
        "parent_id": forms.unit_id(session, actor, typed.maybe("parent"), region),
        "vertical": vertical,
        "serves_region_id": (serves or region) if vertical else None,
        "valid_from": typed.day("valid_from", "启用日期"),
        "valid_until": typed.day("valid_until", "停用日期"),
        "credit_code": typed.maybe("credit_code"),
        "note": _note(typed),
    }


def _note(typed: Typed) -> str | None:
    note = typed.maybe("note")
    if note and len(note) > 500:  # noqa: PLR2004 - as the column
        raise InvalidError("依据最多 500 个字")
    return note


@router.post("/profile")
def change(desk: CurrentDesk) -> Response:
    def do() -> None:
        session, actor, typed = desk.session, desk.actor, desk.typed
        unit = access.unit_to_write(session, actor, desk.unit_id)
        changes = facts(session, actor, typed, unit.region_id)
        if changes["rank"] is None:
            del changes["rank"]
        version = typed.number("version", "版本")
        if version is None or version != unit.version:
            raise StaleError("这个单位刚被他人改过；您填的内容还在，核对后再保存")
        service.change_unit(session, actor, unit_id=unit.id, changes=changes, expected=version)

    return desk.run("facts", "unit_changed", do)


@dataclass(frozen=True)
class NewUnitPage(FormsPage):
    """`typed` is what was typed before."""

    region: str
    kinds: Mapping[str, str]
    functions: Mapping[str, str]
    fields: Mapping[str, str]
    refusal: Refusal | None


@new_router.get("/units/new")
def new_unit_page(request: Request, session: RequestSession, actor: CurrentActor) -> Response:
    return _new(request, session, actor, None)


def _new(request: Request, session: Session, actor: Actor, refusal: Refusal | None) -> Response:
    actor.require(Role.ADMIN, Role.COORDINATOR)
    page = NewUnitPage(
        region=access.region_named(session, actor, None).name,
        kinds={kind.value: label for kind, label in KIND_NAMES.items()},
        functions=service.function_labels(),
        fields={},
        refusal=refusal,
    )
    return render(request, "units/new.html", page, status=refusal.status if refusal else 200)


@new_router.post("/units")
def add_unit(
    request: Request, session: RequestSession, actor: CurrentActor, typed: CurrentTyped
) -> Response:
    def do() -> str:
        region = access.region_named(session, actor, None).id
        given = facts(session, actor, typed, region)
        made = service.create_unit(session, actor, region_id=region, **given)
        notice = "unit_added_check" if credit_codes.warning(made.credit_code) else "unit_added"
        return address(f"/units/{made.id}/profile", notice)

    actor.require(Role.ADMIN, Role.COORDINATOR)
    return forms.run(
        session, do, lambda refusal: _new(request, session, actor, refusal), "facts", typed
    )


# ---- names and members -------------------------------------------------------------------------


@router.post("/aliases")
def add_alias(desk: CurrentDesk) -> Response:
    def do() -> None:
        typed = desk.typed
        service.add_alias(
            desk.session,
            desk.actor,
            unit_id=desk.unit_id,
            name=typed.text("name"),
            valid_from=typed.day("valid_from", "启用日期"),
            valid_until=typed.day("valid_until", "停用日期"),
        )

    return desk.run("aliases", "alias_added", do)


@router.post("/aliases/{alias_id}/remove")
def remove_alias(desk: CurrentDesk, alias_id: PathId) -> Response:
    return desk.run(
        "aliases",
        "alias_removed",
        lambda: service.remove_alias(
            desk.session, desk.actor, unit_id=desk.unit_id, alias_id=alias_id
        ),
    )


@router.post("/members")
def add_member(desk: CurrentDesk) -> Response:
    def do() -> None:
        group = access.get(desk.session, desk.actor, desk.unit_id)
        name = desk.typed.maybe("name")
        member = forms.unit_id(desk.session, desk.actor, name, group.region_id)
        if member is None:
            raise InvalidError("请填写成员单位的名称")
        service.add_member(desk.session, desk.actor, group_id=group.id, unit_id=member)

    return desk.run("members", "member_added", do)


@router.post("/members/{member_id}/remove")
def remove_member(desk: CurrentDesk, member_id: PathId) -> Response:
    return desk.run(
        "members",
        "member_removed",
        lambda: service.remove_member(
            desk.session, desk.actor, group_id=desk.unit_id, unit_id=member_id
        ),
    )


# ---- contacts ----------------------------------------------------------------------------------


@router.post("/contacts")
def add_contact(desk: CurrentDesk) -> Response:
    def do() -> None:
        typed = desk.typed
        try:
            role = ContactRole(typed.text("role"))
        except ValueError as wrong:
            raise InvalidError("请选择联系人的角色") from wrong
        contacts.add_contact(
            desk.session,
            desk.actor,
            unit_id=desk.unit_id,
            role=role,
            name=typed.text("name"),
            valid_from=typed.day("valid_from", "起始日期"),
            post=typed.maybe("post"),
            section=typed.maybe("section"),
            office_phone=typed.maybe("office_phone"),
            mobile=typed.maybe("mobile"),
        )

    return desk.run("contacts", "contact_added", do)


@router.post("/contacts/{contact_id}")
def change_contact(desk: CurrentDesk, contact_id: PathId) -> Response:
    def do() -> None:
        names = ("name", "post", "section", "office_phone", "mobile")
        changes = {name: desk.typed.text(name) for name in names if name in desk.typed.values}
        contacts.change_contact(
            desk.session,
            desk.actor,
            unit_id=desk.unit_id,
            contact_id=contact_id,
            changes=changes,
        )

    return desk.run(f"contact-{contact_id}", "contact_changed", do)


@router.post("/contacts/{contact_id}/end")
def end_contact(desk: CurrentDesk, contact_id: PathId) -> Response:
    def do() -> None:
        contacts.end_contact(
            desk.session,
            desk.actor,
            unit_id=desk.unit_id,
            contact_id=contact_id,
            on=desk.typed.day("on", "结束日期"),
        )

    place = f"contact-{contact_id}"
    return desk.run(f"{place}-end", "contact_ended", do, place=place)


# ---- the leader --------------------------------------------------------------------------------


@router.post("/portfolio")
def add_portfolio(desk: CurrentDesk) -> Response:
    def do() -> None:
        typed = desk.typed
        portfolios.add_portfolio(
            desk.session,
            desk.actor,
            unit_id=desk.unit_id,
            leader=typed.maybe("leader"),
            post=typed.maybe("post"),
            valid_from=typed.day("valid_from", "起始日期"),
            basis=typed.maybe("basis"),
            end_former=typed.ticked("end_former"),
        )

    return desk.run("portfolio", "portfolio_added", do)
