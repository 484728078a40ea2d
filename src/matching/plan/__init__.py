"""Floor 2: the answer. Allocation lines, outcomes, certificates, measures; no solver."""
