"""What comes in over REST to put a draft right."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from app.plans.drafts.rules import LONGEST_TEXT, SplitUnits
from app.plans.incoming import Id, Incoming, Line, Text
from app.reading.terms import Role, TaskKind

MOST_PARTS = 50
MOST_MERGED = 100


class AssignmentIn(Incoming):
    """A unit by its id, by the name to print, or both."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"unit_id": 1, "role": "lead", "is_first_lead": True}}
    )

    role: Annotated[Role, Field(description="牵头 lead、责任 responsible、配合 supporting")]
    unit_id: Annotated[Id | None, Field(description="单位；名称能确定单位时可不填")] = None
    name: Annotated[Line | None, Field(description="照原文印出的名称，缺省为单位名称")] = None
    printed_label: Annotated[Line | None, Field(description="原文对这一栏的称呼")] = None
    is_first_lead: Annotated[bool, Field(description="几个牵头单位中由它汇总填报")] = False

    @model_validator(mode="after")
    def _names_a_unit(self) -> Self:
        if self.unit_id is None and self.name is None:
            raise ValueError("unit_id 和 name 至少给出一个")
        return self


class AssignmentPatch(Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {"unit_id": 4}})

    role: Role = Role.LEAD
    unit_id: Annotated[Id | None, Field(description="单位；null 表示待确认")] = None
    printed_label: Line = ""
    position: Annotated[Id, Field(description="在本任务中排第几位")] = 1
    is_first_lead: Annotated[
        Literal[True] | None, Field(description="true：几个牵头单位中由它汇总填报")
    ] = None
    remember: Annotated[
        bool, Field(description="是否把原文的名称记为该单位的别名，今后读取时自动认出")
    ] = False


class TaskIn(Incoming):
    """A task that the reader missed. `position` is where it goes, at the end by default."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": "31",
                "text": "加强基层残疾人组织建设。",
                "assignments": [{"unit_id": 1, "role": "lead"}],
            }
        }
    )

    text: Annotated[Text, Field(description="任务全文，不含责任单位")]
    number: Annotated[Line | None, Field(description="序号，照原文")] = None
    title: Annotated[Line | None, Field(description="标题，缺省取全文的第一句")] = None
    kind: TaskKind = TaskKind.TASK
    section: list[Line] = Field([], max_length=8, description="所在章节，由大到小")
    position: Annotated[Id | None, Field(description="排第几，缺省在最后")] = None
    due_on: date | None = None
    due_text: Line | None = None
    assignments: list[AssignmentIn] = Field([], max_length=200)


class TaskPatch(Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {"title": "健全动态监测预警机制"}})

    number: Annotated[Line | None, Field(description="序号，照原文")] = None
    title: Line = ""
    text: Text = ""
    kind: TaskKind = TaskKind.TASK
    section: list[Line] = Field([], max_length=8)
    due_on: Annotated[date | None, Field(description="完成时限；null 为持续推进")] = None
    due_text: Annotated[
        Line | None, Field(description="完成时限，照原文；不另给 due_on 时由它算出")
    ] = None
    parent_id: Annotated[Id | None, Field(description="上级任务；null 为不归属任何任务")] = None
    position: Annotated[Id, Field(description="在全部任务中排第几，其余顺延")] = 1
    before: Annotated[Id, Field(description="移到这项任务之前")] = 1
    after: Annotated[Id, Field(description="移到这项任务及其下级之后")] = 1
    checked: Annotated[
        Literal[True] | None,
        Field(description="true：已与原文核对，confidence 记为 1，只需看过的问题一并处理"),
    ] = None

    @model_validator(mode="after")
    def _moves_once(self) -> Self:
        if len(self.model_fields_set & {"position", "before", "after"}) > 1:
            raise ValueError("position、before、after 只能给出一个")
        return self


class SplitIn(Incoming):
    """Where to cut, in one of two ways: by offsets, or by the texts of the parts."""

    model_config = ConfigDict(json_schema_extra={"example": {"offsets": [21]}})

    offsets: Annotated[
        list[Annotated[int, Field(ge=1, le=LONGEST_TEXT)]] | None,
        Field(
            min_length=1,
            max_length=MOST_PARTS - 1,
            description="在全文的第几个字之后断开（按字符数）",
        ),
    ] = None
    texts: Annotated[
        list[Text] | None,
        Field(
            min_length=2,
            max_length=MOST_PARTS,
            description="各部分的文字，合起来就是任务全文（空白不计）",
        ),
    ] = None
    assignments: Annotated[
        SplitUnits,
        Field(
            description="责任单位归哪部分：by_evidence 按原文中的位置，"
            "first 都归第一部分，all 各部分都有"
        ),
    ] = SplitUnits.BY_EVIDENCE

    @model_validator(mode="after")
    def _says_where_once(self) -> Self:
        if (self.offsets is None) is (self.texts is None):
            raise ValueError("offsets 和 texts 给出一个，且只给一个")
        return self


class MergeIn(Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {"task_ids": [2]}})

    task_ids: Annotated[
        list[Id],
        Field(
            min_length=1,
            max_length=MOST_MERGED,
            description="并入本任务的各项任务，须属同一方案，不必相邻",
        ),
    ]
