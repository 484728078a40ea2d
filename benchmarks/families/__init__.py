"""Instance families: provinces by profile and shape, and adversarial cases; each any size, any seed."""
