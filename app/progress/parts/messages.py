"""What people read of parts."""

from app.progress.parts.rules import Standing

STANDINGS = {
    Standing.FILED: "已报送",
    Standing.NOT_FILED: "尚未报送",
    Standing.RETURNED: "退回修改中",
    Standing.WAIVED: "本期免报",
}
