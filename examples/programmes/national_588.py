# %% [markdown]
# # The national plan of Decision 588
#
# Children of ethnic minorities and mountain communes, and the places they live in, are introduced to donors
# at home and abroad: examination and treatment, nutritious meals, culture and play, warm clothes. Two kinds
# of need stand side by side, those of single children and those of communes that lack a place to play. Donors
# without a wish for a place may give anywhere in the country.
#
# Four synthetic provinces stand for the country. Give the number of children as an argument; the default is
# small.

# %%
import sys
from datetime import date

import polars as pl

import matching

CHILDREN = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 1_200
SHARES = {"lao-cai": 0.3, "dien-bien": 0.2, "thanh-hoa": 0.45, "ha-noi-14": 0.05}
IDS = ("child", "need", "donor", "offer", "site", "provider", "matches")

# %% [markdown]
# The provinces' lists are joined into one. Ids are unique within a province only, so each gets the province
# before it, and so does the list of codes of synthetic communes.


# %%
def prefixed(frame: pl.DataFrame, province: str) -> pl.DataFrame:
    """Return a table whose ids carry the province, those that wishes name included."""
    named = [column for column in IDS if column in frame.columns]
    ids = [
        pl.when(pl.col(one) != "").then(pl.lit(f"{province}-") + pl.col(one)).otherwise(None).alias(one)
        for one in named
    ]
    codes = pl.col(pl.String).str.replace_all("synthetic-2025", f"{province}-2025", literal=True)
    frame = frame.with_columns(codes).with_columns(ids)
    if "values" not in frame.columns:
        return frame
    wished = pl.col("values").str.replace_all(r"(^|\|)", f"${{1}}{province}-")
    return frame.with_columns(
        pl.when(pl.col("field").is_in(IDS)).then(wished).otherwise(pl.col("values")).alias("values")
    )


frames: dict[str, list[pl.DataFrame]] = {}
for seed, (profile, share) in enumerate(SHARES.items()):
    part = matching.generate(profile, children=max(20, round(CHILDREN * share)), seed=seed)
    for table, frame in matching.problem_frames(part, "polars").items():
        if table not in ("kinds", "items"):
            frames.setdefault(table, []).append(prefixed(frame, profile))
problem = matching.problem_from_frames(
    {table: pl.concat(parts, how="diagonal_relaxed") for table, parts in frames.items()},
    date(2026, 1, 1),
    "Decision 588",
)
print(
    f"{len(problem['children']):,} children, {len(problem['needs']):,} needs, {len(problem['offers']):,} offers"
)
problem

# %%
result = matching.solve(problem, seed=588)
print(matching.summary(result).splitlines()[-1])
for row in result.measures("province").to_rows():
    print(f"{row['group']}: {row['met']:,} of {row['needed']:,} units, {row['coverage']:.1%}")

# %% [markdown]
# ## What the plan reports
#
# The four lines of support, and the children who receive anything at all.

# %%
print(
    result.indicators({"health": 90, "play": 90, "warm_clothes": 100, "helped": 100, "tracked": 90}).summary()
)

# %% [markdown]
# Needs of children and of places, and why what is not met is not met.

# %%
play = problem["needs"]["kind"] == problem["kinds"]["kind"].tolist().index("play_facility")
served = result.plan.per_need(problem)
for name, rows in (("children", ~play), ("places", play)):
    print(
        f"needs of {name}: {int(served[rows].sum()):,} of {int(problem['needs']['quantity'][rows].sum()):,} units"
    )
if CHILDREN <= 20_000:
    for part in matching.gap(problem, seed=588).to_rows():
        print(f"{part['part']:>10} {part['units']:>7,} {part['share']:>7.1%}")

# %% [markdown]
# ## Received and used
#
# What was received and used, by purpose; donors and places are published in the same way.

# %%
print(result.accounts("kind").summary())
