"""发文字号: 机关代字, the year in 六角括号, a running number without zeros before it.
GB/T 9704-2012, 7.2.5. Pure.
"""

import re
from dataclasses import dataclass

from app.core.errors import ConflictError, InvalidError

LONGEST_CODE = 20
_OPENING, _CLOSING = "[［﹝【(（", "]］﹞】)）"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "〔" * len(_OPENING) + "〕" * len(_CLOSING))
_CODE = re.compile(r"[\u3400-\u9fff]+")
_FORM = re.compile(r"(?P<code>[^〔〕\s]+)〔(?P<year>\d{4})〕(?P<serial>\d{1,6})号", re.ASCII)


class NumberFormError(InvalidError):
    code, title = (
        "number_form",
        "文号应为机关代字、六角括号中的年份和顺序号，例如会残工委办催〔2023〕3号",
    )


class NumberYearError(InvalidError):
    code, title = "number_year", "文号的年份应为签发的年份"


class NumberTakenError(ConflictError):
    code, title = "number_taken", "这个文号已经用过；作废的文号也不再使用"


class CodeNeededError(ConflictError):
    code, title = (
        "code_needed",
        "还没有机关代字，编不出文号；请在“督办文书的设置”中填写，或者填入 OA 编的文号",
    )


@dataclass(frozen=True)
class Number:
    code: str
    year: int
    serial: int

    @property
    def printed(self) -> str:
        return f"{self.code}〔{self.year}〕{self.serial}号"


def is_code(text: str) -> bool:
    """Whether it can stand before the year: Chinese characters only, not too many."""
    return bool(_CODE.fullmatch(text)) and len(text) <= LONGEST_CODE


def read(text: str) -> Number:
    """A number as it came from the OA; brackets of another shape are set right. Raise
    `NumberFormError` with what is wrong.
    """
    plain = "".join(text.split()).translate(_BRACKETS)
    matched = _FORM.fullmatch(plain)
    if matched is None or not is_code(matched["code"]):
        raise NumberFormError(f"收到“{text[:40]}”")
    if matched["serial"].startswith("0"):
        raise NumberFormError("顺序号从1起，前面不加0")
    return Number(matched["code"], int(matched["year"]), int(matched["serial"]))


def check_year(number: Number, year: int) -> None:
    if number.year != year:
        raise NumberYearError(f"{number.printed}，今年是{year}年")
