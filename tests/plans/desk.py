"""What the cast does with plans: over REST as they would, with a worker that does its jobs."""

from dataclasses import dataclass
from typing import Any

import orjson
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app import wiring
from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.identity import service as identity
from app.jobs.worker import drain
from app.journal.models import JournalEvent
from tests.cast import World
from tests.plans.documents import plan


@dataclass(frozen=True)
class Desk:
    client: TestClient
    runtime: Runtime
    world: World

    def post_file(
        self,
        data: bytes,
        *,
        who: str = "林",
        name: str = "实施方案.txt",
        headers: dict[str, str] | None = None,
        **fields: Any,
    ) -> Response:
        answer: Response = self.client.post(
            "/api/v1/plans",
            headers=self.world.bearer(who) | (headers or {}),
            files={"file": (name, data, "text/plain")},
            data={key: str(value) for key, value in fields.items()},
        )
        return answer

    def work(self) -> int:
        """Let the worker do what is due; how many jobs were done."""
        return drain(self.runtime, wiring.HANDLERS)

    def draft(self, data: bytes | None = None, **how: Any) -> int:
        """Upload and read; the id of the plan."""
        answer = self.post_file(plan() if data is None else data, **how)
        assert answer.status_code == 202, answer.text
        self.work()
        plan_id: int = answer.json()["id"]
        return plan_id

    def published(self, data: bytes | None = None, **how: Any) -> int:
        plan_id = self.draft(data, **how)
        self.send("POST", f"/plans/{plan_id}/publish")
        self.work()
        return plan_id

    def get(self, path: str, *, who: str = "林", status: int = 200, **params: Any) -> Any:
        answer = self.client.get(f"/api/v1{path}", headers=self.world.bearer(who), params=params)
        assert answer.status_code == status, answer.text
        return answer.json()

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        who: str = "林",
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Any:
        answer = self.client.request(
            method,
            f"/api/v1{path}",
            headers=self.world.bearer(who) | (headers or {}),
            json=body,
        )
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def hire(
        self, name: str, role: Role, *, region: int | None = None, unit: str | None = None
    ) -> None:
        """Somebody new in the cast."""
        with self.runtime.database.write() as session:
            made = identity.create_token(
                session,
                SYSTEM,
                name=name,
                role=role,
                region_id=region or self.world.region,
                unit_id=self.world.units[unit] if unit else None,
            )
            self.world.tokens[name] = made.secret

    def matrix(self, plan_id: int, *, who: str = "林") -> list[dict[str, Any]]:
        tasks: list[dict[str, Any]] = self.get(f"/plans/{plan_id}/matrix", who=who)["tasks"]
        return tasks

    def findings(self, plan_id: int, code: str | None = None) -> list[dict[str, Any]]:
        found = self.get(f"/plans/{plan_id}/findings")["items"]
        return [one for one in found if code in (None, one["code"])]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of what the journal has of one kind, the oldest first."""
        with self.runtime.database.read() as session:
            query = select(JournalEvent).where(col(JournalEvent.kind) == kind)
            rows = session.scalars(query.order_by(col(JournalEvent.seq)))
            return [orjson.loads(row.body or "{}") for row in rows]
