"""Floor 4: from the problem to integer arrays and back. Classes, admission, structure, network."""
