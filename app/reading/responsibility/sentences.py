"""Units named within a task's own sentence: 由甲牵头，乙、丙配合; 甲会同乙开展….

Much in running text only looks like this (会同有关部门建立机制, 谁审批谁负责, 由甲负责解释): only
numbered paragraphs that say nothing else about units are asked, and every word must be a name.
"""

import re
from collections.abc import Iterator
from itertools import islice

from app.reading import vocabulary as words
from app.reading.labels import any_of
from app.reading.layout import Passage
from app.reading.responsibility.sites import Site
from app.reading.responsibility.statement import Part, Statement, role_by, settled
from app.reading.terms import Role
from app.reading.unitlist import named_in, parted
from app.reading.unitname import Name

_MOST_ACTIONS = 12
_CLAUSES = "，,；;。."
_ROLE_VERB = (
    rf"(?:{any_of(words.LEADING, words.SUPPORTING, ('负责', '负责落实', '负责实施'))}){{1,3}}"
)
_ENDS_IN_VERB = re.compile(
    rf"(?P<by>(?:[^，。；由]{{0,8}}工作)?由|以)?(?P<units>[^，,；;。：:]{{2,200}}?)(?P<verb>{_ROLE_VERB})$"
)
_TOGETHER = re.compile(
    r"(?P<lead>[^，,；;。：:由]+?)(?:牵头)?(?:会同|联合)(?P<rest>[^；;。：:]{2,200})"
)
_ACTION = re.compile(
    r"开展|组织|制定|建立|做好|推进|加强|完善|实施|落实|负责|研究|编制|出台|举办|对|督促|指导|定期"
    r"|及时|共同|积极|统筹|协调|抓好|推动|加快|每|按|依|在|将|为|进行|检查|排查|筹建|提供|印发|确定"
)


def site_in_sentences(passage: Passage, start: int) -> Site | None:
    """The first sentence that names units in a role, from `start` on; None where there is none."""
    for begin, end in parted(passage.text, start, len(passage.text), "。；;."):
        found = _by_verbs(passage, begin, end) or (
            _together(passage, begin, end) if begin == start else None
        )
        if found:
            return found
    return None


def _by_verbs(passage: Passage, start: int, end: int) -> Site | None:
    """Clauses that end with the verb of a role, one after another; the first begins with 由."""
    parts: list[Part] = []
    begin = stop = start
    waiting: list[Name] = []
    for first, last in parted(passage.text, start, end, _CLAUSES):
        clause = _clause(passage, first, last, follows=bool(parts))
        if clause is None and parts and (more := named_in(passage, first, last)):
            waiting += more
        elif clause is None:
            if parts:
                break
        else:
            begin = begin if parts else first
            stop = last
            parts.append(Part(clause.role, clause.label, (*waiting, *clause.names)))
            waiting = []
    if not parts:
        return None
    statement = Statement(passage.slice(begin, stop), tuple(settled(parts)))
    return Site(begin, stop, statement, line=False)


def _clause(passage: Passage, start: int, end: int, *, follows: bool) -> Part | None:
    text = passage.text[start:end]
    found = _ENDS_IN_VERB.fullmatch(text.strip())
    if not found or not (found["by"] or follows):
        return None
    at = start + len(text) - len(text.lstrip()) + found.start("units")
    names = named_in(passage, at, at + len(found["units"]))
    if not names:
        return None
    return Part(role_by(found["verb"]), found["verb"], names)


def _together(passage: Passage, start: int, end: int) -> Site | None:
    """甲会同乙、丙开展…: the units end where what they do begins."""
    found = _TOGETHER.match(passage.text, start, end)
    if not found:
        return None
    lead = named_in(passage, *found.span("lead"))
    if not lead or any(name.collective for name in lead):
        return None
    for stop in _actions(passage.text, found.start("rest"), found.end("rest")):
        others = named_in(passage, found.start("rest"), stop)
        if others and not any(name.raw in ("有关部门", "相关部门", "有关单位") for name in others):
            parts = (Part(Role.LEAD, "牵头", lead), Part(Role.SUPPORTING, "会同", others))
            return Site(start, stop, Statement(passage.slice(start, stop), parts), line=False)
    return None


def _actions(text: str, start: int, end: int) -> Iterator[int]:
    for found in islice(_ACTION.finditer(text, start, end), _MOST_ACTIONS):
        yield found.start()
