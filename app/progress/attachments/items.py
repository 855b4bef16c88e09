from typing import Any

from sqlalchemy import Row

from app.progress.attachments.rules import MEDIA
from app.web.answers import instant


def attachment(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": f"/api/v1/attachments/{row.id}",
        "return_id": row.return_id,
        "task_id": row.task_id,
        "name": row.name,
        "media_type": MEDIA[row.kind],
        "size": row.size,
        "sha256": row.sha256,
        "added_by": row.added_by,
        "added_at": instant(row.added_at),
    }
