"""A registry of units as a CSV file."""

import csv
from contextlib import suppress
from io import StringIO
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import ROOT
from app.units.registry import FILE_LIMIT, RegistryRefusedError, read_registry
from app.units.registry.faults import MOST, Fault, refusal
from app.units.registry.head import CELL_LIMIT
from app.units.registry.rows import ROWS_LIMIT, names_in
from app.units.terms import UnitKind
from tests.units.wushan import SEED

HEAD = "单位名称,类别,机构序,别名\n"
THIRTY = HEAD + "".join(f"县单位{n:02},政府部门,{2000 + n},单位{n:02}\n" for n in range(1, 31))


def refused(text: str | bytes) -> RegistryRefusedError:
    with pytest.raises(RegistryRefusedError) as caught:
        read_registry(text if isinstance(text, bytes) else text.encode())
    return caught.value


def told(text: str) -> list[tuple[object, object]]:
    """Line and column of each fault."""
    return [tuple(error["loc"][1:]) for error in refused(text).errors]  # type: ignore[index]  # our own loc


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_thirty_units_are_read_in_every_usual_encoding(codec: str) -> None:
    rows = read_registry(THIRTY.encode(codec))
    assert [row.name for row in rows] == [f"县单位{n:02}" for n in range(1, 31)]
    assert (rows[0].line, rows[0].rank, rows[0].aliases) == (2, 2001, ("单位01",))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(end: str) -> None:
    assert len(read_registry(THIRTY.replace("\n", end).encode())) == 30


def test_the_columns_may_stand_in_any_order_and_be_named_in_english() -> None:
    rows = read_registry(
        "备注,aliases,kind,NAME\n附件,县应急局；应急局|应急,government_department,县应急管理局\n".encode()
    )
    assert rows[0].name == "县应急管理局"
    assert rows[0].kind is UnitKind.GOVERNMENT_DEPARTMENT
    assert rows[0].aliases == ("县应急局", "应急局", "应急")
    assert (rows[0].rank, rows[0].vertical) == (None, None)


def test_a_short_row_and_empty_lines_are_no_fault() -> None:
    rows = read_registry((HEAD + "\n县残联,群团\n,,,\n县妇联,群团,3030,\n").encode())
    assert [(row.line, row.name) for row in rows] == [(3, "县残联"), (5, "县妇联")]


def test_a_quoted_cell_over_two_lines_keeps_the_line_numbers_right() -> None:
    text = HEAD + '县残联,群团,3040,"甲\n乙"\n县妇联,猜的,3030,\n'
    assert told(text) == [(4, "kind")]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (HEAD + "县残联,群团\n县 残联,群团\n", [(3, "name")]),
        (HEAD + "县残联,群团\n县妇联,群团,,县残联\n", [(3, "aliases")]),
        (HEAD + "县残联,群团,,残联\n县妇联,群团,,残联\n", [(3, "aliases")]),
        (HEAD + "县残联,群团,,县残联\n", [(2, "aliases")]),
        (HEAD + "县残联,行会\n", [(2, "kind")]),
        (HEAD + "县残联,\n", [(2, "kind")]),
        (HEAD + ",群团,3040\n", [(2, "name")]),
        (HEAD + "县残联,群团,第一\n", [(2, "rank")]),
        (HEAD + "县残联,群团,-1\n", [(2, "rank")]),
        (HEAD + "县残联,群团,99999999999\n", [(2, "rank")]),
        (HEAD + "县残联,群团,３\n", [(2, "rank")]),
        (HEAD + f"{'县' * 101},群团\n", [(2, "name")]),
        ("单位名称,类别,垂管\n县税务局,政府部门,也许\n", [(2, "vertical")]),
        ("单位名称,类别,成员\n县税务局,政府部门,县残联\n", [(2, "members")]),
        ("单位名称,机构序\n县残联,1\n", [(1, "head")]),
        ("单位名称,类别,电话\n县残联,群团,1\n", [(1, "head")]),
        ("单位名称,名称,类别\n县残联,县残联,群团\n", [(1, "name")]),
        ("单位名称,类别\n", [(1, "name")]),
    ],
)
def test_a_fault_is_refused_with_its_line(text: str, faults: list[tuple[int, str]]) -> None:
    assert told(text) == faults


def test_every_fault_is_told_at_once_in_chinese() -> None:
    answer = refused(HEAD + "县残联,行会,x\n县妇联,群团\n县妇联,群团\n")
    assert [error["loc"] for error in answer.errors] == [
        ["line", 2, "rank"],
        ["line", 2, "kind"],
        ["line", 4, "name"],
    ]
    assert answer.detail is not None
    assert "第2行：不认识的类别“行会”，应为党委部门、政府部门、群团" in answer.detail
    assert "第4行：“县妇联”与第3行重复" in answer.detail


