"""A matrix that is printed in the form of an annex and read back is the same matrix."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading import read_document
from app.reading.terms import Role

HEADER = "序号\t工作任务\t牵头单位\t责任单位"
PAGE_BREAKS = ("", "\n\n\n", "\n— 31 —\n\n", "\n\f")
WORDS = [
    "推进",
    "落实",
    "完善",
    "残疾人",
    "服务",
    "体系",
    "县区",
    "2025年",
    "《条例》",
    "“阳光家园”",
]
MARKS = ["，", "、", "。", ",", "；", "（试点）", "(含50人)", " "]
STEMS = "民政财卫教司审农林水商交应急人社统计文旅体退役医保信访"


@dataclass(frozen=True)
class Row:
    text: str
    leads: tuple[str, ...]
    others: tuple[str, ...]


def sentences() -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS))
    start = st.sampled_from(["加强", "开展", "健全"])
    return st.builds(
        lambda head, rest: (head + "".join(word + mark for word, mark in rest)).strip(),
        start,
        st.lists(parts, min_size=1, max_size=8),
    )


def unit_names() -> st.SearchStrategy[str]:
    core = st.text(alphabet=STEMS, min_size=2, max_size=6)
    end = st.sampled_from(["局", "委", "中心", "公司", "局（县甲办、县乙办）", "局(县丙办,县丁办)"])
    return st.builds(
        lambda level, stem, kind: level + stem + kind, st.sampled_from("县市区"), core, end
    )


@st.composite
def rows(draw: st.DrawFn) -> Row:
    units = draw(st.lists(unit_names(), max_size=7, unique=True))
    cut = draw(st.integers(0, len(units)))
    return Row(draw(sentences()), tuple(units[:cut]), tuple(units[cut:]))


@st.composite
def printed(draw: st.DrawFn, matrix: list[Row]) -> str:
    """The annex as some conversion may give it: page breaks, mixed separators, missing cells."""
    lines = ["某县工作要点", "", "附件", "", "重点任务分工", "", HEADER]
    for number, row in enumerate(matrix, start=1):
        if number > 1 and draw(st.booleans()):
            lines += [draw(st.sampled_from(PAGE_BREAKS)), HEADER]
        cells = [str(number), row.text, draw(listed(row.leads)), draw(listed(row.others))]
        while not cells[-1] and draw(st.booleans()):
            cells.pop()
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


@st.composite
def listed(draw: st.DrawFn, units: tuple[str, ...]) -> str:
    if not units:
        return draw(st.sampled_from(["", "无", "—"]))
    separators = st.sampled_from(["、", "，", ",", "；", ";", "、 "])
    parted = "".join(unit + draw(separators) for unit in units[:-1])
    return parted + units[-1] + draw(st.sampled_from(["", "。", " "]))


@settings(deadline=None)
@given(st.data())
def test_a_matrix_printed_as_an_annex_and_read_back_is_the_same(data: st.DataObject) -> None:
    matrix = data.draw(st.lists(rows(), min_size=1, max_size=6))
    text = data.draw(printed(matrix))
    tasks = read_document("plan.txt", text.encode("gb18030")).draft.tasks
    read = [
        Row(
            task.text,
            tuple(one.raw for one in task.assignments if one.role is Role.LEAD),
            tuple(one.raw for one in task.assignments if one.role is not Role.LEAD),
        )
        for task in tasks
    ]
    assert read == matrix
    assert [task.number for task in tasks] == [str(number + 1) for number in range(len(matrix))]
