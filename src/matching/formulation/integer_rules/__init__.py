"""One method per rule that a network cannot hold: columns and rows of the integer program."""
