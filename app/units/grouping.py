"""集合单位 and their members."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.units import access, queries, rules
from app.units.events import GroupMemberAdded, GroupMemberRemoved
from app.units.models import GroupMember, Unit
from app.units.reforms.queries import stood_in_for


def holder_ids(session: Session, unit_id: int) -> tuple[int, ...]:
    """The unit, those that ended and for which it stands in today, and the groups that hold one of
    these: whoever is named by one of them is named. Single assignments may be held otherwise
    after a split, which `plans.holding` knows.
    """
    own = (unit_id, *stood_in_for(session, unit_id, clock.today()))
    groups = [one for unit in own for one in queries.groups_holding(session, unit)]
    return tuple(dict.fromkeys((*own, *groups)))


def member_ids(session: Session, group_id: int) -> tuple[int, ...]:
    return tuple(queries.members_of(session, group_id))


def add_member(session: Session, actor: Actor, *, group_id: int, unit_id: int) -> GroupMember:
    """A member that is there already stays as it is."""
    group = access.unit_to_write(session, actor, group_id)
    unit = access.get(session, actor, unit_id)
    rules.check_member(group.kind, unit.kind)
    member = _member(session, group.id, unit.id)
    if member is None:
        member = GroupMember(group_id=group.id, unit_id=unit.id)
        session.add(member)
        _emit(session, actor, GroupMemberAdded, group, unit)
    return member


def remove_member(session: Session, actor: Actor, *, group_id: int, unit_id: int) -> None:
    group = access.unit_to_write(session, actor, group_id)
    member = _member(session, group.id, unit_id)
    unit = session.get(Unit, unit_id)
    if member is None or unit is None:
        raise NotFoundError("这个单位不在该集合单位中")
    session.delete(member)
    _emit(session, actor, GroupMemberRemoved, group, unit)


def _member(session: Session, group_id: int, unit_id: int) -> GroupMember | None:
    query = select(GroupMember).where(
        col(GroupMember.group_id) == group_id, col(GroupMember.unit_id) == unit_id
    )
    return session.scalars(query).first()


def _emit(
    session: Session,
    actor: Actor,
    happened: type[GroupMemberAdded] | type[GroupMemberRemoved],
    group: Unit,
    unit: Unit,
) -> None:
    event = happened(
        subject=Subject(queries.SUBJECT, group.id),
        region_id=group.region_id,
        unit_ids=(group.id, unit.id),
        group=group.name,
        member=unit.name,
    )
    emit(session, actor, event)
