"""Policies compared: how unequal the coverages under each are, and how much need each meets."""

from typing import Any

from matching.comparing.comparison import Compared, Standing
from matching.reporting.charts.drawing import BLUE, INK, MUTED, ORANGE, WIDTH, Row, altair, inline, styled
from matching.reporting.wording import phrase

SHOWN = ("worst", "mean_of_worst", "mean", "best")
"""Indices drawn as points, from the worst to the best coverage."""

SIZES = (45, 170, 80, 80)
"""Areas of the points: the worst is seen inside the mean of the worst where both are alike."""

TONES = (ORANGE, "#efb366", BLUE, INK)


def comparison_chart(compared: Compared, language: str = "en") -> Any:
    """Return coverages of the worst, the three worst, all and the best groups, and the weighted need met.

    One line per policy; those without a plan are named below the title.

    Raises
    ------
    ModuleNotFoundError
        If Altair is not installed.
    """
    alt = altair()
    spans = _spans(compared, language)
    order = [str(span["policy"]) for span in spans]
    height = max(26 * len(spans), 60)
    left = _coverages(compared, spans, order, language).properties(width=int(WIDTH * 0.62), height=height)
    right = _totals(spans, order, language).properties(width=int(WIDTH * 0.3), height=height)
    chart = alt.hconcat(left, right, spacing=16).resolve_scale(color="independent", y="shared")
    left_out = [entry.policy.name for entry in compared.entries if entry.table is None]
    subtitle = phrase("chart.left_out", language, policies=", ".join(left_out)) if left_out else ""
    title = phrase("chart.comparison_title", language, by=phrase(f"by.{compared.by}", language))
    return styled(chart, title, subtitle, language)


def _spans(compared: Compared, language: str) -> list[Row]:
    """Return per policy the lowest and highest coverage, the weighted need as a share of the most, and the proof."""
    most = max((entry.totals.weight for entry in compared.entries if entry.totals is not None), default=0)
    spans: list[Row] = []
    for entry in compared.entries:
        if entry.table is None or entry.totals is None:
            continue
        found = entry.table.indices()
        proof = "proved" if entry.standing == Standing.PROVED else "not_proved"
        spans.append(
            {
                "policy": entry.policy.name,
                "low": float(found.worst or 0),
                "high": float(found.best or 0),
                "weight": entry.totals.weight / most if most else 0.0,
                "proof": phrase(f"standing.{proof}", language),
            }
        )
    return spans


def _coverages(compared: Compared, spans: list[Row], order: list[str], language: str) -> Any:
    alt = altair()
    words = [phrase(f"chart.{name}", language) for name in SHOWN]
    rows: list[Row] = []
    for entry in compared.entries:
        if entry.table is not None:
            found = entry.table.indices()
            rows += [
                {
                    "policy": entry.policy.name,
                    "measure": word,
                    "coverage": float(getattr(found, name) or 0),
                }
                for name, word in reversed(list(zip(SHOWN, words, strict=True)))
            ]
    y = alt.Y(
        "policy:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=200, labelPadding=10, domain=False, ticks=False),
    )
    title = phrase("chart.coverage", language)
    line = alt.Chart(inline(spans)).mark_rule(color=MUTED, strokeWidth=2)
    dots = alt.Chart(inline(rows)).mark_point(filled=True, opacity=1)
    return line.encode(y=y, x=alt.X("low:Q", title=title), x2="high:Q") + dots.encode(
        y=y,
        x=alt.X("coverage:Q", title=title, axis=alt.Axis(format=".0%")),
        color=alt.Color(
            "measure:N", title=None, sort=words, scale=alt.Scale(domain=words, range=list(TONES))
        ),
        size=alt.Size(
            "measure:N", legend=None, scale=alt.Scale(type="ordinal", domain=words, range=list(SIZES))
        ),
        tooltip=["policy:N", "measure:N", alt.Tooltip("coverage:Q", format=".1%")],
    )


def _totals(spans: list[Row], order: list[str], language: str) -> Any:
    alt = altair()
    tones = [phrase("standing.proved", language), phrase("standing.not_proved", language)]
    return (
        alt.Chart(inline(spans))
        .mark_bar(height={"band": 0.6})
        .encode(
            y=alt.Y("policy:N", sort=order, title=None, axis=None),
            x=alt.X(
                "weight:Q",
                title=phrase("chart.weight_share", language),
                axis=alt.Axis(format=".0%", values=[0, 0.5, 1], labelFlush=True),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "proof:N", title=None, sort=tones, scale=alt.Scale(domain=tones, range=[BLUE, "#b9c4cd"])
            ),
            tooltip=["policy:N", alt.Tooltip("weight:Q", format=".1%"), "proof:N"],
        )
    )
