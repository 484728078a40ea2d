# %% [markdown]
# # Lào Cai: nobody with nothing
#
# The province's plan wants every child in special circumstances helped in some form, over 30 % of them
# introduced to donors, 90 % of poor, ethnic-minority, special and at-risk children with a plan when they need
# one, over 60 % of agencies and enterprises mobilised, and of these over 10 % in a lasting network. It speaks
# of children of zone III communes, and of children in special circumstances or at risk anywhere in the
# province.
#
# Give the number of children as an argument; the default is small.

# %%
import sys

import polars as pl

import matching
from matching.problem.joining import without
from matching.problem.people import special

CHILDREN = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 600
whole = matching.generate("lao-cai", children=CHILDREN, seed=2)

# %% [markdown]
# The scope is a union: zone III, **or** special circumstances, **or** at risk. What lies outside is left out
# before planning.

# %%
children = whole["children"]
inside = whole["communes"].is_("zone", "III")[children["commune"]] | special(whole)
inside |= children["at_risk"] == 1
owner = whole["needs"]["child"]
problem = without(whole, {"needs": (owner >= 0) & ~inside[owner]})
problem = without(problem, {"children": ~inside})
print(
    f"{int(inside.sum()):,} of {len(children):,} children are in scope, with {len(problem['needs']):,} needs"
)

# %% [markdown]
# The register of donors holds those who were asked and have not given yet.

# %%
frames = matching.problem_frames(problem, "polars")
asked = pl.DataFrame(
    {"donor": [f"asked-{number}" for number in range(len(problem["donors"]) // 3)], "kind": "enterprise"}
)
frames["donors"] = pl.concat([frames["donors"], asked], how="diagonal")
problem = matching.problem_from_frames(frames, problem.reference_date, "Lào Cai")

# %%
result = matching.solve(problem, "nobody-with-nothing", seed=2025)
print(matching.summary(result).splitlines()[-1])

# %% [markdown]
# ## What the plan reports

# %%
targets = {
    "tracked": 90,
    "helped": 100,
    "introduced": 30,
    "mobilised": 60,
    "lasting": 10,
    "warm_clothes": 100,
}
print(result.indicators(targets).summary("vi"))

# %% [markdown]
# The introduction list counts honestly: all children in special circumstances below, only recorded, valid
# consent above, and nobody of a group that is never shown.

# %%
found = matching.appeals(result, limit=1, verify=0).introductions
print(
    f"{found.introducible} of {found.children} may be introduced, {found.wanted} are wanted, {found.missing} missing"
)
print(
    f"{found.hidden} are never introduced, {found.without_consent} lack consent; unhelped: {found.unhelped}"
)

# %% [markdown]
# Who still has nothing, and why? Another policy helps fewer children:

# %%
for name in ("nobody-with-nothing", "equal-coverage", "utilitarian"):
    one = matching.solve(problem, name, seed=2025).indicators({"helped": 100})["helped"]
    print(f"{name:<20} {one.reached} of {one.all} children in special circumstances helped")
