"""Work of this domain that the clock calls for."""

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.jobs.service import Payload
from app.units.reforms import service


def carry_out_reforms(runtime: Runtime, payload: Payload) -> None:  # noqa: ARG001 - as every handler
    """`units.carry_out_reforms`: on the day of a renaming, and every night for what was missed."""
    with runtime.database.write() as session:
        service.carry_out(session, SYSTEM)
        service.hand_on_people(session, SYSTEM)
