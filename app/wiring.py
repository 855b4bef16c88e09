"""Which event leads to which job, what handles it, and what runs by the clock."""

from dataclasses import dataclass
from importlib import import_module

from sqlmodel import SQLModel

from app.core.database import Database
from app.core.files import FileStore
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.deliveries.undelivered.events import ResendAsked
from app.jobs.service import Handler, Payload, Reactions
from app.journal.service import append
from app.plans.amending.events import PlanAmended
from app.plans.events import PlanPublished
from app.plans.filers.events import GroupFilingChosen
from app.plans.holding.events import AssignmentsHandedOver
from app.progress.figures.models import IndicatorTask
from app.progress.reporting.events import ReturnRuleChanged
from app.progress.reporting.models import ReturnRule, TaskMilestone, TaskReturnRule
from app.reminders.events import DraftsWanted
from app.reminders.ladder.models import PlanLadder
from app.reminders.notices.events import NoticeIssued, NoticeSentBack
from app.units.events import UnitAdded, UnitAliasAdded, UnitChanged, UnitsImported
from app.units.reforms.events import UnitReformTakenBack, UnitsReformed
from app.workdays.events import CalendarChanged


@dataclass(frozen=True)
class Later:
    """A handler that is imported when its first job comes: a command that only stores jobs, as
    `taskmatrix import` does, does not wait for every domain.
    """

    module: str
    name: str

    def handler(self) -> Handler:
        found: Handler = getattr(import_module(self.module), self.name)
        return found

    def __call__(self, runtime: Runtime, payload: Payload) -> None:
        self.handler()(runtime, payload)


REACTIONS: Reactions = {
    ResendAsked: ("deliveries.resend", "reminders.resend"),
    CalendarChanged: ("progress.recompute_due", "notices.settle_days"),
    DraftsWanted: ("notices.draft",),
    NoticeIssued: ("notices.tell",),
    NoticeSentBack: ("notices.tell",),
    PlanAmended: ("progress.follow", "plans.sketch"),
    ReturnRuleChanged: ("progress.generate",),
    PlanPublished: ("progress.generate", "plans.sketch"),
    UnitAdded: ("plans.link_alias",),
    UnitAliasAdded: ("plans.link_alias",),
    GroupFilingChosen: ("progress.generate",),
    AssignmentsHandedOver: ("progress.generate",),
    UnitReformTakenBack: ("progress.follow_reform",),
    UnitsReformed: ("progress.follow_reform",),
    UnitChanged: ("plans.link_alias",),
    UnitsImported: ("plans.link_region",),
}
# What goes on from a published 征求意见稿 to the text that follows it: tables with a `plan_id`.
CARRIED: tuple[type[SQLModel], ...] = (
    ReturnRule,
    TaskReturnRule,
    TaskMilestone,
    IndicatorTask,
    PlanLadder,
)
HANDLERS: dict[str, Later] = {
    "deliveries.note": Later("app.deliveries.jobs", "note"),
    "deliveries.resend": Later("app.deliveries.jobs", "resend"),
    "notices.draft": Later("app.reminders.notices.jobs", "draft"),
    "notices.settle_days": Later("app.reminders.notices.jobs", "settle_days"),
    "notices.tell": Later("app.reminders.notices.jobs", "tell"),
    "plans.link_alias": Later("app.plans.jobs", "link_alias"),
    "plans.link_region": Later("app.plans.jobs", "link_region"),
    "plans.move_offices": Later("app.plans.jobs", "move_offices"),
    "plans.read": Later("app.plans.jobs", "read"),
    "plans.read_version": Later("app.plans.jobs", "read_version"),
    "plans.sketch": Later("app.plans.lint.jobs", "sketch"),
    "plans.sketch_missing": Later("app.plans.lint.jobs", "sketch_missing"),
    "progress.catch_up": Later("app.progress.jobs", "catch_up"),
    "progress.follow": Later("app.progress.jobs", "follow"),
    "progress.follow_reform": Later("app.progress.jobs", "follow_reform"),
    "progress.follow_states": Later("app.progress.jobs", "follow_states"),
    "progress.generate": Later("app.progress.jobs", "generate"),
    "progress.lock": Later("app.progress.jobs", "lock"),
    "progress.recompute_due": Later("app.progress.jobs", "recompute_due"),
    "reminders.digest": Later("app.reminders.jobs", "digest"),
    "reminders.digests": Later("app.reminders.jobs", "digests"),
    "reminders.resend": Later("app.reminders.jobs", "resend"),
    "reminders.sweep": Later("app.reminders.jobs", "sweep"),
    "units.carry_out_reforms": Later("app.units.jobs", "carry_out_reforms"),
}

# Cron lines in the zone of Asia/Shanghai.
SCHEDULE: dict[str, str] = {
    "notices.draft": "31 9 * * *",
    "plans.move_offices": "4 0 * * *",
    "plans.sketch_missing": "23 4 * * *",
    "progress.catch_up": "41 5 * * *",
    "progress.lock": "17 4 * * *",
    "reminders.sweep": "7 9 * * *",
    "units.carry_out_reforms": "3 0 * * *",
}


def build(settings: Settings) -> Runtime:
    """The runtime of an entry point. No connection is made before the first query."""
    files = FileStore(settings.files_dir)
    info = {"reactions": REACTIONS, "carried": CARRIED, "files": files}
    return Runtime(settings, Database(settings.url, before_commit=append, info=info), files)
