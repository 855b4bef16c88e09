"""Work after a request. Each handler can run twice with the effect of once."""

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.jobs.service import Payload
from app.plans import service
from app.plans.holding import offices
from app.units import service as units
from app.units.models import Unit


def read(runtime: Runtime, payload: Payload) -> None:
    """Read an uploaded file and make a draft of it; `plan_id` says of which plan."""
    service.read(runtime, int(payload["plan_id"]))


def read_version(runtime: Runtime, payload: Payload) -> None:
    """Read a new version and put it over the draft; `version_id` says which."""
    service.read_version(runtime, int(payload["version_id"]))


def link_alias(runtime: Runtime, payload: Payload) -> None:
    """The registry has learned a unit or a name of one: open names of drafts may be it."""
    with runtime.database.write() as session:
        unit = session.get(Unit, int(payload["subject_id"]))
        if unit is not None:
            regions = {unit.region_id, unit.serves_region_id or unit.region_id}
            service.link_open_names(session, sorted(regions))


def move_offices(runtime: Runtime, payload: Payload) -> None:  # noqa: ARG001 - as every handler
    """`plans.move_offices`: on the day of a reform, and every night for what was missed."""
    with runtime.database.write() as session:
        offices.move_offices(session, SYSTEM)


def link_region(runtime: Runtime, payload: Payload) -> None:
    """As `link_alias`, after a whole registry came in; the subject is the region. A branch that it
    registers may serve another.
    """
    with runtime.database.write() as session:
        region = int(payload["subject_id"])
        service.link_open_names(session, sorted({region, *units.served_from(session, region)}))
