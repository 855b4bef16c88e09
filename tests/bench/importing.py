"""`taskmatrix import` of the 巫山 plan, against the bare import of the two given libraries."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from app.core import migrations
from app.core.settings import ROOT
from tests.bench.result import Result

ROUNDS = 7
PLAN = ROOT / "seed" / "plans" / "wushan.txt"
BARE = [sys.executable, "-c", "import fastapi, sqlmodel"]
SETUP = """
from app.core.actor import SYSTEM
from app.core.settings import load_settings
from app.identity import service
from app.identity.terms import RegionLevel
from app.core.settings import ROOT
from app.units import service as units
from app.wiring import build
with build(load_settings()).database.write() as session:
    county = service.add_region(
        session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
    )
    rows = units.read_registry((ROOT / "seed" / "units" / "wushan.csv").read_bytes())
    units.import_registry(session, SYSTEM, rows, region_id=county.id)
"""


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def run(place: Path) -> Result:
    """Alternating, each import into a fresh county with its units; the medians are compared.

    Both find their bytecode, as they do after a first start: pip compiled that of the libraries,
    and where nothing may be written beside the source (PYTHONDONTWRITEBYTECODE) ours would be
    compiled anew each time.
    """
    ours, bare = [], []
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(place / "bytecode")}
    for number in range(ROUNDS + 1):
        data = place / str(number)
        environment = os.environ | compiled | {"DATA_DIR": str(data), "DATABASE_URL": ""}
        migrations.upgrade(f"sqlite:///{data / 'taskmatrix.db'}")
        subprocess.run([sys.executable, "-c", SETUP], env=environment, check=True)
        bare.append(_seconds(BARE, environment))
        command = [sys.executable, "-m", "app", "import", str(PLAN), "--region", "巫山县"]
        ours.append(_seconds(command, environment))
    # The first round wrote the bytecode.
    mine, other = statistics.median(ours[1:]), statistics.median(bare[1:])
    return Result(
        "import of the 巫山 plan / import of fastapi and sqlmodel",
        f"taskmatrix import: {mine * 1000:.0f} ms",
        f"python -c 'import fastapi, sqlmodel': {other * 1000:.0f} ms",
        mine / other,
        at_most=2,
    )
