"""The registry as a file over REST: what comes out goes in again, and a bad file does nothing."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.identity import service as identity
from app.identity.models import Region
from app.identity.terms import RegionLevel
from app.units import service
from app.units.exchange import api
from app.units.models import Unit
from app.units.registry import parse
from app.units.registry.planning import Planner
from app.units.registry.writing import as_xlsx
from app.units.terms import UnitKind
from tests.cast import World
from tests.units.wushan import city_and_county, token

HEAD = "单位名称,类别,上级单位,别名\n"


@dataclass(frozen=True)
class Files:
    """Files of one of the cast, in and out."""

    client: TestClient
    headers: dict[str, str]

    def put(self, data: str | bytes, status: int = 200, **fields: Any) -> Any:
        file = data if isinstance(data, bytes) else data.encode()
        answer = self.client.post(
            "/api/v1/units/import", headers=self.headers, files={"file": file}, data=fields
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, **query: str) -> bytes:
        answer = self.client.get("/api/v1/units/export", headers=self.headers, params=query)
        assert answer.status_code == 200, answer.text
        return answer.content

    def rows(self, **query: str) -> list[dict[str, str]]:
        text = self.get(**query).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def lin(client: TestClient, county: World) -> Files:
    return Files(client, county.bearer("林"))


def written(runtime: Runtime) -> list[str]:
    """Every statement that writes, from now on."""
    told: list[str] = []

    def note(*happened: object) -> None:
        if not str(happened[2]).lstrip().startswith(("SELECT", "BEGIN", "SAVEPOINT")):
            told.append(str(happened[2]))

    event.listen(runtime.database.engine, "before_cursor_execute", note)
    return told


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_changes_nothing_when_it_is_imported(
    lin: Files, county: World, kind: str
) -> None:
    path = f"/api/v1/units/{county.units['县残联']}"
    odd = {
        "credit_code": "13500237MB0000000A",
        "valid_from": "2001-01-01",
        "note": "=依据；“一、二”",
        "parent_id": county.units["县民政局"],
    }
    assert lin.client.patch(path, headers=lin.headers, json=odd).status_code == 200
    for name in ("-残联", "残联、协会", '残"联', "@残联", "'=残联"):
        dated = {"name": name, "valid_until": "2022-12-31"}
        made = lin.client.post(f"{path}/aliases", headers=lin.headers, json=dated)
        assert made.status_code == 201, made.text
    before = lin.get(format=kind)
    done = lin.put(before)
    assert (done["added"], done["changed"], done["aliases"], done["members"]) == ([], [], [], [])
    assert done["unchanged"] == 59
    if kind == "csv":
        assert lin.get() == before


def test_an_export_holds_every_fact_of_a_unit(lin: Files, county: World) -> None:
    rows = {row["单位名称"]: row for row in lin.rows()}
    assert len(rows) == 59
    tax = rows["县税务局"]
    assert (tax["行政区划代码"], tax["职能"], tax["垂管"], tax["服务区划代码"]) == (
        "500237",
        "税务",
        "是",
        "500237",
    )
    assert rows["各乡镇（街道）"]["成员"].count("；") == 25
    assert rows["县残联"]["别名"] == "巫山县残疾人联合会"


def test_a_cell_that_a_spreadsheet_would_run_goes_out_as_text(lin: Files) -> None:
    evil = '=HYPERLINK("http://x","y")'
    lin.put(f'单位名称,类别,依据\n县审计局,政府部门,"{evil.replace(chr(34), chr(34) * 2)}"\n')
    assert {row["依据"] for row in lin.rows() if row["单位名称"] == "县审计局"} == {f"'{evil}"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(lin.get(format="xlsx")))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert evil in cells  # a text: the value of a formula would be empty


def test_a_dry_run_says_what_would_happen_and_writes_nothing(lin: Files, runtime: Runtime) -> None:
    told = written(runtime)
    text = "类别,单位名称,机构序,信用代码\n群团,县残联,1,\n政府部门,县审计局,,91350100M000100Y44\n"
    done = lin.put(text, dry_run="true")
    assert done["dry_run"] is True
    assert done["added"] == ["县审计局"]
    assert done["changed"][0]["name"] == "县残联"
    assert done["changed"][0]["after"] == {"rank": 1}
    assert [(one["line"], one["column"]) for one in done["warnings"]] == [(3, "credit_code")]
    assert "末位应为 3" in done["warnings"][0]["msg"]
    assert told == []
    assert lin.put(text)["dry_run"] is False
    assert any(one.startswith("INSERT INTO unit") for one in told)


def test_gb18030_and_a_workbook_with_a_title_above_its_head_are_read(lin: Files) -> None:
    lin.put((HEAD + "县审计局,政府部门,,县审计\n").encode("gb18030"))
    from xlsxwriter import Workbook  # noqa: PLC0415 - here alone

    made = io.BytesIO()
    with Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 1, ["单位登记表"])
        sheet.write_row(3, 1, ["别名", "单位名称", "类别", "机构序", "启用"])
        sheet.write_row(4, 1, ["", "县档案馆", "事业单位", 4050, "2020/1/31"])
        sheet.write_row(5, 1, ["", "县档案局", "行会", 1.5, "某日"])
    errors = lin.put(made.getvalue(), 422)["errors"]
    assert [tuple(one["loc"][1:]) for one in errors] == [
        (6, "rank"),
        (6, "kind"),
        (6, "valid_from"),
    ]


OVERLAPPING = (
    "单位名称,类别,启用,停用\n甲局,政府部门,2001-01-01,2010-12-31\n"
    "甲局,政府部门,2010-12-31,\n乙局,政府部门,,2009-12-31\n乙局,政府部门,2010-01-01,\n"
)
BAD: list[tuple[str, list[str]]] = [
    (
        "行政区划代码,单位名称,类别\n999999,甲局,政府部门\n620422,乙局,政府部门\n",
        ["第2行：没有登记代码（或名称）为“999999”", "第3行：没有登记代码（或名称）为“620422”"],
    ),
    (
        HEAD + "甲局,政府部门,乙局,\n乙局,政府部门,丙局,\n丙局,政府部门,甲局,\n",
        ["第2行：单位不能直接或间接隶属于自己：甲局 → 乙局 → 丙局 → 甲局", "第3行", "第4行"],
    ),
    (HEAD + "甲局,政府部门,甲局,\n", ["第2行：单位不能直接或间接隶属于自己"]),
    (HEAD + "甲局,政府部门,无此局,\n", ["第2行：没有名为“无此局”的上级单位"]),
    (HEAD + "甲局,政府部门,,\n甲 局,政府部门,,\n", ["第3行：“甲 局”与第2行重复"]),
    (
        OVERLAPPING,
        ["第3行：“甲局”与第2行重复，有效期也重叠", "第5行：“乙局”与第4行重复；一个名称"],
    ),
    (
        "单位名称,类别,停用,启用\n甲局,政府部门,2001-01-01,2010-12-31\n",
        ["第2行：停用日期 2001-01-01 早于启用日期 2010-12-31"],
    ),
    ("单位名称,类别,职能\n甲局,政府部门,魔法\n", ["第2行：没有职能“魔法”"]),
    ("单位名称,类别,信用代码\n甲局,政府部门,123\n", ["第2行：统一社会信用代码应为 18 位"]),
    ("单位名称,类别,服务区划\n甲局,政府部门,某地\n", ["第2行：没有登记代码（或名称）为“某地”"]),
    ("单位名称,类别,垂管,服务区划\n甲局,政府部门,否,500237\n", ["第2行：只有垂管、派出单位"]),
    ("单位名称,类别,停用\n甲局,政府部门,2021-02-30\n", ["第2行：应为日期"]),
    ("单位名称,类别,别名\n甲局,政府部门,县残联\n", ["第2行：“县残联”已是“县残联”的名称或别名"]),
]


def test_a_bad_file_is_told_line_by_line_and_nothing_is_written(
    lin: Files, runtime: Runtime
) -> None:
    for text, told in BAD:
        for dry in ("true", "false"):
            answer = lin.put(text, 422, dry_run=dry)
            assert answer["code"] == "registry_refused"
            messages = [one["msg"] for one in answer["errors"]]
            assert len(messages) == len(told)
            assert all(m.startswith(t) for m, t in zip(messages, told, strict=True)), messages
    with runtime.database.read() as session:
        assert service.resolve(session, "甲局", 1).unit is None


def test_faults_of_cells_and_of_what_they_mean_are_told_together(lin: Files) -> None:
    """And a parent whose own row is bad is not told as missing."""
    errors = lin.put(HEAD + "甲局,政府部门,乙局,\n乙局,行会,,\n丙局,政府部门,丁局,\n", 422)[
        "errors"
    ]
    assert [tuple(one["loc"][1:]) for one in errors] == [(3, "kind"), (4, "parent")]


def test_what_is_no_table_is_refused(lin: Files) -> None:
    for data in (b"", b"PK\x03\x04\x00\x00", b"\xd0\xcf\x11\xe0junk", b"\x00" * 99):
        assert lin.put(data, 422)["code"] in {"registry_refused", "invalid"}


def test_a_file_of_the_units_of_several_regions_and_a_branch_found_by_the_region_it_serves(
    client: TestClient, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        _, county = city_and_county(session)
        admin = Files(client, token(session, county, Role.ADMIN))
        city_admin = Files(client, token(session, city_of(session, county), Role.ADMIN))
    text = (
        "区划,单位名称,类别,上级,垂管,服务区划,别名\n"
        "370300,市公安局,政府部门,,,,\n"
        "370300,市公安局张店分局,政府部门,市公安局,是,370303,张店公安分局\n"
        "淄博市,市医疗保障局张店分局,政府部门,,是,370303,\n"
        "370303,区残联,群团,,,,区残疾人联合会机关\n"
        "370303,区公安服务中心,事业单位,370300/市公安局张店分局,,,\n"
    )
    assert admin.put(text, 403)["code"] == "forbidden"
    assert len(city_admin.put(text)["added"]) == 5
    again = city_admin.put(city_admin.get(below="true"))
    assert (again["unchanged"], again["added"], again["changed"]) == (5, [], [])
    found = client.get("/api/v1/units", headers=admin.headers, params={"region": "张店区"})
    listed = {one["name"]: one for one in found.json()["items"]}
    assert set(listed) == {
        "区残联",
        "区公安服务中心",
        "市公安局张店分局",
        "市医疗保障局张店分局",
    }
    assert listed["市医疗保障局张店分局"]["function"] == "medical_security"
    with runtime.database.read() as session:
        for name, unit in (
            ("市公安局张店分局", "市公安局张店分局"),
            ("张店公安分局", "市公安局张店分局"),
            ("区残疾人联合会机关", "区残联"),
        ):
            resolved = service.resolve(session, name, county).unit
            assert resolved is not None
            assert resolved.name == unit
    taken = "区划,单位名称,类别\n370303,张店公安分局,政府部门\n"
    assert "已是“市公安局张店分局”的别名" in city_admin.put(taken, 422)["errors"][0]["msg"]


def city_of(session: Session, county: int) -> int:
    parent = session.get_one(Region, county).parent_id
    assert parent is not None
    return parent


def test_a_long_file_is_read_and_compared_while_the_database_is_free(
    lin: Files, monkeypatch: pytest.MonkeyPatch, runtime: Runtime
) -> None:
    told: list[str] = []
    event.listen(runtime.database.engine, "begin", lambda _: told.append("begin"))
    event.listen(runtime.database.engine, "rollback", lambda _: told.append("end"))
    plan = Planner.plan

    def noted(self: Planner, *rows: Any) -> Any:
        told.append("plan")
        return plan(self, *rows)

    def read(data: bytes) -> Any:
        told.append("read")
        return parse(data)

    monkeypatch.setattr(Planner, "plan", noted)
    monkeypatch.setattr(api, "parse", read)
    lin.put(HEAD + "县审计局,政府部门,,\n", dry_run="true")
    assert told == ["begin", "end", "begin", "end", "read", "begin", "end", "plan"]
    told.clear()
    lin.put("单位名称\n甲\n", 422)
    assert told == ["begin", "end", "begin", "end", "read"]


def test_an_export_names_no_unit_that_its_reader_may_not_read(
    client: TestClient, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        city, county = city_and_county(session)
        parent = session.get_one(Region, city)
        level = RegionLevel.COUNTY
        identity.add_region(
            session, SYSTEM, code="370302", name="淄川区", level=level, parent=parent
        )
        city_admin = Files(client, token(session, city, Role.ADMIN))
        leader = Files(client, token(session, county, Role.LEADER))
    text = (
        "区划,单位名称,类别,上级,成员\n"
        "370302,淄川区残联,群团,,\n"
        "370303,张店区残联,群团,,\n"
        "370300,市残联,群团,370302/淄川区残联,\n"
        "370300,各区残联,集合单位,,370302/淄川区残联、370303/张店区残联\n"
    )
    city_admin.put(text)
    assert city_admin.rows()[0]["上级单位"] == "370302/淄川区残联"
    exported = leader.rows(region="370300")
    assert "淄川区" not in str(exported)
    members = {one["单位名称"]: one["成员"] for one in exported}
    assert members == {"市残联": "", "各区残联": "370303/张店区残联"}


def test_who_may_not_write_units_imports_none_and_reads_what_he_may(
    client: TestClient, county: World
) -> None:
    text = HEAD + "县审计局,政府部门,,\n"
    for who in ("陈", "周", "领"):
        for file in (text, "不是登记表"):
            assert Files(client, county.bearer(who)).put(file, 403)["code"] == "forbidden"
    stranger = Files(client, county.bearer("外"))
    assert stranger.put(text, 404, region="巫山县")["code"] == "region_unknown"
    assert len(stranger.rows()) == 1
    refused = client.get(
        "/api/v1/units/export", headers=stranger.headers, params={"region": "500237"}
    )
    assert refused.status_code == 404


def test_the_same_request_twice_is_done_once(lin: Files, runtime: Runtime) -> None:
    lin.headers["Idempotency-Key"] = "once"
    first = lin.put(HEAD + "县审计局,政府部门,,\n")
    assert lin.put(HEAD + "县审计局,政府部门,,\n") == first
    with runtime.database.read() as session:
        named = [unit.name for unit in session.scalars(select(Unit))]
    assert named.count("县审计局") == 1


def test_a_workbook_out_is_made_of_text_cells_alone() -> None:
    data = as_xlsx(
        [{"name": "+甲", "kind": UnitKind.GROUP, "rank": 7, "members": ("乙", "丙、丁")}]
    )
    (_, row) = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert row[1] == "+甲"
    assert row[4] == "7"
    assert row[12] == '乙；"丙、丁"'
