"""Linopy with HiGHS."""

import numpy as np

from benchmarks.peers.model import Answer, Clock, Model


def solve(model: Model, seconds: float) -> Answer:
    """Build labelled arrays: one variable array, rows grouped by their entries."""
    import linopy
    import pandas
    import xarray

    clock = Clock()
    built = linopy.Model()
    names = pandas.RangeIndex(len(model.lower), name="column")
    x = built.add_variables(
        lower=xarray.DataArray(model.lower.astype(float), coords=[names]),
        upper=xarray.DataArray(model.upper.astype(float), coords=[names]),
        integer=True,
        name="x",
    )
    row = np.repeat(np.arange(len(model.row_lower)), np.diff(model.row_start))
    entry = pandas.RangeIndex(len(row), name="entry")
    value = xarray.DataArray(model.coefficient.astype(float), coords=[entry])
    terms = value * x.sel(column=xarray.DataArray(model.column, coords=[entry]))
    total = terms.groupby(xarray.DataArray(row, coords=[entry], name="row")).sum()
    low, high = model.sides()
    used = np.unique(row)
    for side, sign in ((low, ">="), (high, "<=")):
        kept = used[np.isfinite(side[used])]
        built.add_constraints(total.sel(row=kept), sign, xarray.DataArray(side[kept], coords={"row": kept}))
    built.add_objective(
        (x * xarray.DataArray(model.objective.astype(float), coords=[names])).sum(), sense="max"
    )
    clock.built()
    built.solve("highs", io_api="direct", time_limit=seconds, output_flag=False, threads=2)
    solution = x.solution.to_numpy()
    return clock.answer(solution if np.isfinite(solution).all() else None)
