"""The figures as the bodies that machines get; the pages and the commands show the same values."""

from dataclasses import asdict
from typing import Any

from app.network.figures import (
    Counts,
    CoverTold,
    Leading,
    Measured,
    Pair,
    PortfolioMatch,
    UnitFigures,
    UnitLoad,
)
from app.network.messages import HISTORY
from app.network.parties import WEIGHTS, TaskRow
from app.network.service import Analysis, Network, Range


def summary_body(found: Network) -> dict[str, Any]:
    summary = found.summary
    return _head(found.range, summary.counts) | {
        "units": [_load(load) for load in summary.units],
        "tasks_without_lead": [_task(task) for task in summary.without_lead],
        "pairs": [_pair(pair) for pair in summary.pairs],
        "leading": [_leading(leading) for leading in summary.leading],
    }


def analysis_body(found: Analysis) -> dict[str, Any]:
    measured = found.measured
    return _head(found.range, measured.tally.counts) | {
        "gini": measured.gini,
        "links": measured.links,
        "density": measured.density,
        "modularity": measured.modularity,
        "seed": measured.seed,
        "thinned": asdict(measured.thinned) if measured.thinned else None,
        "units": [_figures(one) for one in measured.units],
        "communities": _communities(measured),
        "portfolios": _match(measured.match),
        "isolated_tasks": _tasks(found, measured.isolated, measured.isolated_count),
        "crowded_tasks": _crowded(found),
        "cover": _cover(measured.cover),
    }


def _head(found: Range, counts: Counts) -> dict[str, Any]:
    return {
        "plan": asdict(found.plan) if found.plan else None,
        "scope": scope_body(found),
        "weights": {role.value: weight for role, weight in WEIGHTS.items()},
        "counts": asdict(counts),
    }


def scope_body(found: Range) -> dict[str, Any]:
    scope = found.scope
    return {
        "title": found.title,
        "plans": [asdict(plan) for plan in found.plans],
        "region_id": scope.region_id,
        "on": scope.on.isoformat() if scope.on else None,
        "note": HISTORY if scope.on else None,
        "together": [one.told() for one in found.together],
    }


def _load(load: UnitLoad) -> dict[str, Any]:
    return asdict(load.who) | {
        "leads": load.leads,
        "first_leads": load.first_leads,
        "takes_part": load.takes_part,
        "responsible": load.responsible,
        "supporting": load.supporting,
        "total": load.total,
        "weight": load.weight,
    }


def _figures(one: UnitFigures) -> dict[str, Any]:
    return _load(one.load) | {
        "share": one.share,
        "betweenness": one.betweenness,
        "articulation": one.cut_off_count > 0,
        "cut_off": [asdict(who) for who in one.cut_off],
        "cut_off_count": one.cut_off_count,
        "core": one.core,
        "community": one.community,
        "partners": [asdict(partner.who) | {"tasks": partner.tasks} for partner in one.partners],
        "partner_count": one.partner_count,
    }


def _communities(measured: Measured) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "units": [asdict(who) for who in one.units],
            "leaders": [{"leader": name, "units": units} for name, units in one.leaders.items()],
        }
        for one in measured.communities
    ]


def _match(match: PortfolioMatch | None) -> dict[str, Any] | None:
    if match is None:
        return None
    return {
        "units_compared": match.units_compared,
        "agreement": match.agreement,
        "communities_of_several_leaders": list(match.spanning),
        "leaders": [
            {
                "leader": one.leader,
                "units": one.units,
                "communities": [
                    {"number": number, "units": units} for number, units in one.communities.items()
                ],
            }
            for one in match.portfolios
        ],
    }


def _tasks(found: Analysis, ids: tuple[int, ...], count: int) -> dict[str, Any]:
    shown = [_task(found.tasks[one]) for one in ids if one in found.tasks]
    return {"count": count, "items": shown}


def _crowded(found: Analysis) -> dict[str, Any]:
    measured = found.measured
    shown = [
        _task(found.tasks[task]) | {"units": units}
        for task, units in measured.crowded
        if task in found.tasks
    ]
    return {"more_than": measured.too_many, "count": measured.crowded_count, "items": shown}


def _cover(cover: CoverTold) -> dict[str, Any]:
    return {
        "method": "exact" if cover.exact else "greedy",
        "at_least": cover.at_least,
        "tasks": cover.tasks_covered,
        "units": [asdict(one) for one in cover.units],
    }


def _task(task: TaskRow) -> dict[str, Any]:
    return {
        "id": task.id,
        "url": f"/api/v1/tasks/{task.id}",
        "plan_id": task.plan_id,
        "number": task.number,
        "title": task.title,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"units": [asdict(pair.one), asdict(pair.other)], "tasks": pair.tasks}


def _leading(leading: Leading) -> dict[str, Any]:
    return {"lead": asdict(leading.lead), "other": asdict(leading.other), "tasks": leading.tasks}
