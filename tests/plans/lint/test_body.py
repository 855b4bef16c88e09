"""Units that the body names and no task does."""

from collections.abc import Collection
from time import thread_time

import pytest

from app.plans.lint import body
from app.plans.lint.body import Body, KnownUnit
from app.plans.lint.rules import Hit

UNITS = (
    KnownUnit(1, "县残联", ("县残联", "巫山县残疾人联合会")),
    KnownUnit(2, "县民政局", ("县民政局",)),
    KnownUnit(3, "各乡镇（街道）", ("各乡镇（街道）",)),
    KnownUnit(4, "县残联机关", ("县残联机关",)),
)


def found(text: str, named: Collection[int] = (), **more: object) -> list[Hit]:
    document = Body(9, text, more.get("addressees"), more.get("spans", ()))  # type: ignore[arg-type]  # as given
    return body.hits(document, UNITS, named)


def names(text: str) -> list[int]:
    return [unit for hit in found(text) for unit in hit.units]


def test_the_sentence_that_names_a_unit_is_the_evidence() -> None:
    text = "一、总体要求\n加强领导。县民政局要及时救助；其他单位配合。"
    (hit,) = found(text)
    (place,) = hit.evidence
    assert place["quote"] == "县民政局要及时救助；"
    assert text[place["start"] : place["end"]] == place["quote"]
    assert (place["document_id"], place["page"]) == (9, None)
    assert hit.message == "正文提到“县民政局”，但没有一项任务列有它，请看是否漏了责任单位。"


def test_a_text_of_names_without_a_stop_is_read_in_a_moment() -> None:
    started = thread_time()
    assert found("县民政局、" * 6_000)
    assert thread_time() - started < 2


def test_a_unit_that_a_task_names_is_not_told() -> None:
    assert found("县民政局要及时救助。", named={2}) == []


def test_an_alias_means_its_unit_and_sentences_are_counted_once_each() -> None:
    (hit,) = found("巫山县残疾人联合会和县残联共同负责。县残联汇总。")
    assert hit.units == (1,)
    assert "（2 处）" in hit.message


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("由县残联机关承担。", [4]),
        ("县民政局机关承担。", []),
        ("建立县残联服务中心。", []),
        ("各县民政局负责。", []),
        ("省市县民政局负责。", []),
        ("巫山县民政局负责。", [2]),
        ("各乡镇(街道)落实。", [3]),
        ("县 民\u3000政局负责。", [2]),
        ("县民政\n局负责这件事。", [2]),
        ("民政局负责。", []),
    ],
)
def test_the_longest_name_counts_and_none_within_another(text: str, meant: list[int]) -> None:
    assert names(text) == meant


def test_head_signature_copies_and_imprint_are_no_body() -> None:
    text = (
        "关于印发规划的通知\n县残联，各乡镇（街道），有关单位：\n现印发给你们。\n"
        "县民政局\n2022年4月14日\n抄送：县残联机关，县人大。\n县残联 2022年4月14日印发\n"
    )
    assert found(text, addressees="县残联，各乡镇（街道），有关单位") == []


def test_the_table_of_tasks_is_no_body() -> None:
    text = "正文。\n1\t做好救助\t县民政局\n"
    assert found(text, spans=[(4, len(text))]) == []


def test_a_line_that_was_broken_where_it_was_full_is_one_sentence() -> None:
    text = "一、保障措施\n要把残疾人工作纳入重要议事日程，县民政局要\n落实各项救助政策。其他。"
    (hit,) = found(text)
    assert hit.evidence[0]["quote"] == text[text.index("要把") : text.index("其他")]


def test_pages_are_counted() -> None:
    (hit,) = found("第一页。\f第二页，县民政局负责。")
    assert hit.evidence[0]["page"] == 2


@pytest.mark.parametrize("text", ["", " \n\f\t", "县", "\x00县民政局", "县民政局"])
def test_texts_of_nothing_do_no_harm(text: str) -> None:
    assert all(hit.units for hit in found(text))


def test_a_document_without_a_full_stop_is_quoted_in_part() -> None:
    (hit,) = found("好" * 50_000 + "县民政局" + "好" * 50_000)
    assert len(hit.evidence[0]["quote"]) <= 2 * body.MOST_CHARS + 10
