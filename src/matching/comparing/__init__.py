"""Plans under several policies, rules or weights, beside one another; every one is found by the solver handed in."""
