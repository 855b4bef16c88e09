"""What comes in: files as clerks have them, good and bad."""

import threading
import zipfile
from io import BytesIO
from typing import Any

import pytest

from app import wiring
from app.core.actor import Actor, ActorKind, Role
from app.core.errors import AppError
from app.jobs.worker import beside
from app.plans import service
from app.plans.rules import FILE_LIMIT
from tests.plans.desk import Desk
from tests.plans.documents import plan, plan_text

FAR_TOO_LARGE = 50 * 2**20


def zipped() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return held.getvalue()


def test_an_upload_answers_at_once_and_says_where_to_look(desk: Desk) -> None:
    answer = desk.post_file(plan())
    told = answer.json()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/v1/plans/{told['id']}"
    assert (told["state"], told["progress"]) == ("reading", {"done": 0, "total": 0})
    assert told["title"] == "实施方案"
    assert told["created_by"] == "林"


def test_the_job_makes_a_draft_of_it(desk: Desk) -> None:
    plan_id = desk.post_file(plan()).json()["id"]
    assert desk.work() == 1
    told = desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["counts"]["tasks"]) == ("draft", 3)
    assert told["document_number"] == "巫山府办发〔2022〕12号"


def test_who_can_wait_gets_the_finished_draft(desk: Desk) -> None:
    with beside(desk.runtime, wiring.HANDLERS, {}):
        answer = desk.post_file(plan(), headers={"Prefer": "wait=10"})
    assert answer.status_code == 201
    assert answer.headers["Preference-Applied"] == "wait=10"
    assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    assert answer.json()["state"] == "draft"


def test_who_waits_in_vain_is_told_where_to_look(desk: Desk) -> None:
    answer = desk.post_file(plan(), headers={"Prefer": "wait=1"})
    assert answer.status_code == 202
    assert "Preference-Applied" not in answer.headers


def test_the_text_can_come_as_json(desk: Desk) -> None:
    answer = desk.send("POST", "/plans", {"name": "方案.txt", "text": plan_text()}, status=202)
    desk.work()
    assert desk.get(f"/plans/{answer['id']}")["counts"]["tasks"] == 3


@pytest.mark.parametrize("codec", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
def test_every_common_encoding_reads_the_same(desk: Desk, codec: str) -> None:
    plan_id = desk.draft(plan_text().encode(codec))
    told = desk.get(f"/plans/{plan_id}")
    assert told["title"] == "巫山县“十四五”残疾人服务实施方案"
    assert desk.matrix(plan_id)[0]["text"] == "完善残疾人托养照护服务。"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空白.txt", b" \n\n", "empty_file"),
        (
            "购物清单.txt",
            "买两斤苹果，一袋米，给孩子带一本练习册回来，晚上早点到家吃饭。".encode(),
            "not_a_plan",
        ),
        ("方案.docx", zipped(), "unsupported_format"),
        ("方案.txt", zipped(), "unsupported_format"),
        ("噪声.txt", bytes(range(128, 256)) * 40, "unknown_encoding"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_the_reason_and_stays_visible(
    desk: Desk, name: str, data: bytes, code: str
) -> None:
    plan_id = desk.post_file(data, name=name).json()["id"]
    desk.work()
    told = desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["refusal_code"]) == ("refused", code)
    assert "请" in told["refusal"]
    assert told["documents"][0]["name"] == name


def test_a_refused_file_can_be_deleted_and_sent_again(desk: Desk) -> None:
    plan_id = desk.draft(b" \n\n", name="空白.txt")
    desk.send("DELETE", f"/plans/{plan_id}", status=204)
    desk.get(f"/plans/{plan_id}", status=404)
    assert desk.post_file(b" \n\n", name="空白.txt").status_code == 202


def test_a_file_marked_secret_does_not_stay_here(desk: Desk) -> None:
    data = ("秘密★1年\n" + plan_text()).encode()
    plan_id = desk.draft(data)
    told = desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["refusal_code"]) == ("refused", "classified")
    assert told["documents"] == []
    assert list(desk.runtime.files.digests()) == []


