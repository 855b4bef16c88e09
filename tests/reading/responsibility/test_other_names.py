"""The seed plans with other units and other numbers: the reader knows no name and no figure."""

import random
import re
from collections.abc import Callable

import pytest

from app.reading import Draft, Reading, read_document

STEMS = "民政财卫教司审农林水交通急人社统计文旅体役医保信访住建然资源科工商应环保粮储档案"
ENDINGS = ["局", "委", "办公室", "中心", "联合会", "集团有限公司"]
COUNT = re.compile(r"(?<=[\u4e00-\u9fff])(?<!第)(?!20\d\d)\d{2,}(?=[\u4e00-\u9fff])(?![年月日])")


def other_unit(raw: str, chance: random.Random) -> str:
    """Another name of the same kind: a group stays one, a level stays before the name."""
    stem = "".join(chance.sample(STEMS, chance.randint(2, 4)))
    level = raw[0] if raw[0] in "省市县区" else "县"
    return level + stem + chance.choice(ENDINGS)


def renamed(reading: Reading, chance: random.Random) -> tuple[str, dict[str, str]]:
    """The text with each single unit under another name, where it is named for a task."""
    every = [one for task in reading.draft.tasks for one in task.assignments]
    names = {one.raw: one.raw for one in every}
    single = {one.raw for one in every if not one.collective}
    for raw in sorted(single):
        names[raw] = other_unit(raw, chance)
    longest = sorted(single, key=len, reverse=True)
    # A page may cut a name; the new one is whole.
    pattern = re.compile("|".join(r"\s*".join(map(re.escape, raw)) for raw in longest))

    def new_name(found: re.Match[str]) -> str:
        return names["".join(found[0].split())]

    parts, at = [], 0
    for start, end in responsible_places(reading.draft):
        parts += [reading.text[at:start], pattern.sub(new_name, reading.text[start:end])]
        at = end
    return "".join([*parts, reading.text[at:]]), names


def responsible_places(draft: Draft) -> list[tuple[int, int]]:
    evidence = [one for task in draft.tasks for one in task.evidence]
    return sorted({(one.start, one.end) for one in evidence if one.role == "responsibility"})


def renumbered(text: str, chance: random.Random) -> str:
    return COUNT.sub(lambda found: "".join(chance.choices("123456789", k=len(found[0]))), text)


def matrix(draft: Draft, names: dict[str, str]) -> list[list[tuple[str, str, str]]]:
    return [
        [
            (names.get(one.raw, one.raw), one.role.value, one.printed_label)
            for one in task.assignments
        ]
        for task in draft.tasks
        if task.kind != "project"
    ]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("name", ["wushan", "qinshui", "zhangdian"])
def test_a_seed_plan_with_other_units_and_numbers_is_read_the_same(
    name: str, number: int, seed: Callable[[str], Reading]
) -> None:
    chance = random.Random(number)
    original = seed(name)
    text, new = renamed(original, chance)
    other = read_document("plan.txt", renumbered(text, chance).encode()).draft
    assert matrix(other, {}) == matrix(original.draft, new)
    numbers = [task.number for task in original.draft.tasks if task.kind != "project"]
    assert [task.number for task in other.tasks if task.kind != "project"] == numbers
