import json
import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.core.logging import JsonLines, request_id
from tests.cast import World


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
    told = client.get("/metrics").text
    assert 'route="/api/v1/tokens/{id}",status="204"' in told
    assert "whatever" not in told
    assert 'taskmatrix_jobs{state="waiting"} 0.0' in told
