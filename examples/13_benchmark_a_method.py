# %% [markdown]
# # Benchmark a method of your own
#
# Take the pairs that may be served, hand out units by any rule, and let the library judge the plan: rules by
# the audit, values by the goals, shares by the measures. Problems are generated, so that others can repeat
# the figures.

# %%
import numpy as np

import matching

# %% [markdown]
# The method: one unit after the other goes to the commune with the least share so far. It knows needs, stock
# and promises, and no other rule.


# %%
def by_turns(problem: matching.Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hand out one unit after the other to the commune with the least so far."""
    line, need = matching.admissible_pairs(problem)
    child = problem["needs"]["child"]
    commune = np.where(child >= 0, problem["children"]["commune"][child], problem["needs"]["commune"])
    none = np.zeros(0, dtype=np.int64)
    kept = matching.judged(problem, none, none, none).plan  # promises are in every plan
    held = problem["stock"]["quantity"] - kept.per_line(problem)
    wanted = problem["needs"]["quantity"] - kept.per_need(problem)
    received = np.zeros(len(problem["communes"]))
    asked = np.bincount(commune, wanted, minlength=len(received))
    units = np.zeros(len(line), dtype=np.int64)
    while True:
        open_pairs = np.flatnonzero((held[line] > 0) & (wanted[need] > 0))
        if not len(open_pairs):
            return line, need, units
        level = (received / np.maximum(asked, 1))[commune[need[open_pairs]]]
        pair = open_pairs[np.argmin(level)]
        units[pair] += 1
        held[line[pair]] -= 1
        wanted[need[pair]] -= 1
        received[commune[need[pair]]] += 1


# %% [markdown]
# Three problems, the method beside the library's plan and a rule of thumb. A violated plan is no plan: its
# broken rules are named.

# %%
print(f"{'problem':<14} {'method':<15} {'verdict':<11} {'points':>6} {'worst':>6} {'Gini':>6}  broken rules")
for profile, seed in (("ha-noi-14", 1), ("dien-bien", 2), ("lao-cai", 3)):
    problem = matching.generate(profile, children=300, seed=seed)
    results = {
        "by turns": matching.judged(problem, *by_turns(problem), seed=seed),
        "equal-coverage": matching.solve(problem, seed=seed),
        "greedy": matching.solve(problem, "greedy", seed=seed),
    }
    for name, result in results.items():
        points = int(result.measures("everyone", "weight").met.sum())
        found = result.measures("commune", pool_below=15).indices()
        broken = ", ".join(rule for rule in result.report.counts if rule != "lottery")
        print(
            f"{profile:<14} {name:<15} {result.report.verdict:<11} {points:>6} {float(found.worst):>6.1%} "
            f"{float(found.gini):>6.3f}  {broken or '-'}"
        )
