"""Plans in the tables, and how to ask for a sheet of them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core.runtime import Runtime
from app.kit import clock
from tests.cast import World
from tests.network.rows import LEAD, RESPONSIBLE, Writing, written

NOON = datetime(2023, 5, 15, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """2023-05-15, a Monday in the middle of the plan."""
    with clock.frozen(NOON):
        yield


@pytest.fixture
def writing(runtime: Runtime, world: World) -> Writing:
    return partial(written, runtime, world)


@pytest.fixture
def plan(writing: Writing) -> int:
    """县残联 leads the first, is responsible for the second and has no part in the third task."""
    with writing() as rows:
        plan_id = rows.plan()
        rows.task(plan_id, ("县残联", LEAD), ("县民政局", LEAD), ("县财政局", RESPONSIBLE))
        rows.task(
            plan_id, ("县民政局", LEAD), ("县残联", RESPONSIBLE), ("县人社力社保局", RESPONSIBLE)
        )
        rows.task(plan_id, ("县教委", LEAD))
    return plan_id


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without the line breaks of the layout."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture
def pdf_pages() -> Callable[[bytes], list[str]]:
    return pages
