"""A county where a plan has late returns, and what people do with notices over REST."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.kit import clock
from tests.cast import World
from tests.reminders.conftest import County, morning

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
CODES = {
    "handover": "巫残工委办交",
    "reminder": "巫残工委办函",
    "urging": "巫残工委办催",
    "supervision": "巫残工委办督",
}
WORDS = {"basis": "《规划》", "contact": "林晓岚", "contact_phone": "023-57680000"}


@pytest.fixture(autouse=True)
def late() -> Iterator[None]:
    """Three working days after the return was due."""
    with clock.frozen(morning(LATE)):
        yield


@dataclass
class Desk:
    """What a person of the cast does; `returns` are the late ones of 县民政局."""

    client: TestClient
    world: World
    county: County
    returns: tuple[int, ...]

    def get(self, who: str, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", params=query, headers=self.world.bearer(who))

    def send(
        self, who: str, method: str, path: str, body: Any = None, etag: str | None = None
    ) -> Any:
        headers = self.world.bearer(who) | ({"If-Match": etag} if etag else {})
        return self.client.request(method, f"/api/v1{path}", json=body, headers=headers)

    def settings(self, *rows: dict[str, Any], who: str = "林") -> Any:
        return self.send(who, "PUT", "/notices/settings", {"issuers": list(rows)})

    def draft(self, who: str = "林", **given: Any) -> Any:
        body = {
            "kind": "urging",
            "unit_id": self.world.units["县民政局"],
            "office_id": self.world.units["县残联"],
            "matters": [f"return:{one}" for one in self.returns],
            **WORDS,
        }
        return self.send(who, "POST", "/notices", body | given)

    def drafted(self, **given: Any) -> int:
        answer = self.draft(**given)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def act(
        self, who: str, notice: int, action: str, *, etag: str | None = None, **said: Any
    ) -> Any:
        return self.send(who, "POST", f"/notices/{notice}/{action}", said, etag)

    def done(self, who: str, notice: int, action: str, **said: Any) -> dict[str, Any]:
        answer = self.act(who, notice, action, **said)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def refused(self, who: str, notice: int, action: str, **said: Any) -> tuple[int, str]:
        answer = self.act(who, notice, action, **said)
        return answer.status_code, answer.json()["code"]

    def reviewed(self, **given: Any) -> int:
        notice = self.drafted(**given)
        self.done("林", notice, "review")
        return notice

    def signed(self, **given: Any) -> int:
        notice = self.reviewed(**given)
        self.done("林", notice, "sign")
        return notice

    def read(self, notice: int, who: str = "林") -> dict[str, Any]:
        answer = self.get(who, f"/notices/{notice}")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


def coded(world: World, **changes: Any) -> list[dict[str, Any]]:
    """县残联 signs all kinds but 督办单 by itself, under its own 机关代字."""
    office = {"office_id": world.units["县残联"], "organ": "县残工委办公室"}
    return [
        office | {"kind": kind, "code": code, "leader_signs": kind == "supervision"} | changes
        for kind, code in CODES.items()
    ]


@pytest.fixture
def desk(client: TestClient, county: County) -> Desk:
    """县民政局 owes two, 县残联 one."""
    late = (county.owes("县民政局", DUE), county.owes("县民政局", DUE, period="2023-06"))
    county.owes("县残联", DUE)
    made = Desk(client, county.world, county, late)
    assert made.settings(*coded(county.world)).status_code == 200
    return made
