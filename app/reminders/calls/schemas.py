"""What comes in and goes out over REST about calls."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from app.kit.text import in_one_line, printable, said
from app.reminders.calls.rules import MOST_MATTERS
from app.reminders.schemas import Key, Named, subject_of
from app.web.schemas import LARGEST_ID

LONGEST = 1_000

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Answer = Annotated[str, Field(max_length=LONGEST), AfterValidator(said)]
About = Annotated[
    str, Field(max_length=LONGEST), AfterValidator(lambda text: printable(text).strip())
]
Name = Annotated[str, Field(max_length=40), AfterValidator(lambda text: in_one_line(text) or None)]
Keys = Annotated[list[Key], Field(max_length=MOST_MATTERS)]


class CallIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "unit_id": 9,
                "spoke_to": "周敏",
                "called_at": "2023-08-11T10:05:00+08:00",
                "matters": ["return:12"],
                "answer": "数据已汇总，等局长审签，下周一报。",
                "promised_on": "2023-08-14",
            }
        },
    )

    unit_id: Annotated[Id, Field(description="打给哪个单位")]
    called_at: Annotated[AwareDatetime, Field(description="通话时间")]
    answer: Annotated[Answer, Field(description="对方怎样答复；没有接通的也写明")]
    spoke_to: Annotated[Name | None, Field(description="和谁通话；写了 person_id 时可不填")] = None
    person_id: Annotated[Id | None, Field(description="和谁通话：联络员或联系人的人员编号")] = None
    called_by: Annotated[Name | None, Field(description="谁打的；缺省为登记人")] = None
    matters: Annotated[Keys, Field(description="为哪些事项：/todo 的 key，例如 return:12")] = []
    about: Annotated[About, Field(description="为什么事，没有对应事项时必填")] = ""
    promised_on: Annotated[date | None, Field(description="答应的日期")] = None
    corrects_id: Annotated[Id | None, Field(description="更正哪一条")] = None


class CallPatch(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"promised_on": "2023-08-15"}}
    )

    called_at: Annotated[AwareDatetime | None, Field(description="通话时间")] = None
    answer: Annotated[Answer | None, Field(description="对方怎样答复")] = None
    spoke_to: Annotated[Name | None, Field(description="和谁通话")] = None
    person_id: Annotated[Id | None, Field(description="和谁通话：人员编号")] = None
    called_by: Annotated[Name | None, Field(description="谁打的")] = None
    matters: Annotated[Keys | None, Field(description="为哪些事项")] = None
    about: Annotated[About | None, Field(description="为什么事")] = None
    promised_on: Annotated[date | None, Field(description="答应的日期；null 为没有答应")] = None

    def given(self) -> dict[str, Any]:
        """What shall change. Only the promise may become none."""
        values = self.model_dump(exclude_unset=True)
        values = {k: v for k, v in values.items() if v is not None or k == "promised_on"}
        if "matters" in values:
            values["matters"] = [subject_of(one) for one in values["matters"]]
        return values


class CalledMatter(BaseModel):
    key: str
    title: str | None = Field(description="已不存在的事项为 null")
    part: str | None
    url: str | None
    owed: bool = Field(description="现在还没有办")


class CallOut(BaseModel):
    id: int
    url: str
    unit: Named
    called_by: str
    spoke_to: str
    person_id: int | None
    called_at: datetime
    matters: list[CalledMatter]
    about: str
    answer: str
    promised_on: date | None
    corrects: str | None = Field(description="更正的是哪一条")
    corrected_by: str | None = Field(description="由哪一条更正")
    entered_by: str
    entered_at: datetime
    may_change: bool = Field(description="本人现在能否直接改")
    version: int
    updated_at: datetime


EXAMPLE: dict[str, Any] = {
    "id": 3,
    "url": "/api/v1/calls/3",
    "unit": {"id": 9, "name": "县民政局"},
    "called_by": "林晓岚",
    "spoke_to": "周敏",
    "person_id": 3,
    "called_at": "2023-08-11T10:05:00+08:00",
    "matters": [
        {
            "key": "return:12",
            "title": "巫山县“十四五”残疾人保障和发展规划",
            "part": "2023年上半年",
            "url": "http://127.0.0.1:8000/returns/12",
            "owed": True,
        }
    ],
    "about": "",
    "answer": "数据已汇总，等局长审签，下周一报。",
    "promised_on": "2023-08-14",
    "corrects": None,
    "corrected_by": None,
    "entered_by": "林晓岚",
    "entered_at": "2023-08-11T10:08:00+08:00",
    "may_change": True,
    "version": 1,
    "updated_at": "2023-08-11T10:08:00+08:00",
}
