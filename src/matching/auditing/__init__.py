"""Floor 3: the independent checker. Every rule and goal recomputed, certificates replayed; no solver."""
