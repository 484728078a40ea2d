"""Criteria by which groups are compared: each defined on a plan, and as objectives of the reference program."""
