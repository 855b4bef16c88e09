"""What the API page shows as an answer: 巫山县's plan."""

from typing import Any

PLAN_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "uid": "0197f1d2-7c1e-7a60-9d0e-3c5b8f6f2a11",
    "url": "/api/v1/plans/1",
    "state": "draft",
    "title": "巫山县“十四五”残疾人保障和发展规划（2021—2025年）",
    "stage": "issued",
    "document_number": "巫山府发〔2022〕9号",
    "issuer": "巫山县人民政府",
    "addressees": "各乡镇人民政府、街道办事处，县政府各部门，有关单位",
    "issued_on": "2022-04-14",
    "period_start": 2021,
    "period_end": 2025,
    "publicity": "此件公开发布",
    "library": False,
    "supersedes_id": None,
    "superseded_by_id": None,
    "region": {"id": 3, "name": "巫山县"},
    "office": {"id": 1, "name": "县残联"},
    "return_period": "half_year",
    "due_after": 10,
    "reporting_from": None,
    "reporting_until": None,
    "first_leads_confirmed_at": None,
    "refusal_code": None,
    "refusal": None,
    "created_by": "林",
    "created_at": "2022-04-20T09:00:00+08:00",
    "updated_at": "2022-04-20T09:00:02+08:00",
    "published_at": None,
    "version": 1,
}

DETAIL_EXAMPLE: dict[str, Any] = PLAN_EXAMPLE | {
    "documents": [
        {
            "id": 1,
            "uid": "0197f1d2-7c1f-7b02-8a41-0d6a2b9c4e55",
            "kind": "main",
            "name": "巫山县_十四五残疾人规划.txt",
            "size": 60482,
            "sha256": "5d0c…",
            "text_sha256": "8b1a…",
            "version": 1,
        }
    ],
    "counts": {
        "tasks": 30,
        "projects": 58,
        "units": 30,
        "unresolved_names": 4,
        "unconfirmed_first_leads": 15,
        "indicators": 10,
        "open_findings": {"error": 0, "warning": 6, "note": 2, "lint": 1},
        "groups_undecided": 1,
    },
    "progress": None,
    "incoming_version": None,
}

RECEIVED_EXAMPLE: dict[str, Any] = DETAIL_EXAMPLE | {
    "state": "reading",
    "progress": {"done": 0, "total": 0},
}

ASSIGNMENT_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "position": 1,
    "role": "lead",
    "printed_label": "牵头单位",
    "raw": "县乡村振兴局",
    "name": "县乡村振兴局",
    "unit": {"id": 6, "name": "县乡村振兴局"},
    "is_first_lead": True,
    "first_lead_basis": "sole",
    "collective": False,
}

TASK_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "plan_id": 1,
    "parent_id": None,
    "number": "1",
    "position": 1,
    "kind": "task",
    "title": "健全易返贫致贫人口动态监测预警和帮扶机制",
    "text": "健全易返贫致贫人口动态监测预警和帮扶机制,将符合条件的残疾人及时纳入……",
    "section": ["附件：重点任务分工"],
    "source": "table",
    "state": "in_progress",
    "due_on": "2025-12-31",
    "due_text": None,
    "due_source": "plan",
    "confidence": 0.99,
    "version": 1,
    "assignments": [ASSIGNMENT_EXAMPLE],
    "evidence": [
        {
            "document_id": 1,
            "role": "responsibility",
            "start": 18110,
            "end": 18116,
            "page": None,
            "quote": "县乡村振兴局",
        }
    ],
}

MATRIX_EXAMPLE: dict[str, Any] = {
    "plan": {
        "id": 1,
        "title": PLAN_EXAMPLE["title"],
        "stage": "issued",
        "state": "draft",
        "version": 1,
    },
    "tasks": [
        TASK_EXAMPLE
        | {
            "marks": [
                {
                    "change_id": 1,
                    "number": 1,
                    "kind": "amendment",
                    "action": "task_changed",
                    "assignment_id": None,
                    "role": None,
                    "before": {"due_on": "2023-12-31"},
                    "after": {"due_on": "2024-12-31"},
                    "reason": "因工程延期，推迟一年",
                }
            ]
        }
    ],
    "ended_tasks": [],
}

FINDING_EXAMPLE: dict[str, Any] = {
    "id": 4,
    "source": "reading",
    "key": "reading:4",
    "code": "unknown_unit",
    "severity": "warning",
    "message": "“县人社力社保局”（第 9、10、11、12 项）不在单位库中，最接近的是“县人力社保局”",
    "task": {"id": 9, "number": "9", "position": 9},
    "tasks": [{"id": 9, "number": "9", "position": 9}],
    "related": [],
    "printed_name": "县人社力社保局",
    "suggested_unit": {"id": 4, "name": "县人力社保局"},
    "suggestions": [{"unit_id": 4, "name": "县人力社保局", "score": 0.93, "reason": "相差一个字"}],
    "evidence": [],
    "settled_at": None,
    "settled_by": None,
    "note": None,
}

LINT_EXAMPLE: dict[str, Any] = FINDING_EXAMPLE | {
    "id": None,
    "source": "lint",
    "key": "too_many_units:27",
    "code": "too_many_units",
    "severity": "note",
    "message": "第 27 项除牵头单位外还有 9 个单位（设定为不超过 8 个），请看是否分得清谁做什么",
    "task": {"id": 27, "number": "27", "position": 27},
    "tasks": [{"id": 27, "number": "27", "position": 27}],
    "printed_name": None,
    "suggested_unit": None,
    "suggestions": [],
}

INDICATOR_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "number": "1",
    "name": "残疾人家庭人均收入年均增长",
    "measure": "%",
    "baseline": None,
    "baseline_year": 2020,
    "target": "与国内生产总值增长基本同步",
    "target_year": 2025,
    "attribute": "anticipatory",
    "evidence": [],
}
