"""The lottery's tickets are SipHash-2-4 of the UTF-8 id under the published seed."""

import numpy as np
import pytest

from matching.problem.hashing import chances, tickets
from oracle.lots import chance, siphash


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


def test_the_chance_of_a_need_falls_as_its_ticket_rises() -> None:
    ids = np.array([f"N{number:05d}" for number in range(500)])
    assert chances(ids, 11).tolist() == [chance(name, 11) for name in ids.tolist()]
    assert (np.diff(chances(ids, 11)[np.argsort(tickets(ids, 11))]) <= 0).all()
