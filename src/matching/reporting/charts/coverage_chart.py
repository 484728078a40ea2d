"""Coverage of every commune as bars, with a mark where an even share by need and target would lie."""

from fractions import Fraction
from typing import Any

from matching.plan.groupings import commune_labels
from matching.plan.result import Result
from matching.problem.commune_targets import targets
from matching.reporting.charts.drawing import BLUE, INK, ORANGE, WIDTH, Row, altair, inline, styled
from matching.reporting.commune_listing import CommuneRow, commune_rows
from matching.reporting.numerals import whole
from matching.reporting.wording import phrase

MOST = 60
"""Most communes drawn, the worst covered first."""


def coverage_chart(result: Result, language: str = "en") -> Any:
    """Return bars of coverage by commune, the worst covered first, with target marks.

    A commune's mark lies at ``target · λ``, with ``λ`` such that all units met would be shared by need and target:
    ``λ = Σ met ÷ Σ need·target``. Bars that end short of their mark stand below what the index gives them.

    Raises
    ------
    NoPlanError
        If there is no plan.
    ModuleNotFoundError
        If Altair is not installed.
    """
    rows = commune_rows(result)
    chart = _layers(_data(result, rows, language), [row.name for row in rows[:MOST]], language)
    chart = chart.properties(width=WIDTH, height=max(22 * min(len(rows), MOST), 60))
    subtitle = phrase("chart.policy", language, policy=result.policy.name, seed=result.seed)
    if len(rows) > MOST:
        subtitle += " · " + phrase("chart.cut", language, shown=MOST, count=len(rows))
    return styled(chart, phrase("chart.coverage_title", language), subtitle, language)


def _data(result: Result, rows: list[CommuneRow], language: str) -> list[Row]:
    problem, index = result.problem, result.policy.disadvantage
    target = dict(zip(commune_labels(problem), targets(problem, index).tolist(), strict=True))
    entitled = sum(row.needed * target[row.key] for row in rows)
    common = Fraction(sum(row.met for row in rows), entitled) if entitled else Fraction(0)
    return [
        {
            "commune": row.name,
            "zone": row.zone or "–",
            "coverage": row.met / row.needed,
            "mark": float(min(common * target[row.key], Fraction(1))),
            "told": f"{whole(row.met, language)} / {whole(row.needed, language)}",
            "legend": phrase("chart.target_mark", language),
        }
        for row in rows[:MOST]
    ]


def _layers(data: list[Row], order: list[str], language: str) -> Any:
    alt = altair()
    base, title = alt.Chart(inline(data)), phrase("chart.coverage", language)
    names = alt.Y(
        "commune:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, domain=False, ticks=False)
    )
    share = alt.X("coverage:Q", title=title, axis=alt.Axis(format=".0%"), scale=alt.Scale(domainMin=0))
    tooltip = [
        alt.Tooltip("commune:N", title=phrase("column.commune", language)),
        alt.Tooltip("zone:N", title=phrase("column.zone", language)),
        alt.Tooltip("coverage:Q", title=phrase("column.coverage", language), format=".1%"),
        alt.Tooltip("told:N", title=phrase("chart.needed_met", language)),
    ]
    bars = base.mark_bar(color=BLUE, height={"band": 0.7}).encode(y=names, x=share, tooltip=tooltip)
    counts = base.transform_calculate(end="max(datum.coverage, datum.mark)").mark_text(
        align="left", dx=4, color=INK, fontSize=10
    )
    marks = base.mark_tick(thickness=3, height=16, opacity=1).encode(
        y=names,
        x=alt.X("mark:Q", title=title),
        color=alt.Color("legend:N", title=None, scale=alt.Scale(range=[ORANGE])),
    )
    return bars + marks + counts.encode(y=names, x=alt.X("end:Q", title=title), text="told:N")
