"""Notices over REST, from the draft to the reply that was accepted."""

from datetime import date
from typing import Any

import orjson
import pytest
from sqlmodel import select

from app.core.actor import SYSTEM, Role
from app.identity.models import Token
from app.jobs.worker import drain
from app.journal.models import JournalEvent
from app.kit import clock
from app.progress.models import Return
from app.progress.terms import ReturnState
from app.reminders.notices.schemas import NoticeItem, NoticeOut
from app.reminders.notices.settling import settle_days
from app.wiring import HANDLERS
from app.workdays import service as workdays
from app.workdays.models import CalendarYear
from tests.cast import bearer
from tests.kinds import ON_BOTH, on_sqlite
from tests.reminders.conftest import TITLE, morning
from tests.reminders.notices.conftest import Desk, coded

__all__ = ["on_sqlite"]


def test_a_notice_lists_all_matters_of_a_unit_and_fills_in_its_words(desk: Desk) -> None:
    body = desk.draft(basis=None, contact=None).json()
    assert NoticeOut.model_validate(body).state == "draft"
    assert body["title"] == "关于催办逾期未办的2件事项"
    assert body["basis"] == f"《{TITLE.replace('《', '〈')}》"
    assert [one["part"] for one in body["matters"]] == ["2023年上半年", "2023年6月"]
    assert (body["number"], body["reply_due_on"]) == (None, None)
    assert body["allowed"] == ["edit", "review", "withdraw"]


@ON_BOTH
def test_a_notice_goes_its_whole_way(desk: Desk) -> None:
    notice = desk.drafted()
    reviewed = desk.done("林", notice, "review")
    assert (reviewed["state"], reviewed["reviewed_by"]) == ("reviewed", "林")
    signed = desk.done("林", notice, "sign")
    assert signed["number"] == "巫残工委办催〔2023〕1号"
    assert (signed["organ"], signed["reply_due_on"]) == ("县残工委办公室", "2023-07-26")
    replied = desk.done("周", notice, "reply", text="已经报送。")
    assert replied["state_label"] == "已回复，待审核"
    back = desk.done("林", notice, "send_back", reason="没有写时间", reply_due_on="2023-07-29")
    assert (back["state"], back["reply_due_on"]) == ("sent_back", "2023-07-31")
    desk.done("林", notice, "reply", text="7月底报送。", on_behalf_of="办公室老刘")
    done = desk.done("林", notice, "accept", note="同意办结。")
    assert (done["state"], done["end_note"], done["allowed"]) == ("done", "同意办结。", [])
    newest, first = done["replies"]
    assert (newest["outcome"], newest["replied_by"], newest["entered_by"]) == (
        *("accepted", "办公室老刘"),
        "林",
    )
    assert (first["note"], first["new_due_on"]) == ("没有写时间", "2023-07-31")


def test_the_words_of_a_signed_notice_stay_as_they_were(desk: Desk) -> None:
    notice = desk.signed()
    desk.county.change(Return, desk.returns[0], due_on=date(2023, 8, 30))
    desk.county.settle(desk.returns[1])
    frozen = desk.read(notice)["matters"]
    assert [(one["due_on"], one["owed"]) for one in frozen] == [("2023-07-14", False)] * 2
    assert desk.act("林", notice, "review").status_code == 409


# ---- what stands in the way -------------------------------------------------------------------


def test_what_is_settled_before_the_signature_must_leave_the_paper(desk: Desk) -> None:
    notice = desk.reviewed()
    desk.county.settle(desk.returns[1])
    answer = desk.act("林", notice, "sign")
    assert (answer.status_code, answer.json()["code"]) == (409, "matters_settled")
    assert "2023年6月" in answer.json()["detail"]
    kept = {"matters": [f"return:{desk.returns[0]}"]}
    changed = desk.send("林", "PATCH", f"/notices/{notice}", kept).json()
    assert (changed["state"], len(changed["matters"])) == ("draft", 1)
    desk.done("林", notice, "review")
    assert desk.done("林", notice, "sign")["matter_count"] == 1


def test_a_draft_that_lacks_something_is_not_reviewed(desk: Desk) -> None:
    notice = desk.drafted(title="", contact_phone="")
    answer = desk.act("林", notice, "review")
    assert (answer.status_code, answer.json()["code"]) == (409, "incomplete")
    assert [one["loc"][-1] for one in answer.json()["errors"]] == ["title", "contact_phone"]
    assert desk.refused("林", notice, "sign") == (409, "not_reviewed")


