"""Criteria that an integer program maximises: the columns and rows of each, and what is maximised in order."""
