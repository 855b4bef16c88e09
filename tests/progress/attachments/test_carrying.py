"""Files are not lost when a form goes into another, or is asked for no more."""

from app.core.actor import SYSTEM
from app.plans.filers import service as filers
from app.plans.filers.terms import Filing
from app.progress.terms import ReturnState
from app.reading.terms import Role
from tests.kinds import on_sqlite
from tests.progress.attachments.test_attachments import attach
from tests.progress.attachments.test_rules import JPG, PDF
from tests.progress.book import Book, Desk, Matter
from tests.progress.test_following import assignments
from tests.progress.test_nothing_is_lost import BOTH, decide, reform, work

__all__ = ["on_sqlite"]


def files(desk: Desk, return_id: int) -> list[tuple[str, int | None]]:
    found = desk.get("林", "/attachments", return_id=return_id).json()["items"]
    return [(one["name"], one["task_id"]) for one in found]


def test_what_a_former_unit_attached_stands_in_its_successors_form_once(
    book: Book, desk: Desk
) -> None:
    """Whether or not it had begun to write."""
    plan = book.add_plan(BOTH)
    book.generate(plan)
    returns = book.returns(plan)
    old, own = (returns[unit, "2023-H1"].id for unit in ("县教委", "县民政局"))
    for one, name, data in ((old, "验收.pdf", PDF), (old, "现场.jpg", JPG), (own, "同.pdf", PDF)):
        assert attach(desk, "林", one, name, data).status_code == 201
    reform(desk, book, "merge", "县教委", "县民政局")
    assert files(desk, own) == [("同.pdf", None), ("现场.jpg", None)]
    assert files(desk, old) == [("验收.pdf", None), ("现场.jpg", None)], "should it be taken back"


def test_the_files_of_a_task_go_with_it_after_a_split(book: Book, desk: Desk) -> None:
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)})
    book.generate(plan)
    draft = book.returns(plan)["县教委", "2023-H1"].id
    desk.fill("林", draft, progress="教委草稿")
    second = desk.get("林", f"/returns/{draft}").json()["rows"][1]["task_id"]
    attach(desk, "林", draft, "乙.pdf", PDF, task_id=str(second))
    attach(desk, "林", draft, "全部.jpg", JPG)
    made = reform(desk, book, "split", "县教委", "县民政局", "县残联")
    with book.runtime.database.read() as session:
        ids = assignments(session, book, plan, "县教委")
    decide(desk, book, made, ids[1:], "县残联")
    of = {
        unit: files(desk, one.id)
        for (unit, half), one in book.returns(plan).items()
        if half == "2023-H1"
    }
    assert of["县残联"] == [("乙.pdf", second)]
    assert ("乙.pdf", second) not in of["县民政局"]
    assert ("全部.jpg", None) in of["县民政局"]


def test_a_form_with_a_file_that_is_asked_for_no_more_is_waived_and_kept(
    book: Book, desk: Desk, matter: Matter
) -> None:
    """县乡村振兴局 files as a member of a group, until nobody does."""
    ahead = [
        one.id
        for (unit, period), one in sorted(book.returns(matter.plan).items())
        if unit == "县乡村振兴局" and period in ("2024-H1", "2024-H2")
    ]
    assert attach(desk, "林", ahead[0], "准备.pdf", PDF).status_code == 201
    with book.runtime.database.write() as session:
        group = book.units["县级有关部门"]
        filers.choose(session, SYSTEM, matter.plan, group, mode=Filing.NONE)
    work(book)
    left = {one.id: one.state for one in book.returns(matter.plan).values()}
    assert left[ahead[0]] is ReturnState.WAIVED
    assert ahead[1] not in left
    assert files(desk, ahead[0]) == [("准备.pdf", None)]
