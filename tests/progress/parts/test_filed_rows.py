"""What was filed ahead is known row by row: no draft goes with it, and what comes back is one."""

from typing import Any

import pytest
from sqlmodel import select

from app.core import migrations
from app.core.runtime import Runtime
from app.kit import clock
from app.progress.joining import join
from app.progress.models import Report, Return
from app.progress.terms import ReturnState
from tests.progress.book import LATER, PERIODS, Book, Desk, Matter
from tests.progress.parts.test_parts import CARE, LIVING, SCHOOL, ahead, row, say, whole
from tests.progress.parts.test_sharing import lead
from tests.progress.test_nothing_is_lost import reform


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def _told(desk: Desk, who: str, return_id: int, title: str) -> dict[str, tuple[str, str]]:
    """By unit: how far it is, and what of it is read."""
    thread = row(desk, who, return_id, title)["thread"]
    return {one["unit"]["name"]: (one["standing"], one["progress"]) for one in thread}


def _on_the_task(desk: Desk, who: str, merged: Matter, title: str) -> set[str]:
    reports = desk.get(who, f"/tasks/{merged.tasks[title]}").json()["reports"]
    return {one["progress"] for one in reports}


def _filed_ahead(desk: Desk, merged: Matter) -> None:
    for title in (LIVING, SCHOOL):
        say(desk, merged, "陈", merged.federation, title, progress="已核对名册")
    say(desk, merged, "陈", merged.federation, CARE, progress="半句草稿")
    assert ahead(desk, "陈", merged.federation).status_code == 200


def test_who_leads_next_does_not_read_the_draft_of_who_led(
    desk: Desk, runtime: Runtime, book: Book, merged: Matter
) -> None:
    _filed_ahead(desk, merged)
    lead(runtime, merged.plan, CARE, book.units["县民政局"])
    assert _told(desk, "周", merged.civil, CARE)["县残联"] == ("not_filed", "")
    assert _on_the_task(desk, "周", merged, CARE) == set()
    assert _told(desk, "周", merged.civil, LIVING)["县残联"] == ("filed", "已核对名册")


def test_a_part_that_was_given_later_is_filed_later(
    desk: Desk, runtime: Runtime, book: Book, merged: Matter
) -> None:
    _filed_ahead(desk, merged)
    lead(runtime, merged.plan, CARE, book.units["县民政局"])
    assert "file_parts" in whole(desk, "陈", merged.federation)["allowed"]
    again = ahead(desk, "陈", merged.federation)
    assert again.status_code == 200, again.text
    assert "file_parts" not in again.json()["allowed"]
    first, second = book.events("return.parts_filed")
    assert first["tasks"] == [merged.tasks[LIVING], merged.tasks[SCHOOL]]
    assert second["tasks"] == [merged.tasks[CARE]]
    assert _told(desk, "周", merged.civil, CARE)["县残联"] == ("filed", "半句草稿")
    assert ahead(desk, "陈", merged.federation).json()["code"] == "parts_filed"


def test_the_page_of_a_task_tells_what_was_filed_whoever_leads_by_now(
    desk: Desk, runtime: Runtime, book: Book, merged: Matter
) -> None:
    _filed_ahead(desk, merged)
    lead(runtime, merged.plan, LIVING, book.units["县残联"])
    assert _on_the_task(desk, "周", merged, LIVING) == {"已核对名册"}
    assert _told(desk, "周", merged.civil, LIVING)["县残联"] == ("not_filed", "")
    say(desk, merged, "陈", merged.federation, LIVING, progress="牵头单位的半句")
    assert _on_the_task(desk, "周", merged, LIVING) == set(), "it writes a draft of its own now"


def test_what_a_former_unit_filed_is_read_until_its_successor_files(
    desk: Desk, book: Book, merged: Matter
) -> None:
    _filed_ahead(desk, merged)
    reform(desk, book, "merge", "县残联", "县教委")
    assert _told(desk, "周", merged.civil, LIVING) == {"县残联": ("filed", "已核对名册")}
    desk.submitted("林", book.returns(merged.plan)["县教委", PERIODS[0]].id)
    assert _told(desk, "周", merged.civil, LIVING) == {"县教委": ("filed", "已完成过半")}


