"""Dockerfile and compose.yaml against what the service really has, since no engine runs here."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyOptions
from typer.testing import CliRunner

from app.cli import COMMANDS, build
from app.core.settings import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    options = PyOptions()
    options.apply_merge = True
    compose = options.from_yaml((ROOT / "compose.yaml").read_text())
    compose.validate()
    found: dict[str, Any] = compose.to_dict()["services"]
    return found


def _called(services: dict[str, Any]) -> Iterator[list[str]]:
    yield json.loads(DOCKERFILE.rpartition("\nCMD ")[2])
    for service in services.values():
        if "build" in service:
            yield service["command"]


def test_the_containers_call_only_commands_that_exist(services: dict[str, Any]) -> None:
    for program, command, *options in _called(services):
        assert program == "taskmatrix"
        assert command in COMMANDS
        told = CliRunner().invoke(build(command), [command, "--help"]).output
        for option in options:
            assert option in re.sub(r"\x1b\[[0-9;]*m", "", told)


def test_the_web_service_and_the_worker_wait_for_the_migration(services: dict[str, Any]) -> None:
    for name in ("web", "worker"):
        waits = services[name]["depends_on"]["migrate"]
        assert waits["condition"] == "service_completed_successfully"


def test_no_image_floats_and_nobody_is_root(services: dict[str, Any]) -> None:
    images = [*re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE), services["database"]["image"]]
    assert all(":" in image and not image.endswith(":latest") for image in images)
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)


def test_every_setting_of_the_compose_file_is_one_that_the_service_knows(
    services: dict[str, Any],
) -> None:
    from app.core.settings import Settings  # noqa: PLC0415 - only this test asks for it

    known = {name.upper() for name in Settings.model_fields}
    assert set(services["web"]["environment"]) <= known


def test_everything_that_the_image_copies_is_there() -> None:
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert f"!{Path(source).parts[0]}" in (ROOT / ".dockerignore").read_text()


def test_the_health_check_of_the_image_passes_and_fails_as_it_should(live_server: str) -> None:
    check_line = re.search(r"HEALTHCHECK[^\[]+(\[.+\])$", DOCKERFILE, re.MULTILINE)
    assert check_line
    command = json.loads(check_line[1])
    port = live_server.rpartition(":")[2]

    def check(port: str) -> int:
        return subprocess.run(
            [sys.executable, *command[1:]], env={"PORT": port}, capture_output=True, check=False
        ).returncode

    assert check(port) == 0
    assert check("9") != 0
