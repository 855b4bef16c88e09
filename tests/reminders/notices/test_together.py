"""Several people sign at once: each number is given once, and none is left out. PostgreSQL, where
they do not wait for each other by themselves.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import AppError
from app.identity.models import Region
from app.kit import clock
from app.reminders.notices import service
from app.reminders.notices.service import Signature
from tests.reminders.conftest import morning
from tests.reminders.notices.conftest import LATE, Desk


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    return postgresql_url


def lin(session: Session, desk: Desk) -> Actor:
    region = session.get_one(Region, desk.world.region)
    who = desk.world.people["林"]
    return Actor(ActorKind.PERSON, who, Role.COORDINATOR, "林", region.id, region.path)


def sign(desk: Desk, notice: int, number: str | None = None) -> str:
    try:
        with desk.county.runtime.database.write() as session:
            service.sign(session, lin(session, desk), notice, Signature(number))
    except AppError as refused:
        return refused.code
    return "signed"


def together(desk: Desk, *wanted: tuple[int, str | None]) -> list[str]:
    with clock.frozen(morning(LATE)), ThreadPoolExecutor(len(wanted)) as pool:
        return list(pool.map(lambda one: sign(desk, *one), wanted))


def test_those_who_sign_at_once_get_numbers_that_follow_each_other(desk: Desk) -> None:
    waiting = [desk.reviewed() for _ in range(8)]
    assert together(desk, *((one, None) for one in waiting)) == ["signed"] * 8
    numbers = {desk.read(one)["number"] for one in waiting}
    assert numbers == {f"巫残工委办催〔2023〕{n}号" for n in range(1, 9)}


def test_of_two_who_sign_one_notice_one_signs(desk: Desk) -> None:
    notice = desk.reviewed()
    assert sorted(together(desk, (notice, None), (notice, None))) == ["issued_already", "signed"]
    assert desk.read(notice)["number"] == "巫残工委办催〔2023〕1号"
    assert desk.read(desk.signed())["number"] == "巫残工委办催〔2023〕2号"


def test_one_number_typed_twice_at_once_is_taken_once(desk: Desk) -> None:
    first, second = desk.reviewed(), desk.reviewed()
    typed = "巫府办〔2023〕88号"
    assert sorted(together(desk, (first, typed), (second, typed))) == ["number_taken", "signed"]
