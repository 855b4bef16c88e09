from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import SYSTEM, Actor, ActorKind
from app.core.actor import Role as ActorRole
from app.core.errors import ConflictError
from app.plans import asking, rules
from app.plans.rules import Lead
from app.plans.terms import PlanState
from app.reading.terms import FirstLeadBasis, Role, Severity

BASES = [None, *FirstLeadBasis]


def actor(role: ActorRole, *, region: int = 3, unit: int | None = None) -> Actor:
    return Actor(ActorKind.PERSON, 1, role, "某", region, "/50/", unit)


# ---- who may write ---------------------------------------------------------------------------


def test_a_coordinator_without_an_office_writes_every_plan_of_the_own_region() -> None:
    lin = actor(ActorRole.COORDINATOR)
    assert rules.may_write(lin, region_id=3, office_id=None)
    assert rules.may_write(lin, region_id=3, office_id=7)
    assert not rules.may_write(lin, region_id=4, office_id=None)


def test_a_coordinator_of_an_office_writes_only_that_offices_plans() -> None:
    of_seven = actor(ActorRole.COORDINATOR, unit=7)
    assert rules.may_write(of_seven, region_id=3, office_id=7)
    assert not rules.may_write(of_seven, region_id=3, office_id=8)
    assert not rules.may_write(of_seven, region_id=3, office_id=None)


@pytest.mark.parametrize("role", [ActorRole.LIAISON, ActorRole.LEADER, ActorRole.ADMIN])
def test_nobody_else_writes_plans(role: ActorRole) -> None:
    assert not rules.may_write(actor(role, unit=7), region_id=3, office_id=7)


def test_the_service_itself_writes_everywhere() -> None:
    assert rules.may_write(SYSTEM, region_id=99, office_id=None)


# ---- states ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (PlanState.READING, "still_reading"),
        (PlanState.REFUSED, "not_read"),
        (PlanState.PUBLISHED, "published_task"),
    ],
)
def test_only_a_draft_is_edited(state: PlanState, code: str) -> None:
    with pytest.raises(ConflictError) as refused:
        rules.check_draft(state, rules.PublishedTaskError)
    assert refused.value.code == code


def test_after_publishing_the_library_and_the_office_may_still_change() -> None:
    rules.check_changeable(PlanState.PUBLISHED, ["library", "office_id"])
    with pytest.raises(rules.PublishedPlanError):
        rules.check_changeable(PlanState.PUBLISHED, ["library", "title"])


# ---- the file --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("规划.txt", "规划.txt"),
        ("C:\\文件\\规划.txt", "规划.txt"),
        ("../../etc/规划.txt", "规划.txt"),
        ("规\x00划\n.txt", "规划.txt"),
        ("", "未命名.txt"),
        ("/", "未命名.txt"),
    ],
)
def test_a_file_name_is_its_last_part_and_printable(given_name: str, kept: str) -> None:
    assert rules.file_name(given_name) == kept


@given(st.text())
def test_any_file_name_can_be_stored_and_shown(name: str) -> None:
    kept = rules.file_name(name)
    assert kept
    assert kept.isprintable()
    assert len(kept) <= rules.LONGEST_NAME
    assert rules.provisional_title(kept)


def test_the_limit_itself_is_allowed() -> None:
    rules.check_file(b"x" * rules.FILE_LIMIT)
    with pytest.raises(rules.FileTooLargeError):
        rules.check_file(b"x" * (rules.FILE_LIMIT + 1))
    with pytest.raises(rules.EmptyFileError):
        rules.check_file(b"")


# ---- publishing ------------------------------------------------------------------------------


def test_a_plan_reports_from_its_issue_to_its_last_day() -> None:
    span = rules.reporting_span(None, None, date(2022, 4, 14), 2025)
    assert span == (date(2022, 4, 14), date(2025, 12, 31))


def test_what_a_person_said_of_the_span_is_kept() -> None:
    chosen = (date(2023, 1, 1), date(2024, 6, 30))
    assert rules.reporting_span(*chosen, date(2022, 4, 14), 2025) == chosen


