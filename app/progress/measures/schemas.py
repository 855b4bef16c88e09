"""What comes in and goes out over REST."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import printable, said
from app.progress.measures.terms import MeasureState, Outcome
from app.progress.schemas import PlanRef, UnitRef
from app.web.schemas import LARGEST_ID

LONGEST_TEXT = 1000
LONGEST_NAME = 100
LONGEST_NOTE = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PLACES = 1000


def _of_our_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
    return day


Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT, description="措施内容"), AfterValidator(said)]
Day = Annotated[
    date | None,
    Field(description="完成日期；晚于任务时限时照样保存，并在 due_warning 中提醒"),
    AfterValidator(lambda day: _of_our_time(day) if day is not None else None),
]
Responsible = Annotated[
    str,
    Field(max_length=LONGEST_NAME, description="责任科室或责任人"),
    AfterValidator(lambda name: printable(name).strip()),
]

MEASURE_IN: dict[str, Any] = {
    "text": "与县人民医院签订适配服务协议，设 2 个评估点。",
    "due_on": "2023-09-30",
    "responsible": "康复科 王某",
}


class MeasureIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": MEASURE_IN})

    text: Text
    due_on: Day = None
    responsible: Responsible = ""
    unit_id: Annotated[Id | None, Field(description="代录时：代哪个单位；缺省为本单位")] = None


class MeasurePatch(BaseModel):
    """Only what is named is changed."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"due_on": "2023-10-31", "position": 1}}
    )

    text: Text = ""
    due_on: Day = None
    responsible: Responsible = ""
    position: Annotated[
        int, Field(ge=1, le=MOST_PLACES, description="在本单位该任务各项措施中排第几")
    ] = 1

    def given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class EndIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"outcome": "done"}})

    outcome: Annotated[Outcome, Field(description="done 已完成，dropped 不再实施（须写明原因）")]
    note: Annotated[
        str,
        Field(max_length=LONGEST_NOTE, description="说明"),
        AfterValidator(lambda text: printable(text).strip()),
    ] = ""


# ---- what goes out ---------------------------------------------------------------------------


class RevisionOut(BaseModel):
    version: int
    text: str
    due_on: date | None
    responsible: str
    state: MeasureState
    state_label: str
    note: str | None
    written_by: str
    entered_by: str | None
    written_at: datetime


class MeasureTask(BaseModel):
    id: int
    url: str
    number: str | None
    title: str
    due_on: date | None


class MeasureOut(BaseModel):
    id: int
    url: str
    task: MeasureTask
    plan: PlanRef
    unit: UnitRef
    position: int
    text: str
    due_on: date | None
    due_warning: str | None = Field(description="日期晚于任务时限或规划期末时的提醒")
    overdue: bool = Field(description="还在进行，而日期已过")
    responsible: str
    state: MeasureState
    state_label: str
    note: str | None = Field(description="结束时的说明")
    written_by: str
    entered_by: str | None = Field(description="代录人")
    created_at: datetime
    version: int
    updated_at: datetime
    history: list[RevisionOut] = Field(description="以前的各版，新的在前")


MEASURE_EXAMPLE: dict[str, Any] = {
    "id": 8,
    "url": "/api/v1/measures/8",
    "task": {
        "id": 41,
        "url": "/api/v1/tasks/41",
        "number": "5",
        "title": "加快发展残疾人托养和照护服务",
        "due_on": "2025-12-31",
    },
    "plan": {"id": 2, "title": "会宁县“十四五”残疾人保障和发展规划"},
    "unit": {"id": 4, "name": "县残联"},
    "position": 1,
    **MEASURE_IN,
    "due_warning": None,
    "overdue": False,
    "state": "active",
    "state_label": "进行中",
    "note": None,
    "written_by": "陈立",
    "entered_by": None,
    "created_at": "2023-05-25T09:30:00+08:00",
    "version": 2,
    "updated_at": "2023-06-01T10:00:00+08:00",
    "history": [
        {
            "version": 1,
            **MEASURE_IN,
            "due_on": "2023-08-31",
            "state": "active",
            "state_label": "进行中",
            "note": None,
            "written_by": "陈立",
            "entered_by": None,
            "written_at": "2023-05-25T09:30:00+08:00",
        }
    ],
}
