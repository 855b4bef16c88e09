"""Contacts of a unit: who speaks for it, since when, and who may see a mobile number."""

from datetime import date
from typing import Any

import pytest

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import ForbiddenError
from app.core.runtime import Runtime
from app.units.contacts import rules
from app.units.contacts.terms import ContactRole
from tests.units.wushan import Api

CHEN = {
    "role": "liaison",
    "name": "陈晨",
    "section": "教就科",
    "office_phone": "023-57680000转8",
    "mobile": "+86 138-0000-0000",
    "valid_from": "2023-03-01",
}


def path(api: Api, unit: str = "县残联") -> str:
    return f"/units/{api.world.units[unit]}/contacts"


def told(api: Api, who: str, **query: Any) -> list[tuple[str, str, str | None]]:
    items = api.get(who, path(api), **query)["items"]
    return [(one["name"], one["valid_from"], one["valid_until"]) for one in items]


def test_a_new_liaison_ends_the_former_and_the_history_stays(api: Api, runtime: Runtime) -> None:
    made = api.send("陈", "POST", path(api), CHEN, 201)
    assert (made["role_label"], made["mobile"]) == ("联络员", "13800000000")
    new = CHEN | {"name": "李莉", "valid_from": "2023-05-01", "mobile": None}
    api.send("林", "POST", path(api), new, 201)
    assert told(api, "林") == [("李莉", "2023-05-01", None)]
    assert told(api, "林", history=True) == [
        ("李莉", "2023-05-01", None),
        ("陈晨", "2023-03-01", "2023-04-30"),
    ]
    with runtime.database.read() as session:
        events = session.connection().exec_driver_sql(
            "SELECT kind, body FROM event WHERE kind LIKE 'unit.contact%%' ORDER BY seq"
            if not runtime.database.is_sqlite
            else "SELECT kind, body FROM event WHERE kind LIKE 'unit.contact%' ORDER BY seq"
        )
        kinds, bodies = zip(*events, strict=True)
    assert kinds == ("unit.contact_added", "unit.contact_ended", "unit.contact_added")
    assert "13800000000" not in "".join(bodies)
    assert "*******0000" in bodies[0]


def test_another_role_and_another_section_stand_beside_it(api: Api) -> None:
    api.send("林", "POST", path(api), CHEN, 201)
    api.send("林", "POST", path(api), CHEN | {"role": "deputy_liaison", "name": "李莉"}, 201)
    for section in ("教就科", "康复科"):
        body = {"role": "section", "name": f"{section}长", "section": section}
        api.send("林", "POST", path(api), body, 201)
    again = {"role": "section", "name": "新科长", "section": "康复科", "valid_from": "2030-01-01"}
    api.send("林", "POST", path(api), again, 201)
    assert [name for name, _, _ in told(api, "林")] == [
        "新科长",
        "教就科长",
        "康复科长",
        "陈晨",
        "李莉",
    ]


def test_a_holder_who_began_later_is_not_written_over(api: Api) -> None:
    api.send("林", "POST", path(api), CHEN, 201)
    for starts in ("2023-03-01", "2023-02-01"):
        body = CHEN | {"name": "李莉", "valid_from": starts}
        assert api.send("林", "POST", path(api), body, 409)["code"] == "contact_overlap"
    before = CHEN | {"name": "李莉", "valid_from": "2022-01-01", "valid_until": "2023-02-28"}
    api.send("林", "POST", path(api), before, 201)
    assert told(api, "林") == [("陈晨", "2023-03-01", None)]


def test_a_wrong_number_is_put_right_and_a_term_is_ended(api: Api) -> None:
    made = api.send("陈", "POST", path(api), CHEN, 201)
    one = f"{path(api)}/{made['id']}"
    right = api.send("陈", "PATCH", one, {"mobile": "13900000000"})
    assert (right["mobile"], right["name"]) == ("13900000000", "陈晨")
    assert api.send("陈", "POST", f"{one}/end", {"on": "2023-02-01"}, 422)
    ended = api.send("陈", "POST", f"{one}/end", {"on": "2023-04-30"})
    assert ended["valid_until"] == "2023-04-30"
    assert api.send("陈", "POST", f"{one}/end", {}, 409)["code"] == "contact_ended"
    assert told(api, "陈") == []


def test_what_is_no_contact_is_refused(api: Api) -> None:
    for field, value, code in (
        ("mobile", "1380000000", "bad_mobile"),
        ("mobile", "23800000000", "bad_mobile"),
        ("office_phone", "请致电", "bad_office_phone"),
        ("name", " ", "bad_contact_name"),
        ("name", "\x00", "bad_contact_name"),
        ("person_id", 999999, "invalid"),
        ("valid_until", "2000-01-01", "bad_validity"),
        ("role", "king", "invalid"),
    ):
        refused = api.send("林", "POST", path(api), CHEN | {field: value}, 422)
        assert refused["code"] == code, field
    assert told(api, "林", history=True) == []


def test_who_reads_and_who_writes(api: Api) -> None:
    made = api.send("林", "POST", path(api), CHEN, 201)
    one = f"{path(api)}/{made['id']}"
    for who, sees in (("林", True), ("管", True), ("陈", True), ("周", False), ("领", False)):
        (item,) = api.get(who, path(api))["items"]
        assert item["office_phone"] == "023-57680000转8"
        assert (item["mobile"] is not None) is sees, who
    for who in ("周", "领"):
        assert api.send(who, "POST", path(api), CHEN, 403)["code"] == "forbidden"
        assert api.send(who, "PATCH", one, {"name": "某"}, 403)
        assert api.send(who, "POST", f"{one}/end", {}, 403)
    assert api.get("外", path(api), 404)["code"] == "not_found"
    assert api.send("外", "POST", path(api), CHEN, 404)
    assert api.send("外", "PATCH", one, {"name": "某"}, 404)
    elsewhere = f"{path(api, '县民政局')}/{made['id']}"
    assert api.send("林", "PATCH", elsewhere, {"name": "某"}, 404)["code"] == "not_found"


# ---- rules -------------------------------------------------------------------------------------


def held(starts: str, ends: str | None = None) -> rules.Held:
    return rules.Held(
        1, "陈晨", date.fromisoformat(starts), date.fromisoformat(ends) if ends else None
    )


def test_the_former_ends_on_the_day_before() -> None:
    former, last = rules.ended_by(
        [held("2020-01-01"), held("2018-01-01", "2019-12-31")],
        ContactRole.HEAD,
        date(2023, 5, 1),
        None,
    )
    assert (former, last) == ([held("2020-01-01")], date(2023, 4, 30))


def test_a_role_that_is_added_tomorrow_sees_no_mobile() -> None:
    leader = Actor(ActorKind.PERSON, 1, Role.LEADER, "领", region_id=1, region_path="/5/")
    assert not rules.sees_mobile(leader, 7, [(1, "/5/")])
    with pytest.raises(ForbiddenError):
        rules.check_may_write(leader, 7, [(1, "/5/")])


def test_the_coordinator_of_the_region_that_a_branch_serves_sees_its_liaison() -> None:
    """市公安局张店分局 is registered in 淄博市."""
    lin = Actor(ActorKind.PERSON, 1, Role.COORDINATOR, "林", region_id=2, region_path="/3/4/")
    assert rules.sees_mobile(lin, 7, [(1, "/3/"), (2, "/3/4/")])
    assert not rules.sees_mobile(lin, 8, [(1, "/3/")])
