import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.paging import BadCursorError, Cursor, decode, filters_key

last_values = st.lists(st.integers(-(2**62), 2**62) | st.text(), max_size=4).map(tuple)


@given(sort=st.text(), last=last_values)
def test_a_cursor_comes_back_as_it_went(sort: str, last: tuple[str | int, ...]) -> None:
    cursor = Cursor(sort, "f", last)
    kinds = tuple(type(value) for value in last)
    assert decode(cursor.encode(), sort=sort, filters="f", kinds=kinds) == cursor


@given(st.text())
def test_any_text_is_either_a_cursor_or_refused(text: str) -> None:
    with pytest.raises(BadCursorError):
        decode(text, sort="a", filters="b", kinds=(int,))


def test_a_cursor_of_another_sort_of_other_filters_or_other_types_is_refused() -> None:
    text = Cursor("a", "f", (1,)).encode()
    for sort, filters, kinds in [("b", "f", (int,)), ("a", "g", (int,)), ("a", "f", (str,))]:
        with pytest.raises(BadCursorError):
            decode(text, sort=sort, filters=filters, kinds=kinds)


@pytest.mark.parametrize("body", [b"{}", b"null", b"[1,2,3]", b'["a","f",[true]]', b'["a","f"]'])
def test_json_of_another_shape_is_refused(body: bytes) -> None:
    text = base64.urlsafe_b64encode(body).decode()
    with pytest.raises(BadCursorError):
        decode(text, sort="a", filters="f", kinds=(int,))


def test_equal_filters_have_equal_keys_whatever_their_order() -> None:
    assert filters_key({"a": 1, "b": "x"}) == filters_key({"b": "x", "a": 1})
    assert filters_key({"a": 1}) != filters_key({"a": 2})
