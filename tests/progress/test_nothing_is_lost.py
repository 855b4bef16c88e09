"""What was written, and what is owed, outlives reforms and amendments that meet each other."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import wiring
from app.core.actor import SYSTEM
from app.jobs.worker import drain
from app.kit import clock
from app.plans import service as plans
from app.plans.service import Grounds
from app.progress.joining import join
from app.progress.models import Report
from app.progress.terms import ReturnState
from app.reading.terms import Role
from tests.progress.book import LATER, MONDAY, Book, Desk
from tests.progress.browser import signed_in
from tests.progress.test_following import AMENDMENT, assignments

BOTH = {"甲": (("县教委", Role.LEAD),), "乙": (("县民政局", Role.LEAD),)}
JUNE = Grounds("调整", basis="2号文", organ="县残工委", decided_on=date(2023, 6, 15))


def work(book: Book) -> None:
    drain(book.runtime, wiring.HANDLERS)


def reform(desk: Desk, book: Book, kind: str, old: str, *new: str, on: str = "2023-06-01") -> int:
    made = desk.reform(kind, *(book.units[one] for one in (old, *new)), on=on)
    work(book)
    return made


def lose(
    book: Book, plan: int, unit: str, grounds: Grounds = JUNE, last: int | None = None
) -> None:
    with book.runtime.database.write() as session:
        for one in assignments(session, book, plan, unit)[:last]:
            plans.end_assignment(session, SYSTEM, one, kind=AMENDMENT, grounds=grounds)
    work(book)


def said(desk: Desk, return_id: int, *facts: str) -> dict[str, Any]:
    rows = desk.get("林", f"/returns/{return_id}").json()["rows"]
    if not facts:
        return {row["title"]: row["progress"] for row in rows}
    return {row["title"]: tuple(row[fact] for fact in facts) for row in rows}


def test_a_successor_whose_return_an_amendment_waived_is_asked_again(
    book: Book, desk: Desk
) -> None:
    plan = book.add_plan(BOTH)
    book.generate(plan)
    lose(book, plan, "县民政局")
    assert book.returns(plan)["县民政局", "2023-H1"].state is ReturnState.WAIVED
    reform(desk, book, "merge", "县教委", "县民政局", on="2023-07-01")
    own = book.returns(plan)["县民政局", "2023-H1"]
    assert (own.state, own.review_note) == (ReturnState.PENDING, None)
    assert list(said(desk, own.id)) == ["甲"]


def test_a_filer_whose_return_an_amendment_waived_is_asked_again(book: Book, desk: Desk) -> None:
    cells = {"甲": (("县级有关部门", Role.LEAD),), "乙": (("县残联", Role.LEAD),)}
    plan = book.add_plan(cells, files=None)
    book.generate(plan)
    lose(book, plan, "县残联")
    path = f"/plans/{plan}/group_filings/{book.units['县级有关部门']}"
    chosen = {"mode": "chosen", "units": [book.units["县残联"]]}
    assert desk.send("林", "PUT", path, chosen).status_code == 200
    work(book)
    assert book.returns(plan)["县残联", "2023-H1"].state is ReturnState.PENDING


def test_what_was_typed_into_a_form_that_went_meanwhile_is_shown_to_be_copied(
    book: Book, desk: Desk, client: TestClient
) -> None:
    plan = book.add_plan(dict.fromkeys(("甲", "乙"), (("县残联", Role.LEAD),)))
    book.generate(plan)
    own = book.returns(plan)["县残联", "2023-H1"].id
    gone, stays = (row["task_id"] for row in desk.get("陈", f"/returns/{own}").json()["rows"])
    fields = {f"progress-{gone}": "坡道 <12 处", f"percent-{stays}": "60"}
    browser, path = signed_in(client, "陈"), f"/returns/{own}"
    page = browser.page(path)
    lose(book, plan, "县残联", last=1)
    left = browser.post(path, page, action="save", **fields)
    assert left.status_code == 422
    assert '<dt>进展情况</dt><dd class="said">坡道 &lt;12 处</dd>' in left.text
    assert "<dt>完成比例</dt>" not in left.text, "that stands in its field"
    desk.submitted("陈", own)
    late = browser.post(path, page, action="save", **fields)
    assert late.status_code == 409
    assert "坡道 &lt;12 处" in late.text
    assert '<dt>完成比例</dt><dd class="said">60</dd>' in late.text
    assert "没有保存的内容" not in browser.page(path)


def test_what_a_person_waived_stays_waived(book: Book, desk: Desk) -> None:
    plan = book.add_plan(BOTH)
    book.generate(plan)
    own = book.returns(plan)["县民政局", "2023-H1"].id
    desk.send("林", "POST", f"/returns/{own}/waive", {"reason": "本期免报"})
    book.generate(plan)
    assert book.returns(plan)["县民政局", "2023-H1"].state is ReturnState.WAIVED


def test_an_amendment_leaves_the_overdue_return_of_a_unit_that_ended(
    book: Book, desk: Desk
) -> None:
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)})
    book.generate(plan)
    reform(desk, book, "merge", "县教委", "县民政局", on="2023-07-16")
    with clock.frozen(LATER):
        work(book)
        grounds = Grounds("调整", basis="2号文", organ="县残工委", decided_on=date(2023, 7, 19))
        lose(book, plan, "县教委", grounds, last=1)
    assert book.returns(plan)["县教委", "2023-H1"].state is ReturnState.PENDING


def test_what_a_unit_still_owes_stands_in_its_successors_list(book: Book, desk: Desk) -> None:
    plan = book.add_plan({"甲": (("县民政局", Role.LEAD),)})
    book.generate(plan)
    with clock.frozen(LATER):
        reform(desk, book, "merge", "县民政局", "县残联", on="2023-07-18")
        path = f"/units/{book.units['县残联']}/returns"
        listed = desk.get("陈", path, overdue="true").json()["items"]
        assert [(one["unit"]["name"], one["period"]) for one in listed] == [("县民政局", "2023-H1")]


def test_who_files_for_a_group_is_named_as_who_stands_in_for_him(book: Book, desk: Desk) -> None:
    plan = book.add_plan({"甲": (("县级有关部门", Role.LEAD),)}, files=None)
    path = f"/plans/{plan}/group_filings"
    chosen = {"mode": "chosen", "units": [book.units["县残联"]]}
    assert desk.send("林", "PUT", f"{path}/{book.units['县级有关部门']}", chosen).is_success
    reform(desk, book, "merge", "县残联", "县财政局")
    (told,) = desk.get("林", path).json()["items"]
    assert [one["name"] for one in told["filers"]] == ["县财政局"]


def test_the_successor_sees_what_the_former_unit_said_last_and_signs_what_it_left(
    book: Book, desk: Desk
) -> None:
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),)})
    book.generate(plan)
    desk.submitted("林", book.returns(plan)["县教委", "2023-H1"].id)
    reform(desk, book, "merge", "县教委", "县民政局", on="2023-07-05")
    (row,) = desk.get("周", f"/returns/{book.returns(plan)['县民政局', '2023-H2'].id}").json()[
        "rows"
    ]
    assert row["before"]["progress"] == "已完成过半"
    unsigned = desk.get("林", "/dispatches", unit=book.units["县教委"]).json()["items"][0]["id"]
    path = f"/dispatches/{unsigned}/acknowledge"
    assert desk.send("陈", "POST", path).status_code == 404
    assert desk.send("周", "POST", path).status_code == 200


def test_an_amendment_on_the_day_of_a_reform_does_not_waive_what_goes_to_the_successor(
    book: Book, desk: Desk
) -> None:
    """The amendment's job comes before the one that hands returns on."""
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)})
    book.generate(plan)
    one = book.returns(plan)["县教委", "2023-H1"].id
    desk.fill("林", one, progress="写了一整页")
    reform(desk, book, "merge", "县教委", "县民政局", on="2023-07-12")
    with clock.frozen(datetime(2023, 7, 12, 1, tzinfo=UTC)):
        grounds = Grounds("调整", basis="2号文", organ="县残工委", decided_on=date(2023, 7, 12))
        lose(book, plan, "县教委", grounds, last=1)
        assert book.returns(plan)["县民政局", "2023-H1"].id == one
        assert said(desk, one) == {"甲": "写了一整页", "乙": "写了一整页"}


