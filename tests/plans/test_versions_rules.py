"""What a hand keeps and what the document decides, without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plans.versions.asking_rules import Asked, Standing, carried
from app.plans.versions.comparing import Divided, difference, indicators
from app.plans.versions.content import TaskWords, UnitWords, heading
from app.plans.versions.rules import (
    Merged,
    merge,
    parents,
    said_units,
)
from app.plans.versions.unit_rules import led
from app.reading.terms import DueSource, FirstLeadBasis, Role, Severity, Source, TaskKind

NAMES = ("县残联", "县民政局", "县财政局", "县教委", "县医保局")
TEXTS = (
    "完善残疾人托养照护服务。",
    "落实残疾儿童康复救助制度。",
    "提高困难残疾人生活补贴标准。",
    "推进公共场所无障碍环境建设。",
    "开展残疾人就业创业培训。",
    "办好特殊教育学校。",
)


def unit(
    name: str, role: Role = Role.LEAD, *, id_: int = 0, unit_id: int | None = None
) -> UnitWords:
    return UnitWords(id_, name, name, unit_id, role, "牵头单位")


def task(
    text: str, number: str | None = None, *, id_: int = 0, units: Sequence[UnitWords] = ()
) -> TaskWords:
    return TaskWords(
        id=id_,
        number=number,
        title=text[:6],
        text=text,
        section=(),
        kind=TaskKind.TASK,
        source=Source.TABLE,
        due_on=None,
        due_text=None,
        due_source=DueSource.PLAN,
        units=led(tuple(units), tuple(units)),
    )


def as_read(tasks: Sequence[TaskWords]) -> list[TaskWords]:
    """The same words, as a new document gives them: without rows."""
    return [
        replace(one, id=0, units=tuple(replace(named, id=0) for named in one.units))
        for one in tasks
    ]


def by_id(tasks: Sequence[TaskWords]) -> dict[int, TaskWords]:
    return {one.id: one for one in tasks}


def stands(merged: Merged) -> list[TaskWords]:
    return [one.words for one in merged.tasks]


@st.composite
def drafts(draw: st.DrawFn) -> list[TaskWords]:
    """As they were read into rows: each task and each unit with an id of its own."""
    made = []
    for n in range(1, draw(st.integers(0, 6)) + 1):
        names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
        units = [
            unit(name, draw(st.sampled_from(Role)), id_=n * 10 + place, unit_id=place or None)
            for place, name in enumerate(names)
        ]
        made.append(task(draw(st.sampled_from(TEXTS)), str(n), id_=n, units=units))
    return made


@st.composite
def corrected(draw: st.DrawFn, base: Sequence[TaskWords]) -> list[TaskWords]:
    """A draft after people had their hands on it."""
    rows: list[TaskWords] = []
    for one in base:
        what = draw(st.sampled_from(["as it was", "mended", "deleted", "followed by another"]))
        if what != "deleted":
            rows.append(draw(_mended(one)) if what == "mended" else one)
        if what == "followed by another":
            rows.append(task("加强残疾人文化体育工作。", None, id_=one.id + 100))
    return rows


@st.composite
def _mended(draw: st.DrawFn, one: TaskWords) -> TaskWords:
    units = [
        replace(
            named,
            unit_id=draw(st.sampled_from([named.unit_id, 7])),
            role=draw(st.sampled_from([named.role, Role.LEAD])),
        )
        for named in one.units
        if draw(st.booleans())
    ]
    if draw(st.booleans()):
        units.append(unit("县公安局", Role.SUPPORTING, id_=one.id * 10 + 9))
    return replace(
        one,
        text=draw(st.sampled_from([one.text, "县里改过的话。"])),
        number=draw(st.sampled_from([one.number, "一之二"])),
        due_on=draw(st.sampled_from([one.due_on, date(2024, 6, 30)])),
        units=led(units, units),
    )


# ---- the same document again -----------------------------------------------------------------


@given(drafts())
def test_a_draft_over_itself_changes_nothing(draft: list[TaskWords]) -> None:
    merged = merge(by_id(draft), draft, as_read(draft))
    assert stands(merged) == draft
    assert merged.removed == ()
    found = difference(draft, stands(merged))
    assert not any(found.values())


@given(st.data())
def test_the_same_document_takes_nothing_back_that_people_corrected(data: st.DataObject) -> None:
    base = data.draw(drafts())
    different = [replace(one, text=f"{one.number}{one.text}") for one in base]
    rows = data.draw(corrected(different))
    merged = merge(by_id(different), rows, as_read(different))
    assert stands(merged) == rows
    assert merged.removed == ()


@given(drafts(), st.randoms())
def test_in_another_order_every_task_and_unit_keeps_its_id(
    draft: list[TaskWords], random: object
) -> None:
    mixed = list(draft)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random
    merged = stands(merge(by_id(draft), draft, as_read(mixed)))
    assert sorted(one.id for one in merged) == [one.id for one in draft]
    for one in merged:
        old = by_id(draft)[one.id]
        assert (one.text, one.units) == (old.text, old.units)


@given(drafts())
def test_without_the_words_of_before_the_draft_counts_as_printed(draft: list[TaskWords]) -> None:
    assert stands(merge(None, draft, as_read(draft))) == draft


# ---- one task --------------------------------------------------------------------------------


def test_what_was_added_by_hand_stays_even_where_nobody_kept_what_was_printed() -> None:
    rows = [task(TEXTS[0], "1", id_=1), replace(task(TEXTS[1], id_=2), source=None)]
    merged = merge(None, rows, as_read(rows[:1]))
    assert [(one.words.id, one.place) for one in merged.tasks] == [(1, 0), (2, None)]


def test_a_unit_named_by_hand_gives_way_when_the_document_names_another() -> None:
    base = task(TEXTS[0], "1", id_=1, units=[unit("县人社局", id_=11)])
    row = replace(base, units=(replace(base.units[0], unit_id=4),))
    new = task(TEXTS[0], "1", units=[unit("县教委", unit_id=5)])
    (merged,) = stands(merge(by_id([base]), [row], [new]))
    assert [(one.id, one.unit_id) for one in merged.units] == [(0, 5)]


def test_the_same_unit_under_another_name_keeps_its_row() -> None:
    base = task(TEXTS[0], "1", id_=1, units=[unit("县人社局", id_=11, unit_id=4)])
    new = task(TEXTS[0], "1", units=[unit("县人力社保局", unit_id=4)])
    (merged,) = stands(merge(by_id([base]), [base], [new]))
    assert [(one.id, one.raw) for one in merged.units] == [(11, "县人力社保局")]
    (told,) = difference([base], [merged])["tasks_changed"]
    assert told["names_changed"] == [{"unit_id": 4, "old": "县人社局", "new": "县人力社保局"}]


@pytest.mark.parametrize(("leads", "first"), [(2, "县民政局"), (3, "县残联"), (1, "县残联")])
def test_who_files_was_said_of_these_leads_and_not_of_others(leads: int, first: str) -> None:
    """A person chose the second of two leads; then the document has as many, more, or fewer."""
    units = [unit(name, id_=n, unit_id=n) for n, name in enumerate(NAMES[:3], 11)]
    base = task(TEXTS[0], "1", id_=1, units=units[:2])
    chosen = led(
        base.units,
        [
            replace(one, first=n == 1, basis=FirstLeadBasis.CONFIRMED)
            for n, one in enumerate(units[:2])
        ],
    )
    new = task(TEXTS[0], "1", units=[replace(one, id=0) for one in units[:leads]])
    (merged,) = stands(merge(by_id([base]), [replace(base, units=chosen)], [new]))
    assert [one.name for one in merged.units if one.first] == [first]


def test_what_a_person_put_at_the_very_beginning_stays_there() -> None:
    base = task(TEXTS[0], "1", id_=1)
    rows = [task("加强组织领导。", id_=2), base]
    assert stands(merge(by_id([base]), rows, as_read([base]))) == rows


def test_a_lead_that_is_gone_leaves_the_filing_to_the_first_printed() -> None:
    units = [unit(name, id_=n, unit_id=n) for n, name in enumerate(NAMES[:3], 11)]
    base = task(TEXTS[0], "1", id_=1, units=units)
    confirmed = tuple(
        replace(one, first=n == 2, basis=FirstLeadBasis.CONFIRMED if n == 2 else None)
        for n, one in enumerate(base.units)
    )
    new = task(TEXTS[0], "1", units=[replace(one, id=0) for one in units[:2]])
    (merged,) = stands(merge(by_id([base]), [replace(base, units=confirmed)], [new]))
    assert [(one.first, one.basis) for one in merged.units] == [
        (True, FirstLeadBasis.DEFAULT),
        (False, None),
    ]


def test_a_heading_is_the_same_under_another_number() -> None:
    assert heading("第三章 重点任务") == heading("第四章　重点任务")
    assert heading("（一）康复服务") == heading("二、康复服务")
    assert heading("一、") != heading("二、")
    assert heading("十四五时期") == "十四五时期"


# ---- what hangs together ---------------------------------------------------------------------


def test_a_measure_stands_under_its_task_unless_a_person_put_it_elsewhere() -> None:
    base = {1: task("甲", id_=1), 2: task("乙", id_=2), 3: replace(task("丙", id_=3), parent_id=1)}
    rows = list(base.values())
    assert parents(base, rows, {1: None, 2: None, 3: 2})[3] == 2
    moved = [*rows[:2], replace(base[3], parent_id=2)]
    assert parents(base, moved, {1: None, 2: None, 3: 1})[3] == 2


def test_no_task_comes_to_stand_under_itself_or_under_one_that_is_gone() -> None:
    base = {1: task("甲", id_=1), 2: task("乙", id_=2)}
    by_hand = [replace(base[1], parent_id=2), base[2]]
    found = parents(base, by_hand, {1: None, 2: 1})
    assert None in found.values()
    assert parents(base, [replace(base[1], parent_id=9)], {})[1] is None


def test_a_name_that_a_person_gave_a_unit_in_one_task_only_says_nothing_elsewhere() -> None:
    rows = [task(TEXTS[n], id_=n + 1, units=[unit("县人社局", id_=n + 11)]) for n in range(2)]
    one = replace(rows[0], units=(replace(rows[0].units[0], unit_id=4),))
    both = [replace(row, units=(replace(row.units[0], unit_id=4),)) for row in rows]
    assert said_units(by_id(rows), [one, rows[1]]) == {}
    assert said_units(by_id(rows), both) == {"县人社局": 4}
    assert said_units(by_id(both), both) == {}


# ---- the difference --------------------------------------------------------------------------


def test_a_name_that_only_now_found_its_unit_is_no_unit_that_came() -> None:
    before = task(TEXTS[0], "1", id_=1, units=[unit("县人社局", id_=11)])
    after = replace(before, units=(replace(before.units[0], unit_id=4),))
    assert not any(difference([before], [after]).values())


def test_signs_of_another_width_and_numbers_of_headings_are_no_change() -> None:
    before = replace(task("做好服务，应助尽助。", "1", id_=1), section=("三、康复",))
    after = replace(before, text="做好服务,应助尽助。", section=("四、康复",))
    assert not any(difference([before], [after]).values())


def test_a_split_names_the_task_that_was_and_those_that_are() -> None:
    before = [task(TEXTS[0] + TEXTS[1], "1", id_=1)]
    after = [task(TEXTS[0], "1", id_=1), task(TEXTS[1], "2", id_=2)]
    found = difference(before, after, splits=[Divided(1, (1, 2))])
    (split,) = found["tasks_split"]
    assert [one["task_id"] for one in split["into"]] == [1, 2]


def test_indicators_are_told_by_what_changed_in_them() -> None:
    empty = dict.fromkeys(("number", "measure", "baseline", "baseline_year", "target_year"))
    one = {"id": 1, "name": "康复服务率", "target": "85", "attribute": None, **empty}
    found = indicators([one], [one | {"target": "90"}, one | {"id": 2, "name": "入学率"}])
    assert found["indicators_changed"][0]["changes"] == {"target": {"old": "85", "new": "90"}}
    assert [new["name"] for new in found["indicators_added"]] == ["入学率"]


# ---- what was asked --------------------------------------------------------------------------


def asked(code: str, *, id_: int = 0, **values: object) -> Asked:
    return Asked(id_, code, Severity.WARNING, str(values.pop("message", "")), **values)  # type: ignore[arg-type]  # a test names what it is about


NOTHING = Standing(names=(), unchanged=(), by_hand=())


def test_an_answer_about_the_same_words_goes_on() -> None:
    quotes = frozenset({"ljia"})
    old = asked("stray_latin", id_=3, quotes=quotes, settled=True)
    assert carried([old], [asked("stray_latin", quotes=quotes)], NOTHING) == ({0: 3}, [])
    other = asked("stray_latin", quotes=frozenset({"abc"}))
    assert carried([old], [other], NOTHING) == ({}, [3])


def test_an_answer_about_a_task_goes_on_only_while_its_words_stand() -> None:
    old = asked("unassigned", id_=3, task_id=1, settled=True)
    new = asked("unassigned", task_id=1)
    same = Standing(names=(), unchanged={1}, by_hand=())
    assert carried([old], [new], same) == ({0: 3}, [])
    assert carried([old], [new], NOTHING) == ({}, [3])


def test_a_question_of_a_persons_own_making_stays() -> None:
    named = asked("unknown_unit", id_=1, printed_name="县某办", settled=True)
    repeat = asked("unit_repeated", id_=2, task_id=5, repeat=True, settled=True)
    lead = asked("no_lead", id_=3, task_id=5)
    gone = asked("wrong_level", id_=4, task_id=5, quotes=frozenset({"各区县"}))
    standing = Standing(names={"县某办"}, unchanged=(), by_hand=())
    assert carried([named, repeat, lead, gone], [], standing) == ({}, [4])


def test_a_count_in_a_message_makes_no_new_question() -> None:
    old = asked("no_matrix", id_=1, message="共 38 项任务没有分工", settled=True)
    new = asked("no_matrix", message="共 40 项任务没有分工")
    assert carried([old], [new], NOTHING) == ({0: 1}, [])
