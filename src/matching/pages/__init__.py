"""Offline pages about a result: no script, nothing fetched, every text escaped."""
