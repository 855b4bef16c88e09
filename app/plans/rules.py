"""Decisions about plans, without a database: who may write, what stands in the way, who leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from pathlib import PurePath

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.errors import AppError, ConflictError, InvalidError
from app.plans.terms import PlanState
from app.reading import formats
from app.reading.terms import FirstLeadBasis, Severity, Stage

FILE_LIMIT = formats.FILE_LIMIT
"""Bytes of one file."""
LONGEST_NAME = 200
ALWAYS_CHANGEABLE = frozenset({"library", "office_id"})
"""What may be changed after publishing: neither says anything of what was decided."""


class EmptyFileError(InvalidError):
    code, title = "empty_file", "文件是空的，请核对后重新上传"


class FileTooLargeError(AppError):
    status, code = int(HTTPStatus.REQUEST_ENTITY_TOO_LARGE), "too_large"
    title = f"文件超过 {FILE_LIMIT // 2**20} MB，没有保存；请只上传规划正文和任务分工附件"


class DuplicateDocumentError(ConflictError):
    code, title = "duplicate_document", "这份文件已经上传过"


class OfficeElsewhereError(InvalidError):
    code, title = "office_elsewhere", "承办单位不属于方案所在的行政区划"


class StillReadingError(ConflictError):
    code, title = "still_reading", "文件正在读取，请稍后再试"


class NotReadError(ConflictError):
    code, title = "not_read", "这份文件没有读出方案，可以删除后重新上传"


class SupersededPlanError(ConflictError):
    code, title = "superseded", "方案已被后来的文本取代，只供查阅"


class PublishedPlanError(ConflictError):
    code, title = "published_plan", "方案已发布，内容只能通过调整或勘误变更"


class PublishedTaskError(ConflictError):
    code, title = "published_task", "方案已发布，任务只能通过调整或勘误变更"


class NothingReadError(ConflictError):
    code, title = "nothing_read", "方案里还没有工作任务，不能发布"


class ErrorsStandError(ConflictError):
    code, title = "errors_stand", "还有必须处理的问题，不能发布"


class NotANameError(InvalidError):
    code, title = "not_a_name", "这个问题不是单位名称问题，不能指定单位"


class EditNeededError(ConflictError):
    code, title = "edit_needed", "这个问题不能只标为已核对，改好了才算处理"


class NothingToRememberError(InvalidError):
    code, title = "nothing_to_remember", "没有指明单位，不能把名称记为别名"


class NotALeadError(InvalidError):
    code, title = "not_a_lead", "只有牵头单位才能汇总填报"


class NamedAlreadyError(ConflictError):
    code, title = "unit_already_named", "这个单位在本任务的同一栏里已经有了"


class ReportingPeriodError(InvalidError):
    code, title = "reporting_period", "填报的起始日期不能晚于截止日期"


class PlanPeriodError(InvalidError):
    code, title = "plan_period", "规划期的起始年份不能晚于终止年份"


# ---- who may write ---------------------------------------------------------------------------


def may_write(actor: Actor, *, region_id: int, office_id: int | None) -> bool:
    """A coordinator of an office writes that office's plans; one without writes the region's."""
    match actor.role:
        case ActorRole.SYSTEM:
            return True
        case ActorRole.COORDINATOR:
            return actor.region_id == region_id and actor.unit_id in (None, office_id)
        case _:
            return False


def may_change(actor: Actor, state: PlanState, *, region_id: int, office_id: int | None) -> bool:
    """He runs the plan, and none followed it."""
    runs = may_write(actor, region_id=region_id, office_id=office_id)
    return runs and state is not PlanState.SUPERSEDED


def check_draft(state: PlanState, published: type[ConflictError] = PublishedPlanError) -> None:
    """Raise the reason for which a plan's content cannot be changed now."""
    match state:
        case PlanState.DRAFT:
            return
        case PlanState.READING:
            raise StillReadingError
        case PlanState.REFUSED:
            raise NotReadError
        case PlanState.PUBLISHED:
            raise published
        case PlanState.SUPERSEDED:
            raise SupersededPlanError


def may_be_succeeded(state: PlanState, stage: Stage) -> bool:
    """A plan that was published for comment or review: the text that is issued follows it."""
    return state is PlanState.PUBLISHED and stage is not Stage.ISSUED


def check_read(state: PlanState) -> None:
    if state is not PlanState.PUBLISHED:
        check_draft(state)


def check_changeable(state: PlanState, fields: Iterable[str]) -> None:
    if state is PlanState.PUBLISHED and set(fields) <= ALWAYS_CHANGEABLE:
        return
    check_draft(state)


def check_deletable(state: PlanState) -> None:
    """A plan that is still being read may be taken back too."""
    if state is PlanState.PUBLISHED:
        raise PublishedPlanError
    if state is PlanState.SUPERSEDED:
        raise SupersededPlanError


# ---- the file --------------------------------------------------------------------------------


def check_file(data: bytes) -> None:
    if not data:
        raise EmptyFileError
    if len(data) > FILE_LIMIT:
        raise FileTooLargeError


