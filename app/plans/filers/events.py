from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class GroupFilingChosen(Event):
    """Who files for a group in a plan; the subject is the plan. `mode` is the old and the new
    one, `filers` the units chosen by name.
    """

    kind: ClassVar[str] = "plan.group_filing_chosen"
    group: str
    mode: tuple[str | None, str]
    filers: tuple[str, ...]
