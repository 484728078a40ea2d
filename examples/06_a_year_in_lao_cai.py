# %% [markdown]
# # A year in Lào Cai
#
# A fund plans every month: needs and gifts come in, some of last month's are over, and nothing that was promised may be
# withdrawn in silence. This page follows one year of a made-up province with the shape of Lào Cai (children, communes and
# donors are synthetic): twelve batches, a ledger of promises, a donor who fails, a child who leaves, communes that merge.

# %%
import csv
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import matching

batches = matching.generate_year("lao-cai", children=400, seed=8)
print("month     needs  offers")
for batch in batches:
    print(f"{batch.reference_date:%Y-%m}  {len(batch['needs']):>7}  {len(batch['offers']):>6}")

# %% [markdown]
# ## What last year teaches
#
# What is spent in January is not there in November. Last year's batches tell what may still come, so that every month can
# hold something back for needs that only an offer at hand could meet.

# %%
last_year = matching.generate_year("lao-cai", children=400, seed=7, year=2025)
expected = matching.expected_later(last_year)

# %% [markdown]
# ## Month by month
#
# `plan_cycle` takes up a batch on top of all that is known, keeps every promise, lets children keep their sponsor, and
# plans; `apply` turns the plan into promises. The ledger is one file that only grows.

# %%
ledger = matching.Ledger(Path(tempfile.mkdtemp()) / "ledger.sqlite")
cycles = []
coverage = []  # one row per month and zone: the share met of everything asked for so far
nothing_yet = {}  # month: communes that asked and have received nothing so far


def plan_month(batch):
    """Plan and apply one batch on top of the months before; note how the zones stand."""
    known = cycles[-1].known if cycles else None
    cycle = matching.plan_cycle(batch, ledger, known=known, expected=expected, seed=2026)
    receipt = matching.apply(cycle.result, ledger, operator="an")
    cycles.append(cycle)
    month = f"{batch.reference_date:%Y-%m}"
    for row in cycle.result.measures(by="zone").to_rows():
        if row["group"] in ("I", "II", "III"):
            coverage.append({"month": month, "zone": row["group"], "coverage": row["coverage"]})
    communes = cycle.result.measures(by="commune").to_rows()
    nothing_yet[month] = sum(row["needed"] > 0 and not row["met"] for row in communes)
    given = receipt.units + cycle.renewed
    print(f"{month}  {given:>5}  {cycle.renewed:>16}  {cycle.held:>9}  {cycle.result.report.verdict}")


print("month    given  of these renewed  held back  verdict")
for batch in batches[:6]:
    plan_month(batch)

# %% [markdown]
# *Renewed* units go to children who keep the sponsor they have. *Held back* is what the month leaves for later need.
# Every plan is *proved*: no other plan of the month does better for the year so far.
#
# ## Promises
#
# The same plan applied again counts once. A second operator, Bình, has an older draft on the desk; since then An has given
# away some of its offers, so the ledger refuses it and names them.

# %%
draft = matching.solve(cycles[4].known, seed=1)
print("applied again:", matching.apply(cycles[-1].result, ledger).applied)
try:
    matching.apply(draft, ledger, operator="binh")
except matching.LedgerError as error:
    print(f"refused ({error.code}): {len(error.offers)} offers, {error.offers[0]} first")

# %% [markdown]
# ## A donor fails, a child leaves
#
# What was not delivered is released by name and with a reason; nothing else moves. What a child has received still counts.

# %%
standing = ledger.standing()
donor_offer, lost_need = standing[0].key.offer, standing[-1].key.need
released = ledger.withdraw_offer(donor_offer, reason="donor_failed", on=date(2026, 6, 15))
ledger.withdraw_need(lost_need, reason="child_left", on=date(2026, 6, 20))
kept = {line.key: line.quantity for line in ledger.standing() if line.quantity}
print(f"{donor_offer} gives nothing more; {lost_need} asks for nothing more")
print(f"{len(standing)} lines stood before, {len(kept)} stand now")

# %% [markdown]
# ## Two communes merge
#
# On 1 July the first two communes become one. A crosswalk says which old commune went where; needs, promises and the
# coverage of the months before move with the children, so the new commune owes and is owed what both were.

# %%
folder = Path(tempfile.mkdtemp())
matching.write(batches[0], folder)
lines = (folder / "communes.csv").read_text(encoding="utf-8-sig").splitlines()
old_list = list(csv.DictReader(lines))
first, second = old_list[:2]

