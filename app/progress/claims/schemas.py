"""What comes in and goes out over REST."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import printable, said
from app.progress.claims.rules import MOST_PARTNERS
from app.progress.claims.terms import ClaimState, Decision, Gap
from app.progress.schemas import PlanRef, UnitRef
from app.reading.terms import DueSource, Role, TaskKind
from app.web.schemas import LARGEST_ID

LONGEST_WORDS = 2000
LONGEST_NOTE = 500
LONGEST_NAME = 50
MOST_DECISIONS = 100

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Words = Annotated[
    str,
    Field(max_length=LONGEST_WORDS, description="本单位的话：为什么由本单位承担，打算怎样做"),
    AfterValidator(said),
]
Note = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(printable)]
Partners = Annotated[
    list[Id], Field(max_length=MOST_PARTNERS, description="拟与哪些单位共同承担（单位编号）")
]
RoleIn = Annotated[Role, Field(description="牵头 lead、共同承担 responsible、配合 supporting")]

CLAIM_IN: dict[str, Any] = {
    "role": "lead",
    "words": "辅助器具适配一直由我单位办理，已有服务机构 2 家，拟先适配护理类。",
    "partners": [9],
}


class ClaimIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": CLAIM_IN})

    role: RoleIn
    words: Words
    partners: Partners = []
    unit_id: Annotated[Id | None, Field(description="代录时：代哪个单位认领；缺省为本单位")] = None
    said_by: Annotated[
        str | None,
        Field(max_length=LONGEST_NAME, description="代录时：该单位由谁提出"),
        AfterValidator(lambda name: said(name) if name is not None else None),
    ] = None


class ClaimPatch(BaseModel):
    """Only what is named is changed."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"role": "supporting", "partners": []}}
    )

    role: RoleIn = Role.LEAD
    words: Words = ""
    partners: Partners = []

    def given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class WithdrawIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"reason": "与县民政局商定由其牵头"}}
    )

    reason: Annotated[Note, Field(description="撤回原因")] = ""


class DecisionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    claim_id: Id
    decision: Annotated[
        Decision, Field(description="同意牵头、共同承担、配合，或不采纳 decline（须写明原因）")
    ]
    note: Annotated[Note, Field(description="说明；不采纳的须写明原因")] = ""
    unit_id: Annotated[
        Id | None, Field(description="提出认领的单位已经拆分时：由哪个承继单位承担")
    ] = None


class SettleIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "decisions": [
                    {"claim_id": 3, "decision": "lead"},
                    {"claim_id": 5, "decision": "supporting", "note": "负责救助部分"},
                    {"claim_id": 6, "decision": "decline", "note": "与本职不符"},
                ]
            }
        },
    )

    decisions: Annotated[list[DecisionIn], Field(min_length=1, max_length=MOST_DECISIONS)]
    first: Annotated[
        Id | None, Field(description="同意两个以上单位牵头时，由哪项认领的单位主牵头、汇总填报")
    ] = None


# ---- what goes out ---------------------------------------------------------------------------


