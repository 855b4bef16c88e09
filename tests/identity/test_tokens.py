from datetime import timedelta

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.identity.models import Token
from app.journal.models import JournalEvent
from app.kit import clock
from tests.cast import World

TOKENS = "/api/v1/tokens"


def test_the_admin_lists_tokens_without_their_secrets(client: TestClient, world: World) -> None:
    answer = client.get(TOKENS, headers=world.bearer("管"))
    assert answer.status_code == 200
    assert {item["name"] for item in answer.json()["items"]} >= {"林", "陈", "管"}
    assert all(secret not in answer.text for secret in world.tokens.values())


def test_an_admin_sees_no_token_of_another_county(client: TestClient, world: World) -> None:
    items = client.get(TOKENS, headers=world.bearer("管")).json()["items"]
    assert "外" not in {item["name"] for item in items}


@pytest.mark.parametrize("name", ["林", "陈", "领", "外"])
def test_nobody_but_an_admin_may_list_or_create(
    client: TestClient, world: World, name: str
) -> None:
    body = {"name": "OA", "role": "coordinator"}
    for answer in (
        client.get(TOKENS, headers=world.bearer(name)),
        client.post(TOKENS, headers=world.bearer(name), json=body),
    ):
        assert answer.status_code == 403
        assert answer.json()["code"] == "forbidden"


def test_a_new_token_works_at_once_and_is_kept_only_as_a_digest(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    body = {"name": "OA", "role": "admin"}
    made = client.post(TOKENS, headers=world.bearer("管"), json=body)
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert client.get(TOKENS, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    with runtime.database.read() as session:
        row = session.scalars(select(Token).where(col(Token.name) == "OA")).one()
        told = session.scalars(
            select(JournalEvent.body).where(col(JournalEvent.kind) == "token.created")
        ).all()
    assert secret not in row.model_dump_json()
    assert not any(secret in str(body) for body in told)


def test_a_revoked_token_is_refused_by_its_own_name(client: TestClient, world: World) -> None:
    body = {"name": "OA", "role": "admin"}
    made = client.post(TOKENS, headers=world.bearer("管"), json=body).json()
    for _ in range(2):
        gone = client.delete(f"{TOKENS}/{made['id']}", headers=world.bearer("管"))
        assert gone.status_code == 204
    answer = client.get(TOKENS, headers={"Authorization": f"Bearer {made['secret']}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_revoked")


def test_an_expired_token_is_refused_by_its_own_name(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        row = session.scalars(select(Token).where(col(Token.name) == "陈")).one()
        row.expires_at = clock.wall() - timedelta(seconds=1)
    answer = client.get(TOKENS, headers=world.bearer("陈"))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic eDp5", "Bearer 县残联"])
def test_a_wrong_header_is_refused(client: TestClient, world: World, header: str) -> None:
    answer = client.get(TOKENS, headers={b"Authorization": header.encode()})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_countys_token_cannot_be_revoked_or_made(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    with runtime.database.read() as session:
        other = session.scalars(select(Token).where(col(Token.name) == "外")).one()
    gone = client.delete(f"{TOKENS}/{other.id}", headers=world.bearer("管"))
    assert gone.status_code == 404
    body = {"name": "x", "role": "admin", "region_id": world.elsewhere}
    made = client.post(TOKENS, headers=world.bearer("管"), json=body)
    assert made.status_code == 404


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": "", "role": "admin"}, "name"),
        ({"name": "x", "role": "king"}, "role"),
        ({"name": "x", "role": "admin", "days": 0}, "days"),
        ({"name": "x", "role": "admin", "surprise": 1}, "surprise"),
        ({"role": "admin"}, "name"),
    ],
)
def test_a_wrong_field_is_named(
    client: TestClient, world: World, body: dict[str, object], where: str
) -> None:
    answer = client.post(TOKENS, headers=world.bearer("管"), json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][-1] == where


def test_a_liaison_token_needs_its_unit(client: TestClient, world: World) -> None:
    body = {"name": "x", "role": "liaison"}
    answer = client.post(TOKENS, headers=world.bearer("管"), json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "needs_unit")


def test_nobody_may_be_the_service_itself(client: TestClient, world: World) -> None:
    body = {"name": "x", "role": "system"}
    answer = client.post(TOKENS, headers=world.bearer("管"), json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "role_not_given")


def test_a_token_is_for_no_unit_of_another_county(client: TestClient, world: World) -> None:
    for unit in (world.units["外县残联"], 999_999):
        body = {"name": "x", "role": "liaison", "unit_id": unit}
        answer = client.post(TOKENS, headers=world.bearer("管"), json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_name_with_a_null_character_is_no_fault_of_ours(client: TestClient, world: World) -> None:
    """PostgreSQL cannot keep U+0000 in a text; SQLite can."""
    body = {"name": "a\u0000b", "role": "admin"}
    assert client.post(TOKENS, headers=world.bearer("管"), json=body).status_code in {201, 422}


def test_a_token_may_act_for_a_person_only_when_it_was_made_for_that(
    client: TestClient, world: World
) -> None:
    plain = world.bearer("管") | {"X-Acting-User": "login-admin"}
    answer = client.get(TOKENS, headers=plain)
    assert (answer.status_code, answer.json()["code"]) == (403, "acting_user")


def test_who_acts_through_a_token_is_kept_beside_the_token(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    body = {"name": "OA", "role": "admin", "may_act_as": True}
    secret = client.post(TOKENS, headers=world.bearer("管"), json=body).json()["secret"]
    acting = {"Authorization": f"Bearer {secret}", "X-Acting-User": "login-lin"}
    made = client.post(TOKENS, headers=acting, json={"name": "by lin", "role": "admin"})
    assert made.status_code == 201
    with runtime.database.read() as session:
        last = session.scalars(
            select(JournalEvent).order_by(col(JournalEvent.seq).desc()).limit(1)
        ).one()
    assert (last.actor_kind, last.on_behalf_of) == ("token", world.people["林"])


def test_a_token_acts_for_nobody_in_another_county(client: TestClient, world: World) -> None:
    body = {"name": "OA", "role": "admin", "may_act_as": True}
    secret = client.post(TOKENS, headers=world.bearer("管"), json=body).json()["secret"]
    acting = {"Authorization": f"Bearer {secret}", "X-Acting-User": "login-wai"}
    assert client.get(TOKENS, headers=acting).status_code == 403