def test_a_place_without_a_code_signs_with_the_number_of_its_oa(desk: Desk) -> None:
    desk.settings()
    notice = desk.reviewed()
    assert desk.refused("林", notice, "sign") == (409, "code_needed")
    typed = desk.done("林", notice, "sign", number="巫府办[2023]88号")
    assert (typed["number"], typed["organ"]) == ("巫府办〔2023〕88号", "县残联")


def test_a_number_is_never_used_twice(desk: Desk) -> None:
    first, second = desk.signed(), desk.reviewed()
    taken = {"number": "巫残工委办催〔2023〕1号"}
    assert desk.refused("林", second, "sign", **taken) == (409, "number_taken")
    last_year = {"number": "巫残工委办催〔2022〕9号"}
    assert desk.refused("林", second, "sign", **last_year) == (422, "number_year")
    assert desk.refused("林", second, "sign", number="一号") == (422, "number_form")
    desk.done("林", first, "void", reason="单位写错")
    assert desk.refused("林", second, "sign", **taken) == (409, "number_taken")
    assert desk.done("林", second, "sign")["number"] == "巫残工委办催〔2023〕2号"
    assert desk.read(first)["number"] == "巫残工委办催〔2023〕1号"


def test_a_number_that_the_oa_used_is_passed_over(desk: Desk) -> None:
    typed = desk.reviewed()
    desk.done("林", typed, "sign", number="巫残工委办催〔2023〕2号")
    numbers = [desk.read(desk.signed())["number"] for _ in range(2)]
    assert numbers == ["巫残工委办催〔2023〕1号", "巫残工委办催〔2023〕3号"]


def test_a_refused_signature_takes_no_number(desk: Desk) -> None:
    notice = desk.reviewed()
    desk.county.settle(desk.returns[0])
    assert desk.act("林", notice, "sign").status_code == 409
    desk.county.settle(desk.returns[0], ReturnState.PENDING)
    assert desk.done("林", notice, "sign")["number"].endswith("〕1号")


def test_numbers_begin_anew_with_the_year_and_with_each_code(desk: Desk) -> None:
    desk.signed()
    assert desk.read(desk.signed(kind="reminder"))["number"] == "巫残工委办函〔2023〕1号"
    with clock.frozen(morning(date(2024, 1, 3))):
        assert desk.read(desk.signed())["number"] == "巫残工委办催〔2024〕1号"


def test_a_stale_step_is_told_what_stands_now(desk: Desk) -> None:
    notice = desk.drafted()
    desk.done("林", notice, "review")
    late = desk.act("林", notice, "withdraw", etag='"1"', reason="不需要")
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert late.json()["current"]["state"] == "reviewed"
    assert desk.act("林", notice, "sign", etag='"2"').status_code == 200


def test_a_reply_that_is_sent_back_gets_another_day(desk: Desk) -> None:
    notice = desk.signed()
    desk.done("周", notice, "reply", text="已办")
    same = {"reason": "不清楚", "reply_due_on": "2023-07-26"}
    assert desk.refused("林", notice, "send_back", **same) == (422, "same_reply_due")
    past = {"reason": "不清楚", "reply_due_on": "2023-07-18"}
    assert desk.refused("林", notice, "send_back", **past) == (422, "reply_due_passed")
    silent = {"reason": " ", "reply_due_on": "2023-07-28"}
    assert desk.refused("林", notice, "send_back", **silent) == (422, "invalid")
    assert desk.refused("林", notice, "reply", text="再说") == (409, "replied_already")


def test_a_reply_by_telephone_says_whose_words_they_are(desk: Desk) -> None:
    notice = desk.signed()
    assert desk.refused("林", notice, "reply", text="已办") == (422, "on_behalf_of_needed")


# ---- who --------------------------------------------------------------------------------------


def test_drafts_are_for_those_who_write_them(desk: Desk) -> None:
    notice = desk.drafted()
    for who, status in {"林": 200, "领": 200, "管": 200, "周": 404, "陈": 404, "外": 404}.items():
        assert desk.get(who, f"/notices/{notice}").status_code == status, who
    assert desk.draft("陈").status_code == 403
    assert desk.draft("领").status_code == 403
    assert desk.refused("领", notice, "review") == (403, "not_your_notice")
    assert desk.refused("周", notice, "reply", text="已办") == (404, "not_found")


