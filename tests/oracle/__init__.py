"""Independent answers: the definitions told again in plain Python, enumeration, and a second solver."""