@pytest.mark.parametrize("empty", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\r\n", "\u3000\n".encode()])
def test_an_empty_file_is_refused(empty: bytes) -> None:
    assert refused(empty).detail == "文件是空的"


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe" + THIRTY.encode("utf-16-le"), b"\x80\x81\xff", b"a\x00b"],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert "编码" in (refused(data).detail or "")


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "2 MB" in (refused(b"x" * (FILE_LIMIT + 1)).detail or "")


def test_a_cell_that_never_ends_is_refused() -> None:
    assert "CSV" in (refused(HEAD + f'"{"县" * 200_000}\n').detail or "")


@pytest.mark.parametrize("filling", ["\n", " ", "、", " \n", '"', '"a、', '""a、'])
def test_a_cell_full_of_nothing_is_parted_at_once(filling: str) -> None:
    began = thread_time()
    names_in(filling * (120_000 // len(filling)))
    assert thread_time() - began < 1


def test_names_in_quotes_keep_their_separators_whatever_stands_around_them() -> None:
    assert names_in('甲\n\n "乙、丙" ；\u3000"丁""戊"\u3000、 己 ') == [
        "甲",
        "乙、丙",
        '丁"戊',
        "己",
    ]


def test_a_cell_a_head_and_a_file_that_are_too_long_are_refused() -> None:
    long = "县" * (CELL_LIMIT + 1)
    assert told(f"单位名称,类别,别名\n县残联,群团,{long}\n") == [(2, "aliases")]
    assert "100 列" in (refused(",".join(["单位名称"] * 101) + "\n").detail or "")
    assert told("单位名称,类别" + "," * 200 + "\n县残联\n") == [(2, "kind")]
    rows = "".join(f"局{number},群团\n" for number in range(ROWS_LIMIT + 1))
    assert f"{ROWS_LIMIT}" in (refused("单位名称,类别\n" + rows).detail or "")


def test_of_very_many_faults_the_first_are_told_and_the_others_counted() -> None:
    answer = refusal(Fault(line, "name", "局" * 5000) for line in range(1, 3 * MOST + 1))
    assert len(answer.errors) == MOST + 1
    assert answer.errors[-1]["msg"] == f"另有 {2 * MOST} 处没有列出"
    assert f"另有 {3 * MOST - 30} 处" in (answer.detail or "")
    assert sum(len(str(error["msg"])) for error in answer.errors) < 100_000


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(RegistryRefusedError):
        read_registry(data)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(RegistryRefusedError):
        read_registry((HEAD + text).encode("utf-8", "replace"))


# ---- what the project ships -------------------------------------------------------------------


def test_the_shipped_registry_stands_in_the_customary_order() -> None:
    rows = read_registry(SEED.read_bytes())
    ranks = [row.rank or 0 for row in rows]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
    kinds = list(dict.fromkeys(row.kind for row in rows))
    assert kinds == list(UnitKind)


def test_the_shipped_registry_holds_the_tax_bureau_as_a_branch() -> None:
    assert [row.name for row in read_registry(SEED.read_bytes()) if row.vertical] == ["县税务局"]


def test_the_shipped_registry_does_not_know_the_slip() -> None:
    assert "县人社力社保局" not in SEED.read_text(encoding="utf-8")


def test_the_townships_are_twenty_six_and_the_group_holds_them_all() -> None:
    rows = read_registry(SEED.read_bytes())
    townships = tuple(row.name for row in rows if row.kind is UnitKind.TOWNSHIP)
    groups = {row.name: row.members for row in rows if row.kind is UnitKind.GROUP}
    assert len(townships) == 26
    assert groups == {"县级有关部门": (), "县政府有关部门": (), "各乡镇（街道）": townships}


def test_the_shipped_regions_each_lie_below_their_parent() -> None:
    text = (ROOT / "seed" / "regions.csv").read_text(encoding="utf-8")
    regions = {row["code"]: row for row in csv.DictReader(StringIO(text))}
    above = {"province": {""}, "city": {"province"}, "county": {"province", "city"}}
    for code, row in regions.items():
        parent = regions.get(row["parent"])
        assert (parent["level"] if parent else "") in above[row["level"]], row["name"]
        assert code.startswith(row["parent"].rstrip("0")), row["name"]
    counties = {row["name"] for row in regions.values() if row["level"] == "county"}
    assert counties == {"巫山县", "会宁县", "沁水县", "张店区"}
