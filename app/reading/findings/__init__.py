"""What a careful clerk would ask about a draft, from the document alone.

A check takes the facts and yields findings; one that speaks for many tasks speaks once.
"""

from app.reading.draft import Finding
from app.reading.facts import Facts
from app.reading.findings import of_plan, of_tables, of_text, of_units

_CHECKS = (*of_plan.CHECKS, *of_text.CHECKS, *of_tables.CHECKS, *of_units.CHECKS)


def findings(facts: Facts) -> tuple[Finding, ...]:
    return tuple(finding for check in _CHECKS for finding in check(facts))
