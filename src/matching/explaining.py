"""What users ask of a result: why, why not, what would help, and what if."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from matching.doors import Result, solve
from matching.explanation import differences, explanations
from matching.explanation.explanations import explanation_of, need_row
from matching.explanation.remedies import Remedy, remedies_of
from matching.explanation.trying import Question
from matching.files import result_reading
from matching.intake.changes import Change, changed_problem
from matching.plan import result as records
from matching.plan.sealing import seal
from matching.problem.past_needs import needs_over
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.reporting.difference_sentences import difference_sentences
from matching.reporting.explanation_sentences import explanation_sentences
from matching.reporting.frames import Backend, framed
from matching.reporting.reason_tables import reason_frames
from matching.solving import plan_alone
from matching.vocabulary import MISSING


@dataclass(frozen=True)
class Explanation(explanations.Explanation):
    """An explanation that tells itself: see :class:`matching.explanation.explanations.Explanation` for what else it holds.

    Parameters
    ----------
    problem
        The problem it speaks of.
    """

    problem: Problem = field(repr=False)

    def describe(self, language: str = "en", reader: str = "officer") -> str:
        """Return it as sentences in English (``en``) or Vietnamese (``vi``).

        Parameters
        ----------
        language
            ``en`` or ``vi``.
        reader
            ``officer`` is told the evidence by opaque ids, ``parent`` only what concerns the own need.
        """
        return "\n".join(explanation_sentences(self.problem, self, language, reader))

    def _repr_html_(self) -> str:
        return _listed(explanation_sentences(self.problem, self))


class PlanDifference(differences.PlanDifference):
    """A difference that tells itself: see :class:`matching.explanation.differences.PlanDifference` for what it holds."""

    def describe(self, language: str = "en") -> str:
        """Return it as sentences in English (``en``) or Vietnamese (``vi``)."""
        return "\n".join(difference_sentences(self, language))

    def to_frames(self, backend: Backend = "pandas") -> dict[str, Any]:
        """Return ``needs``, ``communes``, ``offers``, ``kinds`` and ``children`` as frames, the largest change first."""
        tables = {}
        for name in differences.PARTS:
            shift = getattr(self, name)
            change = shift.after - shift.before
            tables[name] = {"key": shift.key, "before": shift.before, "after": shift.after, "change": change}
        return framed(tables, backend)

    def __repr__(self) -> str:
        return f"PlanDifference({self.before!r}, {self.after!r})"

    def _repr_html_(self) -> str:
        return _listed(difference_sentences(self))


def _listed(sentences: Iterable[str]) -> str:
    return f"<div>{''.join(f'<p>{escape(sentence)}</p>' for sentence in sentences)}</div>"


def explain(result: records.Result, need: str, *, remedies: bool = True) -> Explanation:
    """Return why a need is met, or the one reason why units of it are not, with evidence and the cheapest remedy.

    Parameters
    ----------
    result
        A result with a plan.
    need
        Id of the need.
    remedies
        Whether remedies are sought; each is tried by solving the part of the problem that it touches.

    Raises
    ------
    KeyError
        If there is no need with this id.
    NoPlanError
        If there is no plan.
    """
    told = explanation_of(
        result.problem, result.policy, result.seed, result.plan, result.unmet, need, result.certificate
    )
    if remedies and told.reason is not None:
        told = replace(told, remedies=find_remedies(result, need))
    return Explanation(**{one.name: getattr(told, one.name) for one in fields(told)}, problem=result.problem)


def find_remedies(
    result: records.Result, need: str, *, most: int = 1, whole: bool | None = None
) -> tuple[Remedy, ...]:
    """Return changes after which the policy serves a need more, the cheapest first; each was tried.

    Nothing helps a need whose time ended before the reference date, so for such a need there are none.

    Parameters
    ----------
    result
        A result with a plan.
    need
        Id of the need.
    most
        So many are enough.
    whole
        Whether all communes are planned again, or only that of the need with the rest of the plan kept (seconds instead
        of minutes on a province); by default told by the size of what hangs together with the need.

    Raises
    ------
    KeyError
        If there is no need with this id.
    NoPlanError
        If there is no plan.
    """
    row = need_row(result.problem, need)
    at = np.flatnonzero(result.unmet.need == row)
    if not len(at) or result.report is None or needs_over(result.problem)[row]:
        return ()
    offer = int(result.unmet.offer[at[0]]) if len(at) else MISSING
    question = Question(result.problem, result.policy, result.seed, result.plan, result.report, row, offer)
    return remedies_of(question, plan_alone, most, whole=whole)


def explain_all(result: records.Result, backend: Backend = "pandas") -> dict[str, Any]:
    """Return the reason of every unmet unit as frames: ``needs``, and added up ``reasons``, ``communes`` and ``offers``.

    Parameters
    ----------
    result
        A result with a plan.
    backend
        One of pandas, polars or pyarrow; it must be installed.
    """
    return reason_frames(result, backend)


def what_if(
    result: records.Result,
    changes: Iterable[Change] = (),
    *,
    policy: str | Policy | None = None,
    seed: int | None = None,
    time_limit: float | None = None,
) -> PlanDifference:
    """Return what another question would give: the problem changed, or another policy or seed, solved again and compared.

    Parameters
    ----------
    result
        The result to compare with; it does not change.
    changes
        Rows added, amended and removed (see ``matching.add_row``, ``amend_rows``, ``remove_rows``).
    policy, seed
        Another policy or seed; by default those of the result.
    time_limit
        Seconds until the search is ended; none by default.

    Raises
    ------
    DataError
        If a change names what does not exist, or the changed problem is not sound.
    InfeasibleError
        If its rules cannot all be kept.
    """
    changed = changed_problem(result.problem, changes)
    chosen = result.policy if policy is None else policy
    drawn = result.seed if seed is None else seed
    return difference(result, solve(changed, chosen, seed=drawn, time_limit=time_limit))


def difference(before: records.Result, after: records.Result) -> PlanDifference:
    """Return the difference of two plans, told by need, commune, offer, kind and child; what one problem lacks has no units.

    Raises
    ------
    NoPlanError
        If one of them has no plan.
    """
    return PlanDifference.of(before, after)


def read_result(problem: Problem, folder: str | Path) -> Result:
    """Return the result in a folder that ``solve`` has written, judged again by the audit.

    Raises
    ------
    DataError
        If the folder holds no plan, a damaged one, one for another problem, or one that the audit refuses.
    """
    found = result_reading.read_result(problem, folder)
    seal(found)
    return Result(**{one.name: getattr(found, one.name) for one in fields(found)})
