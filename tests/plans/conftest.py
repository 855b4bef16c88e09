import pytest
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from tests.cast import World
from tests.plans.browser import Browser
from tests.plans.desk import Desk


@pytest.fixture
def desk(client: TestClient, runtime: Runtime, world: World) -> Desk:
    return Desk(client, runtime, world)


@pytest.fixture
def browser(desk: Desk) -> Browser:
    """With 林 signed in."""
    made = Browser(desk)
    made.sign_in("林")
    return made
