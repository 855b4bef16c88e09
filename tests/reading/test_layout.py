from collections.abc import Callable

from app.reading import Reading
from app.reading.formats import load
from app.reading.layout import Passage, flow


def paragraphs(text: str) -> list[str]:
    blocks = flow(load("a.txt", text.encode()))
    return [block.text for block in blocks if isinstance(block, Passage)]


LONG = "加强基层残疾人组织建设，推动各项惠残政策落到实处"


def test_a_sentence_that_a_page_end_cut_is_joined() -> None:
    assert paragraphs(f"{LONG}，完善\n\n— 6 —\n\n\n服务网络。") == [f"{LONG}，完善服务网络。"]


def test_a_finished_sentence_is_not_joined() -> None:
    assert paragraphs(f"{LONG}。\n{LONG}。") == [f"{LONG}。", f"{LONG}。"]


def test_a_heading_without_a_full_stop_stays_alone() -> None:
    heading = "（一）织密扎牢残疾人民生保障网，健全残疾人社会保障体系"
    assert paragraphs(f"{heading}\n\n{LONG}。") == [heading, f"{LONG}。"]


def test_the_next_number_begins_a_paragraph_of_its_own() -> None:
    assert paragraphs(f"{LONG}\n2.{LONG}") == [LONG, f"2.{LONG}"]


def test_page_numbers_and_the_table_of_contents_are_left_out() -> None:
    contents = (
        "目 录\n第一章 编制背景\t3\n第一节 指导思想.....\t5\n一、总体要求……12\n附件：分工.....31"
    )
    furniture = "- 5 -\n— 28 —\n第 3 页 共 20 页"
    assert paragraphs(f"{contents}\n{LONG}。\n{furniture}") == [f"{LONG}。"]


def test_a_figure_alone_on_its_line_is_kept() -> None:
    assert paragraphs("100\n约束性") == ["100", "约束性"]


def test_a_joined_paragraph_knows_where_each_character_stands() -> None:
    text = f"{LONG}，完善\n\n— 6 —\n\n服务网络。"
    (passage,) = flow(load("a.txt", text.encode()))
    assert isinstance(passage, Passage)
    for index, char in enumerate(passage.text):
        assert text[passage.place(index)] == char
    assert passage.cut(len(LONG) + 3).text == "服务网络。"
    assert text[passage.cut(len(LONG) + 3).span.start] == "服"


def test_a_text_broken_at_every_line_is_put_together(example: Callable[[str], Reading]) -> None:
    source = load("wrapped.txt", example("wrapped.txt").text.encode())
    texts = [block.text for block in flow(source) if isinstance(block, Passage)]
    assert "（一）完善社会保障制度，逐步提高全镇残疾人民生保障和救助水平。" in texts
    (task,) = [text for text in texts if text.startswith("1.落实社会救助")]
    assert "并且及时公示结果，接受群众监督" in task
    assert task.endswith("见到实效来。")
