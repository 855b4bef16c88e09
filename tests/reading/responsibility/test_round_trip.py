"""A matrix printed into any form of running text and read back is the same matrix."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading import Draft, read_document
from app.reading.terms import Role

LEVELS = "县市区"
STEMS = "民政财卫教司审农林水交通应急人社统计文旅体退役医保信访住建自然资源"
ENDINGS = ["局", "委", "中心", "有限公司", "局（县甲办、县乙办）", "委（某某办）", "局城东分局"]
GROUPS = ["各乡镇（街道）", "各县（市、区）政府", "县级有关部门", "各区、县级市", "各有关单位"]
CLAUSES = ["推进", "落实", "完善", "健全", "加强"]
OBJECTS = [
    "服务体系",
    "残疾人就业",
    "《条例》",
    "“阳光家园”",
    "基层组织（含村级）",
    "到2025年覆盖率",
]
ENDS = ["", "。", "；"]


@dataclass(frozen=True)
class Row:
    text: str
    leads: tuple[str, ...]
    others: tuple[str, ...]


Printer = Callable[[st.DataObject, Row], str]


def unit_names() -> st.SearchStrategy[str]:
    core = st.text(alphabet=STEMS, min_size=2, max_size=5)
    own = st.builds(
        lambda level, stem, end: level + stem + end,
        st.sampled_from(LEVELS),
        core,
        st.sampled_from(ENDINGS),
    )
    return st.one_of(own, own, own, st.sampled_from(GROUPS))


@st.composite
def rows(draw: st.DrawFn) -> Row:
    sentences = draw(
        st.lists(
            st.tuples(st.sampled_from(CLAUSES), st.sampled_from(OBJECTS)), min_size=1, max_size=5
        )
    )
    text = "，".join(verb + thing for verb, thing in sentences) + "。"
    units = draw(st.lists(unit_names(), min_size=1, max_size=6, unique=True))
    cut = draw(st.integers(1, len(units)))
    return Row(text, tuple(units[:cut]), tuple(units[cut:]))


def listed(data: st.DataObject, units: tuple[str, ...]) -> str:
    separators = st.sampled_from(["、", "，", ","])
    return "".join(unit + data.draw(separators) for unit in units[:-1]) + units[-1]


def bracketed(data: st.DataObject, words: str) -> str:
    bracket = data.draw(st.sampled_from(["（{}）", "({})", "（{})", "({}）", "〔{}〕", "【{}】"]))
    return bracket.format(words) + data.draw(st.sampled_from(["", "。"]))


def labels(data: st.DataObject, row: Row) -> str:
    colon = data.draw(st.sampled_from(["：", ":"]))
    kind = data.draw(st.sampled_from(["单位", "部门"]))
    words = f"牵头{kind}{colon}{listed(data, row.leads)}"
    if row.others:
        other = data.draw(st.sampled_from(["参与", "责任", "配合", "协办"]))
        between = data.draw(st.sampled_from(["；", ";", "，", " "]))
        words += f"{between}{other}{kind}{colon}{listed(data, row.others)}"
    return words


def in_brackets(data: st.DataObject, row: Row) -> str:
    return row.text + bracketed(data, labels(data, row))


def below(data: st.DataObject, row: Row) -> str:
    line = labels(data, row)
    return f"{row.text}\n" + (bracketed(data, line) if data.draw(st.booleans()) else line)


def on_lines(data: st.DataObject, row: Row) -> str:
    lines = [row.text, "牵头领导：张甲", f"牵头单位：{listed(data, row.leads)}"]
    if row.others:
        lines.append(f"配合单位：{listed(data, row.others)}")
    return "\n".join([*lines, "完成时限：2025年12月底"])


def by_verbs(data: st.DataObject, row: Row) -> str:
    leads = "、".join(row.leads)
    if not row.others:
        return row.text + bracketed(
            data, f"{leads}{data.draw(st.sampled_from(['牵头', '牵头负责']))}"
        )
    others = listed(data, row.others)
    verb = data.draw(
        st.sampled_from(["配合", "参与", "按职责分工负责", "等按职责分工负责", "协助"])
    )
    return row.text + bracketed(data, f"{leads}牵头，{others}{verb}")


def together(data: st.DataObject, row: Row) -> str:
    if not row.others:
        return by_verbs(data, row)
    return row.text + bracketed(data, f"{'、'.join(row.leads)}会同{'、'.join(row.others)}负责")


def starred(data: st.DataObject, row: Row) -> str:
    if not row.others:
        return labels_only_lead(data, row)
    units = "、".join([*(f"*{unit}" for unit in row.leads), *row.others])
    return row.text + bracketed(data, f"责任单位：{units}")


def labels_only_lead(data: st.DataObject, row: Row) -> str:
    return row.text + bracketed(data, f"牵头单位：{listed(data, row.leads)}")


PRINTERS: list[Printer] = [in_brackets, below, on_lines, by_verbs, together, starred]
NUMBERS: list[Callable[[int], str]] = [
    lambda n: f"{n}.",
    lambda n: f"{n}．",
    lambda n: f"（{'一二三四五六七八九'[n - 1]}）",
    lambda n: f"{'一二三四五六七八九'[n - 1]}、",
]


def read_back(text: str) -> list[Row]:
    draft = read_document("plan.txt", text.encode()).draft
    return [Row(task.text, *_by_role(draft, index)) for index, task in enumerate(draft.tasks)]


def _by_role(draft: Draft, index: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    units = draft.tasks[index].assignments
    return (
        tuple(one.raw for one in units if one.role is Role.LEAD),
        tuple(one.raw for one in units if one.role is not Role.LEAD),
    )


@pytest.mark.parametrize("printer", PRINTERS, ids=lambda one: one.__name__)
@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_matrix_printed_in_this_form_and_read_back_is_the_same(
    printer: Printer, data: st.DataObject
) -> None:
    matrix = data.draw(st.lists(rows(), min_size=2, max_size=5))
    number = data.draw(st.sampled_from(NUMBERS))
    start = "" if number(1) == "一、" else "一、重点任务\n"
    lines = [number(n + 1) + printer(data, row) for n, row in enumerate(matrix)]
    text = f"甲县工作要点（2025年）\n{start}" + "\n".join(lines) + "\n"
    assert read_back(text) == matrix


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_matrix_in_mixed_forms_and_read_back_is_the_same(data: st.DataObject) -> None:
    matrix = data.draw(st.lists(rows(), min_size=2, max_size=6))
    lines = [
        f"（{'一二三四五六'[n]}）" + data.draw(st.sampled_from(PRINTERS))(data, row)
        for n, row in enumerate(matrix)
    ]
    text = "甲县工作要点（2025年）\n一、重点任务\n" + "\n\n— 3 —\n\n".join(lines) + "\n"
    assert read_back(text) == matrix
