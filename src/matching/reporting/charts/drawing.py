"""What all charts share: Altair loaded when first used, inline data, one quiet style."""

from collections.abc import Mapping, Sequence
from typing import Any

INK, MUTED, BLUE, ORANGE, GREEN = "#22313f", "#8795a1", "#2f6f9f", "#d9822b", "#3b8f6a"
"""Colours that stay apart for colour-blind readers and in grey print."""

WIDTH = 620

Row = Mapping[str, str | int | float | bool | None]


def altair() -> Any:
    """Return Altair.

    Raises
    ------
    ModuleNotFoundError
        If it is not installed; the message says how to get it.
    """
    try:
        import altair as library
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "charts need Altair: pip install 'donor-need-matching[report]'", name="altair"
        ) from error
    return library


def inline(rows: Sequence[Row]) -> Any:
    """Return rows as data that travels inside the chart."""
    return altair().Data(values=[dict(row) for row in rows])


def styled(chart: Any, title: str, subtitle: str = "", language: str = "en") -> Any:
    """Return the chart with its title and the common style.

    Parameters
    ----------
    chart
        The chart.
    title, subtitle
        Texts above it.
    language
        Language whose numerals the axes show.
    """
    told = altair().TitleParams(title, subtitle=subtitle, anchor="start", fontSize=15, subtitleColor=MUTED)
    decimals, thousands = (",", ".") if language == "vi" else (".", ",")
    whole = chart.properties(title=told).configure(
        locale={
            "number": {"decimal": decimals, "thousands": thousands, "grouping": [3], "currency": ["", " đ"]}
        },
        padding=12,
        background="white",
    )
    return (
        whole.configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, gridColor="#e8ecef", domainColor=MUTED, tickColor=MUTED,
            labelFontSize=11, titleFontSize=12, titleFontWeight="normal",
        )
        .configure_legend(labelFontSize=11, orient="bottom", labelLimit=0, symbolOpacity=1)
    )  # fmt: skip
