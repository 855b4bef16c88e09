"""What people read beside a light."""

from app.kit.clock import printed_date
from app.progress.lights.rules import Share


def told(share: Share) -> str:
    """截至2023年6月30日，计划应完成50%，报送30%，滞后20个百分点."""
    behind = f"，滞后{share.behind}个百分点" if share.behind else ""
    day, planned = printed_date(share.as_of), share.planned
    return f"截至{day}，计划应完成{planned}%，报送{share.reported}%{behind}"
