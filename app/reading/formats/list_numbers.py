"""Numbers of automatic lists as Word and browsers print them: 一, （十二）, ①, iv, AA."""

_MOST = 32767
"""The largest number that Word's lists hold; beyond it any form is printed in digits."""

_HUNDRED = 100
_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
# In these forms the characters stand one after another, up to the last that exists.
_SERIES = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
}
_SERIES["decimalEnclosedCircleChinese"] = _SERIES["decimalEnclosedCircle"]
_COUNTING = frozenset({"chineseCounting", "taiwaneseCounting", "ideographDigital"})
_THOUSANDS = frozenset(
    {"chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting", "koreanCounting"}
)
_LEGAL = frozenset({"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"})
_FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


def list_number(number: int, form: str) -> str:
    """`form` is a value of ST_NumberFormat (ECMA-376, 17.18.59); an unknown one gives digits."""
    if form in ("none", "bullet"):
        return ""
    if not 0 < number <= _MOST:
        return str(number)
    if form in _SERIES:
        series = _SERIES[form]
        return series[number - 1] if number <= len(series) else str(number)
    return _spelled(number, form)


def _spelled(number: int, form: str) -> str:
    if form in _COUNTING:
        return _counting(number, form)
    if form in _THOUSANDS:
        return _thousands(number, _DIGITS.replace("〇", "零"), "十百千", short=True)
    if form in _LEGAL:
        return _thousands(number, _LEGAL_DIGITS, "拾佰仟", short=False)
    return _western(number, form)


def _western(number: int, form: str) -> str:
    if form in ("upperLetter", "lowerLetter"):
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form in ("upperRoman", "lowerRoman"):
        text = _roman(number)
    elif form in ("decimalFullWidth", "decimalFullWidth2"):
        text = str(number).translate(_FULL_WIDTH)
    else:
        text = f"{number:02}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") else text


def _counting(number: int, form: str) -> str:
    """Tens are named below a hundred (十二); else, and in ideographDigital, digit by digit."""
    if number < _HUNDRED and form != "ideographDigital":
        return _thousands(number, _DIGITS, "十百千", short=True)
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _thousands(number: int, digits: str, units: str, *, short: bool) -> str:
    """一百零一, 一万二千; `short` leaves out the 一 of 一十二."""
    high, low = divmod(number, 10_000)
    parts = [_thousands(high, digits, units, short=short) + "万"] if high else []
    gap = False
    for power in (3, 2, 1, 0):
        digit = low // 10**power % 10
        if not digit:
            gap = bool(parts)
            continue
        parts.append((digits[0] if gap else "") + digits[digit] + ("", *units)[power])
        gap = False
    text = "".join(parts)
    ten = digits[1] + units[0]
    return text[1:] if short and text.startswith(ten) else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
