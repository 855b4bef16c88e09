"""What goes out over REST about versions of a plan."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.plans.terms import VersionState
from app.reading.terms import Role, Stage


class IncomingVersionOut(BaseModel):
    number: int
    state: VersionState
    title: str
    refusal_code: str | None = Field(description="没有导入成的原因代码")
    refusal: str | None


class VersionDocumentOut(BaseModel):
    id: int
    name: str
    sha256: str


class FromToOut(BaseModel):
    old: Any
    new: Any


class VersionUnitOut(BaseModel):
    unit_id: int | None
    name: str = Field(description="照原文")
    role: Role
    printed_label: str


class RoleChangeOut(BaseModel):
    unit_id: int | None
    name: str
    role: FromToOut
    printed_label: str


class NameChangeOut(FromToOut):
    unit_id: int | None


class VersionTaskOut(BaseModel):
    task_id: int
    number: str | None
    title: str


class WholeTaskOut(VersionTaskOut):
    text: str
    section: list[str]
    due_on: str | None
    due_text: str | None
    units: list[VersionUnitOut]


class ChangedTaskOut(VersionTaskOut):
    changes: dict[str, FromToOut] = Field(description="变了的各项：序号、全文、章节、完成时限等")
    units_added: list[VersionUnitOut]
    units_removed: list[VersionUnitOut]
    roles_changed: list[RoleChangeOut]
    names_changed: list[NameChangeOut] = Field(description="同一单位，写法变了")


class SplitTaskOut(VersionTaskOut):
    into: list[VersionTaskOut]


class MergedTaskOut(VersionTaskOut):
    out_of: list[VersionTaskOut]


class HeldOut(BaseModel):
    unit_id: int | None
    name: str
    roles: dict[str, int] = Field(description="各种责任各有几项任务")


class HeldChangeOut(BaseModel):
    unit_id: int | None
    name: str
    roles: FromToOut


class IndicatorRefOut(BaseModel):
    indicator_id: int
    name: str
    measure: str | None
    target: str | None


class IndicatorChangeOut(BaseModel):
    indicator_id: int
    name: str
    changes: dict[str, FromToOut]


class DifferenceOut(BaseModel):
    plan_changes: dict[str, FromToOut] = Field(description="标题、文号、印发日期等")
    tasks_added: list[WholeTaskOut]
    tasks_removed: list[WholeTaskOut]
    tasks_changed: list[ChangedTaskOut]
    tasks_split: list[SplitTaskOut]
    tasks_merged: list[MergedTaskOut]
    tasks_kept: list[VersionTaskOut] = Field(description="人工补录、原文没有而保留的")
    units_added: list[HeldOut] = Field(description="原来没有任务的单位")
    units_removed: list[HeldOut] = Field(description="不再有任务的单位")
    units_changed: list[HeldChangeOut] = Field(description="承担的责任种类变了的单位")
    indicators_added: list[IndicatorRefOut]
    indicators_removed: list[IndicatorRefOut]
    indicators_changed: list[IndicatorChangeOut]


class VersionOut(BaseModel):
    number: int
    state: VersionState
    stage: Stage | None
    stage_label: str | None
    title: str
    document: VersionDocumentOut | None = Field(description="没有导入成的不再保存，为 null")
    received_at: datetime
    imported_at: datetime | None
    imported_by: str = Field(description="由谁上传")
    progress: dict[str, int] | None
    refusal_code: str | None
    refusal: str | None
    difference: DifferenceOut | None = Field(
        description="与上一版相比；第一版为 null。联络员只见版本目录"
    )


VERSION_EXAMPLE: dict[str, Any] = {
    "number": 2,
    "state": "imported",
    "stage": "issued",
    "stage_label": "印发稿",
    "title": "巫山县“十四五”残疾人保障和发展规划（2021—2025年）",
    "document": {"id": 2, "name": "规划（印发稿）.docx", "sha256": "77ac…"},
    "received_at": "2022-04-20T09:00:00+08:00",
    "imported_at": "2022-04-20T09:00:03+08:00",
    "imported_by": "林",
    "progress": None,
    "refusal_code": None,
    "refusal": None,
    "difference": {
        "plan_changes": {"stage": {"old": "consultation", "new": "issued"}},
        "tasks_added": [],
        "tasks_removed": [],
        "tasks_changed": [
            {
                "task_id": 1,
                "number": "1",
                "title": "健全易返贫致贫人口动态监测预警和帮扶机制",
                "changes": {"due_on": {"old": "2025-12-31", "new": "2024-12-31"}},
                "units_added": [
                    {
                        "unit_id": 2,
                        "name": "县民政局",
                        "role": "responsible",
                        "printed_label": "责任单位",
                    }
                ],
                "units_removed": [],
                "roles_changed": [],
                "names_changed": [],
            }
        ],
        "tasks_split": [],
        "tasks_merged": [],
        "tasks_kept": [],
        "units_added": [],
        "units_removed": [],
        "units_changed": [],
        "indicators_added": [],
        "indicators_removed": [],
        "indicators_changed": [],
    },
}
