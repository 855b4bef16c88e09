"""Headings that give all below them to a unit: 一、县发改局牵头的任务, （二）责任单位：县残联."""

import re
from collections.abc import Sequence

from app.reading import vocabulary as words
from app.reading.labels import Kind, any_of, labels_in
from app.reading.responsibility.blocks import Block
from app.reading.responsibility.statement import Part, Statement, parse
from app.reading.terms import ROLE_LABELS, Role
from app.reading.unitlist import named_in

_GIVEN = re.compile(
    rf"(?:由)?(?P<units>[^，。：:]{{2,40}}?)(?P<verb>{any_of(words.LEADING)}|负责)(?:负责|落实|办理|完成)*的?"
    r"(?:重点|主要|具体|有关|相关)?(?:工作|任务|事项|项目|目标|指标)"
)


def inherited(blocks: Sequence[Block]) -> dict[int, Statement]:
    """What the nearest such heading above each block (by index) says."""
    said: dict[int, Statement] = {}
    for index, block in enumerate(blocks):
        statement = _said(block) if block.is_heading else None
        if statement is None and block.parent is not None:
            statement = said.get(block.parent)
        if statement:
            said[index] = statement
    return said


def _said(block: Block) -> Statement | None:
    line = block.lines[0]
    found = _GIVEN.match(line.passage.text, line.start)
    if found:
        names = named_in(line.passage, *found.span("units"))
        role = Role.RESPONSIBLE if found["verb"] == "负责" else Role.LEAD
        if names:
            words_ = line.passage.slice(found.start(), found.end())
            return Statement(words_, (Part(role, ROLE_LABELS[role], names),))
    labels = list(labels_in(line.passage.text, line.start))
    if labels and labels[0].kind is Kind.UNITS and labels[0].start == line.start:
        return parse(line.passage, line.start, len(line.passage.text))
    return None
