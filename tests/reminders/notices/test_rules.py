"""The table of notices, who may sign, and how a number is written."""

from datetime import date

import pytest

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import AppError
from app.progress.rules import Standing
from app.reminders.notices import numbering, rules
from app.reminders.notices.issuing.rules import DEFAULTS, Issuer, Issuers, IssuersError, checked
from app.reminders.notices.numbering import NumberFormError, NumberYearError
from app.reminders.notices.terms import NoticeAction, NoticeKind, NoticeState
from app.workdays.rules import Calendar

A, S, K = NoticeAction, NoticeState, NoticeKind
TODAY = date(2023, 7, 19)
PLAIN = Calendar(confirmed=frozenset({2023}))


def refused(action: NoticeAction, state: NoticeState) -> str:
    with pytest.raises(AppError) as told:
        rules.move(action, state)
    return told.value.code


@pytest.mark.parametrize(
    ("action", "since", "to"),
    [
        (A.EDIT, S.REVIEWED, S.DRAFT),
        (A.REVIEW, S.DRAFT, S.REVIEWED),
        (A.SIGN, S.REVIEWED, S.SIGNED),
        (A.WITHDRAW, S.DRAFT, S.WITHDRAWN),
        (A.REPLY, S.SIGNED, S.REPLIED),
        (A.REPLY, S.SENT_BACK, S.REPLIED),
        (A.SEND_BACK, S.REPLIED, S.SENT_BACK),
        (A.CONFIRM, S.REPLIED, S.REPLIED),
        (A.ACCEPT, S.REPLIED, S.DONE),
        (A.VOID, S.SIGNED, S.VOID),
    ],
)
def test_a_step_leads_where_the_table_says(
    action: NoticeAction, since: NoticeState, to: NoticeState
) -> None:
    assert rules.move(action, since) is to


@pytest.mark.parametrize(
    ("action", "state", "code"),
    [
        (A.SIGN, S.DRAFT, "not_reviewed"),
        (A.REVIEW, S.REVIEWED, "reviewed_already"),
        (A.REPLY, S.REVIEWED, "not_issued"),
        (A.VOID, S.DRAFT, "not_issued"),
        (A.EDIT, S.SIGNED, "issued_already"),
        (A.SIGN, S.SIGNED, "issued_already"),
        (A.WITHDRAW, S.REPLIED, "issued_already"),
        (A.ACCEPT, S.SENT_BACK, "not_replied"),
        (A.CONFIRM, S.SIGNED, "not_replied"),
        (A.REPLY, S.REPLIED, "replied_already"),
        (A.VOID, S.DONE, "notice_done"),
        (A.EDIT, S.WITHDRAWN, "notice_withdrawn"),
        (A.SIGN, S.VOID, "notice_void"),
    ],
)
def test_each_refusal_says_what_stands_in_the_way(
    action: NoticeAction, state: NoticeState, code: str
) -> None:
    assert refused(action, state) == code


def test_whatever_is_not_in_the_table_is_refused() -> None:
    for action, table in rules.MOVES.items():
        for state in S:
            if state not in table.since:
                refused(action, state)


def test_nothing_more_can_be_done_with_what_is_over() -> None:
    for state in (S.DONE, S.WITHDRAWN, S.VOID):
        assert rules.allowed(state, Standing.OFFICE) == ()


def test_everything_that_is_missing_is_said_at_once() -> None:
    empty = rules.Content(K.URGING, None, "", "《规划》", "", "林", "", 0)
    with pytest.raises(rules.IncompleteError) as told:
        rules.check_complete(empty)
    assert told.value.detail == "发文单位、事项、要求、联系电话、所涉事项"
    handed = rules.Content(K.HANDOVER, 1, "迎检", "会议", "办理", "林", "57680000", 0)
    rules.check_complete(handed)


# ---- who --------------------------------------------------------------------------------------


def actor(role: Role, region: int = 1, unit: int | None = None) -> Actor:
    return Actor(ActorKind.PERSON, 1, role, "林", region, "/", unit)


