"""The registry that the project ships, and requests of the cast over REST."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.core.settings import ROOT
from app.identity import service as identity
from app.identity.terms import RegionLevel
from app.units.matching import KnownName, UnitRef
from app.units.registry import read_registry
from app.units.rules import pinyin_of
from tests.cast import World

SEED = ROOT / "seed" / "units" / "wushan.csv"


def known_names(registry: Path = SEED) -> list[KnownName]:
    names: list[KnownName] = []
    for number, row in enumerate(read_registry(registry.read_bytes()), 1):
        unit = UnitRef(number, row.name, row.kind)
        pinyin, initials = pinyin_of(row.name)
        names.append(KnownName(unit, row.rank or 0, row.name, pinyin, initials))
        names += [KnownName(unit, row.rank or 0, alias) for alias in row.aliases]
    return names


@dataclass(frozen=True)
class Api:
    """Requests of one of the cast, and what came back as JSON."""

    client: TestClient
    world: World

    def get(self, who: str, path: str, refused: int | None = None, **params: Any) -> Any:
        answer = self.client.get(f"/api/v1{path}", headers=self.world.bearer(who), params=params)
        assert answer.status_code == (refused or 200), answer.text
        return answer.json()

    def send(
        self,
        who: str,
        method: str,
        path: str,
        body: Any = None,
        status: int = 200,
        *,
        headers: dict[str, str] | None = None,
    ) -> Any:
        sent = self.world.bearer(who) | (headers or {})
        answer = self.client.request(method, f"/api/v1{path}", headers=sent, json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


def city_and_county(session: Session) -> tuple[int, int]:
    """淄博市 and 张店区 below it."""
    city = identity.add_region(
        session, SYSTEM, code="370300", name="淄博市", level=RegionLevel.CITY
    )
    county = identity.add_region(
        session, SYSTEM, code="370303", name="张店区", level=RegionLevel.COUNTY, parent=city
    )
    return city.id, county.id


def another_county(session: Session, code: str = "140521", name: str = "沁水县") -> int:
    made = identity.add_region(session, SYSTEM, code=code, name=name, level=RegionLevel.COUNTY)
    return made.id


def token(session: Session, region_id: int, role: Role = Role.COORDINATOR) -> dict[str, str]:
    """The header of somebody new."""
    made = identity.create_token(session, SYSTEM, name="新", role=role, region_id=region_id)
    return {"Authorization": f"Bearer {made.secret}"}
