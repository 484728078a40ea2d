"""Raising funds: worth of one more unit, packages for donors, the introduction list, a donor's page."""
