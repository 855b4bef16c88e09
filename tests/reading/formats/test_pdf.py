from app.reading.source import Row
from tests.reading.formats.typeset import bold, paragraphs, read_back

# No character of the first sentence stands twice in a row of the page at the same place.
SENTENCES = [
    "加强残疾人就业服务，开展职业技能培训，帮助有就业能力的残疾人实现就业。",
    "健全残疾人康复服务体系，做好残疾儿童康复救助，提升基层康复服务能力，让残疾人就近得到服务。",
    "推进无障碍环境建设，对困难重度残疾人家庭进行改造。",
]


def text(length: int, start: int = 0) -> str:
    """A paragraph of exactly so many characters that ends with a full stop."""
    words = "".join(SENTENCES[(start + index) % 3] for index in range(length // 26 + 2))
    words = words[: length - 1]
    return (words[:-1] + "了" if words[-1] in "，。" else words) + "。"


def test_paragraphs_come_back_whole_with_the_page_on_which_they_begin() -> None:
    given = [f"第{index}段，" + text(90 + 37 * index, index) for index in range(14)]
    source = read_back("#for it in data { par(it) }", given)
    assert paragraphs(source) == given
    pages = [block.page for block in source.blocks]
    assert pages[0] == 1
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert pages[-1] == 8


def test_a_paragraph_goes_on_over_the_end_of_the_page_and_its_number_is_gone() -> None:
    source = read_back("#par(data)", given := text(1500))
    assert paragraphs(source) == [given]
    assert source.text == given


def test_a_line_that_is_full_by_chance_does_not_swallow_the_next_paragraph() -> None:
    given = ["甲" * 25 + "。", "乙" * 25 + "。", "丙" * 53 + "。", "丁" * 60 + "。"]
    assert paragraphs(read_back("#for it in data { par(it) }", given)) == given


def test_lines_of_a_title_and_headings_stay_apart_from_the_text() -> None:
    source = read_back(
        """
        #align(center, text(22pt)[#par(data.at(0)) #par(data.at(1))])
        #align(center)[某政发〔2024〕5号]
        #{ set par(first-line-indent: 0em); par[各乡镇人民政府，县政府各部门：] }
        #text(font: "Noto Sans SC")[#par[一、总体要求]]
        #par(data.at(2))
        #align(right)[某县人民政府#h(2em)]
        #align(right)[2024年3月1日#h(2em)]
        """,
        ["某县人民政府关于印发某县", "残疾人保障和发展规划的通知", text(80)],
    )
    assert paragraphs(source) == [
        "某县人民政府关于印发某县",
        "残疾人保障和发展规划的通知",
        "某政发〔2024〕5号",
        "各乡镇人民政府，县政府各部门：",
        "一、总体要求",
        text(80),
        "某县人民政府",
        "2024年3月1日",
    ]


def test_paragraphs_without_an_indent_are_parted_by_leading_or_by_a_short_line() -> None:
    given = [text(round(27.7 * (6 + index)) + 14, index) for index in range(9)]
    loose = "#set par(first-line-indent: 0em, spacing: 26pt)\n#for it in data { par(it) }"
    dense = "#set par(first-line-indent: 0em)\n#for it in data { par(it) }"
    assert paragraphs(read_back(loose, given)) == given
    assert paragraphs(read_back(dense, given)) == given


def test_leading_alone_parts_paragraphs_whose_last_line_is_full() -> None:
    given = [char * 80 + "。" for char in "甲乙丙丁戊"]
    loose = "#set par(first-line-indent: 0em, spacing: 26pt)\n#for it in data { par(it) }"
    assert paragraphs(read_back(loose, given)) == given


def test_ragged_lines_with_words_in_latin_letters_are_joined_with_their_spaces() -> None:
    given = ["推广应用 Office Automation 系统 " * 8 + "，完成率达到 100% 以上。" + text(100)]
    source = read_back("#set par(justify: false)\n#for it in data { par(it) }", given)
    assert "".join(paragraphs(source)[0].split()) == "".join(given[0].split())
    assert "Office Automation" in source.text
    assert "OfficeAutomation" not in source.text


def test_letters_set_apart_to_fill_a_line_get_no_spaces() -> None:
    spread = "#stack(dir: ltr, spacing: 2.5em, ..data.clusters())\n#par[县民政局]"
    assert paragraphs(read_back(spread, "任务分工表"))[0] == "任务分工表"


def test_headers_and_footers_that_stand_on_every_page_are_dropped() -> None:
    source = read_back(
        """
        #set page(header: text(10pt)[某县人民政府行政规范性文件], footer: context align(center,
          text(9pt)[第 #counter(page).display() 页 共 #counter(page).final().first() 页]))
        #for it in data { par(it) }
        """,
        given := [text(300, index) for index in range(8)],
    )
    assert paragraphs(source) == given


def test_bare_page_numbers_are_dropped_and_numbers_of_the_text_stay() -> None:
    source = read_back(
        """
        #set page(footer: context align(center)[#counter(page).display()])
        #counter(page).update(11)
        #for it in data { par(it) }
        """,
        given := [*(text(400, index) for index in range(4)), "2025", text(400)],
    )
    assert paragraphs(source) == given


def test_the_marks_of_two_annexes_at_the_head_of_their_pages_stay() -> None:
    source = read_back(
        """
        #set par(first-line-indent: 0em)
        #set page(margin: (top: 20mm))
        #for it in data [
          附件#it \\ #align(center)[任务清单] #it、完成年度任务。 #pagebreak(weak: true)
        ]
        """,
        ["1", "2", "3", "4"],
    )
    assert [line for line in paragraphs(source) if line.startswith("附件")] == [
        "附件1",
        "附件2",
        "附件3",
        "附件4",
    ]


def test_entries_of_a_table_of_contents_stay_lines_of_their_own() -> None:
    source = read_back(
        """
        #set par(first-line-indent: 0em)
        #for (title, page) in data [ #title#box(width: 1fr, repeat[.])#page \\ ]
        #for (title, page) in data [ #title#h(1fr)#page \\ ]
        """,
        [["第一章 总体要求", "1"], ["第二章 重点任务", "12"]],
    )
    lines = paragraphs(source)
    assert len(lines) == 4
    assert lines[1].startswith("第二章 重点任务...")
    assert lines[1].endswith(".12")
    assert lines[2:] == ["第一章 总体要求\t1", "第二章 重点任务\t12"]


def test_units_in_another_type_or_drawn_heavier_are_bold() -> None:
    by_type = '#par[责任单位：#text(font: "Noto Sans SC")[县民政局]、县财政局、县残联。]'
    drawn_over = """
    #set par(first-line-indent: 0em)
    #let fat(it) = box({ place(dx: 0.3pt, it); it })
    #par[责任单位：#fat[县民政局]、县财政局、县残联。]
    """
    stroked = "#par[责任单位：#text(stroke: 0.4pt + black)[县民政局]、县财政局、县残联。]"
    for source in map(read_back, (by_type, drawn_over, stroked)):
        assert source.text == "责任单位：县民政局、县财政局、县残联。"
        assert bold(source) == ["县民政局"]


def test_a_text_all_in_one_heavy_type_has_nothing_bold() -> None:
    source = read_back('#set text(font: "Noto Sans SC")\n#par(data)', text(100))
    assert not source.bold


def test_bold_goes_on_over_a_line_end_as_one_part() -> None:
    given = "推进残疾人服务体系建设，" * 2
    source = read_back('#par[#data#text(font: "Noto Sans SC")[#data]。]', given)
    assert bold(source) == [given]


def test_the_text_in_a_ruled_box_is_paragraphs_with_the_margins_of_the_box() -> None:
    given = [text(80, index) for index in range(3)]
    source = read_back(
        """
        #par(data.at(0))
        #rect(width: 80%, inset: 10pt)[ 专栏1 重点项目 #for it in data { par(it) } ]
        #par(data.at(1))
        """,
        given,
    )
    assert paragraphs(source) == [given[0], "专栏1 重点项目", *given, given[1]]


def test_an_annex_printed_across_the_page_reads_like_any_other() -> None:
    source = read_back(
        """
        #par(data.at(0))
        #pagebreak()
        #set page(footer: none)
        #rotate(-90deg, reflow: true, block(width: 230mm, {
          align(center)[任务分工表]
          par(data.at(1))
          sheet((20mm, 1fr), [序号], [任务], [1], data.at(2))
        }))
        """,
        given := [text(60), text(150), "开展救助"],
    )
    assert paragraphs(source) == [given[0], "任务分工表", given[1]]
    last = source.blocks[-1]
    assert isinstance(last, Row)
    assert [source.at(cell) for cell in last.cells] == ["1", "开展救助"]


def test_a_watermark_across_the_page_is_no_text() -> None:
    mark = "#set page(background: rotate(-45deg, text(60pt, luma(85%))[内部征求意见]))\n#par(data)"
    assert read_back(mark, text(100)).text == text(100)


def test_two_parts_of_one_line_are_parted_by_a_space() -> None:
    source = read_back("#par[某政发〔2024〕5号#h(6em)签发人：某某]")
    assert paragraphs(source) == ["某政发〔2024〕5号 签发人：某某"]
