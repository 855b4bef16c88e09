"""A file in, a draft out: the layers one after another."""

from dataclasses import dataclass
from hashlib import sha256

from app.kit.text import count_chinese
from app.reading.boxes import with_projects
from app.reading.contract import draft_of
from app.reading.dates import one_year
from app.reading.deadlines import with_deadlines
from app.reading.draft import Draft, DraftDocument
from app.reading.facts import Facts
from app.reading.formats import load
from app.reading.found import Found, told_apart
from app.reading.head import FoundHead, read_head
from app.reading.indicators import FoundIndicator, find_indicators
from app.reading.layout import flow
from app.reading.linking import link, unlisted
from app.reading.lost_tables import lost_headers, regained
from app.reading.matrix import read_matrix
from app.reading.numbered import numbered_tasks
from app.reading.outline import Outline, outline
from app.reading.refusals import ReadingRefused
from app.reading.responsibility.leads import rulings_in, with_leads
from app.reading.responsibility.tasks import tasks_in_text, with_sentences
from app.reading.secrecy import refuse_classified
from app.reading.source import Progress, SourceText, silent
from app.reading.steps import Steps
from app.reading.tables import find_tables
from app.reading.unfolding import unfold

_STEPS = 3
_LEAST_CHINESE = 20
_LEAST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that offsets count in, and what was read from it."""

    text: str
    draft: Draft


def read_document(name: str, data: bytes, progress: Progress | None = None) -> Reading:
    """Read a plan document; raises ReadingRefused with a Chinese reason where it cannot.

    `progress` is called with (done, total) for each page or sheet and for three steps after them.
    """
    steps = Steps(progress or silent, _STEPS)
    source = load(name, data, steps.of_file)
    refuse_classified(source)
    source = regained(source)
    lines = unfold(flow(source))
    order = outline(lines)
    steps.one_more()
    facts = _facts(name, source, order)
    _refuse_other_texts(facts, order)
    steps.one_more()
    digest = sha256(data).hexdigest()
    document = DraftDocument(name, digest, sha256(source.text.encode()).hexdigest())
    draft = draft_of(document, facts)
    steps.one_more()
    return Reading(source.text, draft)


def _facts(name: str, source: SourceText, order: Outline) -> Facts:
    head = read_head(name, source)
    start, end = head.head.period_start, head.head.period_end
    tables = find_tables(source, order.placed)
    matrices = tuple(table for table in tables.read if table.header.is_matrix)
    matrix = read_matrix(matrices, one_year(start, end), end)
    indicators = find_indicators(source, order.placed, tables.read, end)
    tasks = _tasks(head, order, matrix.tasks, indicators)
    said = [words for part in order.parts for words in part.passages]
    said += (words for table in matrices for words in table.said)
    said.sort(key=lambda words: words.span.start)
    tasks, applied = with_leads(tasks, rulings_in(said), source.bold)
    return Facts(
        source=source,
        head=head,
        tasks=told_apart(with_deadlines(tasks, (start, end))),
        tables=matrices,
        leftovers=matrix.leftovers,
        unread=tables.unread,
        applied=applied,
        indicators=indicators,
    )


def _tasks(
    head: FoundHead, order: Outline, rows: tuple[Found, ...], indicators: tuple[FoundIndicator, ...]
) -> tuple[Found, ...]:
    """The rows of the annex are the matrix; without it the text is asked, then its numbers."""
    start, end = head.head.period_start, head.head.period_end
    in_text = tasks_in_text(order.parts, one_year(start, end), end)
    if rows:
        listed = link(rows, order.items)
        tasks = (*listed, *unlisted(in_text, listed))
    else:
        tasks = with_sentences(in_text or numbered_tasks(order.items))
    return with_projects(tasks, order.parts, [one.span for one in indicators])


def _refuse_other_texts(facts: Facts, order: Outline) -> None:
    read = bool(facts.tasks or facts.tables or facts.indicators)
    something = read or any(lost_headers(facts.source))
    titled = facts.head.title_at is not None or order.headings >= _LEAST_HEADINGS
    if count_chinese(facts.source.text) < _LEAST_CHINESE or not (something or titled):
        raise ReadingRefused(
            "not_a_plan",
            "看不出是规划或方案",
            "文件里没有规划、意见、方案一类的标题，也没有分章分条的正文和责任分工表。"
            "请核对是否选错了文件。",
        )
