"""One fixed run in a process of its own: prints a hash of every file it writes. ``python -m trust.fixed_run NUMBER``."""

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from random import Random

TIMED = ("seconds", "versions")
"""What ``result.json`` tells of the machine."""

POLICIES = (
    "equal-coverage",
    "utilitarian",
    "nobody-with-nothing",
    "leave-no-one-behind",
    "proportional-fairness",
)


def hashes(number: int, *, shuffle: int = 0) -> dict[str, str]:
    """Return a hash of every file of the plan of one of a few questions, rows shuffled on the way if asked."""
    from matching.files.plan_writing import plan_contents
    from matching.files.reading import read_problem
    from matching.files.writing import write_problem
    from matching.solving import solve
    from matching.synthetic.provinces import generate

    kind = number % len(POLICIES)
    with tempfile.TemporaryDirectory() as place:
        write_problem(generate("lao-cai", 25 if kind == 3 else 80, 11 + kind), place)
        if shuffle:
            for path in Path(place).glob("*.csv"):
                header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
                Random(f"{shuffle} {path.name}").shuffle(rows)
                path.write_text("".join([header, *rows]), encoding="utf-8", newline="")
        result = solve(read_problem(place), POLICIES[kind], seed=2026)
    contents = plan_contents(result)
    document = json.loads(contents["result.json"])
    contents["result.json"] = json.dumps(
        {key: value for key, value in document.items() if key not in TIMED}
    ).encode()
    return {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}


if __name__ == "__main__":
    print(json.dumps(hashes(int(sys.argv[1]), shuffle=int(sys.argv[2])), sort_keys=True))
