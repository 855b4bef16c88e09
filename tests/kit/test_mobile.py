"""A mobile number, however it was typed."""

import pytest

from app.kit.text import mobile


@pytest.mark.parametrize(
    "typed",
    ["13800000001", "138 0000 0001", "+86 138-0000-0001", "86 13800000001", "１３８0000０００１"],
)
def test_eleven_digits_are_left_of_it(typed: str) -> None:
    assert mobile(typed) == "13800000001"


@pytest.mark.parametrize("typed", ["023-57680000", "1380000000", "23800000001", "1380000000x", "8"])
def test_what_is_none_is_none(typed: str) -> None:
    assert mobile(typed) is None


def test_where_nothing_was_typed_nothing_is_left() -> None:
    assert mobile("　 ") == ""
