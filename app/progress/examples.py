from typing import Any, ClassVar


class Examples:
    """What the API page shows: 县残联's half-year return for 巫山县's plan."""

    PLAN: ClassVar[dict[str, Any]] = {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"}
    UNIT: ClassVar[dict[str, Any]] = {"id": 12, "name": "县残联"}
    SAID: ClassVar[dict[str, Any]] = {
        "progress": "已适配护理类辅助器具 216 件，受益 208 人。",
        "problems": "",
        "coordination": "",
        "next_steps": "8 月底前完成第二批适配。",
        "percent": 60,
        "stage": "under_way",
        "no_change": False,
        "no_change_reason": "",
    }
    CLOCK: ClassVar[dict[str, Any]] = {
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "state": "draft",
        "state_label": "草稿",
        "light": "overdue",
        "light_label": "逾期",
        "light_colour": "red",
        "due_on": "2023-07-14",
        "due_confirmed": True,
        "overdue_workdays": 3,
    }
    RETURN: ClassVar[dict[str, Any]] = {
        "id": 3,
        "url": "/api/v1/returns/3",
        "unit": UNIT,
        "plan": PLAN,
        **CLOCK,
        "opens_on": "2023-06-20",
        "only_parts": False,
        "parts_due_on": "2023-07-11",
        "parts_filed_at": None,
        "entered_by": None,
        "on_behalf_of": None,
        "way": None,
        "way_label": None,
        "cleared_by": None,
        "cleared_on": None,
        "confirmed_by": None,
        "submitted_at": None,
        "submitted_by": None,
        "reviewed_at": None,
        "reviewed_by": None,
        "review_note": None,
        "version": 2,
        "updated_at": "2023-07-10T09:07:00+08:00",
    }
    WHOLE: ClassVar[dict[str, Any]] = {
        **RETURN,
        "rows": [
            {
                "task_id": 14,
                "number": "14",
                "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
                "due_on": "2025-12-31",
                "due_text": None,
                "role": "lead",
                "role_label": "牵头单位",
                **SAID,
                "before": {
                    "period": "2022-H2",
                    "period_label": "2022年下半年",
                    "progress": "完成需求摸底 311 人。",
                    "problems": "",
                    "coordination": "",
                    "next_steps": "上半年完成第一批适配。",
                    "percent": 30,
                    "stage": None,
                },
                "planned": 50,
                "indicators": [
                    {
                        "indicator_id": 3,
                        "name": "残疾人基本型辅助器具适配率",
                        "measure": "%",
                        "target": ">97",
                        "target_year": 2025,
                        "value": "92.5",
                        "number": 92.5,
                        "basis": "县残联辅具服务台账，截至 2023-06-30",
                        "before": None,
                    }
                ],
                "part": False,
                "thread": [
                    {
                        "unit": {"id": 15, "name": "县民政局"},
                        "part": True,
                        "standing": "filed",
                        "standing_label": "已报送",
                        "filed_at": "2023-07-10T15:00:00+08:00",
                        **SAID,
                        "progress": "已核对困难重度残疾人名册 311 人。",
                        "next_steps": "",
                        "percent": None,
                    }
                ],
            }
        ],
        "editions": [],
        "attachments": [],
        "allowed": ["save", "submit"],
    }
    EDITION: ClassVar[dict[str, Any]] = {
        "number": 1,
        "url": "/api/v1/returns/3/editions/1",
        "reason": "受益人数重复统计",
        "amended_by": "陈晓明",
        "amended_at": "2023-08-10T15:20:00+08:00",
        "return_id": 3,
        "unit": UNIT,
        "plan": PLAN,
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "submitted_by": "陈晓明",
        "submitted_at": "2023-07-12T10:00:00+08:00",
        "entered_by": None,
        "on_behalf_of": None,
        "way": None,
        "cleared_by": "刘副理事长",
        "cleared_on": "2023-07-12",
        "reviewed_by": "林",
        "reviewed_at": "2023-07-21T16:00:00+08:00",
        "review_note": None,
        "rows": [
            {
                "task_id": 14,
                "number": "14",
                "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
                **SAID,
                "indicators": [],
            }
        ],
    }
    REPORT: ClassVar[dict[str, Any]] = {
        "return_id": 3,
        "return_url": "/api/v1/returns/3",
        "task": {
            "id": 14,
            "url": "/api/v1/tasks/14",
            "number": "14",
            "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
        },
        "unit": UNIT,
        "plan": PLAN,
        **CLOCK,
        **SAID,
    }
    DISPATCH: ClassVar[dict[str, Any]] = {
        "id": 7,
        "url": "/api/v1/dispatches/7",
        "unit": UNIT,
        "plan": PLAN,
        "dispatched_at": "2022-04-20T09:00:00+08:00",
        "acknowledged_at": "2022-04-21T10:12:00+08:00",
        "acknowledged_by": "陈晓明",
    }
