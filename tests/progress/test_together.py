"""Two people at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import AppError
from app.core.runtime import Runtime
from app.kit import clock
from app.progress import service
from app.progress.reforms import service as reforms
from app.progress.service import Said
from app.progress.terms import ReturnState
from app.reading.terms import Role as Duty
from tests.progress.book import MONDAY, Book, Desk, Matter

PEOPLE = 6
Work = Callable[[Any], object]


@pytest.fixture
def liaison(book: Book) -> Actor:
    return Actor(
        ActorKind.PERSON,
        1,
        Role.LIAISON,
        "陈",
        region_id=book.world.region,
        unit_id=book.units["县残联"],
    )


@pytest.fixture
def coordinator(book: Book) -> Actor:
    region = book.world.region
    return Actor(ActorKind.PERSON, 2, Role.COORDINATOR, "林", region, "/500237/")


def at_once(runtime: Runtime, *works: Work) -> list[str]:
    """Each work in a session of its own, all begun before any is committed; how each ended."""
    ready = Barrier(len(works))

    def run(work: Work) -> str:
        try:
            with clock.frozen(MONDAY):
                ready.wait()
                with runtime.database.write() as session:
                    work(session)
        except AppError as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(works)) as threads:
        return sorted(threads.map(run, works))


def filled(runtime: Runtime, actor: Actor, matter: Matter, text: str) -> None:
    said = [Said(task_id=task, progress=text) for task in matter.tasks.values()]
    with runtime.database.write() as session:
        service.save(session, actor, matter.federation, said)


def test_of_many_submissions_one_is_done(
    runtime: Runtime, book: Book, matter: Matter, liaison: Actor
) -> None:
    filled(runtime, liaison, matter, "好")
    submit: Work = lambda session: service.submit(session, liaison, matter.federation)  # noqa: E731 - a case
    ends = at_once(runtime, *[submit] * PEOPLE)
    assert ends == ["already_submitted"] * (PEOPLE - 1) + ["done"]
    assert len(book.events("return.submitted")) == 1


def test_of_many_savers_of_one_version_one_is_done(
    runtime: Runtime, book: Book, matter: Matter, liaison: Actor
) -> None:
    def save(text: str) -> Work:
        said = [Said(task_id=task, progress=text) for task in matter.tasks.values()]
        return lambda session: service.save(session, liaison, matter.federation, said, expected=1)

    ends = at_once(runtime, *[save(f"第 {n} 稿") for n in range(PEOPLE)])
    assert ends == ["done"] + ["stale"] * (PEOPLE - 1)
    (told,) = book.events("return.saved")
    texts = {changes["progress"][1] for changes in told["changes"].values()}
    with runtime.database.read() as session:
        kept = {row.progress for row in service.get(session, SYSTEM, matter.federation).rows}
    assert kept == texts


def test_of_many_savers_of_one_draft_one_is_done(
    runtime: Runtime, book: Book, matter: Matter, liaison: Actor
) -> None:
    filled(runtime, liaison, matter, "初稿")

    def save(task: int) -> Work:
        said = [Said(task_id=task, progress=f"任务 {task} 的第二稿")]
        return lambda session: service.save(session, liaison, matter.federation, said, expected=2)

    ends = at_once(runtime, *[save(task) for task in matter.tasks.values()])
    assert ends == ["done", "stale", "stale", "stale"]
    assert len(book.events("return.saved")) == 2


def test_who_saves_while_another_hands_in_is_told_so(
    runtime: Runtime, book: Book, matter: Matter, liaison: Actor
) -> None:
    filled(runtime, liaison, matter, "好")
    said = [Said(task_id=task, progress="更好") for task in matter.tasks.values()]
    ends = at_once(
        runtime,
        lambda session: service.submit(session, liaison, matter.federation, expected=2),
        lambda session: service.save(session, liaison, matter.federation, said, expected=2),
    )
    assert ends in (["already_submitted", "done"], ["done", "stale"])
    assert len(book.events("return.submitted")) + len(book.events("return.saved")) == 2


def test_accepting_and_sending_back_at_once_are_both_told_what_came_of_it(
    runtime: Runtime, book: Book, matter: Matter, liaison: Actor, coordinator: Actor
) -> None:
    filled(runtime, liaison, matter, "好")
    with runtime.database.write() as session:
        service.submit(session, liaison, matter.federation)
    ends = at_once(
        runtime,
        lambda session: service.accept(session, coordinator, matter.federation),
        lambda session: service.send_back(session, coordinator, matter.federation, reason="改"),
    )
    happened = len(book.events("return.accepted")) + len(book.events("return.returned"))
    assert happened == ends.count("done") >= 1
    assert set(ends) <= {"done", "not_submitted", "stale"}


def test_signing_at_once_leaves_one_signature(
    runtime: Runtime, book: Book, desk: Desk, matter: Matter, liaison: Actor
) -> None:
    one = desk.get("陈", "/dispatches").json()["items"][0]["id"]
    sign: Work = lambda session: service.acknowledge(session, liaison, one)  # noqa: E731 - a case
    assert at_once(runtime, *[sign] * PEOPLE) == ["done"] * PEOPLE
    assert len(book.events("dispatch.acknowledged")) == 1


def test_generating_at_once_adds_each_row_once(runtime: Runtime, book: Book) -> None:
    plan = book.add_plan()
    made: list[service.Generated] = []
    work: Work = lambda session: made.append(service.generate(session, SYSTEM, plan))  # noqa: E731 - a case
    assert at_once(runtime, work, work, work) == ["done"] * 3
    assert sum(one.returns for one in made) == 24
    assert sum(one.dispatches for one in made) == 4
    assert len(book.returns(plan)) == 24


def after(runtime: Runtime, first: Work, second: Work) -> str:
    """How `second` ends, that begins while `first` has done its work and is not committed yet."""
    ends: list[str] = []

    def run() -> None:
        ends.extend(at_once(runtime, second))

    thread = Thread(target=run)
    with runtime.database.write() as session:
        first(session)
        session.flush()
        thread.start()
        sleep(0.4)
    thread.join()
    return ends[0]


def reformed(desk: Desk, book: Book, kind: str, *heirs: str, on: str = "2023-06-01") -> int:
    return desk.reform(kind, *(book.units[one] for one in ("县教委", *heirs)), on=on)


def test_what_is_saved_while_returns_are_joined_stays(
    runtime: Runtime, book: Book, desk: Desk
) -> None:
    plan = book.add_plan({"甲": (("县教委", Duty.LEAD), ("县民政局", Duty.RESPONSIBLE))})
    book.generate(plan)
    own, former = (book.returns(plan)[unit, "2023-H1"].id for unit in ("县民政局", "县教委"))
    desk.fill("林", former, progress="教委进展")
    desk.fill("林", own, progress="旧稿")
    task = desk.get("林", f"/returns/{own}").json()["rows"][0]["task_id"]
    reformed(desk, book, "merge", "县民政局")
    ended = after(
        runtime,
        lambda session: service.save(session, SYSTEM, own, [Said(task_id=task, progress="新稿")]),
        lambda session: service.generate(session, SYSTEM, plan),
    )
    (row,) = desk.get("林", f"/returns/{own}").json()["rows"]
    assert (ended, row["progress"]) == ("done", "新稿\n原县教委：教委进展")


def test_what_is_handed_in_while_returns_are_handed_on_stays_handed_in(
    runtime: Runtime, book: Book, desk: Desk
) -> None:
    plan = book.add_plan({"甲": (("县教委", Duty.LEAD), ("县民政局", Duty.RESPONSIBLE))})
    book.generate(plan)
    former = book.returns(plan)["县教委", "2023-H1"].id
    desk.fill("林", former)
    reformed(desk, book, "merge", "县民政局")
    ended = after(
        runtime,
        lambda session: service.submit(session, SYSTEM, former),
        lambda session: service.generate(session, SYSTEM, plan),
    )
    state = book.returns(plan)["县教委", "2023-H1"].state
    assert (ended, state) == ("done", ReturnState.SUBMITTED)


def test_who_hands_over_what_a_split_divides_is_before_or_after_its_taking_back(
    runtime: Runtime, book: Book, desk: Desk
) -> None:
    book.add_plan({"甲": (("县教委", Duty.LEAD),)})
    heir = book.units["县残联"]
    made = reformed(desk, book, "split", "县民政局", "县残联", on="2023-09-01")
    (one,) = desk.get("林", f"/reforms/{made}/assignments").json()["items"]
    works: list[Work] = [
        lambda session: reforms.hand_over(session, SYSTEM, made, [one["id"]], heir),
        lambda session: reforms.take_back(session, SYSTEM, made),
    ]
    assert after(runtime, *works) == "reform_in_use"
    undo: Work = lambda session: reforms.hand_over(session, SYSTEM, made, [one["id"]], None)  # noqa: E731 - a case
    at_once(runtime, undo)
    assert after(runtime, *reversed(works)) == "not_found"
