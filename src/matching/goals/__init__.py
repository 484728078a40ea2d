"""Floor 6: goals in order. Each is solved on the optimal face of those before it and leaves prices as proof."""
