"""When a task is due: one rule for drafts, corrections and amendments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest

from app.plans import dues
from app.reading.terms import DueSource
from tests.kinds import on_sqlite
from tests.plans.desk import Desk

__all__ = ["on_sqlite"]  # the rule is pure; here it is only asked


@dataclass
class Plan:
    period_start: int | None = 2021
    period_end: int | None = 2025
    issued_on: date | None = date(2022, 4, 14)


def test_a_day_counts_as_printed_words_are_read_and_nothing_is_the_end_of_the_plan() -> None:
    assert dues.due_of(date(2023, 5, 1), "不看", Plan()) == (date(2023, 5, 1), DueSource.PRINTED)
    assert dues.due_of(None, "2024年底前", Plan()) == (date(2024, 12, 31), DueSource.PRINTED)
    assert dues.due_of(None, None, Plan()) == (date(2025, 12, 31), DueSource.PLAN)
    assert dues.implied({"due_on": None}, Plan(), None) == {"due_source": DueSource.ONGOING}


@pytest.mark.parametrize(
    ("words", "day", "stay"),
    [
        ("2024年底前", date(2024, 12, 31), True),
        ("2024年底前", date(2023, 12, 31), False),
        ("2024年底前", None, False),
        ("10月底前", date(2023, 10, 31), True),
        ("持续推进", None, True),
        ("持续推进", date(2023, 10, 31), False),
    ],
)
def test_words_that_speak_of_another_day_do_not_stay_beside_one(
    words: str,
    day: date | None,
    stay: bool,  # noqa: FBT001 - as the table has it
) -> None:
    assert ("due_text" not in dues.implied({"due_on": day}, Plan(), words)) is stay
    both = {"due_on": day, "due_text": "2023年6月底前"}
    assert "due_text" not in dues.implied(both, Plan(), words), "what is given together is meant"


def test_a_new_day_of_a_draft_takes_the_words_of_another_away(desk: Desk) -> None:
    task = desk.matrix(desk.draft())[0]["id"]
    desk.send("PATCH", f"/tasks/{task}", {"due_text": "2024年底前"})
    told = desk.send("PATCH", f"/tasks/{task}", {"due_on": "2023-12-31"})
    assert (told["due_on"], told["due_text"]) == ("2023-12-31", None)
    told = desk.send("PATCH", f"/tasks/{task}", {"due_on": None, "due_text": "持续推进"})
    assert (told["due_source"], told["due_text"]) == ("ongoing", "持续推进")


@pytest.mark.parametrize(
    ("plan", "first", "last"),
    [
        (Plan(), date(2020, 1, 1), date(2035, 12, 31)),
        (Plan(None, None), date(2021, 1, 1), date(2032, 12, 31)),
        (Plan(None, 2030, None), date(2029, 1, 1), date(2040, 12, 31)),
        (Plan(None, None, None), date(1949, 1, 1), date(2100, 12, 31)),
    ],
)
def test_a_task_is_due_around_the_years_of_its_plan(plan: Plan, first: date, last: date) -> None:
    assert dues.bounds(plan) == (first, last)
    for day in (first, last):
        assert dues.due_of(day, None, plan)[0] == day
    for day in (date.min, first.replace(year=first.year - 1), date.max):
        with pytest.raises(dues.DueOutOfRangeError):
            dues.due_of(day, None, plan)
        with pytest.raises(dues.DueOutOfRangeError):
            dues.implied({"due_on": day}, plan, None)


def test_a_year_that_cannot_be_is_refused_in_drafts_corrections_and_amendments(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[0]["id"]
    decided = {"basis": "县政府常务会议纪要", "organ": "县政府", "decided_on": "2023-03-01"}

    def refused(method: str, path: str, body: Mapping[str, object]) -> None:
        told = desk.send(method, path, body, status=422)
        assert (told["code"], told["detail"][:2]) == ("due_out_of_range", "应在"), told

    for year in ("0001", "9999", "1999"):
        day = {"due_on": f"{year}-01-01"}
        refused("PATCH", f"/tasks/{task}", day)
        refused("POST", f"/plans/{plan_id}/tasks", {"text": "又一项。"} | day)
    desk.send("POST", f"/plans/{plan_id}/publish")
    for year in ("0001", "9999"):
        day = {"due_on": f"{year}-01-01"}
        for change in (
            {"action": "change_task", "task_id": task} | day,
            {"action": "add_task", "text": "又一项。"} | day,
        ):
            body: dict[str, object] = {"reason": "错了", "changes": [change]}
            refused("POST", f"/plans/{plan_id}/corrections", body)
            refused("POST", f"/plans/{plan_id}/amendments", body | decided)
