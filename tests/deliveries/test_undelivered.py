"""未能送达: who sees it, and what a second try does."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.jobs.service import pending
from tests.cast import World
from tests.kinds import ON_SQLITE

AT = datetime(2023, 7, 19, 1, 7, tzinfo=UTC)


@pytest.fixture
def failed(runtime: Runtime, world: World) -> int:
    with runtime.database.write() as session:
        for number, state in enumerate(DeliveryState):
            row = Delivery(
                key=f"digest:{world.people['周']}:{number}",
                recipient_id=world.people["周"],
                region_id=world.region,
                channel="mail",
                subject=f"第{number}封",
                body="只给周看的正文",
                state=state,
                last_error="550 no such user",
                created_at=AT,
            )
            session.add(row)
        session.flush()  # the last one is the one that failed
        return row.id


def test_what_failed_is_listed_without_its_text(
    client: TestClient, world: World, failed: int
) -> None:
    found = client.get("/api/v1/deliveries?state=failed", headers=world.bearer("领"))
    (one,) = found.json()["items"]
    assert (one["id"], one["recipient"]["name"]) == (failed, "周")
    assert one["reason"] == "550 no such user"
    assert "只给周看的正文" not in found.text
    every = client.get("/api/v1/deliveries?count=true", headers=world.bearer("林")).json()
    assert every["total"] == 4
    assert client.get("/api/v1/deliveries", headers=world.bearer("周")).status_code == 403


def test_lin_asks_once_to_send_it_again(
    client: TestClient, world: World, failed: int, runtime: Runtime
) -> None:
    path = f"/api/v1/deliveries/{failed}/resend"
    assert client.post(path, headers=world.bearer("领")).status_code == 403
    assert client.post(path, headers=world.bearer("周")).status_code == 404
    assert client.post(path, headers=world.bearer("林")).status_code == 200
    again = client.post(path, headers=world.bearer("林"))
    assert (again.status_code, again.json()["code"]) == (409, "already_resent")
    left = client.get("/api/v1/deliveries?state=failed", headers=world.bearer("林")).json()
    assert left["items"] == []
    with runtime.database.read() as session:
        assert pending(session).waiting == 2  # whoever wrote it looks again


@ON_SQLITE
def test_what_went_is_not_sent_again(
    client: TestClient, world: World, failed: int, runtime: Runtime
) -> None:
    with runtime.database.read() as session:
        query = select(col(Delivery.id)).where(col(Delivery.state) == DeliveryState.SENT)
        sent = session.scalars(query).one()
    refused = client.post(f"/api/v1/deliveries/{sent}/resend", headers=world.bearer("林"))
    assert (refused.status_code, refused.json()["code"]) == (409, "not_failed")
