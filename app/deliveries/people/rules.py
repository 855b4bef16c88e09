"""What may be an address. Pure."""

import re

from app.core.errors import InvalidError
from app.deliveries.rules import RefusedError, checked_address
from app.deliveries.terms import AddressKind
from app.kit.text import mobile

LABELS = {AddressKind.MAIL: "邮箱", AddressKind.MOBILE: "手机号码", AddressKind.ACCOUNT: "OA 账号"}
LONGEST_ACCOUNT = 80
_ACCOUNT = re.compile(r"[\w.@+\\/-]+")


class BadAddressError(InvalidError):
    code, title = "bad_address", "联系方式不正确"


def tidy(kind: AddressKind, typed: str | None) -> str | None:
    """As it is stored; `None` for an empty field. Raise `BadAddressError`."""
    text = (typed or "").strip()
    if not text:
        return None
    match kind:
        case AddressKind.MAIL:
            return _mail(text)
        case AddressKind.MOBILE:
            return _mobile(text)
        case AddressKind.ACCOUNT:
            if len(text) > LONGEST_ACCOUNT or not _ACCOUNT.fullmatch(text):
                raise BadAddressError("OA 账号只能有文字、数字和 . @ + - _ / \\，不超过 80 个字")
            return text


def _mail(text: str) -> str:
    try:
        return checked_address(text)
    except RefusedError as wrong:
        raise BadAddressError(str(wrong)) from wrong


def _mobile(text: str) -> str:
    digits = mobile(text)
    if not digits:
        raise BadAddressError(f"手机号码应为 11 位数字，收到“{text[:20]}”")
    return digits
