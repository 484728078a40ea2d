# %% [markdown]
# # The audit needs no solver and no trust
#
# It recomputes every rule from the problem and the plan alone. Move one unit, and it names the rule.

# %%
from dataclasses import replace

import matching
from matching.auditing.checking import audit

problem = matching.generate("ha-noi-14", children=200, seed=5)
result = matching.solve(problem, seed=5)
question = (result.policy, result.seed, result.certificate)
print("as solved:", audit(problem, result.plan, *question).verdict)

# %% [markdown]
# Now somebody gives the first line ten thousand units more.

# %%
quantity = result.plan.quantity.copy()
quantity[0] += 10_000
report = audit(problem, replace(result.plan, quantity=quantity), *question)
print("as changed:", report.verdict, "-", ", ".join(report.counts))
report
