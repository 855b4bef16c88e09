"""Who speaks for a unit of 巫山, and which leader of the county is responsible for it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.runtime import Runtime
from app.identity.models import Person
from app.kit import clock
from app.seeding.people import actor, at
from app.units import service as units
from app.units.contacts import service as contacts
from app.units.contacts.terms import ContactRole
from app.units.portfolios import service as portfolios

WRITTEN_ON = date(2022, 5, 9)
SINCE = date(2022, 1, 1)
HANDED_OVER_ON = date(2023, 1, 1)

LEADERS = {
    ("郑国栋", "常务副县长"): (
        "县发展改革委",
        "县财政局",
        "县人力社保局",
        "县应急管理局",
        "县统计局",
        "县税务局",
        "县国资管理中心",
        "县大数据应用发展管理中心",
        "县政务服务中心",
        "县残联",
    ),
    ("吴志远", "副县长"): ("县民政局", "县医保局", "县市场监管局"),
    ("何静", "副县长"): ("县教委", "县科技局", "县文化旅游委", "县卫生健康委"),
    ("秦川", "副县长"): ("县住房城乡建委", "县交通局", "县农业农村委", "县乡村振兴局"),
    ("田勇", "副县长、县公安局局长"): ("县公安局", "县司法局"),
    ("向晓明", "县委常委、组织部部长"): ("县委组织部", "县总工会", "团县委", "县妇联"),
    ("谢芳", "县委常委、宣传部部长"): ("县委宣传部", "县新时代文明实践服务中心"),
}
"""Made up, as all people of the demo. 县残联 goes to 吴志远 with the year 2023."""


@dataclass(frozen=True)
class Speaker:
    unit: str
    role: ContactRole
    name: str
    post: str
    since: date = SINCE


SPEAKERS = (
    Speaker("县残联", ContactRole.HEAD, "章和平", "理事长"),
    Speaker("县残联", ContactRole.DEPUTY_HEAD, "林晓岚", "副理事长"),
    Speaker("县残联", ContactRole.LIAISON, "龙小燕", "组联维权科科员"),
    Speaker("县民政局", ContactRole.HEAD, "谭正明", "局长"),
    Speaker("县民政局", ContactRole.LIAISON, "周敏", "社会救助科科长"),
    Speaker("县教委", ContactRole.HEAD, "袁立群", "主任"),
    Speaker("县教委", ContactRole.LIAISON, "冉丹", "基教科科员"),
)
SUCCESSOR = Speaker("县残联", ContactRole.LIAISON, "陈立", "组联维权科科长", HANDED_OVER_ON)


def write_down(runtime: Runtime) -> None:
    """In the days before the plan went out."""
    with clock.frozen(at(WRITTEN_ON, 8)), runtime.database.write() as session:
        lin = actor(session, "lin")
        for (leader, post), names in LEADERS.items():
            for name in names:
                portfolios.add_portfolio(
                    session,
                    lin,
                    unit_id=_unit(session, lin, name),
                    leader=leader,
                    post=post,
                    valid_from=SINCE,
                    basis="（演示）县政府领导分工",
                )
        for speaker in SPEAKERS:
            _add(session, lin, speaker)


def hand_over(runtime: Runtime) -> None:
    """With the new year another leader takes 县残联, and 陈立 its liaison's desk."""
    with clock.frozen(at(HANDED_OVER_ON, 9)), runtime.database.write() as session:
        lin = actor(session, "lin")
        portfolios.add_portfolio(
            session,
            lin,
            unit_id=_unit(session, lin, "县残联"),
            leader="吴志远",
            valid_from=HANDED_OVER_ON,
            basis="（演示）县政府领导分工调整",
            end_former=True,
        )
        _add(session, lin, SUCCESSOR)


def _add(session: Session, who: Actor, one: Speaker) -> None:
    """With the account of the same name, where the demo has one. Nobody has this number."""
    contacts.add_contact(
        session,
        who,
        unit_id=_unit(session, who, one.unit),
        role=one.role,
        name=one.name,
        post=one.post,
        office_phone="0000-0000000",
        valid_from=one.since,
        person_id=session.scalars(
            select(col(Person.id)).where(col(Person.name) == one.name)
        ).first(),
    )


def _unit(session: Session, who: Actor, name: str) -> int:
    return units.unit_named(session, name, who.region_id).id
