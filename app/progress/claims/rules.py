"""Decisions about claims: which tasks are open, who may offer, and what a settlement does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.plans.terms import OVER, PlanState, TaskState
from app.progress.claims.terms import ClaimState, Decision, Gap
from app.progress.rules import Standing
from app.reading.terms import Role, Stage, TaskKind

MOST_PARTNERS = 20


class NotClaimableError(ConflictError):
    code, title = "not_claimable", "这项任务现在不能认领"


class LeadTakenError(ConflictError):
    code, title = "lead_taken", "这项任务已经有了牵头单位"


class AlreadyOfferedError(ConflictError):
    code, title = "already_offered", "本单位已经认领这项任务，正在等待确认"


class HoldsAlreadyError(ConflictError):
    code, title = "holds_already", "单位已经承担这项任务"


class ClaimEndedError(ConflictError):
    code, title = "claim_ended", "这项认领已经有了结果"


class OffersLeftError(ConflictError):
    code, title = "offers_left", "定了牵头单位，其余认领也须一并作出决定"


class NotYourClaimError(ForbiddenError):
    code, title = "not_your_claim", "认领由单位的联络员提出，方案的督办人员可以代录"


class NotYoursToSettleError(ForbiddenError):
    code, title = "not_your_plan", "只有这个方案的督办人员可以确认认领"


class UnitNeededError(InvalidError):
    code, title = "unit_needed", "请写明代哪个单位认领、该单位由谁提出"


class NotOfTheRegionError(InvalidError):
    code, title = "not_of_the_region", "这个单位不能认领本地方案的任务"


class PartnersError(InvalidError):
    code, title = "partners", "拟共同承担的单位有误"


class SettlementError(InvalidError):
    code, title = "settlement", "决定有误，没有保存"


# ---- which tasks are open --------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A unit that stands in a task now; a `collective` is a group, or 各有关部门 and the like."""

    role: Role
    unit_id: int | None
    collective: bool
    name: str = ""


@dataclass(frozen=True)
class TaskFacts:
    """A task with what decides whether it may be claimed. `ended`: an amendment took it out."""

    kind: TaskKind
    state: TaskState
    ended: bool
    plan_state: PlanState
    stage: Stage
    cells: Sequence[Cell]


def gap(cells: Iterable[Cell]) -> Gap | None:
    """What is missing, or None where somebody leads.

    A collective never leads: nobody would file. A name whose unit is not certain yet does lead;
    it is for the worklist of names, not for others to take.
    """
    several = list(cells)
    named = [cell for cell in several if not cell.collective]
    if any(cell.role is Role.LEAD for cell in named):
        return None
    if named:
        return Gap.NO_LEAD
    return Gap.COLLECTIVE if several else Gap.NOBODY


def lead_of(cells: Iterable[Cell]) -> str | None:
    leads = [cell.name for cell in cells if cell.role is Role.LEAD and not cell.collective]
    return "、".join(leads) or None


def is_closed_to_claims(task: TaskFacts) -> str | None:
    """Why a task cannot be claimed whoever holds it, in words; None where it can."""
    if task.plan_state is not PlanState.PUBLISHED:
        return "方案尚未发布"
    if task.stage is not Stage.ISSUED:
        return "方案是征求意见的稿子，不交办"
    if task.kind is TaskKind.MEASURE:
        return "措施随上级任务承担，请认领上级任务"
    if task.ended:
        return "任务已被调整取消"
    return "任务已办结或终止" if task.state in OVER else None


def check_open(task: TaskFacts) -> Gap:
    """What the task lacks. Raise `NotClaimableError`, `LeadTakenError`."""
    if reason := is_closed_to_claims(task):
        raise NotClaimableError(reason)
    found = gap(task.cells)
    if found is None:
        raise LeadTakenError(f"由{lead_of(task.cells)}牵头")
    return found


