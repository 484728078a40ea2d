"""What came of a suite: counted from the attempts that ended, never told beforehand."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tally:
    """Figures of one run of one suite.

    Parameters
    ----------
    name, target
        Of the suite, at the size of this run.
    tried
        Attempts that were made and had something to attack.
    lost
        What got through, in words, with the number of the attempt.
    seconds
        How long it took.
    """

    name: str
    target: int
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def caught(self) -> int:
        """Attempts that the library withstood."""
        return self.tried - len(self.lost)

    @property
    def verdict(self) -> str:
        """``held``; ``broken`` if anything got through; ``short`` if fewer were tried than asked for."""
        if self.lost:
            return "broken"
        return "held" if self.tried >= self.target > 0 else "short"

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for the record."""
        return {
            "tried": self.tried,
            "caught": self.caught,
            "lost": len(self.lost),
            "target": self.target,
            "verdict": self.verdict,
            "seconds": round(self.seconds, 1),
        }
