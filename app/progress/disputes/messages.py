"""What people read of disputes."""

from datetime import date

from app.progress.disputes.terms import DisputeState

STATES = {
    DisputeState.OPEN: "待处理",
    DisputeState.UPHELD: "维持原分工",
    DisputeState.REASSIGNED: "已改派",
    DisputeState.WITHDRAWN: "已撤回",
}


def reassigned_because(unit: str, raised_on: date, note: str | None) -> str:
    """县残联 2023-07-11 提出异议：…… Why an amendment changes a row."""
    told = f"：{note}" if note else ""
    return f"{unit}{raised_on.isoformat()}提出异议，经核改派{told}"
