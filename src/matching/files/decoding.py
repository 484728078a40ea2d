"""From the bytes of a file to text: UTF-8, or UTF-16 when it says so itself; nothing is guessed."""

import codecs

from matching.intake.findings import CellError, Fault


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8 (with or without a byte order mark) or UTF-16 with one.

    Raises
    ------
    CellError
        If the file is empty, in another encoding, or holds the null character.
    """
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        remedy = 'Save the file as "CSV UTF-8".'
        raise CellError(
            Fault("bad_encoding", "The file is neither UTF-8 nor marked UTF-16.", remedy)
        ) from None
    if not text.strip():
        raise CellError(Fault("empty_file", "The file is empty.", "Fill the file, or export it anew."))
    if "\0" in text:
        raise CellError(Fault("unreadable_file", "The file holds null characters.", "Export the file anew."))
    return text
