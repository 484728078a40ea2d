"""Random tables of support by place and kind, with small cells, empty ones and totals."""

import random

import numpy as np

from matching.views.place_tree import PlaceTree
from matching.views.support_cells import SupportCells


def random_tree(rng: random.Random) -> PlaceTree:
    keys, parent, commune = ["all"], [-1], [-1]

    def add(key: str, above: int, row: int = -1) -> int:
        keys.append(key)
        parent.append(above)
        commune.append(row)
        return len(keys) - 1

    row = 0
    provinces = rng.randint(1, 2)
    for province in range(provinces):
        above = add(f"province:{province}", 0) if provinces > 1 else 0
        zones = rng.randint(1, 2)
        for zone in range(zones):
            top = add(f"zone:{province}:{zone}", above) if zones > 1 else above
            for _ in range(rng.randint(1, 5)):
                add(f"commune:2025-07:{row}", top, row)
                row += 1
    return PlaceTree(tuple(keys), tuple(parent), tuple(commune))


def random_cells(rng: random.Random) -> SupportCells:
    tree, kinds = random_tree(rng), rng.randint(1, 5)
    shape = (len(tree.keys), kinds + 1)
    helped, left, met, missing = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    size = rng.choice((3, 12, 40))
    for row, commune in enumerate(tree.commune):
        for kind in range(kinds if commune >= 0 else 0):
            if rng.random() < 0.25:
                continue
            helped[row, kind], left[row, kind] = rng.randint(0, size), rng.randint(0, size)
            met[row, kind] = sum(rng.choice((1, 1, 9)) for _ in range(int(helped[row, kind])))
            missing[row, kind] = sum(rng.choice((1, 1, 9)) for _ in range(int(left[row, kind])))
    for table in (helped, left, met, missing):
        for row in range(len(tree.keys) - 1, 0, -1):
            table[tree.parent[row]] += table[row]
        table[:, -1] = table[:, :-1].sum(axis=1)
    fewest = np.minimum(helped, left)
    return SupportCells(tree, tuple(range(kinds)), met, missing, fewest, np.ones(shape, dtype=bool))
