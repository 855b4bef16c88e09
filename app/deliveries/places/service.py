"""The channels of a place: who may see them, who may change them, and a try at one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import ForbiddenError, NotFoundError, StaleError
from app.core.events import Subject
from app.core.settings import Settings
from app.deliveries.outgoing.client import InsideError, resolve
from app.deliveries.places import queries, rules
from app.deliveries.places.events import ChannelAdded, ChannelChanged, ChannelRemoved
from app.deliveries.places.models import PlaceChannel
from app.deliveries.places.rules import Checked, NameTakenError, NewChannel, PointsInsideError
from app.deliveries.routing import secrets_of
from app.deliveries.rules import NotYetError
from app.deliveries.terms import ChannelKind
from app.identity import service as identity
from app.identity.models import Region
from app.identity.rules import may_set
from app.jobs.service import emit
from app.kit import clock
from app.kit.sealing import Seal


@dataclass(frozen=True)
class ChannelView:
    """`config` is null for who may only read; `secrets` are names, never values. `leads_to` is
    the host.
    """

    id: int
    region_id: int
    kind: ChannelKind
    name: str
    position: int
    enabled: bool
    leads_to: str
    config: Mapping[str, Any] | None
    secrets: Sequence[str]
    version: int
    updated_by: str
    updated_at: datetime


@dataclass(frozen=True)
class PlaceChannels:
    region_id: int
    region: str
    channels: Sequence[ChannelView]
    may_change: bool


def channels(
    session: Session, settings: Settings, actor: Actor, region_id: int | None = None
) -> PlaceChannels:
    """In the order in which they are tried. Raise `NotFoundError` for a region that is not the
    actor's to read, and `ForbiddenError` for a liaison.
    """
    region = identity.region(session, actor, region_id)
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    may_change = may_set(actor, region.id, region.path)
    query = queries.readable_channels(actor).where(col(PlaceChannel.region_id) == region.id)
    rows = session.scalars(query.order_by(col(PlaceChannel.position), col(PlaceChannel.id)))
    views = [_view(settings, row, may_change=may_change) for row in rows]
    return PlaceChannels(region.id, region.name, views, may_change)


def channel(session: Session, settings: Settings, actor: Actor, channel_id: int) -> ChannelView:
    row, region = _get(session, actor, channel_id)
    return _view(settings, row, may_change=may_set(actor, region.id, region.path))


def looked_at(
    session: Session,
    settings: Settings,
    actor: Actor,
    new: NewChannel,
    *,
    region_id: int | None = None,
) -> Checked:
    """What `add` takes. It ends the transaction: no name is asked about inside one that writes,
    and none for who may not add a channel. Raise `BadChannelError` and `PointsInsideError`.
    """
    _settable(session, actor, region_id)
    good = rules.checked(new.kind, new.config, rules.merged({}, new.secrets))
    session.rollback()
    _look_outside(settings, good)
    return good


def add(
    session: Session,
    settings: Settings,
    actor: Actor,
    new: NewChannel,
    good: Checked,
    *,
    region_id: int | None = None,
) -> ChannelView:
    """The last of the place. Raise `NameTakenError`."""
    region = _settable(session, actor, region_id)
    _check_name(session, region.id, new.name)
    mine = col(PlaceChannel.region_id) == region.id
    last = session.scalar(select(func.max(col(PlaceChannel.position))).where(mine)) or 0
    row = PlaceChannel(
        region_id=region.id,
        kind=new.kind,
        name=new.name,
        position=last + 1,
        enabled=new.enabled,
        config=good.config,
        sealed=_sealed(settings, good),
        **_signed(actor),
    )
    session.add(row)
    session.flush()  # the event names the id
    event = ChannelAdded(
        subject=Subject("channel", row.id),
        region_id=region.id,
        name=row.name,
        channel=row.kind.value,
    )
    emit(session, actor, event)
    return _view(settings, row, may_change=True)


def change(
    session: Session,
    settings: Settings,
    actor: Actor,
    channel_id: int,
    given: Mapping[str, Any],
    *,
    expected: int | None = None,
) -> ChannelView:
    """Of `name`, `enabled`, `position`, `config` (whole) and `secrets` (those that are named)
    only what is given changes. Raises as `add`, and `StaleError`.
    """
    asked = _proposed(settings, mine(session, actor, channel_id), given)
    session.rollback()  # a name is not asked about inside a transaction that writes
    _look_outside(settings, asked)
    row = mine(session, actor, channel_id, lock=True)
    good = _proposed(settings, row, given)  # what another changed meanwhile stays
    if expected is not None and expected != row.version:
        raise StaleError(current={"version": row.version})
    if given.get("name", row.name) != row.name:
        _check_name(session, row.region_id, given["name"])
    _apply(session, settings, actor, row, given=given, good=good)
    return _view(settings, row, may_change=True)


def _proposed(settings: Settings, row: PlaceChannel, given: Mapping[str, Any]) -> Checked:
    stored, anew = secrets_or_none(settings, row), given.get("secrets", {})
    config = given.get("config", row.config)
    good = rules.checked(row.kind, config, rules.merged(stored, anew))
    rules.check_move(row.kind, row.config, good, stored, anew)
    return good


def _apply(
    session: Session,
    settings: Settings,
    actor: Actor,
    row: PlaceChannel,
    *,
    given: Mapping[str, Any],
    good: Checked,
) -> None:
    before = secrets_or_none(settings, row)
    plain = {n: given[n] for n in ("name", "enabled", "position") if n in given}
    changes: dict[str, Any] = {
        name: (getattr(row, name), value)
        for name, value in plain.items()
        if getattr(row, name) != value
    }
    changes |= rules.told(row.config, good.config)
    names = {n for n in {*before, *good.secrets} if before.get(n) != good.secrets.get(n)}
    if not changes and not names:
        return
    for name, value in plain.items():
        setattr(row, name, value)
    row.config, row.version = good.config, row.version + 1
    if names:
        row.sealed = _sealed(settings, good)
    row.updated_by, row.updated_at = _signed(actor).values()
    event = ChannelChanged(
        subject=Subject("channel", row.id),
        region_id=row.region_id,
        name=row.name,
        changes=changes,
        secrets=tuple(sorted(names)),
    )
    emit(session, actor, event)


def remove(session: Session, actor: Actor, channel_id: int) -> None:
    """Messages that went by it stay, and say by what kind of channel."""
    row = mine(session, actor, channel_id)
    event = ChannelRemoved(
        subject=Subject("channel", row.id),
        region_id=row.region_id,
        name=row.name,
        channel=row.kind.value,
    )
    session.delete(row)
    emit(session, actor, event)


def reseal(session: Session, settings: Settings, actor: Actor) -> int:
    """Close all secrets with the present key, so that the former one can be forgotten; how many
    channels. Raise `UnreadableError` for one that neither opens.
    """
    actor.require()
    seal = Seal(*settings.keys)
    query = select(PlaceChannel).where(col(PlaceChannel.sealed) != "")
    rows = session.scalars(query.with_for_update()).all()
    for row in rows:
        row.sealed = seal.renew(row.sealed)
    return len(rows)


def secrets_or_none(settings: Settings, row: PlaceChannel) -> dict[str, str]:
    """Those of a lost key are gone: they can only be given anew."""
    try:
        return secrets_of(settings, row.sealed)
    except NotYetError:
        return {}


def _look_outside(settings: Settings, good: Checked) -> None:
    """A name that nobody knows today may be known tomorrow."""
    where = good.leads_to
    try:
        resolve(where.host, where.port, settings.outgoing_networks)
    except InsideError as inside:
        raise PointsInsideError(str(inside)) from inside
    except NotYetError:
        return


def _settable(session: Session, actor: Actor, region_id: int | None) -> Region:
    region = identity.region(session, actor, region_id)
    if not may_set(actor, region.id, region.path):
        raise ForbiddenError
    return region


def _get(
    session: Session, actor: Actor, channel_id: int, *, lock: bool = False
) -> tuple[PlaceChannel, Region]:
    query = queries.readable_channels(actor).where(col(PlaceChannel.id) == channel_id)
    row: PlaceChannel | None = session.scalars(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFoundError
    return row, session.get_one(Region, row.region_id)


def mine(session: Session, actor: Actor, channel_id: int, *, lock: bool = False) -> PlaceChannel:
    row, region = _get(session, actor, channel_id, lock=lock)
    if not may_set(actor, region.id, region.path):
        raise ForbiddenError
    return row


def _check_name(session: Session, region_id: int, name: str) -> None:
    same = (col(PlaceChannel.region_id) == region_id) & (col(PlaceChannel.name) == name)
    if session.scalars(select(PlaceChannel).where(same)).first() is not None:
        raise NameTakenError


def _sealed(settings: Settings, good: Checked) -> str:
    if not good.secrets:
        return ""
    return Seal(*settings.keys).close(orjson.dumps(good.secrets).decode())


def _signed(actor: Actor) -> dict[str, Any]:
    return {"updated_by": actor.name, "updated_at": clock.now()}


def _view(settings: Settings, row: PlaceChannel, *, may_change: bool) -> ChannelView:
    return ChannelView(
        id=row.id,
        region_id=row.region_id,
        kind=row.kind,
        name=row.name,
        position=row.position,
        enabled=row.enabled,
        leads_to=rules.leads_to(row.config).host,
        config=dict(row.config) if may_change else None,
        secrets=sorted(secrets_or_none(settings, row)),
        version=row.version,
        updated_by=row.updated_by,
        updated_at=row.updated_at,
    )
