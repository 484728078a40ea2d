"""Reads an example as a notebook: cells of the percent format; a plain script's first sentence becomes its title."""

import ast
from typing import Any

import jupytext


def read(text: str) -> Any:
    """Return the notebook of an example's source."""
    told = "" if text.startswith("# %%") else ast.get_docstring(ast.parse(text)) or ""
    if told:
        title, _, rest = told.partition("\n")
        prose = "\n".join(f"# {line}".rstrip() for line in [f"# {title.rstrip('.')}", *rest.splitlines()])
        code = text.partition('"""')[2].partition('"""')[2].lstrip()
        text = f"# %% [markdown]\n{prose}\n\n# %%\n{code}"
    return jupytext.reads(text, fmt="py:percent")
