"""A reform weighed, ordered and taken back: load, permit, decide, write, tell."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.identity.service import Ending, hand_back, hand_on
from app.jobs.service import emit
from app.kit import clock
from app.units import access, editing, naming
from app.units import rules as unit_rules
from app.units.models import Unit
from app.units.reforms import queries, reading, renaming, rules, standing
from app.units.reforms.events import UnitReformTakenBack, UnitsReformed
from app.units.reforms.models import UnitReform, UnitSuccession
from app.units.reforms.rules import Organ
from app.units.reforms.terms import ONE_DAY, SUBJECT, ReformKind
from app.units.terms import UnitKind


@dataclass(frozen=True)
class Heir:
    """A successor: a unit of the registry, or the name and kind of one that the reform founds. To
    the one that `takes_over` go the people and the plans; to the principal, where none does.
    """

    unit_id: int | None = None
    name: str | None = None
    kind: UnitKind | None = None
    takes_over: bool = False


@dataclass(frozen=True)
class Proposal:
    """What a person wants to order; the principal successor is the first."""

    kind: ReformKind
    effective_on: date
    basis: str
    predecessors: Sequence[int]
    successors: Sequence[Heir] = ()
    new_name: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Weighed:
    """A proposal that may be ordered: its units, those to be founded without an id."""

    proposal: Proposal
    region_id: int
    basis: str
    predecessors: Sequence[Unit]
    successors: Sequence[Unit]

    @property
    def known(self) -> list[Unit]:
        """The successors that are there already."""
        given = zip(self.proposal.successors, self.successors, strict=True)
        return [unit for heir, unit in given if heir.unit_id is not None]

    @property
    def home(self) -> int:
        """Which of the successors takes over."""
        taking = [n for n, heir in enumerate(self.proposal.successors) if heir.takes_over]
        return taking[0] if taking else 0


def weigh(session: Session, actor: Actor, proposal: Proposal) -> Weighed:
    """Raise whatever stands in the way, and write nothing. The region stays locked, so that what
    was found possible still is when it is ordered in the same transaction.
    """
    basis = rules.check_words(proposal.basis, proposal.effective_on, clock.today())
    rules.check_count(proposal.kind, len(proposal.predecessors), len(proposal.successors))
    rules.check_home(one.takes_over for one in proposal.successors)
    old = [access.unit_to_write(session, actor, one) for one in proposal.predecessors]
    region_id = old[0].region_id
    if any(one.region_id != region_id for one in old):
        raise rules.OtherRegionError("被合并的单位不在同一行政区划")
    if proposal.kind is ReformKind.RENAME:
        _weigh_name(session, old[0], proposal)
        return Weighed(proposal, region_id, basis, old, ())
    new = [_heir(session, actor, region_id, one) for one in proposal.successors]
    weighed = Weighed(proposal, region_id, basis, old, new)
    heirs = [_organ(one) for one in weighed.known]
    ended = [_organ(one) for one in old]
    rules.check_parties(ended, heirs, proposal.effective_on, queries.links(session))
    for one in old:
        rules.check_renamed_before(queries.renamings(session, one.id), proposal.effective_on)
    return weighed


def _weigh_name(session: Session, unit: Unit, proposal: Proposal) -> None:
    name = unit_rules.tidy(proposal.new_name or "")
    known = queries.renamings(session, unit.id)
    rules.check_renaming(_organ(unit), name, proposal.effective_on, known)
    access.check_free(session, unit, name)


def _heir(session: Session, actor: Actor, region_id: int, heir: Heir) -> Unit:
    if heir.unit_id is None:
        if heir.name is None or heir.kind is None:
            raise rules.WrongPartiesError("承继单位请给出编号，或者给出新单位的名称和类别")
        if heir.kind is UnitKind.GROUP:
            raise rules.GroupReformError
        founded = editing.new_unit(region_id, heir.name, heir.kind, 0)
        access.check_free(session, founded, founded.name)
        return founded
    unit = access.get(session, actor, heir.unit_id)
    if region_id not in {unit.region_id, unit.serves_region_id}:
        raise rules.OtherRegionError(f"“{unit.name}”不在这个行政区划，也不服务于它")
    return unit


def _organ(unit: Unit) -> Organ:
    is_group = unit.kind is UnitKind.GROUP
    return Organ(unit.id, unit.name, is_group, unit.valid_from, unit.valid_until)


def order(session: Session, actor: Actor, proposal: Proposal) -> int:
    """Write a reform down; its id. What it changes begins on its day."""
    weighed = weigh(session, actor, proposal)
    reform = UnitReform(
        region_id=weighed.region_id,
        kind=proposal.kind,
        effective_on=proposal.effective_on,
        basis=weighed.basis,
        note=(proposal.note or "").strip() or None,
        created_by=actor.name,
        created_at=clock.now(),
    )
    session.add(reform)
    if proposal.kind is ReformKind.RENAME:
        unit = weighed.predecessors[0]
        reform.unit_id, reform.former_name = unit.id, unit.name
        reform.new_name = unit_rules.tidy(proposal.new_name or "")
        session.flush()  # the event and the job name the id
        renaming.reserve(session, actor, reform, unit)
        new = [(unit.id, reform.new_name)]
        old = [(unit.id, reform.former_name)]
    else:
        session.flush()  # the steps name the id
        heirs = [_founded(session, actor, weighed, one) for one in weighed.successors]
        _step(session, reform, weighed.predecessors, heirs, weighed.home)
        subject = Subject(SUBJECT, reform.id)
        ended = Ending(subject, proposal.predecessors, reform.effective_on)
        hand_on(session, actor, ended, heirs[weighed.home].id)
        old, new = ([(one.id, one.name) for one in side] for side in (weighed.predecessors, heirs))
    emit(session, actor, _told(reform, old, new))
    return reform.id


def _founded(session: Session, actor: Actor, weighed: Weighed, unit: Unit) -> Unit:
    if unit in weighed.known:
        return unit
    return editing.create_unit(
        session,
        actor,
        region_id=weighed.region_id,
        name=unit.name,
        kind=unit.kind,
        valid_from=weighed.proposal.effective_on,
    )


def _step(
    session: Session, reform: UnitReform, old: Sequence[Unit], heirs: Sequence[Unit], home: int
) -> None:
    for unit in old:
        former, unit.valid_until = unit.valid_until, reform.effective_on - ONE_DAY
        naming.touch(unit)
        for place, heir in enumerate(heirs):
            session.add(
                UnitSuccession(
                    reform_id=reform.id,
                    predecessor_id=unit.id,
                    successor_id=heir.id,
                    is_principal=place == 0,
                    takes_over=place == home,
                    former_valid_until=former,
                )
            )
    standing.redraw(session)


def _told(
    reform: UnitReform, old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]
) -> UnitsReformed:
    return UnitsReformed(
        subject=Subject(SUBJECT, reform.id),
        region_id=reform.region_id,
        unit_ids=tuple(dict.fromkeys(unit_id for unit_id, _ in (*old, *new))),
        reform=reform.kind.value,
        effective_on=reform.effective_on.isoformat(),
        basis=reform.basis,
        note=reform.note,
        predecessors=tuple(old),
        successors=tuple(new),
    )


def take_back(session: Session, actor: Actor, reform_id: int) -> None:
    """Undo a reform: its units are as they were. One that it founded stays in the registry.

    Raise `ReformInUseError` while a later reform builds on it. Whoever knows what else rests on
    it asks that first.
    """
    told = reading.get(session, actor, reform_id)
    access.region_to_write(session, actor, told.region_id)
    reform = session.get(UnitReform, reform_id, populate_existing=True)
    if reform is None:
        raise NotFoundError
    parties = {one.id for one in (*told.predecessors, *told.successors)}
    steps = queries.all_steps(session)
    rules.check_last(parties, steps, (reform.effective_on, reform.id))
    if reform.kind is ReformKind.RENAME:
        renaming.undo(session, actor, reform)
    else:
        _step_back(session, actor, told)
    old, new = told.predecessors, told.successors
    body = asdict(_told(reform, [(*one,) for one in old], [(*one,) for one in new]))
    for name in ("subject", "region_id", "unit_ids"):
        del body[name]
    session.delete(reform)
    session.flush()  # before the lines are drawn anew
    standing.redraw(session)
    event = UnitReformTakenBack(
        subject=Subject(SUBJECT, reform_id),
        region_id=told.region_id,
        unit_ids=tuple(sorted(parties)),
        reform=body,
    )
    emit(session, actor, event)


def _step_back(session: Session, actor: Actor, told: reading.Reform) -> None:
    steps = session.scalars(
        select(UnitSuccession).where(col(UnitSuccession.reform_id) == told.id)
    ).all()
    former = {one.predecessor_id: one.former_valid_until for one in steps}
    hand_back(session, actor, Ending(Subject(SUBJECT, told.id), set(former), told.effective_on))
    for one in steps:
        session.delete(one)
    for party in told.predecessors:
        unit = access.unit_to_write(session, actor, party.id)
        unit.valid_until = former[unit.id]
        naming.touch(unit)
