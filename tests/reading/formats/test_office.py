"""Old formats, made and read by LibreOffice where this machine has it."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import docx
import pytest

from app.reading import ReadingRefused
from app.reading.formats import load, office
from app.reading.formats.compound import MARK
from app.reading.source import Row

needs_soffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not on the PATH"
)
ENDINGS = ("doc", "rtf", "odt")


@pytest.fixture(autouse=True)
def _own_temporary_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.fixture(scope="module")
def document() -> bytes:
    made = docx.Document()
    made.add_paragraph("某县助残工作方案")
    line = made.add_paragraph("（责任单位：")
    line.add_run("县民政局").bold = True
    line.add_run("、县残联）")
    table = made.add_table(2, 2)
    for row, texts in zip(table.rows, (("任务", "单位"), ("发放补贴", "县残联")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    made.add_paragraph("此件公开发布")
    held = BytesIO()
    made.save(held)
    return held.getvalue()


@pytest.fixture(scope="module")
def old(document: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The document as LibreOffice saves it, by ending."""
    place = tmp_path_factory.mktemp("old")
    source = place / "given.docx"
    source.write_bytes(document)
    command = ["soffice", f"-env:UserInstallation={(place / 'own').as_uri()}", "--headless"]
    for ending in ENDINGS:
        arguments = ["--convert-to", ending, "--outdir", str(place), str(source)]
        subprocess.run([*command, *arguments], check=True, capture_output=True)
    return {ending: (place / f"given.{ending}").read_bytes() for ending in ENDINGS}


@needs_soffice
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_old_document_is_read_with_its_table_and_its_bold_type(
    ending: str, old: dict[str, bytes], tmp_path: Path
) -> None:
    source = load(f"方案.{ending}", old[ending])
    assert source.text.startswith("某县助残工作方案\n（责任单位：县民政局、县残联）")
    rows = [block for block in source.blocks if isinstance(block, Row)]
    assert [source.at(cell) for cell in rows[1].cells] == ["发放补贴", "县残联"]
    assert "县民政局" in [source.at(span) for span in source.bold]
    assert list(tmp_path.iterdir()) == [], "no temporary file is left"


@needs_soffice
def test_a_broken_document_is_damage_and_leaves_no_file(
    old: dict[str, bytes], tmp_path: Path
) -> None:
    for data in (MARK + bytes(2000), old["odt"][:3000]):
        with pytest.raises(ReadingRefused) as caught:
            office.convert(data)
        assert caught.value.code == "damaged_file"
    assert list(tmp_path.iterdir()) == []


class _Listener(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - the names that the server calls

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address, and what was asked for there."""
    asked: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Asked", (_Listener,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


_LINKED = """<?xml version="1.0"?><office:document office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
 <text:p>某县方案<draw:frame svg:width="5cm" svg:height="5cm"><draw:image
 xlink:href="{address}/seen.png" xlink:type="simple" xlink:actuate="onLoad"/></draw:frame></text:p>
 <text:section text:name="s"><text:section-source xlink:href="{file}" text:filter-name="Text"/>
 <text:p>甲</text:p></text:section></office:text></office:body></office:document>"""


@needs_soffice
def test_nothing_that_a_document_links_to_is_fetched(
    listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    """Neither a picture that tells its owner who reads, nor a file of this machine."""
    address, asked = listener
    hidden = tmp_path / "hidden.txt"
    hidden.write_text("不得外传", encoding="utf-8")
    source = load("a.fodt", _LINKED.format(address=address, file=hidden.as_uri()).encode())
    assert "某县方案" in source.text
    assert "不得外传" not in source.text
    assert asked == []


@pytest.mark.parametrize("name", ["方案.doc", "方案.rtf"])
def test_without_office_the_clerk_is_told_how_to_save_it(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadingRefused) as caught:
        load(name, rb"{\rtf1\ansi abc}")
    assert caught.value.code == "needs_office"
    assert "另存为" in caught.value.detail
    assert ".docx" in caught.value.detail
    assert "\n" not in caught.value.detail


def test_an_office_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The program is a shell script of that name, which starts another and waits."""
    programs, children = tmp_path / "bin", tmp_path / "children"
    programs.mkdir()
    script = programs / "soffice"
    script.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {children}\nwait\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "SECONDS", 1)
    with pytest.raises(ReadingRefused) as caught:
        load("a.rtf", rb"{\rtf1\ansi abc}")
    assert caught.value.code == "damaged_file"
    child = int(children.read_text(encoding="utf-8"))
    assert _is_gone(child)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bin", "children"]


def _is_gone(process: int) -> bool:
    """Gone, or dead and not yet taken away by the machine's first process."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        except FileNotFoundError:
            return True
        if state.rpartition(")")[2].split()[0] == "Z":
            return True
        threading.Event().wait(0.05)
    return False
