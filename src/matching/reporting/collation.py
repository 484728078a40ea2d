"""Names in the order of the Vietnamese alphabet: A Ă Â B C D Đ E Ê …, equal letters by their tone."""

import unicodedata
from functools import cache
from typing import Final

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Combining marks of the tones in dictionary order: huyền, hỏi, ngã, sắc, nặng; a letter without comes first."""

Key = tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], str]


def collation_key(name: str) -> Key:
    """Return a key that sorts names as Vietnamese dictionaries do: letters first, then tones, then as written."""
    words = name.split()
    return tuple(map(_letters, words)), tuple(map(_tones, words)), name


def _letters(word: str) -> tuple[int, ...]:
    return tuple(_split(character)[0] for character in unicodedata.normalize("NFC", word))


def _tones(word: str) -> tuple[int, ...]:
    return tuple(_split(character)[1] for character in unicodedata.normalize("NFC", word))


@cache
def _split(character: str) -> tuple[int, int]:
    """Return the rank of a character's letter and of its tone; what is no letter goes by its code, before letters."""
    parts = unicodedata.normalize("NFD", character.lower())
    tone = next((_TONES.index(mark) + 1 for mark in parts if mark in _TONES), 0)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    if len(letter) == 1 and letter in _LETTERS:
        return 0x110000 + _LETTERS.index(letter), tone
    return ord(letter[:1] or "\0"), tone
