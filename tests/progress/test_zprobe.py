from datetime import UTC, date, datetime
from typing import Any
import pytest
from sqlmodel import select
from app.kit import clock
from app.core.actor import SYSTEM
from app.plans import service as plans
from app.plans.service import Grounds
from app.plans.models import Assignment
from app.progress.models import Return, Report
from app.progress.terms import ReturnState
from app.reading.terms import Role
from app.units.models import Unit
from app.units.terms import UnitKind
from tests.progress.book import LATER, Book, Desk
from tests.progress.test_nothing_is_lost import reform, work, lose, said, BOTH

@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url

def show(book, plan):
    return {k: (v.state.value, v.review_note) for k, v in book.returns(plan).items() if k[1] in ("2023-H1","2023-H2")}

def body(book, kind, old, *new, on="2023-06-01", **kw):
    return {"kind": kind, "effective_on": on, "basis": "方案", "predecessors": [book.units[old]],
        "successors": [{"unit_id": book.units[one]} for one in new], **kw}

def test_a_taken_back_after_due(book, desk):
    plan = book.add_plan(BOTH); book.generate(plan)
    with clock.frozen(LATER):
        m = reform(desk, book, "merge", "县教委", "县民政局")
        print("A merged", show(book, plan))
        r = desk.send("林", "DELETE", f"/reforms/{m}"); print(r.status_code, r.text[:200]); work(book)
        print("A back", show(book, plan))

def test_b_taken_back_after_due_moved(book, desk):
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),)}); book.generate(plan)
    with clock.frozen(LATER):
        m = reform(desk, book, "merge", "县教委", "县民政局")
        print("B merged", show(book, plan))
        r = desk.send("林", "DELETE", f"/reforms/{m}"); print(r.status_code, r.text[:200]); work(book)
        print("B back", show(book, plan))

def test_c_rename_orders(book, desk):
    u = book.units["县教委"]
    def ren(new, on):
        r = desk.send("林", "POST", "/reforms", {"kind": "rename", "effective_on": on, "basis": "x", "predecessors": [u], "new_name": new, "successors": []})
        print("C", new, on, r.status_code, r.text[:300]); return r.json().get("id")
    a = ren("县教育局", "2023-06-01"); b = ren("县教体局", "2023-05-01")
    r = desk.send("林", "DELETE", f"/reforms/{a}"); print(r.status_code, r.text[:200])
    with book.runtime.database.read() as s:
        print("C name", s.get(Unit, u).name, [x.name for x in desk_aliases(s, u)])
    p = ren("县教科局", "2023-09-01"); q = ren("县教科局", "2023-10-01")

def desk_aliases(s, u):
    from app.units.models import UnitAlias
    return s.exec(select(UnitAlias).where(UnitAlias.unit_id == u)).all()

def test_d_pending_rename_then_merge(book, desk):
    u = book.units["县教委"]
    r = desk.send("林", "POST", "/reforms", {"kind": "rename", "effective_on": "2023-09-01", "basis": "x", "predecessors": [u], "new_name": "县教育局", "successors": []})
    print("D", r.status_code)
    r = desk.send("林", "POST", "/reforms", body(book, "merge", "县教委", "县民政局", on="2023-08-01"))
    print("D merge", r.status_code, r.text[:200])
    with clock.frozen(datetime(2023, 9, 2, tzinfo=UTC)):
        from app.units.reforms import service as rs
        with book.runtime.database.write() as s: print("D carried", rs.carry_out(s, SYSTEM))
        with book.runtime.database.read() as s: print("D name", s.get(Unit, u).name, s.get(Unit,u).valid_until)

def test_e_patch_ended_unit(book, desk):
    reform(desk, book, "merge", "县教委", "县民政局")
    u = book.units["县教委"]
    r = desk.send("林", "PATCH", f"/units/{u}", {"valid_until": None}); print("E", r.status_code, r.text[:300])
    r = desk.send("林", "PATCH", f"/units/{u}", {"valid_until": "2023-12-31"}); print("E", r.status_code, r.json().get("valid_until"))
    r = desk.send("林", "PATCH", f"/units/{u}", {"kind": "group"}); print("E kind", r.status_code, r.text[:200])

def test_f_import_over(book, desk):
    reform(desk, book, "merge", "县教委", "县民政局")
    csv = "单位名称,类别\n县教委,政府部门\n".encode()
    t = desk.world.bearer("林")
    for m in ("preview", ""):
        r = desk.client.post("/api/v1/units/import", files={"file": ("u.csv", csv)}, headers=t, params={"dry_run": "true" if m else "false"})
        print("F", r.status_code, r.text[:400])
    with book.runtime.database.read() as s: print("F", s.get(Unit, book.units["县教委"]).valid_until)

