"""Units, their aliases and groups: what other domains and the edge call.

The use cases stand in `editing`, `naming`, `grouping`, `exchange` and `resolving`. A change to
the names of a region takes that region's row as its lock, so that a name means one unit at most,
whether it is the unit's own or an alias.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.lists import Slice, Window, page
from app.kit import clock
from app.units import queries, rules
from app.units.access import get, region_named, region_of, region_to_write
from app.units.editing import change_unit, create_unit
from app.units.exchange.exporting import ExportedFile, export_file
from app.units.exchange.importing import Imported, import_file, import_registry
from app.units.functions import Function, function_of, functions_of
from app.units.functions import label_of as function_label
from app.units.functions import labels as function_labels
from app.units.grouping import add_member, holder_ids, member_ids, remove_member
from app.units.matching import Resolution, Suggestion, UnitRef
from app.units.models import Unit
from app.units.naming import add_alias, aliases, remove_alias
from app.units.portfolios.service import Leader, portfolios
from app.units.queries import Filters, served_from
from app.units.registry import RegistryRow, read_registry
from app.units.resolving import Resolver, known_names, resolve, unit_named
from app.units.rules import external_id, function_code, searched

__all__ = [
    "ExportedFile",
    "Filters",
    "Function",
    "Imported",
    "Leader",
    "RegistryRow",
    "Resolution",
    "Resolver",
    "Suggestion",
    "UnitRef",
    "Units",
    "add_alias",
    "add_member",
    "aliases",
    "change_unit",
    "create_unit",
    "export_file",
    "external_id",
    "function_code",
    "function_label",
    "function_labels",
    "function_of",
    "functions_of",
    "get",
    "holder_ids",
    "import_file",
    "import_registry",
    "known_names",
    "member_ids",
    "names",
    "names_here",
    "portfolios",
    "read_registry",
    "region_named",
    "region_of",
    "region_to_write",
    "remove_alias",
    "remove_member",
    "resolve",
    "searched",
    "served_from",
    "unit",
    "unit_named",
    "units",
]


@dataclass(frozen=True)
class Units:
    """Rows of `queries.ITEM`, with the aliases that are valid today and the ids elsewhere."""

    slice: Slice
    aliases: dict[int, list[str]]
    external_ids: dict[int, dict[str, str]]


def units(
    session: Session, actor: Actor, filters: Filters, window: Window, *, by_name: bool = False
) -> Units:
    """One page of the units that the actor may read: three statements, four with the total."""
    order = queries.order(actor, filters.search, by_name=by_name)
    window = replace(window, filters={name: str(value) for name, value in vars(filters).items()})
    part = page(session, queries.listed(actor, filters), order, window)
    ids = [row.id for row in part.rows]
    return Units(part, _valid_aliases(session, ids), _external_ids(session, ids))


def names_here(session: Session, actor: Actor, region_id: int) -> list[str]:
    """Units of a region to choose from while typing, the first 200."""
    found = units(session, actor, Filters(region_id=region_id), Window(limit=200))
    return [row.name for row in found.slice.rows]


def unit(session: Session, actor: Actor, unit_id: int) -> Units:
    """The one row. Raise `NotFoundError`."""
    found = units(session, actor, Filters(unit_id=unit_id), Window(limit=1))
    if not found.slice.rows:
        raise NotFoundError("没有这个单位，或者您无权查看")
    return found


def _valid_aliases(session: Session, unit_ids: list[int]) -> dict[int, list[str]]:
    today = clock.today()
    found: dict[int, list[str]] = defaultdict(list)
    for alias in queries.aliases_of(session, unit_ids):
        if rules.is_valid_on(alias.valid_from, alias.valid_until, today):
            found[alias.unit_id].append(alias.name)
    return found


def _external_ids(session: Session, unit_ids: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for one in queries.external_ids_of(session, unit_ids):
        found[one.subject_id][one.system] = one.value
    return found


def names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    query = select(Unit.id, Unit.name).where(col(Unit.id).in_(set(ids)))  # type: ignore[call-overload]  # SQLModel columns are typed as values
    return {row.id: row.name for row in session.execute(query)}
