"""The draft beside its document, in a browser without a script."""

import re
from html import unescape
from typing import Any

import pytest
from httpx2 import Response

from tests.kinds import ON_BOTH, on_sqlite
from tests.plans.browser import Browser, Outline
from tests.plans.documents import plan

__all__ = ["on_sqlite"]  # what the pages ask of the other kind is tried in `test_demo`

SLIP = "县人社力社保局"
ROWS = (
    f"1\t帮助残疾人就业。培训残疾人技能。\t{SLIP}、县残联\t县财政局",
    "2\t办好特殊教育。\t县教委\t县残联",
    f"3\t做好宣传。\t县民政局\t{SLIP}",
)


class Review:
    """The review page of one draft."""

    def __init__(self, browser: Browser, rows: tuple[str, ...] = ROWS) -> None:
        self.browser = browser
        self.plan_id = browser.desk.draft(plan(rows))
        self.path = f"/plans/{self.plan_id}/review"

    def tasks(self) -> list[dict[str, Any]]:
        return self.browser.desk.matrix(self.plan_id)

    def page(self, query: str = "", status: int = 200) -> str:
        return self.browser.page(self.path + query, status)

    def article(self, task: dict[str, Any], query: str = "") -> str:
        found = re.search(
            rf'<article[^>]*id="task-{task["id"]}".*?</article>', self.page(query), re.DOTALL
        )
        assert found is not None
        return found[0]

    def send(self, task: dict[str, Any], what: str = "", **fields: Any) -> Response:
        """A form of one task, sent as its page has it."""
        path = f"{self.path}/tasks/{task['id']}{what}"
        return self.browser.send(path, "/plans", **({"version": str(task["version"])} | fields))

    def back(self, answer: Response, task: dict[str, Any], notice: str) -> None:
        assert answer.status_code == 303, answer.text
        where = answer.headers["Location"]
        assert where.startswith(f"{self.path}?notice={notice}")
        assert where.endswith(f"#task-{task['id']}")


@pytest.fixture
def review(browser: Browser) -> Review:
    return Review(browser)


def unit_of(task: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in task["assignments"] if one["name"] == name)


def whole_task(task: dict[str, Any], **changed: str) -> dict[str, str]:
    """The fields of the form as they stand, with some changed."""
    return {
        "text": task["text"],
        "number": task["number"] or "",
        "due_on": task["due_on"] or "",
        "due_text": task["due_text"] or "",
        "kind": task["kind"],
        "parent_id": str(task["parent_id"] or ""),
    } | changed


def whole_units(
    task: dict[str, Any], named: dict[str, tuple[str, str]] | None = None, **fields: Any
) -> dict[str, Any]:
    """The rows of the form as they stand, with some given another unit and role."""
    stand = {
        one["name"]: (one["unit"]["name"] if one["unit"] else "", one["role"])
        for one in task["assignments"]
    } | (named or {})
    return {
        "row": [str(one["id"]) for one in task["assignments"]],
        "unit": [stand[one["name"]][0] for one in task["assignments"]],
        "role": [stand[one["name"]][1] for one in task["assignments"]],
        **fields,
    }


# ---- what it shows ---------------------------------------------------------------------------


def test_each_task_stands_beside_the_words_that_prove_it(review: Review) -> None:
    first, second, _ = review.tasks()
    shown = review.article(second)
    assert "办好特殊教育。" in shown
    assert "<mark>县教委</mark>" in shown
    place = next(one for one in second["evidence"] if one["quote"] == "县残联")
    assert f"start={place['start']}&end={place['end']}#place" in shown
    assert f"<mark>{SLIP}</mark>、<mark>县残联</mark>" in review.article(first)
    outline = Outline(review.page())
    assert outline.open == []
    assert len(outline.all("h1")) == 1


def test_questions_stand_beside_their_task_and_a_name_is_asked_about_once(review: Review) -> None:
    first, second, third = review.tasks()
    assert f"“{SLIP}”最接近下列单位" in review.article(first)
    assert "（相差一个字）" in review.article(first)
    assert f'<a href="#task-{first["id"]}">在第 1 项处理</a>' in review.article(third)
    assert "存疑</span>" in review.article(third)
    assert "存疑</span>" not in review.article(second)
    assert "整体问题" in review.page()
    assert "请一次确认" in review.page()


