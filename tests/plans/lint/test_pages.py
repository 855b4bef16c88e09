"""The checks in a browser, without a script."""

from app.core.actor import Role
from tests.kinds import on_sqlite
from tests.plans.browser import Browser, Outline
from tests.plans.documents import plan
from tests.plans.lint.conftest import Bench
from tests.plans.lint.documents import ROWS, lacking, other

__all__ = ["on_sqlite"]  # what a page shows does not hang on the database


def test_the_plan_page_has_the_checks_in_their_own_group(browser: Browser, bench: Bench) -> None:
    bench.set(most_units=3)
    plan_id = bench.desk.draft(plan(ROWS))
    page = browser.page(f"/plans/{plan_id}")
    task = bench.desk.matrix(plan_id)[1]["id"]
    assert "矩阵检查（1）" in page
    assert "配合单位过多" in page
    assert f'href="#task-{task}"' in page
    assert "这些都不拦发布" in page
    assert Outline(page).open == []


def test_a_person_keeps_it_with_a_note_and_takes_that_back(browser: Browser, bench: Bench) -> None:
    bench.set(most_units=3)
    plan_id = bench.desk.draft(plan(ROWS))
    (key,) = bench.keys(plan_id)
    path = f"/plans/{plan_id}"
    answer = browser.send(f"{path}/lint/settle", path, key=key, note="<b>附件二</b>", back="plan")
    assert answer.headers["Location"] == f"{path}?notice=lint_settled#lint"
    page = bench.desk.client.get(path).text
    assert "已核对、保留 1 处" in page
    assert "&lt;b&gt;附件二&lt;/b&gt;" in page
    answer = browser.send(f"{path}/lint/reopen", path, key=key, back="list")
    assert answer.headers["Location"] == f"{path}/lint?notice=lint_reopened#lint"
    assert bench.keys(plan_id) == [key]


def test_who_finds_a_task_right_has_seen_what_is_said_of_it(browser: Browser, bench: Bench) -> None:
    bench.set(most_units=1)
    plan_id = bench.desk.draft(plan(ROWS))
    path = f"/plans/{plan_id}/review"
    assert browser.page(path).count("<strong>矩阵检查</strong>") == 2
    task = bench.desk.matrix(plan_id)[1]
    answer = browser.send(f"{path}/tasks/{task['id']}/check", path, version=str(task["version"]))
    assert answer.status_code == 303, answer.text
    assert len(bench.keys(plan_id)) == 1, "of the other task nothing was said"
    (kept,) = bench.found(plan_id, settled=True)
    assert (kept["settled_by"], kept["task"]["id"]) == ("林", task["id"])
    (event,) = bench.desk.events("lint.settled")
    assert event["key"] == kept["key"]


def test_the_list_is_narrowed_by_weight_and_by_check(browser: Browser, bench: Bench) -> None:
    bench.set(most_units=1, levels={"too_many_units": "warning"})
    plan_id = bench.desk.draft(lacking())
    path = f"/plans/{plan_id}/lint"
    page = browser.page(path)
    assert "正文提到“县教委”" in page
    assert "个单位（设定为不超过 1 个）" in page
    assert "县教委应当办好特殊教育。" in page
    assert f'href="/plans/{plan_id}/text?document=' in page
    assert "正文提到“县教委”" not in browser.page(f"{path}?severity=warning")
    assert "设定为不超过" not in browser.page(f"{path}?code=unit_not_named")
    assert "没有符合条件的" in browser.page(f"{path}?code=due_after_plan")
    assert "正文提到“县教委”" in browser.page(f"{path}?severity=nonsense&code=%00")
    assert Outline(page).open == []


def test_a_task_of_another_plan_is_linked(browser: Browser, bench: Bench) -> None:
    first = bench.desk.published(other())
    plan_id = bench.desk.draft(plan(ROWS))
    page = browser.page(f"/plans/{plan_id}/lint")
    task = bench.desk.matrix(first)[0]["id"]
    assert f'href="/plans/{first}#task-{task}"' in page
    (key,) = [one for one in bench.keys(plan_id) if one.startswith("near_duplicate")]
    bench.settle(plan_id, key, note="分头推进")
    assert "重新列为待核" in browser.page(f"/plans/{plan_id}/lint")
    bench.desk.send("POST", f"/plans/{plan_id}/publish")
    bench.desk.work()
    page = browser.page(f"/plans/{first}/lint")
    assert "分头推进；记在另一份方案里" in page
    assert "重新列为待核" not in page, "it is taken back where it was said"


