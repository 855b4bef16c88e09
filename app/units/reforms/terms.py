from datetime import timedelta
from enum import StrEnum

SUBJECT = "reform"
"""Of events, and of what else names a reform."""
ONE_DAY = timedelta(days=1)


class ReformKind(StrEnum):
    """更名、合并（并入）、拆分."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"


KINDS = {
    ReformKind.RENAME: "更名",
    ReformKind.MERGE: "合并",
    ReformKind.SPLIT: "拆分",
}
