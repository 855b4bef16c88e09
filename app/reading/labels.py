"""The words that name a part of the responsibility: 牵头单位, 责任部门, 配合, 完成时限 and kin."""

import re
from enum import StrEnum

from app.kit.text import fold
from app.reading.terms import Role

_ROLE_WORDS = (
    (Role.LEAD, "牵头责任|牵头|主办|主责|第一责任|首要责任"),
    (Role.SUPPORTING, "责任配合|配合|参与|参加|协办|协同|协助|协作|支持|联办|会办"),
    (Role.RESPONSIBLE, "主要责任|责任|负责|承办|落实|实施|执行|承担"),
)
_HOLDER = "(?:单位|部门|机构|主体|处室|科室|股室|站所|地区)"
_SCOPE = "(?:省级|市级|县级|区级|主要|具体)?"
_ROLES = tuple(
    (role, re.compile(rf"{_SCOPE}(?:{words})(?:{_HOLDER}[和及、/(]*){{1,2}}\)?(?:责任人)?"))
    for role, words in _ROLE_WORDS
)
_BARE_ROLES = tuple((role, re.compile(words)) for role, words in _ROLE_WORDS[:2])


class Column(StrEnum):
    """What a column of a table holds, where it does not hold units in a role."""

    NUMBER = "number"
    CATEGORY = "category"
    TASK = "task"
    MEASURE = "measure"
    DUE = "due"
    PERSON = "person"
    INDICATOR = "indicator"
    VALUE = "value"
    UNIT_OF_MEASURE = "unit_of_measure"
    ATTRIBUTE = "attribute"


_COLUMNS = (
    (Column.NUMBER, re.compile(r"序号?|编号|项号|任务编号|no\.?")),
    (Column.DUE, re.compile(r".*(?:时限|期限|时间|节点|日期|进度安排|进度要求)(?:要求)?")),
    (Column.PERSON, re.compile(r".*(?:责任人|负责人|领导|联系人|联络员|责任同志|电话).*")),
    (Column.CATEGORY, re.compile(r".*(?:类别|类型|分类|领域|板块|大类|章节)")),
    (Column.MEASURE, re.compile(r".*(?:措施|举措|做法)(?:内容)?")),
    (Column.ATTRIBUTE, re.compile(r"(?:指标)?(?:属性|性质)")),
    (Column.INDICATOR, re.compile(r"(?:主要|核心|具体)?指标(?:名称)?")),
    (Column.UNIT_OF_MEASURE, re.compile(r"(?:计量|指标)?单位")),
    (
        Column.VALUE,
        re.compile(r"(?:20\d\d年?)?(?:目标|基期|基准|基数|现状|完成|预期|实际)?值?(?:\(.*\))?"),
    ),
    (
        Column.TASK,
        re.compile(r".*(?:任务|事项|工作内容|主要内容|内容|要点|重点工作|项目)(?:名称)?"),
    ),
)


def role_of(label: str) -> Role | None:
    """The role that a label such as 牵头单位 gives, or None for any other word."""
    word = fold(label)
    return next((role for role, pattern in _ROLES if pattern.fullmatch(word)), None)


def column_of(title: str) -> Column | Role | None:
    """What stands below a column title. A column may also be headed 牵头 or 配合 alone."""
    word = fold(title)
    if not word:
        return None
    found: Column | Role | None = role_of(title)
    bare = (role for role, pattern in _BARE_ROLES if pattern.fullmatch(word))
    columns = (column for column, pattern in _COLUMNS if pattern.fullmatch(word))
    return found or next(bare, None) or next(columns, None)