def test_what_blocks_is_said_and_needs_a_reason(browser: Browser, bench: Bench) -> None:
    bench.set(most_units=3, levels={"too_many_units": "error"})
    plan_id = bench.desk.draft(plan(ROWS))
    page = browser.page(f"/plans/{plan_id}")
    assert "“配合单位过多”设为必须处理，处理以前不能发布" in page
    assert "还有 1 处必须处理的问题" in page
    assert f'action="/plans/{plan_id}/publish"' not in page
    (key,) = bench.keys(plan_id)
    path = f"/plans/{plan_id}/lint"
    answer = browser.send(f"{path}/settle", path, key=key, note="  ")
    assert answer.status_code == 422
    assert "请写明理由" in answer.text
    answer = browser.send(f"{path}/settle", path, key=key, note="好" * 501)
    assert answer.status_code == 422
    assert "好" * 501 in answer.text, "what was typed is still there"
    assert browser.send(f"{path}/settle", path, key=key, note="已议定").status_code == 303
    assert f'action="/plans/{plan_id}/publish"' in browser.page(f"/plans/{plan_id}")


def test_who_sees_the_list_and_its_forms(browser: Browser, bench: Bench) -> None:
    bench.set(most_units=3)
    plan_id = bench.desk.published(plan(ROWS))
    path = f"/plans/{plan_id}/lint"
    browser.sign_in("领")
    assert "已核对，保留" not in browser.page(path)
    assert "配合单位过多" in browser.page(f"/plans/{plan_id}")
    browser.sign_in("陈")
    browser.page(path, 403)
    assert "矩阵检查" not in browser.page(f"/plans/{plan_id}")
    browser.page("/lint/settings", 403)
    browser.sign_in("外")
    browser.page(path, 404)


# ---- the settings ----------------------------------------------------------------------------


def test_the_settings_say_what_each_check_means_and_whence_its_default(browser: Browser) -> None:
    page = browser.page("/lint/settings")
    assert "91 项不超过此数" in page
    assert page.count('name="level"') == 12
    assert Outline(page).open == []


def levels(**other_than: str) -> list[str]:
    from app.plans.lint.limits import CHECKS  # noqa: PLC0415 - for this form alone

    return [other_than.get(code.value, check.default.value) for code, check in CHECKS.items()]


def test_settings_are_saved_and_a_refused_form_keeps_what_was_typed(
    browser: Browser, bench: Bench
) -> None:
    path = "/lint/settings"
    fields: dict[str, str | list[str]] = {"level": levels(no_lead="off"), "most_units": "12"}
    fields["likeness"] = ""
    assert browser.send(path, path, **fields).headers["Location"].startswith(f"{path}?notice=")
    found = bench.desk.get(path)
    assert (found["most_units"], found["likeness"]) == (12, 0.75)
    assert {one["code"]: one["level"] for one in found["checks"]}["no_lead"] == "off"
    for wrong, said in (("很多", "单位个数：应为整数"), ("1000000000", "单位个数：不能大于 100")):
        answer = browser.send(path, path, **fields | {"most_units": wrong})
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{wrong}"' in answer.text
    weighty = fields | {"level": levels(near_duplicate="error")}
    assert "不能设为必须处理" in browser.send(path, path, **weighty).text
    assert browser.send(path, path, **fields | {"version": "0"}).status_code == 412
    assert bench.desk.get(path)["most_units"] == 12


def test_one_who_may_not_set_them_reads_them(browser: Browser, bench: Bench) -> None:
    bench.desk.hire("办", Role.COORDINATOR, unit="县残联")
    browser.sign_in("领")
    page = browser.page("/lint/settings")
    assert "只有管理员" in page
    shown = [one for one in Outline(page).seen if one[0] in {"input", "select", "textarea"}]
    assert {attributes.get("type") for _, attributes in shown} == {"hidden"}, "plain values alone"
    assert "<dd>8 个（缺省 8" in page
    path = "/lint/settings"
    assert browser.send(path, path, level=levels(), version="0").status_code == 403