def test_what_is_doubtful_can_be_seen_alone_and_gone_through(review: Review) -> None:
    first, second, third = review.tasks()
    page = review.page()
    assert "存疑 2 项" in page
    assert f'href="#task-{first["id"]}">第一处存疑' in page
    assert f'<a href="#task-{third["id"]}">下一处存疑</a>' in review.article(first)
    assert f'<a href="#task-{first["id"]}">上一处存疑</a>' in review.article(third)
    alone = review.page("?only=1")
    assert f'id="task-{first["id"]}"' in alone
    assert f'id="task-{second["id"]}"' not in alone


def test_low_confidence_is_told_in_words(browser: Browser) -> None:
    review = Review(browser, ("1\t\t县残联\t县财政局", *ROWS[1:]))
    shown = review.article(review.tasks()[0])
    assert "把握不大" in shown
    assert "读取这一项的把握是 30%" in shown


def test_checking_counts_and_leads_back_to_the_task(review: Review) -> None:
    assert "已核 0 / 3" in review.page()
    second = review.tasks()[1]
    answer = review.send(second, "/check")
    review.back(answer, second, "task_checked")
    shown = review.browser.page(answer.headers["Location"].split("#")[0])
    assert "已核 1 / 3" in shown
    assert "这一项已记为核对过" in review.article(second, f"?notice=task_checked&at={second['id']}")
    assert "核对无误" not in review.article(second)


def test_the_forms_of_one_task_are_opened_by_a_link(review: Review) -> None:
    first, second, _ = review.tasks()
    assert "<textarea" not in review.article(first)
    page = review.page(f"?edit={first['id']}")
    outline = Outline(page)
    labels = {one["for"] for one in outline.all("label")}
    fields = [*outline.all("input"), *outline.all("select"), *outline.all("textarea")]
    shown = {one["id"] for one in fields if one.get("type") != "hidden"}
    assert shown <= labels
    ids = [attributes["id"] for _, attributes in outline.seen if attributes.get("id")]
    assert len(ids) == len(set(ids))
    posted = [one for one in outline.all("form") if one.get("method") == "post"]
    assert len(posted) == sum(one.get("name") == "csrf_token" for one in fields)
    assert "<textarea" not in review.article(second, f"?edit={first['id']}")


def test_a_script_asks_for_the_one_task_only(review: Review) -> None:
    first = review.tasks()[0]
    answer = review.browser.desk.client.get(
        f"{review.path}?edit={first['id']}", headers={"HX-Request": "true"}
    )
    assert "<html" not in answer.text
    assert answer.text.count("<article") == 1
    assert "autofocus" in answer.text


# ---- page by page ----------------------------------------------------------------------------

MANY = tuple(
    f"{n}\t做好第{n}件事。\t{SLIP if n in (2, 60, 120) else '县残联'}\t县财政局"
    for n in range(1, 121)
)


@pytest.fixture
def long(browser: Browser) -> Review:
    return Review(browser, MANY)


def shown_on(page: str) -> list[int]:
    return [int(id_) for id_ in re.findall(r'<article[^>]*id="task-(\d+)"', page)]


@ON_BOTH
def test_a_long_plan_is_reviewed_page_by_page(long: Review) -> None:
    every = [task["id"] for task in long.tasks()]
    pages = [long.page(f"?page={number}") for number in (1, 2, 3)]
    assert [id_ for page in pages for id_ in shown_on(page)] == every
    assert [len(shown_on(page)) for page in pages] == [50, 50, 20]
    assert "第 2 页，共 3 页，120 项" in pages[1]
    assert f'href="{long.path}?page=3#tasks">下一页' in pages[1]
    assert "下一页" not in pages[2]
    assert shown_on(long.page("?page=900")) == every[100:]
    assert "已核 0 / 120" in pages[2], "what is counted is the whole plan"
    for page in pages:
        outline = Outline(page)
        labels = [one.get("aria-label") for one in outline.all("nav")]
        assert (outline.open, len(labels)) == ([], len(set(labels)))


