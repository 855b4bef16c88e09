"""A sheet as a file: its bytes in a format, its name, and what of it no font can draw."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from app.paper import SheetContext, missing_glyphs, sheet_pdf, sheet_text
from app.sheets.terms import SheetFormat

_MEDIA = {
    SheetFormat.HTML: "text/html; charset=utf-8",
    SheetFormat.PDF: "application/pdf",
    SheetFormat.TXT: "text/plain; charset=utf-8",
}
# Characters of a file name: with the rest it stays below the 255 bytes that a file system
# allows, at three bytes a character.
_OF_UNIT, _OF_TITLE = 24, 40
_FORBIDDEN = dict.fromkeys(map(ord, '/\\:*?"<>|'), "_")


@dataclass(frozen=True)
class Printed:
    """`undrawable`: characters that are printed as 〓, to be told to whoever prints."""

    data: bytes
    undrawable: str = ""


def printed(context: SheetContext, kind: SheetFormat, fonts_dir: Path | None) -> Printed:
    match kind:
        case SheetFormat.HTML:
            return Printed(_html(context).encode())
        case SheetFormat.PDF:
            return Printed(sheet_pdf(context, fonts_dir), undrawable(context, fonts_dir))
        case SheetFormat.TXT:
            return Printed(sheet_text(context).encode())


def undrawable(context: SheetContext, fonts_dir: Path | None) -> str:
    return "".join(sorted(missing_glyphs(sheet_text(context), fonts_dir)))


def file_name(context: SheetContext, kind: SheetFormat) -> str:
    """`县残联任务清单（巫山县“十四五”残疾人保障和发展规划）.pdf`, safe on every file system."""
    unit, plan = _safe(context.unit)[:_OF_UNIT], _safe(context.plan_title)[:_OF_TITLE]
    return f"{unit}任务清单（{plan}）.{kind.value}"


def headers(context: SheetContext, kind: SheetFormat) -> dict[str, str]:
    """A plain file name and the Chinese one beside it (RFC 6266, section 4.3).

    Not to be kept by whatever stands between: states change, and not everybody may see them.
    """
    shown = "inline" if kind is SheetFormat.HTML else "attachment"
    name = quote(file_name(context, kind), safe="")
    return {
        "Content-Type": _MEDIA[kind],
        "Content-Disposition": f"{shown}; filename=\"sheet.{kind.value}\"; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }


def _html(context: SheetContext) -> str:
    from app.web.rendering import environment  # noqa: PLC0415 - a printed PDF needs no web server

    return environment().get_template("sheets/unit.html").render(sheet=context)


def _safe(name: str) -> str:
    kept = "".join(char for char in name if char.isprintable())
    return kept.translate(_FORBIDDEN).strip(" .") or "_"
