"""What the routes answer, for the API page: 巫山县's plan in the demo."""

from typing import Any

_FEDERATION: dict[str, Any] = {
    "unit_id": 2,
    "name": "县残联",
    "kind": "peoples_organisation",
    "resolved": True,
    "collective": False,
    "label": "县残联",
}
_FINANCE = _FEDERATION | {
    "unit_id": 9,
    "name": "县财政局",
    "kind": "government_department",
    "label": "县财政局",
}
_PLAN = {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"}
_SCOPE = {
    "title": "《巫山县“十四五”残疾人保障和发展规划》",
    "plans": [_PLAN],
    "region_id": None,
    "on": None,
    "note": None,
    "together": [
        {
            "unit": {"id": 14, "name": "县农业农村委"},
            "former": [{"id": 21, "name": "县乡村振兴局"}],
        }
    ],
}
_COUNTS = {
    "plans": 1,
    "tasks": 30,
    "units": 32,
    "unresolved_names": 1,
    "participations": 106,
    "tasks_without_lead": 0,
    "tasks_without_unit": 0,
    "tasks_not_paired": 0,
}
_LOAD = {
    "leads": 20,
    "first_leads": 12,
    "takes_part": 10,
    "responsible": 10,
    "supporting": 0,
    "total": 30,
    "weight": 80,
}
_TASK = {
    "id": 6,
    "url": "/api/v1/tasks/6",
    "plan_id": 1,
    "number": "6",
    "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
}
_WEIGHTS = {"lead": 3, "responsible": 2, "supporting": 1}

SUMMARY: dict[str, Any] = {
    "plan": _PLAN,
    "scope": _SCOPE,
    "weights": _WEIGHTS,
    "counts": _COUNTS,
    "units": [_FEDERATION | _LOAD],
    "tasks_without_lead": [],
    "pairs": [{"units": [_FINANCE, _FEDERATION], "tasks": 10}],
    "leading": [{"lead": _FEDERATION, "other": _FINANCE, "tasks": 6}],
}

GRAPH: dict[str, Any] = {
    "directed": False,
    "multigraph": False,
    "graph": {"projection": "assignments", "plan": 1, "plans": [1], "weights": _WEIGHTS},
    "nodes": [
        {
            "id": "unit:2",
            "type": "unit",
            "bipartite": 0,
            "label": "县残联",
            "unit_id": 2,
            "kind": "peoples_organisation",
            "resolved": True,
            "collective": False,
        },
        {
            "id": "task:6",
            "type": "task",
            "bipartite": 1,
            "label": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
            "task_id": 6,
            "plan_id": 1,
            "parent_id": None,
            "number": "6",
        },
    ],
    "edges": [
        {
            "source": "unit:2",
            "target": "task:6",
            "role": "lead",
            "role_label": "牵头单位",
            "weight": 3,
            "first": True,
        }
    ],
}

GRAPH_CONTENT: dict[str, Any] = {
    "application/json": {"example": GRAPH},
    "application/graphml+xml": {
        "example": '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">……</graphml>'
    },
    "text/csv": {
        "example": "单位,任务序号,工作任务,角色,原件用词,首位,权重\r\n"
        "县残联,6,为大小便失禁重度残疾人提供护理类辅助器具适配服务,牵头,牵头单位,是,3\r\n"
    },
}

ANALYSIS: dict[str, Any] = {
    "plan": _PLAN,
    "scope": _SCOPE,
    "weights": _WEIGHTS,
    "counts": _COUNTS,
    "gini": 0.52,
    "links": 200,
    "density": 0.38,
    "modularity": 0.21,
    "seed": 20240229,
    "thinned": None,
    "units": [
        _FEDERATION
        | _LOAD
        | {
            "share": 0.32,
            "betweenness": 0.41,
            "articulation": True,
            "cut_off": [_FINANCE],
            "cut_off_count": 1,
            "core": 9,
            "community": 1,
            "partners": [_FINANCE | {"tasks": 10}],
            "partner_count": 31,
        }
    ],
    "communities": [
        {
            "number": 1,
            "units": [_FEDERATION, _FINANCE],
            "leaders": [{"leader": "王某某", "units": 2}],
        }
    ],
    "portfolios": {
        "units_compared": 2,
        "agreement": None,
        "communities_of_several_leaders": [],
        "leaders": [{"leader": "王某某", "units": 2, "communities": [{"number": 1, "units": 2}]}],
    },
    "isolated_tasks": {"count": 0, "items": []},
    "crowded_tasks": {"more_than": 8, "count": 1, "items": [_TASK | {"units": 12}]},
    "cover": {"method": "exact", "at_least": 1, "tasks": 30, "units": [_FEDERATION]},
}

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" role="img">……</svg>'
