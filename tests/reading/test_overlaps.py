from hypothesis import given
from hypothesis import strategies as st

from app.reading.overlaps import Overlaps
from app.reading.source import Span

spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(0, 20)
)


@given(st.lists(spans), spans)
def test_the_places_that_meet_another_are_those_that_a_look_at_each_would_find(
    places: list[Span], asked: Span
) -> None:
    end = max(asked.end, asked.start + 1)
    found = {one for one in places if one.start < end and asked.start < one.end}
    assert set(Overlaps(places).meeting(asked)) == found
