"""Promises broken on purpose, to see that the suites notice. ``python -m trust.sabotage`` breaks each in turn."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

HOOK = Path(__file__).parent / "hook"


def put(place: str, made: Callable[[Any], Any]) -> None:
    """Replace a function, told as ``module:name``, wherever it is used; ``made`` turns the real one into the other."""
    module, name = place.split(":")
    home = import_module(f"matching.{module}")
    real = getattr(home, name)
    other = made(real)
    for user in list(sys.modules.values()):
        if user is not None and getattr(user, "__dict__", {}).get(name) is real:
            setattr(user, name, other)


def blind_audit() -> None:
    put(
        "auditing.checking:audit",
        lambda real: lambda *a: replace(real(*a), verdict="proved", violations=(), counts={}),
    )


def unread_proofs() -> None:
    def believed(real: Any) -> Any:
        def audit(*arguments: Any) -> Any:
            report = real(*arguments)
            broken = [one for one in report.violations if one.rule not in ("certificate", "optimality")]
            return (
                report if broken or arguments[4] is None else replace(report, verdict="proved", violations=())
            )

        return audit

    put("auditing.checking:audit", believed)


def first_goal_only() -> None:
    put(
        "goals.planning:plan_goals",
        lambda real: (
            lambda problem, policy, *more: real(problem, replace(policy, goals=policy.goals[:1]), *more)
        ),
    )


def best_bound_unsought() -> None:
    """Take the first point of an integer program for the best."""
    put(
        "engines.integer_program:solve_integer_program",
        lambda real: lambda program, objective, **more: real(program, objective * 0, **more),
    )


def order_of_the_rows() -> None:
    """Draw lots by the place of a row."""
    import numpy as np

    put(
        "formulation.canonical_order:_order",
        lambda real: lambda table, seed: np.arange(len(table), dtype=np.int64),
    )


def first_word() -> None:
    put("explanation.second_opinion:has_a_plan", lambda real: lambda *a: False)


def false_alarm() -> None:
    """Call every hundredth problem infeasible."""
    from matching.errors import InfeasibleError

    def made(real: Any) -> Any:
        def solve(problem: Any, *more: Any, **options: Any) -> Any:
            if len(problem["needs"]) % 2:
                raise InfeasibleError("so it seems")
            return real(problem, *more, **options)

        return solve

    put("solving:solve", made)


def unread_manifest() -> None:
    put("files.plan_reading:_hashes", lambda real: lambda listed: (real(listed)[0], []))
    put("cli.claims:false_claims", lambda real: lambda *a: ())


def half_accepted() -> None:
    """Let errors in a file pass as if they were warnings."""
    put(
        "intake.assembling:is_error",
        lambda real: lambda issue: issue.severity == "error" and issue.row % 2 == 0,
    )


def guessing_reader() -> None:
    def guess(real: Any) -> Any:
        def whole_number(text: str, *more: Any) -> int:
            try:
                return int(float(text.replace(",", "")))
            except (ValueError, OverflowError):
                return real(text, *more)

        return whole_number

    put("intake.scalars:whole_number", guess)


def plain_writing() -> None:
    """Write straight into the files."""

    def replace_together(folder: Path, contents: Any, removed: Any = ()) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents:
            (folder / name).write_bytes(content)
        for name in removed:
            (folder / name).unlink(missing_ok=True)

    put("files.journal:replace_together", lambda real: replace_together)
    put(
        "files.atomic:write_atomically", lambda real: lambda path, data: Path(path).write_bytes(data) and None
    )


def no_locks() -> None:
    put("files.folder_lock:locked", lambda real: lambda folder, shared=False: nullcontext())


def forgetful() -> None:
    put("isolation.stopped_result:best_result", lambda real: lambda *a: None)


def deaf() -> None:
    """Hear of time limits only when it is far too late."""
    put(
        "isolation.watching:watch",
        lambda real: lambda q, w, deadline, p: real(q, w, deadline and deadline + 6, p),
    )


def quarrelling_solvers() -> None:
    """Let one solver's library refuse to load after another's."""

    def new_solver(real: Any) -> Any:
        def made(*arguments: Any, **options: Any) -> Any:
            if any(name.startswith("ortools") for name in sys.modules):
                raise ImportError("the other library came first")
            return real(*arguments, **options)

        return made

    put("engines.highs_guard:new_solver", new_solver)


def lost_unit() -> None:
    def made(real: Any) -> Any:
        def unused_gifts(*arguments: Any) -> Any:
            unused = real(*arguments)
            return replace(unused, quantity=unused.quantity - (unused.quantity > 1))

        return unused_gifts

    put("explanation.unused:unused_gifts", made)


def rounded_money() -> None:
    """Keep sums of money with seven digits."""
    import numpy as np

    def made(real: Any) -> Any:
        def allocation_of(*arguments: Any) -> Any:
            plan = real(*arguments)
            return replace(plan, amount=plan.amount.astype(np.float16).astype(np.int64))

        return allocation_of

    put("plan.allocation:allocation_of", made)


def hash_of_the_day() -> None:
    """Order lots by Python's own hash, which differs from process to process."""
    import numpy as np

    put(
        "formulation.canonical_order:_order",
        lambda real: (
            lambda table, seed: np.argsort([hash(f"{row}x") for row in range(len(table))], kind="stable")
        ),
    )


