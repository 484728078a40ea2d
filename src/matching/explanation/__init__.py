"""Floor 7: why. Facts about a plan that can be checked, told by codes; no prose."""
