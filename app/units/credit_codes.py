"""统一社会信用代码, GB 32100-2015: 18 characters, the last of which checks the others.

Character 1 tells the registering department, 2 the kind of body, 3–8 the region (GB/T 2260),
9–17 the body itself, 18 is the check character. I, O, Z, S and V are never used.
"""

import re
import unicodedata

from app.core.errors import InvalidError

LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)}
_MODULUS = len(_ALPHABET)
_FORM = re.compile(rf"[{_ALPHABET}]{{2}}\d{{6}}[{_ALPHABET}]{{10}}", re.ASCII)


class BadCreditCodeError(InvalidError):
    code = "bad_credit_code"
    title = (
        "统一社会信用代码应为 18 位：2 位机构类别、6 位行政区划数字、10 位主体标识和校验码，"
        "只用数字和大写字母，不用 I、O、Z、S、V"
    )


def tidy(text: str) -> str:
    """Upper case, half width, without spaces and hyphens. Raise `BadCreditCodeError`."""
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not _FORM.fullmatch(code):
        raise BadCreditCodeError(f"收到的是“{text[:40]}”，{len(code)} 位")
    return code


def check_character(code: str) -> str:
    """What the first 17 characters demand as the last: 31 less their weighted sum modulo 31, the
    weight of the i-th being 3 to the power of i - 1 modulo 31 (clause 5.4).
    """
    total = sum(_VALUES[char] * pow(3, at, _MODULUS) for at, char in enumerate(code[: LENGTH - 1]))
    return _ALPHABET[-total % _MODULUS]


def warning(code: str | None) -> str | None:
    """What to tell of a well-formed code whose last character is not the one it should be."""
    if code is None or code[-1] == check_character(code):
        return None
    return (
        f"统一社会信用代码 {code} 的校验码不符：末位应为 {check_character(code)}，请与登记证书核对"
    )