def test_a_plan_without_dates_has_an_open_span() -> None:
    assert rules.reporting_span(None, None, None, None) == (None, None)


def test_the_refusal_to_publish_lists_every_error() -> None:
    errors = [rules.OpenError(4, "row_without_task", "第 2 项没有任务文字")]
    with pytest.raises(rules.ErrorsStandError) as refused:
        rules.check_publishable(3, errors)
    assert refused.value.errors == [{"loc": ["findings", 4], "msg": "第 2 项没有任务文字"}]


def test_an_empty_plan_is_not_published() -> None:
    with pytest.raises(rules.NothingReadError):
        rules.check_publishable(0, [])


def test_reporting_does_not_end_before_it_begins() -> None:
    rules.check_reporting(date(2023, 1, 1), date(2023, 1, 1))
    rules.check_reporting(None, date(2023, 1, 1))
    with pytest.raises(rules.ReportingPeriodError):
        rules.check_reporting(date(2023, 1, 2), date(2023, 1, 1))


# ---- leads -----------------------------------------------------------------------------------

leads = st.lists(
    st.builds(Lead, st.integers(1, 50), st.booleans(), st.sampled_from(BASES)),
    unique_by=lambda lead: lead.id,
    max_size=6,
)


@given(leads, st.integers(1, 50) | st.none())
def test_of_any_leads_exactly_one_files_and_only_it_has_a_ground(
    given_leads: list[Lead], chosen: int | None
) -> None:
    told = rules.settled_leads(given_leads, chosen)
    assert [one.id for one in told] == [one.id for one in given_leads]
    assert sum(one.is_first for one in told) == bool(given_leads)
    assert all((one.basis is not None) == one.is_first for one in told)


def test_a_lead_that_stands_alone_files() -> None:
    (only,) = rules.settled_leads([Lead(5, is_first=False, basis=None)])
    assert only == Lead(5, is_first=True, basis=FirstLeadBasis.SOLE)


def test_a_lead_that_joins_leaves_the_first_in_place_but_unconfirmed() -> None:
    before = Lead(1, is_first=True, basis=FirstLeadBasis.SOLE)
    told = rules.settled_leads([before, Lead(2, is_first=False, basis=None)])
    assert told[0] == Lead(1, is_first=True, basis=FirstLeadBasis.DEFAULT)


def test_the_lead_that_a_person_names_is_confirmed() -> None:
    before = [Lead(1, is_first=True, basis=FirstLeadBasis.DEFAULT), rules.Lead(2, False, None)]
    told = rules.settled_leads(before, chosen=2)
    assert told == [Lead(1, False, None), Lead(2, True, FirstLeadBasis.CONFIRMED)]


def test_a_confirmed_first_lead_stays_when_another_joins() -> None:
    before = [Lead(1, True, FirstLeadBasis.CONFIRMED), Lead(2, False, None), Lead(3, False, None)]
    assert rules.settled_leads(before)[0].basis is FirstLeadBasis.CONFIRMED


def test_a_unit_stands_once_in_a_role_but_may_stand_in_two() -> None:
    present = [{"unit_id": 4, "name": "县残联", "role": Role.LEAD}]
    rules.check_not_named_yet({"unit_id": 4, "name": "县残联", "role": Role.SUPPORTING}, present)
    with pytest.raises(rules.NamedAlreadyError):
        rules.check_not_named_yet({"unit_id": 4, "name": "残联", "role": Role.LEAD}, present)
    with pytest.raises(rules.NamedAlreadyError):
        rules.check_not_named_yet({"unit_id": None, "name": "县残联", "role": Role.LEAD}, present)


# ---- what is asked ---------------------------------------------------------------------------


