"""What one bracket, line or clause says: who has which role, until when, by which rule.

statement = field {field} | clause {clause}        field  = label value
clause    = units verb | units 会同 units [verb]    value  = units | clause {clause}
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from app.kit.text import squeeze
from app.reading import vocabulary as words
from app.reading.labels import Kind, Label, any_of, labels_in, role_in
from app.reading.layout import Passage
from app.reading.responsibility.ruling import ruling_in
from app.reading.terms import ROLE_LABELS, Role
from app.reading.unitlist import duty_in, named_in, names_in, parted, without_persons
from app.reading.unitname import Name

_CLAUSE_ENDS = "，,；;。."
_OPENING = " \t\u3000（(〔【［[*#"
_VERB = any_of(words.LEADING, words.SUPPORTING, words.HOLDING)
_VERBS = re.compile(rf"(?:{_VERB}){{1,3}}[。.]?$")
_OBJECT = re.compile(rf"(?P<verb>负责|{any_of(words.LEADING)})(?P<object>[^、]{{2,}})$")
_TOGETHER = re.compile(rf"(?:{any_of(words.LEADING)})?(?:，)?(?P<word>{any_of(words.TOGETHER)})")
# A clause that opens with a time is about the time, whatever it says after it.
_TIME = re.compile(
    r"\s*(?P<due>(?:到|于|在)?(?:\d{4}(?:年|[—–~至-]+)|\d{1,2}月|[上下]半年|每|年底|年内|长期|持续|常年|全年)"
    r"(?:[^，；。]{0,16}?(?:前|底|末|内|日|季度|起)(?:前)?|[^，；。]*))"
)
_BY = re.compile(r"\s*(?:并)?由\s*")
LONGEST_LIST, _LONGEST_CLAUSES = 20_000, 1200


@dataclass(frozen=True, slots=True)
class Part:
    """Units that one label or verb gives a role."""

    role: Role
    label: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """`words` are the statement's own, `parts` empty where it names persons or a time alone.

    `labelled` says that a label or a verb gives the roles; without it only the bracket and the
    look of the names speak for them.
    """

    words: Passage
    parts: tuple[Part, ...]
    due: Passage | None = None
    labelled: bool = True

    @property
    def names(self) -> tuple[Name, ...]:
        return tuple(name for part in self.parts for name in part.names)

    @property
    def says_something(self) -> bool:
        """Whether it is about units or a time; persons are none of ours."""
        return bool(self.parts) or self.due is not None


_Said = tuple[list[Part], Passage | None]
"""What a field or a run of clauses says: of units, and of a time."""


def parse(passage: Passage, start: int, end: int) -> Statement | None:
    """What `passage.text[start:end]` says, or None where it says nothing about responsibility."""
    text = passage.text
    labels = list(labels_in(text[:end], start))
    if end - start > (LONGEST_LIST if labels else _LONGEST_CLAUSES):
        return None
    _, cut = ruling_in(text, start, end)
    first = min(labels[0].start, cut) if labels else cut
    said = [_clauses(passage, start, first, None)] if text[start:first].strip(_OPENING) else []
    said += [_field(passage, label, stop) for label, stop in _fields(text, labels, cut)]
    parts = [part for parts, _ in said for part in parts]
    due = next((due for _, due in said if due), None)
    if not parts and due is None and not labels:
        return None
    listed = bool(labels) or any(part.label not in ROLE_LABELS.values() for part in parts)
    return Statement(passage.slice(start, end), tuple(settled(parts)), due, listed)


def _guides(part: Part) -> bool:
    return any(word in part.label for word in words.GUIDING)


def _fields(text: str, labels: list[Label], end: int) -> Iterator[tuple[Label, int]]:
    for index, label in enumerate(labels):
        stop = labels[index + 1].start if index + 1 < len(labels) else end
        while stop > label.value and text[stop - 1] in _OPENING:
            stop -= 1
        yield label, max(label.value, stop)


def _field(passage: Passage, label: Label, stop: int) -> _Said:
    """What stands behind a label; behind a person or a time clauses may go on."""
    if label.kind is Kind.UNITS:
        return _clauses(passage, label.value, stop, label)
    end = _value_end(passage.text, label.value, stop)
    due = _trimmed(passage, label.value, end) if label.kind is Kind.TIME else None
    goes_on = _VERBS.search(passage.text[end:stop].strip(_OPENING + "。；;）)】"))
    return _clauses(passage, end, stop, None)[0] if goes_on else [], due


def _value_end(text: str, start: int, end: int) -> int:
    """Where a person or a time ends and other words begin: 领导：张三；县民政局牵头."""
    return min((last for _, last in parted(text, start, end, "；;")), default=end)


def _trimmed(passage: Passage, start: int, end: int) -> Passage | None:
    value = passage.text[start:end]
    words_ = value.strip(" \u3000。.；;，,、）)】〕]")
    if not words_:
        return None
    begin = start + value.index(words_)
    return passage.slice(begin, begin + len(words_))


@dataclass(slots=True)
class _Clause:
    names: tuple[Name, ...]
    verb: str


def _clauses(passage: Passage, start: int, end: int, label: Label | None) -> _Said:
    """The parts of a run of clauses; names without a verb take that of the next clause."""
    waiting: list[Name] = []
    parts: list[Part] = []
    due: Passage | None = None
    default = label.role if label and label.role else Role.RESPONSIBLE
    for begin, stop in _runs(passage.text, start, end):
        time = _TIME.match(passage.text, begin, stop)
        if time:
            due = due or passage.slice(*time.span("due")).trimmed()
            continue
        for clause in _clause(passage, begin, stop):
            waiting += clause.names
            if clause.verb and waiting:
                role = role_by(clause.verb, default)
                word = clause.verb if label is None or role is not label.role else label.word
                parts.append(Part(role, word, tuple(waiting)))
                waiting = []
    if waiting:
        word = label.word if label else _word_after(parts, default)
        parts.append(Part(default, word, tuple(waiting)))
    if label and any(person in label.word for person in words.PERSONS):
        parts = [replace(part, names=without_persons(part.names)) for part in parts]
    return [one for part in parts for one in _by_notes(part)], due


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Clauses end with a comma, or with 、 behind a verb: 甲牵头、乙配合."""
    for begin, stop in parted(text, start, end, _CLAUSE_ENDS):
        pieces = parted(text, begin, stop, "、")
        ends = [last for first, last in pieces[:-1] if _VERBS.search(text, first, last)]
        yield from zip([begin, *(last + 1 for last in ends)], [*ends, stop], strict=True)


