"""Tables of comparisons, frontiers, gaps, sensitivities and the index of disadvantage."""
