"""Right plans shown with the wrong question: another problem, policy, seed or certificate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corruption.spoiled_plans import Right
from matching.errors import InfeasibleError
from matching.plan.allocation import Allocation
from matching.plan.certificate import Certificate
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.solving import solve
from matching.vocabulary import ENUMERATIONS
from oracle.brute_force import evaluate, is_feasible
from oracle.facts import rows_of
from oracle.random_problems import table_of
from properties.transformations import with_rows


@dataclass(frozen=True)
class Claim:
    """Everything an audit is shown."""

    problem: Problem
    plan: Allocation
    policy: Policy
    seed: int
    certificate: Certificate | None


def claim_of(case: Right, **changes: object) -> Claim:
    """Return the right claim with some parts replaced."""
    result = case.result
    right = {
        "problem": result.problem, "plan": result.plan, "policy": result.policy, "seed": result.seed,
        "certificate": result.certificate,
    }  # fmt: skip
    return Claim(**{**right, **changes})  # type: ignore[arg-type]


Misfit = Callable[[Right], Iterator[Claim]]


def _given(case: Right) -> list[tuple[int, int]]:
    """Offers and needs of the lines that keep no promise."""
    plan = case.plan
    rows = zip(plan.offer.tolist(), plan.need.tolist(), plan.promised.tolist(), strict=True)
    return [(offer, need) for offer, need, promised in rows if not promised]


def _broken(case: Right, problem: Problem) -> Iterator[Claim]:
    assert not is_feasible(problem, case.plan)
    yield claim_of(case, problem=problem)


def donor_refuses_afterwards(case: Right) -> Iterator[Claim]:
    for offer, need in _given(case):
        quotes = [
            row
            for row in rows_of(case.result.problem, "quotes")
            if (row["offer"], row["need"]) != (offer, need)
        ]
        refusal = {"offer": offer, "need": need, "refused": 1}
        yield from _broken(case, case.result.problem.replace(quotes=table_of("quotes", [*quotes, refusal])))


def earmark_broken(case: Right) -> Iterator[Claim]:
    problem = case.result.problem
    code = ENUMERATIONS["EarmarkField"].index("need")
    for offer, need in _given(case):
        clauses = {row["clause"] for row in rows_of(problem, "earmarks") if row["offer"] == offer} or {1}
        name = str(problem["needs"]["need"][need])
        wishes = [
            {"offer": offer, "clause": c, "field": code, "exclude": 1, "values": name}
            for c in sorted(clauses)
        ]
        yield from _broken(case, with_rows(problem, earmarks=wishes))


def _rewritten(problem: Problem, table: str, row: int, **cells: int) -> Problem:
    rows = rows_of(problem, table)
    rows[row].update(cells)
    return problem.replace(**{table: table_of(table, rows)})


def need_no_longer_confirmed(case: Right) -> Iterator[Claim]:
    for _, need in _given(case):
        yield from _broken(case, _rewritten(case.result.problem, "needs", need, confirmed=0))


def stock_shrunk(case: Right) -> Iterator[Claim]:
    used = case.plan.per_line(case.result.problem)
    for line, units in enumerate(used.tolist()):
        if any(
            not promised and at == line
            for at, promised in zip(case.plan.line, case.plan.promised, strict=True)
        ):
            yield from _broken(case, _rewritten(case.result.problem, "stock", line, quantity=units - 1))


def window_closed(case: Right) -> Iterator[Claim]:
    for offer, need in _given(case):
        late = _rewritten(case.result.problem, "needs", need, window_from=30000, window_to=30001)
        yield from _broken(case, _rewritten(late, "offers", offer, window_from=29000, window_to=29001))


def limit_per_commune_set_below(case: Right) -> Iterator[Claim]:
    for offer, need in _given(case):
        place = case.facts.needs[need].commune
        lines = [line for line, owner in enumerate(case.facts.offer_of) if owner == offer]
        given = sum(
            quantity for (line, row, _), quantity in case.units.items()
            if line in lines and case.facts.needs[row].commune == place
        )  # fmt: skip
        if len(lines) == 1 and given > 1:
            yield from _broken(case, _rewritten(case.result.problem, "offers", offer, commune_max=given - 1))


def limit_per_child_set_below(case: Right) -> Iterator[Claim]:
    for (line, row, promised), quantity in case.units.items():
        if not promised and quantity > 1 and case.facts.needs[row].child >= 0:
            offer = case.facts.offer_of[line]
            changed = _rewritten(case.result.problem, "offers", offer, child_max=quantity - 1)
            yield from _broken(case, changed)


def promise_unknown_to_the_plan(case: Right) -> Iterator[Claim]:
    """A commitment that the plan, made before it, does not keep."""
    problem = case.result.problem
    known = {(row["offer"], row["need"]) for row in rows_of(problem, "commitments")}
    for row, need in enumerate(rows_of(problem, "needs")):
        for line, stock in enumerate(rows_of(problem, "stock")):
            fits = (
                stock["kind"] == need["kind"]
                and case.facts.capacity[line] > 0
                and (stock["offer"], row) not in known
            )
            if (
                fits
                and not any(at == line for at, *_ in case.units)
                and not any(to == row for _, to, _ in case.units)
            ):
                promise = {"offer": stock["offer"], "need": row, "quantity": 1}
                yield from _broken(case, with_rows(problem, commitments=[promise]))


def drawn_with_another_seed(case: Right) -> Iterator[Claim]:
    """Four children alike in everything: the plan that another seed draws, shown under the published one."""
    for need in range(len(case.facts.needs)):
        problem = _with_three_twins(case.result.problem, need)
        if problem is None:
            continue
        alike = [need, *range(len(case.facts.needs), len(case.facts.needs) + 3)]
        published = solve(problem, case.result.policy, seed=0)
        for seed in range(1, 4):
            other = solve(problem, case.result.policy, seed=seed)
            drawn, due = (plan.per_need(problem)[alike].tolist() for plan in (other.plan, published.plan))
            if drawn != due and sorted(drawn) == sorted(due):
                yield claim_of(case, problem=problem, plan=other.plan, certificate=other.certificate)


def _with_three_twins(problem: Problem, need: int) -> Problem | None:
    """Return the problem with three more children like the one in need; None where somebody is named."""
    named = {ENUMERATIONS["EarmarkField"][row["field"]] for row in rows_of(problem, "earmarks")} & {
        "need",
        "child",
    }
    spoken_of = {row["need"] for table in ("quotes", "commitments") for row in rows_of(problem, table)}
    row = rows_of(problem, "needs")[need]
    if named or need in spoken_of or row["child"] < 0 or len(problem["floors"]):
        return None
    child, count = rows_of(problem, "children")[row["child"]], len(problem["children"])
    twins = [{**child, "child": f"twin{number}"} for number in range(3)]
    needs = [{**row, "need": f"twin{number}", "child": count + number} for number in range(3)]
    return with_rows(problem, children=twins, needs=needs)


def plan_of_another_policy(case: Right) -> Iterator[Claim]:
    """What another policy thinks best, with that policy's own certificate."""
    problem, policy = case.result.problem, case.result.policy
    for name in ("equal-coverage", "utilitarian", "cheapest"):
        other = (
            solve(problem, named_policy(name)) if name != policy.name and not len(problem["floors"]) else None
        )
        if other is not None and evaluate(problem, policy, other.plan) != evaluate(
            problem, policy, case.plan
        ):
            yield claim_of(case, plan=other.plan, certificate=other.certificate)
            yield claim_of(case, plan=other.plan)


def certificate_of_a_poorer_problem(case: Right) -> Iterator[Claim]:
    """The best plan for less stock, with its own proof, shown for the full stock."""
    problem = case.result.problem
    for line, row in enumerate(rows_of(problem, "stock")):
        promised = sum(promise.quantity for promise in case.facts.promises if promise.line == line)
        if row["quantity"] > promised:
            poorer = _rewritten(problem, "stock", line, quantity=promised)
            try:
                other = solve(poorer, case.result.policy)
            except InfeasibleError:
                continue  # A floor that the poorer stock cannot keep: there is no plan to show.
            values = [evaluate(problem, case.result.policy, plan) for plan in (other.plan, case.plan)]
            if values[0] != values[1]:
                yield claim_of(case, plan=other.plan, certificate=other.certificate)
                yield claim_of(case, certificate=other.certificate)


MISFITS: tuple[Misfit, ...] = (
    donor_refuses_afterwards, earmark_broken, need_no_longer_confirmed, stock_shrunk, window_closed,
    limit_per_commune_set_below, limit_per_child_set_below, promise_unknown_to_the_plan, drawn_with_another_seed,
    plan_of_another_policy, certificate_of_a_poorer_problem,
)  # fmt: skip