def _by_notes(part: Part) -> Iterator[Part]:
    """县民政局（牵头）、县残联: the note behind a name counts more than the label before it."""
    for note, names in groupby(part.names, key=lambda name: name.note):
        role = role_in(note) if note else part.role
        yield Part(role, note or part.label, tuple(names))


def _word_after(parts: list[Part], role: Role) -> str:
    """甲牵头，乙、丙: what is named last without a verb is simply responsible."""
    return next((part.label for part in parts if part.role is role), ROLE_LABELS[role])


def _clause(passage: Passage, start: int, end: int) -> Iterator[_Clause]:
    text = passage.text
    by = _BY.match(text, start, end)
    start = by.end() if by else start
    verb = _VERBS.search(text, start, end)
    duty = duty_in(text, start, verb.end()) if verb else None
    verb, stop = (verb, duty) if duty is not None else (None, end)
    together = _together(passage, start, stop)
    if together:
        yield from together
        return
    acts = None if verb else _OBJECT.search(text, start, end)
    if acts and (subject := named_in(passage, start, acts.start())):
        yield _Clause(subject, acts["verb"])
        return
    yield _Clause(names_in(passage, start, stop), squeeze(verb[0]).rstrip("。.") if verb else "")


def _together(passage: Passage, start: int, end: int) -> list[_Clause]:
    """甲会同乙、丙; but 县商务局 and 残疾人联合会 hold these words inside one name."""
    for found in _TOGETHER.finditer(passage.text, start + 1, end):
        before = named_in(passage, start, found.start())
        after = named_in(passage, found.end(), end)
        apart = passage.text[found.start() - 1] not in "、，,；;"
        if apart and before and before[-1].ends_apart and after:
            return [_Clause(before, "牵头"), _Clause(after, found["word"])]
    return []


def role_by(verb: str, default: Role = Role.RESPONSIBLE) -> Role:
    """The role that a verb gives; `default` for 负责, which leaves it open."""
    if any(word in verb for word in words.LEADING):
        return Role.LEAD
    if any(word in verb for word in (*words.SUPPORTING, *words.TOGETHER)):
        return Role.SUPPORTING
    return default


def settled(parts: list[Part]) -> Iterator[Part]:
    """甲负责，乙配合: who holds where others only support leads."""
    roles = {part.role for part in parts}
    holds = [part for part in parts if part.role is Role.RESPONSIBLE and part.label == "负责"]
    helped = any(part.role is Role.SUPPORTING and not _guides(part) for part in parts)
    contrast = Role.LEAD not in roles and helped
    for part in parts:
        leads = contrast and part in holds
        yield replace(part, role=Role.LEAD) if leads else part
