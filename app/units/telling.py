"""What happened to a unit, in Chinese, from the journal's body of each event."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.units.contacts.terms import ROLE_NAMES, ContactRole
from app.units.functions import label_of
from app.units.terms import KIND_NAMES, UnitKind

Body = Mapping[str, Any]

FIELDS = {
    "name": "名称",
    "kind": "类别",
    "function": "职能",
    "credit_code": "统一社会信用代码",
    "rank": "机构序",
    "parent": "上级单位",
    "parent_id": "上级单位",
    "vertical": "垂管",
    "serves_region_id": "服务区划",
    "valid_from": "启用日期",
    "valid_until": "停用日期",
    "note": "依据",
    "external_ids": "外部编码",
    "post": "职务",
    "section": "科室",
    "office_phone": "办公电话",
    "mobile": "手机",
    "person_id": "登录人员",
}


def happened(kind: str, body: str | None) -> str | None:
    """A sentence, or None for what is not told here. A body that was erased is told as such."""
    tell = _TOLD.get(kind)
    if tell is None:
        return None
    return tell(json.loads(body)) if body else "（内容已删除）"


def imported(body: str | None, unit_id: int) -> str:
    """What a file of the registry said of a unit; that it said something is known."""
    if not body:
        return "（内容已删除）"
    found = (one for one in json.loads(body).get("units", ()) if one["id"] == unit_id)
    one = next(found, None)
    return f"导入登记表：{_imported(one)}" if one else "导入登记表"


def _imported(one: Body) -> str:
    parts = [f"登记单位“{one['name']}”"] if one["added"] else []
    parts += [changes_told(one)] if one["after"] else []
    parts += [f"增加别名“{alias}”" for alias in one["aliases"]]
    parts += [f"{member}成为成员" for member in one["members"]]
    return "；".join(parts)


def _role(body: Body) -> str:
    return ROLE_NAMES[ContactRole(body["role"])]


def _began(body: Body) -> str:
    return f"{_role(body)}：{body['name']}，自 {body['valid_from']} 起"


def changes_told(body: Body) -> str:
    """`before` and `after` as one sentence."""
    before, after = body["before"], body["after"]
    parts = [
        f"{FIELDS.get(name, name)}由{_shown(name, before[name])}改为{_shown(name, after[name])}"
        for name in after
    ]
    return "；".join(parts) or "手机号码已更正"


def _shown(name: str, value: object) -> str:
    match name, value:
        case _, None | "" | {}:
            return "空"
        case "kind", str():
            return KIND_NAMES[UnitKind(value)]
        case "function", str():
            return label_of(value) or value
        case _, bool():
            return "是" if value else "否"
        case _, dict():
            return "、".join(f"{system}:{number}" for system, number in value.items())
        case _:
            return f"“{value}”"


_TOLD: dict[str, Callable[[Body], str]] = {
    "unit.added": lambda body: f"登记单位“{body['name']}”",
    "unit.changed": changes_told,
    "unit.alias_added": lambda body: f"增加别名“{body['name']}”",
    "unit.alias_removed": lambda body: f"去掉别名“{body['name']}”",
    "unit.member_added": lambda body: f"{body['member']}成为“{body['group']}”的成员",
    "unit.member_removed": lambda body: f"{body['member']}不再是“{body['group']}”的成员",
    "unit.contact_added": lambda body: _began(body["contact"]),
    "unit.contact_ended": lambda body: f"{_role(body)}{body['name']}到 {body['valid_until']} 为止",
    "unit.contact_changed": lambda body: f"{_role(body)}：{changes_told(body)}",
}
