"""What comes in and goes out over REST about notices."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import in_one_line, printable, said
from app.reminders.notices.rules import MOST_MATTERS
from app.reminders.notices.terms import (
    NoticeAction,
    NoticeColour,
    NoticeKind,
    NoticeState,
    ReplyOutcome,
)
from app.reminders.schemas import Key, Named, subject_of
from app.web.schemas import LARGEST_ID

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REPLY = 120, 1000, 4000

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Title = Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(in_one_line)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(printable)]
Name = Annotated[str, Field(max_length=40), AfterValidator(said)]
Reason = Annotated[str, Field(max_length=500), AfterValidator(said)]
Contact = Annotated[str, Field(max_length=40), AfterValidator(in_one_line)]


Matters = Annotated[
    list[Key],
    Field(
        max_length=MOST_MATTERS,
        description="所涉事项：/todo 的 key，例如 return:12，须是这个单位现在要办的",
    ),
]


class NoticeIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"kind": "urging", "unit_id": 9, "matters": ["return:12"]}},
    )

    kind: Annotated[
        NoticeKind,
        Field(description="handover 交办单、reminder 提醒函、urging 催办单、supervision 督办单"),
    ]
    unit_id: Annotated[Id, Field(description="承办单位")]
    matters: Matters = []
    office_id: Annotated[Id | None, Field(description="发文单位，缺省为本单位或方案的承办单位")] = (
        None
    )
    colour: Annotated[NoticeColour | None, Field(description="颜色，按本地的习惯")] = None
    title: Annotated[Title | None, Field(description="事项；缺省由所涉事项写成")] = None
    basis: Annotated[Text | None, Field(description="依据；缺省为所涉的方案")] = None
    demand: Annotated[Text | None, Field(description="要求")] = None
    contact: Annotated[Contact | None, Field(description="联系人，缺省为拟稿人")] = None
    contact_phone: Annotated[Contact | None, Field(description="联系电话")] = None
    reply_due_on: Annotated[
        date | None,
        Field(description="回复时限，遇休息日顺延；缺省为签发后第 5 个工作日"),
    ] = None


class NoticePatch(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"title": "关于催办2件逾期事项"}}
    )

    kind: NoticeKind | None = None
    matters: Matters | None = None
    office_id: Id | None = None
    colour: NoticeColour | None = None
    title: Title | None = None
    basis: Text | None = None
    demand: Text | None = None
    contact: Contact | None = None
    contact_phone: Contact | None = None
    reply_due_on: date | None = None

    def given(self) -> dict[str, Any]:
        """What is named; null clears what may be empty and leaves the rest as it is."""
        named = self.model_dump(exclude_unset=True)
        clears = {"colour", "reply_due_on", "office_id"}
        kept = {name: one for name, one in named.items() if one is not None or name in clears}
        if self.matters is not None:
            kept["matters"] = [subject_of(one) for one in self.matters]
        return kept


class SignIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"number": None}})

    number: Annotated[
        Annotated[str, Field(max_length=60)] | None,
        Field(description="OA 编的文号，例如会残工委办催〔2023〕3号；缺省按机关代字顺次编号"),
    ] = None
    on_behalf_of: Annotated[
        Name | None, Field(description="已由领导在纸上签发的，写明是哪位领导")
    ] = None


class NoticeReasonIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"reason": "事项已经办好。"}}
    )

    reason: Annotated[Reason, Field(description="原因")]


class ReplyIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"text": "已于7月18日报送。"}}
    )

    text: Annotated[
        Annotated[str, Field(max_length=LONGEST_REPLY), AfterValidator(said)],
        Field(description="办理情况"),
    ]
    on_behalf_of: Annotated[Name | None, Field(description="代录时：由谁回复")] = None


class AcceptIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"note": "同意办结。"}})

    note: Annotated[
        Annotated[str, Field(max_length=500), AfterValidator(printable)],
        Field(description="说明"),
    ] = ""


class SendBackIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"reason": "没有写明完成的时间。", "reply_due_on": "2023-07-28"}
        },
    )

    reason: Annotated[Reason, Field(description="为什么退回")]
    reply_due_on: Annotated[date, Field(description="新的回复时限，遇休息日顺延")]


# ---- what goes out ---------------------------------------------------------------------------


class NoticeItem(BaseModel):
    id: int
    url: str
    kind: NoticeKind
    kind_label: str
    colour: NoticeColour | None
    state: NoticeState
    state_label: str
    number: str | None = Field(description="文号；作废的保留，不再使用")
    region: Named
    unit: Named = Field(description="承办单位")
    office: Named | None = Field(description="发文单位")
    organ: str | None = Field(description="署名，签发时定")
    title: str = Field(description="事项")
    matter_count: int
    reply_due_on: date | None = Field(description="回复时限；草稿为 null 时即签发后第 5 个工作日")
    reply_due_confirmed: bool = Field(description="否：该年度放假安排尚未公布，时限可能调整")
    drafted_by: str
    drafted_at: datetime
    drafted_for: date | None = Field(
        description="由提醒的各级要求拟稿的那一天；改了种类或发文单位的为 null"
    )
    reviewed_by: str | None
    reviewed_at: datetime | None
    signed_by: str | None
    signed_at: datetime | None
    signed_entered_by: str | None = Field(description="在纸上签发的，由谁代录")
    ended_by: str | None
    ended_at: datetime | None
    end_note: str | None = Field(description="撤回、作废的原因，或办结的说明")
    version: int
    updated_at: datetime


class NoticeMatterOut(BaseModel):
    key: str = Field(description="同 /todo 的 key")
    title: str
    part: str
    due_on: date
    due_confirmed: bool
    owed: bool = Field(description="现在是否仍要办")
    url: str | None


class NoticeReplyOut(BaseModel):
    id: int
    text: str
    replied_by: str
    replied_at: datetime
    entered_by: str | None
    outcome: ReplyOutcome
    outcome_label: str
    confirmed_by: str | None = Field(description="自审的第二人")
    decided_by: str | None
    decided_at: datetime | None
    note: str | None
    new_due_on: date | None


class NoticeFileOut(BaseModel):
    id: int
    url: str = Field(description="下载的地址")
    name: str
    media_type: str = Field(description="按内容认定，不按名称")
    size: int
    sha256: str
    added_by: str
    added_at: datetime


class NoticeOut(NoticeItem):
    basis: str
    demand: str
    contact: str
    contact_phone: str
    overdue_workdays: int = Field(description="回复逾期的工作日数")
    leader_signs: bool = Field(description="按本区划的设置须由领导签发")
    matters: list[NoticeMatterOut]
    replies: list[NoticeReplyOut] = Field(description="新的在前")
    files: list[NoticeFileOut] = Field(description="回复的附件")
    allowed: list[NoticeAction] = Field(description="本人现在可以做什么")


ITEM_EXAMPLE: dict[str, Any] = {
    "id": 3,
    "url": "/api/v1/notices/3",
    "kind": "urging",
    "kind_label": "催办单",
    "colour": None,
    "state": "signed",
    "state_label": "已签发，待回复",
    "number": "巫残工委办催〔2023〕3号",
    "region": {"id": 3, "name": "巫山县"},
    "unit": {"id": 9, "name": "县民政局"},
    "office": {"id": 25, "name": "县残联"},
    "organ": "县残工委办公室",
    "title": "关于催办逾期未办的1件事项",
    "matter_count": 1,
    "reply_due_on": "2023-07-26",
    "reply_due_confirmed": True,
    "drafted_by": "系统",
    "drafted_at": "2023-07-17T09:07:20+08:00",
    "drafted_for": "2023-07-17",
    "reviewed_by": "林晓岚",
    "reviewed_at": "2023-07-19T09:30:00+08:00",
    "signed_by": "林晓岚",
    "signed_at": "2023-07-19T09:40:00+08:00",
    "signed_entered_by": None,
    "ended_by": None,
    "ended_at": None,
    "end_note": None,
    "version": 3,
    "updated_at": "2023-07-19T09:40:00+08:00",
}
EXAMPLE: dict[str, Any] = ITEM_EXAMPLE | {
    "basis": "《巫山县残疾人保障和发展“十四五”规划》",
    "demand": "请抓紧办理所列事项，并于回复时限前回复办理情况。",
    "contact": "林晓岚",
    "contact_phone": "023-57680000",
    "overdue_workdays": 0,
    "leader_signs": False,
    "matters": [
        {
            "key": "return:12",
            "title": "巫山县残疾人保障和发展“十四五”规划",
            "part": "2023年上半年",
            "due_on": "2023-07-14",
            "due_confirmed": True,
            "owed": True,
            "url": "http://127.0.0.1:8000/returns/12",
        }
    ],
    "replies": [],
    "files": [],
    "allowed": ["reply", "void"],
}
FILE_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "url": "/api/v1/notices/3/files/1",
    "name": "回复函.pdf",
    "media_type": "application/pdf",
    "size": 48211,
    "sha256": "5d0c7a0f1f6f2f8d3c1f6a8b9e2d4c7a5d0c7a0f1f6f2f8d3c1f6a8b9e2d4c7a",
    "added_by": "周敏",
    "added_at": "2023-07-24T10:00:00+08:00",
}
