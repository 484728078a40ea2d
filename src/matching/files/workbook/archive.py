"""Looks into a workbook's zip directory before anything is unpacked, and refuses what no workbook of data holds."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from matching.intake.findings import CellError, Fault

MOST_PARTS: Final = 2_000
LARGEST_PART: Final = 256 * 2**20
LARGEST_TOTAL: Final = 400 * 2**20
"""Bytes that one part, and all parts together, may have when unpacked."""

HIGHEST_RATIO: Final = 150
"""Unpacked bytes per packed byte above which a part of more than :data:`RATIO_FROM` bytes is refused."""

RATIO_FROM: Final = 4 * 2**20
CHUNK: Final = 2**18

_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCAL_HEADER: Final = 30

_REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vbaproject": "macros",
        "xl/macrosheets/": "macros",
        "xl/activex/": "macros",
        "xl/externallinks/": "links",
        "xl/connections.xml": "links",
        "xl/querytables/": "links",
        "xl/embeddings/": "links",
    }
)
"""Part of a name → what such a part brings into a workbook."""

_FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "macros": Fault(
            "workbook_with_macros",
            "The workbook holds macros.",
            "Save it as a workbook without macros (.xlsx).",
        ),
        "links": Fault(
            "workbook_with_links",
            "The workbook links to other files or data sources.",
            "Break the links, remove embedded objects, and save it as .xlsx.",
        ),
        "large": Fault(
            "workbook_too_large",
            "The workbook would unpack to more than can be a list of children, needs and offers.",
            "Export the data anew into the template.",
        ),
        "torn": Fault(
            "unreadable_file",
            "The file is not an Excel workbook (.xlsx).",
            "Open it in Excel and save it as .xlsx.",
        ),
        "locked": Fault(
            "encrypted_workbook", "The workbook is protected by a password.", "Save it without a password."
        ),
        "old": Fault("legacy_workbook", "The workbook is of the old kind (.xls).", "Save it as .xlsx."),
        "entities": Fault(
            "hostile_workbook",
            "The workbook declares XML entities or an encoding that no spreadsheet writes.",
            "Open it in Excel and save it as .xlsx.",
        ),
    }
)


def refusal(reason: str) -> CellError:
    """Return the error of one reason for which a workbook is refused."""
    return CellError(_FAULTS[reason])


@dataclass(frozen=True, slots=True)
class Archive:
    """A workbook's bytes and its zip directory, found harmless in number, size and kind of its parts."""

    data: bytes
    entries: Mapping[str, zipfile.ZipInfo]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part unpacked, piece by piece.

        Raises
        ------
        CellError
            If the part is damaged, or larger or smaller than the directory says.
        """
        entry = self.entries[name]
        packed = memoryview(self.data)[self._start(entry) :][: entry.compress_size]
        left = entry.file_size
        for chunk in _unpacked(packed, entry.compress_type == zipfile.ZIP_DEFLATED):
            left -= len(chunk)
            if left < 0:
                raise refusal("large")
            yield chunk
        if left:
            raise refusal("torn")

    def part(self, name: str) -> bytes:
        """Return a small part as a whole."""
        return b"".join(self.chunks(name))

    def _start(self, entry: zipfile.ZipInfo) -> int:
        head = self.data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
        if len(head) < _LOCAL_HEADER or head[:4] != b"PK\3\4":
            raise refusal("torn")
        lengths = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        return entry.header_offset + _LOCAL_HEADER + lengths


def opened(data: bytes) -> Archive:
    """Return the archive of a workbook's bytes; nothing has been unpacked yet.

    Raises
    ------
    CellError
        If it is no workbook, or one that is refused: encrypted, old, too large, with macros or links.
    """
    if data.startswith(_COMPOUND):
        raise refusal("locked" if "EncryptedPackage".encode("utf-16-le") in data else "old")
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise refusal("torn") from None
    _refuse_sizes(entries, len(data))
    _refuse_kinds(entries)
    return Archive(data, MappingProxyType({entry.filename: entry for entry in entries}))


def _refuse_sizes(entries: list[zipfile.ZipInfo], length: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    overlapping = sum(entry.compress_size for entry in entries) > length
    if len(entries) > MOST_PARTS or unpacked > LARGEST_TOTAL or overlapping:
        raise refusal("large")
    for entry in entries:
        dense = entry.file_size > RATIO_FROM and entry.file_size > HIGHEST_RATIO * entry.compress_size
        if entry.file_size > LARGEST_PART or dense:
            raise refusal("large")


def _refuse_kinds(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal("locked")
    for name in names:
        for fragment, reason in _REFUSED.items():
            if fragment in name:
                raise refusal(reason)
    strange = any(".." in name or name.startswith("/") or "\\" in name for name in names)
    packing = {entry.compress_type for entry in entries} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if strange or packing or len(set(names)) < len(names) or "xl/workbook.xml" not in names:
        raise refusal("torn")


def _unpacked(packed: memoryview, deflated: bool) -> Iterator[bytes]:
    if not deflated:
        yield from (bytes(packed[start : start + CHUNK]) for start in range(0, len(packed), CHUNK))
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not engine.eof:
            chunk = engine.decompress(rest, CHUNK)
            rest = engine.unconsumed_tail
            if not chunk and not rest:
                raise refusal("torn")
            yield chunk
    except zlib.error:
        raise refusal("torn") from None
