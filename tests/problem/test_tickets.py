"""The lottery's tickets are SipHash-2-4 of the UTF-8 id under the published seed."""

import numpy as np
import pytest

from matching.problem.hashing import tickets

MASK = (1 << 64) - 1


def siphash(message: bytes, seed: int) -> int:
    """Plain SipHash-2-4 (Aumasson and Bernstein 2012) with the key (seed, 0)."""
    v = [0x736F6D6570736575 ^ seed, 0x646F72616E646F6D, 0x6C7967656E657261 ^ seed, 0x7465646279746573]

    def turn(word: int, bits: int) -> int:
        return ((word << bits) | (word >> (64 - bits))) & MASK

    def mix() -> None:
        v[0] = (v[0] + v[1]) & MASK
        v[1] = turn(v[1], 13) ^ v[0]
        v[0] = turn(v[0], 32)
        v[2] = (v[2] + v[3]) & MASK
        v[3] = turn(v[3], 16) ^ v[2]
        v[0] = (v[0] + v[3]) & MASK
        v[3] = turn(v[3], 21) ^ v[0]
        v[2] = (v[2] + v[1]) & MASK
        v[1] = turn(v[1], 17) ^ v[2]
        v[2] = turn(v[2], 32)

    padded = message + bytes(7 - len(message) % 8) + bytes([len(message) & 255])
    for start in range(0, len(padded), 8):
        word = int.from_bytes(padded[start : start + 8], "little")
        v[3] ^= word
        mix()
        mix()
        v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(4):
        mix()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
@pytest.mark.parametrize(
    "ids", [["N0000001"], ["a", "abcdefgh", "abcdefghi", "x" * 40], ["Đỗ", "ấn", "N1", "trẻ-em-số-0001"]]
)
def test_a_ticket_is_the_keyed_hash_of_the_id(ids: list[str], seed: int) -> None:
    assert tickets(np.array(ids), seed).tolist() == [siphash(name.encode(), seed) for name in ids]


def test_the_reference_vector_of_the_paper_is_met() -> None:
    from matching.problem import hashing

    message = bytes(range(15))
    words = np.frombuffer(message + b"\0", dtype="<u8").astype(np.uint64).reshape(2, 1)
    keys = [np.uint64(int.from_bytes(bytes(range(start, start + 8)), "little")) for start in (0, 8)]
    assert int(hashing._siphash(words, np.array([15]), *keys)[0]) == 0xA129CA6149BE45E5


def test_no_ids_have_no_tickets() -> None:
    assert len(tickets(np.zeros(0, dtype="U1"), 0)) == 0
