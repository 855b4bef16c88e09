"""One message, several ways: who gets it, by which, and never by two."""

import json
import threading
from datetime import timedelta
from urllib.parse import quote

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update
from sqlmodel import col

from app.deliveries import service
from app.deliveries.carrying import NO_WAY, TAKEN_OVER
from app.deliveries.models import Delivery
from app.deliveries.pacing import service as pacing
from app.deliveries.pacing.models import Turn
from app.deliveries.places.models import PlaceChannel
from app.deliveries.service import Outcome
from app.deliveries.terms import AddressKind, ChannelKind, DeliveryState
from app.kit import clock
from tests.deliveries.places import SMS, Place, place
from tests.deliveries.server import MESSAGE
from tests.kinds import ON_SQLITE

__all__ = ["place"]


@ON_SQLITE
def test_the_first_way_that_takes_it_is_the_only_one(place: Place) -> None:
    place.reach()
    sms = place.add_sms()
    place.add_mail()
    assert place.send().state is DeliveryState.SENT
    (asked,) = place.sms.asked
    assert asked.headers["X-Key"] == "a-secret"
    assert asked.json() == {"mobile": "13800000001", "text": MESSAGE.subject}
    assert place.mail.taken == []
    kept = place.row()
    assert (kept.channel, kept.channel_id) == ("http", sms)


@ON_SQLITE
def test_a_way_that_refuses_for_good_gives_place_to_the_next(place: Place) -> None:
    place.reach()
    place.sms.replies = [(200, {"code": 4001, "msg": "空号"})]
    place.add_sms()
    place.add_mail()
    assert place.send().channel == "mail"
    assert (len(place.sms.asked), len(place.mail.taken)) == (1, 1)
    assert place.row().refusals[0]["reason"].startswith("接口答复 200")


@ON_SQLITE
def test_a_way_that_may_have_taken_it_is_asked_again_and_no_other(place: Place) -> None:
    place.reach()
    place.sms.replies = [(500, {}), (200, {"code": 0})]
    place.add_sms()
    place.add_mail()
    assert place.send().state is DeliveryState.QUEUED
    assert place.send().channel == "http"
    assert place.mail.taken == []


def test_after_a_refusal_the_next_attempt_goes_on_where_it_stood(place: Place) -> None:
    """The gateway changed its mind; the mail may be out already, and is what is asked again."""
    place.reach()
    place.sms.replies = [(200, {"code": 4001}), (200, {"code": 0})]
    place.add_sms()
    place.add_mail()
    place.mail.to_text = "451 later"
    assert place.send().state is DeliveryState.QUEUED
    place.mail.to_text = "250 OK"
    assert place.send().channel == "mail"
    assert len(place.sms.asked) == 1


@ON_SQLITE
def test_what_every_way_refused_is_a_dead_letter_with_every_reason(place: Place) -> None:
    place.reach()
    place.sms.replies = [(400, {})]
    place.add_sms()
    place.add_mail()
    place.mail.to_recipient = "550 no such user"
    outcome = place.send()
    assert outcome.state is DeliveryState.FAILED
    assert outcome.reason == "http 0：接口答复 400 {}；mail 1：邮件服务器答复 550 no such user"
    place.sms.replies = [(200, {"code": 0})]
    assert place.send().state is DeliveryState.SENT  # tried again, it begins anew


@ON_SQLITE
def test_a_person_is_reached_by_what_he_prefers(place: Place) -> None:
    place.reach(prefers=AddressKind.MAIL)
    place.add_sms()
    place.add_mail()
    assert place.send().channel == "mail"
    assert place.sms.asked == []


@ON_SQLITE
def test_without_any_way_it_is_told_that_nobody_carried_it(place: Place) -> None:
    place.add_sms()
    assert place.send() == Outcome(DeliveryState.FAILED, NO_WAY)
    assert place.sms.asked == []


@ON_SQLITE
def test_a_gateway_that_repeats_a_secret_does_not_bring_it_into_the_books(place: Place) -> None:
    place.reach()
    place.sms.replies = [(401, {"msg": "bad key a-secret"})]
    place.add_sms()
    assert place.send().reason == '接口答复 401 {"msg": "bad key ***"}'


@ON_SQLITE
def test_half_a_secret_stands_in_no_book_either(place: Place) -> None:
    """Where the answer is cut, and where it writes a secret in another way."""
    secret = 's3cret/with "quotes" and 密'
    config = SMS | {"url": place.sms.url, "headers": {}}
    place.reach()
    place.add(ChannelKind.HTTP, config, key=secret)
    place.sms.replies = [
        (401, ("x" * 190 + secret).encode()),
        (401, {"msg": secret}),
        (401, json.dumps({"msg": secret}).replace("/", "\\/").encode()),
        (401, quote(secret).encode()),
    ]
    for _ in range(4):
        reason = place.send().reason or ""
        assert "***" in reason
        assert "s3cret" not in reason
        assert len(reason) <= 240