def test_a_task_is_found_on_its_page_and_what_is_doubtful_across_pages(long: Review) -> None:
    every = [task["id"] for task in long.tasks()]
    second, sixtieth, last = every[1], every[59], every[119]
    assert f'<a href="{long.path}?at={sixtieth}#task-{sixtieth}">下一处存疑</a>' in long.page()
    page = long.page(f"?at={sixtieth}")
    assert shown_on(page) == every[50:100]
    assert f'<a href="{long.path}?at={last}#task-{last}">下一处存疑</a>' in page
    assert f'<a href="{long.path}?at={second}#task-{second}">第一处存疑</a>' in page
    assert f'<a href="{long.path}?at={second}#task-{second}">在第 2 项处理</a>' in page
    assert '<textarea id="text-' in long.page(f"?edit={last}")
    assert shown_on(long.page("?only=1")) == [second, sixtieth, last]


def test_a_form_leads_back_to_the_page_of_its_task(long: Review) -> None:
    last = long.tasks()[119]
    answer = long.send(last, "/check")
    long.back(answer, last, "task_checked")
    page = long.browser.page(answer.headers["Location"].split("#")[0])
    assert shown_on(page)[-1] == last["id"]
    refused = long.send(last, text="")
    assert shown_on(unescape(refused.text))[-1] == last["id"]


def test_the_questions_of_the_whole_plan_stand_on_the_first_page(long: Review) -> None:
    assert '<h2 id="questions"' in long.page()
    page = long.page("?page=2")
    assert '<h2 id="questions"' not in page
    assert f'href="{long.path}#questions">整体问题' in page


# ---- what it does ----------------------------------------------------------------------------


@ON_BOTH
def test_a_unit_is_named_its_role_changed_and_the_name_remembered(review: Review) -> None:
    first = review.tasks()[0]
    slip = unit_of(first, SLIP)
    fields = whole_units(first, {SLIP: ("县人力社保局", "responsible")}, remember=slip["id"])
    answer = review.send(first, "/units", **fields)
    review.back(answer, first, "units_changed")
    assert f"edit={first['id']}" in answer.headers["Location"], "the forms stay open"
    now = unit_of(review.tasks()[0], SLIP)
    assert (now["unit"]["name"], now["role"]) == ("县人力社保局", "responsible")
    aliases = review.browser.desk.get(f"/units/{now['unit']['id']}/aliases")["items"]
    assert [one["name"] for one in aliases] == [SLIP]


def test_the_first_lead_is_chosen(review: Review) -> None:
    first = review.tasks()[0]
    other = unit_of(first, "县残联")
    review.send(first, "/units", **whole_units(first, first=other["id"]))
    now = unit_of(review.tasks()[0], "县残联")
    assert (now["is_first_lead"], now["first_lead_basis"]) == (True, "confirmed")


def test_a_unit_comes_and_goes(review: Review) -> None:
    second = review.tasks()[1]
    new = {"new_unit": "县财政局", "new_role": "supporting"}
    answer = review.send(second, "/units", **whole_units(second), **new)
    review.back(answer, second, "units_changed")
    second = review.tasks()[1]
    assert [one["name"] for one in second["assignments"]] == ["县教委", "县残联", "县财政局"]
    gone = unit_of(second, "县财政局")
    answer = review.send(second, "/units", **whole_units(second), delete=[gone["id"]])
    review.back(answer, second, "units_changed")
    assert len(review.tasks()[1]["assignments"]) == 2


def test_several_units_are_put_right_by_one_button(review: Review) -> None:
    first = review.tasks()[0]
    fields = whole_units(
        first,
        {SLIP: ("县人力社保局", "lead"), "县财政局": ("县财政局", "supporting")},
        delete=[unit_of(first, "县残联")["id"]],
        new_unit="县教委",
        new_role="supporting",
    )
    review.back(review.send(first, "/units", **fields), first, "units_changed")
    now = review.tasks()[0]["assignments"]
    assert [(one["raw"], one["unit"]["name"], one["role"]) for one in now] == [
        (SLIP, "县人力社保局", "lead"),
        ("县财政局", "县财政局", "supporting"),
        ("县教委", "县教委", "supporting"),
    ]
    told = {one["name"] for one in review.browser.desk.events("assignment.changed")}
    assert told == {SLIP, "县财政局"}


