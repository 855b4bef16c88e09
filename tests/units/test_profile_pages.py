"""单位信息, 领导分管 and the registry file on screen, without a script."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.units import service
from app.units.terms import UnitKind
from tests.cast import CAST, World
from tests.kinds import ON_BOTH, on_sqlite
from tests.signing_in import sign_in
from tests.units.wushan import city_and_county, token

__all__ = ["on_sqlite"]  # what the pages ask of the other kind is tried in `test_demo`


class Screen:
    """A browser of one of the cast: pages, and the forms that stand on them."""

    def __init__(self, client: TestClient, county: World) -> None:
        self.client, self.world = client, county

    def sign_in(self, who: str) -> "Screen":
        self.client.cookies.clear()
        sign_in(self.client, CAST[who][0])
        return self

    def unit(self, name: str) -> str:
        return f"/units/{self.world.units[name]}"

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, path: str, where: str, status: int = 303, /, **fields: str) -> str:
        """Send a form of a page; gives the page that follows, or that it is refused on."""
        sent = hidden(self.client.get(where).text) | fields
        answer = self.client.post(path, data=sent)
        assert answer.status_code == status, answer.text
        if status == 303:
            return self.page(answer.headers["location"].split("#")[0])
        return unescape(answer.text)

    def choose(self, data: bytes, status: int = 200) -> str:
        token = hidden(self.client.get("/units/import").text)
        answer = self.client.post("/units/import", data=token, files={"file": ("单位.csv", data)})
        assert answer.status_code == status, answer.text
        return unescape(answer.text)


def hidden(page: str) -> dict[str, str]:
    """The first of each hidden field."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return dict(reversed(found))


@pytest.fixture
def lin(client: TestClient, county: World) -> Screen:
    return Screen(client, county).sign_in("林")


FACTS = {"name": "县残联", "kind": "peoples_organisation", "rank": "3040"}


@ON_BOTH
def test_the_facts_of_a_unit_are_shown_and_changed(lin: Screen) -> None:
    path = f"{lin.unit('县残联')}/profile"
    page = lin.page(path)
    assert "县残联单位信息" in page
    assert "<dt>职能</dt><dd>残联</dd>" in page
    assert "巫山县残疾人联合会" in page
    told = lin.send(
        path,
        path,
        **FACTS,
        function="disabled_persons_federation",
        parent="县民政局",
        credit_code="13500237MB00000008",
        valid_from="1988-03-11",
    )
    assert "单位信息已保存" in told
    assert "校验码不符：末位应为 A" in told
    assert '上级单位</dt><dd><a href="/units/' in told
    assert "启用日期由空改为“1988-03-11”" in told


def test_a_refused_form_keeps_what_was_typed_and_changes_nothing(lin: Screen) -> None:
    path = f"{lin.unit('县残联')}/profile"
    for wrong, why in (
        ({"rank": "第一"}, "机构序应为"),
        ({"valid_from": "某日"}, "启用日期应为日期"),
        ({"parent": "县残联"}, "单位不能直接或间接隶属于自己"),
        ({"parent": "无此局"}, "没有名为“无此局”的单位"),
        ({"credit_code": "123"}, "统一社会信用代码应为 18 位"),
        ({"name": "县民政局"}, "“县民政局”是“县民政局”的名称"),
        ({"kind": "king"}, "请选择类别"),
        ({"function": "魔法"}, "没有这项职能"),
        ({"version": "99"}, "刚被他人改过"),
    ):
        sent = FACTS | {"note": "正在填写的依据"} | wrong
        status = 412 if "version" in wrong else 409 if set(wrong) & {"name"} else None
        answer = lin.client.post(path, data=hidden(lin.client.get(path).text) | sent)
        assert answer.status_code in {status or 422, 404, 409}, (wrong, answer.status_code)
        page = unescape(answer.text)
        assert why in page, wrong
        assert 'value="正在填写的依据"' in page
    assert "正在填写的依据" not in lin.page(path)


def test_a_unit_is_added_with_its_function(lin: Screen) -> None:
    told = lin.send("/units", "/units/new", name="县审计局", kind="government_department")
    assert "单位已登记" in told
    assert "<dt>职能</dt><dd>审计</dd>" in told
    again = lin.send("/units", "/units/new", 409, name="县审计局", kind="institution", note="甲")
    assert "这个名称在本行政区划已有单位使用" in again
    assert 'value="甲"' in again


def test_aliases_and_members_come_and_go(lin: Screen) -> None:
    path = lin.unit("县残联")
    on = f"{path}/profile"
    assert "残联机关" in lin.send(f"{path}/aliases", on, name="残联机关")
    assert "是“县民政局”的名称" in lin.send(f"{path}/aliases", on, 409, name="县民政局")
    alias = re.search(rf'action="({path}/aliases/\d+/remove)"', lin.page(on))
    assert alias is not None
    assert "别名已去掉" in lin.send(alias[1], on)
    group = lin.unit("县级有关部门")
    told = lin.send(f"{group}/members", f"{group}/profile", name="县教委")
    assert "成员单位，按机构序，1 个" in told
    refused = lin.send(f"{group}/members", f"{group}/profile", 404, name="县教育")
    assert "没有名为“县教育”的单位" in refused
    member = re.search(rf'action="({group}/members/\d+/remove)"', told)
    assert member is not None
    assert "成员已去掉" in lin.send(member[1], f"{group}/profile")


