"""The forms of the review page: each does one thing and leads back to the task it was about."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.core.errors import AppError, InvalidError, NotFoundError
from app.plans import matrix, service
from app.plans.drafts.pages import forms
from app.plans.drafts.pages.forms import Answer, OptionalId, parsed
from app.plans.drafts.pages.review import Refused, View, again
from app.plans.drafts.rules import SplitUnits, Spot, below, siblings
from app.plans.drafts.schemas import SplitIn, TaskIn, TaskPatch
from app.plans.matrix import MatrixTask
from app.plans.service import NewTask, Split
from app.web.parameters import CurrentActor, PathId, RequestSession

router = APIRouter(prefix="/plans/{plan_id}/review", include_in_schema=False)

Version = Annotated[int, Form()]
Only = Annotated[bool, Form()]
Text = Annotated[str, Form()]


class NoNextTaskError(InvalidError):
    code, title = "no_next_task", "这已是最后一项，后面没有可以合并或移动的任务"


class NoTaskBeforeError(InvalidError):
    code, title = "no_task_before", "这已是第一项，前面没有任务"


class Desk:
    """One form: what it asks for is done, or the page comes again with what was typed."""

    def __init__(
        self,
        request: Request,
        session: RequestSession,
        actor: CurrentActor,
        plan_id: PathId,
        *,
        only: Only = False,
    ) -> None:
        self.request, self.session, self.actor = request, session, actor
        self.plan_id, self.only = plan_id, only

    def task(self, task_id: int) -> MatrixTask:
        """A task of this plan. Raise `NotFoundError`."""
        found = matrix.task(self.session, self.actor, task_id)
        if found.plan_id != self.plan_id:
            raise NotFoundError
        return found

    def order(self) -> list[Spot]:
        tasks = matrix.matrix(self.session, self.actor, self.plan_id).tasks
        return [Spot(one.id, one.parent_id) for one in tasks]

    def run(
        self,
        task_id: int | None,
        do: Callable[[], int | None],
        notice: str,
        *,
        form: str = "",
        typed: Mapping[str, str] | None = None,
        stay: bool = False,
    ) -> Response:
        """`do` gives the task to go to, the same one unless it says otherwise. With `stay` the
        forms of the task are open afterwards.
        """
        try:
            if task_id is not None:
                self.task(task_id)
            at = do() or task_id
        except AppError as refused:
            view = View(self.only, task_id if form else None, task_id)
            told = Refused(refused, view, form, typed or {})
            return again(self.request, self.session, self.actor, self.plan_id, told)
        return forms.to(
            f"/plans/{self.plan_id}/review",
            notice,
            f"task-{at}" if at else "questions",
            only=1 if self.only else None,
            edit=at if stay else None,
            at=at,
        )


CurrentDesk = Annotated[Desk, Depends(Desk)]


# ---- tasks -----------------------------------------------------------------------------------


@router.post("/tasks/{task_id}")
def change_task(
    *,
    desk: CurrentDesk,
    task_id: PathId,
    version: Version,
    text: Text = "",
    number: Text = "",
    due_on: Text = "",
    due_text: Text = "",
    kind: Text = "",
    parent_id: OptionalId = "",
) -> Response:
    typed = {
        "text": text.replace("\r\n", "\n").strip(),
        "number": number.strip(),
        "due_on": due_on,
        "due_text": due_text.strip(),
        "kind": kind,
        "parent_id": parent_id,
    }

    def do() -> None:
        values = _changed(desk.task(task_id), typed)
        body = parsed(TaskPatch, values)
        service.change_task(desk.session, desk.actor, task_id, body.given(), version)

    return desk.run(task_id, do, "task_changed", form="task", typed=typed)


def _changed(task: MatrixTask, typed: Mapping[str, str]) -> dict[str, Any]:
    """What is another in the form than in the task; an empty field means nothing is there."""
    now = {name: getattr(task, name) for name in typed}
    now["due_on"] = task.due_on.isoformat() if task.due_on else None
    now["parent_id"] = str(task.parent_id) if task.parent_id else None
    return {
        name: (value or None) if name != "text" else value
        for name, value in typed.items()
        if (value or None) != (now[name] or None)
    }


@router.post("/tasks/{task_id}/check")
def check_task(desk: CurrentDesk, task_id: PathId, version: Version) -> Response:
    def do() -> None:
        service.change_task(desk.session, desk.actor, task_id, {"checked": True}, version)

    return desk.run(task_id, do, "task_checked")


@router.post("/tasks/{task_id}/move")
def move_task(
    desk: CurrentDesk,
    task_id: PathId,
    version: Version,
    way: Annotated[str, Form(pattern="^(up|down)$")],
) -> Response:
    def do() -> None:
        before, after = siblings(desk.order(), desk.task(task_id).id)
        beside = {"before": before} if way == "up" else {"after": after}
        if None in beside.values():
            raise NoTaskBeforeError if way == "up" else NoNextTaskError
        service.change_task(desk.session, desk.actor, task_id, beside, version)

    return desk.run(task_id, do, "task_moved", form="task", stay=True)


@router.post("/tasks/{task_id}/split")
def split_task(
    *,
    desk: CurrentDesk,
    task_id: PathId,
    version: Version,
    offset: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies a default
    assignments: Annotated[SplitUnits, Form()] = SplitUnits.BY_EVIDENCE,
) -> Response:
    def do() -> None:
        if not offset:
            raise InvalidError("请先选择在哪里断开")
        body = parsed(SplitIn, {"offsets": offset, "assignments": assignments})
        how = Split(offsets=body.offsets or (), assignments=body.assignments)
        service.split_task(desk.session, desk.actor, task_id, how, version)

    return desk.run(task_id, do, "task_split", form="split")


@router.post("/tasks/{task_id}/merge")
def merge_task(
    desk: CurrentDesk, task_id: PathId, version: Version, other: Annotated[int, Form()]
) -> Response:
    def do() -> None:
        service.merge_tasks(desk.session, desk.actor, task_id, [desk.task(other).id], version)

    return desk.run(task_id, do, "task_merged", form="merge")


@router.post("/tasks/{task_id}/delete")
def delete_task(desk: CurrentDesk, task_id: PathId, version: Version) -> Response:
    def do() -> int | None:
        order = desk.order()
        gone = below(order, task_id)
        first = [spot.id for spot in order].index(desk.task(task_id).id)
        beside = [one.id for one in (*order[first:], *order[:first][::-1]) if one.id not in gone]
        service.delete_task(desk.session, desk.actor, task_id, version)
        return beside[0] if beside else None

    return desk.run(task_id, do, "task_deleted", form="delete")


@router.post("/tasks")
def add_task(
    desk: CurrentDesk, text: Text = "", number: Text = "", after: OptionalId = ""
) -> Response:
    typed = {"text": text.strip(), "number": number.strip(), "after": after}

    def do() -> int:
        body = parsed(TaskIn, {"text": typed["text"], "number": typed["number"] or None})
        new = NewTask(text=body.text, number=body.number)
        made = service.add_task(desk.session, desk.actor, desk.plan_id, new)
        if after:
            service.change_task(desk.session, desk.actor, made, {"after": desk.task(int(after)).id})
        return made

    return desk.run(None, do, "task_added", form="add", typed=typed, stay=True)


# ---- questions -------------------------------------------------------------------------------


@router.post("/findings/{finding_id}")
def settle(
    *,
    desk: CurrentDesk,
    finding_id: PathId,
    at: OptionalId = "",
    unit: Annotated[str, Form(max_length=300)] = "",
    meant: OptionalId = "",
    answer: Answer = "seen",
) -> Response:
    def do() -> None:
        forms.settle(
            desk.session,
            desk.actor,
            desk.plan_id,
            finding_id,
            answer=answer,
            unit=unit,
            meant=meant,
        )

    return desk.run(int(at) if at else None, do, "confirmed")