@pytest.mark.parametrize("now", [MONDAY, LATER])
def test_a_draft_that_went_on_goes_back_with_a_reform_that_is_taken_back(
    book: Book, desk: Desk, now: datetime
) -> None:
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),)})
    book.generate(plan)
    one = book.returns(plan)["县教委", "2023-H1"].id
    desk.fill("林", one, progress="写了一整页")
    with clock.frozen(now):
        made = reform(desk, book, "merge", "县教委", "县民政局")
        assert book.returns(plan)["县民政局", "2023-H1"].id == one
        desk.fill("林", one, progress="写了两整页")
        assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
        work(book)
        back = book.returns(plan)
        assert (back["县教委", "2023-H1"].id, back["县教委", "2023-H1"].state) == (one, "draft")
        assert ("县民政局", "2023-H1") not in back
        assert said(desk, one) == {"甲": "写了两整页"}


@pytest.mark.parametrize("now", [MONDAY, LATER])
def test_what_is_overdue_is_owed_again_by_its_own_unit_when_a_merge_is_taken_back(
    book: Book, desk: Desk, now: datetime
) -> None:
    plan = book.add_plan(BOTH)
    book.generate(plan)
    own, former = (book.returns(plan)[unit, "2023-H1"].id for unit in ("县民政局", "县教委"))
    with clock.frozen(now):
        made = reform(desk, book, "merge", "县教委", "县民政局")
        desk.fill("林", own, progress="都写在这里")
        assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
        work(book)
        back = book.returns(plan)
        assert back["县教委", "2023-H1"].id == former
        assert {one.state for one in back.values() if one.period == "2023-H1"} == {"draft"}
        assert said(desk, former) == {"甲": "都写在这里"}
        assert said(desk, own) == {"乙": "都写在这里"}


