from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit import similarity as module
from app.kit.similarity import Index, Near, similarity

WORDS = ("残疾人", "辅助器具", "适配", "家庭", "无障碍", "改造", "就业", "培训", "补贴", "康复")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
MANY = st.lists(TEXTS, max_size=25)


def every_pair(index: Index[int], texts: list[str], asked: str) -> list[Near[int]]:
    """What `nearest` must find, worked out the slow way."""
    scored = [Near(key, index.similarity(asked, text)) for key, text in enumerate(texts)]
    return sorted((one for one in scored if one.score > 0), key=lambda one: -one.score)


@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_likeness_is_symmetric_and_between_nothing_and_the_same(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) == similarity(other, one) <= 1.0
    assert similarity(one, one) == 1.0


@given(one=TEXTS, other=TEXTS, texts=MANY)
def test_likeness_by_weight_is_symmetric_too(one: str, other: str, texts: list[str]) -> None:
    index = Index(enumerate(texts))
    assert 0.0 <= index.similarity(one, other) == index.similarity(other, one) <= 1.0
    assert index.similarity(one, one) == 1.0


@given(asked=TEXTS.filter(bool), texts=MANY, k=st.integers(1, 6))
def test_the_nearest_are_those_of_all_pairs(asked: str, texts: list[str], k: int) -> None:
    index = Index(enumerate(texts))
    assert index.nearest(asked, k) == every_pair(index, texts, asked)[:k]


@given(asked=TEXTS.filter(bool), texts=MANY, at_least=st.floats(0.05, 1.0))
def test_a_bound_leaves_out_what_is_below_it_and_nothing_else(
    asked: str, texts: list[str], at_least: float
) -> None:
    index = Index(enumerate(texts))
    wanted = [one for one in every_pair(index, texts, asked) if one.score >= at_least]
    assert index.nearest(asked, len(texts) + 1, at_least) == wanted


def test_what_every_text_has_weighs_less_than_what_few_have() -> None:
    texts = ["残疾人就业培训", "残疾人辅助器具", "残疾人家庭改造", "残疾人康复服务"]
    index = Index(enumerate(texts))
    shared, rare = index.similarity("残疾人", texts[0]), index.similarity("就业培", texts[0])
    assert similarity("残疾人", texts[0]) == similarity("就业培", texts[0])
    assert shared < rare


def test_width_case_marks_and_white_space_do_not_count() -> None:
    assert similarity("残疾人家庭无障碍改造（ＡＰＰ）", "残疾人 家庭、无障碍改造 app") == 1.0


def test_of_equals_the_one_that_came_first_is_first() -> None:
    index = Index([("乙", "就业培训"), ("甲", "就业培训"), ("丙", "就业")])
    assert [one.key for one in index.nearest("就业培训", 3)] == ["乙", "甲", "丙"]


@pytest.mark.parametrize(("one", "other"), list(product(["", "　", "——"], repeat=2)))
def test_texts_without_letters_are_alike_to_each_other_alone(one: str, other: str) -> None:
    index = Index([(1, one), (2, "就业")])
    assert similarity(one, other) == index.similarity(one, other) == 1.0
    assert similarity(one, "就业") == index.similarity(one, "就业") == 0.0
    assert index.nearest(one) == []


def test_a_text_of_one_character_is_near_to_itself() -> None:
    index = Index([(1, "残"), (2, "残联"), (3, "")])
    assert index.nearest("残") == [Near(1, 1.0)]
    assert similarity("残", "残联") == 0.0


def test_an_empty_index_knows_nothing_near() -> None:
    index: Index[int] = Index([])
    assert len(index) == 0
    assert index.nearest("就业培训") == []
    assert index.similarity("就业", "就业") == 1.0


def test_nobody_asks_for_less_than_nothing() -> None:
    index = Index([(1, "就业培训")])
    assert index.nearest("就业培训", 0) == index.nearest("就业培训", -3) == []
    assert index.nearest("就业培训", 5, 1.5) == []


def test_a_million_characters_are_looked_at_from_their_beginning() -> None:
    long = "残疾人就业培训" * 150_000
    index = Index([(1, long), (2, "残疾人就业培训")])
    assert [one.key for one in index.nearest(long, 2)] == [1, 2]
    many = "".join(map(chr, range(0x4E00, 0x9FFF)))
    assert len(module.grams(many)) == 2 * module.MOST_CHARS - 3


def test_a_run_of_very_many_texts_bounds_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_POSTINGS", 40)
    texts = [f"残疾人工作{chr(0x4E00 + n)}乡{chr(0x5E00 + n)}村" for n in range(100)]
    index = Index(enumerate(texts))
    assert index.nearest(texts[77], 1) == [Near(77, 1.0)]
    assert len(index.nearest("残疾人", 200)) == 40
