"""Text as it is kept, and Chinese text folded for comparison. What is printed or stored is never
folded.
"""

import re
import unicodedata

_ONE_FORM = {
    **dict.fromkeys("“”„‟〝〞「」『』＂", '"'),
    **dict.fromkeys("‘’‚‛＇`´", "'"),
    **dict.fromkeys("—–‒―‐‑−－﹣", "-"),
    **dict.fromkeys("〜～∼˜", "~"),
    **dict.fromkeys("•‧∙・･・⋅", "·"),
    **dict.fromkeys("〔［【〖｛[{", "("),
    **dict.fromkeys("〕］】〗｝]}", ")"),
    **dict.fromkeys("〈《＜", "<"),
    **dict.fromkeys("〉》＞", ">"),
}


def printable(text: str) -> str:
    """Without control characters, which no one typed and not every database keeps."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")


def in_one_line(text: str) -> str:
    return " ".join(printable(text).split())


def said(text: str) -> str:
    """What was typed. Raise `ValueError` where it is nothing beyond white space."""
    if not (left := printable(text).strip()):
        raise ValueError("不能为空")
    return left


def mobile(typed: str) -> str | None:
    """Eleven digits of a mobile number, whatever was typed between and before them, `""` where
    nothing was typed; `None` for what is none.
    """
    number = re.sub(r"[\s-]|^\+?86", "", unicodedata.normalize("NFKC", typed).strip())
    return number if not number or re.fullmatch(r"1[3-9][0-9]{9}", number) else None


def squeeze(text: str) -> str:
    """Without any white space, the ideographic one included."""
    return "".join(text.split())


def spaced(words: str) -> str:
    """A regular expression of the words, with white space wherever a page spreads them."""
    return r"\s*".join(map(re.escape, squeeze(words)))


class _Folded(dict[int, str]):
    """A table for `str.translate` that learns each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_char(chr(code))
        return self[code]


class _Bare(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = "".join(filter(str.isalnum, fold_char(chr(code))))
        return self[code]


_FOLDED = _Folded()
_BARE = _Bare()


def fold_char(char: str) -> str:
    """NFKC with one form for each kind of quote, dash and bracket; may be several characters."""
    return _ONE_FORM.get(char) or unicodedata.normalize("NFKC", char).casefold()


def fold(text: str) -> str:
    """For equality of what a person would call the same words: width, case, white space, marks."""
    return squeeze(text.translate(_FOLDED))


def bare(text: str) -> str:
    """Folded, and only letters and digits left."""
    return text.translate(_BARE)


def bare_with_places(text: str) -> tuple[str, list[int]]:
    """The bare text, and for each of its characters the index in `text` that it came from."""
    folded = [_BARE[ord(char)] for char in text]
    places = [index for index, chars in enumerate(folded) for _ in chars]
    return "".join(folded), places


def is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def count_chinese(text: str) -> int:
    return sum(map(is_chinese, text))


def is_contained_in_order(short: str, long: str) -> bool:
    """Whether `short` is left when some characters of `long` are struck out."""
    rest = iter(long)
    return all(char in rest for char in short)


def likeness(one: str, other: str) -> float:
    """Dice's coefficient of the pairs of neighbouring characters, 0 to 1, over bare texts."""
    left, right = bare(one), bare(other)
    if left == right:
        return 1.0
    pairs, others = _pairs(left), _pairs(right)
    if not pairs or not others:
        return 0.0
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def _pairs(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)}
