"""A registry into the database: all of it or nothing."""

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, func, select

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import ForbiddenError
from app.core.runtime import Runtime
from app.identity import service as identity
from app.identity.terms import RegionLevel
from app.journal.models import JournalEvent
from app.units import rules, service
from app.units.models import GroupMember, Unit, UnitAlias
from app.units.registry import RegistryRefusedError, RegistryRow, read_registry
from app.units.terms import Certainty, UnitKind
from tests.cast import World
from tests.units.wushan import SEED

HEAD = "单位名称,类别,机构序,别名,成员\n"


@pytest.fixture
def region(runtime: Runtime) -> int:
    """A county without a unit."""
    with runtime.database.write() as session:
        return identity.add_region(
            session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
        ).id


def put(runtime: Runtime, region: int, text: str | bytes) -> service.Imported:
    rows = read_registry(text if isinstance(text, bytes) else (HEAD + text).encode())
    with runtime.database.write() as session:
        return service.import_registry(session, SYSTEM, rows, region_id=region)


def counted(session: Session, table: type[Unit | UnitAlias | GroupMember]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def refused(runtime: Runtime, region: int, text: str) -> list[str]:
    with pytest.raises(RegistryRefusedError) as caught:
        put(runtime, region, text)
    return [str(error["msg"]) for error in caught.value.errors]


def test_the_shipped_registry_is_imported_once_and_then_changes_nothing(
    runtime: Runtime, region: int
) -> None:
    first = put(runtime, region, SEED.read_bytes())
    assert (len(first.added), len(first.aliases), len(first.members)) == (59, 57, 26)
    again = put(runtime, region, SEED.read_bytes())
    assert (again.anything, again.unchanged) == (False, 59)
    with runtime.database.read() as session:
        assert counted(session, Unit) == 59
        assert counted(session, UnitAlias) == 57
        assert counted(session, GroupMember) == 26
        assert {unit.version for unit in session.exec(select(Unit))} == {1}
        kinds = session.exec(select(JournalEvent.kind).order_by(col(JournalEvent.seq))).all()
        assert list(kinds) == ["region.added", "units.imported"]


def test_the_tax_bureau_is_a_branch_that_serves_the_county(runtime: Runtime, region: int) -> None:
    put(runtime, region, SEED.read_bytes())
    with runtime.database.read() as session:
        branches = session.exec(select(Unit).where(col(Unit.vertical).is_(True))).all()
    assert [(unit.name, unit.serves_region_id) for unit in branches] == [("县税务局", region)]


def test_an_import_asks_as_little_for_many_units_as_for_one(runtime: Runtime, region: int) -> None:
    def statements(text: str | bytes) -> int:
        told: list[str] = []

        def note(*happened: object) -> None:
            if str(happened[2]).startswith("SELECT"):
                told.append(str(happened[2]))

        event.listen(runtime.database.engine, "before_cursor_execute", note)
        put(runtime, region, text)
        event.remove(runtime.database.engine, "before_cursor_execute", note)
        return len(told)

    one = statements("县审计局,政府部门,1,审计局,\n集体,集合单位,2,,县审计局\n")
    assert statements(SEED.read_bytes()) == one


def test_what_the_file_says_of_known_units_is_set_and_nothing_is_taken_away(
    runtime: Runtime, region: int
) -> None:
    put(runtime, region, "县残联,群团,1,残联,\n县妇联,群团,2,,\n")
    done = put(runtime, region, "县残联,群团,7,县残疾人联合会,\n")
    assert done.changed == [{"name": "县残联", "before": {"rank": 1}, "after": {"rank": 7}}]
    assert (done.added, done.aliases) == ([], [("县残联", "县残疾人联合会")])
    with runtime.database.read() as session:
        assert service.resolve(session, "残联", region).certainty is Certainty.ALIAS
        assert service.resolve(session, "县妇联", region).certainty is Certainty.EXACT


def test_a_rank_that_the_file_leaves_open_follows_the_last_of_the_kind(
    runtime: Runtime, region: int
) -> None:
    put(runtime, region, "县残联,群团,3040,,\n")
    put(runtime, region, "县妇联,群团,,,\n县残联,群团,,,\n县教委,政府部门,,,\n县工会,群团,,,\n")
    with runtime.database.read() as session:
        ranks = {unit.name: unit.rank for unit in session.exec(select(Unit))}
    assert ranks == {"县残联": 3040, "县妇联": 3050, "县工会": 3060, "县教委": 2010}


REFUSED = {
    "县审计局,政府部门,1,县妇联,\n": ["第2行：“县妇联”已是“县妇联”的名称或别名"],
    "县审计局,政府部门,1,妇联,\n": ["第2行：“妇联”已是“县妇联”的名称或别名"],
    "妇联,群团,1,,\n": ["第2行：“妇联”已是“县妇联”的别名"],
    "甲,集合单位,1,,县审计局\n": ["第2行：没有名为“县审计局”的成员单位"],
    "甲,集合单位,1,,乙\n乙,集合单位,2,,\n": ["第2行：“乙”：集合单位不能是另一集合单位的成员"],
    "甲,集合单位,1,,甲\n": ["第2行：“甲”：集合单位不能是另一集合单位的成员"],
    "县妇联,集合单位,1,,\n": [
        "第2行：单位有成员、属于集合单位或参加过改革，不能改变是否为集合单位"
    ],
    "县残联,群团,1,,\n县妇联,群团,x,,\n": ["第3行：机构序应为非负整数，收到“x”"],
}


def test_one_fault_and_nothing_is_imported(runtime: Runtime, region: int) -> None:
    put(runtime, region, "县妇联,群团,1,妇联,\n群团,集合单位,9,,县妇联\n")
    for text, told in REFUSED.items():
        assert refused(runtime, region, text) == told
    with runtime.database.read() as session:
        assert counted(session, Unit) == 2
        assert counted(session, UnitAlias) == 1


def test_rows_that_clash_are_refused_wherever_they_come_from(runtime: Runtime, region: int) -> None:
    rows = [RegistryRow(n, "县残联", UnitKind.PEOPLES_ORGANISATION) for n in (1, 2)]
    with runtime.database.write() as session, pytest.raises(RegistryRefusedError) as caught:
        service.import_registry(session, SYSTEM, rows, region_id=region)
    assert caught.value.detail == "第2行：“县残联”与第1行重复"


def test_a_member_may_be_named_by_its_alias_and_stand_anywhere_in_the_file(
    runtime: Runtime, region: int
) -> None:
    done = put(
        runtime, region, "甲,集合单位,1,,残联；县妇联\n县残联,群团,2,残联,\n县妇联,群团,3,,\n"
    )
    assert done.members == [("甲", "县残联"), ("甲", "县妇联")]


def test_a_coordinator_imports_for_the_own_county_only(runtime: Runtime, world: World) -> None:
    rows = [RegistryRow(2, "县审计局", UnitKind.GOVERNMENT_DEPARTMENT)]

    def by(role: Role, region: int) -> service.Imported:
        actor = Actor(ActorKind.PERSON, 1, role, "某人", world.region, "/500237/")
        with runtime.database.write() as session:
            return service.import_registry(session, actor, rows, region_id=region)

    assert by(Role.COORDINATOR, world.region).added == ["县审计局"]
    with pytest.raises(ForbiddenError):
        by(Role.LIAISON, world.region)
    with pytest.raises(rules.RegionUnknownError):
        by(Role.COORDINATOR, world.elsewhere)