class ClaimTask(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class ClaimOut(BaseModel):
    id: int
    url: str
    task: ClaimTask
    plan: PlanRef
    unit: UnitRef = Field(description="提出认领的单位")
    successors: list[UnitRef] = Field(
        description="该单位已由机构改革终止时的承继单位，主要的在前；仍存续的为空"
    )
    role: Role
    role_label: str
    words: str | None = Field(description="单位的话；同列认领的其他单位看不到，为 null")
    partners: list[UnitRef] = Field(description="拟共同承担的单位")
    state: ClaimState
    state_label: str
    conflict: bool = Field(description="还有别的单位也要求牵头")
    offered_by: str
    offered_at: datetime
    entered_by: str | None = Field(description="代录人")
    confirmed_role: Role | None = Field(description="确认的角色，可以与提出的不同")
    confirmed_unit: UnitRef | None = Field(description="确认由哪个单位承担")
    decided_by: str | None
    decided_at: datetime | None
    note: str | None = Field(description="说明、不采纳或撤回的原因")
    version: int
    updated_at: datetime


class OfferOut(BaseModel):
    """An offer that waits, as every unit sees it that might offer too."""

    id: int
    unit: UnitRef
    successors: list[UnitRef]
    role: Role
    role_label: str
    partners: list[UnitRef]
    offered_at: datetime


class CellOut(BaseModel):
    unit_id: int | None
    unit: str
    role: Role
    role_label: str
    collective: bool


class ClaimableOut(BaseModel):
    id: int
    url: str
    claims_url: str
    number: str | None
    title: str
    text: str
    kind: TaskKind
    section: list[str]
    plan: PlanRef
    due_on: date | None
    due_text: str | None
    due_source: DueSource | None
    gap: Gap | None = Field(description="缺什么：没有列明单位、只列了集合单位、没有牵头；null 不缺")
    gap_label: str | None
    assignments: list[CellOut] = Field(description="现在列明的单位")
    own_offer: OfferOut | None = Field(description="本单位等待确认的认领")
    other_offers: list[OfferOut] = Field(description="其他单位等待确认的认领")


class TaskClaimsOut(BaseModel):
    task: ClaimableOut
    led_by: str | None = Field(description="现在的牵头单位")
    closed: str | None = Field(description="为什么不能认领；可以认领时为 null")
    conflict: bool = Field(description="两个以上单位要求牵头，待督办人员确定")
    items: list[ClaimOut]
    version: int = Field(description="任务与认领的版本，settle 时作为 If-Match")


CLAIM_EXAMPLE: dict[str, Any] = {
    "id": 3,
    "url": "/api/v1/claims/3",
    "task": {
        "id": 41,
        "url": "/api/v1/tasks/41",
        "number": "5",
        "title": "加快发展残疾人托养和照护服务",
    },
    "plan": {"id": 2, "title": "会宁县“十四五”残疾人保障和发展规划"},
    "unit": {"id": 4, "name": "县残联"},
    "successors": [],
    "role": "lead",
    "role_label": "牵头",
    "words": CLAIM_IN["words"],
    "partners": [{"id": 9, "name": "县民政局"}],
    "state": "offered",
    "state_label": "等待确认",
    "conflict": False,
    "offered_by": "陈立",
    "offered_at": "2023-05-20T09:30:00+08:00",
    "entered_by": None,
    "confirmed_role": None,
    "confirmed_unit": None,
    "decided_by": None,
    "decided_at": None,
    "note": None,
    "version": 1,
    "updated_at": "2023-05-20T09:30:00+08:00",
}
CONFIRMED_EXAMPLE: dict[str, Any] = CLAIM_EXAMPLE | {
    "state": "confirmed",
    "state_label": "已确认",
    "confirmed_role": "lead",
    "confirmed_unit": {"id": 4, "name": "县残联"},
    "decided_by": "林晓岚",
    "decided_at": "2023-05-22T10:00:00+08:00",
    "version": 2,
    "updated_at": "2023-05-22T10:00:00+08:00",
}
_OFFER = {
    name: CLAIM_EXAMPLE[name]
    for name in ("id", "unit", "successors", "role", "role_label", "partners", "offered_at")
}
CLAIMABLE_EXAMPLE: dict[str, Any] = {
    "id": 41,
    "url": "/api/v1/tasks/41",
    "claims_url": "/api/v1/tasks/41/claims",
    "number": "5",
    "title": "加快发展残疾人托养和照护服务",
    "text": "加快发展残疾人托养和照护服务。健全完善残疾人托养服务体系……",
    "kind": "task",
    "section": ["三、重点任务", "（二）健全残疾人社会保障制度"],
    "plan": {"id": 2, "title": "会宁县“十四五”残疾人保障和发展规划"},
    "due_on": "2025-12-31",
    "due_text": None,
    "due_source": "plan",
    "gap": "nobody",
    "gap_label": "没有列明单位",
    "assignments": [],
    "own_offer": _OFFER,
    "other_offers": [],
}
TASK_CLAIMS_EXAMPLE: dict[str, Any] = {
    "task": CLAIMABLE_EXAMPLE,
    "led_by": None,
    "closed": None,
    "conflict": False,
    "items": [CLAIM_EXAMPLE],
    "version": 2,
}
