"""Indicators and accounts of a programme, as people and programs read them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from matching.measuring.accounts import Accounts, accounts
from matching.measuring.programme import TARGETS, Indicator, indicators
from matching.plan.result import Result
from matching.problem.problem import Problem
from matching.reporting.group_names import GroupNames
from matching.reporting.sheets import Cell, Column, Sheet
from matching.reporting.shown import Shown
from matching.reporting.wording import phrase


@dataclass(frozen=True, slots=True)
class IndicatorTable(Shown):
    """Indicators of a programme in order, each with its target."""

    indicators: tuple[Indicator, ...]

    def __getitem__(self, code: str) -> Indicator:
        for one in self.indicators:
            if one.code == code:
                return one
        raise KeyError(code)

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        return (self._sheet(language),)

    def _data(self) -> Sheet:
        return self._sheet("en", keys=True)

    def _sheet(self, language: str, keys: bool = False) -> Sheet:
        columns = (
            Column("indicator"), Column("reached", "whole"), Column("of", "whole"), Column("share", "percent"),
            Column("target", "whole" if keys else "text"), Column("target_met"),
        )  # fmt: skip
        rows: list[tuple[Cell, ...]] = []
        for one in self.indicators:
            answer = "yes" if one.met else "no"
            label = one.code if keys else phrase(f"indicator.{one.code}", language)
            target: Cell = one.target if keys else f"{one.target} %"
            told = answer if keys else phrase(f"answer.{answer}", language)
            rows.append((label, one.reached, one.all, one.share, target, told))
        named = any(one.code == "tracked" for one in self.indicators)
        notes = (phrase("note.target_groups", language),) if named else ()
        return Sheet(phrase("title.indicators", language), columns, tuple(rows), notes)


@dataclass(frozen=True, slots=True)
class AccountTable(Accounts, Shown):
    """Money and goods received and used; see :class:`~matching.measuring.accounts.Accounts` for the columns.

    Parameters
    ----------
    problem
        The problem, for the names of groups.
    """

    problem: Problem

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        return (self._sheet(language),)

    def _data(self) -> Sheet:
        return self._sheet("en", keys=True)

    def _sheet(self, language: str, keys: bool = False) -> Sheet:
        parts = [("received_money", self.received_money), ("received_goods", self.received_goods)]
        parts += [("used_money", self.used_money), ("used_goods", self.used_goods), ("units", self.units)]
        parts += [("left_money", self.left_money)]
        told = [(code, column.tolist()) for code, column in parts if column is not None]
        columns = [
            Column("group"),
            *(Column(code, "whole" if code == "units" else "money") for code, _ in told),
        ]
        rows: list[tuple[Cell, ...]] = list(
            zip(self.labels if keys else self._names(language), *(column for _, column in told), strict=True)
        )
        if not keys:
            sums = (sum(column) for _, column in told)
            rows.append((phrase("group.all", language), *sums))
        title = phrase("title.accounts", language, by=phrase(f"account.{self.by}", language))
        return Sheet(title, tuple(columns), tuple(rows), (phrase("note.accounts", language),))

    def _names(self, language: str) -> list[str]:
        if self.by == "donor":
            donors = self.problem["donors"]
            known = dict(zip(donors["donor"].tolist(), donors["name"].tolist(), strict=True))
            return [known.get(label) or label or phrase("group.no_donor", language) for label in self.labels]
        names = GroupNames(self.problem, self.by, language)
        return [names.of((label,)) for label in self.labels]


class ProgrammeResult(Result):
    """A result that tells what programmes report."""

    def indicators(self, targets: Mapping[str, int] | None = None) -> IndicatorTable:
        """Return what a programme reports: shares of children and donors, each against its target.

        Parameters
        ----------
        targets
            Whole per cent by indicator (``tracked``, ``helped``, ``introduced``, ``health``, ``play``,
            ``warm_clothes``, ``mobilised``, ``lasting``); by default those of provinces' plans for Decision 588.

        Raises
        ------
        NoPlanError
            If there is no plan.
        KeyError
            If there is no such indicator.
        ValueError
            If a target is no whole per cent between 0 and 100.
        """
        served = self.plan.per_need(self.problem)
        return IndicatorTable(indicators(self.problem, served, TARGETS if targets is None else targets))

    def accounts(self, by: str = "donor") -> AccountTable:
        """Return money and goods received and used by ``donor``, ``kind`` (the purpose) or ``commune`` (the place).

        Raises
        ------
        NoPlanError
            If there is no plan.
        KeyError
            If accounts are not kept by that.
        """
        found = accounts(self.problem, self.plan, by)
        values = {field.name: getattr(found, field.name) for field in fields(found)}
        return AccountTable(**values, problem=self.problem)
