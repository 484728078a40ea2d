"""What does fairness cost? The same province under several policies and rules of thumb."""

import matching

problem = matching.generate("dien-bien", children=1_000, seed=3)
print(f"{'policy':<22} {'verdict':<11} {'units met':>9} {'worst commune':>14}")
for policy in matching.policy_names():
    if not matching.structure(problem, matching.named_policy(policy)).is_network:
        continue  # its goals do not nest on one network: an integer program, minutes at this size
    result = matching.solve(problem, policy=policy, seed=1)
    met = int(result.plan.quantity.sum())
    worst = result.coverage("commune").coverage.min()
    print(f"{policy:<22} {result.report.verdict:<11} {met:>9} {worst:>13.1%}")
