"""The frontier of equity and total as a staircase, with its two ends named."""

from typing import Any

from matching.comparing.trade_off import TradeOff
from matching.reporting.charts.drawing import BLUE, INK, ORANGE, WIDTH, Row, altair, inline, styled
from matching.reporting.wording import phrase


def frontier_chart(frontier: TradeOff, language: str = "en") -> Any:
    """Return the total that can be met against the level that every group is lifted to.

    Bars above a point of an integer program reach to what no plan exceeds there.

    Raises
    ------
    ModuleNotFoundError
        If Altair is not installed.
    """
    alt = altair()
    rows: list[Row] = [
        {"level": float(point.level), "total": point.total, "bound": point.bound, "held": point.held}
        for point in frontier.points
    ]
    x, y = _axes(frontier, language)
    steps = alt.Chart(inline([{**rows[0], "level": 0.0}, *rows]))
    line = steps.mark_line(color=BLUE, interpolate="step-before", strokeWidth=2).encode(x=x, y=y)
    tooltip = [
        alt.Tooltip("level:Q", title=phrase("column.level", language), format=".2%"),
        alt.Tooltip("total:Q", title=phrase("column.total", language), format=",.0f"),
        alt.Tooltip("held:Q", title=phrase("column.held", language)),
    ]
    corners = alt.Chart(inline(rows)).mark_point(filled=True, color=BLUE, size=18)
    layers = [line, corners.encode(x=x, y=y, tooltip=tooltip)]
    if any(point.bound != point.total for point in frontier.points):
        bars = alt.Chart(inline(rows)).mark_rule(color=ORANGE, strokeWidth=2)
        layers.append(bars.encode(x=x, y=y, y2="bound:Q"))
    layers += _ends(rows, x, y, language)
    chart = alt.layer(*layers).properties(width=WIDTH, height=320)
    complete = "chart.frontier_complete" if frontier.complete else "chart.frontier_cut"
    subtitle = phrase(complete, language, count=len(rows))
    return styled(chart, phrase("chart.frontier_title", language), subtitle, language)


def _axes(frontier: TradeOff, language: str) -> tuple[Any, Any]:
    alt = altair()
    kind = "target" if frontier.adjusted else "need"
    x = alt.X("level:Q", title=phrase(f"chart.level_{kind}", language), axis=alt.Axis(format=".0%"))
    least, most = frontier.points[-1].total, max(point.bound for point in frontier.points)
    margin = max((most - least) * 0.08, 1)
    y = alt.Y(
        "total:Q",
        title=phrase(f"chart.total_{frontier.measure}", language),
        axis=alt.Axis(format=",.0f"),
        scale=alt.Scale(domain=[least - margin, most + margin], nice=False),
    )
    return x, y


def _ends(rows: list[Row], x: Any, y: Any, language: str) -> list[Any]:
    """Return the two ends as marked points with their names, above the first and below the last."""
    alt = altair()
    layers = []
    for row, name, align, side in ((rows[0], "end_total", "left", -1), (rows[-1], "end_leximin", "right", 1)):
        spot = alt.Chart(inline([{**row, "name": phrase(f"chart.{name}", language)}]))
        layers.append(spot.mark_point(filled=True, color=ORANGE, size=70, opacity=1).encode(x=x, y=y))
        text = spot.mark_text(align=align, dx=-8 * side, dy=12 if side > 0 else -8, color=INK, fontSize=11)
        layers.append(text.encode(x=x, y=y, text="name:N"))
    return layers
