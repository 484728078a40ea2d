# %% [markdown]
# # Surgery and slots
#
# An operation needs a slot at a hospital *and* money, the need must be confirmed by a health worker, and
# life-saving operations come before everything else. A bundle makes sense only whole: an operation without
# rehabilitation is not done.

# %%
from datetime import date

import matching

rows = matching.ProblemBuilder(vintage="2025")
for code, zone in (("00001", "III"), ("00002", "II"), ("00003", "I")):
    rows.add_commune(code, name=f"Xã {code[-1]}", zone=zone)
for number in range(9):
    rows.add_child(f"C{number}", f"0000{number % 3 + 1}", age=3 + number)
for number in range(6):
    lives = number in (4, 5)
    rows.add_need(
        f"heart-{number}", "surgery", 1, child=f"C{number}", item="heart", confirmed=number != 2,
        tier="life_saving" if lives else "ordinary",
    )  # fmt: skip
for number in (6, 7, 8):
    rows.add_need(
        f"limb-{number}",
        "orthopaedics",
        1,
        child=f"C{number}",
        item="limb",
        confirmed=True,
        bundle=f"B{number}",
    )
    rows.add_need(f"rehab-{number}", "rehab", 1, child=f"C{number}", confirmed=True, bundle=f"B{number}")
rows.add("providers", provider="H1", name="Bệnh viện tổng hợp")
first, last = date(2026, 1, 1), date(2026, 6, 30)
rows.add("slots", provider="H1", item="heart", window_from=first, window_to=last, capacity=3)
rows.add("slots", provider="H1", item="limb", window_from=first, window_to=last, capacity=3)
window = {"provider": "H1", "window_from": first, "window_to": last}
rows.add_offer("operations", modality="cash", budget=170_000_000)
rows.add_stock("operations", "surgery", item="heart", **window).add_stock(
    "operations", "orthopaedics", item="limb", **window
)
rows.add_offer("therapy", modality="service").add_stock("therapy", "rehab", 2)
problem = rows.build(date(2026, 1, 1), "Operations")

# %%
result = matching.solve(problem, "utilitarian", seed=3)
given = sorted(problem["needs"]["need"][result.plan.need].tolist())
print(result.report.verdict, given)

# %% [markdown]
# Everyone who waits has one reason.

# %%
for need in problem["needs"]["need"][result.unmet.need].tolist():
    print(f"{need}: {matching.explain(result, need, remedies=False).reason}")

# %% [markdown]
# One more slot alone takes the money of a bundle; with the money for it nobody loses.

# %%
more = [
    matching.amend_rows("slots", {"item": "heart"}, capacity=4),
    matching.amend_rows("offers", {"offer": "operations"}, budget=210_000_000),
]
for name, changes in (("a slot more", more[:1]), ("a slot and 40 million more", more)):
    told = matching.what_if(result, changes).to_frames("polars")["needs"]
    won, lost = (told.filter(told["change"] * sign > 0)["key"].sort().to_list() for sign in (1, -1))
    print(f"{name}: won {won}, lost {lost}")
