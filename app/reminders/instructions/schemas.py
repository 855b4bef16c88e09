"""What comes in and goes out over REST about instructions."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import in_one_line, printable, said
from app.progress.terms import Light
from app.reminders.instructions.giving_rules import MOST_UNITS
from app.reminders.instructions.terms import Action, InstructionState
from app.reminders.schemas import Named
from app.web.schemas import LARGEST_ID

LONGEST = 4_000
LONGEST_LINE = 100

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(said)]
Words = Annotated[
    str, Field(max_length=LONGEST), AfterValidator(lambda text: printable(text).strip())
]
Line = Annotated[
    str, Field(max_length=LONGEST_LINE), AfterValidator(lambda text: in_one_line(text) or None)
]
Name = Annotated[str, Field(max_length=40), AfterValidator(lambda text: in_one_line(text) or None)]
UnitIds = Annotated[list[Id], Field(min_length=1, max_length=MOST_UNITS)]
Speaker = Annotated[
    Line | None, Field(description="督办人员代录时必填：谁的话，例如“县民政局 周敏（电话）”")
]
OneUnit = Annotated[Id | None, Field(description="哪个单位；只有一个或联络员的本单位时可不填")]
OneOrAll = Annotated[Id | None, Field(description="哪个单位；不填为全部可以这样办理的单位")]


def _with(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": example})


class InstructionIn(BaseModel):
    model_config = _with(
        {
            "text": "请县残联牵头，会同县民政局核实两项补贴漏发情况，限期整改。",
            "given_on": "2023-08-01",
            "given_by": "吴志远",
            "unit_ids": [25, 9],
            "due_on": "2023-08-18",
            "source_number": "巫残工委〔2023〕7号",
        }
    )

    text: Annotated[Text, Field(description="批示内容，照录")]
    given_on: Annotated[date, Field(description="批示日期")]
    due_on: Annotated[date, Field(description="办理时限，应为工作日")]
    unit_ids: Annotated[UnitIds, Field(description="承办单位，第一个牵头")]
    given_by: Annotated[
        Name | None, Field(description="谁的批示；领导本人录入、或写了 leader_id 时可不填")
    ] = None
    leader_id: Annotated[Id | None, Field(description="领导的人员编号（有账户的）")] = None
    plan_id: Annotated[Id | None, Field(description="所涉方案")] = None
    task_id: Annotated[Id | None, Field(description="所涉任务")] = None
    source_number: Annotated[Line | None, Field(description="来文字号")] = None
    office_id: Annotated[
        Id | None,
        Field(description="不是由某个办公室的督办人员录入时：由哪个办公室跟进，只有一个时可不填"),
    ] = None


class InstructionPatch(BaseModel):
    model_config = _with({"unit_ids": [25, 9, 7]})

    text: Annotated[Text | None, Field(description="批示内容")] = None
    given_on: Annotated[date | None, Field(description="批示日期")] = None
    unit_ids: Annotated[UnitIds | None, Field(description="承办单位，第一个牵头")] = None
    given_by: Annotated[Name | None, Field(description="谁的批示")] = None
    leader_id: Annotated[Id | None, Field(description="领导的人员编号")] = None
    plan_id: Annotated[Id | None, Field(description="所涉方案；null 为不涉及")] = None
    task_id: Annotated[Id | None, Field(description="所涉任务；null 为不涉及")] = None
    source_number: Annotated[Line | None, Field(description="来文字号；null 为没有")] = None

    def given(self) -> dict[str, Any]:
        """What shall change. What an instruction cannot be without stays where it is null."""
        fixed = {"text", "given_on", "unit_ids", "given_by", "leader_id"}
        values = self.model_dump(exclude_unset=True)
        return {k: value for k, value in values.items() if value is not None or k not in fixed}


class AcknowledgeIn(BaseModel):
    model_config = _with({})

    unit_id: OneUnit = None
    on_behalf_of: Speaker = None


class ReplyIn(BaseModel):
    model_config = _with({"text": "已核实 12 人漏发，补发到位，并与县民政局建立按月比对。"})

    text: Annotated[Words, Field(description="办理情况，必填")] = ""
    unit_id: OneUnit = None
    on_behalf_of: Speaker = None


class ConfirmIn(BaseModel):
    model_config = _with({"unit_id": 25})

    unit_id: OneUnit = None


class AcceptIn(BaseModel):
    model_config = _with({"note": "已呈吴县长阅"})

    note: Annotated[Words, Field(description="意见，可不填")] = ""
    unit_id: OneOrAll = None


class SendBackIn(BaseModel):
    model_config = _with({"unit_id": 9, "reason": "没有写明补发到哪个月", "due_on": "2023-08-25"})

    reason: Annotated[Words, Field(description="原因，必填")] = ""
    due_on: Annotated[date | None, Field(description="新的时限，必填，应为工作日")] = None
    unit_id: OneUnit = None


class ExtendIn(BaseModel):
    model_config = _with({"reason": "需等市里的数据", "due_on": "2023-08-31"})

    reason: Annotated[Words, Field(description="原因，必填")] = ""
    due_on: Annotated[date | None, Field(description="新的时限，必填，应为工作日")] = None
    unit_id: OneOrAll = None


class WithdrawIn(BaseModel):
    model_config = _with({"reason": "已并入县政府常务会议议定事项"})

    reason: Annotated[Words, Field(description="原因，必填")] = ""


# ---- out -------------------------------------------------------------------------------------


class TaskRef(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class PlanRef(BaseModel):
    id: int
    title: str


class LightOut(BaseModel):
    light: Light
    name: str
    colour: str


class ScanOut(BaseModel):
    url: str
    name: str
    media_type: str = Field(description="按内容认定，不按名称")
    size: int
    sha256: str


class AnsweringOut(BaseModel):
    id: int = Field(description="提醒和待办以它为标识")
    unit: Named
    lead: bool = Field(description="牵头")
    state: InstructionState
    state_label: str
    sent_on: date = Field(description="哪一天交给这个单位")
    due_on: date
    due_confirmed: bool = Field(description="否：该年度放假安排尚未公布，这一天可能休息")
    first_due_on: date = Field(description="原定的时限")
    extensions: int = Field(description="改过几次")
    light: LightOut | None = Field(description="还没有回复的才有")
    overdue_workdays: int
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    reply: str | None = Field(description="最近一次回复；其他单位的回复只有牵头单位可见")
    replied_by: str | None
    replied_at: datetime | None
    on_behalf_of: str | None = Field(description="代录的，是谁的话")
    confirmed_by: str | None = Field(description="自审的第二人")
    note: str | None = Field(description="认可的意见，或退回的原因")
    decided_by: str | None
    decided_at: datetime | None
    own_unit: bool = Field(description="自审：认可的人属于这个单位")
    allowed: list[Action] = Field(description="本人现在可以办理的")
    version: int


class InstructionStepOut(BaseModel):
    id: int
    action: Action
    action_label: str
    units: list[str] = Field(description="涉及的单位；空为整件")
    state: InstructionState
    state_label: str = Field(description="办理后的状态")
    words: str
    due_on: date | None
    on_behalf_of: str | None
    own_unit: bool
    made_by: str
    made_at: datetime


class InstructionItem(BaseModel):
    id: int
    url: str
    text: str
    given_on: date
    given_by: str
    leader_id: int | None
    source_number: str | None
    plan: PlanRef | None
    task: TaskRef | None
    region: Named
    office: Named | None = Field(description="由哪个办公室跟进；null 为本地督办人员")
    state: InstructionState = Field(description="最慢的单位到了哪一步")
    state_label: str
    due_on: date = Field(description="还没有回复的单位中最近的时限；都回复了的为最后的时限")
    units: list[AnsweringOut]
    scan: ScanOut | None
    may_change: bool = Field(description="本人现在能否修改内容和单位")
    entered_by: str = Field(description="谁登记的")
    entered_at: datetime
    version: int
    updated_at: datetime


class InstructionOut(InstructionItem):
    steps: list[InstructionStepOut] = Field(description="办理经过，新的在前")


ANSWERING_EXAMPLE: dict[str, Any] = {
    "id": 4,
    "unit": {"id": 9, "name": "县民政局"},
    "lead": True,
    "state": "replied",
    "state_label": "已回复，待认可",
    "sent_on": "2023-08-02",
    "due_on": "2023-08-18",
    "due_confirmed": True,
    "first_due_on": "2023-08-18",
    "extensions": 0,
    "light": None,
    "overdue_workdays": 0,
    "acknowledged_by": "周敏",
    "acknowledged_at": "2023-08-02T15:20:00+08:00",
    "reply": "已核实 12 人漏发，补发到位，并与县残联建立按月比对。",
    "replied_by": "周敏",
    "replied_at": "2023-08-10T10:00:00+08:00",
    "on_behalf_of": None,
    "confirmed_by": None,
    "note": None,
    "decided_by": None,
    "decided_at": None,
    "own_unit": False,
    "allowed": ["accept", "send_back", "withdraw"],
    "version": 3,
}

ITEM_EXAMPLE: dict[str, Any] = {
    "id": 2,
    "url": "/api/v1/instructions/2",
    "text": "请县民政局核实两项补贴漏发情况，限期整改。",
    "given_on": "2023-08-01",
    "given_by": "吴志远",
    "leader_id": 4,
    "source_number": "巫残工委〔2023〕7号",
    "plan": {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"},
    "task": None,
    "region": {"id": 3, "name": "巫山县"},
    "office": {"id": 25, "name": "县残联"},
    "state": "replied",
    "state_label": "已回复，待认可",
    "due_on": "2023-08-18",
    "units": [ANSWERING_EXAMPLE],
    "scan": None,
    "may_change": False,
    "entered_by": "林晓岚",
    "entered_at": "2023-08-02T09:00:00+08:00",
    "version": 3,
    "updated_at": "2023-08-10T10:00:00+08:00",
}

EXAMPLE: dict[str, Any] = ITEM_EXAMPLE | {
    "steps": [
        {
            "id": 9,
            "action": "reply",
            "action_label": "回复",
            "units": ["县民政局"],
            "state": "replied",
            "state_label": "已回复，待认可",
            "words": "已核实 12 人漏发，补发到位，并与县残联建立按月比对。",
            "due_on": None,
            "on_behalf_of": None,
            "own_unit": False,
            "made_by": "周敏",
            "made_at": "2023-08-10T10:00:00+08:00",
        }
    ]
}
