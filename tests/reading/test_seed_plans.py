import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.reading import Reading, read_document
from app.reading.terms import Role

SEED = Path(__file__).parents[2] / "seed" / "plans"
PROVENANCE: list[dict[str, Any]] = json.loads((SEED / "provenance.json").read_text("utf-8"))


@pytest.mark.parametrize("entry", PROVENANCE, ids=lambda entry: entry["file"])
def test_each_seed_plan_is_the_file_and_the_document_that_its_provenance_names(
    entry: dict[str, Any],
) -> None:
    data = (SEED / entry["file"]).read_bytes()
    assert sha256(data).hexdigest() == entry["sha256"]
    head = read_document(entry["file"], data).draft.plan
    assert {
        "title": head.title,
        "issuer": head.issuer,
        "document_number": head.document_number,
        "issued_on": head.issued_on and head.issued_on.isoformat(),
        "stage": head.stage.value,
    } == {key: entry[key] for key in ("title", "issuer", "document_number", "issued_on", "stage")}


def test_every_seed_plan_has_a_provenance() -> None:
    assert {entry["file"] for entry in PROVENANCE} == {path.name for path in SEED.glob("*.txt")}


@pytest.mark.parametrize(
    ("name", "region", "publicity"),
    [
        ("huining", "会宁县", None),
        ("daqing", "大庆市", None),
        ("qinshui", "沁水县", None),
        ("zhangdian", "张店区", "此件公开发布"),
        ("wushan", "巫山县", "此件公开发布"),
    ],
)
def test_the_five_plans_name_their_region_and_run_from_2021_to_2025(
    name: str, region: str, publicity: str | None, seed: Callable[[str], Reading]
) -> None:
    head = seed(name).draft.plan
    assert (head.region, head.publicity) == (region, publicity)
    assert (head.period_start, head.period_end) == (2021, 2025)


def test_the_document_is_known_by_its_bytes_and_by_its_text(
    seed: Callable[[str], Reading],
) -> None:
    reading = seed("wushan")
    (document,) = reading.draft.documents
    assert document.name == "wushan.txt"
    assert document.sha256 == sha256((SEED / "wushan.txt").read_bytes()).hexdigest()
    assert document.text_sha256 == sha256(reading.text.encode()).hexdigest()


def test_all_thirty_rows_are_read_as_they_stand_in_the_file(
    seed: Callable[[str], Reading],
) -> None:
    """The rows of this file are plain enough to be cut apart without any reader."""
    reading = seed("wushan")
    lines = [line.split("\t") for line in reading.text.splitlines() if line.count("\t") in (2, 3)]
    rows = [
        line for line in lines if line[0].isdecimal() and len(line[1]) > 12 and line[2] != "2000"
    ]
    rows = [row for row in rows if not re.fullmatch(r"[>\d]+|与.*", row[2])]
    assert len(rows) == 30
    tasks = [task for task in reading.draft.tasks if task.kind == "task"]
    for row, task in zip(rows, tasks, strict=True):
        number, text, leads, others = [*row, ""][:4]
        expected = [(unit, Role.LEAD) for unit in re.split("[、，,]", leads)]
        expected += [(unit, Role.RESPONSIBLE) for unit in re.split("[、，,]", others) if unit]
        assert (task.number, task.text) == (number, text)
        assert [(one.raw, one.role) for one in task.assignments] == expected


def test_one_units_part_in_the_thirty_rows(seed: Callable[[str], Reading]) -> None:
    mine = [
        one
        for task in seed("wushan").draft.tasks
        for one in task.assignments
        if one.unit == "县残联"
    ]
    assert len([one for one in mine if one.role is Role.LEAD]) == 20
    assert len([one for one in mine if one.first]) == 12
    assert len([one for one in mine if one.role is not Role.LEAD]) == 10


def test_a_plan_whose_numbers_begin_again_in_each_section(seed: Callable[[str], Reading]) -> None:
    tasks = [task for task in seed("daqing").draft.tasks if task.kind == "task"]
    assert len(tasks) == 34
    assert [task.number for task in tasks].count("1") == 6
    assert "提升残疾人能力素质" in [task.title for task in tasks]


def test_a_task_broken_over_lines_and_pages_is_whole(seed: Callable[[str], Reading]) -> None:
    third = seed("huining").draft.tasks[2]
    assert third.title == "持续加大帮扶力度"
    assert "符合条件的优先纳入乡村富民产业计划、乡村公益性岗位" in third.text
    assert third.text.endswith("集体收益分配权等权益。")


def test_reading_tells_how_far_it_is() -> None:
    steps: list[tuple[int, int]] = []
    data = (SEED / "wushan.txt").read_bytes()
    read_document("wushan.txt", data, lambda done, total: steps.append((done, total)))
    assert steps == [(2, 4), (3, 4), (4, 4)]
