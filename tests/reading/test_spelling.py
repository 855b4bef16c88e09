import pytest

from app.reading.spelling import variants


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("县人力社保局", "县人社力社保局"),
        ("县住房城乡建委", "县住房城乡建设委"),
        ("县应急局", "县应急管理局"),
        ("县税务局", "甲山县税务局"),
        ("县文旅局", "县文化旅游局"),
        ("区文化和旅游局", "区文化旅游局"),
        ("乙州市", "乙州市政府"),
        ("县大数据发展局", "县大教据发展局"),
    ],
)
def test_two_spellings_that_a_clerk_would_ask_about(one: str, other: str) -> None:
    assert variants([one, "县残联", other], "甲山县") == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("县民政局", "县财政局"),
        ("县委组织部", "县委宣传部"),
        ("县委办", "县委网信办"),
        ("县医院", "县中医院"),
        ("县第一人民医院", "县第二人民医院"),
        ("市公安局", "市公安局甲山分局"),
        ("县委", "县教委"),
        ("县政务服务中心", "县新时代文明实践服务中心"),
    ],
)
def test_two_units_that_only_sound_alike_are_not_asked_about(one: str, other: str) -> None:
    assert variants([one, other], "甲山县") == []


def test_the_same_name_twice_is_no_variant() -> None:
    assert variants(["县残联", "县残联"], None) == []
