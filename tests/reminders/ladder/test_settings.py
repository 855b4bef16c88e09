"""The ladder of a region: set, refused, previewed; over REST and as a page."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.journal.models import JournalEvent
from app.kit import clock
from app.reminders.ladder import preview
from app.reminders.ladder.schemas import LadderOut, PreviewOut
from app.workdays.rules import Calendar
from app.workdays.service import calendar
from tests.cast import World
from tests.kinds import ON_SQLITE
from tests.reminders.conftest import County, morning
from tests.signing_in import sign_in

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
URL = "/api/v1/reminders/ladder"
SOON = {"ladders": {"plan.due": [{"offset": 2}, {"offset": -3}]}}


def patch(client: TestClient, world: World, who: str, body: Any, **headers: str) -> Any:
    return client.patch(URL, json=body, headers=world.bearer(who) | headers)


def journal(county: County, kind: str) -> list[str]:
    with county.runtime.database.read() as session:
        query = select(col(JournalEvent.body)).where(col(JournalEvent.kind) == kind)
        return [str(body) for body in session.scalars(query)]


def test_a_region_sets_its_own_steps_and_the_sweep_goes_by_them(
    client: TestClient, world: World, county: County
) -> None:
    answer = patch(client, world, "林", SOON)
    assert answer.status_code == 200, answer.text
    told = LadderOut.model_validate(answer.json())
    assert [step.offset for step in told.ladders["plan.due"]] == [-3, 2]
    assert (told.own, told.version, told.updated_by) == (["plan.due"], 1, "林")
    county.owes("县民政局", DUE)
    for day in (11, 17, 18):
        county.sweep(date(2023, 7, day))
    assert [one.step for one in county.reminders()] == [-3, 2]
    (body,) = journal(county, "ladder.changed")
    assert '"plan.due":[null,' in body
    back = patch(client, world, "林", {"ladders": {"plan.due": None}}, **{"If-Match": '"1"'})
    assert back.json()["own"] == []
    assert patch(client, world, "林", SOON, **{"If-Match": '"1"'}).status_code == 412


def test_other_regions_keep_theirs(client: TestClient, world: World, county: County) -> None:
    patch(client, world, "林", SOON)
    answer = client.get(f"{URL}?region={world.elsewhere}", headers=world.bearer("林"))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"plan.due": [{"offset": 1}, {"offset": 1}]}, "T+1 有 2 级"),
        ({"plan.due": [{"offset": 1, "audiences": []}]}, "没有写明告诉谁"),
        ({"plan.due": [{"offset": -1, "draft": "urging"}]}, "还没有逾期"),
        ({"plan.receipt": [{"offset": 0}]}, "签收从交办后第 1 个工作日起"),
        ({"plan.review": [{"offset": -11}]}, "复核前最早第 10 个工作日"),
        ({"plan.review": [{"offset": 1, "draft": "urging"}]}, "暂缓的任务不拟"),
        ({"plan.due": [{"offset": 999}]}, "不能大于"),
        ({"plan.due": [{"offset": True}]}, "应为数字"),
        ({"plan.due": [{"offset": 1, "audiences": ["unreached"]}]}, "不能选"),
        ({"plan.due": [{"offset": 1, "on": 3}]}, "没有这个字段"),
        ({"weekly": []}, "应为下列之一"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused_and_says_why(
    client: TestClient, world: World, county: County, body: dict[str, Any], told: str
) -> None:
    answer = patch(client, world, "林", {"ladders": body})
    assert answer.status_code == 422
    assert told in answer.text
    assert client.get(URL, headers=world.bearer("林")).json()["version"] == 0


def test_a_liaison_does_not_see_it_and_a_leader_does_not_change_it(
    client: TestClient, world: World, county: County
) -> None:
    assert client.get(URL, headers=world.bearer("周")).status_code == 403
    assert client.get(URL, headers=world.bearer("领")).status_code == 200
    assert patch(client, world, "领", SOON).status_code == 403
    plan = f"/api/v1/plans/{county.plan_id}/ladder"
    body = {"profile": "instruction"}
    assert client.put(plan, json=body, headers=world.bearer("领")).status_code == 403
    assert client.put(plan, json=body, headers=world.bearer("外")).status_code == 404


def test_a_plan_goes_over_to_the_other_profile(
    client: TestClient, world: World, county: County
) -> None:
    plan = f"/api/v1/plans/{county.plan_id}/ladder"
    for _ in range(2):
        answer = client.put(plan, json={"profile": "instruction"}, headers=world.bearer("林"))
        assert answer.json()["profile"] == "instruction"
    assert len(journal(county, "ladder.plan_chosen")) == 1
    county.owes("县民政局", DUE)
    assert county.sweep(date(2023, 7, 17)).drafts == 1


@ON_SQLITE
def test_others_may_write_while_a_preview_is_worked_out(
    client: TestClient, world: World, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, wrote = calendar, list[bool]()

    def meanwhile(session: Session) -> Calendar:
        county.person("周", phone="023-57680000")  # where that has to wait, it fails
        wrote.append(True)
        return known(session)

    monkeypatch.setattr(preview, "calendar", meanwhile)
    assert client.post(f"{URL}/preview", json={}, headers=world.bearer("林")).status_code == 200
    assert wrote == [True]


def test_the_preview_says_who_would_be_told_on_which_day_and_writes_nothing(
    client: TestClient, world: World, county: County
) -> None:
    county.owes("县民政局", DUE)
    county.owes("县财政局", DUE)
    body = {"ladders": {"plan.due": [{"offset": 1}, {"offset": 4}]}, "first": "2023-07-15"}
    answer = client.post(f"{URL}/preview", json=body, headers=world.bearer("林"))
    assert answer.status_code == 200, answer.text
    told = PreviewOut.model_validate(answer.json())
    letters = [
        (day.day.day, letter.recipient, speech.audience.value, speech.step_label, speech.named)
        for day in told.days
        for letter in day.letters
        for speech in letter.speeches
    ]
    assert letters == [
        (17, "周", "unit", "逾期1个工作日", ["县民政局"]),
        (17, "林", "unreached", "逾期1个工作日", ["县财政局"]),
        (20, "周", "unit", "逾期4个工作日", ["县民政局"]),
        (20, "林", "unreached", "逾期4个工作日", ["县财政局"]),
    ]
    assert told.most_a_person == 2
    assert county.reminders() == []
    assert client.get(URL, headers=world.bearer("林")).json()["own"] == []


def test_the_preview_and_the_days_themselves_say_the_same(
    client: TestClient, world: World, county: County
) -> None:
    for unit, due in (("县民政局", DUE), ("县残联", date(2023, 7, 25)), ("县财政局", DUE)):
        county.owes(unit, due)
    with clock.frozen(morning(date(2023, 7, 12))):
        answer = client.post(f"{URL}/preview", json={}, headers=world.bearer("林"))
    foretold = {
        (day["day"], letter["recipient"])
        for day in answer.json()["days"]
        for letter in day["letters"]
    }
    for number in range(12, 32):
        county.remind(date(2023, 7, number))
    names = {id_: name for name, id_ in world.people.items()}
    happened = {(f"{one.on_day}", names[one.recipient_id]) for one in county.reminders()}
    assert {one for one in foretold if one[0] < "2023-08"} == happened


# ---- the page --------------------------------------------------------------------------------


def form_of(page: str) -> dict[str, str]:
    """What a browser would send back unchanged."""
    first = page.split('<form class="ladder"')[1].split("</form>", maxsplit=1)[0]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", first):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            fields[name[1]] = value[1] if value else ""
    for name, options in re.findall(
        r'<select name="([^"]+)"[^>]*>(.*?)</select>', first, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


@pytest.fixture
def _late() -> Iterator[None]:
    with clock.frozen(morning(LATE)):
        yield


@pytest.mark.usefixtures("_late")
def test_the_page_saves_what_was_typed_and_keeps_it_where_it_is_refused(
    client: TestClient, world: World, county: County
) -> None:
    sign_in(client, "login-lin")
    page = client.get("/reminders/ladder").text
    assert (page.count("从交办之日起算"), page.count("从复核日期起算")) == (2, 2)
    sent = form_of(page)
    assert [sent[f"plan.due.{n}.offset"] for n in range(6)] == ["-7", "-1", "+1", "+5", "", ""]
    unchanged = client.post("/reminders/ladder", data=sent | {"action": "save"})
    assert unchanged.status_code == 303
    assert journal(county, "ladder.changed") == []

    twice = sent | {"plan.due.4.offset": "T+1", "plan.due.4.unit": "1", "action": "save"}
    refused = client.post("/reminders/ladder", data=twice)
    assert refused.status_code == 422
    assert "T+1 有 2 级" in refused.text
    assert 'value="T+1"' in refused.text
    word = client.post("/reminders/ladder", data=sent | {"plan.due.4.offset": "明天"})
    assert "规划类 · 到期 明天：第几个工作日应为整数" in word.text

    more = sent | {"plan.due.4.offset": "T+3", "plan.due.4.unit": "1"}
    county.owes("县民政局", clock.today())
    shown = client.post("/reminders/ladder", data=more | {"action": "preview"})
    assert shown.status_code == 200
    assert "逾期3个工作日，1 件（县民政局）" in shown.text
    assert journal(county, "ladder.changed") == []
    saved = client.post("/reminders/ladder", data=more | {"action": "save"})
    assert saved.status_code == 303
    assert 'value="+3"' in client.get("/reminders/ladder").text
    assert len(journal(county, "ladder.changed")) == 1


def test_the_list_shows_whom_nobody_reached_and_what_was_said(
    client: TestClient, world: World, county: County
) -> None:
    county.owes("县民政局", DUE)
    county.owes("县财政局", DUE)
    county.person("周", email="zhou@@wushan")
    county.remind(LATE)
    with clock.frozen(morning(LATE)):
        rest = client.get("/api/v1/reminders/unreached", headers=world.bearer("林")).json()
        found = [(one["unit"]["name"], one["reason"], one["matters"]) for one in rest["items"]]
        assert ("县财政局", "没有联络员", 1) in found
        assert len(found) == 2
        assert (
            client.get("/api/v1/reminders/unreached", headers=world.bearer("周")).status_code == 403
        )
        sign_in(client, "login-lin")
        page = client.get("/reminders").text
    assert "没有联络员" in page
    assert "未能送达" in page
    assert "督办人员（无人可送达）" in page
