"""A return as a workbook: what goes out comes back, and what is wrong is told by row."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from app.progress.exchange import reading
from app.progress.exchange.columns import ASKED, DRAFT, FORM, GIVEN, HEAD_AT
from app.progress.exchange.reading import Filled, SheetRefusedError
from app.progress.exchange.writing import Line, as_xlsx
from tests.progress.book import Desk, Matter
from tests.progress.browser import Browser, typed

KNOWN = {14: "14. 护理类辅助器具适配", 15: "15. 无障碍环境建设"}
EMPTY: dict[str, Any] = {**dict.fromkeys(ASKED, ""), "percent": None}


def line(task: int, **said: Any) -> Line:
    return Line((task, str(task), "任务", "牵头单位"), {**EMPTY, **said})


def made(
    rows: list[Mapping[str, Any]],
    *,
    form: int = 3,
    without: str = "",
    formula: str = "",
) -> bytes:
    """A sheet as a person might leave it: cells by head, one more formula, a column taken out."""
    heads = [one for one in (*GIVEN, *ASKED.values()) if one != without]
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("进展情况表")
        for at, value in enumerate((FORM, form, DRAFT, 7)):
            sheet.write(2, at, value)
        for at, head in enumerate(heads):
            sheet.write_string(HEAD_AT, at, head)
        for number, row in enumerate(rows, HEAD_AT + 1):
            for head, value in row.items():
                if head == formula:
                    sheet.write_formula(number, heads.index(head), value, None, 60)
                elif isinstance(value, str):
                    sheet.write_string(number, heads.index(head), value)
                else:
                    sheet.write(number, heads.index(head), value)
    return out.getvalue()


def row(task: object, **said: Any) -> dict[str, Any]:
    return {"编号": task, **{ASKED[name]: value for name, value in said.items()}}


def parsed(data: bytes) -> Filled:
    return reading.parse(data, 3, KNOWN)


def test_what_goes_out_comes_back_word_for_word() -> None:
    lines = [
        line(14, progress="=第一行\n第二行 <b>&", percent=60, problems="+86 电话"),
        line(15, no_change=True, no_change_reason="下半年启动"),
    ]
    back = parsed(as_xlsx("县残联", (3, 7), lines))
    assert (back.version, back.faults) == (7, [])
    first, second = back.said
    assert (first.progress, first.percent) == ("=第一行\n第二行 <b>&", 60)
    assert first.problems == "+86 电话"
    assert (second.no_change, second.no_change_reason) == (True, "下半年启动")
    assert (second.progress, second.percent) == ("", None)


def test_a_fraction_of_a_percent_is_refused_and_not_rounded() -> None:
    """Half a percent, or half of all? And 99.5 is not done."""
    back = parsed(as_xlsx("县残联", (3, 7), [line(14, percent=0.5), line(15, percent=99.5)]))
    assert ["应为整数" in one.message for one in back.faults] == [True, True]
    assert [one.percent for one in back.typed.values()] == ["0.5", "99.5"]


def test_only_what_is_to_be_filled_is_open() -> None:
    with ZipFile(BytesIO(as_xlsx("县残联", (3, 7), [line(14)]))) as parts:
        markup = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert "<sheetProtection" in markup
    assert 'locked="0"' in styles
    assert markup.count("<dataValidation ") == len(ASKED)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(14, percent=140)], "第 5 行（14. 护理类辅助器具适配）完成比例：不能大于 100"),
        ([row(14, percent="大半")], "完成比例：应为整数"),
        ([row(14, progress="长" * 5000)], "进展情况：不能多于 4000 个字"),
        ([row(99, progress="别的方案")], "第 5 行编号 99 的任务不在这份表中"),
        ([row("十四", progress="改了编号")], "编号“十四”不是编号"),
        ([row(14), row(14)], "第 6 行（14. 护理类辅助器具适配）编号 14 的任务在前面已经出现过"),
        ([row(15, no_change="大概")], "应填“是”或空着"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_what_was_typed_is_kept(
    rows: list[Mapping[str, Any]], said: str
) -> None:
    found = parsed(made(rows))
    assert said in found.faults[0].message
    assert found.said == [], "nothing half read"


def test_a_formula_is_no_answer() -> None:
    data = made([row(14, progress="好", percent="=30+30")], formula=ASKED["percent"])
    found = parsed(data)
    assert "完成比例：是公式" in found.faults[0].message
    assert found.typed[14].progress == "好"


def test_a_percent_may_stand_as_a_percentage() -> None:
    assert parsed(made([row(14, percent="60%")])).said[0].percent == 60


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件不是 .xlsx"),
        (b"%PDF-1.7 a report", "文件不是 .xlsx"),
        (b"PK\x03\x04 broken", "打不开"),
        (b"PK" + b"0" * (5 * 2**20), "文件超过 4 MB"),
        (made([row(14)], form=4), "这是另一份表（表号 4）"),
        (made([], without="编号"), "没有找到表头"),
        (made([], without=ASKED["percent"]), "缺少这些列：完成比例（%）"),
    ],
)
def test_what_is_no_sheet_of_this_return_is_refused_whole(data: bytes, said: str) -> None:
    with pytest.raises(SheetRefusedError) as refused:
        parsed(data)
    assert said in str(refused.value.detail)


# ---- over REST and from the page -------------------------------------------------------------


def send(desk: Desk, who: str, return_id: int, data: bytes) -> Any:
    files = {"file": ("进展.xlsx", data)}
    path = f"/api/v1/returns/{return_id}/sheet"
    return desk.client.post(path, files=files, headers=desk.world.bearer(who))


def test_a_sheet_is_fetched_filled_and_sent_back(desk: Desk, matter: Matter) -> None:
    one = matter.federation
    fetched = desk.get("陈", f"/returns/{one}/sheet")
    assert "filename*=UTF-8''" in fetched.headers["content-disposition"]
    sheet = CalamineWorkbook.from_filelike(BytesIO(fetched.content)).get_sheet_by_index(0)
    heads = sheet.to_python()[HEAD_AT]
    assert heads == [*GIVEN, *ASKED.values()]
    lines = [line(task, progress="表里写的", percent=30) for task in matter.tasks.values()]
    filled = as_xlsx("县残联", (one, 1), lines)
    saved = send(desk, "陈", one, filled)
    assert saved.status_code == 200, saved.text
    assert {row["progress"] for row in saved.json()["rows"]} == {"表里写的"}
    assert saved.json()["state"] == "draft"
    stale = send(desk, "陈", one, filled)
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    bad = as_xlsx(
        "县残联", (one, 2), [*lines[1:], line(next(iter(matter.tasks.values())), percent=140)]
    )
    refused = send(desk, "陈", one, bad)
    assert (refused.status_code, refused.json()["code"]) == (422, "sheet_refused")
    assert refused.json()["errors"][0]["loc"] == ["row", 8, "percent"]
    assert {row["progress"] for row in refused.json()["rows"]} == {"表里写的", ""}
    assert desk.get("陈", f"/returns/{one}").json()["version"] == 2, "nothing half written"
    assert send(desk, "周", one, filled).status_code == 404
    assert send(desk, "领", one, as_xlsx("", (one, 2), lines)).status_code == 403
    assert desk.get("外", f"/returns/{one}/sheet").status_code == 404


def test_a_refused_sheet_stands_in_the_form(client: TestClient, desk: Desk, matter: Matter) -> None:
    browser = Browser(client)
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    page = browser.page(path)
    token = {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
    tasks = list(matter.tasks.values())
    wrong = as_xlsx("", (matter.federation, 1), [line(tasks[0], progress="写好的", percent=140)])
    answer = client.post(f"{path}/sheet", data=token, files={"file": ("进展.xlsx", wrong)})
    assert answer.status_code == 422
    assert f'<a href="#percent-{tasks[0]}">第 5 行' in answer.text
    assert typed(answer.text, f"progress-{tasks[0]}") == "写好的"
    assert 'value="140"' in answer.text
    assert client.post(f"{path}/sheet", data=token).status_code == 422
    right = as_xlsx("", (matter.federation, 1), [line(tasks[0], progress="写好的")])
    done = client.post(f"{path}/sheet", data=token, files={"file": ("进展.xlsx", right)})
    assert done.headers["location"] == f"{path}?notice=sheet_read"
