"""Questions to a solved province: reasons and remedies, packages for a donor at hand, appeals, worth of one more unit."""

import statistics
from collections.abc import Callable, Iterator
from time import perf_counter

import matching

REPEATS = 15
REMEDIES = 5


def figures(profile: str = "thanh-hoa", children: int = 120_000, seed: int = 1) -> Iterator[str]:
    """Yield one line per figure; everything in one process, after one solve."""
    problem = matching.generate(profile, children, seed)
    began = perf_counter()
    result = matching.solve(problem, seed=2026)
    solved = perf_counter() - began
    yield f"solve (plan, proof, audit, reasons): {solved:.1f} s"
    yield f"reasons of all {len(result.unmet.need):,} needs with units left: {_ratio(result.seconds['reasons'], solved)}"
    yield from _remedies(result, solved)
    began = perf_counter()
    index = matching.appeal_index(result)
    yield f"index of {len(index.units.need):,} unmet units: {_ratio(perf_counter() - began, solved)}"
    commune = str(problem["communes"]["code"][0])
    questions: dict[str, Callable[[], object]] = {
        "50 million đồng for one commune": lambda: matching.packages_for(
            index, budget=50_000_000, places=[commune]
        ),
        "50 million đồng for zone III": lambda: matching.packages_for(
            index, budget=50_000_000, places=["III"]
        ),
        "50 million đồng anywhere": lambda: matching.packages_for(index, budget=50_000_000),
        "400 warm sets anywhere": lambda: matching.packages_for(index, quantity=400, kinds=["warm_clothes"]),
    }
    for name, ask in questions.items():
        times = [_timed(ask) * 1000 for _ in range(REPEATS)]
        yield f"{name}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms (target: below 50 ms)"
    yield f"ten appeals, none tried: {_ratio(_timed(lambda: matching.appeals(result, verify=0)), solved)}"
    yield f"three of them tried: {_ratio(_timed(lambda: matching.appeals(result, limit=3)), solved)}"
    for ranges in (0, 10):
        spent = _timed(lambda ranges=ranges: matching.shadow_values(result, ranges=ranges))  # type: ignore[misc]
        yield f"shadow values of every kind and commune, {ranges} with ranges: {_ratio(spent, solved)}"


def _remedies(result: matching.Result, solved: float) -> Iterator[str]:
    """Yield what one remedy takes, for needs spread over the unmet ones."""
    rows = result.unmet.need
    ids = [
        str(result.problem["needs"]["need"][rows[len(rows) * part // REMEDIES]]) for part in range(REMEDIES)
    ]
    times = [_timed(lambda need=need: matching.find_remedies(result, need)) for need in ids]  # type: ignore[misc]
    yield f"one remedy, median of {REMEDIES}: {_ratio(statistics.median(times), solved)}"


def _timed(ask: Callable[[], object]) -> float:
    began = perf_counter()
    ask()
    return perf_counter() - began


def _ratio(seconds: float, solved: float) -> str:
    return f"{seconds:.2f} s, {seconds / solved:.2f} of the solve"
