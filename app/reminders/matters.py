"""A matter that somebody owes, whatever its kind. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Matter:
    """A subject as it stands at this moment. `title` is that of its plan, `part` says which of the
    plan's forms it is, `path` leads to the page where it is done. `act` is what is to be done,
    where that is more than its kind says.
    """

    id: int
    unit_id: int
    title: str
    part: str
    path: str
    owed: bool
    due_on: date
    confirmed: bool
    plan_id: int | None
    period: str | None
    plan_region_id: int
    office_id: int | None
    office: str | None
    act: str | None = None
