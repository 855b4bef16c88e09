"""The channels of a place: who sees them, who sets them, and that no secret is ever told."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.core.errors import ForbiddenError
from app.core.runtime import Runtime
from app.core.settings import Channel, Settings
from app.deliveries.places import service
from app.deliveries.places.rules import BadChannelError, NewChannel, check_move, checked, merged
from app.deliveries.terms import ChannelKind
from app.kit.sealing import Seal
from tests.cast import World
from tests.deliveries.gateway import LOOPBACK, Counter
from tests.deliveries.server import Desk, StartServer
from tests.kinds import ON_SQLITE
from tests.signing_in import hidden, sign_in

SECRET = "the-very-secret-one"
READER = replace(SYSTEM, role=Role.LEADER)


@pytest.fixture
def settings(database_url: str, tmp_path: Any) -> Settings:
    """Messages leave the house, and may go to loopback."""
    return Settings(
        database_url=database_url,
        data_dir=tmp_path / "data",
        delivery_channel=Channel.PLACE,
        outgoing_allowed=LOOPBACK,
    )


def sms(url: str, **change: Any) -> dict[str, Any]:
    config = {
        "url": url,
        "body": {"mobile": "{{ to.mobile }}", "content": "{{ message.short }}"},
        "headers": {"Authorization": "Bearer {{ secret.token }}"},
        "success": "answer.code == 0",
    }
    return {
        "kind": "http",
        "name": "县短信平台",
        "config": config,
        "secrets": {"token": SECRET},
    } | change


def everything(runtime: Runtime) -> Iterator[str]:
    """All that the database holds, as text."""
    with runtime.database.read() as session:
        for table in ("channel", "event", "delivery", "idempotent_answer"):
            for row in session.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - four names
                yield str(tuple(row))


def test_lin_sets_up_a_gateway_tries_it_and_nobody_learns_its_secret(
    client: TestClient,
    world: World,
    runtime: Runtime,
    counter: Counter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter.replies = [(200, {"code": 0}), (401, {"msg": f"{SECRET} is wrong"})]
    lin = world.bearer("林")
    told = []
    with caplog.at_level(logging.DEBUG):
        keyed = lin | {"Idempotency-Key": "once"}
        made = client.post("/api/v1/channels", json=sms(f"{counter.url}/send"), headers=keyed)
        assert made.status_code == 201, made.text
        path = f"/api/v1/channels/{made.json()['id']}"
        went = client.post(f"{path}/test", json={"to": "13800000001"}, headers=lin)
        assert went.json() == {"went": True, "reason": None, "kept": False}
        wrong = client.post(f"{path}/test", json={"to": "13800000001"}, headers=lin)
        assert wrong.json()["reason"] == '接口答复 401 {"msg": "*** is wrong"}'
        told += [made, went, wrong, client.get(path, headers=lin)]
        told.append(client.patch(path, json={"secrets": {"token": SECRET + "2"}}, headers=lin))
        told.append(client.get("/api/v1/channels", headers=world.bearer("领")))
    assert counter.asked[0].headers["Authorization"] == f"Bearer {SECRET}"
    assert counter.asked[0].json()["mobile"] == "13800000001"
    assert made.json()["secrets"] == ["token"]
    assert not [one for one in told if SECRET in one.text]
    assert SECRET not in caplog.text
    assert not [row for row in everything(runtime) if SECRET in row]


def test_the_mail_server_of_a_place_and_the_robot_of_a_group_are_tried_too(
    client: TestClient, world: World, counter: Counter, desk: Desk, start: StartServer
) -> None:
    lin = world.bearer("林")
    server = {"host": "127.0.0.1", "port": start().port, "sender": "oa@wushan.test"}
    given = {"kind": "mail", "name": "邮件", "config": server | {"security": "none"}}
    mail = client.post("/api/v1/channels", json=given, headers=lin).json()
    to = {"to": "lin@example.test"}
    assert client.post(f"/api/v1/channels/{mail['id']}/test", json=to, headers=lin).json()["went"]
    assert desk.taken[0].rcpt_tos == ["lin@example.test"]
    counter.replies = [(200, {"errcode": 0})]
    webhook = f"{counter.url}/robot/send?access_token={SECRET}"
    given = {"kind": "dingtalk", "name": "群", "secrets": {"webhook": webhook, "sign": "SEC1"}}
    robot = client.post("/api/v1/channels", json=given, headers=lin).json()
    assert (robot["config"], robot["position"]) == ({"base": counter.url}, 2)
    assert robot["secrets"] == ["access_token", "sign"]
    assert client.post(f"/api/v1/channels/{robot['id']}/test", json={}, headers=lin).json()["went"]
    assert counter.asked[0].query["access_token"] == SECRET
    assert client.delete(f"/api/v1/channels/{robot['id']}", headers=lin).status_code == 204
    left = client.get("/api/v1/channels", headers=lin).json()["items"]
    assert [one["name"] for one in left] == ["邮件"]


@ON_SQLITE
def test_who_may_read_and_who_may_change(
    client: TestClient, world: World, counter: Counter
) -> None:
    made = client.post("/api/v1/channels", json=sms(counter.url), headers=world.bearer("管")).json()
    path = f"/api/v1/channels/{made['id']}"
    assert client.get("/api/v1/channels", headers=world.bearer("陈")).status_code == 403
    assert client.get(path, headers=world.bearer("陈")).status_code == 404
    assert client.get(path, headers=world.bearer("外")).status_code == 404
    seen = client.get(path, headers=world.bearer("领")).json()
    assert (seen["config"], seen["leads_to"], seen["secrets"]) == (None, "127.0.0.1", ["token"])
    for call in (
        client.patch(path, json={"enabled": False}, headers=world.bearer("领")),
        client.delete(path, headers=world.bearer("领")),
        client.post(f"{path}/test", json={}, headers=world.bearer("领")),
        client.post("/api/v1/channels", json=sms(counter.url), headers=world.bearer("领")),
    ):
        assert call.status_code == 403


@ON_SQLITE
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"config": {"url": "http://10.0.0.1/send", "body": {"a": 1}}}, "points_inside"),
        ({"config": {"url": "http://localhost6.localdomain6:80", "body": {}}}, "bad_channel"),
        ({"config": {"url": "http://[::1]/", "body": {"a": 1}}}, "points_inside"),
        ({"config": {"url": "http://2852039166/latest", "body": {"a": 1}}}, "points_inside"),
        ({"config": {"url": "gopher://x.test", "body": {"a": 1}}}, "bad_channel"),
        ({"config": {"url": "https://x.invalid", "body": {"a": "{{ x }}"}}}, "bad_channel"),
        ({"config": {"url": "https://x.invalid", "body": {"a": 1}, "b": 1}}, "bad_channel"),
        ({"config": {"url": "https://x.invalid", "body": {"a": 1}, "a_minute": 0}}, "bad_channel"),
        ({"secrets": {"to ken": "x"}}, "bad_channel"),
        ({"kind": "wecom", "config": {}, "secrets": {"webhook": "https://x.test"}}, "bad_channel"),
        ({"kind": "file"}, "invalid"),
        ({"kind": "mail", "config": {"host": "169.254.169.254", "sender": "a@b.c"}}, "bad_channel"),
        (
            {"kind": "mail", "config": {"host": "10.0.0.1", "sender": "a@b.c"}, "secrets": {}},
            "points_inside",
        ),
    ],
    ids=str,
)
def test_a_wrong_channel_is_refused_by_name(
    client: TestClient, world: World, given: dict[str, Any], code: str
) -> None:
    refused = client.post(
        "/api/v1/channels", json=sms("https://x.invalid") | given, headers=world.bearer("林")
    )
    assert refused.status_code == 422
    assert refused.json()["code"] == code


@ON_SQLITE
def test_a_change_keeps_the_secrets_that_it_does_not_name(
    client: TestClient, world: World, counter: Counter, runtime: Runtime
) -> None:
    lin = world.bearer("林")
    made = client.post("/api/v1/channels", json=sms(counter.url), headers=lin).json()
    path = f"/api/v1/channels/{made['id']}"
    again = client.post("/api/v1/channels", json=sms(counter.url), headers=lin)
    assert (again.status_code, again.json()["code"]) == (409, "channel_name_taken")
    more = client.patch(path, json={"secrets": {"user": "oa"}, "name": "短信"}, headers=lin).json()
    assert (more["secrets"], more["name"], more["version"]) == (["token", "user"], "短信", 2)
    less = client.patch(path, json={"secrets": {"token": None}}, headers=lin).json()
    assert less["secrets"] == ["user"]
    same = client.patch(path, json={"enabled": True}, headers=lin).json()
    assert same["version"] == 3
    stale = client.patch(path, json={"enabled": False}, headers=lin | {"If-Match": '"1"'})
    assert stale.status_code == 412
    with runtime.database.read() as session:
        bodies = session.execute(text("SELECT body FROM event WHERE kind = 'channel.changed'"))
        first = str(bodies.scalars().first())
    assert "短信" in first
    assert "user" in first
    assert "oa" not in first.replace("secrets", "")


@ON_SQLITE
def test_a_secret_of_one_server_is_not_sent_to_another(
    client: TestClient, world: World, counter: Counter
) -> None:
    """Who tries out the changed channel could read it there."""
    lin = world.bearer("林")
    given = sms("https://sms.invalid/send")
    made = client.post("/api/v1/channels", json=given, headers=lin).json()
    path = f"/api/v1/channels/{made['id']}"
    elsewhere = {"config": given["config"] | {"url": counter.url}}
    refused = client.patch(path, json=elsewhere, headers=lin)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_channel")
    assert "token" in refused.json()["detail"]
    for url in ("http://sms.invalid/send", "https://sms.invalid:8443/send"):
        other = {"config": given["config"] | {"url": url}}
        assert client.patch(path, json=other, headers=lin).status_code == 422
    beside = {"config": given["config"] | {"url": "https://sms.invalid/v2/send"}}
    assert client.patch(path, json=beside, headers=lin).status_code == 200
    anew = elsewhere | {"secrets": {"token": "another"}}
    assert client.patch(path, json=anew, headers=lin).status_code == 200


def test_the_signature_of_a_robot_does_not_go_to_another_server_either() -> None:
    stored, webhook = {"key": "t", "sign": "s"}, "https://y.test/cgi-bin/webhook/send?key=u"
    for given, left in (({}, "key"), ({"webhook": webhook}, "sign")):
        good = checked(ChannelKind.WECOM, {"base": "https://y.test"}, merged(stored, given))
        with pytest.raises(BadChannelError, match=f"：.*{left}"):
            check_move(ChannelKind.WECOM, {"base": "https://x.test"}, good, stored, given)
    whole = {"webhook": webhook, "sign": "v"}
    good = checked(ChannelKind.WECOM, {}, merged(stored, whole))
    check_move(ChannelKind.WECOM, {"base": "https://x.test"}, good, stored, whole)


@ON_SQLITE
def test_what_another_changed_while_a_name_was_asked_about_stays(
    client: TestClient,
    world: World,
    runtime: Runtime,
    counter: Counter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = client.post("/api/v1/channels", json=sms(counter.url), headers=world.bearer("林"))
    channel_id, settings = made.json()["id"], runtime.settings
    asked = [0]

    def meanwhile(*_: object) -> list[str]:
        asked[0] += 1
        if asked[0] == 1:
            config = sms(counter.url)["config"] | {"a_minute": 5}
            given = {"secrets": {"user": "oa"}, "config": config}
            with runtime.database.write() as session:
                service.change(session, settings, SYSTEM, channel_id, given)
        return []

    monkeypatch.setattr(service, "resolve", meanwhile)
    with runtime.database.write() as session:
        mine = service.change(session, settings, SYSTEM, channel_id, {"secrets": {"more": "x"}})
    assert mine.config is not None
    assert (mine.config["a_minute"], mine.secrets) == (5, ["more", "token", "user"])


@ON_SQLITE
def test_no_name_is_asked_about_for_a_stranger_or_inside_a_transaction(
    world: World, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewChannel(ChannelKind.HTTP, "短信", True, sms("https://sms.invalid")["config"], {})
    inside: list[bool] = []
    with runtime.database.write() as session:
        monkeypatch.setattr(service, "resolve", lambda *_: inside.append(session.in_transaction()))
        with pytest.raises(ForbiddenError):
            service.looked_at(session, runtime.settings, READER, new, region_id=world.region)
        assert inside == []
        service.looked_at(session, runtime.settings, SYSTEM, new, region_id=world.region)
    assert inside == [False]


@ON_SQLITE
def test_after_a_change_of_the_key_all_is_sealed_with_the_new_one(
    client: TestClient, world: World, counter: Counter, runtime: Runtime
) -> None:
    client.post("/api/v1/channels", json=sms(counter.url), headers=world.bearer("林"))
    former = runtime.settings.key.decode()
    rotated = Settings(
        data_dir=runtime.settings.data_dir, secret_key="n" * 40, secret_key_before=former
    )
    with runtime.database.write() as session:
        assert service.reseal(session, rotated, SYSTEM) == 1
    with runtime.database.read() as session:
        sealed = session.execute(text("SELECT sealed FROM channel")).scalar_one()
    assert SECRET in Seal(b"n" * 40).open(sealed)


def signed_in(client: TestClient, login: str) -> str:
    sign_in(client, login)
    return hidden(client.get("/messages").text)


@ON_SQLITE
def test_a_refused_form_keeps_what_was_typed_but_for_the_secret(
    client: TestClient, world: World, counter: Counter
) -> None:
    csrf = signed_in(client, "login-lin")
    form = {
        "csrf_token": csrf,
        "name": "县短信平台",
        "enabled": "on",
        "url": "http://10.0.0.1/send",
        "method": "POST",
        "encoding": "json",
        "address": "mobile",
        "body": '{"mobile": "{{ to.mobile }}"}',
        "headers": "Authorization: Bearer {{ secret.token }}",
        "secrets": f"token={SECRET}",
    }
    refused = client.post("/channels/new?kind=http", data=form)
    assert refused.status_code == 422
    assert "这个地址指向内部网络" in refused.text
    assert 'value="http://10.0.0.1/send"' in refused.text
    assert "Bearer {{ secret.token }}" in refused.text
    assert SECRET not in refused.text
    broken = client.post("/channels/new?kind=http", data=form | {"body": '{"mobile": }'})
    assert "内容不是 JSON：第 1 行第 12 个字符处" in broken.text
    made = client.post("/channels/new?kind=http", data=form | {"url": counter.url})
    assert made.status_code == 303
    page = client.get(made.headers["location"]).text
    assert "去掉已存的 token" in page
    assert SECRET not in page
    tried = client.post(
        f"{made.headers['location'].split('?')[0]}/test",
        data={"csrf_token": csrf, "to": "13800000001"},
    )
    assert "对方收下了测试消息" in tried.text
    assert "县短信平台" in client.get("/channels").text


def test_a_secret_that_is_not_named_stays_and_null_takes_away() -> None:
    assert merged({"a": "1", "b": "2"}, {"b": None, "c": "3", "d": ""}) == {"a": "1", "c": "3"}


def test_a_robot_keeps_its_address_when_only_its_signature_changes() -> None:
    stored = {"key": "t", "sign": "s"}
    good = checked(ChannelKind.WECOM, {"base": "https://x.test"}, stored)
    assert (good.config, good.secrets) == ({"base": "https://x.test"}, stored)
    with pytest.raises(BadChannelError, match="Webhook"):
        checked(ChannelKind.WECOM, {"base": "https://x.test"}, {"sign": "s"})
