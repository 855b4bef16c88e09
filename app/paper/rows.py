"""One task on a unit's list, with everybody who has a part in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetUnit:
    """One unit as the plan prints it; `own` marks the unit that the sheet is for."""

    name: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """The units under one printed word (牵头单位, 责任单位, 参与单位 …), in printed order."""

    label: str
    units: tuple[SheetUnit, ...]


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What a decision changed in a task of the unit: 原, 现, and on what ground."""

    number: str
    what: str
    before: str
    after: str
    basis: str


@dataclass(frozen=True, slots=True)
class SheetMeasure:
    """What the unit itself has set out to do; `due` and `responsible` may be empty."""

    text: str
    due: str = ""
    responsible: str = ""

    @property
    def line(self) -> str:
        known = "，".join(word for word in (self.responsible, self.due) if word)
        return f"{self.text}（{known}）" if known else self.text


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One task of the unit.

    `title` may be empty or repeat the start of `text`: it is printed only where it adds something.
    `role_label` is the plan's own word for what this unit is; `via` the collective name
    (县级有关部门) through which it is meant, where the plan does not name it.
    `is_first_lead`: stands first among the leads, also when it is the only one.
    `due` is the time limit as it shall be read: 2025年底前, 规划期内, 持续推进.
    `light_label` is the state on the day of printing, in words: a colour is lost on paper.
    `measures` are the unit's own and no part of what it signs for.
    """

    number: str
    text: str
    role_label: str
    parts: tuple[SheetPart, ...]
    title: str = ""
    is_first_lead: bool = False
    via: str | None = None
    due: str = ""
    light_label: str | None = None
    measures: tuple[SheetMeasure, ...] = ()

    @property
    def heading(self) -> str:
        """The title, or nothing where the text begins with it."""
        start = self.title.rstrip("。；;.…")
        return "" if self.text.startswith(start) else self.title

    @property
    def role_notes(self) -> tuple[str, ...]:
        """What has to be said beside the role word, a line each."""
        first = ("（首位）",) if self.is_first_lead else ()
        return first + ((f"（列于“{self.via}”）",) if self.via else ())

    @property
    def limit(self) -> tuple[str, ...]:
        """The time limit and, under it, the state: whatever of them there is."""
        return tuple(line for line in (self.due, self.light_label) if line)

    @property
    def measure_lines(self) -> tuple[str, ...]:
        """The measures under their heading, numbered in the unit's order."""
        numbered = (f"{place}. {one.line}" for place, one in enumerate(self.measures, 1))
        return ("本单位措施：", *numbered) if self.measures else ()

    @property
    def identity(self) -> tuple[object, ...]:
        """What a signature stands for: everything but the state of the day and own measures."""
        parts = tuple((part.label, *(unit.name for unit in part.units)) for part in self.parts)
        return (
            *(self.number, self.title, self.text, self.role_label),
            *(self.is_first_lead, self.via, self.due, parts),
        )
