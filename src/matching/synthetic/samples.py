"""What a problem shows of every documented figure: a value per child, commune, donor or kind."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.problem import Problem
from matching.synthetic.demands import has_circumstance, kind_code
from matching.synthetic.places import TEN_THOUSAND
from matching.synthetic.profile_data import parameters
from matching.vocabulary import ENUMERATIONS, MISSING, SiteKind, code_of

Sample = NDArray[np.float64]
Named = Iterator[tuple[tuple[str, str], Any]]

SHARES = ("minority_share", "poor_share", "near_poor_share")


def samples(problem: Problem) -> Mapping[tuple[str, str], Sample]:
    """Return the values of every figure by its name and group; their mean is the figure."""
    sources = (_of_communes, _of_people, _of_list, _of_circumstances, _of_needs, _of_supply)
    return {
        name: np.asarray(values, dtype=np.float64) for source in sources for name, values in source(problem)
    }


def _of_communes(problem: Problem) -> Named:
    communes, count = problem["communes"], len(problem["communes"])
    play = problem["needs"]["commune"][problem["needs"]["kind"] == kind_code("play_facility")]
    lacking = np.bincount(play[play >= 0], minlength=count) > 0
    satellites = problem["sites"]["commune"][problem["sites"]["kind"] == code_of(SiteKind.SATELLITE)]
    sites = np.bincount(satellites, minlength=count)
    yield ("hamlets", ""), communes["hamlets"]
    for code, zone in [*enumerate(ENUMERATIONS["Zone"]), (MISSING, "none")]:
        rows = communes["zone"] == code
        for name in SHARES:
            yield (name, zone), communes[name][rows] / TEN_THOUSAND
        yield (
            ("difficult_hamlets", zone),
            (communes["difficult_hamlets"] / np.maximum(communes["hamlets"], 1))[rows],
        )
        yield ("lacks_play_place", zone), lacking[rows]
        yield ("satellite_sites", zone), sites[rows]


def _of_people(problem: Problem) -> Named:
    children = problem["children"]
    ages = children["age"]
    agreed = (children["consent_representative"] == 1) & ((ages < 7) | (children["consent_child"] == 1))
    yield ("boys", ""), children.is_("sex", "boy")
    yield ("ages_0_5", ""), ages <= 5
    yield ("consent", ""), agreed


def _of_list(problem: Problem) -> Named:
    """Yield shares of all children, told from the list by how many children of each group are on it."""
    listed = parameters("figures")["listed"]
    special, risk = problem["children"]["circumstances"] > 0, problem["children"]["at_risk"] > 0
    counts = np.array([special.sum(), risk.sum(), (~special & ~risk).sum()])
    people = counts / [listed["special"], listed["at_risk"], listed["others"]]
    total = max(1, round(people.sum()))
    for name, number in (("special_of_all", people[0]), ("at_risk_of_all", people[1])):
        yield (name, ""), np.arange(total) < round(number)
    yield ("at_risk_per_special", ""), np.full(len(special), counts[1] / max(1, counts[0]))


def _of_circumstances(problem: Problem) -> Named:
    sets = problem["children"]["circumstances"]
    sets = sets[sets > 0]
    held = [(sets >> bit) & 1 for bit in range(len(ENUMERATIONS["Circumstance"]))]
    yield ("two_circumstances", ""), sum(held) > 1
    for name, values in zip(ENUMERATIONS["Circumstance"], held, strict=True):
        yield ("circumstances", name), values


def _of_needs(problem: Problem) -> Named:
    children, needs = problem["children"], problem["needs"]
    ages, zones = children["age"], problem["communes"]["zone"][children["commune"]]
    poor, near = children.is_("household", "poor"), children.is_("household", "near_poor")
    everyone, worst = np.ones(len(ages), dtype=np.bool_), ENUMERATIONS["Zone"].index("III")
    among = {
        ("warm_clothes", "III"): (zones == worst) & (ages >= 3),
        ("meal", ""): everyone,
        ("school_milk", ""): (ages >= 3) & (ages <= 10),
        ("school_kit", "poor or near-poor"): (poor | near) & (ages >= 6),
        ("scholarship", "poor"): poor & (ages >= 6),
        ("sponsorship", "g01 to g03"): has_circumstance(children, "g01", "g02", "g03"),
        ("surgery", ""): everyone,
        ("rehab", "g04"): has_circumstance(children, "g04"),
        ("health_insurance", "not poor"): ~poor,
        ("bicycle", "11 to 15"): ages >= 11,
    }
    for (name, group), rows in among.items():
        kind = kind_code(name)
        low, high = (problem["kinds"][limit][kind] for limit in ("min_age", "max_age"))
        needy = np.zeros(len(children), dtype=np.bool_)
        needy[needs["child"][(needs["kind"] == kind) & (needs["child"] >= 0)]] = True
        fitting = (ages >= low) & ((high == MISSING) | (ages <= high))
        yield (name, group), needy[rows & fitting]


def _of_supply(problem: Problem) -> Named:
    needs, stock, kinds = problem["needs"], problem["stock"], problem["kinds"]
    counted = stock["quantity"] != MISSING
    needed = np.bincount(needs["kind"], needs["quantity"], minlength=len(kinds))
    offered = np.bincount(stock["kind"][counted], stock["quantity"][counted], minlength=len(kinds))
    budgets = problem["offers"]["budget"]
    money = float(offered @ kinds["price"]) + float(budgets[budgets != MISSING].sum())
    for code, kind in enumerate(ENUMERATIONS["DonorKind"]):
        yield ("donors", kind), problem["donors"]["kind"] == code
    many = needed > 100
    yield ("units_offered", "every kind"), offered[many] / needed[many]
    yield (
        ("money_offered", ""),
        np.full(len(problem["children"]), money / max(1.0, float(needed @ kinds["price"]))),
    )
    units = np.bincount(needs["kind"], minlength=len(kinds))
    gifts = float((offered * units / np.maximum(needed, 1)).sum())
    yield ("money_per_gift", ""), np.full(len(problem["children"]), money / max(1.0, gifts))
