"""A fund small enough that every promise in its ledger can be counted by hand."""

from datetime import date
from random import Random

import matching

TODAY = date(2026, 1, 5)


def fund(rng: Random, offers: int = 3, needs: int = 6) -> matching.Problem:
    """Return a few needs in two communes and a few offers of two kinds, some with limits."""
    builder = matching.ProblemBuilder(vintage="2025-07").add_commune("1").add_commune("2")
    for number in range(needs):
        child = f"C{number}"
        builder.add_child(child, rng.choice("12"), age=rng.randint(4, 10), sex=rng.choice(("boy", "girl")))
        kind = rng.choice(("meal", "gift"))
        builder.add_need(f"N{number}", kind, rng.randint(1, 3), child=child)
    for number in range(offers):
        limits = {"commune_max": rng.randint(2, 4)} if rng.random() < 0.3 else {}
        builder.add_offer(f"O{number}", **limits)
        for kind in ("meal", "gift"):
            if rng.random() < 0.7:
                builder.add_stock(f"O{number}", kind, rng.randint(1, 4))
    return builder.build(TODAY)


def above(problem: matching.Problem, ledger: matching.Ledger) -> list[str]:
    """Return the offers and needs that have more promised than there is, counted from the lines alone."""
    held = {}
    for offer, kind, units in zip(
        *(problem["stock"][name].tolist() for name in ("offer", "kind", "quantity")), strict=True
    ):
        held[problem["offers"]["offer"][offer], kind] = units
    asked = dict(zip(problem["needs"]["need"].tolist(), problem["needs"]["quantity"].tolist(), strict=True))
    kind_of = dict(zip(problem["needs"]["need"].tolist(), problem["needs"]["kind"].tolist(), strict=True))
    for line in ledger.standing():
        held[line.key.offer, kind_of[line.key.need]] -= line.quantity
        asked[line.key.need] -= line.quantity
    return [str(name) for left in (held, asked) for name, units in left.items() if units < 0]