def test_units_that_are_saved_as_they_stood_stay_as_they_are(review: Review) -> None:
    before = review.tasks()
    review.send(before[0], "/units", **whole_units(before[0]))
    assert review.tasks() == before, "not even the lead that nobody chose is confirmed"


def test_no_row_is_saved_when_one_is_refused_and_all_keep_their_words(review: Review) -> None:
    first = review.tasks()[0]
    named = {SLIP: ("县人力社保局", "lead"), "县残联": ("县没有的局", "supporting")}
    gone = unit_of(first, "县财政局")["id"]
    fields = whole_units(first, named, delete=[gone], new_unit="县教委", new_role="lead")
    answer = review.send(first, "/units", **fields)
    assert answer.status_code == 404
    assert "没有名为“县没有的局”的单位" in answer.text
    assert review.tasks()[0] == first
    assert review.browser.desk.events("assignment.deleted") == []
    for name in ("县人力社保局", "县没有的局", "县教委"):
        assert f'value="{name}"' in answer.text
    assert re.search(rf'id="delete-{gone}"[^>]* checked', answer.text)


def test_units_that_somebody_changed_meanwhile_are_not_overwritten(review: Review) -> None:
    first = review.tasks()[0]
    review.browser.desk.send("PATCH", f"/tasks/{first['id']}", {"checked": True})
    fields = whole_units(first, {"县财政局": ("县财政局", "lead")})
    assert review.send(first, "/units", **fields).status_code == 412


def test_a_row_of_another_task_is_not_there(review: Review) -> None:
    first, second, _ = review.tasks()
    fields = whole_units(second, {"县教委": ("县教委", "supporting")})
    assert review.send(first, "/units", **fields).status_code == 404
    assert review.send(first, "/units", row=["1", "2"], unit=["县教委"], role=[]).status_code == 422


def test_a_task_is_put_right(review: Review) -> None:
    second = review.tasks()[1]
    fields = whole_task(second, text="办好特殊教育学校。\r\n", due_text="2024年底前", number="二")
    answer = review.send(second, **fields)
    review.back(answer, second, "task_changed")
    now = review.tasks()[1]
    assert (now["text"], now["number"]) == ("办好特殊教育学校。", "二")
    assert (now["due_on"], now["due_source"]) == ("2024-12-31", "printed")
    assert "任务原文（现已改动）" in review.article(now)


def test_a_form_that_is_sent_as_it_stood_changes_nothing(review: Review) -> None:
    second = review.tasks()[1]
    review.send(second, **whole_task(second))
    assert review.tasks()[1] == second


def test_a_task_is_split_at_a_sentence_end(review: Review) -> None:
    first = review.tasks()[0]
    shown = review.article(first, f"?edit={first['id']}")
    (offset,) = re.findall(r'name="offset" value="(\d+)"', shown)
    assert "帮助残疾人就业。 <strong>｜</strong> 培训残疾人技能。" in shown
    answer = review.send(first, "/split", offset=offset, assignments="by_evidence")
    review.back(answer, first, "task_split")
    assert [task["text"] for task in review.tasks()][:2] == ["帮助残疾人就业。", "培训残疾人技能。"]


def test_a_task_is_merged_with_the_next(review: Review) -> None:
    first, second, _ = review.tasks()
    assert "后一项是第 2 项“办好特殊教育”" in review.article(first, f"?edit={first['id']}")
    answer = review.send(first, "/merge", other=str(second["id"]))
    review.back(answer, first, "task_merged")
    assert len(review.tasks()) == 2


def test_a_task_moves_up_and_down(review: Review) -> None:
    first, second, _ = review.tasks()
    answer = review.send(second, "/move", way="up")
    review.back(answer, second, "task_moved")
    assert [task["number"] for task in review.tasks()] == ["2", "1", "3"]
    review.send(first, "/move", way="down")
    assert [task["number"] for task in review.tasks()] == ["2", "3", "1"]
    answer = review.send(review.tasks()[2], "/move", way="down")
    assert answer.status_code == 422
    assert "这已是最后一项" in answer.text


