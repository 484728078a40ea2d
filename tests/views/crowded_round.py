"""A problem made by hand: two provinces, four communes, some hundred children, two donors, and its plan."""

from datetime import date

from matching.intake.builder import ProblemBuilder

DAY = date(2026, 1, 1)
HIDDEN = ("g05", "g06", "g07", "g09", "g10", "g11", "g12")


def builder() -> ProblemBuilder:
    """Every commune has 24 children of 4 to 11 years; a third have no consent, a few are in hidden groups."""
    made = ProblemBuilder("2025-07")
    for number, zone in enumerate(("I", "I", "II", "III")):
        commune = f"0970{number}"
        made.add_commune(
            commune, name=f"Xã {number}", zone=zone, province="Hà Nội" if number < 3 else "Lào Cai"
        )
        for place in range(24):
            child = f"canary-{number}-{place:02}"
            made.add_child(
                child, ("2025-07", commune), age=4 + place // 3, sex="boy" if place % 2 else "girl",
                consent_representative=place % 3 != 0, consent_child=place % 4 != 1, consent_date=date(2025, 9, 1),
                circumstances={HIDDEN[place % 7]} if place in (4, 10, 17) else {"g01"} if place == 5 else set(),
            )  # fmt: skip
            made.add_need(f"secret-{number}-{place:02}", "meal", 3, child=child)
            if place % 5 == 0:
                made.add_need(f"secret-gift-{number}-{place:02}", "gift", 1, child=child)
    made.add_need("secret-play", "play_facility", 1, commune=("2025-07", "09700"))
    for donor, name in (("D1", "Quỹ Bầu ơi"), ("D2", "")):
        made.add("donors", donor=donor, name=name, kind="foundation")
    made.add_offer("O1", donor="D1").add_stock("O1", "meal", 150)
    made.add_offer("O2", donor="D2", modality="cash", budget=2_400_000).add_stock("O2", "gift")
    return made
