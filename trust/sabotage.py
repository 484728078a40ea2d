"""Promises broken on purpose, to see that the suites notice."""


def commit(name: str) -> None:
    raise KeyError(name)
