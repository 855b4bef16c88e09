"""The ceiling: Starlette, sqlite3 and orjson by hand, for one list and nothing else.

It runs the very statements that our service runs for one request (recorded from it), sign-in
included, and puts the same bytes together. It has no validation, no permissions, no sessions.
"""

import json
import sqlite3
import sys
from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.kit.clock import ZONE
from app.plans.terms import TaskState
from app.progress.lights.messages import told
from app.progress.lights.rules import Course, Share, share, task_light
from app.progress.messages import TASK_STATES, period_label
from app.progress.settings.rules import DEFAULTS
from app.progress.terms import LAGS
from app.workdays.rules import Calendar

Row = dict[str, Any]


class Recorded:
    """The statements of one request, found again by the table that each begins with."""

    def __init__(self, database: str, record: str, today: str, cursor: str) -> None:
        self.connection = sqlite3.connect(database, isolation_level=None)
        recorded = json.loads(Path(record).read_text(encoding="utf-8"))
        self.statements = [(sql, tuple(values)) for sql, values in recorded]
        # One line of base64, taken over from our answer: it is not what is measured.
        self.cursor = cursor
        self.today = date.fromisoformat(today)

    def results(self) -> list[list[Row]]:
        found = []
        self.connection.execute("BEGIN")
        for sql, values in self.statements:
            cursor = self.connection.execute(sql, values)
            names = [column[0] for column in cursor.description]
            found.append([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
        self.connection.execute("ROLLBACK")
        return found

    def which(self, *signs: str) -> int | None:
        for place, (sql, _) in enumerate(self.statements):
            if all(sign in sql for sign in signs):
                return place
        return None


def body(recorded: Recorded, limit: int) -> bytes:
    results = recorded.results()

    def of(*signs: str) -> list[Row]:
        place = recorded.which(*signs)
        return results[place] if place is not None else []

    page = of("FROM assignment JOIN task", "key_0")
    cells = defaultdict(list)
    for cell in of("assignment.raw"):
        cells[cell["task_id"]].append(_cell(cell))
    owed: dict[int, Row] = {}
    for one in of("FROM returns", "returns.period"):
        owed.setdefault(one["plan_id"], one)
    days = {date.fromisoformat(d["day"]): bool(d["works"]) for d in of("calendar_day")}
    calendar = Calendar(days, frozenset(y["year"] for y in of("calendar_year")))
    shares = {one["task_id"]: _share(one) for one in of("said.percent")}

    @cache
    def light(state: str, due: date | None, behind: int) -> Any:
        return task_light(TaskState(state), due, recorded.today, calendar, behind=behind)

    items = [
        _item(row, cells[row["id"]], owed.get(row["plan_id"]), shares.get(row["id"]), light)
        for row in page[:limit]
    ]
    return orjson.dumps({"items": items, "next": recorded.cursor if len(page) > limit else None})


def _cell(cell: Row) -> Row:
    return {
        "id": cell["id"],
        "role": cell["role"],
        "role_label": cell["printed_label"],
        "unit_id": cell["unit_id"],
        "unit": cell["name"] or cell["raw"],
        "raw": cell["raw"],
        "first": bool(cell["is_first_lead"]),
        "collective": bool(cell["collective"]),
    }


def _share(row: Row) -> Share | None:
    days = ("due_on", "extended_to", "decided_on", "added_on")
    dates: Row = {name: date.fromisoformat(row[name]) if row[name] else None for name in days}
    course = Course(**dates, period_start=row["period_start"], period_end=row["period_end"])
    return share(course, row["percent"], date.fromisoformat(row["as_of"]))


def _item(row: Row, cells: list[Row], due: Row | None, said: Share | None, light: Any) -> Row:
    day = date.fromisoformat(due["due_on"]) if due else None
    shown = light(row["state"], day, said.behind if said else 0)
    changed = datetime.fromisoformat(row["updated_at"]).replace(tzinfo=UTC).astimezone(ZONE)
    return {
        "id": row["id"],
        "url": f"/api/v1/tasks/{row['id']}",
        "number": row["number"],
        "title": row["title"],
        "kind": row["kind"],
        "plan": {"id": row["plan_id"], "title": row["plan_title"]},
        "assignments": cells,
        "state": row["state"],
        "state_label": TASK_STATES[TaskState(row["state"])],
        "due_on": row["due_on"],
        "due_text": row["due_text"],
        "due_source": row["due_source"],
        "extended_to": row["extended_to"],
        "version": row["version"],
        "updated_at": changed.isoformat(timespec="seconds"),
        "role": row["role"],
        "role_label": row["role_label"],
        "first": bool(row["first"]),
        "via_group": None,
        "via_unit": None,
        "via_label": None,
        "light": shown,
        "light_label": DEFAULTS.lamp(shown).name if shown else None,
        "light_colour": DEFAULTS.lamp(shown).colour if shown else None,
        "light_reason": told(said) if said and shown in LAGS else None,
        "share": said
        and {
            "as_of": said.as_of,
            "planned": said.planned,
            "reported": said.reported,
            "behind": said.behind,
        },
        "next_return": due
        and {
            "id": due["id"],
            "url": f"/api/v1/returns/{due['id']}",
            "period": due["period"],
            "period_label": period_label(due["period"]),
            "due_on": due["due_on"],
            "due_confirmed": bool(due["due_confirmed"]),
        },
    }


def main(database: str, record: str, today: str, cursor: str, port: str) -> None:
    recorded = Recorded(database, record, today, cursor)

    async def tasks(_request: Request) -> Response:
        return Response(body(recorded, 50), media_type="application/json")

    app = Starlette(routes=[Route("/api/v1/units/1/tasks", tasks)])
    uvicorn.run(app, port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