def test_a_task_is_deleted_and_the_next_comes_up(review: Review) -> None:
    first, second, _ = review.tasks()
    answer = review.send(first, "/delete")
    review.back(answer, second, "task_deleted")
    assert review.tasks()[0]["id"] == second["id"]


def test_a_missed_task_is_put_behind_another(review: Review) -> None:
    first = review.tasks()[0]
    path = f"{review.path}/tasks"
    answer = review.browser.send(path, review.path, text="又一项任务。", after=str(first["id"]))
    made = review.tasks()[1]
    review.back(answer, made, "task_added")
    assert (made["text"], made["position"]) == ("又一项任务。", 2)


def test_a_question_is_answered_beside_its_task(review: Review) -> None:
    first, _, third = review.tasks()
    (asked,) = review.browser.desk.findings(review.plan_id, "unknown_unit")
    unit = review.browser.desk.world.units["县人力社保局"]
    path = f"{review.path}/findings/{asked['id']}"
    fields = {"meant": str(unit), "answer": "remember", "at": str(first["id"])}
    answer = review.browser.send(path, review.path, **fields)
    review.back(answer, first, "confirmed")
    assert unit_of(review.tasks()[2], SLIP)["unit"]["id"] == unit
    assert "在第 1 项处理" not in review.article(third)


def test_a_typed_name_goes_before_the_one_that_was_offered(review: Review) -> None:
    (asked,) = review.browser.desk.findings(review.plan_id, "unknown_unit")
    near = str(review.browser.desk.world.units["县人力社保局"])
    path = f"{review.path}/findings/{asked['id']}"
    review.browser.send(path, review.path, meant=near, unit="县教委", answer="name")
    assert unit_of(review.tasks()[0], SLIP)["unit"]["name"] == "县教委"


# ---- what it refuses -------------------------------------------------------------------------


def test_what_was_typed_stays_when_a_form_is_refused(review: Review) -> None:
    second = review.tasks()[1]
    answer = review.send(second, **whole_task(second, text="写了很多字。", due_on="2024-02-31"))
    assert answer.status_code == 422
    assert "完成日期：应为日期" in answer.text
    assert "写了很多字。" in answer.text
    assert 'value="2024-02-31"' in answer.text
    assert review.tasks()[1] == second


def test_what_somebody_changed_meanwhile_is_not_overwritten(review: Review) -> None:
    second = review.tasks()[1]
    review.browser.desk.send("PATCH", f"/tasks/{second['id']}", {"text": "他人改过。"})
    answer = review.send(second, **whole_task(second, text="我写的。"))
    assert answer.status_code == 412
    assert "内容已被他人修改" in answer.text
    assert "他人改过。" in answer.text
    assert "我写的。" in answer.text


def test_a_unit_that_is_not_registered_is_told_with_the_nearest(review: Review) -> None:
    second = review.tasks()[1]
    fields = whole_units(second, {"县教委": ("县民政", "lead")})
    answer = review.send(second, "/units", **fields)
    assert answer.status_code == 404
    assert "没有名为“县民政”的单位" in answer.text
    assert 'value="县民政"' in answer.text


def test_an_empty_form_is_told(review: Review) -> None:
    first = review.tasks()[0]
    assert "请先选择在哪里断开" in review.send(first, "/split").text
    wrong = whole_units(first, {"县残联": ("县残联", "chief")})
    assert (
        "角色：应为下列之一：lead、responsible、supporting"
        in review.send(first, "/units", **wrong).text
    )
    answer = review.browser.send(f"{review.path}/tasks", review.path, text="")
    assert (answer.status_code, len(review.tasks())) == (422, 3)
    assert "任务全文：不能少于 1 个字" in answer.text
    assert (
        "任务全文：不能多于 20000 个字"
        in review.send(first, **whole_task(first, text="长" * 20_001)).text
    )
    assert (
        "类别：应为下列之一：task、project、measure"
        in review.send(first, **whole_task(first, kind="chapter")).text
    )


