from app.network.precedents.library import Entry, Library, text_of
from app.network.precedents.shelf import Readable

EMPLOYMENT = "促进残疾人就业。加强职业培训和创业扶持"
SCHOOL = "办好特殊教育。保障残疾儿童接受义务教育"


def test_tasks_of_the_own_plan_are_no_precedents() -> None:
    library = Library([Entry(1, 1, EMPLOYMENT), Entry(2, 2, EMPLOYMENT), Entry(3, 2, SCHOOL)])
    assert [one.task_id for one in library.nearest(EMPLOYMENT, plan_id=1)] == [2]
    assert [one.task_id for one in library.nearest(EMPLOYMENT, plan_id=None)] == [1, 2]
    told = Readable(library, {1: 1, 2: 2})
    assert 3 not in [one.task_id for one in told.nearest(SCHOOL, plan_id=None)]
    assert (told.without(1), told.without(9)) == ((1, 1), (2, 2))


def test_a_large_own_plan_does_not_hide_the_others() -> None:
    own = [Entry(n, 1, EMPLOYMENT) for n in range(500)]
    library = Library([*own, Entry(900, 2, EMPLOYMENT)])
    assert [one.task_id for one in library.nearest(EMPLOYMENT, plan_id=1)] == [900]


def test_an_empty_text_a_single_character_and_a_million_are_answered() -> None:
    library = Library([Entry(1, 1, ""), Entry(2, 1, "残"), Entry(3, 1, EMPLOYMENT)])
    assert library.nearest("", plan_id=None) == []
    assert library.nearest(text_of("", ""), plan_id=None) == []
    assert [one.task_id for one in library.nearest("残", plan_id=None)] == [2]
    assert [one.task_id for one in library.nearest(EMPLOYMENT * 50_000, plan_id=None)] == [3]
    assert Library([]).nearest(EMPLOYMENT, plan_id=1) == []
