"""A year in Lào Cai: a batch every month, promises that are kept, and fairness counted over the year."""

import tempfile
from datetime import date
from pathlib import Path

import matching

# Twelve monthly batches of synthetic needs and offers, and what last year brought as this year's expectation.
batches = matching.generate_year("lao-cai", children=400, seed=8)
expected = matching.expected_later(matching.generate_year("lao-cai", children=400, seed=7, year=2025))

# Every promise stands in a ledger: one file that only grows.
ledger = matching.Ledger(Path(tempfile.mkdtemp()) / "ledger.sqlite")

known = None
print("month    new needs  new offers  given now  of them renewed  held back  verdict")
for batch in batches:
    cycle = matching.plan_cycle(batch, ledger, known=known, expected=expected, seed=2026)
    receipt = matching.apply(cycle.result, ledger, operator="an")
    known = cycle.known
    print(
        f"{batch.reference_date:%Y-%m}  {len(batch['needs']):>9}  {len(batch['offers']):>10}  "
        f"{receipt.units + cycle.renewed:>9}  {cycle.renewed:>15}  {cycle.held:>9}  {cycle.result.report.verdict}"
    )

# The same plan applied again counts once; another operator's old draft is refused by name.
print("applied again:", matching.apply(cycle.result, ledger).applied)
draft = matching.solve(known, seed=1)
try:
    matching.apply(draft, ledger, operator="binh")
except matching.LedgerError as error:
    print(f"refused ({error.code}):", ", ".join(error.offers[:3]), "and others")

# A donor fails: what was not delivered is released and planned anew, every other promise stands.
failing = ledger.standing()[0].key.offer
ledger.withdraw_offer(failing, reason="donor_failed", on=date(2026, 12, 15))
before = {line.key: line.quantity for line in ledger.standing()}
again = matching.solve(matching.period_problem(known, ledger), seed=2026)
matching.apply(again, ledger)
after = {line.key: line.quantity for line in ledger.standing()}
print(f"{failing} failed; promises kept: {all(after.get(key) == units for key, units in before.items())}")

print(f"{ledger.version} entries, faults: {len(ledger.verify())}")
print(matching.summary(again).split("\n\n")[0])
