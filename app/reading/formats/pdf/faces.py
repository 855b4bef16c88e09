"""Whether a font of a PDF is bold, by its names and by what its descriptor says."""

import re
from ast import literal_eval

from pdfminer.pdffont import PDFFont
from pdfminer.pdftypes import resolve1

from app.reading.formats.pdf.sheet import BLACK, PLAIN, STRONG

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STRONG = re.compile(r"bold|black|heavy|粗", re.IGNORECASE)
_BLACK = re.compile(r"黑|hei|gothic|^fzht|(?:source ?han|noto) ?sans", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_BOLD_WEIGHT = 600


def face_of(font: PDFFont) -> str:
    names = [_name(font.fontname), _name(getattr(font, "basefont", ""))]
    weight = resolve1(font.descriptor.get("FontWeight"))
    heavy = isinstance(weight, int | float) and weight >= _BOLD_WEIGHT
    if heavy or font.flags & _FORCE_BOLD or any(map(_STRONG.search, names)):
        return STRONG
    return BLACK if any(map(_BLACK.search, names)) else PLAIN


def _name(given: object) -> str:
    """Without the mark of a subset. A name in GBK comes as the text of a bytes literal."""
    name = str(given)
    if name.startswith(("b'", 'b"')):
        name = bytes(literal_eval(name)).decode("gbk", errors="replace")
    return _SUBSET.sub("", name)
