"""Reads a workbook's XML as bytes, before a spreadsheet reader sees it: entities, far-off cells, formulas, error values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree

from matching.files.workbook.addresses import column_index
from matching.files.workbook.archive import Archive, refusal

MOST_CELLS: Final = 6_000_000
MOST_IN_ALL: Final = 12_000_000
"""Cells of the rectangle around everything on one sheet, and on all, above which a workbook is refused."""

SPARSE_CELLS: Final = 1_000_000
THINNEST: Final = 20
"""A rectangle of more cells than the former is refused if less than one in so many is written."""

LONGEST_PART: Final = 2 * 2**20
"""Bytes of the parts that are read as a whole: the list of sheets and their places."""

LONGEST_TAG: Final = 2**20
TOLD: Final = 1_000

_ENTITIES: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CODING: Final = re.compile(rb"""encoding\s*=\s*["']([^"']+)["']""")
_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_PLACED: Final = re.compile(rb'<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"')
_MARKED: Final = re.compile(
    rb'<(?:[\w.-]+:)?(?:(c)\s(?:[^<>]*?\s)?r="([A-Z]{1,3}[0-9]{1,7})"([^<>]*)|(f)[\s/>])'
)
_ERROR: Final = re.compile(rb"""\st=["']e["']""")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Marks:
    """Cells of a sheet with a formula or an error value, the first thousand of each, and how many cells it spans."""

    formulas: tuple[str, ...]
    errors: tuple[str, ...]
    area: int = 0


def scanned(archive: Archive) -> Mapping[str, Marks]:
    """Return what stands out on every sheet, by the sheet's name.

    Raises
    ------
    CellError
        If a part declares entities or another encoding than UTF-8, or cells lie too far apart.
    """
    places = _places(archive)
    found: dict[str, Marks] = {}
    for name in archive.entries:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            marks = _scanned_part(archive, name, name in places.values())
            found.update({sheet: marks for sheet, part in places.items() if part == name})
            if sum(one.area for one in found.values()) > MOST_IN_ALL:
                raise refusal("large")
    return MappingProxyType(found)


def _scanned_part(archive: Archive, name: str, is_sheet: bool) -> Marks:
    scan = _Scan()
    macros = name == "[Content_Types].xml"
    for piece in _pieces(archive.chunks(name)):
        if _ENTITIES.search(piece):
            raise refusal("entities")
        if macros and b"macroEnabled" in piece:
            raise refusal("macros")
        if is_sheet:
            scan.add(piece)
    scan.refuse_sparse()
    return Marks(tuple(scan.formulas), tuple(scan.errors), scan.area)


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the text cut between tags, so that no tag is divided."""
    rest, first = b"", True
    for chunk in chunks:
        text = rest + chunk
        if first and len(text) > 4:
            _refuse_coding(text)
            first = False
        cut = text.rfind(b"<")
        if cut > 0:
            yield text[:cut]
            rest = text[cut:]
        else:
            rest = text
        if len(rest) > LONGEST_TAG:
            raise refusal("large")
    if first and rest:
        _refuse_coding(rest)
    yield rest


def _refuse_coding(head: bytes) -> None:
    declared = _CODING.search(head[:200])
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"\0" not in head[:64]
    if not plain or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise refusal("entities")


class _Scan:
    """Counts and marks of one sheet, piece by piece."""

    def __init__(self) -> None:
        self.formulas: list[str] = []
        self.errors: list[str] = []
        self._width = self._height = self._cells = 0
        self._cell = ""

    @property
    def area(self) -> int:
        """Cells of the rectangle around everything so far."""
        return self._width * self._height

    def add(self, piece: bytes) -> None:
        """Take in one piece of the sheet's text."""
        placed = _PLACED.findall(piece)
        if len(placed) != len(_CELL.findall(piece)):
            raise refusal("torn")
        if b"<f" in piece or b":f" in piece or _ERROR.search(piece):
            self._mark(piece)
        if placed:
            self._grow(placed)

    def _grow(self, placed: list[tuple[bytes, bytes]]) -> None:
        columns = {letters for letters, _ in placed}
        self._width = max(self._width, *(column_index(letters.decode()) + 1 for letters in columns))
        self._height = max(self._height, *(int(digits) for _, digits in placed))
        self._cells += len(placed)
        self._cell = b"".join(placed[-1]).decode()
        if self.area > MOST_CELLS:
            raise refusal("large")

    def refuse_sparse(self) -> None:
        """Refuse a sheet whose few cells lie far apart, since readers fill what is between."""
        if self.area > SPARSE_CELLS and self.area > THINNEST * self._cells:
            raise refusal("large")

    def _mark(self, piece: bytes) -> None:
        for cell, address, attributes, _ in _MARKED.findall(piece):
            if cell:
                self._cell = address.decode()
                if _ERROR.search(attributes) and len(self.errors) < TOLD:
                    self.errors.append(self._cell)
            elif not self._cell:
                raise refusal("torn")
            elif len(self.formulas) < TOLD:
                self.formulas.append(self._cell)


def _places(archive: Archive) -> dict[str, str]:
    """Return the part of every sheet by the sheet's name."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _tree(archive, "xl/_rels/workbook.xml.rels").iter()
        if relation.get("Target")
    }
    places = {}
    for element in _tree(archive, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "sheet":
            target = targets.get(element.get(_RELATION, ""), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part not in archive.entries:
                raise refusal("torn")
            places[element.get("name", "")] = part
    return places


def _tree(archive: Archive, name: str) -> ElementTree.Element:
    entry = archive.entries.get(name)
    if entry is None or entry.file_size > LONGEST_PART:
        raise refusal("torn")
    text = archive.part(name)
    _refuse_coding(text)
    if _ENTITIES.search(text):
        raise refusal("entities")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError:
        raise refusal("torn") from None
