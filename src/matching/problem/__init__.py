"""Floor 1: the question. Entities, catalogue, earmarks, rules, policy, and the frozen problem."""
