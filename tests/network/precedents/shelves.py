"""Plans of two counties for the tests of precedents: who may read which."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.core.runtime import Runtime
from app.kit import clock
from app.plans.models import Document, Evidence
from app.plans.terms import DocumentKind
from app.reading.terms import EvidenceRole
from tests.cast import World
from tests.network.rows import Rows, written

TITLE = "优化残疾人辅助器具服务"
TEXT = "为有需求的残疾人适配基本型辅助器具，提高适配率。"
QUOTE = "牵头单位：县残联；参与单位：县民政局、县财政局"


@contextmanager
def elsewhere(runtime: Runtime, world: World) -> Iterator[Rows]:
    """Rows of 会宁县, whose units are known by name alone save 县残联."""
    with written(runtime, world) as rows:
        yield replace(
            rows, region_id=world.elsewhere, units={"县残联": world.units["外县残联"]}, positions={}
        )


def prove(rows: Rows, plan_id: int, task_id: int, quote: str = QUOTE) -> None:
    """The words of the document that give the task to somebody."""
    document = Document(
        uid=f"uid-{plan_id}-{task_id}",
        plan_id=plan_id,
        region_id=rows.region_id,
        kind=DocumentKind.MAIN,
        name="规划.txt",
        size=1,
        sha256=f"{plan_id:032}{task_id:032}",
        created_at=clock.now(),
    )
    rows.session.add(document)
    rows.session.flush()
    rows.session.add(
        Evidence(
            task_id=task_id,
            document_id=document.id,
            role=EvidenceRole.RESPONSIBILITY,
            start=0,
            end=len(quote),
            quote=quote,
        )
    )


def aid(rows: Rows, plan_id: int, *cells: Any, **changes: Any) -> int:
    """A task about 辅助器具."""
    return rows.task(plan_id, *cells, **({"title": TITLE, "text": TEXT} | changes))
