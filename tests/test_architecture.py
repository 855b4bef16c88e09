"""The rules of the house that a parser can check. A message says what to do instead."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.settings import ROOT

APP = ROOT / "app"
BELOW_DOMAINS = {"kit", "core", "journal", "jobs", "web", "reading", "paper"}
WEB_LIBRARIES = {"fastapi", "starlette", "jinja2"}
IMPURE = {"sqlmodel", "sqlalchemy", "httpx", "procrastinate", *WEB_LIBRARIES}
LONGEST_FILE = 350
LONGEST_FUNCTION = 45


@dataclass(frozen=True)
class Module:
    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(APP).with_suffix("").parts

    def imports(self) -> Iterator[tuple[str, list[str]]]:
        """Each imported module with the names taken from it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, []
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, [alias.name for alias in node.names]


def modules() -> list[Module]:
    return [
        Module(path, ast.parse(path.read_text(encoding="utf-8"), str(path)))
        for path in sorted(APP.rglob("*.py"))
    ]


ALL = modules()


@pytest.fixture(params=ALL, ids=lambda module: module.name)
def module(request: pytest.FixtureRequest) -> Module:
    found: Module = request.param
    return found


def test_only_routes_pages_and_web_know_the_web_libraries(module: Module) -> None:
    if module.parts[0] in {"web", "main"} or module.parts[-1] in {"api", "pages"}:
        return
    known = {name.split(".")[0] for name, _ in module.imports()}
    assert not known & WEB_LIBRARIES, "move what needs the request to api.py or pages.py"


def test_rules_are_pure(module: Module) -> None:
    if module.parts[-1] != "rules":
        return
    for name, _ in module.imports():
        assert name.split(".")[0] not in IMPURE, "rules take values and return values"
        assert not name.endswith((".models", ".queries", ".service")), "rules know no tables"


def test_reading_paper_and_kit_know_no_database_and_no_web(module: Module) -> None:
    if module.parts[0] not in {"reading", "paper", "kit"}:
        return
    assert not {name.split(".")[0] for name, _ in module.imports()} & IMPURE


def test_one_place_commits(module: Module) -> None:
    if module.name == "app/core/database.py":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            owner = node.value
            own = isinstance(owner, ast.Name) and owner.id == "database"
            through_runtime = isinstance(owner, ast.Attribute) and owner.attr == "database"
            assert own or through_runtime, "commit through Database: it seals the events"


def test_from_another_domain_one_takes_its_service_models_terms_or_readable(
    module: Module,
) -> None:
    if len(module.parts) == 1:
        return  # main, wiring and their like put the domains together
    for name, taken in module.imports():
        parts = name.split(".")
        if parts[0] != "app" or len(parts) < 2 or parts[1] in {module.parts[0], *BELOW_DOMAINS}:
            continue
        assert parts[1] != "wiring", "wiring stands above"
        if parts[-1] == "queries":
            assert all(one.startswith("readable") for one in taken), f"{name}: {taken}"
        elif len(parts) == 2:
            allowed = {"service", "models", "terms", "queries", "rules", "events"}
            assert set(taken) <= allowed, f"{name}: {taken}"
        else:
            assert parts[-1] in {"service", "models", "terms", "rules", "events"}, name


def test_no_module_is_a_drawer_for_odds_and_ends(module: Module) -> None:
    assert module.path.stem not in {"utils", "helpers", "manager", "common", "misc", "base"}


def test_no_file_outgrows_a_sitting(module: Module) -> None:
    lines = module.path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE, "split it: a domain that outgrows a file is two domains"


def test_no_function_outgrows_a_screen(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name}, {length} lines"


def test_every_service_function_that_changes_something_names_its_actor(module: Module) -> None:
    """Whoever emits an event says who did it."""
    if module.parts[-1] != "service" or module.parts[0] in BELOW_DOMAINS:
        return
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        emits = any(
            isinstance(call, ast.Call) and getattr(call.func, "id", "") == "emit"
            for call in ast.walk(node)
        )
        arguments = {argument.arg for argument in node.args.args}
        if emits and "actor" not in arguments:
            assert "runtime" in arguments, f"{node.name} has no actor"
