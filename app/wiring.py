"""Which event leads to which job, what handles it, and what runs by the clock."""

from app.core.database import Database
from app.core.files import FileStore
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.jobs.service import Handler, Reactions
from app.journal.service import append
from app.plans import jobs as plans
from app.plans.events import PlanPublished
from app.progress import jobs as progress
from app.reminders import jobs as reminders
from app.units.events import UnitAdded, UnitAliasAdded, UnitChanged, UnitsImported
from app.workdays.events import CalendarChanged

REACTIONS: Reactions = {
    CalendarChanged: ("progress.recompute_due",),
    PlanPublished: ("progress.generate",),
    UnitAdded: ("plans.link_alias",),
    UnitAliasAdded: ("plans.link_alias",),
    UnitChanged: ("plans.link_alias",),
    UnitsImported: ("plans.link_region",),
}
HANDLERS: dict[str, Handler] = {
    "plans.link_alias": plans.link_alias,
    "plans.link_region": plans.link_region,
    "plans.read": plans.read,
    "progress.catch_up": progress.catch_up,
    "progress.generate": progress.generate,
    "progress.recompute_due": progress.recompute_due,
    "reminders.digest": reminders.digest,
    "reminders.digests": reminders.digests,
    "reminders.sweep": reminders.sweep,
}

# Cron lines in the zone of Asia/Shanghai.
SCHEDULE: dict[str, str] = {
    "progress.catch_up": "41 5 * * *",
    "reminders.sweep": "7 9 * * *",
}


def build(settings: Settings) -> Runtime:
    """The runtime of an entry point. No connection is made before the first query."""
    database = Database(settings.url, before_commit=append, info={"reactions": REACTIONS})
    return Runtime(settings, database, FileStore(settings.files_dir))
