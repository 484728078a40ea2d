"""How kinds, units and places of the views are called in a language."""

from matching.problem.labels import enumeration_labels, unit_label
from matching.problem.problem import Problem
from matching.reporting.commune_listing import commune_names
from matching.views.place_tree import PlaceTree
from matching.views.wording import told
from matching.vocabulary import ENUMERATIONS, MISSING


def kind_labels(problem: Problem, language: str) -> list[str]:
    """Return the label of every kind, its id where it has none."""
    table = problem["kinds"]
    named = zip(table[f"label_{language}"].tolist(), table["kind"].tolist(), strict=True)
    return [label or key for label, key in named]


def kind_units(problem: Problem, language: str) -> list[str]:
    """Return the unit of every kind."""
    return [unit_label(unit, language) for unit in problem["kinds"]["unit"].tolist()]


def zone_name(problem: Problem, commune: int, language: str) -> str:
    """Return the zone of a commune, with its province where there are several."""
    zone, province = int(problem["communes"]["zone"][commune]), str(problem["communes"]["province"][commune])
    if zone == MISSING:
        named = told("place.no_zone", language)
    else:
        named = enumeration_labels("Zone", language)[ENUMERATIONS["Zone"][zone]]
    several = bool((problem["communes"]["province"] != province).any())
    return f"{named}, {province}" if province and several else named


def place_labels(problem: Problem, tree: PlaceTree, language: str) -> list[str]:
    """Return the name of every place of a tree."""
    communes = [name for name, _ in commune_names(problem).values()]
    inside = tree.parts()

    def some_commune(place: int) -> int:
        while tree.commune[place] < 0:
            place = inside[place][0]
        return tree.commune[place]

    names = [told("place.all", language)]
    for row, key in enumerate(tree.keys[1:], 1):
        if tree.commune[row] >= 0:
            names.append(communes[tree.commune[row]])
        elif key.startswith("zone:"):
            names.append(zone_name(problem, some_commune(row), language))
        else:
            names.append(key.partition(":")[2] or told("place.no_province", language))
    return names
