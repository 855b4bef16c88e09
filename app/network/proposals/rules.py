"""What is proposed from precedents, and when it may be settled, without a database."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import ConflictError, InvalidError
from app.network.precedents.rules import Candidate, Division, Holder
from app.network.proposals.terms import ProposalState
from app.reading.terms import Role

MOST_AT_ONCE = 500
"""Proposals that one request settles."""


class ProposalSettledError(ConflictError):
    code, title = "proposal_settled", "这条拟分工已经处理过了"


class UnitNotCertainError(ConflictError):
    code, title = "unit_not_certain", "还不确定是本地哪个单位，请指明"


class GroundsNeededError(ConflictError):
    code, title = (
        "grounds_needed",
        "方案已发布，先例不能作为依据；请由单位认领，或写明决定的依据、机关、日期和原因，作为调整",
    )


class NamedTwiceError(ConflictError):
    code, title = "named_twice", "同一个单位在一项任务里选了两次，请只选一种角色"


class NothingChosenError(InvalidError):
    code, title = "nothing_chosen", "没有选中任何一条"


class NothingSettledError(InvalidError):
    code, title = "nothing_settled", "还没有采纳：按回车不会采纳，请用“采纳”或“不采纳”按钮"


class NotInPlanError(InvalidError):
    code, title = "not_in_plan", "有的拟分工不属于本方案，或已被新的取代，请刷新后重选"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One function for one task. `label` is the precedents' word for the role, where they agree
    on any; `said_by` are the tasks that say so.
    """

    function: str
    role: Role
    rank: int
    share: float
    label: str | None
    said_by: tuple[int, ...]


def suggestions(
    division: Division, holders: Mapping[int, Sequence[Holder]], others_role: Role
) -> list[Suggestion]:
    """Leads first: the likeliest, and others that lead in the nearest task of some plan. A function
    that is offered as another lead may also be among those that take part: a person takes one.
    """
    leads = [one for one in division.offered if one is division.lead or one.plans]
    made = [_suggestion(one, Role.LEAD, rank, holders) for rank, one in enumerate(leads, 1)]
    behind = len(made) + 1
    others = enumerate(division.participants, behind)
    return [*made, *(_suggestion(one, others_role, rank, holders) for rank, one in others)]


def words(suggested: Iterable[Suggestion]) -> dict[Role, str]:
    """One word for each role of a plan: the one that the precedents use most often."""
    counted: dict[Role, Counter[str]] = defaultdict(Counter)
    for one in suggested:
        if one.label:
            counted[one.role][one.label] += 1
    return {role: labels.most_common(1)[0][0] for role, labels in counted.items()}


def others_role(of_plan: Collection[Role]) -> Role:
    """The role of those that do not lead: the one that the plan already uses beside its leads."""
    only_responsible = Role.RESPONSIBLE in of_plan and Role.SUPPORTING not in of_plan
    return Role.RESPONSIBLE if only_responsible else Role.SUPPORTING


def check_open(state: ProposalState) -> None:
    if state is not ProposalState.OPEN:
        raise ProposalSettledError


def check_named_once(meant: Iterable[tuple[int, int]]) -> None:
    """Of tasks with the units that are to hold them: each unit once."""
    if any(count > 1 for count in Counter(meant).values()):
        raise NamedTwiceError


def _suggestion(
    one: Candidate, role: Role, rank: int, holders: Mapping[int, Sequence[Holder]]
) -> Suggestion:
    telling = [holder for task_id in one.said_by for holder in holders[task_id]]
    return Suggestion(
        one.function, role, rank, one.share, _word(one.function, role, telling), one.said_by
    )


def _word(function: str, role: Role, telling: Iterable[Holder]) -> str | None:
    """The commonest word for this role of this function; of equals the nearest task's."""
    words = Counter(it.label for it in telling if it.role is role and it.function == function)
    return words.most_common(1)[0][0] if words else None
