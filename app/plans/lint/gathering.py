"""What the checks look at, from the database: the matrix, the text, and tasks of other plans."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.files import FileStore
from app.identity.models import Region
from app.kit import clock
from app.kit.similarity import similarity_of
from app.plans import asking, queries, rules
from app.plans.filers.models import GroupFiling
from app.plans.holding import service as holding
from app.plans.lint import near
from app.plans.lint.body import Body, KnownUnit
from app.plans.lint.models import TaskBand
from app.plans.lint.sheet import Cell, Elsewhere, Line, Sheet
from app.plans.models import (
    Assignment,
    Document,
    Evidence,
    Plan,
    PlanVersion,
    Task,
    came_as,
    standing,
)
from app.plans.terms import OVER, DocumentKind, PlanState
from app.reading.terms import Source
from app.units import service as units
from app.units.models import GroupMember, Unit
from app.units.service import UnitRef
from app.units.terms import UnitKind

_TASK = (
    "id",
    "number",
    "position",
    "kind",
    "title",
    "text",
    "parent_id",
    "state",
    "due_on",
    "due_text",
    "due_source",
)
_MOST_NEAR = 20
"""Tasks of other plans that one is compared with, those first that share most keys."""
_MOST_ROWS = 50_000
"""Keys found by one statement: a text that a thousand counties copied is told by some of them."""
_AT_ONCE = 10_000
"""Keys in one statement; both databases take three times as many."""


def sheet(session: Session, plan: Plan) -> Sheet:
    """The rows of a plan, in three statements whatever its size."""
    query = select(*[getattr(Task, name) for name in _TASK]).where(
        col(Task.plan_id) == plan.id, standing(Task)
    )
    rows = session.execute(query.order_by(col(Task.position), col(Task.id))).all()
    cells = _cells(session, plan.id)
    numbered = {row.id: asking.Numbered(row.number, row.position, row.title) for row in rows}
    called = asking.called(numbered)
    lines = [_line(row, called[row.id], cells.get(row.id, ())) for row in rows]
    return Sheet(plan.id, plan.region_id, rules.last_day(plan.period_end), lines)


def _line(row: Row[Any], called: str, cells: Sequence[Cell]) -> Line:
    values = {name: row._mapping[name] for name in _TASK}  # noqa: SLF001 - public in SQLAlchemy
    return Line(**values, called=called, cells=cells)


def _cells(session: Session, plan_id: int) -> dict[int, list[Cell]]:
    """By task. A unit that a reform has ended is who stands in for it: 县乡村振兴局 and
    县农业农村委 beside each other became one unit twice.
    """
    of_plan = col(Assignment.plan_id) == plan_id
    held = holding.holders(clock.today(), of_plan).subquery()
    query = (
        select(
            *cols(Assignment.task_id, Assignment.id),
            held.c.unit_id,
            *cols(
                Unit.name,
                Assignment.name,
                Assignment.role,
                Assignment.is_first_lead,
                Assignment.first_lead_basis,
                Assignment.collective,
            ),
        )
        .outerjoin(held, held.c.assignment_id == col(Assignment.id))
        .outerjoin(Unit, col(Unit.id) == held.c.unit_id)
        .where(of_plan, standing(Assignment))
        .order_by(col(Assignment.task_id), col(Assignment.position), col(Assignment.id))
    )
    chosen = select(col(GroupFiling.group_id)).where(col(GroupFiling.plan_id) == plan_id)
    filed = set(session.scalars(chosen))
    found: dict[int, list[Cell]] = defaultdict(list)
    for task_id, id_, unit_id, unit, name, *rest in session.execute(query):
        values = (id_, unit_id, unit or name, name, *rest, unit_id in filed)
        found[task_id].append(Cell(*values))
    return found


# ---- the text --------------------------------------------------------------------------------


def body(session: Session, plan: Plan) -> Body | None:
    """The text of the newest version, if one was read and is still there."""
    newest = func.coalesce(col(PlanVersion.number), 0).desc()
    query = (
        select(*cols(Document.id, Document.text_sha256))
        .outerjoin(PlanVersion, came_as())
        .where(
            col(Document.plan_id) == plan.id,
            col(Document.kind) == DocumentKind.MAIN,
            col(Document.text_sha256).is_not(None),
        )
        .order_by(newest, col(Document.id))
    )
    row = session.execute(query.limit(1)).first()
    text = _text(session, row.text_sha256) if row is not None else None
    if row is None or text is None:
        return None
    return Body(row.id, text, plan.addressees, _tables(session, plan.id, row.id))


def _text(session: Session, digest: str) -> str | None:
    files: FileStore = session.info["files"]
    try:
        return files.get(digest).decode()
    except FileNotFoundError:
        return None


def _tables(session: Session, plan_id: int, document_id: int) -> list[tuple[int, int]]:
    """From where to where the annex has the tasks that were read from a table."""
    query = (
        select(func.min(col(Evidence.start)), func.max(col(Evidence.end)))
        .join(Task, col(Task.id) == col(Evidence.task_id))
        .where(
            col(Task.plan_id) == plan_id,
            col(Task.source) == Source.TABLE,
            col(Evidence.document_id) == document_id,
        )
    )
    start, end = session.execute(query).one()
    return [] if start is None else [(start, end)]


def known_units(session: Session, region_id: int) -> list[KnownUnit]:
    """The region's registry, with the aliases that certainly mean a unit.

    A group of which nobody knows the members, such as 市政府有关部门, is nobody in particular.
    """
    names: dict[int, list[str]] = defaultdict(list)
    called: dict[int, UnitRef] = {}
    for known in units.known_names(session, region_id):
        names[known.unit.id].append(known.text)
        called[known.unit.id] = known.unit
    groups = [id_ for id_, unit in called.items() if unit.kind is UnitKind.GROUP]
    holding = select(col(GroupMember.group_id)).where(col(GroupMember.group_id).in_(groups))
    empty = set(groups) - set(session.scalars(holding)) if groups else set()
    return [
        KnownUnit(id_, called[id_].name, tuple(found))
        for id_, found in names.items()
        if id_ not in empty
    ]


def named_units(session: Session, found: Sheet) -> set[int]:
    """Units that some task names, and the members of the groups that one names."""
    direct = {
        cell.unit_id for line in found.lines for cell in line.cells if cell.unit_id is not None
    }
    groups = {
        cell.unit_id
        for line in found.lines
        for cell in line.cells
        if cell.unit_id is not None and cell.collective
    }
    if not groups:
        return direct
    members = select(col(GroupMember.unit_id)).where(col(GroupMember.group_id).in_(groups))
    return direct | set(session.scalars(members))


# ---- tasks of other plans --------------------------------------------------------------------


def elsewhere(
    session: Session, actor: Actor, plan: Plan, lines: Iterable[Line], at_least: float
) -> dict[int, list[Elsewhere]]:
    """By task those nearly the same of other running plans that the actor may read.

    For a plan of 100 tasks among 100,000 (2 million keys, 80 MB on SQLite) it takes 2 to 6 times
    as long as the plan's matrix where a county's line is asked, 18 to 76 ms on a busy machine,
    and 130 to 400 ms where that is a whole province.
    """
    asked = {
        line.id: line
        for line in lines
        if not line.is_over and near.is_compared(line.kind, line.words)
    }
    sharing = _sharing(session, plan, asked)
    others = _readable(session, actor, plan, {id_ for ids in sharing.values() for id_ in ids})
    found: dict[int, list[Elsewhere]] = defaultdict(list)
    for id_, ids in sharing.items():
        runs = near.runs(asked[id_].words)
        for other in (others[one] for one in ids if one in others):
            score = similarity_of(runs, near.runs(other.text or other.title))
            if other.kind is asked[id_].kind and score >= at_least:
                one = Elsewhere(
                    other.id, other.number, other.title, other.plan_id, other.plan, score
                )
                found[id_].append(one)
    return found


def _sharing(session: Session, plan: Plan, asked: Mapping[int, Line]) -> dict[int, list[int]]:
    """By task those of the region's line that share a key with it, most keys first."""
    keys: dict[int, set[int]] = defaultdict(set)
    for id_, line in asked.items():
        for band in near.bands(line.words):
            keys[band].add(id_)
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    line_of, ordered = _line_of(plan.region_id), sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        query = select(*cols(TaskBand.band, TaskBand.task_id)).where(
            col(TaskBand.band).in_(ordered[start : start + _AT_ONCE]),
            col(TaskBand.region_id).in_(line_of),
        )
        for band, task_id in session.execute(query.limit(_MOST_ROWS)):
            for id_ in keys[band]:
                shared[id_][task_id] += 1
    own = {line.id for line in asked.values()}
    return {
        id_: _most([one for one in found.most_common() if one[0] not in own])
        for id_, found in shared.items()
    }


