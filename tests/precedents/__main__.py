"""`make precedents`: the division of each seed plan hidden, and proposed from the other two.

A lead is hit where the function that is proposed is one of those that the document prints as
leads; tasks that print no lead are not asked. 张店区's bold marks, which told its leads, were lost:
none of its tasks is asked for a lead, and as a precedent each counts half for the unit that stands
first. Participants are all units of a task, of whatever role, by function, and as many are guessed
as the document prints.
"""

from collections.abc import Callable, Sequence

from tests.precedents.plans import DividedPlan, divided_plans
from tests.precedents.scoring import (
    Figures,
    Guesser,
    always_the_federation,
    by_precedents,
    measure,
    most_frequent,
)

Kind = Callable[[Sequence[DividedPlan]], Guesser]
KINDS: dict[str, Kind] = {
    "先例": by_precedents,
    "总是残联": always_the_federation,
    "最常见的": most_frequent,
}


def figures(plans: Sequence[DividedPlan], hidden: Sequence[DividedPlan], kind: Kind) -> Figures:
    return measure(hidden, lambda plan: kind([one for one in plans if one is not plan]))


def line(name: str, kind: str, told: Figures) -> str:
    def of(count: int) -> str:
        return f"{count:2}/{told.led:<2} {count / told.led:4.2f}" if told.led else "   —      "

    own = told.proposed
    proposed = f"{own.precision:4.2f} {own.recall:4.2f}" if own.guessed else " —    —  "
    others = f"{told.others.precision:4.2f} {told.others.recall:4.2f}" if told.led else " —    —  "
    return (
        f"{of(told.hits)}  {of(told.hits_at_3)}  {of(told.first)}   "
        f"{told.parties.precision:4.2f} {told.parties.recall:4.2f}   {others}   {proposed}   "
        f"{name}  {kind}"
    )


def main() -> None:
    plans = divided_plans()
    print("牵头：第一即中  前三有中    中首位牵头   全部单位    不含牵头    拟出的      藏起的方案")
    print("      （任务数）                        准   全     准   全     准   全")
    for plan in plans:
        for kind, guess in KINDS.items():
            print(line(plan.name, kind, figures(plans, [plan], guess)))
    for kind, guess in KINDS.items():
        print(line("合计", kind, figures(plans, plans, guess)))


if __name__ == "__main__":
    main()
