"""Limits of an offer in a commune: most units, lots, and the number of communes visited."""

import numpy as np

from matching.formulation.program_desk import Desk
from matching.vocabulary import MISSING


def commune_max(desk: Desk) -> None:
    """``Σ_{n in commune} x[o, n] ≤ commune_max`` over all stock rows of the offer."""
    most = desk.problem["offers"]["commune_max"]
    for offer in np.flatnonzero(most != MISSING).tolist():
        desk.about("commune_max", offer)
        promised = desk.promised_at(offer, desk.formed.demand.commune)
        for commune, arcs in desk.visits_of(offer).items():
            if len(arcs) > 1:
                room = max(int(most[offer]) - promised.get(commune, 0), 0)
                desk.builder.add_row([(arcs, 1)], upper=room)


def commune_min(desk: Desk) -> None:
    """``Σ_{n in commune} x[o, n] ≥ commune_min`` where the offer gives anything beyond promises."""
    least = desk.problem["offers"]["commune_min"]
    for offer in np.flatnonzero(least > 1).tolist():
        desk.about("commune_min", offer)
        promised = desk.promised_at(offer, desk.formed.demand.commune)
        for commune, arcs in desk.visits_of(offer).items():
            lacking = int(least[offer]) - promised.get(commune, 0)
            if lacking > 1:
                column = np.array([desk.visit_column(offer, commune, arcs)])
                desk.builder.add_row([(arcs, 1), (column, -lacking)], lower=0)


def max_communes(desk: Desk) -> None:
    """``Σ_c visited[o, c] ≤ max_communes``, communes that promises visit included."""
    most = desk.problem["offers"]["max_communes"]
    for offer in np.flatnonzero(most != MISSING).tolist():
        desk.about("max_communes", offer)
        promised = desk.promised_at(offer, desk.formed.demand.commune)
        fresh = {commune: arcs for commune, arcs in desk.visits_of(offer).items() if commune not in promised}
        columns = desk.visit_columns(offer, fresh)
        room = max(int(most[offer]), len(promised)) - len(promised)
        if len(columns) > room:
            desk.builder.add_row([(np.array(columns), 1)], upper=room)
