import pytest

from app.network.departures import rules, service
from app.network.precedents.rules import Division, Holder, Precedent, weigh
from app.reading.terms import ROLE_LABELS, Role

FEDERATION, CIVIL, HEALTH = "disabled_persons_federation", "civil_affairs", "health"
LEAD, RESPONSIBLE, SUPPORTING = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING


def holder(function: str | None, role: Role = LEAD) -> Holder:
    return Holder(function, function or "某单位", role, ROLE_LABELS[role], collective=False)


HERE = (holder(CIVIL), holder(FEDERATION, SUPPORTING))


def elsewhere(*leads: tuple[str, ...]) -> Division:
    """Each tuple are the leads of another plan's near task."""
    return weigh(
        Precedent(n, n, 0.3, tuple(holder(one) for one in those)) for n, those in enumerate(leads)
    )


def told(division: Division, **parameters: float) -> list[str]:
    found = rules.departures(HERE, division, **parameters)  # type: ignore[arg-type]  # at_least is whole
    return [one.function for one in found]


def test_aids_led_by_civil_affairs_here_and_by_the_federation_there() -> None:
    division = elsewhere((FEDERATION,), (FEDERATION, CIVIL))
    assert told(division) == [FEDERATION]
    assert rules.also_elsewhere(HERE, division) == 1


def test_what_leads_here_too_is_no_departure() -> None:
    assert told(elsewhere((CIVIL,), (CIVIL, FEDERATION))) == []


def test_one_place_is_not_most_places_unless_somebody_says_so() -> None:
    assert told(elsewhere((FEDERATION,))) == []
    assert told(elsewhere((FEDERATION,)), at_least=1) == [FEDERATION]


def test_most_means_the_share_that_was_asked_for() -> None:
    division = elsewhere((FEDERATION,), (FEDERATION,), (HEALTH,), (CIVIL,))
    assert told(division) == []
    assert told(division, share=0.5) == [FEDERATION]


def test_more_tasks_than_can_be_compared_are_refused() -> None:
    service.check_number("规划", service.MOST_TASKS)
    with pytest.raises(service.TooManyTasksError):
        service.check_number("规划", service.MOST_TASKS + 1)


def test_nothing_is_said_where_no_lead_is_printed_or_known() -> None:
    division = elsewhere((FEDERATION,), (FEDERATION,))
    joint = (holder(CIVIL, RESPONSIBLE), holder(FEDERATION, RESPONSIBLE))
    for holders in ((), joint, (holder(None),), (holder(CIVIL), holder(None))):
        assert rules.led_by(holders) == frozenset()
        assert rules.departures(holders, division) == ()
    assert rules.led_by((holder(CIVIL, RESPONSIBLE),)) == {CIVIL}