def test_a_name_that_was_not_typed_is_asked_for(review: Review) -> None:
    (asked,) = review.browser.desk.findings(review.plan_id, "unknown_unit")
    whole = f"/plans/{review.plan_id}"
    paths = {
        f"{review.path}/findings/{asked['id']}": review.path,
        f"{whole}/findings/{asked['id']}/settle": whole,
    }
    for path, on in paths.items():
        answer = review.browser.send(path, on, unit=" ", answer="name")
        assert (answer.status_code, "请填写单位名称" in answer.text) == (422, True)


def test_a_task_of_another_plan_is_not_there(review: Review) -> None:
    other = review.browser.desk.draft(plan(title="巫山县“十四五”另一方案"))
    task = review.browser.desk.matrix(other)[0]
    for what in ("", "/check", "/delete"):
        assert review.send(task, what, text="改").status_code == 404
    assert review.browser.desk.matrix(other)[0] == task


def test_a_leader_reads_the_review_without_forms_and_a_liaison_not_at_all(review: Review) -> None:
    task = review.tasks()[0]
    review.browser.sign_in("领")
    outline = Outline(review.page())
    assert [one["action"] for one in outline.all("form")] == ["/sign-out"]
    assert review.send(task, "/check").status_code == 403
    review.browser.sign_in("陈")
    review.page(status=404)
    assert review.send(task, "/check").status_code == 404


def test_a_published_plan_has_no_review(review: Review) -> None:
    first = review.tasks()[0]
    review.browser.desk.send("POST", f"/plans/{review.plan_id}/publish")
    answer = review.browser.desk.client.get(review.path)
    assert answer.headers["Location"] == f"/plans/{review.plan_id}"
    answer = review.send(first, "/check")
    assert answer.status_code == 409
    assert "方案已发布" in answer.text


def test_hostile_words_stay_words(browser: Browser) -> None:
    review = Review(browser, ('1\t<script>alert(1)</script>完善。服务。\t县残联\t"><img src=x>局',))
    task = review.tasks()[0]
    page = browser.desk.client.get(f"{review.path}?edit={task['id']}").text
    assert "<script>alert" not in page
    assert "<img" not in page
    text = browser.desk.client.get(f"/plans/{review.plan_id}/text?start=0&end=9").text
    assert "<script>" not in text


# ---- the whole text --------------------------------------------------------------------------


def test_a_place_is_shown_in_the_whole_text(review: Review) -> None:
    second = review.tasks()[1]
    place = next(one for one in second["evidence"] if one["quote"] == "县教委")
    path = f"/plans/{review.plan_id}/text?document={place['document_id']}"
    page = review.browser.page(f"{path}&start={place['start']}&end={place['end']}")
    found = re.findall(r'<mark id="place" tabindex="-1">.*?</span>(.*?)</mark>', page)
    assert found == ["县教委"]
    assert page.count("<mark") == 1
    assert "帮助残疾人就业。" in page
    assert Outline(page).open == []


def test_a_place_that_is_not_there_is_told_and_the_text_still_shown(review: Review) -> None:
    path = f"/plans/{review.plan_id}/text"
    for query in ("?start=9000000&end=9000009", "?start=9&end=3"):
        page = review.browser.page(path + query)
        assert "全文里没有所指的这一处" in page
        assert "<mark" not in page
        assert "办好特殊教育。" in page
    assert "没有所指" not in review.browser.page(path)
    review.browser.page(f"{path}?document=999999", 404)
    review.browser.page(f"{path}?start=-1", 422)


def test_the_text_is_for_those_who_read_the_whole_plan(review: Review) -> None:
    path = f"/plans/{review.plan_id}/text"
    review.browser.sign_in("陈")
    review.browser.page(path, 404)
    review.browser.desk.send("POST", f"/plans/{review.plan_id}/publish")
    review.browser.page(path, 403)
    assert "看原文" not in review.browser.page(f"/plans/{review.plan_id}")
    review.browser.desk.send("PATCH", f"/plans/{review.plan_id}", {"library": True})
    assert "办好特殊教育。" in review.browser.page(path)
    review.browser.sign_in("领")
    review.browser.page(path)
