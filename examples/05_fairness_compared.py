# %% [markdown]
# # Which policy is fair here?
#
# What does it cost, and why is so much need not met? Two provinces, measured. How to read the columns, and
# how not to, is in [measuring and choosing fairness](../docs/fairness.md).

# %%
import matching

POLICIES = [
    "equal-coverage", "nobody-with-nothing", "utilitarian", "max-min", "cheapest", "first-come", "greedy", "proportional",
    "lottery",
]  # fmt: skip


def told(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


# %% [markdown]
# Policies side by side; then the frontier between the total and the worst-off, of which one point is turned
# into a plan; then the parts of the gap.

# %%
for profile in ("lao-cai", "thanh-hoa"):
    problem = matching.generate(profile, children=400, seed=7)
    comparison = matching.compare(problem, POLICIES, seed=2026, pool_below=15)
    print(f"{profile}: {len(problem['needs'])} needs, {len(problem['communes'])} communes")
    print(
        f"  {'policy':<20} {'verdict':<11} {'points':>6} {'worst':>6} {'3 worst':>8} {'Gini':>6} {'price':>6}"
    )
    for row in comparison.to_rows():
        print(
            f"  {row['policy']:<20} {row['standing']:<11} {row['weight']:>6} {told(row['worst']):>6} "
            f"{told(row['mean_of_worst']):>8} {row['gini']:>6.3f} {told(row['fairness_share']):>6}"
        )
    frontier = matching.frontier(problem, seed=2026, levels=8)
    first, last = frontier.points[0], frontier.points[-1]
    print(f"  {len(frontier.points)} points from {first.total} points of weight to {last.total} at leximin")
    result = frontier.solve(len(frontier.points) // 2)
    print(f"  the one in the middle, solved: {result.report.verdict}, {result.goals[1].value}")
    for part in matching.gap(problem, seed=2026).to_rows():
        print(f"  {part['part']:>10} {part['units']:>6} {part['share']:>7.1%}")

# %%
frontier.chart()
