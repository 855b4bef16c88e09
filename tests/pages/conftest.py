"""The demo behind a real socket, with a draft to be reviewed, and a browser to look at it."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select
from sqlmodel import col

from app import wiring
from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.identity import service as identity
from app.identity.models import Person
from app.kit import clock
from app.main import create_app
from app.plans import service as plans
from tests.demo import copied
from tests.pages.browsing import CHROMIUM, DRAFT, QUIET
from tests.plans.documents import plan
from tests.test_demo import TODAY

AT = datetime(2023, 8, 10, 1, 7, tzinfo=UTC)
SENT: dict[str, Any] = {"channel": "file", "state": DeliveryState.SENT, "sent_at": AT}
FAILED: dict[str, Any] = {
    "channel": "mail",
    "state": DeliveryState.FAILED,
    "address": "lin@example.test",
    "last_error": "550 no such user",
}
ROWS = (
    "1\t帮助残疾人就业。培训残疾人技能。\t县人社力社局、县残联\t县财政局",
    "2\t办好特殊教育。\t县教委\t县残联",
    "3\t做好宣传。\t县残联\t县人社力社局",
)


def add_draft(runtime: Runtime) -> None:
    """A draft that 林 may write."""
    made, _ = plans.import_file(
        runtime, SYSTEM, name="草稿.txt", data=plan(ROWS), region="巫山县", office="县残联"
    )
    assert made.id == DRAFT


def add_deliveries(runtime: Runtime) -> None:
    """林 was sent two messages, of which she has read one, and one that did not arrive."""
    with runtime.database.write() as session:
        lin = session.scalars(select(Person).where(col(Person.login) == "lin")).one()
        region = identity.region_named(session, "巫山县")
        for number, values in enumerate((SENT, SENT | {"read_at": AT}, FAILED)):
            row = Delivery(
                key=f"digest:{lin.id}:{number}",
                recipient_id=lin.id,
                region_id=region.id,
                subject="今天要办的事",
                body="请办理 http://matrix.test/returns/7",
                created_at=AT,
                **values,
            )
            session.add(row)


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("site")
    copied(demo, place)
    runtime = wiring.build(Settings(data_dir=place, database_url="", demo_today=TODAY))
    add_draft(runtime)
    add_deliveries(runtime)
    server = uvicorn.Server(uvicorn.Config(create_app(runtime), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    clock.pin_day(TODAY)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    clock.pin_day(None)
    runtime.database.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()
