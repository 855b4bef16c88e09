"""What other domains ask of `units.service`."""

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import NotFoundError
from app.core.runtime import Runtime
from app.units import service
from app.units.rules import SeveralUnitsError
from app.units.terms import Certainty, UnitKind
from tests.cast import World
from tests.units.wushan import Api


def test_a_resolver_reads_the_registry_once(runtime: Runtime, county: World) -> None:
    told: list[str] = []
    with runtime.database.read() as session:
        event.listen(runtime.database.engine, "before_cursor_execute", lambda *a: told.append(a[2]))
        resolver = service.Resolver(session, county.region)
        read = len(told)
        for name in ("县残联", "县应急局", "县人社力社保局", "县审计局") * 50:
            resolver.resolve(name)
    assert len(told) == read
    assert len([one for one in told if one.startswith("SELECT")]) == 5


def test_a_resolver_of_no_region_is_refused(runtime: Runtime, world: World) -> None:
    with runtime.database.read() as session, pytest.raises(NotFoundError, match="行政区划"):
        service.Resolver(session, 999_999)


def test_the_same_name_means_the_unit_of_the_region(runtime: Runtime, county: World) -> None:
    with runtime.database.read() as session:
        own = service.unit_named(session, "县残联", county.region)
        theirs = service.unit_named(session, "县残联", county.elsewhere)
    assert (own.id, theirs.id) == (county.units["县残联"], county.units["外县残联"])


def test_without_a_region_a_name_must_be_the_only_one(runtime: Runtime, county: World) -> None:
    with runtime.database.read() as session:
        assert service.unit_named(session, "县应急局", None).id == county.units["县应急管理局"]
        with pytest.raises(SeveralUnitsError) as two:
            service.unit_named(session, "县残联", None)
        with pytest.raises(NotFoundError) as none:
            service.unit_named(session, "县审计局", None)
    assert two.value.detail == "巫山县、会宁县都有“县残联”"
    assert none.value.detail == "没有名为“县审计局”的单位"


def test_a_name_that_is_only_near_is_refused_with_what_is_near(
    runtime: Runtime, county: World
) -> None:
    with runtime.database.read() as session, pytest.raises(NotFoundError) as refused:
        service.unit_named(session, "县人社力社保局", county.region)
    assert refused.value.detail == (
        "没有名为“县人社力社保局”的单位，最接近的是：县人力社保局（相差一个字）"
    )


def test_names_are_told_for_many_ids_at_once(runtime: Runtime, county: World) -> None:
    with runtime.database.read() as session:
        ids = [county.units["县残联"], county.units["县教委"], 999_999]
        assert service.names(session, ids) == {ids[0]: "县残联", ids[1]: "县教委"}
        assert service.names(session, []) == {}


def test_an_actor_gets_a_unit_of_his_line_only(runtime: Runtime, county: World) -> None:
    def lin(session: Session, unit: int) -> str:
        actor = Actor(ActorKind.PERSON, 1, Role.LIAISON, "陈", county.region, "/500237/")
        return service.get(session, actor, unit).name

    with runtime.database.read() as session:
        assert lin(session, county.units["县残联"]) == "县残联"
        with pytest.raises(NotFoundError):
            lin(session, county.units["外县残联"])


def test_a_name_of_digits_and_letters_can_be_registered_and_found(
    runtime: Runtime, world: World
) -> None:
    with runtime.database.write() as session:
        service.create_unit(
            session, SYSTEM, region_id=world.region, name="A12 公司", kind=UnitKind.ENTERPRISE
        )
        found = service.resolve(session, "ａ１２公司", world.region)
    assert found.certainty is Certainty.EXACT


def test_the_answer_over_rest_names_region_and_reasons(api: Api) -> None:
    found = api.get("陈", "/units/resolve", name="县人社力社保局", region="500237")
    assert found == {
        "name": "县人社力社保局",
        "region_id": api.world.region,
        "certainty": "suggestion",
        "unit": None,
        "succeeded_by": None,
        "suggestions": [
            {
                "unit_id": api.world.units["县人力社保局"],
                "name": "县人力社保局",
                "score": 0.92,
                "reason": "相差一个字",
            }
        ],
    }
    exact = api.get("陈", "/units/resolve", name="县 残 联")
    assert exact["certainty"] == "exact"
    assert exact["unit"] == {
        "id": api.world.units["县残联"],
        "name": "县残联",
        "kind": "peoples_organisation",
    }
    assert api.get("陈", "/units/resolve", name="县审计局")["certainty"] == "unknown"


def test_hostile_names_are_unknown(api: Api) -> None:
    for name in ("%", "_", "'; DROP TABLE unit; --", "\x00", "x" * 200, "😀", "\\"):
        assert api.get("陈", "/units/resolve", name=name)["certainty"] == "unknown", name
    for asked in ({}, {"name": ""}, {"name": "x" * 201}):
        assert api.get("陈", "/units/resolve", 422, **asked)["code"] == "invalid"
