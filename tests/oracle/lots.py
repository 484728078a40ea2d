"""The lottery told again in plain Python: SipHash-2-4 (Aumasson and Bernstein 2012) of ids, and the chances it gives."""

MASK = (1 << 64) - 1


def siphash(message: bytes, key: int) -> int:
    """Return SipHash-2-4 under the key (key, 0)."""
    v = [0x736F6D6570736575 ^ key, 0x646F72616E646F6D, 0x6C7967656E657261 ^ key, 0x7465646279746573]

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


def chance(name: str, seed: int = 0) -> int:
    """Return the chance of a need: 2**24 less the first 24 bits of its ticket."""
    return (1 << 24) - (siphash(name.encode(), seed) >> 40)
