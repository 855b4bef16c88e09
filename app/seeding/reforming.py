"""Units that go by another name than the one that a plan prints, and groups that no unit is."""

from datetime import date

import app.units.reforms.service as reforms
from app.core.runtime import Runtime
from app.jobs.worker import drain
from app.kit import clock
from app.plans.filers import service as filers
from app.plans.filers.terms import Filing
from app.seeding import receiving
from app.seeding.people import ZHANGDIAN, actor, at
from app.seeding.receiving import Handlers
from app.units import service as units
from app.units.reforms.service import Proposal
from app.units.reforms.terms import ReformKind

COMMITTEE = "区政府残疾人工作委员会成员单位"
FORMER, PRESENT = "县环保局", "市生态环境局沁水分局"
REFORMED_ON = date(2019, 3, 31)


def rename_what_is_still_printed(runtime: Runtime, handlers: Handlers, day: date) -> None:
    """沁水's draft prints the name that a bureau had before 2019; the row stays as printed."""
    with clock.frozen(at(day, 8)), runtime.database.write() as session:
        han = actor(session, "han")
        unit = units.unit_named(session, FORMER, han.region_id)
        proposal = Proposal(
            kind=ReformKind.RENAME,
            effective_on=REFORMED_ON,
            basis="（演示）2019年机构改革，生效日期以实际为准",
            predecessors=[unit.id],
            new_name=PRESENT,
        )
        reforms.order(session, han, proposal)
    drain(runtime, handlers)


def choose_who_files(runtime: Runtime, handlers: Handlers, day: date) -> None:
    """Two rows of 张店 name the committee alone: its office files, and not each of its members."""
    with clock.frozen(at(day, 15)), runtime.database.write() as session:
        sun = actor(session, "sun")
        plan_id = receiving.plan_of(session, ZHANGDIAN)
        group = units.unit_named(session, COMMITTEE, sun.region_id)
        filers.choose(session, sun, plan_id, group.id, mode=Filing.OFFICE)
    drain(runtime, handlers)
