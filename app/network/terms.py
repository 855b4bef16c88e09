from enum import StrEnum


class GraphFormat(StrEnum):
    """Node-link JSON, GraphML, or a CSV list of edges."""

    JSON = "json"
    GRAPHML = "graphml"
    CSV = "csv"


class Projection(StrEnum):
    """The graph of units and tasks itself, or one of units alone."""

    ASSIGNMENTS = "assignments"
    TOGETHER = "together"
    LEADS = "leads"


class PictureKind(StrEnum):
    NETWORK = "network"
    TOGETHER = "together"
    MATRIX = "matrix"


MEDIA = {
    GraphFormat.JSON: "application/json",
    GraphFormat.GRAPHML: "application/graphml+xml",
    GraphFormat.CSV: "text/csv; charset=utf-8",
}


def chosen(accept: str | None) -> GraphFormat:
    """The first format that a request's `Accept` names without a lower weight; JSON for any."""
    named = [part.strip().split(";") for part in (accept or "").lower().split(",")]
    ranked = sorted(named, key=lambda part: -_quality(part[1:]))
    for media, *parameters in ranked:
        for kind, known in MEDIA.items():
            if media.strip() == known.split(";", maxsplit=1)[0] and _quality(parameters) > 0:
                return kind
    return GraphFormat.JSON


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