def test_an_unknown_name_is_told_with_its_places_and_the_nearest_unit() -> None:
    nearest = asking.Nearest(4, "县人力社保局", "相差一个字")
    told = asking.unknown_name_message("县人社力社保局", ["9", "10"], nearest, collective=False)
    assert told == (
        "第 9、10 项的“县人社力社保局”不在单位库中，已照原样保留；"
        "最接近的是“县人力社保局”（相差一个字），请确认是哪个单位。"
    )


def test_a_long_list_of_places_is_cut_and_counted() -> None:
    told = asking.items([str(number) for number in range(1, 21)])
    assert told == "第 1、2、3、4、5、6、7、8、9、10、11、12 项等共 20 项"


def test_two_names_of_one_unit_in_a_task_are_found() -> None:
    named = [
        asking.Named(4, "县税务局", Role.LEAD),
        asking.Named(4, "巫山县税务局", Role.RESPONSIBLE),
        asking.Named(5, "县残联", Role.LEAD),
        asking.Named(6, "县教委", Role.RESPONSIBLE),
    ]
    (found,) = asking.repeats(named)
    assert (found.unit_id, found.code) == (4, "unit_in_both_roles")
    assert found.message("9", "县税务局").startswith("第 9 项里的“县税务局”“巫山县税务局”都是")


def test_two_names_of_one_unit_in_one_role_are_a_repetition() -> None:
    named = [
        asking.Named(5, "县残联", Role.RESPONSIBLE),
        asking.Named(5, "县残联", Role.SUPPORTING),
    ]
    (found,) = asking.repeats(named)
    assert found.message("3", "县残联") == "第 3 项里的“县残联”在两栏里都有，请核对。"
    named = [asking.Named(4, "县应急局", Role.LEAD), asking.Named(4, "县应急管理局", Role.LEAD)]
    assert [one.code for one in asking.repeats(named)] == ["unit_repeated"]


@pytest.mark.parametrize("code", rules.MENDABLE)
def test_what_was_asked_for_and_is_there_now_is_mended(code: str) -> None:
    whole = rules.TaskFacts(has_text=True, leads=1, units=2, number_is_unique=True)
    empty = rules.TaskFacts(has_text=False, leads=0, units=0, number_is_unique=False)
    assert rules.is_mended(code, whole)
    assert not rules.is_mended(code, empty)
    assert not rules.is_mended("stray_latin", whole)


def test_changes_tell_old_and_new_as_plain_values() -> None:
    before = {"issued_on": date(2022, 4, 14), "title": "甲", "role": Role.LEAD}
    after = {"issued_on": None, "title": "甲", "role": Role.SUPPORTING}
    assert rules.changed(before, after) == {
        "issued_on": ("2022-04-14", None),
        "role": ("lead", "supporting"),
    }


def test_every_severity_is_counted_also_at_none() -> None:
    counted = rules.open_counts([(Severity.WARNING, 3)])
    assert counted == {"error": 0, "warning": 3, "note": 0}


# ---- how a question calls a task -------------------------------------------------------------


def called(*tasks: tuple[str | None, str]) -> list[str]:
    numbered = {
        place: asking.Numbered(number, place, title)
        for place, (number, title) in enumerate(tasks, 1)
    }
    return list(asking.called(numbered).values())


def test_a_task_is_called_by_its_number_only_where_no_other_has_it() -> None:
    named = called(("1", "完善托养"), ("2", "办好教育"), ("1", "做好宣传"), (None, "加强领导"))
    assert named == ["“完善托养”", "2", "“做好宣传”", "“加强领导”"]
    assert asking.items(named) == "第 2 项、“完善托养”、“做好宣传”、“加强领导”"
    assert asking.items(named[:1]) == "“完善托养”"


def test_where_nothing_is_numbered_a_task_is_called_by_its_place() -> None:
    assert called((None, "完善托养"), (None, "办好教育")) == ["1", "2"]


def test_a_long_title_is_cut_and_a_missing_one_leaves_the_place() -> None:
    (long, nothing) = called(("1", "任" * 60), ("1", ""))
    assert (len(long), nothing) == (27, "1")
