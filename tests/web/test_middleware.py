import json
import logging
import socket
from collections.abc import Iterator

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.logging import JsonLines, request_id
from app.core.runtime import Runtime
from app.identity.models import Person
from app.identity.sessions import sign_in
from app.web.security import SESSION_COOKIE
from tests.cast import PASSWORD, World


def test_an_answer_carries_the_id_of_its_request(client: TestClient) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-ID": "oa-17"}).headers["X-Request-ID"] == "oa-17"
    )
    made = client.get("/healthz", headers={"X-Request-ID": "bad id\twith blanks"})
    assert len(made.headers["X-Request-ID"]) == 32


def test_a_log_line_is_json_with_the_id_of_its_request() -> None:
    marker = request_id.set("r1")
    try:
        record = logging.makeLogRecord({"msg": "读完 %s", "args": ("一",), "plan": 3})
        line = json.loads(JsonLines().format(record))
    finally:
        request_id.reset(marker)
    assert line["message"] == "读完 一"
    assert (line["request_id"], line["plan"]) == ("r1", 3)


def _endless() -> Iterator[bytes]:
    """50 MB in pieces, without a length told beforehand."""
    for _ in range(50):
        yield b"x" * (1024 * 1024)


def test_a_line_with_half_a_character_is_still_a_line() -> None:
    record = logging.makeLogRecord({"msg": "读到 \ud800"})
    assert json.loads(JsonLines().format(record))["message"] == "读到 \ud800"


def test_a_body_above_the_limit_is_refused_with_a_problem(client: TestClient, world: World) -> None:
    for sent in ({"content": b"x" * (50 * 1024 * 1024)}, {"content": _endless()}):
        answer = client.post("/api/v1/tokens", headers=world.bearer("林"), **sent)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_gateway_may_name_the_method_in_a_header(client: TestClient, world: World) -> None:
    made = client.post(
        "/api/v1/tokens", headers=world.bearer("管"), json={"name": "x", "role": "admin"}
    ).json()
    override = world.bearer("管") | {"X-HTTP-Method-Override": "DELETE"}
    assert client.post(f"/api/v1/tokens/{made['id']}", headers=override).status_code == 204
    odd = world.bearer("管") | {"X-HTTP-Method-Override": "GET"}
    assert client.post(f"/api/v1/tokens/{made['id']}", headers=odd).status_code == 405


@pytest.mark.parametrize("path", ["/sign-in", "/api/docs", "/api/v1/openapi.json"])
def test_every_answer_forbids_frames_and_foreign_scripts(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_on_the_api_page_comes_from_outside(client: TestClient) -> None:
    page = client.get("/api/docs").text
    assert 'src="http' not in page
    assert 'href="http' not in page
    assert "列出令牌" in page


def test_the_metrics_count_requests_by_route_without_ids(client: TestClient, world: World) -> None:
    client.delete("/api/v1/tokens/1", headers=world.bearer("管"))
    client.get("/api/v1/whatever/77")
    client.get("/api/v1/tasks/typed-by-a-stranger")
    client.get("/units/typed-by-a-stranger")
    client.request("INVENTED", "/api/v1/tasks")
    told = client.get("/metrics").text
    assert 'route="/api/v1/tokens/{token_id}",status="204"' in told
    assert 'route="/api/v1/tasks/{task_id}",status="401"' in told
    assert 'route="/units/{unit_id}",status="303"' in told
    assert not any(word in told for word in ("whatever", "stranger", "INVENTED"))
    assert 'taskmatrix_jobs{state="waiting"} 0.0' in told


def test_an_unexpected_error_names_the_request_that_the_log_names(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError

    app = client.app
    assert isinstance(app, FastAPI)
    app.add_api_route("/api/fails", fail)
    answer = client.get("/api/fails", headers={"X-Request-ID": "oa-18"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, "oa-18")
    assert "oa-18" in answer.json()["detail"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unexpected error" in caplog.messages


def test_a_form_that_comes_slowly_keeps_nobody_from_writing(
    live_server: str, world: World, runtime: Runtime
) -> None:
    with runtime.database.read() as session:
        person = session.get(Person, world.people["陈"])
        assert person is not None
    secret = sign_in(runtime, person.login, PASSWORD, "127.0.0.1")
    head = (
        "POST /sign-out HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Cookie: {SESSION_COOKIE}={secret}\r\n\r\nfirst=part"
    )
    host, _, port = live_server.removeprefix("http://").partition(":")
    with (
        socket.create_connection((host, int(port))) as slow,
        httpx2.Client(base_url=live_server, timeout=30) as other,
    ):
        slow.sendall(head.encode())
        for name in ("first", "second", "third"):
            made = other.post(
                "/api/v1/tokens", headers=world.bearer("管"), json={"name": name, "role": "admin"}
            )
            assert made.status_code == 201
