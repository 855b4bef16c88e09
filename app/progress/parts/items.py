"""The thread of a row as the plain values that go out."""

from typing import Any

from app.progress.parts.messages import STANDINGS
from app.progress.parts.rules import Entry
from app.web.answers import instant


def entry(one: Entry) -> dict[str, Any]:
    return {
        "unit": {"id": one.unit_id, "name": one.unit},
        "part": one.part,
        "standing": one.standing,
        "standing_label": STANDINGS[one.standing],
        "filed_at": instant(one.filed_at),
        **vars(one.text),
    }