def file_name(given: str) -> str:
    """The last part of whatever a browser sends, without control characters."""
    last = PurePath(given.replace("\\", "/")).name
    return printable(last)[-LONGEST_NAME:] or "未命名.txt"


def printable(text: str) -> str:
    """Without control characters, which PostgreSQL cannot store and nobody means."""
    return "".join(char for char in text if char.isprintable()).strip()


def provisional_title(name: str) -> str:
    return PurePath(name).stem or name


# ---- publishing ------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenError:
    """An error finding that nobody has settled: a question of the reader by its id, one of the
    checks of the matrix by its key.
    """

    finding_id: int | str
    code: str
    message: str


def check_publishable(tasks: int, errors: Sequence[OpenError]) -> None:
    if tasks == 0:
        raise NothingReadError
    if errors:
        told = [{"loc": ["findings", one.finding_id], "msg": one.message} for one in errors]
        raise ErrorsStandError(f"共 {len(errors)} 处", errors=told)


def reporting_span(
    given_from: date | None,
    given_until: date | None,
    issued_on: date | None,
    period_end: int | None,
) -> tuple[date | None, date | None]:
    """From the date of issue to the last day of the plan, unless a person said otherwise."""
    return given_from or issued_on, given_until or last_day(period_end)


def last_day(year: int | None) -> date | None:
    """Of a plan that ends with this year."""
    return date(year, 12, 31) if year else None


def check_reporting(start: date | None, until: date | None) -> None:
    if start is not None and until is not None and start > until:
        raise ReportingPeriodError


def check_period(start: int | None, end: int | None) -> None:
    if start is not None and end is not None and start > end:
        raise PlanPeriodError


# ---- the first of several leads --------------------------------------------------------------


@dataclass(frozen=True)
class Lead:
    """A lead of one task, in printed order with its siblings."""

    id: int
    is_first: bool
    basis: FirstLeadBasis | None


NO_LEAD = Lead(0, is_first=False, basis=None)


def settled_leads(leads: Sequence[Lead], chosen: int | None = None) -> list[Lead]:
    """Which lead files after a person changed the leads of a task, and on what ground.

    `chosen` is the lead that the person named. One who stands alone files; the one who did so
    before goes on; where he is gone the first printed takes over, until somebody confirms it.
    """
    if not leads:
        return []
    if len(leads) == 1:
        return _with_first(leads, leads[0].id, FirstLeadBasis.SOLE)
    first = next((one for one in leads if one.id == chosen), None)
    if first is not None:
        return _with_first(leads, first.id, FirstLeadBasis.CONFIRMED)
    before = next((one for one in leads if one.is_first), None)
    if before is None or before.basis in (None, FirstLeadBasis.SOLE):
        return _with_first(leads, (before or leads[0]).id, FirstLeadBasis.DEFAULT)
    return _with_first(leads, before.id, before.basis)


def _with_first(leads: Sequence[Lead], first: int, basis: FirstLeadBasis | None) -> list[Lead]:
    return [Lead(one.id, one.id == first, basis if one.id == first else None) for one in leads]


def check_not_named_yet(new: Mapping[str, object], present: Iterable[Mapping[str, object]]) -> None:
    """One unit stands once in a role of a task, and so does one printed name."""
    for one in present:
        same_unit = new["unit_id"] is not None and one["unit_id"] == new["unit_id"]
        if one["role"] == new["role"] and (same_unit or one["name"] == new["name"]):
            raise NamedAlreadyError(f"“{one['name']}”")


# ---- what an edit has mended -----------------------------------------------------------------


@dataclass(frozen=True)
class TaskFacts:
    """What is now true of a task that a finding was about."""

    has_text: bool
    leads: int
    units: int
    number_is_unique: bool


MENDABLE = ("row_without_task", "unassigned", "no_lead", "duplicate_number")


def is_mended(code: str, facts: TaskFacts) -> bool:
    """Whether what a finding asked for is there now; an unknown code is for a person to settle."""
    mended: Mapping[str, bool] = {
        "row_without_task": facts.has_text,
        "unassigned": facts.units > 0,
        "no_lead": facts.leads > 0,
        "duplicate_number": facts.number_is_unique,
    }
    return mended.get(code, False)


_TO_DO = {
    "row_without_task": "请补上任务文字，或者删除这项任务",
    "unassigned": "请补上责任单位，或者删除这项任务",
    "no_lead": "请指定牵头单位，或者删除这项任务",
    "duplicate_number": "请改正序号，或者删除这项任务",
}


def check_settled_by_word(code: str, severity: Severity, task_id: int | None) -> None:
    """An error about a task that an edit can mend does not end by a person's word."""
    if severity is Severity.ERROR and code in MENDABLE and task_id is not None:
        raise EditNeededError(_TO_DO[code])


def changed(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    """The fields whose value is another now, with old and new as an event tells them."""
    return {
        name: (plain(before[name]), plain(value))
        for name, value in after.items()
        if before[name] != value
    }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def open_counts(found: Iterable[tuple[Severity, int]]) -> dict[str, int]:
    """Unsettled findings by severity, each severity named."""
    counted = dict(found)
    return {severity.value: counted.get(severity, 0) for severity in Severity}
