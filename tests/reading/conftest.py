from collections.abc import Callable
from pathlib import Path

import pytest

from app.reading import Draft, Reading, read_document

SEED = Path(__file__).parents[2] / "seed" / "plans"
DATA = Path(__file__).parent / "data"
ANNEX = "某县残疾人工作要点（2026年）\n\n附件\n\n重点任务分工\n\n"
HEADER = "序号\t工作任务\t牵头单位\t责任单位\n"


@pytest.fixture
def read() -> Callable[[str], Draft]:
    """A whole document, given as text."""
    return lambda text: read_document("plan.txt", text.encode()).draft


@pytest.fixture
def read_rows(read: Callable[[str], Draft]) -> Callable[..., Draft]:
    """An annex of four columns, given as its rows."""
    return lambda *rows: read(ANNEX + HEADER + "\n".join(rows) + "\n")


@pytest.fixture
def seed() -> Callable[[str], Reading]:
    """A plan of the seed, as it is imported."""
    return lambda name: read_document(f"{name}.txt", (SEED / f"{name}.txt").read_bytes())


@pytest.fixture
def example() -> Callable[[str], Reading]:
    return lambda name: read_document(name, (DATA / name).read_bytes())


@pytest.fixture
def codes() -> Callable[[Draft], dict[str, int]]:
    """How often each finding occurs."""

    def count(draft: Draft) -> dict[str, int]:
        found = [finding.code for finding in draft.findings]
        return {code: found.count(code) for code in found}

    return count