@pytest.mark.parametrize(
    ("who", "office", "standing"),
    [
        (actor(Role.COORDINATOR), 7, Standing.OFFICE),
        (actor(Role.COORDINATOR, unit=7), 7, Standing.OFFICE),
        (actor(Role.COORDINATOR, unit=7), None, Standing.OFFICE),
        (actor(Role.COORDINATOR, unit=8), 7, Standing.NEITHER),
        (actor(Role.COORDINATOR, region=2), 7, Standing.NEITHER),
        (actor(Role.LEADER), 7, Standing.OVERSEER),
        (actor(Role.LEADER, region=2), 7, Standing.NEITHER),
        (actor(Role.ADMIN), 7, Standing.NEITHER),
        (actor(Role.LIAISON, unit=9), 7, Standing.UNIT),
    ],
)
def test_what_somebody_is_to_a_notice(who: Actor, office: int | None, standing: Standing) -> None:
    assert rules.standing(who, 1, office) is standing


def signed_by(who: Standing, kind: NoticeKind, issuer: Issuer, on_paper: str | None = None) -> str:
    try:
        rules.check_signer(who, kind, issuer, on_paper)
    except AppError as told:
        return told.code
    return "signed"


def test_a_peer_urges_and_a_leader_supervises() -> None:
    urging, supervision = DEFAULTS[K.URGING], DEFAULTS[K.SUPERVISION]
    assert signed_by(Standing.OFFICE, K.URGING, urging) == "signed"
    assert signed_by(Standing.OFFICE, K.SUPERVISION, supervision) == "leader_needed"
    assert signed_by(Standing.OVERSEER, K.SUPERVISION, supervision) == "signed"
    assert signed_by(Standing.OFFICE, K.SUPERVISION, supervision, "王县长") == "signed"


def test_an_office_signs_what_the_place_lets_it() -> None:
    inspectors, federation = 5, 6
    place = Issuers(
        (
            Issuer(K.SUPERVISION, may=False),
            Issuer(K.SUPERVISION, inspectors, code="巫府督"),
        )
    )
    theirs, ours = place.of(K.SUPERVISION, inspectors), place.of(K.SUPERVISION, federation)
    assert signed_by(Standing.OFFICE, K.SUPERVISION, theirs) == "signed"
    assert signed_by(Standing.OVERSEER, K.SUPERVISION, ours) == "not_an_issuer"
    assert place.suggested(K.SUPERVISION, federation) == inspectors
    assert place.suggested(K.URGING, federation) == federation


def test_settings_that_contradict_each_other_are_refused_together() -> None:
    rows = [Issuer(K.URGING, 5), Issuer(K.URGING, 5, may=False), Issuer(K.REMINDER, code="ABC3")]
    with pytest.raises(IssuersError) as told:
        checked(rows)
    assert "催办单有两行" in str(told.value.detail)
    assert "提醒函的机关代字" in str(told.value.detail)
    assert checked(list(DEFAULTS.values())) == Issuers()


# ---- by when ----------------------------------------------------------------------------------


def test_a_reply_is_due_on_a_working_day() -> None:
    assert rules.reply_day(None, TODAY, PLAIN) == (date(2023, 7, 26), True)
    assert rules.reply_day(date(2023, 7, 22), TODAY, PLAIN) == (date(2023, 7, 24), True)
    known = Calendar(confirmed=frozenset({2022}))
    assert rules.reply_day(None, TODAY, known) == (date(2023, 7, 26), False)


@pytest.mark.parametrize("day", [TODAY, date(2023, 7, 1), date(2024, 7, 1)])
def test_a_reply_is_due_after_today_and_not_in_a_year(day: date) -> None:
    with pytest.raises(AppError):
        rules.reply_day(day, TODAY, PLAIN)


# ---- the number -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "会残工委办催〔2023〕3号",
        "会残工委办催[2023]3号",
        "会残工委办催（2023） 3 号",
        "会残工委办催【2023】3号",
    ],
)
def test_a_number_is_kept_in_its_proper_form(typed: str) -> None:
    assert numbering.read(typed).printed == "会残工委办催〔2023〕3号"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "3号",
        "会残工委办催2023年3号",
        "会残工委办催〔2023〕03号",
        "会残工委办催〔2023〕第3号",
        "会残工委办催〔23〕3号",
        "ABC〔2023〕3号",
        "<b>催</b>〔2023〕3号",
        "催" * 30 + "〔2023〕3号",
        "会残工委办催〔２０２３〕3号",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NumberFormError):
        numbering.read(typed)


def test_a_number_of_another_year_is_refused() -> None:
    with pytest.raises(NumberYearError):
        numbering.check_year(numbering.read("会残工委办催〔2022〕3号"), 2023)
