"""消息: each reads his own, and what he has read he has read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.identity import service as identity
from tests.cast import World
from tests.signing_in import hidden, sign_in

AT = datetime(2023, 7, 19, 1, 7, tzinfo=UTC)


def put(session: Session, world: World, who: str, number: int, **values: Any) -> None:
    usual: dict[str, Any] = {
        "subject": f"第{number}封",
        "body": "请办理 http://matrix.test/returns/7 <b>",
        "state": DeliveryState.SENT,
    }
    session.add(
        Delivery(
            key=f"digest:{world.people[who]}:{number}",
            recipient_id=world.people[who],
            region_id=world.region,
            channel="file",
            created_at=AT,
            **usual | values,
        )
    )


@pytest.fixture
def acting(runtime: Runtime, world: World) -> dict[str, str]:
    """The headers of an OA that acts for 周."""
    with runtime.database.write() as session:
        made = identity.create_token(
            session,
            SYSTEM,
            name="OA",
            role=Role.LIAISON,
            region_id=world.region,
            unit_id=world.units["县民政局"],
            may_act_as=True,
        )
        for number, state in enumerate(DeliveryState):
            put(session, world, "周", number, state=state)
        put(session, world, "陈", 9)
    return {"Authorization": f"Bearer {made.secret}", "X-Acting-User": "login-zhou"}


def test_zhou_reads_what_was_sent_to_him_and_nothing_that_still_waits(
    client: TestClient, acting: dict[str, str], world: World
) -> None:
    found = client.get("/api/v1/messages?count=true", headers=acting).json()
    assert [one["subject"] for one in found["items"]] == ["第3封", "第1封"]  # failed, and sent
    assert found["total"] == 2
    assert client.get("/api/v1/messages", headers=world.bearer("林")).json()["items"] == []


def test_a_message_that_was_read_is_no_longer_among_the_unread(
    client: TestClient, acting: dict[str, str]
) -> None:
    first = client.get("/api/v1/messages", headers=acting).json()["items"][0]["id"]
    read = client.post(f"/api/v1/messages/{first}/read", headers=acting).json()
    assert read["read_at"] is not None
    again = client.post(f"/api/v1/messages/{first}/read", headers=acting).json()
    assert again["read_at"] == read["read_at"]
    left = client.get("/api/v1/messages?unread=true", headers=acting).json()["items"]
    assert [one["subject"] for one in left] == ["第1封"]
    assert client.post("/api/v1/messages/read_all", headers=acting).json() == {"read": 1}
    assert client.get("/api/v1/messages?unread=true", headers=acting).json()["items"] == []


def test_the_message_of_another_is_not_there(
    client: TestClient, acting: dict[str, str], world: World
) -> None:
    paths = {n: f"/api/v1/messages/{n}" for n in range(1, 7)}
    mine = [n for n, path in paths.items() if client.get(path, headers=acting).is_success]
    assert mine == [2, 4]
    assert client.post("/api/v1/messages/5/read", headers=acting).status_code == 404


def test_a_page_of_one_goes_on_with_the_next(client: TestClient, acting: dict[str, str]) -> None:
    first = client.get("/api/v1/messages?limit=1", headers=acting).json()
    second = client.get(f"/api/v1/messages?limit=1&cursor={first['next']}", headers=acting).json()
    assert [one["subject"] for one in second["items"]] == ["第1封"]
    assert second["next"] is None


def test_zhou_opens_a_message_on_its_page(
    client: TestClient, acting: dict[str, str], world: World
) -> None:
    sign_in(client, "login-zhou")
    listed = client.get("/messages").text
    assert "未读 2 条" in listed
    token = {"csrf_token": hidden(listed)}
    opened = client.post("/messages/4/open", data=token, follow_redirects=True)
    assert "已读" in opened.text
    assert '<a href="http://matrix.test/returns/7"' in opened.text
    assert "&lt;b&gt;" in opened.text
    assert "未读 1 条" in client.get("/messages").text