def proof_by_trust() -> None:
    """Let the audit need a solver."""

    def made(real: Any) -> Any:
        def audit(*arguments: Any) -> Any:
            import_module("highspy")
            return real(*arguments)

        return audit

    put("auditing.checking:audit", made)


def talking() -> None:
    """Ask a machine far away before every solve."""
    import socket

    def made(real: Any) -> Any:
        def read_problem(*arguments: Any) -> Any:
            with suppress(OSError):
                socket.getaddrinfo("example.invalid", 80)
            return real(*arguments)

        return read_problem

    put("files.reading:read_problem", made)


def double_spending() -> None:
    put("ledger.applying:_refuse_changed", lambda real: lambda *a, **o: None)
    put("ledger.applying:_refuse_together", lambda real: lambda *a, **o: None)
    put("ledger.applying:refuse_grown", lambda real: lambda *a, **o: None)


def broken_promises() -> None:
    put("ledger.promised_lines:with_promises", lambda real: lambda problem, ledger: problem)


def unmasked() -> None:
    put("intake.findings:shown", lambda real: lambda place, value: value)


def small_cells_only() -> None:
    """Hide small cells and nothing that gives them away."""
    from matching.views.suppression import Suppression

    def suppressed(cells: Any, k: int, forced: Any = None) -> Suppression:
        small = cells.personal & (cells.fewest < k)
        return Suppression(small, small)

    put("views.suppression:suppressed", lambda real: suppressed)


def bare_cells() -> None:
    put("files.guarding:guarded", lambda real: lambda text: text)


SABOTAGE: dict[str, tuple[Callable[[], None], str]] = {
    "blind-audit": (blind_audit, "corrupted-plans"),
    "unread-proofs": (unread_proofs, "corrupted-trees"),
    "first-goal-only": (first_goal_only, "brute-networks"),
    "first-goal-only-on-flows": (first_goal_only, "brute-flows"),
    "best-bound-unsought": (best_bound_unsought, "brute-rules"),
    "best-bound-unsought-by-criteria": (best_bound_unsought, "brute-programs"),
    "best-bound-unsought-at-corners": (best_bound_unsought, "brute-corners"),
    "order-of-the-rows": (order_of_the_rows, "laws"),
    "blind-audit-of-lies": (blind_audit, "wrong-answers"),
    "first-word": (first_word, "wrong-answers"),
    "false-alarm": (false_alarm, "planted"),
    "unread-manifest": (unread_manifest, "tampered-folders"),
    "half-accepted": (half_accepted, "mutated-files"),
    "guessing-reader": (guessing_reader, "hostile-files"),
    "plain-writing-killed": (plain_writing, "kills"),
    "plain-writing-without-room": (plain_writing, "full-disk"),
    "no-locks": (no_locks, "two-writers"),
    "forgetful": (forgetful, "crashes"),
    "forgetful-of-interrupts": (forgetful, "interrupts"),
    "deaf": (deaf, "time-limits"),
    "quarrelling-solvers": (quarrelling_solvers, "import-orders"),
    "lost-unit": (lost_unit, "accounts"),
    "rounded-money": (rounded_money, "overflow"),
    "hash-of-the-day": (hash_of_the_day, "same-bytes"),
    "proof-by-trust": (proof_by_trust, "replay"),
    "talking": (talking, "offline"),
    "double-spending": (double_spending, "two-operators"),
    "broken-promises": (broken_promises, "kept-promises"),
    "unmasked": (unmasked, "canary-names"),
    "small-cells-only": (small_cells_only, "small-cells"),
    "bare-cells": (bare_cells, "injection"),
}
"""What is broken, and the suite that must notice."""


def commit(name: str) -> None:
    """Break a promise in this process."""
    SABOTAGE[name][0]()


def noticed(name: str) -> tuple[bool, str]:
    """Run the suite of a broken promise, small; return whether it failed because something got through, and its word."""
    suite = SABOTAGE[name][1]
    path = os.pathsep.join([str(HOOK), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        [sys.executable, "-m", "trust", suite, "--small"],
        cwd=HOOK.parent.parent,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "TRUST_SABOTAGE": name},
    )
    lost = [line.strip() for line in run.stderr.splitlines() if line.startswith("  LOST")]
    return run.returncode == 1 and bool(lost), lost[0] if lost else run.stderr[-300:]


def main() -> int:
    """Break every promise in turn, and say which suites did not notice."""
    silent = 0
    for name in sys.argv[1:] or SABOTAGE:
        seen, word = noticed(name)
        silent += not seen
        print(
            f"{name:32} {SABOTAGE[name][1]:18} {'noticed' if seen else 'NOT NOTICED'}  {word[:160]}",
            flush=True,
        )
    print(f"{silent} not noticed")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