def test_a_unit_reads_its_own_notice_and_nobody_else_does(desk: Desk) -> None:
    notice = desk.signed()
    assert desk.read(notice, "周")["allowed"] == ["reply"]
    assert desk.get("陈", f"/notices/{notice}").status_code == 404
    assert desk.get("外", f"/notices/{notice}").status_code == 404
    assert [one["id"] for one in desk.get("周", "/notices").json()["items"]] == [notice]
    assert desk.get("陈", "/notices").json()["items"] == []
    assert desk.refused("周", notice, "accept") == (403, "not_your_notice")
    assert desk.refused("周", notice, "sign") == (403, "not_yours_to_sign")
    assert desk.refused("陈", notice, "reply", text="替他说") == (404, "not_found")


def test_a_coordinator_of_another_office_reads_and_does_nothing(desk: Desk) -> None:
    notice, draft = desk.signed(), desk.drafted()
    with desk.county.runtime.database.write() as session:
        token = session.exec(select(Token).where(Token.name == "林")).one()
        token.unit_id = desk.world.units["县财政局"]
    assert desk.read(notice)["allowed"] == []
    assert desk.refused("林", notice, "void", reason="多余") == (403, "not_your_notice")
    assert desk.refused("林", draft, "review") == (403, "not_your_notice")


def merged(desk: Desk, old: str, new: str, on: str) -> None:
    reform = {
        "kind": "merge",
        "effective_on": on,
        "basis": "机构改革方案",
        "predecessors": [desk.world.units[old]],
        "successors": [{"unit_id": desk.world.units[new]}],
    }
    assert desk.send("林", "POST", "/reforms", reform).status_code == 201


@ON_BOTH
def test_what_an_office_and_a_unit_had_is_found_under_who_stands_in_for_them(desk: Desk) -> None:
    notice, units = desk.signed(), desk.world.units

    def found(**wanted: int) -> list[int]:
        return [one["id"] for one in desk.get("林", "/notices", **wanted).json()["items"]]

    merged(desk, "县残联", "县财政局", "2023-07-20")
    merged(desk, "县民政局", "县教委", "2023-07-20")
    assert found(office=units["县财政局"]) == found(unit=units["县教委"]) == []
    with clock.frozen(morning(date(2023, 7, 20))):
        assert found(office=units["县财政局"]) == found(unit=units["县教委"]) == [notice]
        assert found(office=units["县残联"]) == found(unit=units["县民政局"]) == [notice]


def test_a_coordinator_of_the_office_that_stands_in_follows_up(desk: Desk) -> None:
    notice = desk.signed()
    merged(desk, "县残联", "县财政局", "2023-07-20")
    with desk.county.runtime.database.write() as session:
        token = session.exec(select(Token).where(Token.name == "林")).one()
        token.unit_id = desk.world.units["县财政局"]
    assert desk.refused("林", notice, "void", reason="早了") == (403, "not_your_notice")
    with clock.frozen(morning(date(2023, 7, 20))):
        assert "void" in desk.read(notice)["allowed"]
        assert desk.done("林", notice, "void", reason="机构改革后另发")["state"] == "void"
    own = desk.draft(office_id=None)
    assert own.json()["office"]["name"] == "县财政局"
    assert desk.draft(office_id=desk.world.units["县民政局"]).json()["code"] == "office_elsewhere"


@ON_BOTH
def test_an_office_that_accepts_its_own_units_reply_wants_a_second_person(desk: Desk) -> None:
    """As with returns (自审): a leader, an admin or another coordinator looks at it first."""
    other = desk.signed()
    own = {"unit_id": desk.world.units["县残联"], "matters": []}
    notice = desk.signed(kind="handover", title="补报数据", demand="请补报。", **own)
    headers = bearer(desk.county.runtime, desk.world, Role.COORDINATOR, "县残联")

    def by_office(action: str) -> Any:
        return desk.client.post(f"/api/v1/notices/{notice}/{action}", json={}, headers=headers)

    assert desk.refused("领", notice, "confirm") == (409, "not_replied")
    desk.done("陈", notice, "reply", text="已补报。")
    alone = by_office("accept")
    assert (alone.status_code, alone.json()["code"]) == (409, "second_person")
    assert by_office("confirm").status_code == 200
    assert by_office("accept").json()["code"] == "second_person", "the same person"
    desk.done("林", notice, "send_back", reason="再核", reply_due_on="2023-07-31")
    desk.done("陈", notice, "reply", text="已再核。")
    assert by_office("accept").json()["code"] == "second_person", "nobody has looked at it"
    assert desk.refused("陈", notice, "confirm") == (403, "not_your_notice")
    assert desk.read(notice, "管")["allowed"] == ["confirm"]
    seen = desk.done("领", notice, "confirm")
    assert (seen["state"], seen["replies"][0]["confirmed_by"]) == ("replied", "领")
    assert "confirm" not in seen["allowed"]
    path, mine = f"/api/v1/notices/{notice}/files", desk.world.bearer("陈")
    added = desk.client.post(path, headers=mine, files={"file": ("a.pdf", b"%PDF-1.7")}).json()
    assert by_office("accept").json()["code"] == "second_person", "he has not seen the file"
    desk.done("领", notice, "confirm")
    gone = desk.client.delete(added["files"][0]["url"], headers=mine)
    assert gone.status_code == 204
    assert by_office("accept").json()["code"] == "second_person", "nor that it is gone"
    desk.done("领", notice, "confirm")
    assert by_office("accept").json()["replies"][0]["decided_by"] == "县残联督办（自审）"
    desk.done("周", other, "reply", text="已经报送。")
    assert desk.refused("领", other, "confirm") == (409, "not_own_review")
    assert desk.done("林", other, "accept")["replies"][0]["decided_by"] == "林"