# ---- who may offer ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Claimant:
    """The unit for which an offer is made. `regions` are those that it works for."""

    id: int
    name: str
    regions: frozenset[int]
    is_group: bool
    valid: bool


def check_claimant(unit: Claimant, region_id: int) -> None:
    if unit.is_group:
        raise NotOfTheRegionError(f"“{unit.name}”是集合单位，请由具体单位认领")
    if region_id not in unit.regions:
        raise NotOfTheRegionError(f"“{unit.name}”不属于方案所在的行政区划")
    if not unit.valid:
        raise NotOfTheRegionError(f"“{unit.name}”已经不再存续")


def check_partners(unit_id: int, partners: Sequence[Claimant], region_id: int) -> None:
    """Units of the region, each once, and not the offering one."""
    if len(partners) > MOST_PARTNERS:
        raise PartnersError(f"最多 {MOST_PARTNERS} 个")
    if len({one.id for one in partners}) < len(partners):
        raise PartnersError("同一单位写了两次")
    for one in partners:
        if one.id == unit_id:
            raise PartnersError("不必写本单位")
        if region_id not in one.regions or not one.valid:
            raise PartnersError(f"“{one.name}”不是本地现有的单位")


def check_not_holding(unit_id: int, role: Role, cells: Iterable[Cell]) -> None:
    """A unit that stands there may offer to lead, and nothing else."""
    if role is not Role.LEAD and any(cell.unit_id == unit_id for cell in cells):
        raise HoldsAlreadyError("只能再提出牵头")


def check_may_write(who: Standing) -> None:
    if who is Standing.NEITHER:
        raise NotYourClaimError


def check_undecided(state: ClaimState) -> None:
    """Raise `ClaimEndedError` unless the offer waits for its answer."""
    match state:
        case ClaimState.OFFERED:
            return
        case ClaimState.CONFIRMED:
            raise ClaimEndedError("已经确认，本单位要退出时，请督办人员按调整办理")
        case ClaimState.DECLINED:
            raise ClaimEndedError("没有采纳；需要时可以重新认领")
        case ClaimState.WITHDRAWN:
            raise ClaimEndedError("已经撤回；需要时可以重新认领")


# ---- settling --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """`heirs` are the units that came after the offering one, if that has ended since."""

    id: int
    unit_id: int
    unit: str
    role: Role
    state: ClaimState
    heirs: Sequence[int] = ()


@dataclass(frozen=True)
class Verdict:
    """Of one offer. `note` is the reason where it is declined, and may be empty otherwise;
    `unit_id` says which heir of a unit that was split is to hold the task.
    """

    claim_id: int
    decision: Decision
    note: str = ""
    unit_id: int | None = None


def holder(offer: Offer, verdict: Verdict) -> int | None:
    """Who is to hold the task; None where that is for the coordinator to say, or said wrongly."""
    heirs = offer.heirs or (offer.unit_id,)
    if verdict.unit_id is None:
        return heirs[0] if len(heirs) == 1 else None
    return verdict.unit_id if verdict.unit_id in heirs else None


@dataclass(frozen=True)
class Settlement:
    """`confirmed` in the order in which they come into the matrix, who files first; `holders` by
    claim.
    """

    confirmed: Sequence[tuple[Offer, Verdict]]
    holders: Mapping[int, int]
    declined: Sequence[tuple[Offer, Verdict]]


def is_conflict(offers: Iterable[Offer]) -> bool:
    """Two that want to lead."""
    return sum(one.role is Role.LEAD and one.state is ClaimState.OFFERED for one in offers) > 1


