"""What a group is told. A note has no field in which the name of a unit could stand: who is late
is nobody's business but the unit's own and its coordinator's.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class GroupNote:
    """`due_on` is the day up to which `forms` are to be handed in; `overdue` are late by now."""

    due_on: date | None
    forms: int
    overdue: int
    link: str

    def text(self) -> str:
        said = ["【填报提醒】"]
        if self.due_on is not None and self.forms:
            day = f"{self.due_on.month}月{self.due_on.day}日"
            said.append(f"有{self.forms}份进展情况表将于{day}到期。")
        if self.overdue:
            also = "另有" if self.forms else "有进展情况表"
            said.append(f"{also}{self.overdue}份已逾期。")
        said.append("请各单位联络员登录查看本单位的清单，已报送的不必理会。")
        return f"{''.join(said)}\n{self.link}\n"
