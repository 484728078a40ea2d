"""The Lorenz curve of coverages: how much of all coverage the worst-off groups hold."""

from typing import Any

from matching.measuring.indices import gini, lorenz
from matching.plan.result import Result
from matching.reporting.charts.drawing import BLUE, MUTED, altair, inline, styled
from matching.reporting.measure_table import measure_table
from matching.reporting.numerals import decimal
from matching.reporting.wording import phrase


def lorenz_chart(result: Result, language: str = "en", by: str = "commune", pool_below: int = 0) -> Any:
    """Return the Lorenz curve of the groups within reach; the diagonal is equality.

    Raises
    ------
    NoPlanError
        If there is no plan.
    KeyError
        If the grouping is unknown.
    ModuleNotFoundError
        If Altair is not installed.
    """
    alt = altair()
    table = measure_table(result, by, "units", pool_below)
    values = [share for share, reached in zip(table.coverage, table.reached.tolist(), strict=True) if reached]
    points = [{"groups": float(groups), "held": float(held)} for groups, held in lorenz(values)]
    axis = alt.Axis(format=".0%", tickCount=5)
    encoded = {
        "x": alt.X("groups:Q", title=phrase("chart.lorenz_groups", language), axis=axis, scale=alt.Scale(domain=[0, 1])),
        "y": alt.Y("held:Q", title=phrase("chart.lorenz_held", language), axis=axis, scale=alt.Scale(domain=[0, 1])),
    }  # fmt: skip
    equality = [{"groups": 0, "held": 0}, {"groups": 1, "held": 1}]
    diagonal = alt.Chart(inline(equality)).mark_line(color=MUTED, strokeDash=[5, 4]).encode(**encoded)
    curve = alt.Chart(inline(points)).mark_line(
        color=BLUE, strokeWidth=2.5, point={"size": 22, "color": BLUE}
    )
    area = alt.Chart(inline(points)).mark_area(color=BLUE, opacity=0.10).encode(**encoded)
    chart = (area + diagonal + curve.encode(**encoded)).properties(width=380, height=380)
    index = gini(values)
    told = "–" if index is None else decimal(index, language, 3)
    subtitle = phrase("chart.lorenz_gini", language, value=told, count=len(values))
    return styled(chart, phrase("chart.lorenz_title", language), subtitle, language)