def settled(
    offers: Sequence[Offer],
    verdicts: Sequence[Verdict],
    cells: Sequence[Cell],
    first: int | None = None,
) -> Settlement:
    """What the verdicts on the offers of one task come to.

    `first` is the claim that files where several are to lead. Raise `SettlementError` for
    verdicts that make no sense, `ClaimEndedError`, `LeadTakenError` and `OffersLeftError` for what
    has happened meanwhile.
    """
    by_id = {one.id: one for one in offers}
    _check_verdicts(by_id, verdicts)
    for one in verdicts:
        check_undecided(by_id[one.claim_id].state)
    leads = [one.claim_id for one in verdicts if one.decision is Decision.LEAD]
    filing = _first(leads, first)
    if leads and (leader := lead_of(cells)):
        raise LeadTakenError(f"由{leader}牵头")
    _check_none_left(offers, verdicts, led=bool(leads or lead_of(cells)))
    pairs = [(by_id[one.claim_id], one) for one in verdicts]
    confirmed = [pair for pair in pairs if pair[1].decision is not Decision.DECLINE]
    order = list(Decision)
    confirmed.sort(key=lambda pair: (pair[0].id != filing, order.index(pair[1].decision)))
    holders = _holders(confirmed, cells)
    declined = [pair for pair in pairs if pair[1].decision is Decision.DECLINE]
    return Settlement(confirmed, holders, declined)


def _holders(confirmed: Sequence[tuple[Offer, Verdict]], cells: Sequence[Cell]) -> dict[int, int]:
    found: dict[int, int] = {}
    for offer, verdict in confirmed:
        unit_id = holder(offer, verdict)
        if unit_id is None:
            continue  # `_fault` has told of it
        if unit_id in found.values():
            raise SettlementError(f"{offer.unit}与另一项认领的单位现在是同一个单位，只能同意一项")
        check_not_holding(unit_id, Role(verdict.decision), cells)
        found[offer.id] = unit_id
    return found


def _check_verdicts(offers: Mapping[int, Offer], verdicts: Sequence[Verdict]) -> None:
    errors: list[dict[str, object]] = []
    seen: set[int] = set()
    for index, one in enumerate(verdicts):
        offer = offers.get(one.claim_id)
        if fault := _fault(offer, one, repeated=one.claim_id in seen):
            errors.append({"loc": ["body", "decisions", index, fault[0]], "msg": fault[1]})
        seen.add(one.claim_id)
    if errors:
        raise SettlementError("；".join(str(one["msg"]) for one in errors[:3]), errors=errors)
    if not verdicts:
        raise SettlementError("没有作出任何决定")


def _fault(offer: Offer | None, one: Verdict, *, repeated: bool) -> tuple[str, str] | None:
    """The field that is wrong, and what is wrong with it."""
    if offer is None:
        return "claim_id", f"没有编号为 {one.claim_id} 的认领"
    if repeated:
        return "claim_id", f"{offer.unit}的认领出现了两次"
    if one.decision is Decision.DECLINE and not one.note.strip():
        return "note", f"不采纳{offer.unit}的认领，请写明原因"
    if one.decision is Decision.LEAD and offer.role is not Role.LEAD:
        return "decision", f"{offer.unit}没有提出牵头"
    if one.decision is not Decision.DECLINE and holder(offer, one) is None:
        return "unit_id", f"{offer.unit}已经拆分或合并，请指明由哪个承继单位承担"
    return None


def _first(leads: Sequence[int], first: int | None) -> int | None:
    if first is not None and first not in leads:
        raise SettlementError("主牵头应是同意牵头的单位之一")
    if len(leads) > 1 and first is None:
        raise SettlementError("有两个以上牵头单位，请指定由谁主牵头、汇总填报")
    return first or (leads[0] if leads else None)


def _check_none_left(offers: Sequence[Offer], verdicts: Sequence[Verdict], *, led: bool) -> None:
    """Where somebody leads from now on no offer hangs on, not even one that came a minute ago."""
    decided = {one.claim_id for one in verdicts}
    left = [one for one in offers if one.state is ClaimState.OFFERED and one.id not in decided]
    if led and left:
        errors = [
            {"loc": ["body", "decisions"], "msg": f"{one.unit}的认领还没有决定"} for one in left
        ]
        raise OffersLeftError("、".join(one.unit for one in left), errors=errors)
