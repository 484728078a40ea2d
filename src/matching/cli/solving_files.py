"""From a problem's files to an audited plan's files, in this process."""

from argparse import Namespace
from collections.abc import Callable

from matching.cli.choosing import chosen_policy, refuse_to_overwrite
from matching.cli.console import Console


def solve_files(arguments: Namespace, console: Console, solved: Callable[[], None] = lambda: None) -> int:
    """Read, solve, write and tell; ``solved`` is called when the plan is known and before it is written."""
    from matching.cli.telling import tell_result
    from matching.files.reading import read_problem
    from matching.solving import solve

    policy = chosen_policy(arguments.policy)
    refuse_to_overwrite(arguments.input, arguments.output)
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    console.tell_phrase("command.solving", policy=policy.name)
    result = solve(problem, policy, seed=arguments.seed)
    solved()
    return tell_result(result, arguments.input, arguments.output, console)
