"""Digest of the input that does not depend on the order of rows, and the tickets of the tie lottery."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import registry
from matching.problem.table import Table

Words = NDArray[np.uint64]

_MULTIPLIERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def tables_digest(tables: Mapping[str, Table], prefix: str) -> str:
    """Return SHA-256 over 128-bit digests of the rows, sorted, so that the order of rows does not matter.

    References enter by the key of the row they point to. Guards against mistakes, not against forgery of single rows.
    """
    total = hashlib.sha256(prefix.encode())
    for name in sorted(tables):
        lanes = [_row_digests(tables, name, lane) for lane in (0, 1)]
        order = np.lexsort(lanes)
        total.update(name.encode())
        for lane in lanes:
            total.update(lane[order].astype("<u8").tobytes())
    return total.hexdigest()


def _row_digests(tables: Mapping[str, Table], name: str, lane: int) -> Words:
    table = tables[name]
    rows = np.zeros(len(table), dtype=np.uint64)
    for field in registry()[name]:
        column = table[field.name]
        if field.base == "ref":
            column = _referenced(tables, field.parameter, column, lane)
        rows = _mix(rows, _words(column, lane), lane)
    return rows


def _referenced(tables: Mapping[str, Table], target: str, column: NDArray[Any], lane: int) -> Words:
    keys = ("vintage", "code") if target == "communes" else (registry()[target][0].name,)
    digests = np.zeros(len(tables[target]) + 1, dtype=np.uint64)
    for key in keys:
        digests[:-1] = _mix(digests[:-1], _words(tables[target][key], lane), lane)
    referenced: Words = digests[column]
    return referenced


def _words(column: NDArray[Any], lane: int) -> Words:
    if column.dtype.kind == "U":
        return _text_digests(column, lane)
    if column.dtype.kind == "f":
        return np.ascontiguousarray(column, dtype="<f8").view(np.uint64)
    return column.astype(np.int64).view(np.uint64) if column.dtype != np.uint64 else column


def _text_digests(column: NDArray[np.str_], lane: int) -> Words:
    width = column.dtype.itemsize // 4
    characters = np.ascontiguousarray(column).view(np.uint32).reshape(len(column), width)
    digest = np.zeros(len(column), dtype=np.uint64)
    for position in range(width):
        present = characters[:, position] > 0
        digest = np.where(present, _mix(digest, characters[:, position].astype(np.uint64), lane), digest)
    return digest


def _mix(digest: Words, word: Words, lane: int) -> Words:
    mixed = (digest ^ word) * _MULTIPLIERS[lane] + _MULTIPLIERS[1 - lane]
    return mixed ^ (mixed >> np.uint64(29))


def tickets(ids: NDArray[np.str_], seed: int) -> Words:
    """Return the lottery ticket of every id: SipHash-2-4 of its UTF-8 text under the key ``(seed, 0)``.

    Parameters
    ----------
    ids
        Unique identifiers, shape ``(n,)``.
    seed
        Published seed of the draw, a non-negative integer below 2**63.

    Returns
    -------
    Unsigned 64-bit tickets, shape ``(n,)``; the lowest ticket is served first, equal tickets by id.

    Notes
    -----
    J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", 2012.
    """
    blocks, lengths = _utf8_blocks(ids)
    return _siphash(blocks, lengths, np.uint64(seed), np.uint64(0))


LOT_BITS = 24
"""Bits of a ticket that count as its lot in the tie goal."""


def chances(ids: NDArray[np.str_], seed: int) -> NDArray[np.int64]:
    """Return the chance of every id in the tie lottery, in [1, 2**24]: 2**24 less the first 24 bits of its ticket.

    The goal ``lottery`` maximises the sum of chances of the units given, so that among plans that are equal on every
    other goal low tickets go first.
    """
    lot = (tickets(ids, seed) >> np.uint64(64 - LOT_BITS)).astype(np.int64)
    return (1 << LOT_BITS) - lot


def _utf8_blocks(ids: NDArray[np.str_]) -> tuple[Words, NDArray[np.int64]]:
    """Return the texts as little-endian 8-byte words, shape ``(words, n)``, and their lengths in bytes."""
    encoded = _encoded(ids)
    lengths = np.strings.str_len(encoded).astype(np.int64)
    words = encoded.dtype.itemsize // 8 + 1
    padded = np.zeros((len(ids), words * 8), dtype=np.uint8)
    if len(ids):
        padded[:, : encoded.dtype.itemsize] = encoded.view(np.uint8).reshape(len(ids), -1)
    return np.ascontiguousarray(padded.view("<u8").astype(np.uint64).T), lengths


def _encoded(ids: NDArray[np.str_]) -> NDArray[np.bytes_]:
    if not len(ids):
        return np.zeros(0, dtype="S1")
    width = ids.dtype.itemsize // 4
    characters = np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), width)
    if int(characters.max()) < 128:  # ASCII is its own UTF-8, and a plain cast is many times faster.
        return characters.astype(np.uint8).view(f"S{width}").ravel()
    return np.strings.encode(ids, "utf-8")


def _siphash(blocks: Words, lengths: NDArray[np.int64], key0: np.uint64, key1: np.uint64) -> Words:
    count = len(lengths)
    constants = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    state = [
        np.full(count, np.uint64(constant) ^ key)
        for constant, key in zip(constants, (key0, key1, key0, key1), strict=True)
    ]
    final_word = lengths // 8
    for index, block in enumerate(blocks):
        word = np.where(final_word == index, block | (lengths.astype(np.uint64) << np.uint64(56)), block)
        active = final_word >= index
        if not active.any():
            break
        state = _absorb(state, word, active)
    state[2] = state[2] ^ np.uint64(0xFF)
    for _ in range(4):
        state = _round(*state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _absorb(state: list[Words], word: Words, active: NDArray[np.bool_]) -> list[Words]:
    mixed = [state[0], state[1], state[2], state[3] ^ word]
    mixed = _round(*_round(*mixed))
    mixed[0] = mixed[0] ^ word
    if active.all():
        return mixed
    return [np.where(active, new, old) for new, old in zip(mixed, state, strict=True)]


def _rotate(word: Words, bits: int) -> Words:
    return (word << np.uint64(bits)) | (word >> np.uint64(64 - bits))


def _round(v0: Words, v1: Words, v2: Words, v3: Words) -> list[Words]:
    v0 = v0 + v1
    v1 = _rotate(v1, 13) ^ v0
    v0 = _rotate(v0, 32)
    v2 = v2 + v3
    v3 = _rotate(v3, 16) ^ v2
    v0 = v0 + v3
    v3 = _rotate(v3, 21) ^ v0
    v2 = v2 + v1
    v1 = _rotate(v1, 17) ^ v2
    v2 = _rotate(v2, 32)
    return [v0, v1, v2, v3]
