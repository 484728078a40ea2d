# %% [markdown]
# # Appeals: whom to ask for what
#
# What need is left is worth asking for, the most helpful packages first; a gift at hand has a best use; and a
# donor is told where a gift went.

# %%
import matching

result = matching.solve(matching.demo_problem(), seed=2026)
print(matching.appeals(result, limit=5, verify=2, by="zone").summary("vi"))

# %% [markdown]
# A donor comes with 50 million đồng for two communes:

# %%
index = matching.appeal_index(result)
for package in matching.packages_for(index, budget=50_000_000, places=["Ba Vì", "Yên Bài"]):
    print(
        f"\n{package.shape}: {package.quantity} units for {package.children} children, {package.price:,} đồng"
    )

# %% [markdown]
# What one more unit would be worth to every goal, by kind and zone:

# %%
print()
print(matching.shadow_values(result, ("kind", "zone"), ranges=3).summary("en", limit=3))

# %% [markdown]
# And the page of one offer:

# %%
print()
print(matching.explain_offer(result, "O0001").describe("vi"))
