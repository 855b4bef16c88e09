"""What near tasks say, on examples that can be worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.network.precedents import messages, rules
from app.network.precedents.rules import (
    Candidate,
    Holder,
    OwnUnit,
    Precedent,
    lead_votes,
    units_for,
    weigh,
)
from app.network.precedents.terms import Closeness
from app.reading.terms import ROLE_LABELS, Role

FEDERATION, CIVIL, HEALTH = "disabled_persons_federation", "civil_affairs", "health"
LEAD, RESPONSIBLE, SUPPORTING = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING


def holder(function: str | None, role: Role = LEAD, *, collective: bool = False) -> Holder:
    return Holder(function, function or "某单位", role, ROLE_LABELS[role], collective)


def precedent(task: int, plan: int, score: float, *holders: Holder) -> Precedent:
    return Precedent(task, plan, score, holders)


def shares(candidates: tuple[Candidate, ...]) -> dict[str, float]:
    return {one.function: round(one.share, 3) for one in candidates}


# ---- who leads a task ------------------------------------------------------------------------


def test_each_printed_lead_counts_whole() -> None:
    votes = lead_votes([holder(CIVIL), holder(FEDERATION), holder(HEALTH, SUPPORTING)])
    assert votes == {CIVIL: 1.0, FEDERATION: 1.0}


def test_of_several_that_are_co_responsible_the_first_counts_half() -> None:
    assert lead_votes([holder(CIVIL, RESPONSIBLE), holder(HEALTH, RESPONSIBLE)]) == {CIVIL: 0.5}


def test_one_that_holds_a_task_alone_counts_whole() -> None:
    assert lead_votes([holder(CIVIL, RESPONSIBLE)]) == {CIVIL: 1.0}


def test_one_that_only_supports_leads_nothing_even_alone() -> None:
    assert lead_votes([holder(HEALTH, SUPPORTING)]) == {}
    assert lead_votes([holder(None, collective=True), holder(HEALTH, SUPPORTING)]) == {}


def test_a_group_leads_nothing_and_an_unknown_lead_is_nobody_else() -> None:
    assert lead_votes([holder(None, RESPONSIBLE, collective=True)]) == {}
    assert lead_votes([holder(None), holder(CIVIL, SUPPORTING)]) == {}
    assert lead_votes([]) == {}


# ---- what several say ------------------------------------------------------------------------


def test_a_task_twice_as_near_counts_four_times() -> None:
    near, far = precedent(1, 1, 0.4, holder(CIVIL)), precedent(2, 2, 0.2, holder(FEDERATION))
    assert shares(weigh([far, near]).leads) == {CIVIL: 0.8, FEDERATION: 0.2}


def test_a_plan_speaks_by_its_nearest_task() -> None:
    found = weigh(
        [
            precedent(1, 1, 0.3, holder(CIVIL)),
            precedent(2, 1, 0.2, holder(FEDERATION)),
            precedent(3, 2, 0.2, holder(FEDERATION), holder(CIVIL)),
        ]
    )
    civil, federation = found.leads
    assert (civil.function, civil.plans, civil.of, civil.said_by) == (CIVIL, 2, 2, (1, 3))
    assert (federation.plans, federation.of, federation.said_by) == (1, 2, (2, 3))


def test_a_remoter_task_does_not_speak_for_a_plan_whose_nearest_lead_is_unknown() -> None:
    found = weigh([precedent(1, 1, 0.3, holder(None)), precedent(2, 1, 0.2, holder(FEDERATION))])
    assert [(one.function, one.plans, one.of) for one in found.leads] == [(FEDERATION, 0, 0)]


def test_only_a_lead_that_is_printed_counts_as_printed() -> None:
    found = weigh(
        [
            precedent(1, 1, 0.3, holder(CIVIL, RESPONSIBLE)),
            precedent(2, 2, 0.3, holder(CIVIL), holder(HEALTH, SUPPORTING)),
        ]
    )
    assert [(one.function, one.plans, one.printed) for one in found.leads] == [(CIVIL, 2, 1)]


def test_a_plan_without_a_near_task_is_not_counted() -> None:
    found = weigh([precedent(1, 1, rules.NEAR / 2, holder(CIVIL), holder(HEALTH, SUPPORTING))])
    assert found.lead is not None
    assert (found.lead.function, found.lead.plans, found.lead.of) == (CIVIL, 0, 0)
    assert found.participants == ()


def test_those_take_part_whom_most_precedents_have_and_the_lead_is_not_among_them() -> None:
    found = weigh(
        [
            precedent(1, 1, 0.3, holder(CIVIL), holder(FEDERATION, SUPPORTING)),
            precedent(2, 2, 0.3, holder(CIVIL), holder(FEDERATION, SUPPORTING)),
            precedent(3, 3, 0.3, holder(CIVIL), holder(HEALTH, SUPPORTING)),
        ]
    )
    assert [one.function for one in found.participants] == [FEDERATION]


def test_nothing_near_says_nothing() -> None:
    found = weigh([])
    assert (found.leads, found.parties, found.lead, found.participants) == ((), (), None, ())


HOLDERS = st.lists(
    st.builds(
        holder,
        st.sampled_from([FEDERATION, CIVIL, HEALTH, None]),
        st.sampled_from(Role),
        collective=st.booleans(),
    ),
    max_size=4,
)
FOUND = st.lists(st.tuples(st.integers(1, 3), st.floats(0.02, 1.0), HOLDERS), max_size=10).map(
    lambda rows: [precedent(n, p, s, *h) for n, (p, s, h) in enumerate(rows)]
)


@given(found=FOUND, shuffled=st.randoms(use_true_random=False))
def test_the_order_in_which_precedents_come_does_not_matter(
    found: list[Precedent], shuffled: st.DataObject
) -> None:
    mixed = list(found)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert weigh(mixed) == weigh(found)


@given(found=FOUND)
def test_no_share_is_above_the_whole_and_no_plan_counts_twice(found: list[Precedent]) -> None:
    division = weigh(found)
    for one in (*division.leads, *division.parties):
        assert 0 < one.share <= 1
        assert 0 <= one.printed <= one.plans <= one.of <= 3
        assert one.said_by


# ---- words and own units ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (1.0, Closeness.VERY_NEAR),
        (0.2, Closeness.VERY_NEAR),
        (0.12, Closeness.NEAR),
        (0.06, Closeness.SOMEWHAT),
        (0.05, Closeness.FAR),
    ],
)
def test_a_likeness_has_a_word(score: float, word: Closeness) -> None:
    assert rules.closeness(score) is word
    assert messages.CLOSENESS[word]


def test_a_sentence_says_how_many_of_how_many_and_what_was_printed() -> None:
    def told(**counts: int) -> str:
        one = Candidate(CIVIL, 0.5, **counts, said_by=(1,))
        return messages.leads_here("民政", one)

    assert told(plans=4, of=5, printed=4) == "5 份方案中 4 份由民政牵头"
    listed = "3 份方案中 3 份由民政牵头（其中 2 份没有印明牵头，由它列在首位）"
    assert told(plans=3, of=3, printed=1) == listed
    assert "没有哪份方案有相近的任务" in told(plans=0, of=0, printed=0)
    assert "都不由民政牵头" in told(plans=0, of=2, printed=0)


EDUCATION, SPORT = "education", "sport"
BUREAU = OwnUnit(1, "县教育和体育局", (EDUCATION, SPORT))
CENTRE = OwnUnit(2, "县体育中心", (SPORT,))


def test_a_combined_bureau_stands_for_its_second_function_where_no_other_has_it() -> None:
    assert units_for(SPORT, [BUREAU]) == (BUREAU,)
    assert units_for(SPORT, [BUREAU, CENTRE]) == (CENTRE,)
    assert units_for(HEALTH, [BUREAU, CENTRE]) == ()


def test_several_units_of_a_function_are_all_told() -> None:
    other = OwnUnit(3, "县体育发展中心", (SPORT,))
    assert units_for(SPORT, [CENTRE, other]) == (CENTRE, other)
    assert "请指明是哪一个" in messages.units_here("体育", ["县体育中心", "县体育发展中心"])
    assert "没有职能为" in messages.units_here("体育", [])
