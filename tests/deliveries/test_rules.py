"""Hours, addresses, names and keys."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries import rules
from app.deliveries.rules import RefusedError
from app.kit.clock import ZONE
from app.workdays.rules import Calendar


# 2023-07-14 is a Friday; no holiday is near.
@pytest.mark.parametrize(
    ("day", "hour", "opens_on", "is_open"),
    [
        (14, 8, 14, False),
        (14, 9, 14, True),
        (14, 17, 14, True),
        (14, 18, 17, False),
        (14, 23, 17, False),
        (15, 10, 17, False),
    ],
)
def test_nothing_goes_out_at_night_or_on_a_day_off(
    day: int, hour: int, opens_on: int, *, is_open: bool
) -> None:
    now = datetime(2023, 7, day, hour, 29, tzinfo=ZONE)
    at = rules.hours(Calendar(), now)
    assert at.opens == datetime(2023, 7, opens_on, 8, 30, tzinfo=ZONE)
    assert at.closes == datetime(2023, 7, opens_on, 18, tzinfo=ZONE)
    assert (at.opens <= now < at.closes) is is_open


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_day_of_the_demo_has_no_hours(hour: int) -> None:
    now = datetime(2023, 7, 15, hour, 29, tzinfo=ZONE)
    at = rules.hours(Calendar(), now, demo=True)
    assert at.opens <= now < at.closes
    assert at.opens.date() == now.date()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("zhou@example.test", "zhou@example.test"),
        ("zhou.min+oa@mail.wushan.gov.cn", "zhou.min+oa@mail.wushan.gov.cn"),
        ("周敏@example.test", "周敏@example.test"),
        ("zhou@残联.测试", "zhou@xn--7mw865b.xn--0zwm56d"),
        ("root@localhost", "root@localhost"),
        (" zhou@example.test　", "zhou@example.test"),
    ],
)
def test_an_address_that_a_mail_server_takes_is_taken(typed: str, stored: str) -> None:
    assert rules.checked_address(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        None,
        "zhou",
        "@example.test",
        "zhou@",
        "zhou@@example.test",
        "zhou min@example.test",
        "zhou@example..test",
        "zhou@-example.test",
        "zhou@example.test.",
        ".zhou@example.test",
        "zhou@example.test\n",
        "zhou@example.test\r\nBcc: all@example.test",
        "zhou\r\n@example.test",
        "zhou@example.test,chen@example.test",
        "<zhou@example.test>",
        '"zhou min"@example.test',
        "zhou@exam\u2028ple.test",
        "zhou@[127.0.0.1]",
        "z" * 65 + "@example.test",
        "周" * 30 + "@example.test",
        "zhou@" + "a." * 130 + "test",
        "z" * 1000,
    ],
)
def test_what_is_no_address_is_refused(typed: str | None) -> None:
    with pytest.raises(RefusedError):
        rules.checked_address(typed)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_whatever_becomes_an_address_with_room_for_another_header(
    local: str, domain: str
) -> None:
    try:
        address = rules.checked_address(f"{local}@{domain}")
    except RefusedError:
        return
    assert len(address.splitlines()) == 1
    assert not set(address) & set(' \t,;:<>()[]\\"\x00')
    assert address.count("@") == 1


def test_a_refusal_shows_the_address_without_its_line_breaks() -> None:
    with pytest.raises(RefusedError, match=r"^邮箱地址不正确：a\\r\\nb$"):
        rules.checked_address("a\r\nb")


@pytest.mark.parametrize(
    "name", ["周\n敏", "周\r敏", "周\x00敏", "周\u2028敏", "周\x85敏", "\ud800"]
)
def test_a_name_with_a_control_character_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="换行或控制字符"):
        rules.display_name(name)


def test_a_name_with_a_wide_space_is_a_name() -> None:
    assert rules.display_name("周　敏") == "周　敏"


def test_a_name_of_a_thousand_characters_is_cut() -> None:
    assert rules.display_name("周" * 1000) == "周" * 59 + "…"


def test_a_key_gives_one_file_name_and_one_message_id() -> None:
    key = "digest:12:2023-07-03"
    assert rules.file_stem(key) == "digest-12-2023-07-03"
    assert rules.message_id(key, "oa@wushan.test") == "<digest.12.2023-07-03@wushan.test>"


@pytest.mark.parametrize("key", ["", "../x", "digest:1/2", "digest:1\n", "Digest:1", "digest::1"])
def test_what_is_no_key_never_becomes_a_file_name(key: str) -> None:
    with pytest.raises(ValueError, match="not a delivery key"):
        rules.file_stem(key)
