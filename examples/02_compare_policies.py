# %% [markdown]
# # What does fairness cost?
#
# The same province under all policies that a flow solves, and under rules of thumb. Policies whose goals do
# not nest on one network are left out here: they take integer programming, and minutes at this size.

# %%
import matching

problem = matching.generate("dien-bien", children=1_000, seed=3)
problem

# %%
print(f"{'policy':<22} {'verdict':<11} {'units met':>9} {'worst commune':>14}")
for policy in matching.policy_names():
    if not matching.structure(problem, matching.named_policy(policy)).is_network:
        continue
    result = matching.solve(problem, policy=policy, seed=1)
    met = int(result.plan.quantity.sum())
    worst = result.coverage("commune").coverage.min()
    print(f"{policy:<22} {result.report.verdict:<11} {met:>9} {worst:>13.1%}")

# %% [markdown]
# Rules of thumb keep every rule and prove nothing. What the columns do not show, such as who pays for the
# difference, is in [fairness compared](05_fairness_compared.py).
