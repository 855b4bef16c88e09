"""The table of a task's life, without a database."""

from datetime import date
from itertools import product

import pytest

from app.core.errors import AppError
from app.core.settings import ROOT
from app.plans.amending.rules import extended_to
from app.plans.terms import AmendmentKind, PlanState, TaskState
from app.progress.life import diagram, extension_rules, messages, rules
from app.progress.life.rules import MOVES
from app.progress.life.terms import Action, ExtensionState
from app.progress.rules import Standing
from app.reading.terms import DueSource, Stage
from app.sheets.rules import due_label

TODAY = date(2023, 8, 11)
S = TaskState


def code(of: pytest.ExceptionInfo[AppError]) -> tuple[int, str]:
    return of.value.status, of.value.code


def refused(action: Action, state: TaskState, *, write_off: bool = True) -> tuple[int, str]:
    with pytest.raises(AppError) as caught:
        rules.move(action, state, write_off=write_off)
    return code(caught)


def test_every_state_and_action_is_either_in_the_table_or_told_why_not() -> None:
    for action, state in product(Action, TaskState):
        if state in MOVES[action].since:
            assert rules.move(action, state, write_off=True) is MOVES[action].to
        else:
            status, told = refused(action, state)
            assert status == 409
            assert told not in {"conflict", "invalid"}


def test_every_end_can_be_reopened_and_no_state_is_a_trap() -> None:
    for state in set(TaskState) - {S.IN_PROGRESS}:
        ways = [action for action in Action if state in MOVES[action].since]
        assert any(MOVES[action].to is S.IN_PROGRESS for action in ways), state


def test_every_state_can_be_reached() -> None:
    assert {table.to for table in MOVES.values()} == set(TaskState)


@pytest.mark.parametrize(
    ("action", "state", "told"),
    [
        (Action.APPLY_CLOSURE, S.CLOSURE_APPLIED, "task_closure_applied"),
        (Action.APPLY_CLOSURE, S.SUSPENDED, "task_suspended"),
        (Action.CLOSE, S.CLOSED, "task_closed"),
        (Action.CLOSE, S.SUSPENDED, "task_suspended"),
        (Action.RETURN, S.IN_PROGRESS, "no_application"),
        (Action.WRITE_OFF, S.IN_PROGRESS, "not_closed"),
        (Action.SUSPEND, S.CLOSURE_APPLIED, "task_closure_applied"),
        (Action.RESUME, S.IN_PROGRESS, "not_suspended"),
        (Action.MAKE_ONGOING, S.CANCELLED, "task_cancelled"),
        (Action.CANCEL, S.WRITTEN_OFF, "task_written_off"),
        (Action.SUSPEND, S.ONGOING, "task_ongoing"),
        (Action.REOPEN, S.SUSPENDED, "still_in_progress"),
    ],
)
def test_a_refusal_names_what_stands_in_the_way(
    action: Action, state: TaskState, told: str
) -> None:
    assert refused(action, state) == (409, told)


def test_a_place_without_writing_off_is_told_so_whatever_the_state() -> None:
    assert refused(Action.WRITE_OFF, S.CLOSED, write_off=False) == (409, "no_write_off")
    offered = rules.allowed(S.CLOSED, Standing.OFFICE, write_off=False)
    assert Action.WRITE_OFF not in offered
    assert Action.WRITE_OFF in rules.allowed(S.CLOSED, Standing.OFFICE, write_off=True)


def test_the_lead_applies_and_the_coordinator_decides() -> None:
    for action in Action:
        unit_may = action is Action.APPLY_CLOSURE
        rules.check_who(action, Standing.OFFICE)
        if unit_may:
            rules.check_who(action, Standing.UNIT)
        else:
            with pytest.raises(rules.NotYoursToDecideError):
                rules.check_who(action, Standing.UNIT)
        with pytest.raises(AppError) as caught:
            rules.check_who(action, Standing.NEITHER)
        assert caught.value.status == 403


def test_what_is_allowed_is_what_is_not_refused() -> None:
    for state, write_off in product(TaskState, (True, False)):
        may = rules.allowed(state, Standing.OFFICE, write_off=write_off)
        for action in Action:
            if action in may:
                rules.move(action, state, write_off=write_off)
            else:
                refused(action, state, write_off=write_off)


@pytest.mark.parametrize(
    ("action", "words", "review_on", "told"),
    [
        (Action.APPLY_CLOSURE, " ", None, "summary_needed"),
        (Action.CLOSE, "", None, "conclusion_needed"),
        (Action.RETURN, "\n", None, "reason_needed"),
        (Action.SUSPEND, "等资金", None, "review_day_needed"),
        (Action.SUSPEND, "等资金", TODAY, "review_day_passed"),
        (Action.REOPEN, "", None, "reason_needed"),
    ],
)
def test_what_is_missing_is_named_with_its_field(
    action: Action, words: str, review_on: date | None, told: str
) -> None:
    with pytest.raises(AppError) as caught:
        rules.check_needs(action, words, review_on, TODAY)
    assert code(caught) == (422, told)
    assert caught.value.errors


def test_a_note_may_be_left_out() -> None:
    rules.check_needs(Action.RESUME, "", None, TODAY)
    rules.check_needs(Action.WRITE_OFF, "", None, TODAY)