def test_what_the_second_heir_wrote_goes_back_when_a_split_is_taken_back(
    book: Book, desk: Desk
) -> None:
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)})
    book.generate(plan)
    one = book.returns(plan)["县教委", "2023-H1"].id
    made = reform(desk, book, "split", "县教委", "县民政局", "县财政局")
    path = f"/reforms/{made}/assignments"
    second = desk.get("林", path).json()["items"][1]["id"]
    for heir, text in ((book.units["县财政局"], "财政写的"), (None, "")):
        assert desk.send("林", "POST", path, {"assignments": [second], "unit_id": heir}).is_success
        work(book)
        if text:
            desk.fill("林", book.returns(plan)["县财政局", "2023-H1"].id, progress=text)
    assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
    work(book)
    assert said(desk, one)["乙"] == "财政写的"


def test_a_draft_that_was_joined_to_the_successors_comes_back(book: Book, desk: Desk) -> None:
    plan = book.add_plan(BOTH)
    book.generate(plan)
    one = book.returns(plan)["县教委", "2023-H1"].id
    desk.fill("林", one, progress="写了一整页")
    made = reform(desk, book, "merge", "县教委", "县民政局")
    assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
    work(book)
    assert book.returns(plan)["县教委", "2023-H1"].state is ReturnState.DRAFT
    assert said(desk, one) == {"甲": "写了一整页"}


@pytest.mark.parametrize("ends", ["submitted", "waived"])
def test_what_a_unit_owes_stays_its_own_where_the_successors_form_is_out_of_its_hands(
    book: Book, desk: Desk, ends: str
) -> None:
    plan = book.add_plan(BOTH)
    book.generate(plan)
    own, former = (book.returns(plan)[unit, "2023-H1"].id for unit in ("县民政局", "县教委"))
    if ends == "waived":
        desk.send("林", "POST", f"/returns/{own}/waive", {"reason": "本期免报"})
    else:
        desk.submitted("林", own)
    desk.fill("林", former, progress="教委进展")
    reform(desk, book, "merge", "县教委", "县民政局", on="2023-07-05")
    assert book.returns(plan)["县教委", "2023-H1"].state is ReturnState.DRAFT
    assert said(desk, former) == {"甲": "教委进展"}
    before = book.returns(plan)
    work(book)
    book.generate(plan)
    assert book.returns(plan) == before
    assert desk.send("周", "POST", f"/returns/{former}/submit").status_code == 200


def test_a_form_that_is_sent_back_takes_in_what_waited(book: Book, desk: Desk) -> None:
    plan = book.add_plan(BOTH)
    book.generate(plan)
    own, former = (book.returns(plan)[unit, "2023-H1"].id for unit in ("县民政局", "县教委"))
    desk.submitted("林", own)
    desk.fill("林", former, progress="教委进展")
    reform(desk, book, "merge", "县教委", "县民政局", on="2023-07-05")
    desk.send("林", "POST", f"/returns/{own}/return", {"reason": "请补充"})
    book.generate(plan)
    assert said(desk, own) == {"甲": "教委进展", "乙": "已完成过半"}
    assert book.returns(plan)["县教委", "2023-H1"].state is ReturnState.WAIVED


