# %% [markdown]
# # A parent asks why
#
# Every unmet unit has exactly one reason. The officer reads the evidence, the parent hears a few plain words,
# and what would help has been tried before it is told.

# %%
import matching

problem = matching.generate("ha-noi-14", children=200, seed=5)
result = matching.solve(problem, seed=5)

# %% [markdown]
# A need that lost a draw between equals:

# %%
needs = problem["needs"]["need"][result.unmet.need].tolist()
told = next(
    one
    for one in (matching.explain(result, need, remedies=False) for need in needs)
    if one.reason == "lottery" and one.served == 0
)
told = matching.explain(result, told.need)

print("For the officer:")
print(told.describe("en"))

# %%
print("\nFor the parent:")
print(told.describe("en", "parent"))
print("\nCho cha mẹ:")
print(told.describe("vi", "parent"))

# %% [markdown]
# The remedy is a change of the input. What else would change if it were made?

# %%
assert told.remedy is not None
print("\nIf that were given:")
print(matching.what_if(result, told.remedy.changes).describe("en"))