def test_who_writes_down_what_a_unit_asks_for_says_whose_words_they_are() -> None:
    with pytest.raises(rules.SpeakerNeededError):
        rules.check_speaker(Standing.OFFICE, " ")
    rules.check_speaker(Standing.OFFICE, "县残联 陈（电话）")
    rules.check_speaker(Standing.UNIT, None)


def test_a_task_has_no_life_before_its_plan_is_handed_out_and_after_it_was_ended() -> None:
    rules.check_handed_out(PlanState.PUBLISHED, Stage.ISSUED, ended=False)
    for state, stage in ((PlanState.DRAFT, Stage.ISSUED), (PlanState.PUBLISHED, Stage.REVIEW)):
        with pytest.raises(rules.NotHandedOutError):
            rules.check_handed_out(state, stage, ended=False)
    with pytest.raises(rules.TaskEndedError):
        rules.check_handed_out(PlanState.PUBLISHED, Stage.ISSUED, ended=True)


def test_the_diagram_in_the_docs_is_the_table() -> None:
    kept = (ROOT / "docs" / "task-life.md").read_text(encoding="utf-8")
    assert kept == diagram.page(), "python -m app task-life > docs/task-life.md"


# ---- extensions ------------------------------------------------------------------------------


def test_an_extension_is_asked_for_until_the_day_itself() -> None:
    assert extension_rules.check_extendable(TODAY, TODAY, undecided=False) == TODAY
    with pytest.raises(extension_rules.PastDueError):
        extension_rules.check_extendable(date(2023, 8, 10), TODAY, undecided=False)
    with pytest.raises(extension_rules.NoDueDateError):
        extension_rules.check_extendable(None, TODAY, undecided=False)
    with pytest.raises(extension_rules.UndecidedError):
        extension_rules.check_extendable(TODAY, TODAY, undecided=True)


def test_an_extension_leads_to_a_later_day_that_has_not_passed() -> None:
    due = date(2023, 8, 1)
    with pytest.raises(extension_rules.NotLaterError):
        extension_rules.check_asked_for(due, due, "招标流标")
    with pytest.raises(rules.ReasonNeededError):
        extension_rules.check_asked_for(TODAY, due, " ")
    with pytest.raises(extension_rules.TooFarError):
        extension_rules.check_asked_for(date(2203, 8, 1), due, "招标流标")
    with pytest.raises(extension_rules.ExtendedIntoPastError):
        extension_rules.check_granted(date(2023, 8, 10), due, TODAY)
    with pytest.raises(extension_rules.NotLaterError):
        extension_rules.check_granted(due, due, TODAY)
    extension_rules.check_granted(TODAY, due, TODAY)


def test_an_extension_is_decided_once() -> None:
    extension_rules.check_undecided(ExtensionState.REQUESTED)
    for state in set(ExtensionState) - {ExtensionState.REQUESTED}:
        with pytest.raises(extension_rules.DecidedAlreadyError):
            extension_rules.check_undecided(state)


@pytest.mark.parametrize(
    ("kind", "now", "left"),
    [
        (AmendmentKind.AMENDMENT, date(2024, 3, 1), None),
        (AmendmentKind.AMENDMENT, date(2024, 12, 31), None),
        (AmendmentKind.CORRECTION, date(2024, 3, 1), date(2024, 6, 30)),
        (AmendmentKind.CORRECTION, date(2024, 12, 31), None),
        (AmendmentKind.CORRECTION, None, None),
        (AmendmentKind.AMENDMENT, date(2023, 12, 31), date(2024, 6, 30)),
    ],
)
def test_a_decision_takes_the_place_of_an_extension_and_a_correction_does_not(
    kind: AmendmentKind, now: date | None, left: date | None
) -> None:
    assert extended_to(kind, date(2024, 6, 30), date(2023, 12, 31), now) == left


def test_a_list_and_a_sheet_say_the_day_that_holds_with_the_first_one() -> None:
    first, later = date(2023, 12, 31), date(2024, 6, 30)
    assert messages.due(None, first, later) == "2024年6月30日（原定2023年12月31日）"
    assert messages.due("2023年底前", first, later) == "2024年6月30日（原定2023年底前）"
    assert messages.due(None, first, None) == "2023年12月31日"
    assert due_label(None, first, None, later) == "2024年6月30日前（原定2023年12月31日前）"
    assert due_label(None, first, DueSource.PLAN, later) == "2024年6月30日前（原定规划期内）"


# ---- stage results ---------------------------------------------------------------------------


def test_a_stage_result_is_of_an_ongoing_task_and_of_a_year_that_has_begun() -> None:
    extension_rules.check_stage(S.ONGOING, 2023, TODAY, "全年适配 430 件")
    with pytest.raises(rules.NotOngoingError):
        extension_rules.check_stage(S.IN_PROGRESS, 2022, TODAY, "x")
    with pytest.raises(extension_rules.YearAheadError):
        extension_rules.check_stage(S.ONGOING, 2024, TODAY, "x")
    with pytest.raises(extension_rules.ResultNeededError):
        extension_rules.check_stage(S.ONGOING, 2022, TODAY, "")