def test_a_supervision_wants_a_leader_or_the_name_of_one(desk: Desk) -> None:
    first, second = desk.reviewed(kind="supervision"), desk.reviewed(kind="supervision")
    assert desk.refused("林", first, "sign") == (403, "leader_needed")
    assert desk.done("领", first, "sign")["signed_by"] == "领"
    paper = desk.done("林", second, "sign", on_behalf_of="王副县长")
    assert (paper["signed_by"], paper["signed_entered_by"]) == ("王副县长", "林")
    assert paper["number"] == "巫残工委办督〔2023〕2号"


def test_an_office_that_may_not_issue_it_cannot(desk: Desk) -> None:
    rows = [{"kind": "supervision", "may": False}]
    rows.append(
        {"kind": "supervision", "office_id": desk.world.units["县财政局"], "code": "巫府督"}
    )
    desk.settings(*rows)
    notice = desk.reviewed(kind="supervision")
    assert desk.refused("领", notice, "sign") == (403, "not_an_issuer")
    office = {"office_id": desk.world.units["县财政局"]}
    assert desk.send("林", "PATCH", f"/notices/{notice}", office).status_code == 200
    desk.done("林", notice, "review")
    assert desk.done("林", notice, "sign")["number"] == "巫府督〔2023〕1号"


# ---- bad input --------------------------------------------------------------------------------


def test_a_matter_of_another_unit_is_refused(desk: Desk) -> None:
    other = desk.world.units["县残联"]
    answer = desk.draft(unit_id=other)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_its_matter")
    assert desk.draft(matters=["nothing:1"]).json()["code"] == "not_its_matter"
    notice = desk.signed()
    about_it = [f"notice:{notice}"]
    assert desk.draft(matters=about_it).json()["code"] == "not_its_matter"


def test_a_unit_of_another_region_is_not_there(desk: Desk) -> None:
    answer = desk.draft(unit_id=desk.world.units["外县残联"], matters=[])
    assert answer.status_code == 404
    office = desk.draft(office_id=desk.world.units["外县残联"])
    assert (office.status_code, office.json()["code"]) == (422, "office_elsewhere")


