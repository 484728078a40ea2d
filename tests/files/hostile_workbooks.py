"""Workbooks that no officer makes: bombs, locked and old files, macros, links, entities, far-off cells, torn parts."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from matching.files.workbook.template import template

XML = b'<?xml version="1.0" encoding="UTF-8"?>'
SHEET = "xl/worksheets/sheet3.xml"


def parts() -> dict[str, bytes]:
    """Return the parts of a sound template."""
    with zipfile.ZipFile(io.BytesIO(template("en"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    return packed({**parts(), name: content})


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    contents = parts()
    return packed({**contents, SHEET: change(contents[SHEET])})


def sheet_of(cells: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return XML + b'<worksheet xmlns="' + main + b'"><sheetData>' + cells + b"</sheetData></worksheet>"


def lying(name: str, size: int, claimed: int) -> bytes:
    """Return a workbook of which one part unpacks to more than its directory says, with a fitting checksum."""
    content = b"<" + b" " * (size - 1)
    data = bytearray(with_part(name, content))
    for signature, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        names = {b"PK\3\4": 30, b"PK\1\2": 46}[signature]
        at = data.rfind(name.encode()) if signature == b"PK\1\2" else data.find(name.encode())
        struct.pack_into("<I", data, at - names + place, claimed)
        struct.pack_into("<I", data, at - names + place - 8, zlib.crc32(content[:claimed]))
    return bytes(data)


def flagged(data: bytes) -> bytes:
    """Return a zip file whose entries say that they are encrypted."""
    changed = bytearray(data)
    at = changed.find(b"PK\1\2")
    while at >= 0:
        changed[at + 8] |= 1
        at = changed.find(b"PK\1\2", at + 4)
    return bytes(changed)


def overlapping(copies: int = 60) -> bytes:
    """Return a zip file whose entries all lead to the same packed bytes, as in a better bomb of overlapping files."""
    data = with_part("xl/media/a.xml", b"<a>" + b"x" * 3_000_000 + b"</a>")
    end = data.rfind(b"PK\5\6")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    directory = data[start:end]
    at = directory.find(b"xl/media/a.xml") - 46
    entry = directory[at : at + 46 + len(b"xl/media/a.xml")]
    more = b"".join(
        entry[:46] + f"xl/media/{chr(98 + n // 26)}{chr(97 + n % 26)}x.x"[:14].encode() for n in range(copies)
    )
    count = int.from_bytes(data[end + 10 : end + 12], "little") + copies
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, count, count, len(directory) + len(more))
    return data[:start] + directory + more + bytes(tail)


def hostile_workbooks() -> dict[str, tuple[bytes, str]]:
    """Return the bytes of every hostile workbook and the code with which it is refused, by what it is."""
    zeros = b"<a>" + b"0" * 20_000_000 + b"</a>"
    far = sheet_of(
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    tall = sheet_of(b'<row r="1"><c r="A1"><v>1</v></c><c r="Z1000000"><v>1</v></c></row>')
    laughs = XML + b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    utf16 = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>".encode("utf-16")
    macros = parts()["[Content_Types].xml"].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    compound = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000)
    without = {name: content for name, content in parts().items() if name != "xl/workbook.xml"}
    return {
        "an empty file": (b"", "unreadable_file"),
        "a text": (b"needs,children\n1,2\n", "unreadable_file"),
        "a cut workbook": (template("en")[:9_000], "unreadable_file"),
        "another zip file": (packed({"word/document.xml": b"<a/>"}), "unreadable_file"),
        "a workbook without its list of sheets": (packed(without), "unreadable_file"),
        "a part of 20 MB": (with_part("xl/media/a.xml", zeros), "workbook_too_large"),
        "a sheet of 20 MB": (packed({**parts(), SHEET: zeros}), "workbook_too_large"),
        "shared strings of 20 MB": (with_part("xl/sharedStrings.xml", zeros), "workbook_too_large"),
        "a bomb inside a directory of 3,000 parts": (
            packed({**parts(), **{f"xl/media/{n}.xml": b"<a/>" for n in range(3_000)}}), "workbook_too_large"),
        "overlapping parts": (overlapping(), "workbook_too_large"),
        "a part larger than its directory says": (lying("xl/media/zz.xml", 900_000, 500), "workbook_too_large"),
        "a part smaller than its directory says": (lying("xl/media/zz.xml", 500, 900), "unreadable_file"),
        "two cells at the ends of a sheet": (packed({**parts(), SHEET: far}), "workbook_too_large"),
        "two cells far apart": (packed({**parts(), SHEET: tall}), "workbook_too_large"),
        "cells without addresses": (
            packed({**parts(), SHEET: sheet_of(b"<row><c><v>1</v></c></row>")}), "unreadable_file"),
        "an address in single quotes": (
            packed({**parts(), SHEET: sheet_of(b"<row><c r='XFD1048576'><v>1</v></c></row>")}), "unreadable_file"),
        "entities in a sheet": (packed({**parts(), SHEET: laughs}), "hostile_workbook"),
        "entities in the list of sheets": (with_part("xl/workbook.xml", laughs), "hostile_workbook"),
        "entities in a part that is not read": (with_part("docProps/custom.xml", laughs), "hostile_workbook"),
        "entities in UTF-16": (with_part("xl/sharedStrings.xml", utf16), "hostile_workbook"),
        "a locked workbook": (compound + "EncryptedPackage".encode("utf-16-le"), "encrypted_workbook"),
        "an encrypted zip file": (flagged(template("en")), "encrypted_workbook"),
        "an old workbook": (compound, "legacy_workbook"),
        "a macro project": (with_part("xl/vbaProject.bin", b"\xcc\x61"), "workbook_with_macros"),
        "a macro project of another name": (with_part("[Content_Types].xml", macros), "workbook_with_macros"),
        "a link to another workbook": (
            with_part("xl/externalLinks/externalLink1.xml", XML + b"<a/>"), "workbook_with_links"),
        "a data connection": (with_part("xl/connections.xml", XML + b"<a/>"), "workbook_with_links"),
        "an embedded object": (with_part("xl/embeddings/oleObject1.bin", b"x"), "workbook_with_links"),
        "a name that leads out of the file": (with_part("xl/../../evil.xml", XML + b"<a/>"), "unreadable_file"),
        "a sheet that is not there": (
            packed({name: content for name, content in parts().items() if name != SHEET}), "unreadable_file"),
        "a sheet that is not XML": (packed({**parts(), SHEET: XML + b"<worksheet><sheetData>"}), "unreadable_file"),
        "a packing that no spreadsheet uses": (packed(parts(), zipfile.ZIP_LZMA), "unreadable_file"),
    }  # fmt: skip
