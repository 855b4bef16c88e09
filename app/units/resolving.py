"""Looking up printed names: a region's registry in memory, or one name by its index."""

from datetime import date

from sqlmodel import Session

from app.core.errors import NotFoundError
from app.identity.models import Region
from app.kit import clock
from app.kit.text import fold
from app.units import queries, rules
from app.units.matching import Directory, KnownName, Resolution, Succession, UnitRef
from app.units.models import Unit
from app.units.reforms.queries import successors
from app.units.terms import Certainty


class Resolver:
    """The names of one region, read once in five statements and valid on one day."""

    def __init__(self, session: Session, region_id: int, *, on: date | None = None) -> None:
        """Raise `NotFoundError` when there is no such region. `on` is today unless given."""
        region = session.get(Region, region_id)
        if region is None:
            raise NotFoundError("没有这个行政区划")
        names = queries.known_names(session, region_id)
        places = queries.places(session, region)
        day = on or clock.today()
        succeeded = {
            unit_id: Succession(UnitRef(heir.id, heir.name, heir.kind), heir.since)
            for unit_id, heir in successors(session, region_id, day).items()
        }
        self._directory = Directory(names, places, day, succeeded)

    def resolve(self, printed_name: str) -> Resolution:
        """Exact and alias are certain; a suggestion never is, whatever its score."""
        return self._directory.resolve(printed_name)


def known_names(session: Session, region_id: int) -> list[KnownName]:
    """Every name that a unit of a region, or a branch that serves it, goes or went by."""
    return queries.known_names(session, region_id)


def resolve(session: Session, name: str, region_id: int) -> Resolution:
    return Resolver(session, region_id).resolve(name)


def unit_named(session: Session, name: str, region_id: int | None) -> Unit:
    """The unit that certainly goes by this name; without a region, in the only one that has it.

    Raise `NotFoundError`, whose detail gives the nearest names, and `SeveralUnitsError`, whose
    detail names the regions.
    """
    regions = [region_id] if region_id is not None else _regions_with(session, name)
    if len(regions) > 1:
        places = [session.get_one(Region, one).name for one in regions]
        raise rules.SeveralUnitsError(f"{'、'.join(places)}都有“{name}”")
    found = resolve(session, name, regions[0]) if regions else Resolution(Certainty.UNKNOWN)
    unit = session.get(Unit, found.unit.id) if found.unit is not None else None
    if unit is None:
        raise NotFoundError(_unknown(name, found))
    return unit


def _regions_with(session: Session, name: str) -> list[int]:
    units = queries.named_anywhere(session, fold(name))
    return list(dict.fromkeys(unit.region_id for unit in units))


def _unknown(name: str, found: Resolution) -> str:
    near = "、".join(f"{one.name}（{one.reason}）" for one in found.suggestions)
    return f"没有名为“{name}”的单位" + (f"，最接近的是：{near}" if near else "")