@pytest.fixture
def divided(book: Book, desk: Desk) -> tuple[int, int, list[int]]:
    """A draft about two tasks of a unit that is split: the plan, the reform, the assignments."""
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)})
    book.generate(plan)
    desk.fill("林", book.returns(plan)["县教委", "2023-H1"].id, progress="教委草稿")
    made = reform(desk, book, "split", "县教委", "县民政局", "县残联")
    with book.runtime.database.read() as session:
        return plan, made, assignments(session, book, plan, "县教委")


def decide(desk: Desk, book: Book, made: int, ids: list[int], unit: str | None) -> None:
    body = {"assignments": ids, "unit_id": book.units[unit] if unit else None}
    assert desk.send("林", "POST", f"/reforms/{made}/assignments", body).status_code == 200
    work(book)


def drafts(desk: Desk, book: Book, plan: int) -> dict[str, dict[str, str]]:
    return {
        unit: said(desk, one.id)
        for (unit, period), one in sorted(book.returns(plan).items())
        if period == "2023-H1" and one.state is not ReturnState.WAIVED
    }


def test_a_draft_is_divided_as_the_tasks_are_whenever_that_is_decided(
    book: Book, desk: Desk, divided: tuple[int, int, list[int]]
) -> None:
    plan, made, (first, second) = divided
    assert drafts(desk, book, plan) == {"县民政局": {"甲": "教委草稿", "乙": "教委草稿"}}
    decide(desk, book, made, [second], "县残联")
    assert drafts(desk, book, plan) == {
        "县民政局": {"甲": "教委草稿"},
        "县残联": {"乙": "教委草稿"},
    }
    before = book.returns(plan)
    book.generate(plan)
    assert book.returns(plan) == before
    decide(desk, book, made, [first], "县残联")
    assert drafts(desk, book, plan) == {"县残联": {"甲": "教委草稿", "乙": "教委草稿"}}
    decide(desk, book, made, [first, second], None)
    assert drafts(desk, book, plan) == {"县民政局": {"甲": "教委草稿", "乙": "教委草稿"}}


def test_a_draft_goes_to_whom_a_split_gave_all_of_it(book: Book, desk: Desk) -> None:
    """What was decided before the day of the split."""
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)})
    book.generate(plan)
    desk.fill("林", book.returns(plan)["县教委", "2023-H1"].id, progress="教委草稿")
    made = reform(desk, book, "split", "县教委", "县民政局", "县残联", "县财政局", on="2023-07-12")
    with book.runtime.database.read() as session:
        first, second = assignments(session, book, plan, "县教委")
    decide(desk, book, made, [first], "县残联")
    decide(desk, book, made, [second], "县财政局")
    with clock.frozen(datetime(2023, 7, 12, 1, tzinfo=UTC)):
        book.generate(plan)
        found = drafts(desk, book, plan)
    assert found == {"县残联": {"甲": "教委草稿"}, "县财政局": {"乙": "教委草稿"}}


def row(progress: str = "", percent: int | None = None, *, no_change: bool = False) -> Report:
    facts: dict[str, Any] = {"progress": progress, "percent": percent, "no_change": no_change}
    return Report(return_id=1, task_id=1, unit_id=1, region_id=1, **facts)


@pytest.mark.parametrize(
    ("there", "theirs", "joined"),
    [
        (row(no_change=True), row("建成三所", 60), ("无变化\n原县教委：建成三所", 60, False)),
        (row("建一所", 30), row("建三所", 60), ("建一所\n原县教委：建三所（完成 60%）", 30, False)),
        (row("建一所", 60), row("", 60), ("建一所", 60, False)),
        (row("建一所"), row(no_change=True), ("建一所\n原县教委：无变化", None, False)),
        (row(), row(no_change=True), ("", None, True)),
        (row(no_change=True), row(no_change=True), ("", None, True)),
        (row("甲\n原县教委：乙"), row("乙"), ("甲\n原县教委：乙", None, False)),
    ],
)  # fmt: skip
def test_two_rows_become_one_that_says_all_of_it(
    there: Report, theirs: Report, joined: tuple[str, int | None, bool]
) -> None:
    join(there, theirs, "原县教委")
    assert (there.progress, there.percent, there.no_change) == joined
