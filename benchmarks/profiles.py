"""``python -m benchmarks.profiles``: every synthetic province beside its documented figures, as a table for the docs."""

import argparse
from collections.abc import Sequence

from matching.synthetic.figures import Figure, profile_figures
from matching.synthetic.profile_data import profile_names
from matching.synthetic.provinces import generate


def main() -> None:
    """Print one Markdown table per profile; end with an error if a figure differs without a reason."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiles", description=__doc__)
    parser.add_argument("--profile", nargs="+", default=profile_names(), choices=profile_names())
    parser.add_argument("--children", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    wrong = 0
    for profile in arguments.profile:
        figures = profile_figures(generate(profile, arguments.children, arguments.seed), profile)
        print("\n".join(table(profile, figures)))
        wrong += sum(not figure.holds and not figure.note for figure in figures)
    raise SystemExit(1 if wrong else 0)


def table(profile: str, figures: Sequence[Figure]) -> list[str]:
    """Return the figures of a profile as Markdown."""
    head = [
        "",
        f"### {profile}",
        "",
        "| figure | of | generated | documented | tolerance | verdict | source |",
    ]
    return [*head, "|---|---|---|---|---|---|---|", *map(_row, figures)]


def _row(figure: Figure) -> str:
    verdict = "holds" if figure.holds else "differs on purpose" if figure.note else "**differs**"
    source = f"{figure.source}. {figure.note}" if figure.note else figure.source
    low, high, value = map(_number, (figure.low, figure.high, figure.generated))
    cells = (
        figure.name,
        figure.group,
        value,
        f"{low} to {high}",
        f"± {3 * figure.error:.2g}",
        verdict,
        source,
    )
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:.4g}" if value < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    main()
