"""Decisions about sign-in and keys, without a database."""

import re
from datetime import date, datetime, timedelta

from app.core.actor import Actor, Role
from app.core.errors import InvalidError, TooManyError, UnauthenticatedError
from app.identity.terms import LEVEL_NAMES, RegionLevel

WINDOW = timedelta(minutes=15)
# Of one login from one address; of one login from anywhere; of one address, where a whole office
# may sit behind one gateway. Guessing from elsewhere does not lock a person out at once.
FAILURES_A_PAIR = 5
FAILURES_A_LOGIN = 50
FAILURES_AN_ADDRESS = 200
SESSION_LASTS = timedelta(hours=12)
TOKEN_LASTS = timedelta(days=365)
TOKEN_LASTS_AT_MOST = timedelta(days=3 * 366)
PASSWORD_LENGTH = 10
# Digits of a region's code that tell it and all below it.
_STEMS = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.CITY: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWNSHIP: 9,
}


class WrongPasswordError(UnauthenticatedError):
    code, title = "wrong_password", "用户名或密码不对"


class UnknownTokenError(UnauthenticatedError):
    code, title = "token_unknown", "令牌无效"


class ExpiredTokenError(UnauthenticatedError):
    code, title = "token_expired", "令牌已过期，请向管理员申请新的令牌"


class RevokedTokenError(UnauthenticatedError):
    code, title = "token_revoked", "令牌已被吊销"


class ExpiredSessionError(UnauthenticatedError):
    code, title = "session_expired", "登录已过期，请重新登录"


class ThrottledError(TooManyError):
    code, title = "sign_in_throttled", "登录失败次数过多，请 15 分钟后再试"


class WeakPasswordError(InvalidError):
    code, title = "weak_password", f"密码至少 {PASSWORD_LENGTH} 个字符，且不能与用户名相同"


class TokenTooLongError(InvalidError):
    code, title = "token_lifetime", "令牌的有效期应在 1 天到 3 年之间"


class BadRegionCodeError(InvalidError):
    code, title = "bad_region_code", "行政区划代码不合 GB/T 2260"


# How the code of each level is written: digits that tell, and zeros after them.
_CODE_FORMS = {
    RegionLevel.PROVINCE: (re.compile(r"[1-9]\d0000"), "2 位数字加 0000，例如 500000"),
    RegionLevel.CITY: (re.compile(r"[1-9]\d(?!00)\d{2}00"), "4 位数字加 00，例如 370300"),
    RegionLevel.COUNTY: (re.compile(r"[1-9]\d{3}(?!00)\d{2}"), "6 位数字，例如 500237"),
    RegionLevel.TOWNSHIP: (
        re.compile(r"[1-9]\d{5}(?!000)\d{3}(?:000)?"),
        "9 位数字（后可加 000），例如 500237100",
    ),
}


def check_region(code: str, level: RegionLevel, parent: tuple[str, RegionLevel] | None) -> None:
    """The level is told by the zeros at the end of a code, the parent by what stands before them.

    A county of a municipality or a province may hang on it directly: 500237 below 500000.
    """
    form, told = _CODE_FORMS[level]
    if not (code.isascii() and form.fullmatch(code)):
        raise BadRegionCodeError(f"{LEVEL_NAMES[level]}的代码应为 {told}，收到“{code[:20]}”")
    if parent is None:
        return
    above, above_level = parent
    if list(RegionLevel).index(above_level) >= list(RegionLevel).index(level):
        raise BadRegionCodeError(f"上级 {above} 不高于{LEVEL_NAMES[level]}")
    stem = above[: _STEMS[above_level]]
    if not code.startswith(stem):
        raise BadRegionCodeError(f"{code} 不在上级 {above} 之下：代码应以 {stem} 开头")


def check_throttle(of_pair: int, of_login: int, of_address: int) -> None:
    """Raise `ThrottledError` when one of them was seen too often within `WINDOW`."""
    if (
        of_pair >= FAILURES_A_PAIR
        or of_login >= FAILURES_A_LOGIN
        or of_address >= FAILURES_AN_ADDRESS
    ):
        raise ThrottledError(headers={"Retry-After": str(int(WINDOW.total_seconds()))})


def check_password(login: str, password: str) -> None:
    if len(password) < PASSWORD_LENGTH or password == login:
        raise WeakPasswordError


def check_token(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> None:
    """Raise the reason for which a token is not accepted at `now`."""
    if revoked_at is not None:
        raise RevokedTokenError
    if expires_at <= now:
        raise ExpiredTokenError


def token_expiry(now: datetime, lasts: timedelta | None) -> datetime:
    lasts = TOKEN_LASTS if lasts is None else lasts
    if not timedelta(days=1) <= lasts <= TOKEN_LASTS_AT_MOST:
        raise TokenTooLongError
    return now + lasts


def is_valid_on(valid_from: date, valid_until: date | None, day: date) -> bool:
    """`valid_until` is the last valid day."""
    return valid_from <= day and (valid_until is None or day <= valid_until)


def may_set(actor: Actor, region_id: int, region_path: str) -> bool:
    """Who changes the settings of a region: its admin or one of a region above it, and a
    coordinator of the region as a whole.
    """
    match actor.role:
        case Role.SYSTEM:
            return True
        case Role.ADMIN:
            return region_path.startswith(actor.region_path)
        case Role.COORDINATOR:
            return actor.region_id == region_id and actor.unit_id is None
        case _:
            return False
