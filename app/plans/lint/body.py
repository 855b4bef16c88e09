"""Units that the body of a document names and no task does. Pure.

The longest name at a place counts, and none that is a part of a longer one: 县残联 is not meant
where 县残联机关 stands, nor 县民政局 in 市县民政局.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.kit.text import fold_char
from app.plans.lint import wording
from app.plans.lint.rules import Hit
from app.plans.lint.sheet import Evidence
from app.plans.lint.terms import Code
from app.reading.terms import EvidenceRole

MOST_PLACES = 5
"""Sentences that are quoted for one unit."""
MOST_CHARS = 300
"""Of a sentence that is quoted."""
_SHORTEST = 3
"""Characters of a name that is looked for: 残联 alone is no certain unit."""
_STARTS = 2

_LONGER_BEFORE = re.compile(r"[各省市区县盟州]$")
_LONGER_AFTER = re.compile(
    r"机关|(?:服务|活动|康复|管理|指导)?中心|学校|[医学]院|[中小]学|幼儿园|[分支]局|[大支]队"
    r"|委员会|办公室|分公司|协会|学会"
)
_STOPS = frozenset("。；！？;!?\f\t")
_END = re.compile(r"[。；！？;!?\f\t\n]")
_ENDS = frozenset("。；！？：;!?:")
_FULL_LINE = 15
_NO_BODY = re.compile(r"抄送|主送|分送|抄报|报送[:：]")
_PRINTED_ON = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$|印发$")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    id: int
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a document. `spans` are the places that are not its body: tables of tasks."""

    document_id: int
    text: str
    addressees: str | None
    spans: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Mention:
    """`start` and `end` are those of the sentence, which `quote` is."""

    unit_id: int
    start: int
    end: int
    quote: str


class _OneToOne(dict[int, str]):
    """Each character in the form that names are compared in, always exactly one."""

    def __missing__(self, code: int) -> str:
        folded = fold_char(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FORMS = _OneToOne()


@lru_cache(maxsize=8)
def _squeezed(text: str) -> tuple[str, tuple[int, ...]]:
    """Without white space, and for each character its place in the text."""
    places = tuple(place for place, char in enumerate(text) if not char.isspace())
    return "".join([text[place] for place in places]).translate(_FORMS), places


def hits(body: Body, units: Iterable[KnownUnit], named: Collection[int]) -> list[Hit]:
    """`named` are the units that some task names, itself or by a group that holds it."""
    known = {unit.id: unit for unit in units}
    found: dict[int, list[Mention]] = defaultdict(list)
    for one in _mentions(body, known.values()):
        if one.unit_id not in named:
            found[one.unit_id].append(one)
    return [_hit(body, known[unit_id], places) for unit_id, places in found.items()]


def _hit(body: Body, unit: KnownUnit, places: Sequence[Mention]) -> Hit:
    return Hit(
        code=Code.UNIT_NOT_NAMED,
        lines=(),
        facts=frozenset(f"u{unit.id}:{one.quote}" for one in places),
        message=wording.not_named(unit.name, len(places)),
        place=str(unit.id),
        units=(unit.id,),
        evidence=tuple(_evidence(body, one) for one in places[:MOST_PLACES]),
    )


def _evidence(body: Body, one: Mention) -> Evidence:
    before = body.text.count("\f", 0, one.start)
    return {
        "document_id": body.document_id,
        "role": EvidenceRole.BODY,
        "start": one.start,
        "end": one.end,
        "page": before + 1 if "\f" in body.text else None,
        "quote": one.quote,
    }


def _mentions(body: Body, units: Iterable[KnownUnit]) -> Iterator[Mention]:
    letters, places = _squeezed(body.text)
    names = _names(units)
    at = _after_head(body.addressees, letters)
    told: set[tuple[int, int]] = set()
    while at < len(letters):
        name = _longest(names.get(letters[at : at + _STARTS], ()), letters, at)
        if name is None:
            at += 1
            continue
        end = at + len(name[0])
        if not _within_longer(letters, at, end):
            one = _sentence(body.text, places[at], places[end - 1] + 1, name[1])
            if _is_body(body, one, name[0]) and (one.unit_id, one.start) not in told:
                told.add((one.unit_id, one.start))
                yield one
        at = end


def _names(units: Iterable[KnownUnit]) -> dict[str, list[tuple[str, int]]]:
    """By their first characters, the longest first."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for unit in units:
        for name in unit.names:
            letters = "".join(name.split()).translate(_FORMS)
            if len(letters) >= _SHORTEST:
                found[letters[:_STARTS]].append((letters, unit.id))
    return {start: sorted(names, key=lambda one: -len(one[0])) for start, names in found.items()}


def _longest(names: Sequence[tuple[str, int]], letters: str, at: int) -> tuple[str, int] | None:
    return next((one for one in names if letters.startswith(one[0], at)), None)


def _within_longer(letters: str, start: int, end: int) -> bool:
    own_level = letters[start] in "县区市旗盟州"
    before = own_level and _LONGER_BEFORE.search(letters[max(0, start - 1) : start])
    return bool(before) or _LONGER_AFTER.match(letters, end) is not None


def _after_head(addressees: str | None, letters: str) -> int:
    """The place behind the organs to which the document is sent."""
    sent_to = "".join((addressees or "").split()).translate(_FORMS)
    at = letters.find(sent_to) if sent_to else -1
    return at + len(sent_to) if at >= 0 else 0


def _sentence(text: str, start: int, end: int, unit_id: int) -> Mention:
    ends = _sentence_ends(text)
    before, after = bisect_left(ends, start), bisect_left(ends, end)
    first = max(0, start - MOST_CHARS, ends[before - 1] + 1 if before else 0)
    last = min(len(text), end + MOST_CHARS, ends[after] if after < len(ends) else len(text))
    if last < len(text) and not text[last].isspace():
        last += 1  # with its full stop
    while first < start and text[first].isspace():
        first += 1
    return Mention(unit_id, first, last, text[first:last])


@lru_cache(maxsize=8)
def _sentence_ends(text: str) -> tuple[int, ...]:
    return tuple(found.start() for found in _END.finditer(text) if _parts(text, found.start()))


def _parts(text: str, at: int) -> bool:
    """Whether a sentence ends here; a line that was broken where it was full does not end one."""
    if text[at] != "\n":
        return text[at] in _STOPS
    line = text[text.rfind("\n", 0, at) + 1 : at]
    broken = len(line) >= _FULL_LINE and line[-1] not in _ENDS
    return not broken or text[at + 1 : at + 2].isspace()


def _is_body(body: Body, one: Mention, name: str) -> bool:
    """Not a signature, a line of copies, or a table of tasks."""
    if any(start <= one.start < end for start, end in body.spans):
        return False
    letters = "".join(one.quote.split()).translate(_FORMS)
    if len(letters) <= len(name) + 1 or _NO_BODY.match(letters):
        return False
    return _PRINTED_ON.search(letters) is None
