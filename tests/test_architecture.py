"""The rules of the house that a parser can check. A message says what to do instead."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.settings import ROOT

APP = ROOT / "app"
BELOW_DOMAINS = {"kit", "core", "journal", "jobs", "web", "reading", "paper"}
WEB_LIBRARIES = {"fastapi", "starlette", "jinja2"}
IMPURE = {"sqlmodel", "sqlalchemy", "httpx2", "procrastinate", *WEB_LIBRARIES}
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
Faults = Iterator[str]


def told(faults: Callable[[Module], Faults]) -> list[str]:
    """What a rule finds in the whole house, each with the file that it stands in."""
    return [f"{module.name}: {fault}" for module in ALL for fault in faults(module)]


def web_libraries(module: Module) -> Faults:
    if module.parts[0] in {"web", "main"} or {"api", "pages"} & set(module.parts):
        return
    # What a place sends to its gateway is a template too, and no page.
    allowed = {"jinja2"} if module.name == "app/deliveries/http/template.py" else set()
    for name, _ in module.imports():
        if name.split(".")[0] in WEB_LIBRARIES - allowed:
            yield f"imports {name}: move what needs the request to api.py or pages.py"


def test_only_routes_pages_and_web_know_the_web_libraries() -> None:
    assert told(web_libraries) == []


def impure_rules(module: Module) -> Faults:
    if module.parts[-1] != "rules":
        return
    for name, _ in module.imports():
        if name.split(".")[0] in IMPURE or name.endswith((".models", ".queries", ".service")):
            yield f"imports {name}: rules take values and return values"


def test_rules_are_pure() -> None:
    assert told(impure_rules) == []


def impure_packages(module: Module) -> Faults:
    if module.parts[0] in {"reading", "paper", "kit"}:
        yield from (name for name, _ in module.imports() if name.split(".")[0] in IMPURE)


def test_reading_paper_and_kit_know_no_database_and_no_web() -> None:
    assert told(impure_packages) == []


def commits(module: Module) -> Faults:
    if module.name == "app/core/database.py":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            owner = node.value
            own = isinstance(owner, ast.Name) and owner.id == "database"
            through_runtime = isinstance(owner, ast.Attribute) and owner.attr == "database"
            if not (own or through_runtime):
                yield f"line {node.lineno}: commit through Database, which seals the events"


def test_one_place_commits() -> None:
    assert told(commits) == []


OPEN_MODULES = {"service", "models", "terms", "rules", "events", "messages"}


def strangers(module: Module) -> Faults:
    if len(module.parts) == 1 or module.parts[0] in {"seeding", "kit"}:
        return  # main, wiring and their like put the domains together
    for name, taken in module.imports():
        parts = name.split(".")
        if parts[0] != "app" or len(parts) < 2 or parts[1] in {module.parts[0], *BELOW_DOMAINS}:
            continue
        if parts[-1] == "queries":
            hidden = [one for one in taken if not one.startswith("readable")]
        elif len(parts) == 2:
            hidden = [one for one in taken if one not in {*OPEN_MODULES, "queries"}]
        else:
            hidden = [] if parts[-1] in OPEN_MODULES else taken
        if hidden:
            yield f"takes {', '.join(hidden)} from {name}: ask its service"


def test_from_another_domain_one_takes_its_service_models_terms_or_readable() -> None:
    assert told(strangers) == []


def drawers(module: Module) -> Faults:
    if module.path.stem in {"utils", "helpers", "manager", "common", "misc", "base"}:
        yield "a drawer for odds and ends: name what is in it"


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert told(drawers) == []


def outgrown(module: Module) -> Faults:
    lines = module.path.read_text(encoding="utf-8").count("\n")
    if lines > LONGEST_FILE:
        yield f"{lines} lines: a domain that outgrows a file is two domains"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{node.name} has {length} lines"


def test_no_file_outgrows_a_sitting_and_no_function_a_screen() -> None:
    assert told(outgrown) == []


def nameless(module: Module) -> Faults:
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
        if emits and not arguments & {"actor", "runtime"}:
            yield f"{node.name} changes something and names no actor"


def test_whoever_emits_an_event_says_who_did_it() -> None:
    assert told(nameless) == []


def unguarded(module: Module) -> Faults:
    """A `match` on a role whose last case is not a refusal opens to a role that is added later."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("readable"):
            for match in (one for one in ast.walk(node) if isinstance(one, ast.Match)):
                if "false()" not in ast.unparse(match.cases[-1]):
                    yield f"{node.name}: its last case must be false()"


def test_visibility_fails_closed() -> None:
    assert told(unguarded) == []
