"""Sign-in with a password, the session it opens, and its CSRF token."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.errors import AppError
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.identity.models import Membership, Person, SignInFailure, WebSession
from app.identity.sessions import sign_in as sign_in_service
from app.kit import clock
from app.main import create_app
from app.web.security import SESSION_COOKIE
from app.wiring import build
from tests.cast import PASSWORD, World


def token_on(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def sign_in(client: TestClient, login: str, password: str = PASSWORD, **more: str) -> int:
    form = client.get("/sign-in").text
    fields = {"login": login, "password": password, "csrf_token": token_on(form), **more}
    return client.post("/sign-in", data=fields).status_code


def test_lin_signs_in_and_out(client: TestClient, world: World) -> None:
    assert sign_in(client, "login-lin") == 303
    page = client.get("/plans")
    assert page.status_code == 200
    assert "林（巫山县督办人员）" in page.text
    out = client.post("/sign-out", data={"csrf_token": token_on(page.text)})
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in?notice=signed_out")
    assert client.get("/plans").headers["location"] == "/sign-in?next=%2Fplans"


def test_the_cookie_is_closed_to_scripts_and_other_sites(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    form = client.get("/sign-in")
    fields = {"login": "login-lin", "password": PASSWORD, "csrf_token": token_on(form.text)}
    answer = client.post("/sign-in", data=fields)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if SESSION_COOKIE in c)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    with runtime.database.read() as session:
        kept = session.scalars(select(WebSession)).one().secret_sha256
    assert client.cookies[SESSION_COOKIE] not in kept


@pytest.mark.parametrize("login", ["login-lin", "nobody", "' OR 1=1 --", ""])
def test_a_wrong_password_and_an_unknown_login_are_told_alike(
    client: TestClient, world: World, login: str
) -> None:
    form = client.get("/sign-in")
    fields = {"login": login, "password": "wrong", "csrf_token": token_on(form.text)}
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.text
    assert SESSION_COOKIE not in client.cookies


def test_a_refused_form_keeps_what_was_typed_but_not_the_password(
    client: TestClient, world: World
) -> None:
    form = client.get("/sign-in?next=/plans/3")
    fields = {
        "login": '"><script>',
        "password": "wrong-one",
        "next": "/plans/3",
        "csrf_token": token_on(form.text),
    }
    page = client.post("/sign-in", data=fields).text
    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    assert 'value="/plans/3"' in page
    assert "wrong-one" not in page


@pytest.mark.parametrize("where", ["//evil.test", "https://evil.test", "/\\evil.test", "evil"])
def test_sign_in_leads_nowhere_outside(client: TestClient, world: World, where: str) -> None:
    form = client.get("/sign-in")
    fields = {
        "login": "login-lin",
        "password": PASSWORD,
        "next": where,
        "csrf_token": token_on(form.text),
    }
    assert client.post("/sign-in", data=fields).headers["location"] == "/"


def test_five_failures_close_the_door_even_to_the_right_password(
    client: TestClient, world: World
) -> None:
    statuses = [sign_in(client, "login-lin", "wrong") for _ in range(5)]
    assert statuses == [401] * 5
    assert sign_in(client, "login-lin") == 429
    assert sign_in(client, "login-chen") == 303


def test_guesses_from_elsewhere_do_not_lock_lin_out(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    with TestClient(create_app(runtime), client=("10.0.0.9", 1)) as elsewhere:
        statuses = [sign_in(elsewhere, "login-lin", "wrong") for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    assert sign_in(client, "login-lin") == 303


def test_a_burst_of_guesses_is_counted_while_it_runs(sqlite_url: str, tmp_path: Path) -> None:
    """On SQLite the count stands alone; on PostgreSQL as many may slip in as run at once."""
    runtime = build(Settings(database_url=sqlite_url, data_dir=tmp_path))

    def guess(_: int) -> str:
        try:
            sign_in_service(runtime, "login-lin", "wrong", "10.0.0.9")
        except AppError as refused:
            return refused.code
        return "in"

    with ThreadPoolExecutor(12) as pool:
        told = Counter(pool.map(guess, range(12)))
    runtime.database.dispose()
    assert told == {"wrong_password": 5, "sign_in_throttled": 7}


def test_the_door_opens_again_after_the_window(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    for _ in range(5):
        sign_in(client, "login-lin", "wrong")
    with runtime.database.write() as session:
        for failure in session.scalars(select(SignInFailure)):
            failure.at -= timedelta(minutes=16)
    assert sign_in(client, "login-lin") == 303


def test_a_form_without_its_token_is_refused(client: TestClient, world: World) -> None:
    answer = client.post("/sign-in", data={"login": "login-lin", "password": PASSWORD})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text
    assert sign_in(client, "login-lin") == 303
    assert client.post("/sign-out", data={}).status_code == 403
    assert client.post("/sign-out", data={"csrf_token": "0" * 64}).status_code == 403


def test_the_api_wants_the_token_too_when_a_cookie_speaks(client: TestClient, world: World) -> None:
    assert sign_in(client, "login-guan") == 303
    body = {"name": "x", "role": "admin"}
    refused = client.post("/api/v1/tokens", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    token = token_on(client.get("/plans").text)
    accepted = client.post("/api/v1/tokens", json=body, headers={"X-CSRF-Token": token})
    assert accepted.status_code == 201


def test_an_expired_session_and_a_left_office_end_the_session(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    assert sign_in(client, "login-lin") == 303
    with runtime.database.write() as session:
        query = select(Membership).where(col(Membership.person_id) == world.people["林"])
        session.scalars(query).one().valid_until = date(2022, 1, 1)
    assert client.get("/plans").status_code == 303
    assert sign_in(client, "login-lin") == 401
    assert sign_in(client, "login-chen") == 303
    with runtime.database.write() as session:
        for row in session.scalars(select(WebSession)):
            row.expires_at = clock.wall() - timedelta(seconds=1)
    assert client.get("/plans").status_code == 303


def test_a_person_made_inactive_is_out_at_once(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    assert sign_in(client, "login-lin") == 303
    with runtime.database.write() as session:
        person = session.get(Person, world.people["林"])
        assert person is not None
        person.active = False
    assert client.get("/plans").status_code == 303
    assert sign_in(client, "login-lin") == 401
