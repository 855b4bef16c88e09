"""Word documents for tests: by python-docx, or part by part where it cannot write them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx.document import Document

from app.reading.formats.docx import read
from app.reading.source import Row, SourceText, silent

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(parts: dict[str, str]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def in_part(name: str, content: str) -> str:
    """The content in the root element `name` of a part."""
    spaces = f'xmlns:w="{W}" xmlns:mc="{MC}" xmlns:v="urn:schemas-microsoft-com:vml"'
    return f"<?xml version='1.0' encoding='UTF-8'?><w:{name} {spaces}>{content}</w:{name}>"


def package(body: str, **parts: str) -> bytes:
    """A .docx with this w:body; `parts` are the contents of w:styles, w:numbering."""
    related = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in parts
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override '
            f'PartName="/word/document.xml" ContentType="{_MAIN_TYPE}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
            f'Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f"{related}</Relationships>",
            "word/document.xml": in_part("document", f"<w:body>{body}</w:body>"),
        }
        | {f"word/{name}.xml": in_part(name, content) for name, content in parts.items()}
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(*blocks: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def cells(*texts: str) -> str:
    return "".join(cell(paragraph(run(text))) for text in texts)


def row(content: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def read_word(data: bytes) -> SourceText:
    return read(data, silent)


def shown(source: SourceText) -> list[str | tuple[str, ...]]:
    """A paragraph as its text, a row as its cells; a cell that goes on with the one above is ↑."""
    return [
        tuple(
            "↑" if index in block.continued else source.at(span)
            for index, span in enumerate(block.cells)
        )
        if isinstance(block, Row)
        else source.at(block.span)
        for block in source.blocks
    ]


def bold(source: SourceText) -> list[str]:
    return [source.at(span) for span in source.bold]
