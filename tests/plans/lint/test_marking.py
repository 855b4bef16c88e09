"""Each thing once: what the reader asks already, and what a person has put down."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.plans.lint import rules
from app.plans.lint.limits import Limits
from app.plans.lint.marking import Asked, Mark, sort
from app.plans.lint.rules import Hit
from app.plans.lint.sheet import Line
from app.reading.terms import Severity, TaskKind
from tests.plans.lint.matrices import cell, group, lead, line, sheet, unit_id

NOW = datetime(2023, 8, 11, tzinfo=UTC)


def hits(*lines: Line) -> list[Hit]:
    return rules.hits(sheet(lines), Limits())


def asked(code: str, task_id: int | None = None, **more: object) -> Asked:
    made = Asked(1, code, Severity.WARNING, task_id, None, frozenset())
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a question


def mark(hit: Hit, **more: object) -> Mark:
    made = Mark(f"{hit.code}:1", hit.code, hit.facts, None, None, "林", NOW)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a mark


def is_open(found: list[Hit], *questions: Asked) -> list[str]:
    return [str(hit.code) for hit in sort(found, questions, ()).open]


def test_what_the_reader_asks_of_the_same_task_is_not_asked_again() -> None:
    found = hits(line(1), line(2))
    assert is_open(found, asked("unassigned", 1)) == ["unassigned"]
    assert is_open(found, asked("no_lead", 1)) == ["unassigned", "unassigned"]


def test_one_question_about_all_tasks_leaves_out_the_projects_and_the_other_way_round() -> None:
    found = hits(line(1), line(2, kind=TaskKind.PROJECT))
    assert is_open(found, asked("unassigned")) == ["project_unassigned"]
    assert is_open(found, asked("unassigned", severity=Severity.NOTE)) == ["unassigned"]


def test_lost_marks_of_the_leads_are_the_question_why_there_is_none() -> None:
    found = hits(line(1, cell("县残联"), cell("县教委")))
    assert is_open(found, asked("lead_marks_lost")) == []


@pytest.mark.parametrize(("unit", "open_"), [("县残联", []), ("县教委", ["unit_in_both_roles"])])
def test_a_unit_that_stands_twice_is_asked_about_by_unit(unit: str, open_: list[str]) -> None:
    found = hits(line(1, lead("县残联"), cell("县残联")))
    question = asked("unit_in_both_roles", 1, unit_id=unit_id(unit))
    assert is_open(found, question) == open_


def test_a_collective_name_is_asked_about_wherever_it_stands() -> None:
    found = hits(line(1, group("县级有关部门")), line(2, group("各乡镇")))
    question = asked("collective_unit", names=frozenset({"县级有关部门"}))
    assert [hit.lines[0].id for hit in sort(found, [question], ()).open] == [2]


def test_times_without_a_day_and_no_times_are_two_questions() -> None:
    found = hits(
        line(1, lead("县残联"), due_on=None), line(2, lead("县残联"), due_on=None, due_text="年内")
    )
    assert [hit.lines[0].id for hit in sort(found, [asked("no_due_dates")], ()).open] == [2]
    assert [hit.lines[0].id for hit in sort(found, [asked("due_not_exact")], ()).open] == [1]


def test_what_a_person_put_down_is_settled_until_a_fact_is_new() -> None:
    task = line(1, cell("县残联"), cell("县教委"))
    (before,) = hits(task)
    said = mark(before, note="轮流牵头")
    settled = sort([before], (), [said])
    assert settled.open == []
    assert settled.settled == [(before, said)]
    (more,) = hits(replace(task, cells=(*task.cells, cell("县民政局"))))
    assert sort([more], (), [said]).open == [more]


def test_a_word_on_all_tasks_holds_for_each_and_not_for_a_new_one() -> None:
    old, new = hits(line(1), line(2)), hits(line(3))
    said = mark(old[0], facts=old[0].facts | old[1].facts)
    found = sort([*old, *new], (), [said])
    assert found.open == new
    assert [one.lines[0].id for one, _ in found.settled] == [1, 2]


def test_a_word_on_one_check_says_nothing_of_another() -> None:
    (hit,) = hits(line(1))
    assert sort([hit], (), [mark(hit, code="no_due_date")]).open == [hit]


def test_what_was_answered_at_the_reader_stands_there_alone() -> None:
    (hit,) = hits(line(1))
    found = sort([hit], (), [mark(hit, finding_id=7)])
    assert (found.open, found.settled) == ([], [])


def test_the_last_word_counts() -> None:
    (hit,) = hits(line(1))
    later = mark(hit, key="again", at=NOW + timedelta(days=1), note="再看过")
    ((_, said),) = sort([hit], (), [later, mark(hit)]).settled
    assert said.note == "再看过"
