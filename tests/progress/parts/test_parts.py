"""Parts over REST: filed ahead, read by the first lead, in nobody's way."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.kit import clock
from app.reading.formats.sheets import open_workbook
from tests.progress.book import BY_TELEPHONE, LATER, PERIODS, Book, Desk, Matter

LIVING, CARE, SCHOOL = "困难残疾人生活补贴", "护理类辅助器具适配", "残疾儿童义务教育"
FRIDAY = datetime(2023, 7, 14, 2, 0, tzinfo=UTC)


def whole(desk: Desk, who: str, return_id: int) -> Any:
    answer = desk.get(who, f"/returns/{return_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def row(desk: Desk, who: str, return_id: int, title: str) -> Any:
    rows = whole(desk, who, return_id)["rows"]
    return next(one for one in rows if one["title"] == title)


def say(desk: Desk, merged: Matter, who: str, return_id: int, title: str, **said: Any) -> None:
    words = BY_TELEPHONE if who == "林" else {}
    body = {"rows": [{"task_id": merged.tasks[title], **said}], **words}
    answer = desk.send(who, "PUT", f"/returns/{return_id}", body)
    assert answer.status_code == 200, answer.text


def ahead(desk: Desk, who: str, return_id: int, etag: str | None = None) -> Any:
    return desk.send(who, "POST", f"/returns/{return_id}/parts", etag=etag)


def test_a_form_tells_which_rows_are_parts_and_when_they_are_due(
    desk: Desk, merged: Matter
) -> None:
    found = whole(desk, "陈", merged.federation)
    assert {one["title"]: one["part"] for one in found["rows"]} == {
        CARE: False,
        LIVING: True,
        SCHOOL: True,
        "无障碍环境建设": False,
    }
    assert (found["due_on"], found["parts_due_on"]) == ("2023-07-14", "2023-07-11")
    assert not found["only_parts"]
    assert "file_parts" in found["allowed"]


def test_who_leads_nothing_has_the_earlier_date_for_the_whole_form(
    desk: Desk, book: Book, merged: Matter
) -> None:
    one = book.returns(merged.plan)["县乡村振兴局", PERIODS[0]]
    found = whole(desk, "林", one.id)
    assert (found["due_on"], found["parts_due_on"]) == ("2023-07-11", None)
    assert found["only_parts"]
    assert "file_parts" not in found["allowed"]
    refused = ahead(desk, "林", one.id)
    assert (refused.status_code, refused.json()["code"]) == (409, "only_parts")
    lead = book.returns(merged.plan)["县教委", PERIODS[0]]
    assert str(lead.due_on) == "2023-07-14"
    assert ahead(desk, "林", lead.id).json()["code"] == "no_parts"


def test_parts_are_filed_ahead_and_the_rest_stays_open(
    desk: Desk, book: Book, merged: Matter
) -> None:
    federation = merged.federation
    say(desk, merged, "陈", federation, LIVING, progress="已核对名册", percent=80)
    missing = ahead(desk, "陈", federation)
    assert (missing.status_code, missing.json()["code"]) == (409, "incomplete")
    (told,) = missing.json()["errors"]
    assert told["loc"] == ["rows", merged.tasks[SCHOOL], "progress"], "own rows may wait"
    say(desk, merged, "陈", federation, SCHOOL, no_change=True, no_change_reason="暑期")
    assert ahead(desk, "陈", federation, etag='"1"').status_code == 412
    filed = ahead(desk, "陈", federation)
    assert filed.status_code == 200, filed.text
    assert filed.json()["state"] == "draft"
    assert filed.json()["parts_filed_at"]
    assert "file_parts" not in filed.json()["allowed"]
    assert ahead(desk, "陈", federation).json()["code"] == "parts_filed"
    (event,) = book.events("return.parts_filed")
    assert event["tasks"] == [merged.tasks[LIVING], merged.tasks[SCHOOL]]
    say(desk, merged, "陈", federation, CARE, progress="已适配 216 件")


def test_the_lead_reads_what_was_filed_and_nobody_reads_a_draft(desk: Desk, merged: Matter) -> None:
    say(desk, merged, "陈", merged.federation, LIVING, progress="已核对名册", percent=80)
    say(desk, merged, "陈", merged.federation, SCHOOL, progress="已排查")
    say(desk, merged, "陈", merged.federation, CARE, progress="适配中")
    (entry,) = row(desk, "周", merged.civil, LIVING)["thread"]
    assert (entry["unit"]["name"], entry["standing"], entry["progress"]) == (
        "县残联",
        "not_filed",
        "",
    )
    ahead(desk, "陈", merged.federation)
    (entry,) = row(desk, "周", merged.civil, LIVING)["thread"]
    assert (entry["standing_label"], entry["part"]) == ("已报送", True)
    assert (entry["progress"], entry["percent"]) == ("已核对名册", 80)
    assert entry["filed_at"].startswith("2023-07-10T09:")
    (lead,) = row(desk, "周", merged.civil, CARE)["thread"]
    assert (lead["part"], lead["standing"], lead["progress"]) == (False, "not_filed", "")
    say(desk, merged, "陈", merged.federation, LIVING, progress="已核对名册 311 人")
    (entry,) = row(desk, "周", merged.civil, LIVING)["thread"]
    assert entry["progress"] == "已核对名册 311 人", "what is mended is read at once"


def test_a_missing_part_never_blocks_and_a_late_one_stays_readable(
    desk: Desk, book: Book, merged: Matter
) -> None:
    with clock.frozen(FRIDAY):
        desk.submitted("周", merged.civil)
    with clock.frozen(LATER):
        desk.submitted("陈", merged.federation)
        (entry,) = row(desk, "周", merged.civil, LIVING)["thread"]
        assert (entry["standing"], entry["progress"]) == ("filed", "已完成过半")
        read = desk.get("陈", f"/tasks/{merged.tasks[LIVING]}").json()["reports"]
    assert {(one["unit"], one["part"]) for one in read} == {("县民政局", False), ("县残联", True)}
    assert book.returns(merged.plan)["县残联", PERIODS[0]].parts_filed_at is not None


def test_who_may_file_ahead(desk: Desk, merged: Matter) -> None:
    assert ahead(desk, "周", merged.federation).status_code == 404
    assert ahead(desk, "外", merged.federation).status_code == 404
    assert ahead(desk, "领", merged.federation).status_code == 403
    say(desk, merged, "林", merged.federation, LIVING, progress="电话报来")
    say(desk, merged, "林", merged.federation, SCHOOL, progress="电话报来")
    by_office = ahead(desk, "林", merged.federation)
    assert by_office.json()["entered_by"] == "林"
    desk.submitted("陈", merged.federation)
    assert ahead(desk, "陈", merged.federation).json()["code"] == "already_submitted"


@pytest.mark.parametrize("clearing", [True, False])
def test_parts_need_no_signature_in_the_unit_and_the_form_does(
    *, desk: Desk, merged: Matter, clearing: bool
) -> None:
    desk.send("管", "PATCH", "/progress/settings", {"clearing": clearing})
    assert desk.fill("陈", merged.federation).status_code == 200
    assert ahead(desk, "陈", merged.federation).status_code == 200
    (entry,) = row(desk, "周", merged.civil, LIVING)["thread"]
    assert entry["standing"] == "filed"
    handed = desk.send("陈", "POST", f"/returns/{merged.federation}/submit").json()
    assert handed["state"] == ("clearing" if clearing else "submitted")
    (lead,) = row(desk, "周", merged.civil, CARE)["thread"]
    assert lead["standing"] == ("not_filed" if clearing else "filed")


def test_where_each_unit_tells_its_own_there_are_neither_parts_nor_threads(
    desk: Desk, merged: Matter
) -> None:
    each = desk.send("林", "PUT", f"/plans/{merged.plan}/reporting", {"fills": "each"})
    assert each.status_code == 200, each.text
    found = whole(desk, "陈", merged.federation)
    assert not any(one["part"] or one["thread"] for one in found["rows"])
    assert ahead(desk, "陈", merged.federation).json()["code"] == "no_parts"


def test_the_workbook_of_a_lead_has_the_parts_beside_and_comes_back(
    desk: Desk, merged: Matter
) -> None:
    for title in (LIVING, SCHOOL):
        say(desk, merged, "陈", merged.federation, title, progress="已核对名册", problems="重名")
    ahead(desk, "陈", merged.federation)
    path = f"/api/v1/returns/{merged.civil}/sheet"
    headers = desk.world.bearer("周")
    data = desk.client.get(path, headers=headers).content
    (sheet,) = open_workbook(data)
    cells = [cell for line in sheet.rows for cell in line]
    assert "县残联（已报送）：已核对名册 存在问题：重名" in cells
    assert "县残联（尚未报送）" in cells
    assert "责任单位（配合部分，2023年7月11日前报）" in cells
    kept = desk.client.post(path, headers=headers, files={"file": ("表.xlsx", data)})
    assert kept.status_code == 200, kept.text
