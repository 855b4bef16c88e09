"""The demo behind a real socket, with a draft to be reviewed, and a browser to look at it."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from app import seeding, wiring
from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.kit import clock
from app.main import create_app
from app.plans import service as plans
from tests.pages.browsing import CHROMIUM, DRAFT, QUIET
from tests.plans.documents import plan
from tests.test_demo import TODAY

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


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("site")
    shutil.copy(sqlite_template, place / "taskmatrix.db")
    runtime = wiring.build(Settings(data_dir=place, database_url="", demo_today=TODAY))
    seeding.seed(runtime, wiring.HANDLERS)
    add_draft(runtime)
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
