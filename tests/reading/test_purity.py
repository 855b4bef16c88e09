import json
import re
import subprocess
import sys
from pathlib import Path


def test_reading_needs_nothing_but_python_itself() -> None:
    """So that it starts at once, and can run where there is no database and no web."""
    script = (
        "import sys, json; before = set(sys.modules); import app.reading;"
        "print(json.dumps(sorted({name.split('.')[0] for name in set(sys.modules) - before})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    foreign = set(json.loads(done.stdout)) - set(sys.stdlib_module_names)
    assert foreign == {"app"}


def test_the_reader_knows_no_place_and_no_document() -> None:
    """Its grammar is one of words; a name in it would be a case."""
    seeds = Path(__file__).parents[2] / "seed" / "plans"
    entries = json.loads((seeds / "provenance.json").read_text("utf-8"))
    places = {
        found[0]
        for one in entries
        for found in re.finditer(r"[\u4e00-\u9fff]{2}(?=[县市区])", one["title"][:6])
    }
    assert len(places) >= 4
    for path in (Path(__file__).parents[2] / "app" / "reading").rglob("*.py"):
        source = path.read_text("utf-8")
        assert not [place for place in places if place in source], path
