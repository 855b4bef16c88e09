"""The checks of a matrix as pages show them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.plans.lint.limits import CHECKS, Limits
from app.plans.lint.service import LintView
from app.plans.lint.terms import Code
from app.reading.terms import Severity


@dataclass(frozen=True)
class Group:
    """Open findings of one check; `unfolded` are those that must be answered, or just were."""

    code: Code
    name: str
    severity: Severity
    found: Sequence[LintView]
    unfolded: bool


@dataclass(frozen=True)
class Checked:
    """`blocking` names the checks that the region's settings let stand in the way of publishing,
    `names` all of them; `settings` is where they are set, for one who may see that.
    """

    groups: Sequence[Group]
    open_count: int
    settled: Sequence[LintView]
    blocking: Sequence[str]
    names: dict[str, str]
    settings: str | None


def checked(
    found: Iterable[LintView], limits: Limits, settings: str | None, unfolded: str = ""
) -> Checked:
    every = list(found)
    asked = [one for one in every if one.settled_at is None]
    return Checked(
        groups=_groups(asked, unfolded),
        open_count=len(asked),
        settled=[one for one in every if one.settled_at is not None],
        blocking=[CHECKS[code].name for code in limits.blocking],
        names={code.value: CHECKS[code].name for code in Code},
        settings=settings,
    )


def _groups(asked: Sequence[LintView], unfolded: str) -> list[Group]:
    """By weight, then in the order of the checks."""
    severities, codes = list(Severity), list(Code)

    def place(one: LintView) -> tuple[int, int]:
        return severities.index(one.severity), codes.index(one.code)

    groups = [list(group) for _, group in groupby(sorted(asked, key=place), place)]
    return [
        Group(
            code=group[0].code,
            name=CHECKS[group[0].code].name,
            severity=group[0].severity,
            found=group,
            unfolded=group[0].severity is Severity.ERROR or group[0].code == unfolded,
        )
        for group in groups
    ]
