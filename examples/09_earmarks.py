# %% [markdown]
# # Earmarks: a donor's wish is a rule
#
# Conditions of one clause hold all together; several clauses are alternatives. A donor who wants *girls in
# zone III or orphans anywhere* is obeyed exactly, and what the wish costs is told.

# %%
import matching

problem = matching.generate("ha-noi-14", children=300, seed=12)
result = matching.solve(problem, seed=4)
print(result.coverage("zone").to_rows())

# %% [markdown]
# A new donor brings warm clothes of one size, first without a wish, then with one.

# %%
gift = [
    matching.add_row("offers", offer="warm", modality="goods"),
    matching.add_row("stock", offer="warm", kind="warm_clothes", item="clothes-09-12-neutral", quantity=12),
]
wish = [
    matching.add_row("earmarks", offer="warm", clause=1, field="sex", values="girl"),
    matching.add_row("earmarks", offer="warm", clause=1, field="zone", values="II"),
    matching.add_row("earmarks", offer="warm", clause=2, field="household", values="poor"),
]
free = matching.what_if(result, gift).after
bound = matching.what_if(result, [*gift, *wish]).after
for name, one in (("free", free), ("girls of zone II, or poor households", bound)):
    row = one.problem["offers"]["offer"].tolist().index("warm")
    used = one.plan.quantity[one.plan.offer == row].sum()
    print(f"{name}: {used} of 12 sets given, {one.report.verdict}")

# %% [markdown]
# The donor's page tells which condition holds back most, and how many needs would be reached without it.

# %%
print(matching.explain_offer(bound, "warm").describe("en"))

# %% [markdown]
# A donor may also exclude, name children or sites, or ask to be shown the child; then only children whose
# consent is recorded may be served. A wish that names what does not exist is refused with its row.

# %%
try:
    matching.what_if(result, [*gift, matching.add_row("earmarks", offer="warm", field="zone", values="IV")])
except matching.DataError as error:
    print(error.issues[0].code, "-", error.issues[0].remedy)
