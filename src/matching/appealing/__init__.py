"""What users ask of a result: whom to ask for what, what one more unit is worth, where a gift went."""