def test_a_contact_is_succeeded_corrected_and_ended_on_the_page(lin: Screen) -> None:
    path = lin.unit("县残联")
    on = f"{path}/profile"
    first = {"role": "liaison", "name": "陈晨", "mobile": "13800000000", "valid_from": "2021-01-01"}
    assert "13800000000" in lin.send(f"{path}/contacts", on, **first)
    second = first | {"name": "李莉", "valid_from": "2022-01-01"}
    told = lin.send(f"{path}/contacts", on, **second)
    assert "2021年1月1日至2021年12月31日（已结束）" in told
    bad = lin.send(f"{path}/contacts", on, 422, **first | {"mobile": "138", "name": "王某"})
    assert "手机号码应为 11 位" in bad
    assert 'value="王某"' in bad
    contact = re.search(rf'action="({path}/contacts/\d+)"', told)
    assert contact is not None
    assert "李丽" in lin.send(contact[1], on, name="李丽", mobile="13800000000")
    assert "已记下担任到哪一天为止" in lin.send(f"{contact[1]}/end", on, on="2022-03-31")


def test_a_refused_end_leaves_the_correction_of_the_contact_as_it_stood(lin: Screen) -> None:
    path = lin.unit("县残联")
    on = f"{path}/profile"
    first = {"role": "liaison", "name": "陈晨", "post": "主任", "mobile": "13800000000"}
    told = lin.send(f"{path}/contacts", on, **first, valid_from="2021-01-01")
    contact = re.search(rf'action="({path}/contacts/\d+)"', told)
    assert contact is not None
    refused = lin.send(f"{contact[1]}/end", on, 422, on="2020-01-01")
    assert 'value="2020-01-01"' in refused
    for kept in ("陈晨", "主任", "13800000000"):
        assert f'value="{kept}"' in refused
    ids = re.findall(r' id="([^"]+)"', refused)
    assert len(ids) == len(set(ids))
    half = lin.send(contact[1], on, 422, mobile="138")
    for kept in ("陈晨", "主任", "138"):
        assert f'value="{kept}"' in half


def test_a_tick_that_was_taken_away_stays_away_after_a_refusal(lin: Screen) -> None:
    path = f"{lin.unit('县残联')}/profile"
    lin.send(path, path, **FACTS, vertical="1")
    ticked = '<input type="checkbox" name="vertical" value="1" checked>'
    assert ticked in lin.page(path)
    assert ticked in lin.send(path, path, 422, **FACTS | {"rank": "第一"}, vertical="1")
    assert ticked not in lin.send(path, path, 422, **FACTS | {"rank": "第一"})


def test_who_may_not_change_sees_no_form_and_no_mobile(lin: Screen) -> None:
    path = lin.unit("县残联")
    contact = {"role": "head", "name": "陈主任", "office_phone": "57680000"}
    lin.send(f"{path}/contacts", f"{path}/profile", **contact, mobile="13800000000")
    for who, sees in (("陈", True), ("周", False), ("领", False)):
        page = lin.sign_in(who).page(f"{path}/profile")
        assert "57680000" in page
        assert ("13800000000" in page) is sees, who
        assert "修改基本情况" not in page
        assert ("登记联系人" in page) is sees
        lin.send(f"{path}/profile", f"{path}/profile", 403, **FACTS)
        lin.page("/units/new", 403)
        lin.page("/units/import", 403)
        assert "导入登记表" not in lin.page("/units")
    stranger = lin.sign_in("外")
    stranger.page(f"{path}/profile", 404)
    stranger.send(f"{path}/contacts", "/units", 404, **contact)
    stranger.page("/units/999999/profile", 404)


@ON_BOTH
def test_a_file_is_looked_at_before_it_is_imported(lin: Screen, runtime: Runtime) -> None:
    text = "类别,单位名称,依据\n政府部门,县审计局,新设\n群团,县残联,“原有”\n"
    page = lin.choose(text.encode("gb18030"))
    assert "新增单位 1 个，修改 1 个" in page
    assert "改为““原有””" in page
    with runtime.database.read() as session:
        assert service.resolve(session, "县审计局", lin.world.region).unit is None
    kept = hidden(page)
    answer = lin.client.post("/units/import", data=kept)
    assert answer.status_code == 303
    assert "登记表已导入" in lin.page(answer.headers["location"])
    assert "县审计局" in lin.page("/units?q=审计")
    assert "完全相同" in lin.choose(text.encode("gb18030"))
    told = lin.page(f"{lin.unit('县残联')}/profile")
    assert re.search("导入登记表：依据由.*改为““原有””", told)
    new = re.search(r'href="(/units/\d+/profile)"', lin.page("/units?q=审计"))
    assert new is not None
    assert "导入登记表：登记单位“县审计局”" in lin.page(new[1])
    assert "“原有”" not in lin.page(f"{lin.unit('县教委')}/profile")


