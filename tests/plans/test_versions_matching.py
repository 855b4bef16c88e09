"""Which task of a new draft is which of the old: texts as plans have them, and all orders."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.plans.versions.matching import Division, Wording, match

PHRASES = (
    "完善残疾人托养照护服务",
    "落实残疾儿童康复救助制度",
    "提高困难残疾人生活补贴标准",
    "推进公共场所无障碍环境建设",
    "开展残疾人就业创业培训",
    "办好特殊教育学校",
    "健全基层残疾人组织",
    "扩大法律援助覆盖面",
)
texts = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=3).map("，".join)
wordings = st.builds(
    Wording,
    text=texts,
    number=st.none() | st.integers(1, 9).map(str),
    section=st.sampled_from([(), ("一、民生保障",), ("二、公共服务",)]),
    kind=st.just("task"),
    units=st.frozensets(st.sampled_from(["lead:县残联", "lead:县教委", "responsible:县财政局"])),
)
drafts = st.lists(wordings, max_size=12)


def task(text: str, number: str | None = None, *section: str) -> Wording:
    return Wording(text, number, section, "task")


def pairs(old: list[Wording], new: list[Wording]) -> list[tuple[int, int]]:
    return list(match(old, new).pairs)


# ---- in every draft --------------------------------------------------------------------------


@given(drafts)
def test_a_draft_over_itself_finds_each_task_in_its_place(draft: list[Wording]) -> None:
    found = match(draft, draft)
    assert [(draft[one], draft[other]) for one, other in found.pairs] == [
        (one, one) for one in draft
    ]
    assert (found.splits, found.merges) == ((), ())


@given(drafts, st.randoms())
def test_in_another_order_each_task_is_found_again(draft: list[Wording], random: object) -> None:
    mixed = list(draft)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random
    found = match(draft, mixed)
    assert len(found.pairs) == len(draft)
    assert all(draft[one] == mixed[other] for one, other in found.pairs)


@given(drafts, wordings, st.data())
def test_one_task_put_in_is_exactly_one_more(
    draft: list[Wording], more: Wording, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(draft)))
    longer = [*draft[:at], more, *draft[at:]]
    found = match(draft, longer)
    assert len(found.pairs) == len(draft)
    (added,) = set(range(len(longer))) - {other for _, other in found.pairs}
    assert longer[added] == more
    assert all(draft[one] == longer[other] for one, other in found.pairs)


@given(drafts, wordings, st.data())
def test_one_task_put_in_that_renumbers_all_behind_it_is_exactly_one_more(
    draft: list[Wording], more: Wording, data: st.DataObject
) -> None:
    numbered = [replace(one, number=str(n)) for n, one in enumerate(draft, 1)]
    at = data.draw(st.integers(0, len(draft)))
    longer = [
        replace(one, number=str(n)) for n, one in enumerate([*draft[:at], more, *draft[at:]], 1)
    ]
    found = match(numbered, longer)
    assert len(found.pairs) == len(draft)
    assert all(numbered[one].text == longer[other].text for one, other in found.pairs)


@given(drafts, drafts)
def test_the_pairs_are_one_to_one(old: list[Wording], new: list[Wording]) -> None:
    found = pairs(old, new)
    assert len({one for one, _ in found}) == len({other for _, other in found}) == len(found)


# ---- as plans are rewritten ------------------------------------------------------------------


def test_a_small_rewording_is_the_same_task() -> None:
    old = [task("完善残疾人托养照护服务，支持社会力量举办托养机构。", "3")]
    new = [task("健全残疾人托养照护服务，鼓励社会力量兴办托养机构。", "5")]
    assert pairs(old, new) == [(0, 0)]


def test_two_tasks_that_share_their_officialese_are_not_the_same() -> None:
    old = [task("进一步加强残疾人康复服务，落实残疾儿童康复救助制度。", "1")]
    new = [task("进一步加强残疾人就业服务，开展职业技能培训。", "7")]
    assert pairs(old, new) == []


def test_a_task_that_moved_to_another_chapter_is_found_there() -> None:
    old = [
        task("办好特殊教育学校。", "1", "一、民生"),
        task("扩大法律援助覆盖面。", "2", "一、民生"),
    ]
    new = [
        task("扩大法律援助覆盖面。", "1", "二、权益"),
        task("办好特殊教育学校。", "1", "一、民生"),
    ]
    assert pairs(old, new) == [(1, 0), (0, 1)]


def test_equal_words_under_two_headings_keep_to_their_heading() -> None:
    old = [task("加强组织领导。", "1", "一、康复"), task("加强组织领导。", "1", "二、就业")]
    new = [task("加强组织领导。", "1", "一、教育"), *old]
    assert [pair for pair in pairs(old, new) if pair[1]] == [(0, 1), (1, 2)]


def test_a_chapter_put_in_before_leaves_the_headings_the_same() -> None:
    old = [task("加强组织领导。", None, "第三章 康复"), task("加强组织领导。", None, "第四章 就业")]
    new = [task("加强组织领导。", None, "第五章 就业"), task("加强组织领导。", None, "第四章 康复")]
    assert pairs(old, new) == [(1, 0), (0, 1)]


def test_a_task_rewritten_between_the_same_neighbours_is_the_same() -> None:
    around = (task("办好特殊教育学校。", "1"), task("扩大法律援助覆盖面。", "3"))
    old = [around[0], task("提高残疾人补贴标准，按月发放到人。", "2"), around[1]]
    new = [around[0], task("建立残疾人两项补贴标准动态调整机制。", "2"), around[1]]
    assert (1, 1) in pairs(old, new)


def test_a_task_put_in_the_place_of_another_is_not_that_one() -> None:
    around = (task("办好特殊教育学校。", "1"), task("扩大法律援助覆盖面。", "3"))
    old = [around[0], task("提高残疾人补贴标准。", "2"), around[1]]
    new = [around[0], task("推进信息无障碍。", "2"), around[1]]
    assert pairs(old, new) == [(0, 0), (2, 2)]


HOUSING = "优先解决低收入残疾人家庭住房安全问题，改造农村危房"
HOMES = "为困难重度残疾人家庭实施无障碍改造，配发辅助器具"


def test_a_task_that_was_split_is_told_and_its_larger_part_goes_on() -> None:
    whole = task(f"{HOUSING}；{HOMES}，做到应改尽改、应配尽配。", "4")
    found = match(
        [whole], [task(f"{HOUSING}。", "4"), task(f"{HOMES}，做到应改尽改、应配尽配。", "5")]
    )
    assert found.pairs == ((0, 1),)
    assert found.splits == (Division(0, (0, 1)),)


def test_two_tasks_that_were_put_together_are_told() -> None:
    found = match(
        [task(f"{HOUSING}。", "4"), task(f"{HOMES}。", "5")], [task(f"{HOUSING}；{HOMES}。", "4")]
    )
    assert len(found.pairs) == 1
    assert found.merges == (Division(0, (0, 1)),)


def test_a_new_task_that_repeats_what_still_stands_elsewhere_splits_nothing() -> None:
    old = [task(f"{HOUSING}；{HOMES}。", "4")]
    found = match(old, [*old, task(f"{HOMES}。", "5")])
    assert (found.pairs, found.splits) == (((0, 0),), ())


def test_a_task_cut_down_to_a_part_of_it_is_the_same() -> None:
    found = match([task(f"{HOUSING}；{HOMES}，做到应改尽改。", "4")], [task(f"{HOMES}。", "9")])
    assert (found.pairs, found.splits) == (((0, 0),), ())


def test_rows_without_words_are_told_apart_by_their_number() -> None:
    assert pairs([task("", "1"), task("", "2")], [task("", "2")]) == [(1, 0)]
    assert pairs([task("", "1")], [task("", "2")]) == []


def test_five_hundred_reworded_tasks_are_each_found() -> None:
    old = [
        task(f"完成第{n}批{PHRASES[n % 8]}，覆盖乡镇{n * 7 % 31}个，惠及残疾人{n * 13}名。", str(n))
        for n in range(1, 501)
    ]
    new = [replace(one, text=f"全面{one.text.replace('惠及', '服务')}") for one in old]
    assert pairs(old, list(reversed(new))) == [(499 - n, n) for n in range(500)]
