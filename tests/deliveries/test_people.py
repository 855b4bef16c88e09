"""Where a person is reached, and who may say so."""

import json
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.deliveries.people.rules import BadAddressError, tidy
from app.deliveries.terms import AddressKind
from app.identity.models import Membership
from app.journal.models import JournalEvent
from tests.cast import World
from tests.kinds import ON_SQLITE


@pytest.mark.parametrize("typed", ["138 0000 0001", "+86 13800000001", "138-0000-0001"])
def test_a_mobile_number_is_stored_as_eleven_digits(typed: str) -> None:
    assert tidy(AddressKind.MOBILE, typed) == "13800000001"


@pytest.mark.parametrize("typed", ["023-57680000", "1380000000", "23800000001", "1380000000x"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(BadAddressError):
        tidy(AddressKind.MOBILE, typed)


@pytest.mark.parametrize("typed", ["zhou min", "zhou\nmin", "z" * 81, "<b>"])
def test_what_is_no_account_is_refused(typed: str) -> None:
    with pytest.raises(BadAddressError):
        tidy(AddressKind.ACCOUNT, typed)


def test_lin_gives_zhou_a_mobile_number_and_journals_no_number(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    path = f"/api/v1/people/{world.people['周']}/addresses"
    before = client.get(path, headers=world.bearer("林")).json()
    assert (before["mail"], before["mobile"], before["version"]) == ("2@example.test", None, 0)
    given = {"mobile": "138 0000 0001", "prefers": "mobile"}
    changed = client.patch(path, json=given, headers=world.bearer("林"))
    assert (changed.json()["mobile"], changed.json()["prefers"]) == ("13800000001", "mobile")
    stale = client.patch(
        path, json={"account": "zhou"}, headers=world.bearer("林") | {"If-Match": '"0"'}
    )
    assert stale.status_code == 412
    gone = client.patch(path, json={"mail": None}, headers=world.bearer("管")).json()
    assert (gone["mail"], gone["mobile"]) == (None, "13800000001")
    with runtime.database.read() as session:
        told = [one.body or "" for one in session.scalars(select(JournalEvent))]
    named = [json.loads(one)["changed"] for one in told if '"changed"' in one]
    assert named == [["mobile", "prefers"], ["mail"]]
    assert not [one for one in told if "1380000" in one or "2@example.test" in one]


@ON_SQLITE
@pytest.mark.parametrize("name", ["陈", "外", "领"])
def test_a_stranger_does_not_see_how_zhou_is_reached(
    client: TestClient, world: World, name: str
) -> None:
    path = f"/api/v1/people/{world.people['周']}/addresses"
    assert client.get(path, headers=world.bearer(name)).status_code == 404
    refused = client.patch(path, json={"mobile": None}, headers=world.bearer(name))
    assert refused.status_code == 404


@ON_SQLITE
def test_a_wrong_address_is_told(client: TestClient, world: World) -> None:
    path = f"/api/v1/people/{world.people['周']}/addresses"
    for given in ({"mail": "zhou"}, {"mobile": "12"}, {"account": "a b"}):
        refused = client.patch(path, json=given, headers=world.bearer("林"))
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_address")


@ON_SQLITE
def test_who_left_is_nobodys_to_look_after(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        mine = col(Membership.person_id) == world.people["周"]
        session.execute(update(Membership).where(mine).values(valid_until=date(2020, 12, 31)))
    path = f"/api/v1/people/{world.people['周']}/addresses"
    assert client.get(path, headers=world.bearer("林")).status_code == 404
    assert client.patch(path, json={"mobile": None}, headers=world.bearer("林")).status_code == 404
