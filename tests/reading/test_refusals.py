from collections.abc import Callable

import pytest

from app.reading import Draft, ReadingRefused

Read = Callable[[str], Draft]


@pytest.mark.parametrize(
    "text",
    [
        "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n" * 3,
        "This is a readme and not a plan of any government.\n",
        "姓名,年龄\n甲,1\n",
        "会议记录\n上午开会，下午也开会，大家都发了言，讨论得很热烈。\n",
    ],
    ids=["a poem", "English", "a list of names", "minutes"],
)
def test_a_text_that_is_no_plan_is_refused(read: Read, text: str) -> None:
    with pytest.raises(ReadingRefused) as caught:
        read(text)
    assert caught.value.code == "not_a_plan"


@pytest.mark.parametrize(
    "mark", ["秘密", "机 密", "绝密★", "机密★1年", "秘密 ★ 长期", "密级：秘密"]
)
def test_a_marked_text_is_refused_whatever_else_it_holds(read: Read, mark: str) -> None:
    with pytest.raises(ReadingRefused) as caught:
        read(f"000001\n{mark}\n某县助残工作方案\n\n一、总体要求\n\n把任务落到实处，完成目标。\n")
    assert caught.value.code == "classified"
    assert "密级" in caught.value.title


def test_words_about_secrecy_or_stars_are_no_mark(read: Read) -> None:
    draft = read(
        "某县数据工作方案\n\n一、总体要求\n\n严守国家秘密，保护商业秘密和个人隐私。\n\n"
        "评定五星（★★★★★）服务机构，机密文件按规定管理。\n"
    )
    assert draft.plan.title == "某县数据工作方案"
