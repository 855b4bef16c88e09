"""All tables. Every entry point imports this, so that the metadata is whole."""

from sqlmodel import SQLModel

from app.deliveries import models as deliveries
from app.deliveries.pacing import models as pacing
from app.deliveries.people import models as people
from app.deliveries.places import models as places
from app.identity import models as identity
from app.jobs import models as jobs
from app.journal import models as journal
from app.network.proposals import models as proposals
from app.plans import models as plans
from app.plans.filers import models as filers
from app.plans.holding import models as holding
from app.plans.lint import models as lint
from app.progress import models as progress
from app.progress.attachments import models as attachments
from app.progress.claims import models as claims
from app.progress.disputes import models as disputes
from app.progress.figures import models as figures
from app.progress.life import models as life
from app.progress.measures import models as measures
from app.progress.reporting import models as reporting
from app.progress.settings import models as progress_settings
from app.reminders import models as reminders
from app.reminders.calls import models as calls
from app.reminders.instructions import models as instructions
from app.reminders.ladder import models as ladder
from app.reminders.notices import models as notices
from app.reminders.notices.files import models as notice_files
from app.reminders.notices.issuing import models as issuing
from app.units import models as units
from app.units.contacts import models as contacts
from app.units.portfolios import models as portfolios
from app.units.reforms import models as reforms
from app.web import models as web
from app.workdays import models as workdays

__all__ = [
    "attachments",
    "calls",
    "claims",
    "contacts",
    "deliveries",
    "disputes",
    "figures",
    "filers",
    "holding",
    "identity",
    "instructions",
    "issuing",
    "jobs",
    "journal",
    "ladder",
    "life",
    "lint",
    "measures",
    "metadata",
    "notice_files",
    "notices",
    "pacing",
    "people",
    "places",
    "plans",
    "portfolios",
    "progress",
    "progress_settings",
    "proposals",
    "reforms",
    "reminders",
    "reporting",
    "units",
    "web",
    "workdays",
]

metadata = SQLModel.metadata