def _most(shared: Iterable[tuple[int, int]]) -> list[int]:
    ordered = sorted(shared, key=lambda one: (-one[1], one[0]))
    return [task_id for task_id, _ in ordered[:_MOST_NEAR]]


def _line_of(region_id: int) -> Select[Any]:
    """The region, those below it and those above it."""
    own = select(col(Region.path)).where(col(Region.id) == region_id).scalar_subquery()
    below = col(Region.path).like(own + "%")
    above = own.like(col(Region.path) + "%")
    return select(col(Region.id)).where(or_(below, above))


def _readable(
    session: Session, actor: Actor, plan: Plan, task_ids: set[int]
) -> dict[int, Row[Any]]:
    """Of these, tasks of running plans, with their texts, that are for the actor to read."""
    found: dict[int, Row[Any]] = {}
    ordered = sorted(task_ids)
    running = or_(col(Plan.period_end).is_(None), col(Plan.period_end) >= clock.today().year)
    for start in range(0, len(ordered), _AT_ONCE):
        query = (
            queries.readable_tasks(actor)
            .join(Plan, col(Plan.id) == col(Task.plan_id))
            .where(
                col(Task.id).in_(ordered[start : start + _AT_ONCE]),
                col(Task.plan_id) != plan.id,
                col(Task.state).not_in(OVER),
                standing(Task),
                col(Plan.state) == PlanState.PUBLISHED,
                running,
            )
            .with_only_columns(
                *cols(Task.id, Task.number, Task.title, Task.text, Task.kind, Task.plan_id),
                col(Plan.title).label("plan"),
            )
        )
        found |= {row.id: row for row in session.execute(query)}
    return found
