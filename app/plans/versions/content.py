"""What a draft says, as values: as it was printed, as it stands, and as a new version prints it."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from app.kit.text import bare
from app.reading.terms import DueSource, FirstLeadBasis, Role, Source, TaskKind

Json = dict[str, Any]

_ENUMERATOR = re.compile(
    r"\s*(?:第[零〇一二三四五六七八九十百\d]+[章节条编部]分?"
    r"|[（(]?[零〇一二三四五六七八九十百\d]+[、.．）)])\s*"
)


@dataclass(frozen=True, slots=True)
class UnitWords:
    """A unit on a task. `id` is 0 where there is no row of it."""

    id: int
    raw: str
    name: str
    unit_id: int | None
    role: Role
    label: str
    first: bool = False
    basis: FirstLeadBasis | None = None
    collective: bool = False

    @property
    def key(self) -> str:
        return bare(self.name)

    @classmethod
    def from_json(cls, data: Json) -> Self:
        basis = data["basis"]
        return cls(
            **{
                **data,
                "role": Role(data["role"]),
                "basis": FirstLeadBasis(basis) if basis else None,
            }
        )


@dataclass(frozen=True, slots=True)
class TaskWords:
    """A task and its units in printed order. `id` is 0 where there is no row of it."""

    id: int
    number: str | None
    title: str
    text: str
    section: tuple[str, ...]
    kind: TaskKind
    source: Source | None
    due_on: date | None
    due_text: str | None
    due_source: DueSource | None
    units: tuple[UnitWords, ...] = ()
    parent_id: int | None = None
    confidence: float = 1.0

    @property
    def words(self) -> str:
        return self.text or self.title

    @classmethod
    def from_json(cls, data: Json) -> Self:
        source, due = data["source"], data["due_source"]
        return cls(
            **{
                **data,
                "section": tuple(data["section"]),
                "kind": TaskKind(data["kind"]),
                "source": Source(source) if source else None,
                "due_on": date.fromisoformat(data["due_on"]) if data["due_on"] else None,
                "due_source": DueSource(due) if due else None,
                "units": tuple(map(UnitWords.from_json, data["units"])),
            }
        )

    def as_json(self) -> Json:
        return asdict(self) | {"due_on": self.due_on.isoformat() if self.due_on else None}


def heading(printed: str) -> str:
    """A heading without 第三章, 二、 or （一）: a chapter that is put in renumbers all after it."""
    return bare(_ENUMERATOR.sub("", printed, count=1) or printed)


def headings(section: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(heading, section))
