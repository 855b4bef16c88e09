"""Who holds a task: units that are certain, and printed names that are not yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from app.reading.terms import Role

# A unit is known by its id. A printed name whose unit is not certain stays a party of its own,
# known by the plan's region and the name: it is never merged with a unit, and alike names of two
# counties are two parties.
Party: TypeAlias = int | tuple[int, str]

# The order is that of the documents: 牵头 before 责任 before 参与、配合. The distances are ours:
# equal steps, because no document says by how much one counts for more than the other. So a sum
# of weights is good for drawing and for a first look at who carries much; it measures nobody.
WEIGHTS = {Role.LEAD: 3, Role.RESPONSIBLE: 2, Role.SUPPORTING: 1}


class TaskRow(NamedTuple):
    """A task; `parent_id` is the task of which a measure is a part."""

    id: int
    plan_id: int
    parent_id: int | None
    number: str | None
    title: str


class Cell(NamedTuple):
    """One unit of a task as printed; `name` matters only where `unit_id` is null.

    `label` is the document's word for the role.
    """

    task_id: int
    unit_id: int | None
    role: Role
    first: bool
    collective: bool
    region_id: int
    name: str | None
    label: str


class UnitFacts(NamedTuple):
    """What the registry knows of a unit; `rank` is its 机构序, `region` the name of its region."""

    name: str
    kind: str
    rank: int
    is_group: bool
    region: str = ""


Units: TypeAlias = Mapping[int, UnitFacts]


@dataclass(frozen=True, slots=True)
class Who:
    """A party by name. `unit_id` is null and `resolved` false for a name not yet confirmed.

    `label` is the name with its region, where the graph has two of that name.
    """

    unit_id: int | None
    name: str
    kind: str | None
    resolved: bool
    collective: bool
    label: str


def who(party: Party, units: Units, *, collective: bool, shared: bool = False) -> Who:
    """`shared`: another of the graph bears the same name."""
    if isinstance(party, tuple):
        name = party[1]
        return Who(None, name, None, resolved=False, collective=collective, label=name)
    facts = units[party]
    label = f"{facts.name}（{facts.region}）" if shared and facts.region else facts.name
    return Who(party, facts.name, facts.kind, resolved=True, collective=facts.is_group, label=label)


def place(party: Party, units: Units) -> tuple[object, ...]:
    """Units by 机构序, names not yet confirmed after them."""
    if isinstance(party, tuple):
        return (1, *party)
    return (0, units[party].rank, party)
