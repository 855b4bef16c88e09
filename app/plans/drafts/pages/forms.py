"""What the pages of a plan do with a form: take its fields, and say what came of it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Form
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import InvalidError
from app.plans import service
from app.units import service as units
from app.web import forms

# A form sends an empty text where nothing was chosen.
OptionalId = Annotated[str, Form(pattern=r"^\d{0,18}$")]
Answer = Annotated[str, Form(pattern="^(seen|name|remember)$")]

_FIELDS = {
    "title": "标题",
    "stage": "稿别",
    "document_number": "文号",
    "issuer": "发文机关",
    "addressees": "主送机关",
    "issued_on": "印发日期",
    "period_start": "规划期起始年份",
    "period_end": "规划期终止年份",
    "publicity": "公开方式",
    "text": "任务全文",
    "number": "序号",
    "due_on": "完成日期",
    "due_text": "完成时限",
    "kind": "类别",
    "parent_id": "上级任务",
    "offsets": "断开的位置",
    "role": "角色",
    "name": "单位",
    "key": "问题",
    "note": "保留的理由",
    "levels": "级别",
    "most_units": "单位个数",
    "likeness": "相似程度",
}
S = TypeVar("S", bound=BaseModel)


class NoNameError(InvalidError):
    code, title = "no_name", "请填写单位名称"


def parsed(schema: type[S], values: Mapping[str, object]) -> S:
    """The fields of a form held to the rules of REST. Raise `InvalidError` with what is wrong."""
    return forms.parsed(schema, values, _FIELDS)


def settle(
    session: Session,
    actor: Actor,
    plan_id: int,
    finding_id: int,
    *,
    answer: str,
    unit: str,
    meant: str,
) -> None:
    """`unit` is a name that was typed and goes before `meant`, the unit that was chosen."""
    plan = service.get(session, actor, plan_id)
    named: int | None = None
    if answer != "seen":
        typed = unit.strip()
        if not typed and not meant:
            raise NoNameError
        named = units.unit_named(session, typed, plan.region_id).id if typed else int(meant)
    remember = answer == "remember"
    service.settle(session, actor, plan_id, finding_id, unit_id=named, remember=remember)


def to(path: str, notice: str, place: str = "", **query: object) -> Response:
    """Go on to a page that says what happened."""
    kept = {"notice": notice} | {name: value for name, value in query.items() if value}
    anchor = f"#{place}" if place else ""
    return RedirectResponse(f"{path}?{urlencode(kept)}{anchor}", HTTPStatus.SEE_OTHER)
