from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReturnRuleChanged(Event):
    """`changes` maps a field of `ReturnRule` or the number of a task to the old and new value."""

    kind: ClassVar[str] = "progress.rule_changed"
    changes: dict[str, tuple[object, object]]
