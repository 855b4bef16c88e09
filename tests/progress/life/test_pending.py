"""What waits for the coordinator, on both databases."""

from datetime import UTC, datetime

from app.kit import clock
from tests.progress.life.conftest import Office


def waits(office: Office, who: str = "林", **query: object) -> list[tuple[str, str, str]]:
    items = office.desk.get(who, "/pending", **query).json()["items"]
    return [(one["kind"], one["task"]["title"], one["since"]) for one in items]


def test_what_waits_for_a_decision_is_listed_the_longest_first(office: Office) -> None:
    assert waits(office) == []
    office.done("林", "suspend", "困难残疾人生活补贴", reason="等细则", review_on="2023-07-12")
    office.done("林", "make_ongoing", "残疾儿童义务教育", reason="长期")
    office.ask()
    assert waits(office) == [("extension", "护理类辅助器具适配", "2023-07-10")]
    with clock.frozen(datetime(2023, 7, 13, 1, 0, tzinfo=UTC)):
        office.done("陈", "apply_closure", "无障碍环境建设", summary="已完成")
        assert waits(office) == [
            ("extension", "护理类辅助器具适配", "2023-07-10"),
            ("review", "困难残疾人生活补贴", "2023-07-12"),
            ("closure", "无障碍环境建设", "2023-07-13"),
        ]
        assert [one[0] for one in waits(office, kind="closure")] == ["closure"]
        first = office.desk.get("林", "/pending", limit=2, count=True).json()
        assert (len(first["items"]), first["total"]) == (2, 3)
        rest = office.desk.get("林", "/pending", limit=2, cursor=first["next"]).json()
        assert [one["kind"] for one in rest["items"]] == ["closure"]
        (asked,) = office.desk.get("林", "/pending", kind="extension").json()["items"]
        assert (asked["asked_for"], asked["unit"], asked["words"]) == (
            "2024-06-30",
            "县残联",
            "设备招标流标",
        )
        assert waits(office, "领") == waits(office)
        assert office.desk.get("陈", "/pending").status_code == 403
        office.done("林", "suspend", "困难残疾人生活补贴", reason="再等", review_on="2023-09-12")
        assert len(waits(office)) == 2
    with clock.frozen(datetime(2024, 1, 5, 1, 0, tzinfo=UTC)):
        assert waits(office)[-1] == ("stage", "残疾儿童义务教育", "2024-01-01")
        path = f"/tasks/{office.id('残疾儿童义务教育')}/stage_results/2023"
        office.desk.send("林", "PUT", path, {"text": "已入学", "on_behalf_of": "县教委"})
        assert "stage" not in {one[0] for one in waits(office)}
