"""Work after a request: the keys by which tasks nearly the same are found. Each can run twice."""

from app.core.runtime import Runtime
from app.jobs.service import Payload
from app.plans.lint import sketching


def sketch(runtime: Runtime, payload: Payload) -> None:
    """The tasks of a plan are what they are now: it was published or changed."""
    with runtime.database.write() as session:
        sketching.sketch(session, int(payload["subject_id"]))


def sketch_missing(runtime: Runtime, _payload: Payload) -> None:
    """Plans that were published before there were keys, one transaction each."""
    with runtime.database.read() as session:
        plan_ids = sketching.missing(session)
    for plan_id in plan_ids:
        with runtime.database.write() as session:
            sketching.sketch(session, plan_id)
