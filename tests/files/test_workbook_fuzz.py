"""Workbooks spoiled at random end in messages, never in a traceback, and no spoiled one is half accepted."""

import io
import os
import random
import zipfile

from hostile_workbooks import packed
from officer import lean

from matching.files.workbook.reading import read_workbook
from matching.workbooks.checked_copy import checked_copy

MUTATIONS = int(os.environ.get("MATCHING_MUTATIONS", "300")) // 5
"""Workbooks tried; the long suite sets more."""

BITS = (
    b"<f>1</f>", b"\xff", b"<v>1e999</v>", b't="e"', b't="s"', b't="d"', b't="b"', b"<v>99999999</v>", b'r="ZZZ1"',
    b'r="A0"', b'r="A9999999"', b'<row r="5"/>', b"nan", b'<c r="C4"><v>NaN</v></c>', b"<is><t>x</t></is>",
    b'<mergeCell ref="A1:B2"/>', b'state="hidden"', b's="999"', b"&#0;", b"99999999999999999999",
)  # fmt: skip
PLACES = (b"<v>", b'r="', b't="', b"<t>", b"<c ", b'name="')


def test_no_mutation_ends_in_a_traceback():
    with zipfile.ZipFile(io.BytesIO(lean())) as archive:
        sound = {name: archive.read(name) for name in archive.namelist()}
    accepted = 0
    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        read = read_workbook(spoiled(chance, sound))
        errors = [issue for issue in read.issues if issue.severity == "error"]
        assert (read.problem is None) == bool(errors), seed
        accepted += read.problem is not None
        if read.sheets:
            assert read_workbook(checked_copy(read, "vi")).sheets
    assert accepted < MUTATIONS // 2


def spoiled(chance: random.Random, sound: dict[str, bytes]) -> bytes:
    """Return the workbook with some bytes of the file, or of a few parts, changed."""
    if chance.random() < 0.2:
        data = bytearray(lean())
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    parts = dict(sound)
    for _ in range(chance.randint(1, 3)):
        name = chance.choice([name for name in parts if name.startswith("xl/")])
        parts[name] = _changed(chance, parts[name])
    return packed(parts)


def _changed(chance: random.Random, text: bytes) -> bytes:
    place = chance.choice(PLACES)
    found = [at for at in range(len(text)) if text.startswith(place, at)]
    at = (
        chance.choice(found) + len(place)
        if found and chance.random() < 0.6
        else chance.randrange(len(text) + 1)
    )
    taken = chance.choice((0, 0, 0, 1, 5, 30))
    return text[:at] + chance.choice((b"", *BITS)) + text[at + taken :]
