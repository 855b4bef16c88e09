"""巫山县 with the registry that the project ships, beside the fixed cast."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app import wiring
from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.jobs.worker import drain
from app.units import service
from app.units.matching import Directory
from app.units.models import Unit
from app.units.registry import read_registry
from app.units.rules import pinyin_of
from tests.cast import World
from tests.filling import filled
from tests.units.wushan import SEED, Api, known_names

pinyin = cache(pinyin_of)
LATER = datetime(2020, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The shipped registry of 巫山县 in memory."""
    return Directory(known_names(), ["重庆市", "巫山县"], date(2022, 5, 1))


def _registered(runtime: Runtime, region: int) -> dict[str, int]:
    rows = read_registry(SEED.read_bytes())
    with runtime.database.write() as session:
        service.import_registry(session, SYSTEM, rows, region_id=region)
        ids = {}
        for unit in session.scalars(select(Unit)):
            unit.pinyin, unit.initials = pinyin(unit.name)  # the cast's have no real one
            if unit.region_id == region:
                ids[unit.name] = unit.id
    drain(runtime, wiring.HANDLERS)  # there is nothing yet for which new names could mean anything
    return ids


@pytest.fixture
def county(runtime: Runtime, world: World) -> World:
    """The cast's county with its whole registry; `units` then holds every unit by name."""
    ids = filled(runtime, _registered, world.region, at=LATER)
    return replace(world, units=world.units | ids)


@pytest.fixture
def api(client: TestClient, county: World) -> Api:
    return Api(client, county)
