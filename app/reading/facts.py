"""Everything that was read from one document, with places: what findings and the draft use."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.reading.draft import Evidence
from app.reading.found import Found, Mention
from app.reading.head import FoundHead
from app.reading.indicators import FoundIndicator
from app.reading.matrix import Leftover
from app.reading.responsibility.leads import Applied
from app.reading.source import Row, SourceText, Span
from app.reading.tables import Table
from app.reading.terms import EvidenceRole


@dataclass(frozen=True, slots=True)
class Facts:
    """`tables` are the tables of responsibility; `applied` the rules that gave tasks their lead."""

    source: SourceText
    head: FoundHead
    tasks: tuple[Found, ...]
    tables: tuple[Table, ...]
    leftovers: tuple[Leftover, ...]
    unread: tuple[tuple[Row, ...], ...]
    applied: tuple[Applied, ...]
    indicators: tuple[FoundIndicator, ...]

    def evidence(self, role: EvidenceRole, spans: Iterable[Span]) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(0, role, span.start, span.end, self.source.page_at(span.start))
            for span in spans
        )

    def mentions(self) -> list[tuple[int, Found, Mention]]:
        """Each unit named for a task, with the task and its index."""
        return [
            (index, task, mention)
            for index, task in enumerate(self.tasks)
            for mention in task.mentions
        ]
