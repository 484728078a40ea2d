"""Synthetic provinces: invented children and donors with the published shares of real places."""