def test_a_bad_file_is_told_in_a_table(lin: Screen) -> None:
    page = lin.choose("类别,单位名称\n行会,甲局\n群团,县残联\n群团,县残联\n".encode(), 422)
    assert "共 2 处" in page
    assert "第4行：“县残联”与第3行重复" in page
    assert "请选择单位登记表文件" in lin.choose(b"", 422)
    token = hidden(lin.client.get("/units/import").text)
    broken = lin.client.post("/units/import", data=token | {"content": "%%%"})
    assert broken.status_code == 422


def test_a_large_registry_is_confirmed_on_the_page_too(lin: Screen) -> None:
    lines = [f"政府部门,第{number}办公室,{'依据' * 100}" for number in range(2000)]
    data = ("类别,单位名称,依据\n" + "\n".join(lines)).encode()
    assert len(data) > 1_000_000
    page = lin.choose(data)
    assert "新增单位 2000 个" in page
    assert lin.client.post("/units/import", data=hidden(page)).status_code == 303


def test_leaders_and_their_units_are_shown_on_a_day(lin: Screen) -> None:
    first = {"leader": "吴县长", "post": "副县长", "unit": "县残联", "valid_from": "2021-01-01"}
    told = lin.send("/portfolios", "/portfolios", **first)
    assert "吴县长（副县长），1 个单位" in told
    assert "没有登记分管领导的单位" in told
    other = first | {"leader": "郑县长", "valid_from": "2022-01-01"}
    refused = lin.send("/portfolios", "/portfolios", 409, **other)
    assert "请先写明原来的分管到哪一天为止" in refused
    assert 'value="郑县长"' in refused
    lin.send("/portfolios", "/portfolios", **other, end_former="1")
    assert "吴县长（副县长），1 个单位" in lin.page("/portfolios?on=2021-06-01")
    assert "郑县长" in lin.page(f"{lin.unit('县残联')}/profile")
    assert "日期应为日期" in lin.page("/portfolios?on=昨天", 422)
    end = re.search(r'action="(/portfolios/\d+/end)"', lin.page("/portfolios"))
    assert end is not None
    assert "起始日期" in lin.send(end[1], "/portfolios", 422, on="2020-01-01")
    assert "已记下分管到哪一天为止" in lin.send(end[1], "/portfolios", on="2022-03-31")
    wrong = end[1].replace("/end", "/remove")
    assert "登记错的分管已删除" in lin.send(wrong, "/portfolios")
    assert lin.client.post(wrong, data=hidden(lin.page("/portfolios"))).status_code == 404
    assert '<h2 id="add">' not in lin.sign_in("周").page("/portfolios")
    lin.sign_in("外").send(end[1], "/portfolios", 404)


def test_a_portfolio_is_written_for_the_region_that_the_page_shows(
    lin: Screen, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        city, county = city_and_county(session)
        for region, name in ((county, "区残联"), (city, "市残联")):
            service.create_unit(
                session, SYSTEM, region_id=region, name=name, kind=UnitKind.PEOPLES_ORGANISATION
            )
        lin.client.cookies.clear()
        lin.client.headers |= token(session, city, Role.ADMIN)
    there = "/portfolios?region=370303"
    sent = {"leader": "区长", "unit": "区残联", "valid_from": "2021-01-01"}
    refused = lin.send("/portfolios", there, 404, **sent | {"unit": "无此局"})
    assert 'name="region" value="370303"' in refused
    told = lin.send("/portfolios", there, **sent)
    assert "张店区，" in told
    assert "区长，1 个单位" in told
    assert "区长" not in lin.page("/portfolios")
    end = re.search(r'action="(/portfolios/\d+/end)"', told)
    assert end is not None
    assert "张店区，" in lin.send(end[1], there, 422, on="2020-01-01")
    assert "张店区，" in lin.send(end[1], there, on="2022-03-31")


def test_the_list_is_narrowed_by_kind_function_region_and_validity(lin: Screen) -> None:
    def count(**query: str) -> int:
        page = unescape(lin.client.get("/units", params=query).text)
        return len(re.findall(r'<th scope="row"', page))

    assert count(kind="township") == 26
    assert count(function="health") == 1
    assert count(region="500237", state="valid") == 59
    assert count(state="ended") == 0
    for wrong in ({"kind": "king"}, {"function": "魔法"}, {"region": "某地"}, {"state": "x"}):
        answer = lin.client.get("/units", params=wrong)
        assert answer.status_code == 422
        assert "请改正筛选条件" in answer.text
    page = lin.page("/units?kind=township")
    assert 'value="township" selected' in page
    assert f'href="{lin.unit("高唐街道")}/profile"' in page
