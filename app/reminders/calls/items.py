"""A call as the plain values that go out."""

from typing import Any

from app.reminders.calls.service import Told
from app.reminders.schemas import subject_key
from app.web.answers import instant


def call(told: Told, address: str) -> dict[str, Any]:
    row = told.row
    return {
        "id": row.id,
        "url": _url(row.id),
        "unit": {"id": row.unit_id, "name": row.unit},
        "called_by": row.called_by,
        "spoke_to": row.spoke_to,
        "person_id": row.person_id,
        "called_at": instant(row.called_at),
        "matters": [
            {
                "key": subject_key(*subject),
                "title": matter.title if matter else None,
                "part": matter.part if matter else None,
                "url": f"{address}{matter.path}" if matter else None,
                "owed": matter is not None and matter.owed,
            }
            for subject, matter in told.matters
        ],
        "about": row.about,
        "answer": row.answer,
        "promised_on": row.promised_on,
        "corrects": _url(row.corrects_id) if row.corrects_id else None,
        "corrected_by": _url(row.corrected_by_id) if row.corrected_by_id else None,
        "entered_by": row.entered_by,
        "entered_at": instant(row.entered_at),
        "may_change": told.may_change,
        "version": row.version,
        "updated_at": instant(row.updated_at),
    }


def _url(call_id: int) -> str:
    return f"/api/v1/calls/{call_id}"
