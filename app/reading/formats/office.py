"""Old and foreign word processors' files, .doc, .wps, .rtf, .odt, made a .docx by LibreOffice."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from app.reading.formats import archive
from app.reading.refusals import ReadingRefused, damaged
from app.reading.source import Progress, SourceText

SECONDS = 120
_PROGRAMS = ("soffice", "libreoffice")
_KIND = "这个文档"
_FILTER = "docx:MS Word 2007 XML"
# No macro runs, and nothing that the document links to is fetched, whoever wrote it.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def read(data: bytes, report: Progress) -> SourceText:
    """Raise `ReadingRefused`: needs_office, damaged_file, and what the reader of .docx raises."""
    from app.reading.formats import docx  # noqa: PLC0415 - its library is slow to import

    made = convert(data)
    with archive.open_archive(made) as opened:
        archive.check(opened, made)
    return docx.read(made, report)


def convert(data: bytes) -> bytes:
    """The same document as .docx."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise ReadingRefused(
            "needs_office",
            "这台服务器读不了旧格式",
            "请用 Word 或 WPS 打开这个文件，选“另存为”，类型选“Word 文档（*.docx）”，再上传。",
        )
    with TemporaryDirectory(prefix="taskmatrix-office-", ignore_cleanup_errors=True) as place:
        return _converted(program, data, Path(place))


def _converted(program: str, data: bytes, place: Path) -> bytes:
    profile = place / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    source, made = place / "source.doc", place / "made" / "source.docx"
    source.write_bytes(data)
    _run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
            *("--convert-to", _FILTER, "--outdir", str(made.parent), str(source)),
        ],
        place,
    )
    if not made.exists():
        raise damaged(_KIND)
    return made.read_bytes()


def _run(command: list[str], place: Path) -> None:
    """To its end or to the time limit; afterwards none of the processes that it started lives."""
    with subprocess.Popen(  # noqa: S603 - a program of the PATH with our own arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"HOME": str(place), "TMPDIR": str(place)},
        start_new_session=True,
    ) as running:
        try:
            running.wait(SECONDS)
        except subprocess.TimeoutExpired as slow:
            raise damaged(_KIND) from slow
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
