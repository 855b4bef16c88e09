"""How well the division of a plan's work is told from that of others, by functions of units."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.network.precedents.library import Entry, Library
from app.network.precedents.rules import Precedent, lead_votes, weigh
from tests.precedents.plans import DividedPlan, DividedTask

FEDERATION = "disabled_persons_federation"
AT = 3


@dataclass(frozen=True)
class Guess:
    """Functions as leads and as parties of whatever role, the likeliest first.

    `proposed` are the parties that would be proposed, however many the document prints; none
    where a guess has no opinion about how many there are.
    """

    leads: Sequence[str]
    parties: Sequence[str]
    proposed: Sequence[str] = ()


Guesser = Callable[[DividedTask], Guess]


@dataclass
class Overlap:
    right: int = 0
    guessed: int = 0
    printed: int = 0

    def add(self, guessed: Sequence[str], printed: Sequence[str]) -> None:
        self.right += len(set(guessed) & set(printed))
        self.guessed += len(guessed)
        self.printed += len(printed)

    @property
    def precision(self) -> float:
        return self.right / self.guessed if self.guessed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.printed if self.printed else 0.0


class Figures:
    """`led` tasks print a lead; `first` counts guesses of the one that stands first.

    `parties` and `others` (without the printed leads, and without the guessed one) are held
    against as many guesses as the document prints units.
    """

    def __init__(self) -> None:
        self.led = self.hits = self.hits_at_3 = self.first = 0
        self.parties, self.others, self.proposed = Overlap(), Overlap(), Overlap()

    def add(self, task: DividedTask, guess: Guess) -> None:
        size = len(task.members)
        self.parties.add(guess.parties[:size], task.members)
        self.proposed.add(guess.proposed, task.members)
        if not task.leads:
            return
        self.led += 1
        self.hits += bool(guess.leads) and guess.leads[0] in task.leads
        self.hits_at_3 += any(one in task.leads for one in guess.leads[:AT])
        self.first += list(guess.leads[:1]) == task.leads[:1]
        rest = [one for one in guess.parties if one not in guess.leads[:1]]
        self.others.add(rest[: len(task.others)], task.others)


def measure(hidden: Sequence[DividedPlan], guesser: Callable[[DividedPlan], Guesser]) -> Figures:
    figures = Figures()
    for plan in hidden:
        guess = guesser(plan)
        for task in plan.tasks:
            figures.add(task, guess(task))
    return figures


def always_the_federation(_others: Sequence[DividedPlan]) -> Guesser:
    return lambda _task: Guess([FEDERATION], [FEDERATION])


def most_frequent(others: Sequence[DividedPlan]) -> Guesser:
    """Whoever leads, and whoever stands, most often in the plans that are not hidden."""
    tasks = [task for plan in others for task in plan.tasks]
    leads = Counter(one for task in tasks for one in lead_votes(task.holders))
    parties = Counter(one for task in tasks for one in task.members)
    guess = Guess(_ranked(leads), _ranked(parties))
    return lambda _task: guess


def by_precedents(others: Sequence[DividedPlan]) -> Guesser:
    tasks = [(number, task) for number, plan in enumerate(others) for task in plan.tasks]
    library = Library(Entry(at, plan, task.text) for at, (plan, task) in enumerate(tasks))

    def guess(task: DividedTask) -> Guess:
        near = library.nearest(task.text, plan_id=None)
        division = weigh(
            Precedent(one.task_id, one.plan_id, one.score, tasks[one.task_id][1].holders)
            for one in near
        )
        lead = [division.lead.function] if division.lead else []
        return Guess(
            [one.function for one in division.offered],
            [one.function for one in division.parties],
            [*lead, *(one.function for one in division.participants)],
        )

    return guess


def _ranked(counted: Counter[str]) -> list[str]:
    return [one for one, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]
