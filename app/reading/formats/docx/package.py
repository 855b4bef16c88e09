"""The parts of a .docx that say what is printed: body, styles, numbering, typefaces."""

import posixpath
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - its name says nothing of where it is from

from lxml import etree

from app.reading.formats.docx.names import STRICT, TRANSITIONAL, Element, W
from app.reading.refusals import damaged

_KIND = "这个 Word 文件"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BROKEN_ZIP = (BadZipFile, ZlibError, EOFError, KeyError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Package:
    body: Element
    styles: Element | None
    numbering: Element | None
    theme: Element | None


def open_package(data: bytes) -> Package:
    """Nothing outside the file is followed, no entity is resolved. Raises ReadingRefused."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _package(archive)
    except _BROKEN_ZIP as error:
        raise damaged(_KIND) from error


def _package(archive: ZipFile) -> Package:
    main = _related(archive, "").get("officeDocument", "word/document.xml")
    parts = _related(archive, main)
    document = _parsed(archive.read(main))
    body = document.find(f"{W}body")
    if document.tag != f"{W}document" or body is None:
        raise damaged(_KIND)
    styles, numbering, theme = (
        _optional(archive, parts.get(kind)) for kind in ("styles", "numbering", "theme")
    )
    return Package(body, styles, numbering, theme)


def _related(archive: ZipFile, part: str) -> dict[str, str]:
    """What `part` ("" for the package) names, by kind, as names of parts inside the file."""
    folder, name = posixpath.split(part)
    root = _optional(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, str] = {}
    for one in () if root is None else root.iter(_RELATIONSHIP):
        target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
        found.setdefault(posixpath.basename(one.get("Type", "")), target.lstrip("/"))
    return found


def _optional(archive: ZipFile, name: str | None) -> Element | None:
    held = name is not None and name in archive.NameToInfo
    return _parsed(archive.read(name)) if name and held else None


def _parsed(xml: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(xml.replace(STRICT, TRANSITIONAL), parser)
    except etree.XMLSyntaxError as error:
        raise damaged(_KIND) from error
