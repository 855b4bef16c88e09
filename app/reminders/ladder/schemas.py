"""The ladder over REST: steps in and out, and what they would lead to."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.reminders.ladder.rules import DEFAULTS, FIRST, LAST, MOST_STEPS, Key, Steps
from app.reminders.ladder.rules import Step as LadderStep
from app.reminders.schemas import Named
from app.reminders.terms import Audience, Draft, Profile, Waits
from app.web.schemas import NUMBER

NAMES = [f"{profile}.{waits}" for profile, waits in DEFAULTS]
LONGEST_PREVIEW = 92


def key_of(name: str) -> Key:
    profile, _, waits = name.partition(".")
    return Profile(profile), Waits(waits)


def _known(value: object) -> object:
    if value not in NAMES:
        raise ValueError(f"应为下列之一：{'、'.join(NAMES)}")
    return value


def _may_be_chosen(value: object) -> object:
    if value == Audience.UNREACHED:
        raise ValueError("unreached 不能选：没有人可送达时总会告知督办人员")
    return value


Name = Annotated[str, BeforeValidator(_known)]
Chosen = Annotated[Audience, BeforeValidator(_may_be_chosen)]
Offset = Annotated[
    int,
    Field(ge=FIRST, le=LAST, description="距期限的工作日数，期限前为负；签收从交办之日起算"),
    NUMBER,
]
Every = Annotated[int, Field(ge=1, le=LAST), NUMBER]


class StepIO(BaseModel):
    model_config = ConfigDict(extra="forbid")

    offset: Offset
    audiences: Annotated[
        list[Chosen],
        Field(max_length=4, description="unit 联络员、unit_head 分管负责人、coordinator、leader"),
    ] = [Audience.UNIT]
    draft: Annotated[
        Draft | None, Field(description="拟什么：urging 催办单、supervision 督办单")
    ] = None
    every: Annotated[
        Every | None, Field(description="此后每隔几个工作日再列入一次，只能用在最后一级")
    ] = None

    def step(self) -> LadderStep:
        return LadderStep(self.offset, tuple(dict.fromkeys(self.audiences)), self.draft, self.every)


Given = dict[Name, Annotated[list[StepIO], Field(max_length=2 * MOST_STEPS)] | None]


class LadderIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"ladders": {"plan.due": [{"offset": -5}, {"offset": 1}, {"offset": 3}]}}
        },
    )

    ladders: Annotated[
        Given,
        Field(
            description="plan 规划类、instruction 批示交办类，各有 due 到期、receipt 签收、"
            "review 暂缓任务的复核，后一类另有 reply 回复文书，"
            "例如 plan.due；没有写的不变，null 恢复缺省"
        ),
    ]

    def steps(self) -> dict[Key, list[LadderStep] | None]:
        return {
            key_of(name): None if steps is None else [one.step() for one in steps]
            for name, steps in self.ladders.items()
        }


class PreviewIn(LadderIn):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"ladders": {"plan.due": [{"offset": 1}]}, "first": "2023-08-11", "days": 30}
        },
    )

    ladders: Annotated[Given, Field(description="拟用的各级；没有写的按现行")] = {}
    first: Annotated[date | None, Field(description="从哪一天起，缺省为今天")] = None
    days: Annotated[int, Field(ge=1, le=LONGEST_PREVIEW, description="看几天"), NUMBER] = 30


class ProfileIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"profile": "instruction"}}
    )

    profile: Annotated[Profile, Field(description="plan 规划类、instruction 批示交办类")]


# ---- what goes out ---------------------------------------------------------------------------


class PlanProfileOut(BaseModel):
    id: int
    title: str
    profile: Profile


class LadderOut(BaseModel):
    region: Named
    ladders: dict[str, list[StepIO]]
    own: list[str] = Field(description="本区划自己定的；其余是缺省")
    plans: list[PlanProfileOut] = Field(description="已发布的方案各按哪一类提醒")
    may_change: bool
    version: int
    updated_by: str | None
    updated_at: datetime | None


class SpeechOut(BaseModel):
    audience: Audience
    step_label: str
    matters: int
    units: int
    named: list[str] = Field(description="前几个单位")


class LetterOut(BaseModel):
    recipient: str
    speeches: list[SpeechOut]


class PreviewDayOut(BaseModel):
    day: date
    letters: list[LetterOut]


class PreviewOut(BaseModel):
    first: date
    until: date
    most_a_person: int = Field(description="收到最多的人在这些天里收到几封")
    days: list[PreviewDayOut]


def stored(steps: Steps) -> list[dict[str, Any]]:
    return [
        {
            "offset": step.offset,
            "audiences": list(step.audiences),
            "draft": step.draft,
            "every": step.every,
        }
        for step in steps
    ]


LADDER_EXAMPLE: dict[str, Any] = {
    "region": {"id": 3, "name": "巫山县"},
    "ladders": {f"{key[0]}.{key[1]}": stored(steps) for key, steps in DEFAULTS.items()},
    "own": [],
    "plans": [{"id": 1, "title": "巫山县残疾人保障和发展“十四五”规划", "profile": "plan"}],
    "may_change": True,
    "version": 0,
    "updated_by": None,
    "updated_at": None,
}
PREVIEW_EXAMPLE: dict[str, Any] = {
    "first": "2023-08-11",
    "until": "2023-09-09",
    "most_a_person": 2,
    "days": [
        {
            "day": "2023-08-14",
            "letters": [
                {
                    "recipient": "周敏",
                    "speeches": [
                        {
                            "audience": "unit",
                            "step_label": "逾期1个工作日",
                            "matters": 1,
                            "units": 1,
                            "named": ["县民政局"],
                        }
                    ],
                }
            ],
        }
    ],
}
