"""What stands below the columns of a table, by their titles."""

import re
from enum import StrEnum

from app.kit.text import fold
from app.reading.labels import bare_role_of, role_of
from app.reading.terms import Role


class Column(StrEnum):
    """What a column of a table holds, where it does not hold units in one role.

    RESPONSIBILITY holds units and the words of their roles: 县民政局牵头，县残联配合. UNIT holds
    units or units of measure (单位), which only the columns beside it can tell. GROWTH is the
    change over the whole period, REMARK what no task needs.
    """

    NUMBER = "number"
    CATEGORY = "category"
    TASK = "task"
    MEASURE = "measure"
    GOAL = "goal"
    RESPONSIBILITY = "responsibility"
    UNIT = "unit"
    DUE = "due"
    PERSON = "person"
    REMARK = "remark"
    INDICATOR = "indicator"
    VALUE = "value"
    GROWTH = "growth"
    UNIT_OF_MEASURE = "unit_of_measure"
    ATTRIBUTE = "attribute"


_PERSONS = "责任人|负责人|负责同志|责任同志|领导|联系人|联络员|专干|姓名|职务|电话|手机|联系方式"
_COLUMNS = (
    (Column.NUMBER, "(?:任务|项目|工作)?(?:序号?|编号|项号|号|项次)|no.?"),
    (Column.REMARK, "备注|附注|说明|依据|来源|(?:任务|文件|政策)(?:依据|来源)|.*(?:进展|完成)情况"),
    (Column.DUE, ".*(?:时限|期限|时间|节点|日期|时序|进度)(?:安排|要求|计划|表|及.*)?"),
    (Column.PERSON, f".*(?:{_PERSONS}).*"),
    (Column.RESPONSIBILITY, "(?:工作|任务|职责|责任|部门|单位)?分工(?:情况)?|责任落实(?:情况)?"),
    (Column.CATEGORY, ".*(?:类别|类型|分类|类目|领域|板块|大类|章节|维度)|方面|类"),
    (Column.ATTRIBUTE, "(?:指标)?(?:属性|性质)"),
    (Column.INDICATOR, "(?:主要|核心|具体|重点|发展|关键)*指标(?:名称|内容)?"),
    (Column.UNIT_OF_MEASURE, "(?:计量|计算|指标)单位"),
    (Column.UNIT, "(?:相关|有关|涉及)?(?:单位|部门|科室|处室|股室|站所)(?:名称)?"),
    (
        Column.GROWTH,
        (
            r"(?:20\d\d年?[-~至到]20\d\d年?|五年)?(?:(?:年均|累计|预期|平均)*"
            r"(?:年均|累计|增长|增速|增幅)(?:率|值|数|速度)?[/、或]?)+(?:\(.*\))?"
        ),
    ),
    (
        Column.VALUE,
        (
            r"(?:到|至)?(?:20\d\d年?|\"?十[一二三四五六七八九]五\"?)?末?的?"
            r"(?:(?:规划|预期|发展|指导)?目标|基期|基准年?|基数|现状|完成|预期|预计|实际|指标|数)?值?"
            r"(?:\(.*\))?"
        ),
    ),
    (Column.MEASURE, ".*(?:措施|举措|做法|抓手|路径|步骤|任务分解|分解任务|细化任务)(?:内容)?"),
    (Column.GOAL, ".*(?:目标|成效|成果|任务要求|工作要求|工作标准|完成标准)(?:要求|形式|内容)?"),
    (
        Column.TASK,
        ".*(?:任务|事项|内容|要点|工作|项目|工程|行动|问题)(?:名称|清单|及要求)?",
    ),
)
_PATTERNS = tuple((column, re.compile(pattern)) for column, pattern in _COLUMNS)
_NOTE = re.compile(r"\([^()]*\)")
_LEVEL = re.compile(r"^(?:中央|国家|省|市|县|区|旗|镇|乡|本)(?:级|直|内|属)?")
_PERSON_OF_UNIT = re.compile(rf"(?:单位|部门)的?(?:主要|分管)?(?:{_PERSONS})")
_TWO_ROLES = re.compile(
    r"(?P<one>.{2,4}?)(?:单位|部门)?[和及、/与(]+(?P<other>.{2,4}?(?:单位|部门))\)?"
)


def column_of(title: str) -> Column | Role | None:
    """What stands below a column title. A column may also be headed 牵头 or 配合 alone."""
    word, core = fold(title), without_notes(title)
    if not word:
        return None
    local = _LEVEL.sub("", core)
    if _PERSON_OF_UNIT.fullmatch(local.removeprefix("牵头").removeprefix("责任")):
        return Column.PERSON
    if _holds_two_roles(word) or core.endswith("分工"):
        return Column.RESPONSIBILITY
    forms = dict.fromkeys((word, core, local))
    roles = (role for form in forms if (role := role_of(form) or bare_role_of(form)))
    columns = (
        column for form in (word, core) for column, pattern in _PATTERNS if pattern.fullmatch(form)
    )
    return next(roles, None) or next(columns, None)


def without_notes(title: str) -> str:
    """责任单位（列第一位者为牵头单位） is 责任单位; a title all in brackets stays as it is."""
    word = fold(title)
    return _NOTE.sub("", word) or word


def _holds_two_roles(word: str) -> bool:
    """牵头单位及配合单位; but 牵头（责任）单位 is one role in two words."""
    found = _TWO_ROLES.fullmatch(word)
    if not found:
        return False
    one, other = role_of(f"{found['one']}单位"), role_of(found["other"])
    return bool(one and other) and one is not other and "(" not in word.removesuffix(")")
