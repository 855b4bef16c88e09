"""The network of 100k tasks, 2k units and 500k assignments, of which any two units may share some:
the projection against the bare product of SciPy, the summary and the analysis against one plain
walk over the same rows. Memory is the peak of a process of its own that does all of it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from app.core import migrations
from app.core.settings import ROOT, Settings
from app.wiring import build
from tests.bench import dataset
from tests.bench.result import Result

SECONDS = {"projection": 1.0, "summary": 10.0, "analysis": 15.0}
"""What each may take, on one core."""
MEGABYTES = 1000

# The stride of the dataset makes 4,000 pairs; this scatters units so that some 700,000 are met.
SCATTER = """
UPDATE assignment SET unit_id = ((id * id * 7919 + id * 104729) % 1000003) % :units + 1
"""
# A reform of the whole province: of every fifty units one has gone into another, and of what one
# printed unit holds, some was handed over after a split.
REFORMED = (
    """
    INSERT INTO unit_line (named_id, holder_id, since)
    SELECT id, id + 1, '2022-01-01' FROM unit WHERE id % 50 = 0 AND id < :units
    """,
    """
    INSERT INTO unit_reform (region_id, kind, effective_on, basis, created_by, created_at)
    SELECT region_id, 'split', '2022-01-01', '改革方案', '林', '2022-01-01' FROM unit LIMIT 1
    """,
    """
    INSERT INTO handover (
        assignment_id, task_id, plan_id, named_id, unit_id, reform_id, since, decided_by, decided_at
    )
    SELECT id, task_id, plan_id, unit_id, unit_id + 2, (SELECT max(id) FROM unit_reform),
        '2022-01-01', '林', '2022-01-01'
    FROM assignment WHERE unit_id % 500 = 7
    """,
)
MEASURE = """
import json, sqlite3, sys, time
from pathlib import Path
import numpy as np
from scipy import sparse
import app.tables
from app.core.actor import SYSTEM
from app.core.settings import Settings
from app.network import rules, service
from app.network.figures import PARTIES_PAIRED
from app.network.measures.projection import project
from app.network.scope import Scope
from app.wiring import build

took = {}

def timed(name, work):
    started = time.perf_counter()
    done = work()
    took[name] = min(took.get(name, 1e9), time.perf_counter() - started)
    return done

settings = Settings(data_dir=Path(sys.argv[1]))
runtime = build(settings)
raw = sqlite3.connect(settings.url.removeprefix("sqlite:///"))
COLUMNS = "task_id, unit_id, role, is_first_lead, collective, region_id, name"

def walk():
    tasks = sum(1 for _ in raw.execute("SELECT id, plan_id, parent_id FROM task"))
    return tasks + sum(1 for _ in raw.execute(f"SELECT {COLUMNS} FROM assignment"))

with runtime.database.read() as session:
    matrix, units, _ = service._matrix(session, SYSTEM, Scope())
    ones = np.ones(len(matrix.task), dtype=np.int32)
    held = sparse.csr_array((ones, (matrix.task, matrix.party)))
    for _ in range(3):
        timed("product", lambda: held.T @ held)
        found = timed("projection", lambda: project(matrix, PARTIES_PAIRED))
        timed("walk", walk)
        timed("summary", lambda: service.summary(session, SYSTEM, Scope()))
    told = timed("analysis", lambda: service.analyse(session, SYSTEM, Scope()))
status = Path("/proc/self/status").read_text()
peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
counts = told.measured.tally.counts
print(json.dumps({
    "took": took, "peak": peak / 1024, "links": told.measured.links,
    "thinned": told.measured.thinned is not None, "participations": counts.participations,
}))
"""


def run(place: Path) -> list[Result]:
    settings = Settings(data_dir=place)
    migrations.upgrade(settings.url)
    runtime = build(settings)
    dataset.fill(runtime)
    with runtime.database.write() as session:
        session.execute(text(SCATTER), {"units": dataset.UNITS})
        for statement in REFORMED:
            named = {"units": dataset.UNITS} if ":units" in statement else {}
            session.execute(text(statement), named)
    runtime.database.dispose()
    environment = os.environ | {"DATABASE_URL": ""}
    command = [sys.executable, "-c", MEASURE, str(place)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment
    )
    told = json.loads(done.stdout)
    took = told["took"]
    size = f"{told['participations']} participations, {told['links']} pairs of units"
    return [
        _against("projection", "product", took, f"the bare product Bᵀ·B of SciPy, {size}", 5),
        _against("summary", "walk", took, "every row walked over by sqlite3, in no order", 10),
        _against("analysis", "walk", took, f"the same walk; thinned: {told['thinned']}", 60),
        Result(
            f"peak memory of all this / {MEGABYTES} MB",
            f"a process that does nothing else: {told['peak']:.0f} MB",
            size,
            told["peak"] / MEGABYTES,
            at_most=1.0,
        ),
    ]


def _against(name: str, peer: str, took: dict[str, float], told: str, bound: float) -> Result:
    return Result(
        f"{name} of the network / {peer}",
        f"{name}: {took[name]:.2f} s (wanted {SECONDS[name]:.0f} s)",
        f"{told}: {took[peer]:.2f} s",
        took[name] / took[peer],
        at_most=bound,
    )
