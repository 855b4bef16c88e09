"""Figures for a monitoring system, in Prometheus' text form, of this process."""

import re

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("taskmatrix_requests_total", "Requests", ["method", "route", "status"])
SECONDS = Histogram("taskmatrix_request_seconds", "Seconds a request took", ["method", "route"])
JOBS = Gauge("taskmatrix_jobs", "Jobs by state", ["state"])

_ID = re.compile(r"/\d+")
_NOT_FOUND = 404


def count(method: str, path: str, status: int, seconds: float) -> None:
    """Ids are folded, and what does not exist is one route: labels must not grow without end."""
    route = _ID.sub("/{id}", path) if status != _NOT_FOUND else "unknown"
    REQUESTS.labels(method, route, status).inc()
    SECONDS.labels(method, route).observe(seconds)


def show_jobs(**counts: int) -> None:
    """How many jobs are waiting, running, dead."""
    for state, number in counts.items():
        JOBS.labels(state).set(number)