@ON_SQLITE
def test_who_was_taken_over_leaves_the_next_way_to_the_other(place: Place) -> None:
    place.reach()
    place.sms.replies = [(200, {"code": 4001})]
    place.add_sms()
    place.add_mail()
    slow = place.claim()
    with place.runtime.database.write() as session:
        session.execute(update(Delivery).values(leased_until=clock.wall() - timedelta(seconds=1)))
    place.claim()
    outcome = service.send(place.runtime, slow, MESSAGE)
    assert outcome == Outcome(DeliveryState.QUEUED, TAKEN_OVER)
    assert place.mail.taken == []


@pytest.mark.parametrize("code", [0, 4001])
def test_a_channel_that_is_removed_while_it_is_called_loses_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    place.reach()
    sms = place.add_sms(a_minute=10)

    def reply() -> tuple[int, bytes]:
        with place.runtime.database.write() as session:
            session.delete(session.get_one(PlaceChannel, sms))
        return 200, f'{{"code": {code}}}'.encode()

    monkeypatch.setattr(place.sms, "reply", reply)
    wanted = DeliveryState.FAILED if code else DeliveryState.SENT
    assert place.send().state is wanted
    row = place.row()
    assert (row.state, row.channel, row.channel_id) == (wanted, "http", None)
    assert pacing.turn(place.runtime, sms, row.id, ((10, 60.0),)) > timedelta()
    pacing.shut(place.runtime, sms, timedelta(minutes=1))


@ON_SQLITE
def test_a_channel_that_points_inside_is_not_called(place: Place) -> None:
    shut = place.with_settings(outgoing_allowed="")
    place.reach()
    place.add_sms()
    place.add_mail()
    outcome = shut.send()
    assert outcome.state is DeliveryState.FAILED
    assert (outcome.reason or "").count("127.0.0.1 指向内部地址") == 2
    assert (place.sms.asked, place.mail.taken) == ([], [])


@ON_SQLITE
def test_a_key_that_was_changed_still_opens_what_the_former_one_closed(place: Place) -> None:
    place.reach()
    place.add_sms()
    former = place.runtime.settings.key.decode()
    other = place.with_settings(secret_key=SecretStr("n" * 40))
    other.runtime.settings.__dict__.pop("key")
    assert "SECRET_KEY_BEFORE" in (other.send().reason or "")
    both = other.with_settings(secret_key_before=SecretStr(former))
    assert both.send().state is DeliveryState.SENT
    assert place.sms.asked[0].headers["X-Key"] == "a-secret"


def test_a_message_that_must_wait_its_turn_says_when(place: Place) -> None:
    place.reach()
    sms = place.add_sms(a_minute=2)
    with place.runtime.database.write() as session:
        session.add_all(
            Turn(channel_id=sms, at=clock.wall() - timedelta(seconds=n), used=True) for n in (2, 1)
        )
    outcome = place.send()
    assert outcome.state is DeliveryState.QUEUED
    assert outcome.after is not None
    assert timedelta(seconds=50) < outcome.after < timedelta(minutes=6)
    assert place.sms.asked == []
    with place.runtime.database.write() as session:  # its turn has come
        waiting = update(Turn).where(col(Turn.used).is_(False))
        session.execute(waiting.values(at=clock.wall() - timedelta(seconds=1)))
    assert place.send().state is DeliveryState.SENT


def test_eight_workers_together_keep_the_limit(place: Place) -> None:
    claimed = place.claim()
    sms = place.add_sms()
    together = threading.Barrier(8)
    limits = ((5, 60.0),)

    def work() -> None:
        together.wait()
        for _ in range(2):
            pacing.turn(place.runtime, sms, claimed.id, limits)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with place.runtime.database.read() as session:
        turns = sorted(session.scalars(select(col(Turn.at)).where(col(Turn.channel_id) == sms)))
    assert len(turns) >= 6
    for first, last in zip(turns, turns[5:], strict=False):
        assert last - first >= timedelta(seconds=60)


@ON_SQLITE
def test_a_channel_that_was_told_to_be_silent_is(place: Place) -> None:
    place.reach()
    place.sms.replies = [(503, {})]
    place.sms.headers = {"Retry-After": "600"}
    place.add_sms(a_minute=1000)
    assert place.send().after == timedelta(minutes=10)
    again = place.send().after
    assert again is not None
    assert again > timedelta(minutes=9)
    assert len(place.sms.asked) == 1
