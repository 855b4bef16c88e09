"""巫山县's plan through the real reader, registry and import."""

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.core.settings import ROOT
from app.plans import service as plans
from app.units import service as units

SEED = ROOT / "seed"


def import_wushan(runtime: Runtime, region_id: int) -> int:
    """The id of the plan, a draft."""
    registry = units.read_registry((SEED / "units" / "wushan.csv").read_bytes())
    with runtime.database.write() as session:
        units.import_registry(session, SYSTEM, registry, region_id=region_id)
    data = (SEED / "plans" / "wushan.txt").read_bytes()
    received = plans.receive(runtime, SYSTEM, name="wushan.txt", data=data, region_id=region_id)
    plans.read(runtime, received.plan_id)
    return received.plan_id
