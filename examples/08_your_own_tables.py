# %% [markdown]
# # Your own tables
#
# A problem is made from data frames of any library, and the answers come back in the library that you ask
# for. Children are known by opaque ids only.

# %%
from datetime import date

import polars as pl

import matching

frames = {
    "communes": pl.DataFrame(
        {
            "vintage": "2025",
            "code": ["00001", "00002", "00003"],
            "name": ["Một", "Hai", "Ba"],
            "zone": ["III", "II", ""],
        }
    ),
    "children": pl.DataFrame(
        {
            "child": [f"C{number}" for number in range(1, 9)],
            "commune": ["2025:00001"] * 3 + ["2025:00002"] * 3 + ["2025:00003"] * 2,
            "age": [4, 7, 9, 6, 8, 11, 5, 10],
            "household": ["poor", "poor", "other", "near_poor", "poor", "other", "other", "poor"],
        }
    ),
    "needs": pl.DataFrame(
        {
            "need": [f"N{n}" for n in range(1, 9)],
            "child": [f"C{n}" for n in range(1, 9)],
            "kind": "meal",
            "quantity": 3,
        }
    ),
    "offers": pl.DataFrame({"offer": ["canteen", "company"], "modality": "goods"}),
    "stock": pl.DataFrame({"offer": ["canteen", "company"], "kind": "meal", "quantity": [7, 5]}),
    "earmarks": pl.DataFrame({"offer": ["company"], "field": ["household"], "values": ["poor"]}),
}
problem = matching.problem_from_frames(frames, date(2026, 1, 1), "Meals of spring")
problem

# %% [markdown]
# A mistake is never guessed away. All of them are told at once, with table, row, column and what to do:

# %%
wrong = frames | {
    "needs": frames["needs"].with_columns(kind=pl.lit("meel"), quantity=pl.Series([3] * 7 + [0]))
}
try:
    matching.problem_from_frames(wrong, date(2026, 1, 1))
except matching.DataError as error:
    for issue in error.issues[-2:]:
        print(f"{issue.code}: {issue.table}, row {issue.row}, {issue.column}. {issue.remedy}")

# %%
result = matching.solve(problem, seed=7)
print(result.report.verdict)
print(result.to_frames("polars")["communes"].rows())
print(result.to_frames("pandas")["unmet"][["need_id", "quantity", "reason"]].to_string(index=False))

# %% [markdown]
# The problem itself leaves in the same way, to be changed and read again.

# %%
again = matching.problem_from_frames(
    matching.problem_frames(problem, "pandas"), date(2026, 1, 1), "Meals of spring"
)
print(again == problem)
