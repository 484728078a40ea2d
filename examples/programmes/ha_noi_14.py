# %% [markdown]
# # Hà Nội's fourteen communes
#
# Plan 3874/KH-LĐTB&XH: children of the fourteen ethnic-minority and mountain communes, with special attention
# to the four communes of zone II (Ba Vì, Khánh Thượng, Yên Bài, An Phú). Warm clothes only where there is
# need, by age and sex; books, school supplies and scholarships for children of poor and near-poor households.
# The communes are real, the children synthetic.

# %%
import matching

problem = matching.demo_problem()

# %% [markdown]
# Special attention is a target, not a queue: communes of zone II are entitled to coverage half as high again.

# %%
policy = matching.policy_from_dict(
    {
        "name": "ha-noi-14",
        "version": "1",
        "goals": [
            {"measure": "life_saving_units"},
            {"measure": "units", "criterion": "leximin", "group": "commune_kind", "adjusted": True},
            {"measure": "weight"},
            {"measure": "lottery"},
        ],
        "disadvantage": {"weights": {"zone": 1}, "zones": {"I": 0, "II": 100}, "spread": 50},
    }
)
result = matching.solve(problem, policy, seed=3874)
policy

# %%
print(matching.summary(result, "vi"))

# %% [markdown]
# ## What the plan reports
#
# The four communes beside the ten, the lines of support, and the yearly aggregation of needs of children in
# special circumstances and at risk.

# %%
for row in result.measures("zone").to_rows():
    print(f"zone {row['group']}: {row['met']} of {row['needed']} units, {row['coverage']:.1%}")
for row in result.measures("kind").to_rows():
    if row["group"] in (
        "warm_clothes",
        "school_kit",
        "scholarship",
        "surgery",
        "orthopaedics",
        "rehab",
        "sponsorship",
    ):
        print(f"{row['group']}: {row['met']} of {row['needed']}")
for column, name in (("at_risk", "at risk"), ("household", "household")):
    for row in result.measures(column, counted="children").to_rows():
        print(f"children, {name} {row['group']}: {row['met']} of {row['needed']} helped")

# %%
print(result.indicators({"helped": 100, "introduced": 30, "tracked": 90, "health": 90}).summary("vi"))

# %% [markdown]
# Clothes fit by age and sex, or are of a set for everyone; the audit has checked every line. Donors are told
# the needs that are left in the four communes:

# %%
index = matching.appeal_index(result)
for package in matching.packages_for(
    index, budget=30_000_000, places=["Ba Vì", "Khánh Thượng", "Yên Bài", "An Phú"]
):
    print(
        f"{package.shape}: {package.quantity} units for {package.children} children, {package.price:,} đồng"
    )
