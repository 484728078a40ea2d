"""Solve the bundled example and show how every commune stands."""

import matching

result = matching.solve(matching.demo_problem(), policy="equal-coverage", seed=2026)
print(matching.summary(result, "vi"))
