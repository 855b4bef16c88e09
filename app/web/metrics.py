"""Figures for a monitoring system, in Prometheus' text form, of this process."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("taskmatrix_requests_total", "Requests", ["method", "route", "status"])
SECONDS = Histogram("taskmatrix_request_seconds", "Seconds a request took", ["method", "route"])
JOBS = Gauge("taskmatrix_jobs", "Jobs by state", ["state"])

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def count(method: str, route: str | None, status: int, seconds: float) -> None:
    """`route` is the pattern that was matched, never what a stranger typed, and an unknown method
    is one of its own: labels must not grow without end.
    """
    route = route or "unknown"
    method = method if method in _METHODS else "OTHER"
    REQUESTS.labels(method, route, status).inc()
    SECONDS.labels(method, route).observe(seconds)


def show_jobs(**counts: int) -> None:
    """How many jobs are waiting, running, dead."""
    for state, number in counts.items():
        JOBS.labels(state).set(number)
