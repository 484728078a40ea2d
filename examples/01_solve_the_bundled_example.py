# %% [markdown]
# # A first plan
#
# The bundled example: the fourteen ethnic-minority and mountain communes of Hà Nội by their real names, with
# synthetic children, and offers for about a quarter of what they need.

# %%
import matching

problem = matching.demo_problem()
problem

# %% [markdown]
# One call decides who gets what. The default policy serves life-saving needs first, then lifts the
# worst-covered commune and kind as high as possible, then the next one, and so on. The seed of the lottery is
# published after the list is closed.

# %%
result = matching.solve(problem, policy="equal-coverage", seed=2026)
result.policy

# %% [markdown]
# The summary says how every commune stands, and whether the plan is proved: a separate checker has recomputed
# every rule and replayed the proof, without a solver.

# %%
print(matching.summary(result, "vi"))

# %%
result.chart()
