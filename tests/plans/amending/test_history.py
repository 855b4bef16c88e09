"""Whatever is corrected and amended, in whatever order: nothing that was is lost."""

from collections.abc import Callable
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app.core.actor import SYSTEM
from app.core.errors import AppError
from app.plans import service
from app.plans.amending.history import matrix_as_of
from app.plans.amending.schemas import AmendmentIn, CorrectionIn
from app.plans.matrix import Matrix, MatrixTask, matrix
from app.plans.models import Assignment, Task
from tests.plans.desk import Desk
from tests.plans.documents import plan

COUNT = count(1)
WHY = {"basis": "某文", "organ": "县残工委", "decided_on": "2023-03-01", "reason": "调整"}
LATER = {"version", "confidence", "state"}
"""What no amendment keeps."""


def shown(found: Matrix) -> list[dict[str, Any]]:
    return [
        {name: getattr(task, name) for name in MatrixTask.__slots__ if name not in LATER}
        for task in found.tasks
    ]


def ids(session: Session, plan_id: int) -> set[tuple[str, int]]:
    tasks = session.exec(select(Task.id).where(col(Task.plan_id) == plan_id))
    cells = session.exec(select(Assignment.id).where(col(Assignment.plan_id) == plan_id))
    return {*(("task", one) for one in tasks), *(("cell", one) for one in cells)}


def step(data: st.DataObject, found: Matrix, units: list[int]) -> dict[str, Any]:
    """Something that a person may ask for, sensible or not."""
    task = data.draw(st.sampled_from(found.tasks))
    cells = [one.id for one in task.assignments]
    unit, role = st.sampled_from(units), st.sampled_from(["lead", "responsible", "supporting"])
    word = st.sampled_from(["甲", "乙", "丙"])
    kinds: dict[str, Callable[[], dict[str, Any]]] = {
        "change_task": lambda: {
            "task_id": task.id,
            "text": data.draw(word),
            "due_text": data.draw(st.sampled_from(["2024年底前", "持续推进", "2023年6月底前"])),
        },
        "add_task": lambda: {
            "text": data.draw(word),
            "after": data.draw(st.sampled_from([task.id, None])),
            "assignments": [{"unit_id": data.draw(unit), "role": data.draw(role)}],
        },
        "end_task": lambda: {"task_id": task.id},
        "add_assignment": lambda: {
            "task_id": task.id,
            "unit_id": data.draw(unit),
            "role": data.draw(role),
        },
    }
    if cells:
        cell = st.sampled_from(cells)
        kinds["end_assignment"] = lambda: {"assignment_id": data.draw(cell)}
        kinds["change_assignment"] = lambda: {
            "assignment_id": data.draw(cell),
            **data.draw(st.fixed_dictionaries({}, optional={"unit_id": unit, "role": role})),
        }
    action = data.draw(st.sampled_from(sorted(kinds)))
    return {"action": action} | kinds[action]()


def make(desk: Desk, plan_id: int, kind: str, changes: list[dict[str, Any]]) -> int | None:
    """Its number; none where it was refused, for a reason that has a name."""
    try:
        with desk.runtime.database.write() as session:
            if kind == "correction":
                wrong = CorrectionIn.model_validate({"reason": "读错了", "changes": changes})
                files = desk.runtime.files
                return service.correct(session, SYSTEM, plan_id, wrong, files=files).number
            decided = AmendmentIn.model_validate(WHY | {"changes": changes})
            return service.amend(session, SYSTEM, plan_id, decided).number
    except AppError:
        return None


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_id_stays_and_every_matrix_that_was_can_be_shown(desk: Desk, data: Any) -> None:
    title = f"巫山县方案{next(COUNT)}"
    plan_id = desk.published(plan(title=title))
    units = sorted(desk.world.units.values())[:4]
    with desk.runtime.database.read() as session:
        now = matrix(session, SYSTEM, plan_id)
        was, known = {0: shown(now)}, ids(session, plan_id)
    for _ in range(data.draw(st.integers(1, 6))):
        if not now.tasks:
            break
        kind = data.draw(st.sampled_from(["correction", "amendment"]))
        steps = [step(data, now, units) for _ in range(data.draw(st.integers(1, 3)))]
        number = make(desk, plan_id, kind, steps)
        with desk.runtime.database.read() as session:
            now = matrix(session, SYSTEM, plan_id)
            after = ids(session, plan_id)
        assert known <= after
        assert number is not None or shown(now) == was[max(was)]
        known = after
        was[number or max(was)] = shown(now)
    with desk.runtime.database.read() as session:
        for number, matrix_then in was.items():
            assert shown(matrix_as_of(session, SYSTEM, plan_id, number)) == matrix_then


def test_the_matrix_as_it_was_is_given_over_rest(desk: Desk) -> None:
    plan_id = desk.published()
    first = desk.matrix(plan_id)
    task = first[0]["id"]
    change = {"action": "change_task", "task_id": task, "title": "托养照护"}
    end = {"action": "end_task", "task_id": first[1]["id"]}
    for one in (change, end):
        desk.send("POST", f"/plans/{plan_id}/amendments", WHY | {"changes": [one]}, status=201)
    then = desk.get(f"/plans/{plan_id}/matrix", as_of=0)
    assert [one["title"] for one in then["tasks"]] == [one["title"] for one in first]
    assert [one["assignments"] for one in then["tasks"]] == [one["assignments"] for one in first]
    assert (then["tasks"][0]["marks"], then["ended_tasks"]) == ([], [])
    one = desk.get(f"/plans/{plan_id}/matrix", as_of=1)
    assert [len(one["tasks"]), one["tasks"][0]["title"]] == [3, "托养照护"]
    assert len(desk.get(f"/plans/{plan_id}/matrix", as_of=2)["tasks"]) == 2
    assert len(desk.get(f"/plans/{plan_id}/matrix", as_of=0, who="周")["tasks"]) == 3
    desk.get(f"/plans/{plan_id}/matrix", as_of=-1, status=422)
    desk.get(f"/plans/{plan_id}/matrix", as_of=0, who="外", status=404)