new_list = matching.ProblemBuilder()
for row in old_list:
    if row is not second:
        new_list.add("communes", **{**row, "vintage": "2026-07"})
new_communes = new_list.build(date(2026, 7, 1))["communes"]


def crossing(row):
    """Return where an old commune went: the second into the first, all others only got a new list."""
    code = first["code"] if row is second else row["code"]
    return matching.Crossing(f"{row['vintage']}:{row['code']}", f"2026-07:{code}")


crosswalk = [crossing(row) for row in old_list]


def moved(problem):
    return matching.recoded(problem, new_communes, crosswalk)


print(
    f"{first['name']} takes in {second['name']}: {len(old_list)} communes before, {len(new_communes)} after"
)

# %% [markdown]
# The year goes on from what was known, on the new list. July comes with units that the failed donor no longer gives and
# without the child that left.

# %%
cycles[-1] = replace(cycles[-1], known=moved(cycles[-1].known))
expected = moved(expected)
print("month    given  of these renewed  held back  verdict")
for batch in batches[6:]:
    plan_month(moved(batch))

# %% [markdown]
# Every promise that stood in June stands in December, line by line, unless it was released by name above.

# %%
now = {line.key: line.quantity for line in ledger.standing()}
print("all kept:", all(now.get(key) == units for key, units in kept.items()))
print(f"{ledger.version} entries in the ledger, faults found: {len(ledger.verify())}")

# %% [markdown]
# ## How the year went
#
# Coverage is counted over the year, so a commune that lost in one month stands lower and comes first in the next. The bars
# show, after every month, the share met of everything that was asked for so far; the last column counts the worst-off:
# communes that asked and have received nothing yet.

# %%
zones = sorted({row["zone"] for row in coverage})
print("month   ", *(f"zone {zone:<14}" for zone in zones), "nothing yet")
for month in dict.fromkeys(row["month"] for row in coverage):
    shares = {row["zone"]: row["coverage"] for row in coverage if row["month"] == month}
    bars = (f"{'█' * round(10 * shares[zone]):<10} {shares[zone]:>7.1%} " for zone in zones)
    print(f"{month}  ", *bars, f"{nothing_yet[month]:>11}")

# %% [markdown]
# The same as a picture, where Altair is installed (the extra `report`):


# %%
def picture():
    """Return the zones' coverage as lines, nothing where Altair is not installed."""
    try:
        import altair
    except ModuleNotFoundError:
        return None
    lines = altair.Chart(altair.Data(values=coverage), title="Share of need met so far").mark_line(point=True)
    return lines.encode(
        x=altair.X("month:O", title=None),
        y=altair.Y("coverage:Q", title=None, axis=altair.Axis(format="%")),
        color=altair.Color("zone:N", title="Zone"),
    )


picture()

# %% [markdown]
# The five communes at the bottom, why need is not met, and what to ask donors for. The time of most of it is over: no gift
# of today can make good for it, so it is counted apart and nobody is asked for it. For the rest the fund knows whom to
# write to.

# %%
result = cycles[-1].result
rows = sorted(result.measures(by="commune").to_rows(), key=lambda row: (row["coverage"], row["group"]))
for row in rows[:5]:
    print(f"{row['group']}: {row['met']} of {row['needed']} units, {row['coverage']:.1%}")

reasons = matching.explain_all(result, "polars")["reasons"]
for reason, units in reasons.select("reason", "units").rows()[:5]:
    print(f"{units:>5} units not met: {reason}")
print(matching.appeals(result, limit=3, verify=1, by="zone").summary())

# %% [markdown]
# ## A parent asks
#
# The newest need of a child that is not met, in the words that the fund gives a parent. No other child is mentioned.

# %%
needs = result.problem["needs"]
of_children = [row for row in result.unmet.need if needs["child"][row] >= 0]
need = str(needs["need"][of_children[-1]])
print(matching.explain(result, need).describe("vi", "parent"))

# %% [markdown]
# ## The next year
#
# What is still there and still asked for begins a new count in a new ledger; what has expired is left behind.

# %%
carried = matching.carried_over(cycles[-1].known, ledger, date(2027, 1, 1))
unused = int(result.unused.quantity.sum())
print(
    f"{unused} units unused on 31 December, {int(carried['stock']['quantity'].sum())} of them still good in January"
)
print(f"{len(carried['needs'])} needs go on")
