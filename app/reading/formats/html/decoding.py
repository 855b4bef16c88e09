"""The characters of a web page: by its mark, by what it declares, or by trial."""

import re
from collections.abc import Iterator

from app.reading.refusals import ReadingRefused

_BYTE_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 8192
_CODECS = {"big5": "big5hkscs", "big5hkscs": "big5hkscs"}
# Pages that declare GB2312 hold characters of its successors.
_CODECS |= dict.fromkeys(("gb2312", "gbk", "xgbk", "cp936", "gb18030"), "gb18030")
_MOST_BROKEN = 0.05
"""Of the characters that are not ASCII. Text in another encoding breaks at every second one."""
_MOST_RARE = 0.2


def decoded(data: bytes) -> str:
    """A page with a few broken characters is read without them; raises ReadingRefused on more.

    UTF-8 is tried before what the page declares: other text is hardly ever valid in it, while
    nearly any text is valid in GB18030.
    """
    texts = (data.decode(codec, errors="replace") for codec in _codecs(data))
    text = next(filter(_is_readable, texts), None) or _guessed(data)
    if not _is_readable(text):
        raise ReadingRefused(
            "unknown_encoding",
            "读不出文字",
            "这个网页文件的编码不是 UTF-8 或 GB18030（GBK）。请用浏览器打开，"
            "全选复制到 Word 或 WPS，另存为 .docx 再上传。",
        )
    return text


def _is_readable(text: str) -> bool:
    foreign = sum(char > "\x7f" for char in text)
    return text.count("\ufffd") <= _MOST_BROKEN * foreign


def _guessed(data: bytes) -> str:
    """As GB18030, which nearly any bytes are: only the characters tell whether it was right."""
    text = data.decode("gb18030", errors="replace")
    common = text.encode("gb2312", errors="ignore").decode("gb2312")
    foreign = sum(char > "\x7f" for char in text)
    return text if len(text) - len(common) <= _MOST_RARE * foreign else "\ufffd"


def _codecs(data: bytes) -> Iterator[str]:
    marked = next((codec for mark, codec in _BYTE_MARKS if data.startswith(mark)), None)
    if marked:
        yield marked
        return
    yield "utf-8"
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    name = re.sub(r"[\W_]", "", declared[1].decode().lower()) if declared else ""
    if name in _CODECS:
        yield _CODECS[name]