@pytest.mark.parametrize(
    "given",
    [
        {"title": "很" * 1_000_000},
        {"basis": "很" * 1_000_000},
        {"kind": "order"},
        {"colour": "pink"},
        {"reply_due_on": "2023-02-30"},
        {"reply_due_on": "2023-07-19"},
        {"reply_due_on": "9999-12-31"},
        {"matters": [f"return:{10**30}"]},
        {"matters": ["return:1"] * 101},
        {"number": "巫残工委办催〔2023〕1号"},
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, given: dict[str, Any]) -> None:
    assert desk.draft(**given).status_code == 422


def test_markup_is_text(desk: Desk) -> None:
    title = "<script>alert(1)</script>\x00\n换行"
    body = desk.draft(title=title).json()
    assert body["title"] == "<script>alert(1)</script> 换行"


def test_null_clears_what_may_be_empty(desk: Desk) -> None:
    notice = desk.drafted(colour="red", reply_due_on="2023-07-28")
    changes = {"colour": None, "reply_due_on": None, "title": None}
    body = desk.send("林", "PATCH", f"/notices/{notice}", changes).json()
    assert (body["colour"], body["reply_due_on"]) == (None, None)
    assert body["title"] == "关于催办逾期未办的2件事项"


# ---- the register -----------------------------------------------------------------------------


@ON_BOTH
def test_the_register_keeps_void_numbers_and_is_read_in_pages(desk: Desk) -> None:
    made = [desk.signed() for _ in range(3)]
    desk.done("林", made[1], "void", reason="发错单位")
    desk.drafted()
    register = desk.get("林", "/notices", numbered=True, year=2023, count=True, limit=2).json()
    assert register["total"] == 3
    assert [NoticeItem.model_validate(one).id for one in register["items"]] == made[:0:-1]
    rest = desk.get("林", "/notices", numbered=True, year=2023, limit=2, cursor=register["next"])
    assert [one["id"] for one in rest.json()["items"]] == made[:1]
    void = desk.get("林", "/notices", state="void").json()["items"]
    assert [(one["number"], one["end_note"]) for one in void] == [
        ("巫残工委办催〔2023〕2号", "发错单位")
    ]
    assert desk.get("林", "/notices", kind="reminder").json()["items"] == []
    assert desk.get("林", "/notices", year=2022).json()["items"] == []
    assert len(desk.get("林", "/notices", state="draft").json()["items"]) == 1


@ON_BOTH
def test_the_day_of_an_open_notice_becomes_certain_when_its_year_is_confirmed(desk: Desk) -> None:
    """It stays where it is, though it becomes a day off; what is over stays as it was."""
    runtime = desk.county.runtime
    with clock.frozen(morning(date(2023, 12, 28))):
        opened, over = desk.signed(), desk.signed()
        desk.done("林", over, "void", reason="发错单位")
    before = desk.read(opened)
    day = date.fromisoformat(before["reply_due_on"])
    assert (day.year, before["reply_due_confirmed"]) == (2024, False)
    named = {"2024-01-01": "元旦", day: "放假", "2024-05-01": "劳动节"}
    named |= {f"2024-10-0{number}": "国庆节" for number in (1, 2, 3)}
    text = "date,works,name\n" + "".join(f"{one},0,{name}\n" for one, name in named.items())
    with runtime.database.write() as session:
        workdays.import_file(session, SYSTEM, data=text.encode(), source="2024年的通知")
    drain(runtime, HANDLERS)
    after = desk.read(opened)
    assert (after["reply_due_on"], after["reply_due_confirmed"]) == (day.isoformat(), True)
    assert after["version"] == before["version"] + 1
    assert desk.read(over)["reply_due_confirmed"] is False
    with runtime.database.read() as session:
        query = select(JournalEvent).where(JournalEvent.kind == "notice.days_settled")
        [event] = session.exec(query)
    told = orjson.loads(event.body or "")
    assert (told["sure"], told["unsure"]) == ([opened], [])
    with runtime.database.write() as session:
        assert settle_days(session, SYSTEM, year=2024) == (0, 0)
        session.delete(session.get_one(CalendarYear, 2024))
        session.flush()
        assert settle_days(session, SYSTEM, year=2024) == (0, 1)


def test_what_is_overdue_is_found(desk: Desk) -> None:
    notice = desk.signed()
    with clock.frozen(morning(date(2023, 7, 28))):
        assert desk.read(notice)["overdue_workdays"] == 2
        late = desk.get("林", "/notices", overdue=True).json()["items"]
        assert [one["id"] for one in late] == [notice]
        assert desk.get("林", "/notices", overdue=False).json()["items"] == []


def test_every_step_is_in_the_journal(desk: Desk) -> None:
    notice = desk.signed()
    desk.done("周", notice, "reply", text="已办")
    with desk.county.runtime.database.read() as session:
        query = select(JournalEvent).where(JournalEvent.subject_kind == "notice")
        kinds = [one.kind for one in session.exec(query)]
    assert kinds == ["notice.drafted", "notice.moved", "notice.issued", "notice.moved"]


# ---- settings ---------------------------------------------------------------------------------


def test_only_who_sets_the_place_changes_who_issues_what(desk: Desk) -> None:
    rows = coded(desk.world)
    assert desk.settings(*rows, who="领").status_code == 403
    assert desk.settings(*rows, who="陈").status_code == 403
    assert desk.get("陈", "/notices/settings").status_code == 403
    body = desk.get("领", "/notices/settings").json()
    assert body["may_change"] is False
    named = [one for one in body["issuers"] if one["office"]]
    assert [one["code"] for one in named] == [one["code"] for one in rows]
    assert body["issuers"][-1]["leader_signs"] is True
    twice = desk.settings(rows[0], rows[0])
    assert (twice.status_code, twice.json()["code"]) == (422, "wrong_issuers")
    elsewhere = desk.settings({"kind": "urging", "office_id": desk.world.units["外县残联"]})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "office_unknown")
    stale = desk.send("林", "PUT", "/notices/settings", {"issuers": []}, etag='"0"')
    assert stale.status_code == 412
