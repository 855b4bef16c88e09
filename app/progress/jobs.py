"""What happens after a plan was published or the calendar changed."""

from app.core.actor import SYSTEM
from app.core.errors import AppError
from app.core.runtime import Runtime
from app.jobs.service import GiveUp, Payload
from app.progress import service


def generate(runtime: Runtime, payload: Payload) -> None:
    """`progress.generate`: the subject is the plan. What is refused now is refused later too."""
    try:
        with runtime.database.write() as session:
            service.generate(session, SYSTEM, int(payload["subject_id"]))
    except AppError as refused:
        raise GiveUp(refused.title) from refused


def follow(runtime: Runtime, payload: Payload) -> None:
    """`progress.follow`: the subject is a plan that was amended."""
    try:
        with runtime.database.write() as session:
            service.follow(session, SYSTEM, int(payload["subject_id"]))
    except AppError as refused:
        raise GiveUp(refused.title) from refused


def follow_states(runtime: Runtime, payload: Payload) -> None:
    """`progress.follow_states`: the subject is a plan of which a task rests, ends or goes on."""
    try:
        with runtime.database.write() as session:
            service.follow_states(session, SYSTEM, int(payload["subject_id"]))
    except AppError as refused:
        raise GiveUp(refused.title) from refused


def follow_reform(runtime: Runtime, payload: Payload) -> None:
    """`progress.follow_reform`: units were reformed, or that was taken back. Before its day this
    changes nothing; from then on `catch_up` does the same every morning.
    """
    catch_up(runtime, payload)


def catch_up(runtime: Runtime, payload: Payload) -> None:  # noqa: ARG001 - as every handler
    """`progress.catch_up`, by the clock: ask units that joined a group since a plan went out."""
    with runtime.database.read() as session:
        plans = service.dispatched_plans(session)
    for plan_id in plans:
        generate(runtime, {"subject_id": plan_id})


def lock(runtime: Runtime, payload: Payload) -> None:  # noqa: ARG001 - as every handler
    """`progress.lock`, by the clock: what was accepted long enough ago stays as it is."""
    with runtime.database.write() as session:
        service.lock_by_clock(session)


def recompute_due(runtime: Runtime, payload: Payload) -> None:
    """`progress.recompute_due`: the subject is the year of the calendar."""
    with runtime.database.write() as session:
        service.recompute_due(session, SYSTEM, year=int(payload["subject_id"]))
