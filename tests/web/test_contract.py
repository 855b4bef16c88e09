"""Whatever the OpenAPI document allows, and some that it does not: never a server error, and
every refusal is a problem document.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from starlette.testclient import TestClient

from app import wiring
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.main import create_app
from tests.demo import copied


@pytest.fixture(scope="module")
def bearer(
    demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Runtime, dict[str, str]]]:
    place = tmp_path_factory.mktemp("contract")
    seeded = copied(demo, place)
    runtime = wiring.build(Settings(data_dir=place, database_url=""))
    yield runtime, {"Authorization": f"Bearer {seeded.token}"}
    runtime.database.dispose()


@pytest.fixture(scope="module")
def api(bearer: tuple[Runtime, dict[str, str]]) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(bearer[0]))


SHARES = 8
"""Of the operations, so that whoever runs tests side by side need not wait for one of them."""
EXAMPLES = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def ask(case: Case[Any], headers: dict[str, str]) -> None:
    answer = case.call(headers=headers)
    told = f"{case.method} {case.formatted_path}: {answer.status_code} {answer.content[:300]!r}"
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, told
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        assert answer.headers["content-type"][0].startswith("application/problem+json"), told
        problem = answer.json()
        assert {"type", "title", "status", "code"} <= problem.keys(), told
        said = [problem["title"], *(one["msg"] for one in problem["errors"])]
        assert all(re.search(r"[\u4e00-\u9fff]", sentence) for sentence in said), told


@pytest.mark.parametrize("share", range(SHARES))
def test_no_request_breaks_the_service(
    api: BaseSchema, bearer: tuple[Runtime, dict[str, str]], share: int
) -> None:
    """Each operation gets requests made from its own schema, right ones and wrong ones."""
    asked = 0
    mine = list(api.get_all_operations())[share::SHARES]
    for found in mine:
        operation = found.ok()  # type: ignore[union-attr]  # an invalid schema fails the test
        for mode in GenerationMode:
            cases = operation.as_strategy(generation_mode=mode)

            @EXAMPLES
            @given(case=cases)
            def run(case: Case[Any]) -> None:
                ask(case, bearer[1])

            try:
                run()
            except Unsatisfiable:
                continue  # an operation that takes nothing cannot be asked wrongly
            asked += 1
    assert asked > len(mine) > 0


def unnamed(document: dict[str, Any], schema: dict[str, Any], value: Any, at: str) -> list[str]:
    """Where an answer says what its schema does not name: nobody published that."""
    schema = resolved(document, schema)
    if "anyOf" in schema:
        kinds = [one for one in schema["anyOf"] if one.get("type") != "null"]
        return min((unnamed(document, one, value, at) for one in kinds), key=len, default=[])
    if isinstance(value, list) and "items" in schema:
        return [told for one in value for told in unnamed(document, schema["items"], one, at)]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    named = schema["properties"]
    extra = [f"{at}.{name}" for name in value.keys() - named.keys()]
    for name in value.keys() & named.keys():
        extra += unnamed(document, named[name], value[name], f"{at}.{name}")
    return extra


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def test_every_list_says_only_what_its_schema_names(
    bearer: tuple[Runtime, dict[str, str]],
) -> None:
    with TestClient(create_app(bearer[0]), base_url="http://127.0.0.1") as client:
        document = client.get("/api/v1/openapi.json").json()
        filled = 0
        for path, operations in document["paths"].items():
            if "get" not in operations or "{" in path or not path.startswith("/api/v1/"):
                continue
            told = operations["get"]["responses"]["200"]
            schema = told.get("content", {}).get("application/json", {}).get("schema")
            answer = client.get(path, headers=bearer[1])
            if schema is None or answer.status_code != HTTPStatus.OK:
                continue
            assert not unnamed(document, schema, answer.json(), path)
            filled += bool(answer.json().get("items"))
    assert filled >= 10
