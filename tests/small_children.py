"""A few invented children, with a word put wherever the data has text of its own."""

from datetime import date

from matching import Problem, ProblemBuilder


def named_problem(word: str) -> Problem:
    made = (
        ProblemBuilder("2025-07")
        .add_commune("09700", name=word, province=word, zone="I")
        .add("kinds", kind="meal", unit=word, price=1, weight=1, label_en=word, label_vi=word)
        .add("donors", donor=f"d{word}", name=word)
        .add_offer(f"o{word}", donor=f"d{word}")
        .add_stock(f"o{word}", "meal", 3)
    )
    for number in range(4):
        made.add_child(f"c{word}{number}", ("2025-07", "09700"), age=8, hamlet=word)
        made.add_need(f"n{word}{number}", "meal", 2, child=f"c{word}{number}")
    return made.build(date(2026, 3, 1), word)


def infeasible_problem() -> Problem:
    """Return a problem whose floor asks for more than an offer's reserve leaves."""
    return (
        ProblemBuilder("2025-07")
        .add_commune("09700", zone="I")
        .add_child("c1", ("2025-07", "09700"), age=8)
        .add_need("n1", "meal", 9, child="c1")
        .add_offer("o1", reserve=5)
        .add_stock("o1", "meal", 9)
        .add("floors", group="commune", value="2025-07:09700", minimum=8)
        .build(date(2026, 3, 1))
    )
