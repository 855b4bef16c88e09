"""Elements of SVG as text, everything that is printed escaped."""

from dataclasses import dataclass, field
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from app.network.legal import legal

FONT = (
    "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC',"
    "'Microsoft YaHei','PingFang SC',sans-serif"
)
INK, SOFT, LINE, TINT = "#1b1f24", "#4a5360", "#c5ccd5", "#f3f5f8"
LEAD, PART = "#8f1d1d", "#31587a"

Place: TypeAlias = tuple[float, float]

SIZE = 12.0
"""Of the type, in the units of the picture: 1000 of them are the width of a page."""
HEAD = 16.0


def printed(words: str) -> str:
    """As markup. Whatever comes from a document goes through here."""
    return escape(legal(words))


@dataclass
class Drawing:
    """`name` is the beginning of the ids, so that two pictures may stand on one page."""

    name: str
    title: str
    described: str
    width: float = 1000
    height: float = 0
    parts: list[str] = field(default_factory=list)

    def add(self, tag: str, inside: str = "", /, **attributes: object) -> None:
        """`inside` is markup. Names of attributes have `_` for `-`; numbers are rounded."""
        told = "".join(
            f" {name.rstrip('_').replace('_', '-')}={quoteattr(_told(value))}"
            for name, value in attributes.items()
            if value is not None
        )
        self.parts.append(f"<{tag}{told}>{inside}</{tag}>" if inside else f"<{tag}{told}/>")

    def text(self, words: str, x: float, y: float, **attributes: object) -> None:
        self.add("text", printed(words), x=x, y=y, **attributes)

    def head(self, margin: float) -> None:
        """The title, once more where eyes read it."""
        words = shortened(self.title, self.width - 2 * margin, HEAD)
        self.text(words, margin, 26.0, font_size=HEAD, font_weight=700)

    def hint(self, words: str) -> str:
        """What is shown when the pointer rests on an element."""
        return f"<title>{printed(words)}</title>"

    def markup(self) -> str:
        ids = f"{self.name}-title {self.name}-desc"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{ids}" '
            f'lang="zh-CN" width="{_told(self.width)}" height="{_told(self.height)}" '
            f'viewBox="0 0 {_told(self.width)} {_told(self.height)}" '
            f'font-family="{FONT}" font-size="{_told(SIZE)}" fill="{INK}">'
        )
        told = (
            f'<title id="{self.name}-title">{printed(self.title)}</title>'
            f'<desc id="{self.name}-desc">{printed(self.described)}</desc>'
            f'<rect width="100%" height="100%" fill="#ffffff"/>'
        )
        return head + told + "\n".join(self.parts) + "</svg>"


def _told(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def width_of(text: str, size: float = SIZE) -> float:
    """About: a Chinese character is as wide as the type is high, a Latin one a little over half."""
    return sum(size if ord(char) > 0x2E7F else size * 0.58 for char in text)  # noqa: PLR2004 - where CJK begins


def shortened(text: str, width: float, size: float = SIZE) -> str:
    """As much of it as fits, with … where something was left off."""
    if width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(kept, size) + size > width:
        kept = kept[:-1]
    return kept.rstrip("，、；（ ") + "…"


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as may be, in the order given, at least `gap` apart.

    Neighbours that come too close are put together and share their room around their mean (pool
    adjacent violators), so nothing overlaps and nothing is moved further than it must.
    """
    blocks: list[tuple[float, int]] = []
    for number, place in enumerate(wanted):
        blocks.append((place - number * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (mean, count), (before, others) = blocks.pop(), blocks.pop()
            whole = count + others
            blocks.append(((mean * count + before * others) / whole, whole))
    flat = [mean for mean, count in blocks for _ in range(count)]
    most = high - gap * (len(wanted) - 1)
    return [min(max(mean, low), max(most, low)) + n * gap for n, mean in enumerate(flat)]
