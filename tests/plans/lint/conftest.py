from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from app.kit import clock
from tests.plans.desk import Desk


@dataclass(frozen=True)
class Bench:
    """What 林 does with the checks, over REST."""

    desk: Desk

    def found(self, plan_id: int, *, settled: bool = False) -> list[dict[str, Any]]:
        every = self.desk.findings(plan_id)
        return [
            one
            for one in every
            if one["source"] == "lint" and (one["settled_at"] is not None) is settled
        ]

    def keys(self, plan_id: int, *, settled: bool = False) -> list[str]:
        return [one["key"] for one in self.found(plan_id, settled=settled)]

    def codes(self, plan_id: int) -> list[str]:
        return [one["code"] for one in self.found(plan_id)]

    def set(self, **given: Any) -> None:
        self.desk.send("PATCH", "/lint/settings", given)

    def settle(self, plan_id: int, key: str, status: int = 200, **more: Any) -> Any:
        path = f"/plans/{plan_id}/findings/settle"
        return self.desk.send("POST", path, {"key": key, **more}, status=status)


@pytest.fixture(autouse=True)
def _in_2023() -> Iterator[None]:
    """While the plans of 2021 to 2025 are running."""
    with clock.frozen(datetime(2023, 8, 11, 9, tzinfo=clock.ZONE)):
        yield


@pytest.fixture
def bench(desk: Desk) -> Bench:
    return Bench(desk)
