"""Other tools on the same need-level model, each in a process of its own; nothing of ours is imported here."""
