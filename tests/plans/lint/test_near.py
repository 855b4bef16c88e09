"""Tasks that are nearly the same, in one plan and among very many."""

import random
import time
from dataclasses import replace

import pytest

from app.kit.similarity import similarity
from app.plans.lint import near
from app.plans.lint.rules import Hit
from app.plans.lint.sheet import Elsewhere, Line
from app.reading.terms import TaskKind
from tests.plans.lint.matrices import line

ONE = "将符合条件的残疾人家庭全部纳入最低生活保障范围，低保边缘家庭中的重度残疾人参照单人户纳入。"
LIKE = "将符合条件的残疾人家庭全部纳入最低生活保障范围，低保边缘家庭重度残疾人可参照单人户纳入。"
OTHER = "完善残疾人按比例就业制度，落实党政机关、事业单位、国有企业带头安置残疾人就业办法。"


def task(number: int, text: str, **more: object) -> Line:
    return line(number, text=text, **more)


def elsewhere(task_id: int, plan: str = "县政府工作要点") -> Elsewhere:
    return Elsewhere(task_id, "5", "低保", 7, plan, 0.9)


def found(*lines: Line, at_least: float = 0.75) -> list[Hit]:
    return near.hits(lines, {}, at_least)


def test_a_pair_is_told_once_and_counts_for_both() -> None:
    (hit,) = found(task(1, ONE), task(2, OTHER), task(3, LIKE))
    assert [one.id for one in hit.lines] == [1, 3]
    assert hit.facts == {"1~3"}
    assert hit.message == "第 1、3 项几乎相同，请看是否重复；确是两件事的，可保留。"


def test_three_that_are_alike_are_one_finding() -> None:
    (hit,) = found(task(1, ONE), task(2, LIKE), task(3, ONE))
    assert [one.id for one in hit.lines] == [1, 2, 3]


def test_a_project_of_a_box_that_repeats_its_chapter_is_as_it_should_be() -> None:
    assert found(task(1, ONE), task(2, ONE, kind=TaskKind.PROJECT)) == []
    assert len(found(*(task(n, ONE, kind=TaskKind.PROJECT) for n in (1, 2)))) == 1


def test_a_part_that_says_what_the_whole_says_is_no_repeat() -> None:
    assert found(task(1, ONE), task(2, ONE, parent_id=1)) == []
    assert found(task(1, ONE), task(2, ONE, kind=TaskKind.MEASURE)) == []


@pytest.mark.parametrize("text", ["", "加强宣传", "。。。", "\ud83d\ude00" * 3])
def test_texts_that_say_next_to_nothing_are_not_compared(text: str) -> None:
    assert found(task(1, text), task(2, text)) == []


def test_a_task_of_another_plan_is_told_with_its_plan() -> None:
    (hit,) = near.hits([task(3, ONE)], {3: [elsewhere(98)]}, 0.75)
    assert hit.facts == {"3~98"}
    assert "第 3 项与《县政府工作要点》第 5 项几乎相同" in hit.message


def test_many_of_other_plans_are_counted() -> None:
    others = [elsewhere(n, f"方案{n}") for n in range(50, 60)]
    (hit,) = near.hits([task(3, ONE), task(4, LIKE)], {3: others}, 0.75)
    assert "第 3、4 项彼此几乎相同，也与《方案50》" in hit.message
    assert "另外 7 项" in hit.message


def test_the_limit_is_that_of_the_settings() -> None:
    limit = similarity(ONE, LIKE)
    assert found(task(1, ONE), task(2, LIKE), at_least=limit + 0.01) == []
    assert len(found(task(1, ONE), task(2, LIKE), at_least=limit - 0.01)) == 1


# ---- among very many -------------------------------------------------------------------------

WORDS = "残疾人康复教育就业托养无障碍救助服务补贴保障信息文化体育法律宣传预防监测评估组织领导资金"


def sentence(rng: random.Random, length: int = 90) -> str:
    return "".join(rng.choice(WORDS) for _ in range(length))


def edited(rng: random.Random, text: str, changes: int) -> str:
    letters = list(text)
    for _ in range(changes):
        letters[rng.randrange(len(letters))] = rng.choice(WORDS)
    return "".join(letters)


def test_keys_find_those_alike_and_few_others() -> None:
    """At the default limit at least 19 of 20, among texts of the same words at most 1 of 200."""
    rng = random.Random(4)
    texts = [sentence(rng) for _ in range(400)]
    likes = [edited(rng, text, rng.randrange(1, 9)) for text in texts]
    pairs = [(a, b) for a, b in zip(texts, likes, strict=True) if similarity(a, b) >= 0.75]
    assert len(pairs) > 150
    kept = sum(bool(set(near.bands(a)) & set(near.bands(b))) for a, b in pairs)
    assert kept >= 0.95 * len(pairs)
    keys = [set(near.bands(text)) for text in texts]
    met = sum(bool(keys[a] & keys[b]) for a in range(400) for b in range(a))
    assert met <= 400 * 399 // 2 // 200


def test_keys_are_the_same_on_every_machine() -> None:
    assert near.bands("残疾人康复")[:2] == near.bands("残疾人 康复")[:2]
    assert all(0 <= band < 2**63 for band in near.bands(ONE))
    assert near.bands(ONE)[0] == 8893844033538082286, "a stored key is found by the next version"


def test_ten_thousand_tasks_of_one_plan_are_compared_within_seconds() -> None:
    rng = random.Random(5)
    lines = [task(n, sentence(rng, 40)) for n in range(10_000)]
    lines.append(replace(lines[17], id=20_000, called="20000"))
    start = time.process_time()
    (hit,) = found(*lines)
    assert time.process_time() - start < 8
    assert [one.id for one in hit.lines] == [17, 20_000]
