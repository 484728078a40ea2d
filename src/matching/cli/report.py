"""``report``: a result as one offline page, or a view of it as JSON, for the fund, a donor or the public."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.cli.console import Console
from matching.cli.exit_codes import VERDICTS
from matching.cli.guarding import UsageError
from matching.cli.parsing import whole_number
from matching.cli.progress import progress_of

if TYPE_CHECKING:
    from matching.pages.section import Section
    from matching.views.viewing import View

HELP = "write a result as one offline page: for the fund, a donor, or the public"

VIEWS = ("internal", "donor", "public")
"""Who may read the page; a test holds it equal to the library's list."""


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")
    parser.add_argument("--output", type=Path, metavar="FILE.html", help="page to write")
    parser.add_argument(
        "--view", choices=VIEWS, default="internal", help="who may read it (default: %(default)s)"
    )
    parser.add_argument("--donor", metavar="ID", help="for the donor's view: whose")
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="for the donor's view: secret of the pseudonyms"
    )
    parser.add_argument(
        "--k", type=whole_number, default=5, metavar="N", help="counts of children below it are not told"
    )
    parser.add_argument(
        "--previous", type=Path, metavar="FILE.json", help="for the public view: the release before"
    )
    parser.add_argument(
        "--brief", action="store_true",
        help="leave out of the fund's page what takes further solving: price of fairness, appeals",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="replace another file that stands there")


def execute(arguments: Namespace, console: Console) -> int:
    """Read the plan, judge it again, write the page, and return the exit code of the verdict."""
    from matching.files.reading import read_problem
    from matching.files.result_reading import read_result

    if arguments.output is None and not console.json:
        raise UsageError("name the page with --output FILE.html, or ask for the view with --json")
    options = _options(arguments, console)
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    if not arguments.plan.is_dir():
        raise UsageError(f"there is no folder {arguments.plan}; name one that `solve` has written")
    console.tell_phrase("command.reading", folder=arguments.plan)
    result = read_result(problem, arguments.plan)
    assert result.report is not None
    shown = _view(result, arguments.view, options)
    if arguments.output is not None:
        sections = () if arguments.brief or arguments.view != "internal" else _studies(result, console)
        _write(shown, arguments.output, sections, console)
    if console.json:
        console.show_json(shown.to_dict())
    return VERDICTS[result.report.verdict]


def _options(arguments: Namespace, console: Console) -> dict[str, Any]:
    """Return what the view is asked with; refuse early what cannot be written."""
    output = arguments.output
    if output is not None:
        if output.suffix.lower() != ".html":
            raise UsageError(f"{output}: the name of a report ends in .html")
        if not output.parent.is_dir():
            raise UsageError(f"{output}: there is no folder {output.parent}")
        if output.exists() and not arguments.force:
            raise UsageError(f"{output} exists; name another file, or add --force")
    if arguments.view == "donor" and (arguments.donor is None or arguments.key_file is None):
        raise UsageError("the donor's view needs --donor ID and --key-file FILE")
    return {
        "language": console.language,
        "donor": arguments.donor,
        "key": None if arguments.key_file is None else _read(arguments.key_file).strip(),
        "k": arguments.k,
        "previous": None if arguments.previous is None else _document(arguments.previous),
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _document(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not JSON: {error}") from error


def _view(result: Any, name: Any, options: dict[str, Any]) -> "View":
    from matching.views.viewing import view

    try:
        return view(result, name, **options)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _studies(result: Any, console: Console) -> "tuple[Section, ...]":
    from matching.studies.report_studies import report_studies

    with progress_of(console, "progress.studies"):
        return report_studies(result, console.language)


def _write(shown: "View", target: Path, sections: "tuple[Section, ...]", console: Console) -> None:
    from matching.files.atomic import write_atomically
    from matching.pages.report_page import report_text

    write_atomically(target, report_text(shown, console.language, sections).encode())
    console.tell_phrase("command.report", file=target)
