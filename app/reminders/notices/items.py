"""Notices as the plain values that go out."""

from typing import Any

from sqlalchemy import Row

from app.progress.attachments.rules import MEDIA
from app.reminders.matters import Matter
from app.reminders.notices.files.models import NoticeFile
from app.reminders.notices.matters import still_owed
from app.reminders.notices.messages import KINDS, OUTCOMES, STATES
from app.reminders.notices.models import NoticeMatter, NoticeReply
from app.reminders.notices.service import Opened
from app.reminders.schemas import subject_key
from app.web.answers import instant

_PLAIN = (
    *("id", "kind", "colour", "state", "number", "organ", "title"),
    *("reply_due_on", "reply_due_confirmed", "drafted_by", "drafted_for", "reviewed_by"),
    *("signed_by", "signed_entered_by", "ended_by", "end_note", "version"),
)
_INSTANTS = ("drafted_at", "reviewed_at", "signed_at", "ended_at", "updated_at")


def item(row: Row[Any]) -> dict[str, Any]:
    office = row.office_id
    return {
        "url": f"/api/v1/notices/{row.id}",
        "kind_label": KINDS[row.kind],
        "state_label": STATES[row.state],
        "region": {"id": row.region_id, "name": row.region},
        "unit": {"id": row.unit_id, "name": row.unit},
        "office": None if office is None else {"id": office, "name": row.office},
        "matter_count": row.matters,
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: instant(getattr(row, name)) for name in _INSTANTS},
    }


def notice(found: Opened, address: str) -> dict[str, Any]:
    row = found.row
    return item(row) | {
        "basis": row.basis,
        "demand": row.demand,
        "contact": row.contact,
        "contact_phone": row.contact_phone,
        "overdue_workdays": found.overdue,
        "leader_signs": found.issuer.leader_signs,
        "matters": [
            _matter(one, found.now.get((one.subject_kind, one.subject_id)), address)
            for one in found.matters
        ],
        "replies": [_reply(one) for one in found.replies],
        "files": [_file(one) for one in found.files],
        "allowed": list(found.allowed),
    }


def _matter(one: NoticeMatter, now: Matter | None, address: str) -> dict[str, Any]:
    return {
        "key": subject_key(one.subject_kind, one.subject_id),
        "title": one.title,
        "part": one.part,
        "due_on": one.due_on,
        "due_confirmed": one.due_confirmed,
        "owed": still_owed(one, now),
        "url": f"{address}{now.path}" if now else None,
    }


def _file(one: NoticeFile) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": f"/api/v1/notices/{one.notice_id}/files/{one.id}",
        "name": one.name,
        "media_type": MEDIA[one.kind],
        "size": one.size,
        "sha256": one.sha256,
        "added_by": one.added_by,
        "added_at": instant(one.added_at),
    }


def _reply(one: NoticeReply) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "replied_by": one.replied_by,
        "replied_at": instant(one.replied_at),
        "entered_by": one.entered_by,
        "outcome": one.outcome,
        "outcome_label": OUTCOMES[one.outcome],
        "confirmed_by": one.confirmed_by,
        "decided_by": one.decided_by,
        "decided_at": instant(one.decided_at),
        "note": one.note,
        "new_due_on": one.new_due_on,
    }
