"""Families that look for the worst: everything out of reach, in one place, through one door, or equal."""

import numpy as np

from benchmarks.families.reshaping import earmarked, with_columns, with_limits, without
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.synthetic.provinces import generate
from matching.vocabulary import MISSING, EarmarkField


def earmarked_away(children: int, seed: int) -> Problem:
    """Every offer is for a commune in which nobody lives."""
    problem = generate("lao-cai", children, seed)
    communes = problem["communes"]
    columns = {name: np.append(column, column[:1]) for name, column in communes.columns.items()}
    columns["code"][-1], columns["name"][-1] = "99999", "Empty"
    away = f"{columns['vintage'][-1]}:99999"
    problem = problem.replace(communes=table_from("communes", columns))
    return earmarked(problem, (EarmarkField.COMMUNE, [away] * len(problem["offers"])))


def one_hospital(children: int, seed: int) -> Problem:
    """All operations go through one hospital with one slot per procedure and month."""
    problem = without(generate("thanh-hoa", children, seed), "commitments")
    slots, stock = problem["slots"], problem["stock"]
    names = ("item", "window_from", "window_to")
    _, first = np.unique(np.stack([slots[name] for name in names]), axis=1, return_index=True)
    merged = {name: column[first] for name, column in slots.columns.items()}
    merged |= {"provider": np.zeros(len(first)), "capacity": np.ones(len(first))}
    problem = problem.replace(slots=table_from("slots", merged))
    return with_columns(problem, "stock", provider=np.minimum(stock["provider"], 0))


def one_huge_commune(children: int, seed: int) -> Problem:
    """Everybody lives in one commune."""
    problem = without(generate("thanh-hoa", children, seed), "commitments", "earmarks")
    for table in ("children", "needs", "sites"):
        here = np.minimum(problem[table]["commune"], 0)
        problem = with_columns(problem, table, commune=here)
    return problem


def lots_above_needs(children: int, seed: int) -> Problem:
    """Every lot is larger than all that a commune needs, so that nothing can be given."""
    problem = generate("lao-cai", children, seed)
    return with_limits(problem, commune_min=int(problem["needs"]["quantity"].sum()) + 1, commune_max=MISSING)


def all_or_nothing(children: int, seed: int) -> Problem:
    """Every offer is taken whole or not at all."""
    return with_limits(generate("lao-cai", children, seed), all_or_nothing=1)


def everything_tied(children: int, seed: int) -> Problem:
    """All children, needs and communes are alike; only lots can decide."""
    problem = without(generate("lao-cai", children, seed), "commitments", "earmarks", "slots", "sites")
    kind = problem["kinds"]["kind"].tolist().index("scholarship")
    needs, stock = (len(problem[name]) for name in ("needs", "stock"))
    alike = np.arange(needs)[problem["needs"]["child"] >= 0]
    rows = {
        "need": problem["needs"]["need"][alike], "child": problem["needs"]["child"][alike],
        "kind": np.full(len(alike), kind), "quantity": np.ones(len(alike)),
    }  # fmt: skip
    problem = problem.replace(needs=table_from("needs", rows))
    children_alike = {name: problem["children"][name] for name in ("child", "commune")}
    communes_alike = {name: problem["communes"][name] for name in ("vintage", "code", "name")}
    held = np.full(stock, max(1, len(alike) // (4 * stock)))
    problem = problem.replace(
        children=table_from("children", {**children_alike, "age": np.full(len(problem["children"]), 9)}),
        communes=table_from("communes", communes_alike),
        stock=table_from("stock", {"offer": problem["stock"]["offer"], "kind": np.full(stock, kind), "quantity": held}),
    )  # fmt: skip
    one_row = np.unique(problem["stock"]["offer"], return_index=True)[1]
    problem = problem.replace(stock=problem["stock"].take(one_row))
    limits = ("commune_max", "child_max", "window_from", "window_to")
    return with_limits(problem, shows_child=0, modality=0, **dict.fromkeys(limits, MISSING))
