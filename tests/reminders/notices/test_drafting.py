"""What a draft may list, to whom it may go, and what a change of it does."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.kit import clock
from app.plans.models import Plan
from app.progress.models import Dispatch
from app.reminders.instructions.models import InstructionUnit
from app.units.models import Unit
from app.units.terms import UnitKind
from tests.kinds import ON_BOTH, on_sqlite
from tests.progress.browser import Browser
from tests.reminders.conftest import County, morning, new_plan, new_return
from tests.reminders.notices.conftest import DUE, WORDS, Desk
from tests.reminders.notices.test_by_ladder import AFTER, FIFTH, drafts, followed, run

__all__ = ["followed", "on_sqlite"]

SECRET = "外县涉密方案"


def browser_of(client: TestClient, login: str = "林") -> Browser:
    made = Browser(client)
    made.sign_in(login)
    return made


# ---- of another region ------------------------------------------------------------------------


@pytest.fixture
def foreign(desk: Desk) -> str:
    """What 县民政局 owes to another county: a late return, and one that is not open yet."""
    unit, place = desk.world.units["县民政局"], desk.world.elsewhere
    with desk.county.runtime.database.write() as session:
        plan = new_plan(session, place, SECRET)
        new_return(session, plan, unit, place, date(2024, 1, 15), period="2023-H2")
        return f"return:{new_return(session, plan, unit, place, DUE)}"


@ON_BOTH
def test_a_matter_of_another_region_is_neither_shown_nor_listed(
    client: TestClient, desk: Desk, foreign: str
) -> None:
    refused = desk.draft(matters=[foreign])
    assert (refused.status_code, refused.json()["code"]) == (422, "not_its_matter")
    notice = desk.drafted()
    changed = desk.send("林", "PATCH", f"/notices/{notice}", {"matters": [foreign]})
    assert (changed.status_code, changed.json()["code"]) == (422, "not_its_matter")
    lin, unit = browser_of(client), desk.world.units["县民政局"]
    for path in (f"/notices/new?unit={unit}", f"/notices/{notice}/edit", f"/todo?unit={unit}"):
        assert SECRET not in lin.page(path), path
    assert SECRET in browser_of(client, "周").page("/todo"), "the unit itself sees what it owes"


# ---- to whom ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"kind": UnitKind.GROUP}, "县民政局是集合单位，请写明发给哪些单位"),
        ({"valid_until": date(2023, 7, 18)}, "县民政局今天不是有效的单位"),
        ({"valid_from": date(2023, 7, 20)}, "县民政局今天不是有效的单位"),
    ],
)
def test_no_notice_goes_to_what_is_no_unit_today(
    desk: Desk, values: dict[str, Any], told: str
) -> None:
    desk.county.change(Unit, desk.world.units["县民政局"], **values)
    refused = desk.draft(matters=[])
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_unit")
    assert refused.json()["errors"] == [{"loc": ["body", "unit_id"], "msg": told}]


# ---- a change ---------------------------------------------------------------------------------


def test_a_draft_whose_day_has_passed_can_be_saved_with_its_other_words(desk: Desk) -> None:
    """A form sends every field again; that the day is past is said when it is signed."""
    notice = desk.drafted(reply_due_on="2023-07-21")
    given = {"demand": "请于月底前报送。", "reply_due_on": "2023-07-21"}
    with clock.frozen(morning(date(2023, 7, 24))):
        saved = desk.send("林", "PATCH", f"/notices/{notice}", given)
        assert (saved.status_code, saved.json()["demand"]) == (200, given["demand"])
        other = desk.send("林", "PATCH", f"/notices/{notice}", {"reply_due_on": "2023-07-20"})
        assert (other.status_code, other.json()["code"]) == (422, "reply_due_passed")
        desk.done("林", notice, "review")
        assert desk.refused("林", notice, "sign") == (422, "reply_due_passed")


@ON_BOTH
def test_a_draft_of_the_ladder_may_become_of_the_kind_of_another(followed: Desk) -> None:
    """On one day the ladder asks for a 催办单 and a 督办单 to the same unit by the same office."""
    office = followed.world.units["县残联"]
    followed.county.change(Plan, followed.county.plan_id, office_id=office)
    run(followed, AFTER)
    followed.county.owes("县民政局", date(2023, 7, 20), period="2023-05")
    run(followed, FIFTH)
    mine = {
        one["kind"]: one["id"]
        for one in drafts(followed)
        if (one["unit"]["name"], one["drafted_for"]) == ("县民政局", "2023-07-21")
    }
    path = f"/notices/{mine['supervision']}"
    changed = followed.send("林", "PATCH", path, {"kind": "urging"})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["kind"], changed.json()["drafted_for"]) == ("urging", None)
    same = {"kind": "urging", "office_id": office, "title": "关于催办一件事项"}
    path = f"/notices/{mine['urging']}"
    assert followed.send("林", "PATCH", path, same).json()["drafted_for"] == "2023-07-21"
    moved = followed.send("林", "PATCH", path, {"office_id": followed.world.units["县财政局"]})
    assert (moved.status_code, moved.json()["drafted_for"]) == (200, None)


def test_a_form_that_is_saved_unchanged_undoes_nothing(client: TestClient, desk: Desk) -> None:
    """Matters stand by their day on the paper, and in no such order in a form."""
    first = desk.county.owes("县民政局", date(2023, 7, 13), period="2023-05")
    refs = [f"return:{one}" for one in (first, *desk.returns)]
    notice = desk.reviewed(matters=refs)
    before = desk.read(notice)
    assert [one["key"] for one in before["matters"]] == refs
    lin = browser_of(client)
    fields: dict[str, Any] = {name: before[name] for name in ("kind", "title", "demand", *WORDS)}
    fields |= {"office": "县残联", "matters": refs}
    here = f"/notices/{notice}/edit"
    saved = lin.post(here, lin.page(here), **fields)
    assert saved.status_code == 303, saved.text
    assert desk.read(notice) == before, "it is reviewed as it was"
    fewer = desk.send("林", "PATCH", f"/notices/{notice}", {"matters": refs[1:]}).json()
    assert (fewer["state"], fewer["matter_count"]) == ("draft", 2)


# ---- what waits for a signature ----------------------------------------------------------------


def dispatched(county: County, on: date) -> str:
    with county.runtime.database.write() as session:
        row = Dispatch(
            plan_id=county.plan_id,
            unit_id=county.world.units["县民政局"],
            region_id=county.world.region,
            dispatched_at=morning(on),
        )
        session.add(row)
        session.flush()
        return f"dispatch:{row.id}"


def test_a_receipt_is_late_after_three_working_days(client: TestClient, desk: Desk) -> None:
    """As in the list of what is to be done, where its light warns until then."""
    one = dispatched(desk.county, date(2023, 7, 14))
    assert desk.draft(matters=[one], title=None).json()["title"] == "关于催办尚未办理的1件事项"
    page = browser_of(client).page(f"/notices/new?unit={desk.world.units['县民政局']}")
    assert page.count(" checked>") == 2, "the returns alone"
    with clock.frozen(morning(date(2023, 7, 20))):
        late = desk.draft(matters=[one], title=None).json()
    assert late["title"] == "关于催办逾期未办的1件事项"


def test_an_instruction_stands_once(client: TestClient, desk: Desk) -> None:
    unit = desk.world.units["县民政局"]
    given = {
        "text": "限期整改。",
        "given_on": "2023-07-07",
        "given_by": "领",
        "unit_ids": [unit],
        "due_on": "2023-07-21",
    }
    assert desk.send("林", "POST", "/instructions", given).status_code == 201
    with desk.county.runtime.database.read() as session:
        row = session.exec(select(InstructionUnit.id)).one()
    reply, receipt = f"instruction:{row}", f"instruction_receipt:{row}"
    page = browser_of(client).page(f"/notices/new?unit={unit}&kind=handover")
    assert (f'"{reply}"' in page, f'"{receipt}"' in page) == (True, False)
    both = desk.draft(matters=[receipt, reply]).json()
    assert [one["key"] for one in both["matters"]] == [reply]
    alone = desk.drafted(matters=[receipt])
    assert [one["key"] for one in desk.read(alone)["matters"]] == [receipt]
    shown = browser_of(client).page(f"/notices/{alone}/edit")
    assert f'value="{receipt}" checked' in shown, "saving it does not lose what it is about"
