"""What must hold for every route, also for those that somebody adds tomorrow."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.main import create_app
from app.web.security import signed_in
from tests.cast import World

# Open to all: whether the service lives, what its API is, and the way in.
OPEN = {"/healthz", "/readyz", "/metrics", "/sign-in", "/api/docs"}


class Route(NamedTuple):
    path: str
    methods: frozenset[str]
    dependant: Dependant
    takes_body: bool


def routes(app: FastAPI) -> Iterator[Route]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            methods = frozenset(route.methods or ())
            yield Route(str(context.path), methods, route.dependant, route.body_field is not None)


def asks_who(dependant: Dependant) -> bool:
    return any(one.call is signed_in or asks_who(one) for one in dependant.dependencies)


def sample(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "999999", path)


def test_every_route_asks_who_is_there(runtime: Runtime) -> None:
    app = create_app(runtime)
    unguarded = {r.path for r in routes(app) if not asks_who(r.dependant)}
    assert unguarded == OPEN


def test_every_endpoint_refuses_the_anonymous_with_a_problem(
    runtime: Runtime, client: TestClient
) -> None:
    for route in routes(create_app(runtime)):
        if not route.path.startswith("/api/v1"):
            continue
        for method in route.methods:
            answer = client.request(method, sample(route.path))
            assert answer.status_code == 401, (method, route.path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "unauthenticated"


def test_every_page_leads_the_anonymous_to_the_sign_in(
    runtime: Runtime, client: TestClient
) -> None:
    for route in routes(create_app(runtime)):
        if route.path.startswith("/api") or route.path in OPEN or "GET" not in route.methods:
            continue
        answer = client.get(sample(route.path))
        assert answer.status_code == 303, route.path
        assert answer.headers["location"].startswith("/sign-in?next=")


def test_every_endpoint_answers_an_unknown_id_with_404(
    runtime: Runtime, client: TestClient, world: World
) -> None:
    for route in routes(create_app(runtime)):
        if not route.path.startswith("/api/v1") or "{" not in route.path:
            continue
        if "GET" in route.methods:
            answer = client.get(sample(route.path), headers=world.bearer("林"))
            assert answer.status_code == 404, (route.path, answer.text)
            assert answer.json()["code"] == "not_found", route.path


def test_every_endpoint_answers_an_id_beyond_all_numbers(
    runtime: Runtime, client: TestClient, world: World
) -> None:
    for route in routes(create_app(runtime)):
        if not route.path.startswith("/api/v1") or "{" not in route.path:
            continue
        huge = re.sub(r"\{[^}]+\}", str(10**30), route.path)
        for method in route.methods:
            answer = client.request(method, huge, headers=world.bearer("林"), json={})
            assert 400 <= answer.status_code < 500, (method, route.path, answer.text)


def test_every_endpoint_answers_a_body_that_is_not_json(
    runtime: Runtime, client: TestClient, world: World
) -> None:
    for route in routes(create_app(runtime)):
        if not (route.path.startswith("/api/v1") and route.takes_body):
            continue
        for method in route.methods:
            headers = world.bearer("管") | {"Content-Type": "application/json"}
            answer = client.request(method, sample(route.path), headers=headers, content=b"{nope")
            assert 400 <= answer.status_code < 500, (route.path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"


def test_every_endpoint_is_described_in_chinese_with_an_example(runtime: Runtime) -> None:
    chinese, known = re.compile("[\u4e00-\u9fff]"), set()
    for path, methods in create_app(runtime).openapi()["paths"].items():
        for method, told in methods.items():
            where = f"{method} {path}"
            assert chinese.search(told["summary"]), where
            assert told["summary"] not in known, f"{where}: another is called so, in one list"
            known.add(told["summary"])
            assert chinese.search(told.get("description", "")), where
            success = [r for s, r in told["responses"].items() if s.startswith("2")]
            for response in success:
                for media, content in response.get("content", {}).items():
                    assert "example" in content, f"{where} {media}"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing"])
def test_an_unknown_address_is_a_problem_under_api(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:taskmatrix:problem:not_found"


def test_an_unknown_page_is_a_page(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]
