"""One sheet of 县残联, as a factory: each test says what is different about its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.paper import NextReturn, SheetContext, SheetOffice, SheetPart, SheetRow, SheetUnit

MakeRow = Callable[..., SheetRow]
MakeSheet = Callable[..., SheetContext]
TEXT = "健全易返贫致贫人口动态监测预警和帮扶机制，将符合条件的残疾人及时纳入监测范围。"


def _row(number: str = "1", **changes: Any) -> SheetRow:
    parts = (
        SheetPart("牵头单位", (SheetUnit("县残联", own=True), SheetUnit("县民政局"))),
        SheetPart("责任单位", (SheetUnit("县财政局"),)),
    )
    facts: dict[str, Any] = {
        "text": TEXT,
        "role_label": "牵头单位",
        "parts": parts,
        "is_first_lead": True,
        "due": "2025年底前",
    }
    return SheetRow(number=number, **(facts | changes))


def _sheet(rows: int | tuple[SheetRow, ...] = 2, **changes: Any) -> SheetContext:
    many = tuple(_row(str(n)) for n in range(1, rows + 1)) if isinstance(rows, int) else rows
    facts: dict[str, Any] = {
        "unit": "县残联",
        "region": "巫山县",
        "plan_title": "巫山县“十四五”残疾人保障和发展规划",
        "document_number": "巫山府发〔2022〕9号",
        "issuer": "巫山县人民政府",
        "issued_on": date(2022, 4, 14),
        "office": SheetOffice("县残工委办公室", contact="林", phone="023-00000000"),
        "printed_on": date(2023, 7, 3),
        "next_return": NextReturn("2023年第二季度", date(2023, 7, 14)),
    }
    return SheetContext(rows=many, **(facts | changes))


@pytest.fixture
def row() -> MakeRow:
    return _row


@pytest.fixture
def sheet() -> MakeSheet:
    return _sheet
