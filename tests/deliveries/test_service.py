"""Who owns a delivery, and what is put down of it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.core.runtime import Runtime
from app.deliveries import service
from app.deliveries.models import Delivery
from app.deliveries.service import BusyError, Claim, Outcome
from app.deliveries.terms import DeliveryState
from app.kit import clock
from tests.cast import World
from tests.deliveries.server import MESSAGE

KEY = "digest:4:2023-07-19"
MISSED = "未能在当日送出"
AT = datetime(2023, 7, 19, 1, 7, tzinfo=UTC)
SENT = Outcome(DeliveryState.SENT)
LATER = Outcome(DeliveryState.QUEUED, "邮件服务器不在")
REFUSED = Outcome(DeliveryState.FAILED, "没有这个人")


def claim(runtime: Runtime, world: World) -> Claim | None:
    with runtime.database.write() as session:
        return service.claim(
            session,
            key=KEY,
            recipient_id=world.people["周"],
            region_id=world.region,
            channel="file",
        )


def record(runtime: Runtime, claimed: Claim | None, outcome: Outcome) -> bool:
    assert claimed is not None
    with runtime.database.write() as session:
        return service.record(session, claimed, outcome)


def row(runtime: Runtime) -> Delivery:
    with runtime.database.read() as session:
        return session.scalars(select(Delivery)).one()


def lapse(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        session.execute(update(Delivery).values(leased_until=clock.wall() - timedelta(seconds=1)))


def test_a_letter_that_was_sent_is_nobodys_any_more(runtime: Runtime, world: World) -> None:
    claimed = claim(runtime, world)
    assert record(runtime, claimed, SENT)
    assert claim(runtime, world) is None
    assert row(runtime).sent_at is not None


def test_while_one_is_at_it_nobody_else_is(runtime: Runtime, world: World) -> None:
    assert claim(runtime, world) is not None
    with pytest.raises(BusyError):
        claim(runtime, world)


@pytest.mark.parametrize("outcome", [LATER, REFUSED])
def test_a_letter_that_was_not_sent_may_be_tried_again_at_once(
    runtime: Runtime, world: World, outcome: Outcome
) -> None:
    record(runtime, claim(runtime, world), outcome)
    assert row(runtime).last_error == outcome.reason
    again = claim(runtime, world)
    assert again is not None
    assert again.attempt == 2


def test_a_dead_owners_letter_is_taken_over(runtime: Runtime, world: World) -> None:
    claim(runtime, world)
    lapse(runtime)
    taken = claim(runtime, world)
    assert taken is not None
    assert taken.attempt == 2


def test_a_slow_owner_cannot_undo_what_the_next_one_says(runtime: Runtime, world: World) -> None:
    slow = claim(runtime, world)
    lapse(runtime)
    record(runtime, claim(runtime, world), SENT)
    assert not record(runtime, slow, LATER)
    assert not record(runtime, slow, REFUSED)
    assert not record(runtime, slow, SENT)
    assert row(runtime).state is DeliveryState.SENT


@pytest.mark.parametrize("outcome", [LATER, REFUSED])
def test_a_slow_owner_cannot_take_the_letter_from_the_hands_of_the_next(
    runtime: Runtime, world: World, outcome: Outcome
) -> None:
    slow = claim(runtime, world)
    lapse(runtime)
    claim(runtime, world)
    assert not record(runtime, slow, outcome)
    with pytest.raises(BusyError):
        claim(runtime, world)


def test_that_a_letter_is_out_is_believed_from_a_slow_owner_too(
    runtime: Runtime, world: World
) -> None:
    slow = claim(runtime, world)
    lapse(runtime)
    record(runtime, claim(runtime, world), LATER)
    assert record(runtime, slow, SENT)
    assert row(runtime).state is DeliveryState.SENT


def test_what_is_withdrawn_is_open_to_something_new_to_say(runtime: Runtime, world: World) -> None:
    claimed = claim(runtime, world)
    assert claimed is not None
    with runtime.database.write() as session:
        service.withdraw(session, claimed, "没有需要提醒的内容")
    assert row(runtime).state is DeliveryState.WITHDRAWN
    assert claim(runtime, world) is not None
    assert row(runtime).state is DeliveryState.QUEUED


def test_what_is_about_to_be_sent_is_kept(runtime: Runtime, world: World) -> None:
    claimed = claim(runtime, world)
    assert claimed is not None
    with runtime.database.write() as session:
        service.fill(session, claimed, MESSAGE)
    kept = row(runtime)
    assert (kept.address, kept.subject, kept.body) == (
        "2@example.test  ",
        MESSAGE.subject,
        MESSAGE.body,
    )


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(DeliveryState.QUEUED), DeliveryState.WITHDRAWN),
        (LATER, DeliveryState.FAILED),
        (SENT, DeliveryState.SENT),
        (REFUSED, DeliveryState.FAILED),
    ],
)
def test_only_what_still_waits_is_let_go_when_its_day_is_over_and_has_failed_if_an_error_stood(
    runtime: Runtime, world: World, outcome: Outcome, state: DeliveryState
) -> None:
    record(runtime, claim(runtime, world), outcome)
    with runtime.database.write() as session:
        service.end_left_over(session, MISSED, KEY)
    assert row(runtime).state is state
    missed = MISSED if state is DeliveryState.WITHDRAWN else None
    assert row(runtime).last_error == (outcome.reason or missed)


def test_what_a_job_that_was_given_up_left_waiting_is_let_go_the_day_after(
    runtime: Runtime, world: World
) -> None:
    with clock.frozen(AT):
        record(runtime, claim(runtime, world), LATER)
        with runtime.database.write() as session:
            service.end_all_left_over(session)
        assert row(runtime).state is DeliveryState.QUEUED
    with clock.frozen(AT + timedelta(days=1)), runtime.database.write() as session:
        service.end_all_left_over(session)
    assert (row(runtime).state, row(runtime).last_error) == (DeliveryState.FAILED, LATER.reason)


def test_who_tries_again_after_a_failure_begins_where_the_order_of_the_place_says(
    runtime: Runtime, world: World
) -> None:
    record(runtime, claim(runtime, world), LATER)
    waiting = claim(runtime, world)
    assert row(runtime).last_error == LATER.reason  # it may have gone by that way
    record(runtime, waiting, REFUSED)
    claim(runtime, world)
    assert row(runtime).last_error is None


def test_a_letter_that_somebody_is_at_is_not_let_go(runtime: Runtime, world: World) -> None:
    claim(runtime, world)
    with runtime.database.write() as session:
        service.end_left_over(session, MISSED, KEY)
    assert row(runtime).state is DeliveryState.QUEUED


def test_of_eight_workers_at_once_one_owns_the_letter(runtime: Runtime, world: World) -> None:
    together = threading.Barrier(8)
    owners: list[Claim] = []
    busy: list[BusyError] = []

    def work() -> None:
        together.wait()
        try:
            claimed = claim(runtime, world)
        except BusyError as refused:
            busy.append(refused)
        else:
            assert claimed is not None
            owners.append(claimed)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (len(owners), len(busy)) == (1, 7)
