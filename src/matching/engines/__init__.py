"""Floor 5: solvers. Arrays in, arrays out; they know nothing of donors or children."""
