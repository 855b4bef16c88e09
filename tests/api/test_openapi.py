"""The contract of `/api/v1` is kept beside the tests; every difference shows here."""

import json
import re
from pathlib import Path

import pytest

from app import wiring
from app.core.settings import Settings
from app.main import create_app

KEPT = Path(__file__).with_name("openapi-v1.json")


def test_the_contract_is_the_one_that_is_kept(tmp_path: Path) -> None:
    """After a change that is meant: `taskmatrix openapi > tests/api/openapi-v1.json`."""
    now = create_app(wiring.build(Settings(data_dir=tmp_path, database_url=""))).openapi()
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    for part in ("paths", "components"):
        gone = {name for name in kept[part] if name not in now[part]}
        assert gone == set(), f"{part} that callers rely on"
    assert json.loads(json.dumps(now)) == kept


def test_limits_are_told_as_json_schema_has_them() -> None:
    assert re.findall(r'"[gl][et]":', KEPT.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    [
        "/units",
        "/units/{unit_id}",
        "/units/{unit_id}/tasks",
        "/units/{unit_id}/returns",
        "/units/{unit_id}/sheet",
        "/units/{unit_id}/aliases",
        "/plans",
        "/plans/{plan_id}",
        "/plans/{plan_id}/publish",
        "/plans/{plan_id}/matrix",
        "/plans/{plan_id}/findings",
        "/plans/{plan_id}/indicators",
        "/plans/{plan_id}/versions",
        "/tasks/{task_id}/split",
        "/tasks/{task_id}/merge",
        "/tasks",
        "/tasks/{task_id}",
        "/dispatches",
        "/returns",
        "/returns/{return_id}",
        "/returns/{return_id}/submit",
        "/returns/{return_id}/accept",
        "/reports",
        "/reminders",
        "/network/summary",
        "/network/graph",
        "/tokens",
    ],
)
def test_what_others_call_is_there(path: str) -> None:
    assert f"/api/v1{path}" in json.loads(KEPT.read_text(encoding="utf-8"))["paths"]
