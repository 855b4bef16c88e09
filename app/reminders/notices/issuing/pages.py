"""Who issues what in a region, as a page: a form for who may change it, else plain values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError, NotFoundError
from app.reminders.notices.issuing import service
from app.reminders.notices.issuing.rules import LONGEST_ORGAN, MOST_ISSUERS, Issuer
from app.reminders.notices.issuing.schemas import IssuersIn
from app.reminders.notices.issuing.service import OfficeUnknownError, Settings
from app.reminders.notices.messages import KINDS
from app.reminders.notices.numbering import LONGEST_CODE
from app.reminders.notices.terms import NoticeKind
from app.units import service as units
from app.web.forms import Fields, parsed, version_of
from app.web.parameters import CurrentActor, IdQuery, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

BLANK = 2
"""Empty rows at the end, to add an office without a script."""
LABELS = {"organ": "署名", "code": "机关代字", "kind": "文书", "issuers": "行"}


@dataclass(frozen=True)
class Row:
    """A row as it stands in its fields; `others` is that of all offices without one of their own,
    whose kind and office do not change.
    """

    kind: str = ""
    office: str = ""
    may: bool = False
    leader_signs: bool = False
    organ: str = ""
    code: str = ""
    others: bool = False


@dataclass(frozen=True)
class SettingsPage:
    settings: Settings
    rows: Sequence[Row]
    names: Sequence[str]
    refusal: str | None = None
    kinds: Mapping[NoticeKind, str] = field(default_factory=lambda: KINDS)
    longest_organ: int = LONGEST_ORGAN
    longest_code: int = LONGEST_CODE


def _row(one: Issuer, found: Settings) -> Row:
    office = found.offices[one.office_id] if one.office_id is not None else ""
    others = one.office_id is None
    return Row(one.kind.value, office, one.may, one.leader_signs, one.organ, one.code, others)


def _page(
    session: Session,
    actor: Actor,
    found: Settings,
    rows: Sequence[Row] | None = None,
    refusal: str | None = None,
) -> SettingsPage:
    shown = list(rows) if rows is not None else [_row(one, found) for one in found.issuers.all()]
    if found.may_change:
        shown += [Row(may=True) for _ in range(BLANK)]
    names = units.names_here(session, actor, found.region_id) if found.may_change else []
    return SettingsPage(found, shown, names, refusal)


@router.get("/notices/settings")
def settings_page(
    request: Request, session: RequestSession, actor: CurrentActor, region: IdQuery = None
) -> Response:
    page = _page(session, actor, service.settings(session, actor, region))
    return render(request, "reminders/notices/settings.html", page)


@router.post("/notices/settings")
def change_settings(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    form: Fields,
    region: IdQuery = None,
) -> Response:
    """A row without a kind is none. What was typed stands in a form that was refused."""
    found = service.settings(session, actor, region)
    rows = list(_sent(form))
    try:
        issuers = [_read(session, row, found.region_id) for row in rows]
        body = parsed(IssuersIn, {"issuers": issuers}, LABELS)
        given = [one.issuer() for one in body.issuers]
        service.change(session, actor, given, region_id=region, expected=version_of(form))
    except AppError as refused:
        session.rollback()
        found = service.settings(session, actor, region)
        page = _page(session, actor, found, rows, refused.told)
        return render(request, "reminders/notices/settings.html", page, status=refused.status)
    kept = {"notice": "notice_settings_changed"} | ({"region": region} if region else {})
    return RedirectResponse(f"/notices/settings?{urlencode(kept)}", HTTPStatus.SEE_OTHER)


def _sent(form: Mapping[str, str]) -> Iterator[Row]:
    texts = ("kind", "office", "organ", "code")
    switches = [one.name for one in fields(Row) if one.name not in texts]
    for number in range(MOST_ISSUERS + 2 * BLANK):
        values: dict[str, Any] = {name: f"{number}.{name}" in form for name in switches}
        values |= {name: form.get(f"{number}.{name}", "").strip() for name in texts}
        if values["kind"] in set(NoticeKind):
            yield Row(**values)


def _read(session: Session, row: Row, region_id: int) -> dict[str, object]:
    return {
        "kind": row.kind,
        "office_id": None if row.others else _office(session, row, region_id),
        "may": row.may,
        "leader_signs": row.leader_signs,
        "organ": row.organ,
        "code": row.code,
    }


def _office(session: Session, row: Row, region_id: int) -> int:
    if not row.office:
        raise OfficeUnknownError("每一行都要写明单位")
    try:
        return units.unit_named(session, row.office, region_id).id
    except NotFoundError as unknown:
        raise OfficeUnknownError(unknown.detail or f"没有“{row.office}”这个单位") from unknown
