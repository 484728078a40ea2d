"""Three views of a result: all of it for the fund, consented profiles for a donor, safe totals for the public."""
