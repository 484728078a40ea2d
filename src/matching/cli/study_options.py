"""Options that commands share which solve a problem several times and draw what comes of it."""

from argparse import ArgumentParser
from pathlib import Path

from matching.cli.parsing import positive_number, whole_number


def add_study_options(parser: ArgumentParser, each: str) -> None:
    """Declare the problem, the seed, the time for each policy or program, and the picture."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument(
        "--seed", type=whole_number, default=0, metavar="N", help="seed of the published lottery"
    )
    parser.add_argument(
        "--time-limit",
        type=positive_number,
        default=60.0,
        metavar="S",
        help=f"seconds for {each} (default: 60)",
    )
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw it (.svg, .png, .html or .json)")
