"""To whom a step speaks: deputies, heads, coordinators, leaders; and papers that it asks for."""

from datetime import date, datetime
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Role
from app.deliveries.people.models import Reach
from app.identity import service as identity
from app.identity.models import Person
from app.kit import clock
from app.kit.clock import ZONE
from app.progress.models import Dispatch
from app.reminders.ladder import settings
from app.reminders.models import DraftWanted
from app.reminders.terms import Audience, Draft, Dropped, Profile
from app.reminders.unreached import listed
from app.units.contacts.models import UnitContact
from app.units.contacts.terms import ContactRole
from tests.reminders.conftest import County, morning

DUE = date(2023, 7, 14)


def join(county: County, name: str, unit: str, role: ContactRole) -> int:
    """Somebody with an address who speaks for a unit."""

    def made(session: Session) -> Person:
        login = f"login-{name}"
        return identity.add_person(
            session, SYSTEM, name=name, login=login, email=f"{len(name)}x@example.test"
        )

    with county.runtime.database.write() as session:
        person = made(session)
        session.flush()
        contact = UnitContact(
            unit_id=county.world.units[unit],
            role=role,
            name=name,
            person_id=person.id,
            valid_from=date(2020, 1, 1),
            updated_at=clock.now(),
        )
        session.add(contact)
        return person.id


def by_instruction(county: County) -> None:
    with county.runtime.database.write() as session:
        settings.choose(session, SYSTEM, county.plan_id, Profile.INSTRUCTION)


def told(county: County) -> list[tuple[str, Audience, int]]:
    names = {id_: name for name, id_ in county.world.people.items()}
    return [
        (names.get(one.recipient_id, "?"), one.audience, one.step) for one in county.reminders()
    ]


def test_where_the_liaison_has_no_address_the_deputy_is_told_and_knows_why(county: County) -> None:
    deputy = join(county, "候", "县民政局", ContactRole.DEPUTY_LIAISON)
    county.person("周", email=None)
    county.owes("县民政局", DUE)
    swept = county.remind(date(2023, 7, 17))
    assert [one.recipient_id for one in county.reminders()] == [deputy]
    assert swept.unreachable == ()
    (file,) = county.outbox.glob(f"digest-{deputy}-*")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert "您是县民政局的候补联络员，联络员没有可送达的地址" in letter.get_content()
    county.person("周", email="zhou@example.test")
    county.owes("县民政局", DUE, period="2023-07")
    county.remind(date(2023, 7, 18))
    assert county.reminders()[-1].recipient_id == county.world.people["周"]


def test_whom_nobody_can_tell_the_coordinator_hears_of_once(county: County) -> None:
    county.owes("县财政局", DUE)
    for day in (17, 18, 19):
        county.remind(date(2023, 7, day))
    assert told(county) == [("林", Audience.UNREACHED, 1)]
    letter = county.letter("林", date(2023, 7, 17))
    assert letter["Subject"] == "【无人可送达】1个单位没有可送达的联络员"
    assert "县财政局（没有联络员，1件）" in county.text("林", date(2023, 7, 17))