def test_an_empty_file_is_refused_at_once(desk: Desk) -> None:
    answer = desk.post_file(b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_file")
    assert desk.get("/plans")["items"] == []


@pytest.mark.parametrize("size", [FILE_LIMIT + 1, FAR_TOO_LARGE])
def test_a_file_beyond_the_limit_is_413_and_nothing_is_kept(desk: Desk, size: int) -> None:
    answer = desk.post_file(b"\xe4" * size)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert desk.get("/plans")["items"] == []
    assert list(desk.runtime.files.digests()) == []


@pytest.mark.parametrize("body", [b"{name: ", b"", b'{"name": "a", "text": "\\ud800"}', b"\xff"])
def test_a_body_that_is_no_json_is_400(desk: Desk, body: bytes) -> None:
    answer = desk.client.post(
        "/api/v1/plans",
        headers=desk.world.bearer("林") | {"Content-Type": "application/json"},
        content=body,
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


WRONG_BODIES: list[Any] = [
    {"name": "方案.txt"},
    {"text": "全文"},
    {"name": "方案.txt", "text": 5},
    {"name": "方案.txt", "text": "全文", "office_id": "甲"},
    {"name": "方案.txt", "text": "全文", "office_id": 2**70},
    {"name": "方案.txt", "text": "全文", "colour": "红"},
    [],
]


def test_a_wrong_json_body_is_422(desk: Desk) -> None:
    for body in WRONG_BODIES:
        assert desk.send("POST", "/plans", body, status=422)["code"] == "invalid"
    assert desk.get("/plans")["items"] == []


def test_another_content_type_is_415(desk: Desk) -> None:
    answer = desk.client.post(
        "/api/v1/plans",
        headers=desk.world.bearer("林") | {"Content-Type": "text/plain"},
        content=plan(),
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_form_without_a_file_is_422(desk: Desk) -> None:
    answer = desk.client.post(
        "/api/v1/plans",
        headers=desk.world.bearer("林"),
        files={"other": ("甲.txt", b"x")},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "no_file")


def test_unknown_regions_and_offices_are_404(desk: Desk) -> None:
    for answer in (
        desk.post_file(plan(), region_id=9_999),
        desk.post_file(plan(), office_id=9_999),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_office_must_belong_to_the_region(desk: Desk) -> None:
    answer = desk.post_file(plan(), office_id=desk.world.units["外县残联"])
    assert answer.status_code == 404, "a unit of another county is not there for him"


def test_a_document_of_another_place_is_asked_about(desk: Desk) -> None:
    elsewhere = plan_text(title="会宁县“十四五”残疾人服务实施方案").replace("巫山", "会宁")
    plan_id = desk.draft(elsewhere.encode())
    (asked,) = desk.findings(plan_id, "other_region")
    assert asked["message"].startswith("文件写的是“会宁县”，方案登记在“巫山县”")
    assert desk.get(f"/plans/{plan_id}")["region"]["name"] == "巫山县"


# ---- the same file twice ---------------------------------------------------------------------


def test_the_same_file_again_is_refused_with_a_link_to_the_first(desk: Desk) -> None:
    first = desk.draft()
    answer = desk.post_file(plan(), name="又一次.txt")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "duplicate_document")
    assert (told["plan_id"], told["url"]) == (first, f"/api/v1/plans/{first}")
    assert len(desk.get("/plans")["items"]) == 1


def test_the_same_file_may_stand_in_another_county(desk: Desk) -> None:
    desk.draft()
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    assert desk.post_file(plan(), who="邻").status_code == 202


def test_of_two_who_send_the_same_file_at_once_exactly_one_wins(desk: Desk) -> None:
    lin = Actor(
        ActorKind.PERSON,
        1,
        Role.COORDINATOR,
        "林",
        region_id=desk.world.region,
        region_path="/500237/",
    )
    gate = threading.Barrier(4)
    said: list[str] = []

    def send() -> None:
        gate.wait()
        try:
            service.receive(desk.runtime, lin, name="方案.txt", data=plan())
        except AppError as refused:
            said.append(refused.code)
        else:
            said.append("received")

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["duplicate_document"] * 3 + ["received"]
    assert desk.work() == 1


# ---- Idempotency-Key -------------------------------------------------------------------------


def test_a_retry_with_another_boundary_gets_the_same_answer(desk: Desk) -> None:
    key = {"Idempotency-Key": "a1"}

    def body(boundary: str) -> bytes:
        return (
            (
                f"--{boundary}\r\n"
                'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n'
                "Content-Type: text/plain\r\n\r\n"
            ).encode()
            + plan()
            + f"\r\n--{boundary}--\r\n".encode()
        )

    answers = [
        desk.client.post(
            "/api/v1/plans",
            headers=desk.world.bearer("林")
            | key
            | {"Content-Type": f"multipart/form-data; boundary={boundary}"},
            content=body(boundary),
        )
        for boundary in ("first", "second")
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert answers[1].headers["Location"] == answers[0].headers["Location"]
    assert len(desk.get("/plans")["items"]) == 1


def test_the_key_with_another_file_is_422(desk: Desk) -> None:
    key = {"Idempotency-Key": "a1"}
    assert desk.post_file(plan(), headers=key).status_code == 202
    other = desk.post_file(plan(title="巫山县另一方案"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_retry_that_waits_gets_the_draft_as_it_is_by_then(desk: Desk) -> None:
    key = {"Idempotency-Key": "a1", "Prefer": "wait=5"}
    first = desk.post_file(plan(), headers={"Idempotency-Key": "a1"})
    desk.work()
    again = desk.post_file(plan(), headers=key)
    assert (first.status_code, again.status_code) == (202, 201)
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["state"] == "draft"
