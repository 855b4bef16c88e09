"""Load, then permit: the task that is claimed, its facts under the plan's lock, and the units."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

import app.units.reforms.service as reforms
from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.kit import clock
from app.progress.claims import queries, rules
from app.progress.claims import tasks as tasks_of
from app.progress.claims.rules import Cell, Claimant, Offer, TaskFacts
from app.progress.rules import Place, Standing
from app.progress.rules import standing as stands
from app.units import service as units
from app.units.models import Unit
from app.units.reforms.service import Successor
from app.units.rules import is_valid_on
from app.units.terms import UnitKind


@dataclass(frozen=True)
class Matter:
    """A task, the units that stand in it, and all that was offered, as they are now. `heirs` are
    those of the offering units that have ended since.

    `version` changes whenever any of it does.
    """

    task: Row[Any]
    cells: Sequence[Row[Any]]
    claims: Sequence[Row[Any]]
    heirs: Mapping[int, Sequence[Successor]]

    @property
    def version(self) -> int:
        version: int = self.task.version + sum(one.version for one in self.claims)
        return version

    @property
    def facts(self) -> TaskFacts:
        task = self.task
        return TaskFacts(
            task.kind, task.state, bool(task.ended), task.plan_state, task.stage, self.standing
        )

    @property
    def standing(self) -> list[Cell]:
        return [Cell(one.role, one.holder_id, one.collective, one.name) for one in self.cells]

    @property
    def offers(self) -> list[Offer]:
        return [
            Offer(
                *(one.id, one.unit_id, one.unit_name, one.role, one.state),
                [heir.id for heir in self.heirs.get(one.unit_id, ())],
            )
            for one in self.claims
        ]

    def speaks_for(self, unit_id: int) -> int:
        """The unit whose offer it is now: that which made it, or who stands in for it."""
        heirs = self.heirs.get(unit_id)
        return heirs[0].id if heirs else unit_id


def load(session: Session, actor: Actor, task_id: int) -> Matter:
    """Raise `NotFoundError` for a task that was never open to the actor's claims."""
    found = load_several(session, actor, [task_id])
    if not found:
        raise NotFoundError
    return found[0]


def load_several(session: Session, actor: Actor, task_ids: Collection[int]) -> list[Matter]:
    """Those of the tasks that the actor may read, in the order of the plan: four statements."""
    tasks = tasks_of.contested(session, actor, task_ids)
    cells = tasks_of.cells_of(session, task_ids)
    claims = queries.claims_on(session, task_ids)
    offering = (one.unit_id for listed in claims.values() for one in listed)
    heirs = reforms.heirs_of(session, offering)
    return [Matter(one, cells.get(one.id, []), claims.get(one.id, []), heirs) for one in tasks]


def stands_to(actor: Actor, unit_id: int, matter: Matter) -> Standing:
    heir_id = matter.speaks_for(unit_id)
    place = Place(unit_id, matter.task.region_id, matter.task.office_id, heir_id)
    return stands(actor, place)


def claimant(session: Session, actor: Actor, unit_id: int) -> Claimant:
    """Raise `NotFoundError` for a unit that the actor may not read."""
    return _claimant(units.get(session, actor, unit_id))


def _claimant(unit: Unit) -> Claimant:
    regions = {unit.region_id, unit.serves_region_id} - {None}
    return Claimant(
        unit.id,
        unit.name,
        frozenset(one for one in regions if one is not None),
        is_group=unit.kind is UnitKind.GROUP,
        valid=is_valid_on(unit.valid_from, unit.valid_until, clock.today()),
    )


def partners(
    session: Session, actor: Actor, unit_id: int, ids: Iterable[int], region_id: int
) -> list[int]:
    """Held to the rules; raise `PartnersError`."""
    found = [_partner(session, actor, one) for one in ids]
    rules.check_partners(unit_id, found, region_id)
    return [one.id for one in found]


def _partner(session: Session, actor: Actor, unit_id: int) -> Claimant:
    try:
        return claimant(session, actor, unit_id)
    except NotFoundError:
        raise rules.PartnersError(f"没有编号为 {unit_id} 的单位") from None
