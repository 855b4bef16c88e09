"""The printable page: a template of the pages layer that reads nothing but the sheet."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.paper import SheetContext, SheetRow

MakeRow = Callable[..., SheetRow]
MakeSheet = Callable[..., SheetContext]
VOID = {"meta", "col", "wbr"}


class Page(HTMLParser):
    """Elements with their attributes and text; complains of tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


Render = Callable[[SheetContext], Page]


@pytest.fixture(scope="module")
def render() -> Render:
    folder = Path(__file__).parents[2] / "templates"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(folder)
    )
    template = environment.get_template("sheets/unit.html")
    return lambda sheet: Page(template.render(sheet=sheet))


def test_the_page_is_chinese_and_needs_nothing_from_outside(
    render: Render, sheet: MakeSheet
) -> None:
    page = render(sheet())
    assert page.all("html") == [{"lang": "zh-CN"}]
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.found}
    assert "url(" not in page.texts["style"][0]
    assert "size: A4; margin: 37mm 26mm 35mm 28mm" in page.texts["style"][0]


def test_the_table_has_a_caption_and_heads_for_columns_and_rows(
    render: Render, sheet: MakeSheet
) -> None:
    page = render(sheet(3))
    assert page.texts["caption"][0] == "县残联承担的工作任务，共3项"
    scopes = [head.get("scope") for head in page.all("th")]
    assert scopes.count("col") == 5
    assert scopes.count("row") == 3 + 9  # the tasks, and the labels of the receipt
    assert page.texts["h1"] == ["县残联任务清单"]
    assert page.texts["h2"] == ["签收回执"]


def test_every_task_stands_in_the_page_with_its_units(
    render: Render, sheet: MakeSheet, row: MakeRow
) -> None:
    rows = tuple(
        row(str(n), light_label=f"逾期{n}个工作日", via="县级有关部门") for n in range(1, 31)
    )
    body = render(sheet(rows)).texts["main"][0]
    assert body.count("健全易返贫致贫人口") == 30
    assert body.count("牵头单位：县残联、县民政局") == 30
    assert body.count("（列于“县级有关部门”）") == 30
    assert all(f"逾期{n}个工作日" in body for n in range(1, 31))


def test_the_own_unit_is_marked_without_colour(render: Render, sheet: MakeSheet) -> None:
    assert render(sheet(1)).texts["strong"] == ["县残联"]


def test_markup_in_any_field_is_text(render: Render, sheet: MakeSheet, row: MakeRow) -> None:
    evil = '<script>alert(1)</script>"}</style>{{ 7 * 7 }}'
    hostile = row(evil, text=evil, title=f"题{evil}", role_label=evil, via=evil, due=evil)
    page = render(sheet((hostile,), unit=evil, region=evil, plan_title=evil, stage_label=evil))
    assert not page.all("script")
    assert len(page.all("style")) == 1
    assert page.texts["main"][0].count(evil) >= 8


def test_a_draft_says_so_on_the_page_and_on_the_paper_after_it(
    render: Render, sheet: MakeSheet
) -> None:
    page = render(sheet(1, stage_label="征求意见稿"))
    assert "征求意见稿" in page.texts["main"][0]
    assert r'content: "\005f81\006c42\00610f\0089c1\007a3f"' in page.texts["style"][0]


def test_an_issued_plan_carries_no_mark(render: Render, sheet: MakeSheet) -> None:
    assert {"class": "mark"} not in render(sheet(1)).all("p")


def test_a_unit_without_tasks_gets_a_letter_only(render: Render, sheet: MakeSheet) -> None:
    page = render(sheet(0))
    assert not page.all("table")
    assert "没有列明由你单位承担的工作任务" in page.texts["main"][0]


def test_a_heading_stands_before_its_text(render: Render, sheet: MakeSheet, row: MakeRow) -> None:
    page = render(sheet((row(title="兜底保障", text="甲\n乙"),)))
    assert "兜底保障\n甲\n乙" in page.texts["main"][0]