def test_the_coordinators_list_and_the_leaders_name_all_at_once(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县残联", DUE)
    county.remind(date(2023, 7, 17))
    county.remind(date(2023, 7, 21))
    county.remind(date(2023, 7, 24))
    lists = county.letter("林", date(2023, 7, 21))
    assert lists["Subject"] == "【逾期清单】2个单位的2件事项未办"
    weekly = county.letter("领", date(2023, 7, 24))
    assert weekly["Subject"] == "【每周清单】2个单位的2件事项逾期未办"
    assert "供您了解，不需回复" in county.text("领", date(2023, 7, 24))


def test_an_instruction_speaks_to_the_head_of_the_unit_and_asks_for_papers(county: County) -> None:
    head = join(county, "分管", "县民政局", ContactRole.DEPUTY_HEAD)
    by_instruction(county)
    county.owes("县民政局", DUE)
    for day in (17, 18, 19, 20, 21):
        county.remind(date(2023, 7, day))
    steps = [(one.audience, one.step) for one in county.reminders() if one.recipient_id == head]
    assert steps == [(Audience.UNIT_HEAD, 3)]
    with county.runtime.database.read() as session:
        wanted = session.scalars(select(DraftWanted)).all()
    assert [(one.draft, one.step, f"{one.on_day:%m-%d}") for one in wanted] == [
        (Draft.URGING, 1, "07-17"),
        (Draft.SUPERVISION, 5, "07-21"),
    ]


def test_after_downtime_the_higher_paper_alone_is_asked_for(county: County) -> None:
    by_instruction(county)
    county.owes("县民政局", DUE)
    county.sweep(date(2023, 7, 25))
    county.sweep(date(2023, 7, 26))
    with county.runtime.database.read() as session:
        wanted = session.scalars(select(DraftWanted)).all()
    assert [(one.draft, one.step) for one in wanted] == [(Draft.SUPERVISION, 5)]


def test_nothing_is_drafted_for_a_plan(county: County) -> None:
    county.owes("县民政局", DUE)
    assert county.sweep(date(2023, 7, 25)).drafts == 0


def dispatched(county: County, profile: Profile) -> int:
    """To 县民政局, on Friday the 14th."""
    with county.runtime.database.write() as session:
        settings.choose(session, SYSTEM, county.plan_id, profile)
        dispatch = Dispatch(
            plan_id=county.plan_id,
            unit_id=county.world.units["县民政局"],
            region_id=county.world.region,
            # Half past midnight on Friday in Shanghai is still Thursday in UTC.
            dispatched_at=datetime(2023, 7, 14, 0, 30, tzinfo=ZONE),
        )
        session.add(dispatch)
        session.flush()  # the test signs for it
        return dispatch.id


@pytest.mark.parametrize("profile", Profile)
def test_a_dispatch_that_nobody_signs_for_is_spoken_of_after_one_two_and_three_days(
    county: County, profile: Profile
) -> None:
    dispatched(county, profile)
    for day in (14, 17, 18, 19, 20, 21):
        county.remind(date(2023, 7, day))
    found = [] if profile is Profile.PLAN else [1, 2, 3]
    assert [one.step for one in county.told_directly()] == found
    if found:
        assert "您是县民政局的联络员。以下1份交办尚未签收" in county.text("周", date(2023, 7, 17))


def test_a_dispatch_that_was_signed_for_is_spoken_of_no_more(county: County) -> None:
    dispatch = dispatched(county, Profile.INSTRUCTION)
    for day in (17, 18):
        county.remind(date(2023, 7, day))
    county.change(Dispatch, dispatch, acknowledged_at=morning(date(2023, 7, 18)))
    county.remind(date(2023, 7, 19))
    assert [(one.audience, one.step) for one in county.reminders()] == [
        (Audience.UNIT, 1),
        (Audience.UNIT, 2),
    ]


def test_one_person_in_two_roles_gets_one_message(county: County) -> None:
    with county.runtime.database.write() as session:
        identity.give_membership(
            session,
            SYSTEM,
            person=session.get_one(Person, county.world.people["周"]),
            role=Role.COORDINATOR,
            region_id=county.world.region,
            valid_from=date(2020, 1, 1),
        )
    county.owes("县民政局", DUE)
    county.owes("县民政局", date(2023, 7, 20), period="2023-07")
    county.remind(date(2023, 7, 21))
    assert [name for name in county.files() if "-21.eml" in name] == [
        f"digest-{county.world.people[name]}-2023-07-21.eml" for name in ("林", "周")
    ]
    text = county.text("周", date(2023, 7, 21))
    assert "您是县民政局的联络员" in text
    assert "您是督办人员" in text


def test_the_coordinator_is_not_told_of_a_unit_that_can_be_reached_by_now(county: County) -> None:
    county.owes("县财政局", DUE)
    monday = date(2023, 7, 17)
    with clock.frozen(morning(monday)):
        county.sweep(monday)
        join(county, "候", "县财政局", ContactRole.DEPUTY_LIAISON)
        county.deliver("林", monday)
    assert county.files() == []
    assert [one.dropped for one in county.reminders()] == [Dropped.SETTLED]


def reach(county: County, who: str, **values: str) -> None:
    with county.runtime.database.write() as session:
        mine = col(Reach.person_id) == county.world.people[who]
        row = session.scalars(select(Reach).where(mine)).first()
        row = row or Reach(person_id=county.world.people[who])
        session.add(row)
        for name, value in values.items():
            setattr(row, name, value)


def unreached(county: County, day: date) -> list[str | None]:
    with county.runtime.database.read() as session:
        return [one.person for one in listed(session, day, [county.world.region])]


def test_who_is_known_by_another_number_since_is_told_after_all(county: County) -> None:
    """No channel of the place sends to mobiles, so that none takes it."""
    county.owes("县民政局", DUE)
    county.person("周", email=None)
    reach(county, "周", mobile="13800000001")
    for day in (17, 18):
        county.remind(date(2023, 7, day))
    assert [one.dropped for one in county.told_directly()] == [Dropped.UNDELIVERABLE]
    assert unreached(county, date(2023, 7, 18)) == ["周"]
    reach(county, "周", mobile="13800000002")
    assert unreached(county, date(2023, 7, 18)) == []
    with clock.frozen(morning(date(2023, 7, 19))):
        assert county.sweep(date(2023, 7, 19)).reminders == 1


def test_who_was_reached_since_is_not_among_those_who_cannot_be(county: County) -> None:
    county.owes("县民政局", DUE)
    county.person("周", name="周\n")  # stands in no header
    county.remind(date(2023, 7, 17))
    assert unreached(county, date(2023, 7, 17)) == ["周\n"]
    county.person("周", name="周")
    county.owes("县民政局", date(2023, 7, 17), period="2023-07")
    county.remind(date(2023, 7, 18))
    assert unreached(county, date(2023, 7, 18)) == []
