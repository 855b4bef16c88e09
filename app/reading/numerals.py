"""Numbers written in Chinese characters."""

COUNTED = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
"""A regular expression for what `counted` takes."""

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "o": 0,
}


def counted(text: str) -> int:
    """一 to 九十九 (十二 is 12); raises KeyError on anything else."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def spelled(text: str) -> int:
    """Digit by digit, as years are written: 二〇二二 is 2022. Arabic digits pass as they are."""
    return int("".join(str(_DIGITS.get(char, char)) for char in text))
