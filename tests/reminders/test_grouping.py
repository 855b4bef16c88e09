"""What groups are told on the morning of a sweep."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.core.runtime import Runtime
from app.deliveries.places.models import PlaceChannel
from app.deliveries.terms import ChannelKind
from app.kit import clock
from app.reminders import jobs
from tests.kinds import ON_SQLITE
from tests.reminders.conftest import County, morning

DUE = date(2023, 7, 14)  # a Friday


def notes(runtime: Runtime) -> list[str]:
    with runtime.database.read() as session:
        found: Any = session.execute(
            text("SELECT payload FROM job WHERE kind = 'deliveries.note'")
        ).scalars()
        return [str(one).encode().decode("unicode_escape") for one in found]


@pytest.fixture
def group(county: County) -> County:
    with county.runtime.database.write() as session:
        session.add(
            PlaceChannel(
                region_id=county.world.region,
                kind=ChannelKind.WECOM,
                name="群",
                position=1,
                config={"base": "https://qyapi.weixin.qq.com"},
                updated_by="林",
                updated_at=clock.now(),
            )
        )
    county.owes("县民政局", DUE)
    county.owes("县残联", DUE)
    county.owes("县财政局", date(2023, 7, 3))
    return county


@ON_SQLITE
@pytest.mark.parametrize(
    ("on", "told"),
    [(date(2023, 7, 10), 0), (date(2023, 7, 11), 1), (date(2023, 7, 12), 0), (DUE, 0)],
)
def test_a_group_is_told_once_three_working_days_before(group: County, on: date, told: int) -> None:
    for _ in range(2):  # the worker may be asked twice
        with clock.frozen(morning(on)):
            jobs.sweep(group.runtime, {})
    assert len(notes(group.runtime)) == told


@ON_SQLITE
def test_no_group_learns_who_is_late(group: County) -> None:
    with clock.frozen(morning(date(2023, 7, 11))):
        jobs.sweep(group.runtime, {})
    (note,) = notes(group.runtime)
    assert not [name for name in group.world.units if name in note]
