"""统一社会信用代码: its form and its check character."""

import pytest

from app.units.credit_codes import BadCreditCodeError, check_character, tidy, warning


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",  # the example of GB 32100-2015 itself
        "91110000802100433B",
        "914403001922038216",
        "9144030071526726XG",
    ],
)
def test_codes_in_use_check(code: str) -> None:
    assert tidy(code) == code
    assert warning(code) is None


def test_the_check_character_as_counted_by_hand() -> None:
    """110000000000000000: 1·1 + 1·3 = 4, 31 - 4 = 27, which is U (0–9 A–H J–N P–R T U W X
    Y); of seventeen zeros the sum is 0 and so is the check.
    """
    assert check_character("11000000000000000") == "U"
    assert check_character("00000000000000000") == "0"
    assert check_character("10000000000000000") == "Y"


def test_a_wrong_check_character_is_told_with_the_right_one() -> None:
    told = warning("91350100M000100Y44")
    assert told is not None
    assert "末位应为 3" in told
    assert warning(None) is None


def test_one_changed_character_and_two_that_changed_places_are_noticed() -> None:
    good = "91350100M000100Y43"
    changed = [good[:at] + "7" + good[at + 1 :] for at in range(18) if good[at] != "7"]
    swapped = [
        good[:at] + good[at + 1] + good[at] + good[at + 2 :]
        for at in range(17)
        if good[at] != good[at + 1]
    ]
    assert all(warning(code) for code in (*changed, *swapped))


def test_it_may_be_typed_in_lower_case_full_width_and_with_spaces() -> None:
    assert tidy(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert tidy("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"
    assert tidy("91350100-M000100Y4-3") == "91350100M000100Y43"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9",
        "91350100M000100Y4",
        "91350100M000100Y433",
        "91350100I000100Y43",
        "9135010OM000100Y43",
        "91ABCDEFM000100Y43",
        "统一社会信用代码",
        "=HYPERLINK(1)",
        "9" * 1000,
    ],
)
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(BadCreditCodeError):
        tidy(text)
