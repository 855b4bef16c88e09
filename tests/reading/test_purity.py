import json
import subprocess
import sys


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