def test_g_clarify_then_role(book, desk):
    plan = book.add_plan({"甲": (("县移民局", Role.RESPONSIBLE), ("县残联", Role.LEAD))}); book.generate(plan)
    r = desk.get("林", f"/plans/{plan}/to_clarify").json()["items"][0]
    c = desk.send("林", "POST", f"/plans/{plan}/to_clarify", {"assignment_id": r["assignment_id"], "units": [book.units["县教委"]], "reason": "问过"})
    print("G", c.status_code, c.json().get("open"))
    with book.runtime.database.write() as s:
        plans.change_assignment if hasattr(plans, "change_assignment") else None
        print("G api", [n for n in dir(plans) if "assign" in n])
    am = desk.send("林", "POST", f"/plans/{plan}/amendments", {"reason": "x", "basis": "2号", "organ": "县", "decided_on": "2023-07-01", "changes": [{"action": "change", "assignment_id": r["assignment_id"], "role": "supporting"}]})
    print("G am", am.status_code, am.text[:400])
    print("G after", desk.get("林", f"/plans/{plan}/to_clarify").json())

def test_h_two_same_day(book, desk):
    a = desk.send("林", "POST", "/reforms", body(book, "merge", "县教委", "县民政局", on="2023-07-01")); print("H", a.status_code)
    b = desk.send("林", "POST", "/reforms", body(book, "merge", "县民政局", "县财政局", on="2023-07-01")); print("H", b.status_code, b.text[:200])
    c = desk.send("林", "POST", "/reforms", body(book, "split", "县乡村振兴局", "县财政局", "县教委", on="2023-07-01")); print("H split into ended", c.status_code, c.text[:200])
    d = desk.send("林", "POST", "/reforms", body(book, "split", "县乡村振兴局", "县财政局", "县人力社保局", on="2023-07-01")); print("H split", d.status_code, d.text[:200])
    e = desk.send("林", "POST", "/reforms", body(book, "merge", "县财政局", "县残联", on="2023-07-01")); print("H heir ends same day", e.status_code, e.text[:200])

def test_i_rename_of_ended_and_group(book, desk):
    a = desk.send("林", "POST", "/reforms", body(book, "merge", "县教委", "县民政局", on="2023-07-01"))
    r = desk.send("林", "POST", "/reforms", {"kind": "rename", "effective_on": "2023-06-15", "basis": "x", "predecessors": [book.units["县教委"]], "new_name": "县教育局"})
    print("I", r.status_code, r.text[:300])
    x = desk.send("林", "DELETE", f"/reforms/{a.json()['id']}"); print("I del merge", x.status_code, x.text[:100])

def test_j_handover_preview_of_secondary(book, desk):
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)}); book.generate(plan)
    s = reform(desk, book, "split", "县教委", "县民政局", "县财政局", on="2023-06-01")
    rows = desk.get("林", f"/reforms/{s}/assignments").json()["items"]
    r = desk.send("林", "POST", f"/reforms/{s}/assignments", {"assignments": [rows[0]["id"]], "unit_id": book.units["县财政局"]}); work(book)
    print("J", r.status_code)
    p = desk.send("林", "POST", "/reforms/preview", body(book, "merge", "县财政局", "县残联", on="2023-07-11")); print("J preview", p.json()["plans"], p.json()["overlaps"])
    p = desk.send("林", "POST", "/reforms/preview", body(book, "merge", "县民政局", "县残联", on="2023-07-11")); print("J preview principal", p.json()["plans"])
    w = desk.get("林", "/network/what_if", units=str(book.units["县财政局"]), into=book.units["县残联"]).json(); print("J whatif", w["moved_count"], w["after"])
    w = desk.get("林", "/network/what_if", units=str(book.units["县民政局"]), into=book.units["县残联"]).json(); print("J whatif principal", w["moved_count"], w["after"])
    x = desk.send("林", "POST", "/reforms", body(book, "merge", "县财政局", "县残联", on="2023-07-11"))
    with clock.frozen(datetime(2023,7,11,2,tzinfo=UTC)):
        work(book); print("J", [t["title"] for t in desk.get("林", f"/units/{book.units['县残联']}/tasks").json()["items"]])
        print(show(book, plan))
        x2 = desk.send("林", "DELETE", f"/reforms/{x.json()['id']}"); print("J back", x2.status_code); work(book); print(show(book, plan))

def test_k_overdue_of_ended(book, desk):
    plan = book.add_plan({"甲": (("县民政局", Role.LEAD),)}); book.generate(plan)
    with clock.frozen(LATER):
        reform(desk, book, "merge", "县民政局", "县残联", on="2023-07-18")
        print("K", show(book, plan))
        from app.reminders import service as rem
        rid = book.returns(plan)["县民政局","2023-H1"].id
        print("K read by heir", desk.get("陈", f"/returns/{rid}").status_code, desk.fill("陈", rid).status_code)
        print("K old liaison", desk.get("周", f"/returns/{rid}").status_code, desk.fill("周", rid).status_code)
        print("K list of heir", [ (i["unit"]["name"], i["period"]) for i in desk.get("陈", f"/units/{book.units['县残联']}/returns").json()["items"]])
