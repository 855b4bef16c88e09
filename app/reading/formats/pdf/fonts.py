"""The fonts of a PDF, made by pdfminer after a look at what they claim."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pdfminer.cmapdb import CMapParser, FileUnicodeMap, UnicodeMap
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSEOF
from pdfminer.utils import choplist, nunpack

from app.reading.formats.pdf.charmaps import CHARACTERS_LIMIT, characters
from app.reading.formats.pdf.refusing import too_complex


class Fonts(PDFResourceManager):
    def get_font(self, objid: object, spec: Mapping[str, Any]) -> PDFFont:
        if "DescendantFonts" in spec or (objid and objid in self._cached_fonts):
            return super().get_font(objid, spec)
        _check_names(resolve1(spec.get("ToUnicode")))
        spec, font_file = _without_file(spec)
        font = super().get_font(objid, spec)
        if isinstance(font, PDFCIDFont) and not font.unicode_map and font_file:
            font.unicode_map = FileUnicodeMap()
            font.unicode_map.cid2unichr = characters(font_file.get_data())
        return font


def _without_file(spec: Mapping[str, Any]) -> tuple[Mapping[str, Any], PDFStream | None]:
    """Pdfminer fails on several kinds of font files, and needs one for one table only."""
    descriptor = resolve1(spec.get("FontDescriptor"))
    if not isinstance(descriptor, dict):
        return spec, None
    font_file = resolve1(descriptor.get("FontFile2"))
    kept = {key: value for key, value in descriptor.items() if key != "FontFile2"}
    found = font_file if isinstance(font_file, PDFStream) else None
    return {**spec, "FontDescriptor": kept}, found


def _check_names(names: object) -> None:
    """Raises `ReadingRefused` for a map that claims billions of characters in one line."""
    if isinstance(names, PDFStream):
        _Counter(names.get_data()).run()


class _Counter(CMapParser):
    """Reads a map without making it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(UnicodeMap(), BytesIO(data))
        self.count = 0

    def do_keyword(self, pos: int, token: Any) -> None:
        if token not in {self.KEYWORD_ENDBFRANGE, self.KEYWORD_ENDCIDRANGE}:
            super().do_keyword(pos, token)
            return
        for first, last, _ in choplist(3, [one for _, one in self.popall()]):
            if isinstance(first, bytes) and isinstance(last, bytes):
                self.count += max(nunpack(last) - nunpack(first) + 1, 0)
        if self.count > CHARACTERS_LIMIT:
            raise too_complex()

    def run(self) -> None:
        try:
            while True:
                self.nextobject()
        except PSEOF:
            return
