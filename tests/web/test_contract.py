"""Whatever the OpenAPI document allows, and some that it does not: never a server error, and
every refusal is a problem document.
"""

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

from app import seeding, wiring
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.main import create_app


@pytest.fixture(scope="module")
def bearer(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Runtime, dict[str, str]]]:
    place = tmp_path_factory.mktemp("contract")
    (place / "taskmatrix.db").write_bytes(sqlite_template.read_bytes())
    runtime = wiring.build(Settings(data_dir=place, database_url=""))
    seeded = seeding.seed(runtime, wiring.HANDLERS)
    yield runtime, {"Authorization": f"Bearer {seeded.token}"}
    runtime.database.dispose()


@pytest.fixture(scope="module")
def api(bearer: tuple[Runtime, dict[str, str]]) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(bearer[0]))


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
        assert {"type", "title", "status", "code"} <= answer.json().keys(), told


def test_no_request_breaks_the_service(
    api: BaseSchema, bearer: tuple[Runtime, dict[str, str]]
) -> None:
    """Each operation gets requests made from its own schema, right ones and wrong ones."""
    asked = 0
    for found in api.get_all_operations():
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
    assert asked > len(list(api.get_all_operations()))
