"""The template of a gateway: what is sent, and what an answer means."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries.http import rules, template
from app.deliveries.http.rules import Gateway
from app.deliveries.http.template import BadTemplateError
from app.deliveries.outgoing.rules import Answer
from app.deliveries.rules import NotYetError, RefusedError
from app.deliveries.schemas import Parcel
from app.deliveries.terms import AddressKind
from tests.deliveries.server import MESSAGE

NOW = datetime(2023, 7, 19, 1, 7, tzinfo=UTC)
LINK = "http://matrix.test/returns/7"
KNOWN = {AddressKind.MOBILE: "13800000001", AddressKind.ACCOUNT: "zhoumin"}
PARCEL = Parcel(replace(MESSAGE, link=LINK), "13800000001", KNOWN)
SECRETS = {"token": "t0p-secret", "user": "oa"}
SMS = Gateway(
    "http://sms.test/send",
    body={
        "account": "{{ secret.user }}",
        "mobile": "{{ to.mobile }}",
        "content": "{{ message.short }}",
        "sign": "{{ (secret.user ~ secret.token ~ stamp) | md5 }}",
        "level": 3,
        "extra": {"ids": ["{{ message.key }}"], "urgent": False},
    },
    headers={"Authorization": "Bearer {{ secret.token }}"},
)


def test_the_texts_of_the_template_are_filled_in_and_the_rest_stays() -> None:
    asked = rules.request(SMS, SECRETS, PARCEL, NOW)
    assert (asked.method, asked.url) == ("POST", "http://sms.test/send")
    assert asked.headers["Authorization"] == "Bearer t0p-secret"
    body = json.loads(asked.body)
    assert body["mobile"] == "13800000001"
    assert body["content"] == f"{MESSAGE.subject} {LINK}"
    assert body["sign"] == template.FILTERS["md5"](f"oat0p-secret{int(NOW.timestamp())}")
    assert (body["level"], body["extra"]) == (3, {"ids": [MESSAGE.key], "urgent": False})


# Half a character can be stored nowhere, so none comes this far.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts, texts)
def test_no_name_and_no_text_breaks_out_of_its_place(name: str, body: str) -> None:
    told = replace(MESSAGE, name=name, body=body)
    gateway = Gateway("http://x.test", body={"n": "{{ to.name }}", "t": "{{ message.text }}"})
    asked = rules.request(gateway, {}, Parcel(told, "1"), NOW)
    sent = json.loads(asked.body)
    assert sent == {"n": name, "t": body}


def test_a_form_and_a_query_are_made_of_the_same_object() -> None:
    flat = {"mobile": "{{ to.mobile }}", "text": "{{ message.subject | shorten(6) }}"}
    form = rules.request(Gateway("http://x.test", body=flat, encoding="form"), {}, PARCEL, NOW)
    assert form.body == f"mobile=13800000001&text={quote('【填报提醒…')}".encode()
    query = rules.request(
        Gateway("http://x.test/s?v=1", "GET", "query", {"m": "{{ to.account }}"}), {}, PARCEL, NOW
    )
    assert (query.url, query.body) == ("http://x.test/s?v=1&m=zhoumin", b"")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ cycler }}", "没有“cycler”"),
        ("{{ config }}", "没有“config”"),
        ("{{ to.__class__ }}", "下划线"),
        ("{{ to.name.upper() }}", "不能循环、计算或调用"),
        ("{{ 'a' * 1000000000 }}", "不能循环、计算或调用"),
        ("{{ 9 ** 9999999 }}", "不能循环、计算或调用"),
        ("{% for a in to %}x{% endfor %}", "不能循环、计算或调用"),
        ("{% set x = 1 %}", "不能循环、计算或调用"),
        ("{% include 'web/base.html' %}", "不能循环、计算或调用"),
        ("{{ to.name | center(1000000) }}", "不能用“center”"),
        ("{{ to.name", "写法有误"),
        ("{{ to.name }}" * 200, "2000"),
    ],
)
def test_a_template_that_could_do_more_than_fill_in_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadTemplateError, match=told):
        rules.check(Gateway("http://x.test", body={"deep": [{"er": text}]}))
    with pytest.raises(BadTemplateError, match=told):
        rules.check(Gateway("http://x.test", headers={"X": text}))


def test_a_template_may_choose_join_and_shorten() -> None:
    text = "{% if to.mobile and not to.mail %}{{ to.name ~ '：' ~ message.text[:3] }}{% endif %}"
    rules.check(Gateway("http://x.test", body={"t": text}))
    asked = rules.request(Gateway("http://x.test", body={"t": text}), {}, PARCEL, NOW)
    assert json.loads(asked.body) == {"t": "周敏：周敏同"}


def test_a_form_has_one_level() -> None:
    with pytest.raises(BadTemplateError, match="一层"):
        rules.check(Gateway("http://x.test", body={"a": {"b": 1}}, encoding="form"))


def test_a_secret_that_is_not_there_is_told_and_sends_nothing() -> None:
    with pytest.raises(RefusedError, match="消息模板无法套用"):
        rules.request(SMS, {}, PARCEL, NOW)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"X Key": "1"}, "X Key"),
        ({"密钥": "1"}, "密钥"),
        ({"": "1"}, "名称"),
        ({"X:Key": "1"}, "X:Key"),
        ({"host": "inside"}, "由程序填写"),
        ({"Content-Length": "1"}, "由程序填写"),
        ({"X-Key": "1", "x-key": "2"}, "重复"),
    ],
)
def test_a_header_that_could_not_be_sent_is_refused(headers: dict[str, str], told: str) -> None:
    with pytest.raises(BadTemplateError, match=told):
        rules.check(Gateway("http://x.test", headers=headers))


def test_a_type_that_was_set_stands_alone() -> None:
    gateway = Gateway("http://x.test", headers={"content-type": "text/json"})
    assert rules.request(gateway, {}, PARCEL, NOW).headers == {"content-type": "text/json"}


def test_a_header_of_two_lines_is_none() -> None:
    gateway = Gateway("http://x.test", headers={"X-Text": "{{ message.text }}"})
    with pytest.raises(RefusedError, match="请求头"):
        rules.request(gateway, {}, PARCEL, NOW)


STRICT = Gateway(
    "http://x.test", success="answer.code in (0, '0')", refused="answer.code in (4001, -2)"
)


def judged(gateway: Gateway, status: int, body: Any, retry_after: str = "") -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    rules.judge(gateway, Answer(status, raw, retry_after))


@pytest.mark.parametrize("body", [{"code": 0}, {"code": "0"}])
def test_the_gateway_took_it_when_its_condition_holds(body: object) -> None:
    rules.check(STRICT)
    judged(STRICT, 200, body)


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, {"code": 4001}), (200, {"code": -2}), (400, {}), (422, {"code": 0}), (413, b"")],
)
def test_what_it_refused_for_good_is_not_asked_again(status: int, body: object) -> None:
    with pytest.raises(RefusedError, match=f"接口答复 {status}"):
        judged(STRICT, status, body)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"code": 5}),
        (200, {}),
        (200, b"<html>"),
        (200, []),
        (302, {"code": 0}),
        (401, {}),
        (404, {}),
        (429, {}),
        (500, {"code": 0}),
    ],
)
def test_anything_else_may_pass(status: int, body: object) -> None:
    with pytest.raises(NotYetError):
        judged(STRICT, status, body)


def test_without_a_condition_the_status_decides() -> None:
    judged(Gateway("http://x.test"), 204, b"")
    with pytest.raises(NotYetError):
        judged(Gateway("http://x.test"), 301, b"")


@pytest.mark.parametrize(
    ("said", "after"),
    [("120", timedelta(minutes=2)), ("99999", timedelta(hours=1)), ("soon", None), ("", None)],
)
def test_how_long_to_wait_is_believed_within_reason(said: str, after: timedelta | None) -> None:
    with pytest.raises(NotYetError) as later:
        judged(STRICT, 503, {}, said)
    assert later.value.after == after


@pytest.mark.parametrize("text", ["{{ answer.code }}", "answer.code ==", "exit()", "1 }}{{ 2"])
def test_a_condition_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadTemplateError):
        rules.check(Gateway("http://x.test", success=text))
