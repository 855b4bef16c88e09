"""What a paragraph's and a run's styles say: bold, hidden, typeface, numbering, contents."""

import re
from dataclasses import dataclass, field

from app.reading.formats.docx.names import Element, W, number, switch, value

# WPS has styles of its own for a table of contents that was typed by hand.
_CONTENTS = re.compile(r"toc (?:\d|heading)|目录 ?\d|WPSOffice手动目录.*", re.IGNORECASE)
_LONGEST_LINE = 32
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is printed. `face` is the typeface of its Chinese characters."""

    bold: bool = False
    hidden: bool = False
    face: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The list that a paragraph belongs to; the level is None where only the list can tell."""

    list_id: int
    level: int | None
    style: str


class Styles:
    def __init__(self, root: Element | None, theme: Element | None) -> None:
        styles = () if root is None else root.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles}
        self._usual = next((s.get(f"{W}styleId", "") for s in styles if _is_usual(s)), "")
        self._faces = _Faces(theme)
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default = _Marks.of(defaults, self._faces)
        self._marks: dict[str, _Marks] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self._lists: dict[str, Numbered | None] = {}

    def look(self, paragraph_style: str | None, properties: Element | None) -> Look:
        """`properties` is the w:rPr of the run."""
        key = (paragraph_style or self._usual, value(properties, "rStyle") or "")
        if key not in self._looks:
            self._looks[key] = self._by_style(*key)
        look = self._looks[key]
        if properties is None or not len(properties):
            return look
        own = _Marks.of(properties, self._faces)
        return Look(
            look.bold if own.bold is None else own.bold,
            look.hidden if own.hidden is None else own.hidden,
            own.face or look.face,
        )

    def numbered(self, style: str | None) -> Numbered | None:
        """The list that a paragraph style puts its paragraphs in."""
        name = style or self._usual
        if name not in self._lists:
            self._lists[name] = self._numbered(name)
        return self._lists[name]

    def _numbered(self, style: str) -> Numbered | None:
        level = None
        for name in self._line(style):
            properties = self._styles[name].find(f"{W}pPr/{W}numPr")
            level = number(properties, "ilvl") if level is None else level
            list_id = number(properties, "numId")
            if list_id is not None:
                return Numbered(list_id, level, name)
        return None

    def is_contents(self, style: str | None) -> bool:
        """Whether paragraphs of the style are lines of a table of contents."""
        name = value(self._styles.get(style), "name") if style else None
        return bool(name and _CONTENTS.fullmatch(name))

    def _by_style(self, paragraph_style: str, run_style: str) -> Look:
        """Bold and hidden are toggles: set by both styles they cancel out (ECMA-376, 17.7.3)."""
        one, other = self._inherited(paragraph_style), self._inherited(run_style)
        default = self._default
        return Look(
            bool(default.bold) or bool(one.bold) != bool(other.bold),
            bool(default.hidden) or bool(one.hidden) != bool(other.hidden),
            other.face or one.face or default.face,
        )

    def _inherited(self, style: str) -> "_Marks":
        if style not in self._marks:
            marks = _Marks()
            for name in self._line(style):
                marks = marks.over(_Marks.of(self._styles[name].find(f"{W}rPr"), self._faces))
            self._marks[style] = marks
        return self._marks[style]

    def _line(self, style: str) -> list[str]:
        """The style and those it is based on; a style based on itself ends the line."""
        line: list[str] = []
        while style in self._styles and style not in line and len(line) < _LONGEST_LINE:
            line.append(style)
            style = value(self._styles[style], "basedOn") or ""
        return line


def _is_usual(style: Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class _Marks:
    """What one w:rPr sets; None and "" is what it leaves open."""

    bold: bool | None = None
    hidden: bool | None = None
    face: str = ""

    @classmethod
    def of(cls, properties: Element | None, faces: "_Faces") -> "_Marks":
        if properties is None:
            return cls()
        bold, hidden = switch(properties, "b"), switch(properties, "vanish")
        return cls(bold, hidden, faces.named(properties.find(f"{W}rFonts")))

    def over(self, below: "_Marks") -> "_Marks":
        return _Marks(
            below.bold if self.bold is None else self.bold,
            below.hidden if self.hidden is None else self.hidden,
            self.face or below.face,
        )


@dataclass(slots=True)
class _Faces:
    """The typefaces that a theme stands for: of headings (major) and of text (minor)."""

    theme: Element | None
    found: dict[str, str] = field(default_factory=dict)

    def named(self, fonts: Element | None) -> str:
        if fonts is None:
            return ""
        by_theme = fonts.get(f"{W}eastAsiaTheme")
        return self._of_theme(by_theme) if by_theme else fonts.get(f"{W}eastAsia", "")

    def _of_theme(self, name: str) -> str:
        if name not in self.found:
            kind = "majorFont" if name.startswith("major") else "minorFont"
            fonts = None if self.theme is None else self.theme.find(f".//{_MAIN}{kind}")
            self.found[name] = "" if fonts is None else _chinese_face(fonts)
        return self.found[name]


def _chinese_face(fonts: Element) -> str:
    named = fonts.find(f"{_MAIN}ea")
    face: str = "" if named is None else named.get("typeface", "")
    hans = fonts.find(f"{_MAIN}font[@script='Hans']")
    return face or ("" if hans is None else hans.get("typeface", ""))
