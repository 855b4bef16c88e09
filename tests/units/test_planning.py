"""What a registry file means, in time that grows with its length."""

from time import thread_time

from app.units.registry.places import Place, Places
from app.units.registry.planning import FACTS, Node, Plan, Planner
from app.units.registry.rows import RegistryRow
from app.units.terms import UnitKind

HOME = Place(1, "500237", "巫山县", "/500237/", ("巫山县",))


def planned(parents: dict[str, str | None], known: tuple[Node, ...] = ()) -> Plan:
    rows = [
        RegistryRow(line, name, UnitKind.INSTITUTION, rank=line, parent=parent)
        for line, (name, parent) in enumerate(parents.items(), 2)
    ]
    return Planner(Places([HOME], HOME), known).plan(rows)


def test_a_chain_of_parents_is_followed_in_a_moment() -> None:
    names = [f"第{number}所" for number in range(4000)]
    began = thread_time()
    made = planned(dict(zip(names, [*names[1:], None], strict=True)))
    assert made.faults == []
    assert thread_time() - began < 3


def test_a_long_ring_is_told_in_few_words() -> None:
    names = [f"第{number}所" for number in range(4000)]
    made = planned(dict(zip(names, [*names[1:], names[0]], strict=True)))
    assert len(made.faults) == len(names)
    assert made.faults[3].message.endswith("：第3所 → 第4所 → 第5所 → … → 第3所")


def test_only_a_row_that_closes_the_ring_is_told_and_not_what_hangs_below_it() -> None:
    made = planned({"甲": "乙", "乙": "丙", "丙": "乙", "丁": "丁", "戊": None})
    assert [(one.line, one.message.partition("：")[2]) for one in made.faults] == [
        (3, "乙 → 丙 → 乙"),
        (4, "丙 → 乙 → 丙"),
        (5, "丁 → 丁"),
    ]


def test_a_ring_of_units_that_stand_there_already_is_not_laid_to_the_file() -> None:
    facts = dict.fromkeys(FACTS) | {"kind": UnitKind.INSTITUTION, "rank": 1, "vertical": False}
    first, second = (Node(id_, 1, name, dict(facts)) for id_, name in ((1, "甲"), (2, "乙")))
    first.parent, second.parent = second, first
    assert planned({"甲": None, "丙": "甲"}, (first, second)).faults == []
