"""Two people at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import Session

from app.core.actor import SYSTEM
from app.core.errors import AppError
from app.core.runtime import Runtime
from app.units import service
from app.units.models import Unit
from app.units.terms import UnitKind
from tests.cast import World


def at_once(runtime: Runtime, works: list[Callable[[Session], object]]) -> list[str]:
    """What became of each, all begun at the same moment: the code of its refusal, or "done"."""
    start = Barrier(len(works))

    def run(work: Callable[[Session], object]) -> str:
        start.wait()
        try:
            with runtime.database.write() as session:
                work(session)
        except AppError as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_a_name_that_two_people_give_to_two_units_means_one_of_them(
    runtime: Runtime, county: World
) -> None:
    def alias(unit: str) -> Callable[[Session], object]:
        return lambda session: service.add_alias(
            session, SYSTEM, unit_id=county.units[unit], name="县人社力社保局"
        )

    both = at_once(runtime, [alias("县人力社保局"), alias("县教委")])
    assert both == ["done", "unit_alias_taken"]


def test_an_alias_and_a_unit_of_the_same_name_are_not_both_made(
    runtime: Runtime, county: World
) -> None:
    def unit(session: Session) -> object:
        return service.create_unit(
            session,
            SYSTEM,
            region_id=county.region,
            name="县审计局",
            kind=UnitKind.GOVERNMENT_DEPARTMENT,
        )

    def alias(session: Session) -> object:
        return service.add_alias(session, SYSTEM, unit_id=county.units["县财政局"], name="县审计局")

    codes = at_once(runtime, [unit, alias])
    assert codes in (["done", "unit_alias_taken"], ["done", "unit_name_taken"])


def test_eight_people_confirm_the_same_alias_and_it_is_there_once(
    runtime: Runtime, county: World
) -> None:
    def alias(session: Session) -> object:
        return service.add_alias(
            session, SYSTEM, unit_id=county.units["县人力社保局"], name="县人社力社保局"
        )

    assert at_once(runtime, [alias] * 8) == ["done"] * 8
    with runtime.database.read() as session:
        names = [one.name for one in service.aliases(session, SYSTEM, county.units["县人力社保局"])]
    assert names.count("县人社力社保局") == 1


def test_of_two_changes_to_the_same_version_one_is_stale(runtime: Runtime, county: World) -> None:
    unit_id = county.units["县残联"]
    with runtime.database.read() as session:
        seen = service.get(session, SYSTEM, unit_id).version

    def change(rank: int) -> Callable[[Session], object]:
        return lambda session: service.change_unit(
            session, SYSTEM, unit_id=unit_id, changes={"rank": rank}, expected=seen
        )

    assert at_once(runtime, [change(1), change(2)]) == ["done", "stale"]
    with runtime.database.read() as session:
        assert service.get(session, SYSTEM, unit_id).version == seen + 1


def test_an_outside_id_that_two_counties_claim_belongs_to_one(
    runtime: Runtime, county: World
) -> None:
    """Each county holds its own lock, so only the table itself can tell."""

    def claim(unit: str) -> Callable[[Session], object]:
        return lambda session: service.change_unit(
            session,
            SYSTEM,
            unit_id=county.units[unit],
            changes={"external_ids": {"oa": "1001"}},
        )

    both = at_once(runtime, [claim("县残联"), claim("外县残联")])
    assert both == ["done", "external_id_taken"]


def test_ten_new_units_get_ten_ranks(runtime: Runtime, county: World) -> None:
    made: list[Unit] = []

    def unit(number: int) -> Callable[[Session], object]:
        return lambda session: made.append(
            service.create_unit(
                session,
                SYSTEM,
                region_id=county.region,
                name=f"县企业{number}",
                kind=UnitKind.ENTERPRISE,
            )
        )

    assert at_once(runtime, [unit(n) for n in range(10)]) == ["done"] * 10
    assert sorted(unit.rank for unit in made) == list(range(5020, 5120, 10))
