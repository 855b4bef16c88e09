"""Whatever stands in a text, it is read or refused with a reason, and reading ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading import Draft, ReadingRefused, read_document

HEAD = "某县残疾人工作实施方案（2021—2025年）\n一、任务\n1."
WORDS = [
    *(
        "责任单位",
        "牵头",
        "配合",
        "负责",
        "按职责分工",
        "会同",
        "等部门",
        "县残联",
        "县民政局",
        "各乡镇",
    ),
    *(
        "：",
        ":",
        "；",
        "，",
        "、",
        "。",
        "（",
        "）",
        "(",
        ")",
        "【",
        "】",
        "〔",
        "*",
        "**",
        "|",
        "\t",
        "\n",
        " ",
    ),
    *(
        "1.",
        "2.",
        "（一）",
        "一、",
        "①",
        "一是",
        "专栏1",
        "附件",
        "第一章",
        "序号",
        "工作任务",
        "完成时限",
    ),
    *(
        "2025年",
        "6月底前",
        "列第一位者为牵头单位，下同",
        "标黑体的为牵头",
        "无",
        "—",
        "\f",
        "发放补贴",
        "……",
    ),
]
# Each of these once took time that doubled with every word, or grew with its cube.
ENDLESS = {
    "duties": HEAD + "发放（责任单位：县民政局" + "任务" * 4000 + "表）",
    "verbs": HEAD + "发放，由县残联" + "统筹负责" * 4000 + "的。",
    "blanks": HEAD + "发放（责任单位" + " " * 20000 + "县民政局）",
    "stars": HEAD + "发放" + "*" * 50000,
    "brackets": HEAD + "发放" + "（" * 50000,
    "labels": HEAD + "发放。" + "责任单位：县残联 " * 3000,
    "marks": HEAD + "发放" + "，1、" * 8000,
    "places": HEAD + "发放（责任单位：" + "甲山、" * 8000 + "）",
    "actions": HEAD + "县残联会同" + "对" * 20000,
}
NO_PLAN = {"stars", "brackets", "marks"}


def read(text: str) -> Draft | None:
    try:
        return read_document("plan.txt", text.encode()).draft
    except ReadingRefused:
        return None


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_mixture_of_the_words_of_the_grammar_gives_a_draft_or_a_reason(
    words: list[str],
) -> None:
    text = HEAD + "".join(words)
    draft = read(text)
    if draft is None:
        return
    assert Draft.from_json(draft.as_json()) == draft
    for index, task in enumerate(draft.tasks):
        assert task.parent is None or task.parent < index
        assert all(0 <= one.start < one.end for one in task.evidence)
        assert all(one.raw.strip() for one in task.assignments)


@pytest.mark.parametrize("name", ENDLESS)
def test_a_text_without_measure_is_read_to_its_end(name: str) -> None:
    text = ENDLESS[name]
    if name in NO_PLAN:
        with pytest.raises(ReadingRefused) as refused:
            read_document("plan.txt", text.encode())
        assert refused.value.code == "not_a_plan"
        return
    (task,) = read_document("plan.txt", text.encode()).draft.tasks
    assert task.title.startswith("发放") or name == "actions"
    assert max(one.end for one in task.evidence) >= len(text) - 1
