import struct
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading import ReadingRefused
from app.reading.formats import archive

PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": "任务".encode() * 500}


def packed(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def check(data: bytes) -> None:
    with archive.open_archive(data) as opened:
        archive.check(opened, data)


def refusal(data: bytes) -> str:
    with pytest.raises(ReadingRefused) as caught:
        check(data)
    assert caught.value.detail.endswith("。")
    return caught.value.code


def test_an_ordinary_package_passes() -> None:
    check(packed(PARTS))
    check(packed(PARTS, ZIP_STORED))


def test_a_part_of_three_hundred_megabytes_is_refused_before_it_fills_the_memory() -> None:
    held = BytesIO()
    with (
        ZipFile(held, "w", ZIP_DEFLATED) as made,
        made.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        zeros = bytes(1024 * 1024)
        for _ in range(300):
            part.write(zeros)
    assert refusal(held.getvalue()) == "unpacks_too_large"


def test_a_part_far_denser_than_any_document_is_refused() -> None:
    assert refusal(packed({"xl/worksheets/sheet1.xml": bytes(30 * 1024 * 1024)})) == (
        "unpacks_too_large"
    )
    check(packed({"xl/worksheets/sheet1.xml": bytes(1024 * 1024)}))


def test_many_parts_that_are_too_large_together_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "UNPACKED_LIMIT", 10_000)
    check(packed({str(number): bytes(range(100)) for number in range(100)}))
    assert refusal(packed({str(number): bytes(range(101)) for number in range(100)})) == (
        "unpacks_too_large"
    )


def test_ten_thousand_empty_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ENTRIES_LIMIT", 10)
    assert refusal(packed({str(number): b"" for number in range(11)})) == "unpacks_too_large"


def test_a_part_that_declares_less_than_it_holds_is_not_believed() -> None:
    content = bytes(100_000)
    data = packed({"a": content})
    lying = data.replace(struct.pack("<I", len(content)), struct.pack("<I", 10))
    assert lying != data
    assert refusal(lying) == "damaged_file"


def test_parts_that_share_their_bytes_are_refused() -> None:
    """Two directory entries of different names point at the same place."""
    data = bytearray(packed({"a": b"x" * 100, "b": b"x" * 100}))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    assert refusal(bytes(data)) == "unpacks_too_large"


def test_a_part_under_a_password_is_told_as_such() -> None:
    data = bytearray(packed(PARTS))
    place = data.index(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 1)
    assert refusal(bytes(data)) == "encrypted_file"
    with (
        archive.open_archive(bytes(data)) as opened,
        pytest.raises(ReadingRefused) as caught,
    ):
        archive.small_part(opened, "[Content_Types].xml")
    assert caught.value.code == "encrypted_file"


def test_a_broken_checksum_is_damage() -> None:
    data = packed(PARTS)
    checksum = struct.pack("<I", zlib.crc32(PARTS["word/document.xml"]))
    assert refusal(data.replace(checksum, b"\x00\x00\x00\x00")) == "damaged_file"


def test_a_method_that_no_office_program_uses_is_damage() -> None:
    assert refusal(packed(PARTS, ZIP_LZMA)) == "damaged_file"


def test_a_file_cut_off_by_a_broken_download_is_damage() -> None:
    data = packed(PARTS)
    assert refusal(data[: len(data) // 2]) == "damaged_file"


def test_a_name_that_climbs_out_of_the_archive_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is ever written to disk."""
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    data = packed({"../../climbed": b"x", "/abs": b"y", "plain": b"z"})
    check(data)
    with archive.open_archive(data) as opened:
        assert archive.small_part(opened, "../../climbed") == b"x"
    assert sorted(tmp_path.rglob("*")) == [inside.parent, inside]


def test_a_name_that_is_no_text_in_the_part_itself_is_refused() -> None:
    """Its flags say UTF-8, and its first byte begins nothing."""
    data = bytearray(packed(PARTS))
    data[7], data[30] = 8, 0x80
    with archive.open_archive(bytes(data)) as opened, pytest.raises(ReadingRefused):
        archive.small_part(opened, next(iter(PARTS)))


@given(st.data())
def test_any_damage_is_refused_or_harmless(draw: st.DataObject) -> None:
    data = bytearray(packed(PARTS))
    for _ in range(draw.draw(st.integers(1, 5))):
        place = draw.draw(st.integers(0, len(data) - 1))
        data[place] = draw.draw(st.integers(0, 255))
    try:
        check(bytes(data))
        with archive.open_archive(bytes(data)) as opened:
            archive.small_part(opened, "[Content_Types].xml")
    except ReadingRefused:
        return