def test_a_filed_row_into_which_a_draft_went_is_a_draft() -> None:
    of: dict[str, Any] = {"return_id": 1, "task_id": 1, "unit_id": 1, "region_id": 1}
    for theirs, filed_at in (
        (Report(**of, progress="半句"), None),
        (Report(**of), LATER),
        (Report(**of, progress="已核对名册", filed_at=LATER), LATER),
    ):
        there = Report(**of, progress="已发放", filed_at=LATER)
        join(there, theirs, "原县残联")
        assert there.filed_at == filed_at


@pytest.mark.parametrize("word", ["return", "waive"])
def test_what_was_sent_back_or_waived_is_not_filed_and_nothing_saved_is_read(
    desk: Desk, book: Book, merged: Matter, word: str
) -> None:
    federation = f"/returns/{merged.federation}"
    if word == "return":
        desk.submitted("陈", merged.federation)
    else:
        _filed_ahead(desk, merged)
    said = desk.send("林", "POST", f"{federation}/{word}", {"reason": "请核实名册"})
    assert said.status_code == 200, said.text
    standing = {"return": "returned", "waive": "waived"}[word]
    assert _told(desk, "周", merged.civil, LIVING)["县残联"] == (standing, "")
    assert _on_the_task(desk, "周", merged, LIVING) == set()
    assert _form(book, merged).parts_filed_at is None
    if word == "return":
        say(desk, merged, "陈", merged.federation, LIVING, progress="半句")
        assert _told(desk, "周", merged.civil, LIVING)["县残联"] == ("returned", "")
        assert _on_the_task(desk, "周", merged, LIVING) == set()
        assert ahead(desk, "陈", merged.federation).status_code == 200
        assert _told(desk, "周", merged.civil, LIVING)["县残联"] == ("filed", "半句")


def _form(book: Book, merged: Matter) -> Return:
    return book.returns(merged.plan)["县残联", PERIODS[0]]


@pytest.mark.parametrize("before", [True, False])
def test_what_is_taken_back_before_it_was_signed_is_as_it_was(
    *, desk: Desk, book: Book, merged: Matter, before: bool
) -> None:
    desk.send("管", "PATCH", "/progress/settings", {"clearing": True})
    if before:
        _filed_ahead(desk, merged)
    with clock.frozen(LATER):
        desk.submitted("陈", merged.federation)
    assert _told(desk, "周", merged.civil, LIVING)["县残联"] == ("filed", "已完成过半")
    back = desk.send("陈", "POST", f"/returns/{merged.federation}/take_back", {})
    assert back.status_code == 200, back.text
    say(desk, merged, "陈", merged.federation, LIVING, progress="半句")
    told = ("filed", "半句") if before else ("not_filed", "")
    assert _told(desk, "周", merged.civil, LIVING)["县残联"] == told
    assert _on_the_task(desk, "周", merged, LIVING) == ({"半句"} if before else set())
    assert (_form(book, merged).parts_filed_at is not None) == before


@pytest.mark.parametrize("back", [True, False])
def test_a_new_version_knows_which_rows_went_by_the_event_that_tells_it(
    *, desk: Desk, runtime: Runtime, book: Book, merged: Matter, back: bool
) -> None:
    _filed_ahead(desk, merged)
    url = runtime.settings.url
    if back:
        with runtime.database.write() as session:
            session.get_one(Return, merged.federation).state = ReturnState.RETURNED
    migrations.downgrade(url, "0034")
    migrations.upgrade(url)
    with runtime.database.read() as session:
        found = session.exec(select(Report).where(Report.return_id == merged.federation)).all()
        filed = {one.task_id: one.filed_at for one in found if one.filed_at}
    at = _form(book, merged).parts_filed_at
    parts = () if back else (LIVING, SCHOOL)
    assert filed == {merged.tasks[one]: at for one in parts}
    assert (at is None) == back
