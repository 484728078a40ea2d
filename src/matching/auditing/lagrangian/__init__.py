"""Lagrangian bounds: needs and slots priced, every offer at its best alone, in exact whole numbers."""
