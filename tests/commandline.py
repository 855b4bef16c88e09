"""`taskmatrix …` as a person types it: in this process, or in one of its own.

A process takes two seconds to begin, so a test has one only where its beginning or its end is what
the test is about.
"""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from app import cli
from app.core.runtime import Runtime
from app.core.settings import ROOT, Settings
from app.kit import clock
from tests.running import running


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*words: str | Path, **environment: str) -> Done:
    """From the real entry point on, with nothing else in the environment."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        _as_called(words, environment),
        chdir(ROOT),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        cli.main()
    code = ended.value.code
    return Done(code if isinstance(code, int) else bool(code), _written(out), _written(err))


def process(*words: str | Path, **environment: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)],
        cwd=ROOT,
        env=_environment(environment),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _environment(more: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **more}


def _written(stream: io.TextIOWrapper) -> str:
    raw = stream.detach()
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


@contextmanager
def _as_called(words: tuple[str | Path, ...], environment: dict[str, str]) -> Iterator[None]:
    with ExitStack() as opened, pytest.MonkeyPatch.context() as patch:

        def build(settings: Settings) -> Runtime:
            import_module("app.tables")
            return opened.enter_context(running(settings))

        patch.setattr(cli, "_build", build)
        patch.setattr(sys, "argv", ["taskmatrix", *map(str, words)])
        wanted = _environment(environment)
        for name in set(os.environ) - set(wanted):
            patch.delenv(name)
        for name, value in wanted.items():
            patch.setenv(name, value)
        try:
            yield
        finally:
            clock.pin_day(None)
