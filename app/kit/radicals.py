"""Characters that a PDF font gives in place of ordinary ones: radicals, compatibility ideographs.

A font may draw 民 and the radical ⺠ by one glyph, and the PDF then names the wrong one.
"""

import re
import unicodedata

# Unicode gives U+2E80–2EFF no decomposition, save two. By the names of the radicals; where the
# radical is only a form of a part, the character that stands for the part: ⺡ is 氵.
_SUPPLEMENT = {
    "⺁": "厂", "⺂": "乛", "⺃": "乚", "⺄": "乙", "⺅": "亻", "⺆": "冂", "⺇": "几", "⺈": "刀",
    "⺉": "刂", "⺊": "卜", "⺋": "㔾", "⺌": "小", "⺍": "小", "⺎": "兀", "⺏": "尣", "⺐": "尢",
    "⺑": "尢", "⺒": "巳", "⺓": "幺", "⺔": "彑", "⺕": "彐", "⺖": "忄", "⺗": "㣺", "⺘": "扌",
    "⺙": "攵", "⺛": "旡", "⺜": "日", "⺝": "月", "⺞": "歺", "⺟": "母", "⺠": "民", "⺡": "氵",
    "⺢": "氺", "⺣": "灬", "⺤": "爫", "⺥": "爫", "⺦": "丬", "⺧": "牛", "⺨": "犭", "⺩": "王",
    "⺪": "疋", "⺫": "罒", "⺬": "示", "⺭": "礻", "⺮": "竹", "⺯": "糹", "⺰": "纟", "⺱": "罓",
    "⺲": "罒", "⺳": "㓁", "⺴": "罓", "⺵": "罒", "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺹": "耂",
    "⺺": "肀", "⺻": "聿", "⺼": "月", "⺽": "臼", "⺾": "艹", "⺿": "艹", "⻀": "艹", "⻁": "虎",
    "⻂": "衤", "⻃": "覀", "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角", "⻈": "讠", "⻉": "贝",
    "⻊": "足", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "阝", "⻐": "钅", "⻑": "長",
    "⻒": "镸", "⻓": "长", "⻔": "门", "⻕": "阜", "⻖": "阝", "⻗": "雨", "⻘": "青", "⻙": "韦",
    "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "飠", "⻟": "飠", "⻠": "饣", "⻡": "首",
    "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄",
    "⻪": "黾", "⻫": "斉", "⻬": "齐", "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "龜",
    "⻲": "亀", "⻳": "龟",
}  # fmt: skip
# The old forms that Unicode decomposes to, 戶 and 靑, are not what a mainland text prints there.
_PRINTED = {"⼾": "户", "⾭": "青"}
_RANGES = ((0x2F00, 0x2FD5), (0xF900, 0xFAD9), (0x2F800, 0x2FA1D))
_SEEN = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")


def _table() -> dict[int, str]:
    chars = (chr(code) for first, last in _RANGES for code in range(first, last + 1))
    folded = {char: unicodedata.normalize("NFKC", char) for char in chars}
    return str.maketrans(folded | _SUPPLEMENT | _PRINTED)


_TABLE = _table()


def unradical(text: str) -> str:
    """Ordinary characters for radicals and compatibility ideographs, one for one.

    The length stays, so that places in the text hold; all else stays, full-width marks included.
    """
    return text.translate(_TABLE) if _SEEN.search(text) else text
