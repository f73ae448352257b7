"""The offers of a case as deals: what each option means in money, and which offers mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import Condition, Issue
from counterdraft.case.places import fault
from counterdraft.errors import CaseError, nearest
from counterdraft.fiscal.deal_terms import SEE, DealMapping, DealTerms

__all__ = ["MOST_CELLS", "Meanings", "Offers"]

MOST_CELLS = 500_000
"""The most combinations of options in one set of issues."""

Offers = NDArray[np.int64]
"""(offers, issues): positions of options."""


class Meanings:
    """
    What the offers of a case mean in money.

    Args:
        deal_mapping: What options mean, which issues act on each other, and around which offer.
        issues: The issues of the case.
        impossible: What nobody could agree: such offers need no meaning.

    Attributes:
        positions: Of the issues that move money, ascending.
        sets: The issues of each set, ascending.

    Raises:
        CaseError: An option has no meaning, or a set has too many combinations.
    """

    def __init__(
        self, deal_mapping: DealMapping, issues: Sequence[Issue], impossible: Sequence[Condition]
    ) -> None:
        self.deal_mapping = deal_mapping
        self.issues = tuple(issues)
        self.impossible = tuple(impossible)
        where = {issue.name: i for i, issue in enumerate(self.issues)}
        self._order = tuple(where[name] for name in deal_mapping.issues if name in where)
        self.positions = tuple(sorted(self._order))
        self.sets = tuple(
            tuple(sorted(where[name] for name in names if name in where))
            for names in deal_mapping.over
        )
        self._classes = {i: _classes(self.issues[i], deal_mapping) for i in self.positions}
        self._around = {i: self._option_around(i) for i in self.positions}
        for issues_of_set in self.sets:
            cells = prod(self.shape(issues_of_set))
            if cells > MOST_CELLS:
                names = ", ".join(self.issues[i].name for i in issues_of_set)
                message = (
                    f"{names} have {cells:,} combinations of options, the most is {MOST_CELLS:,}"
                )
                mend = "put them into several sets of money.over, around an offer"
                raise CaseError(fault(deal_mapping.where, ("money",), message, mend), SEE)

    def shape(self, issues: Sequence[int]) -> tuple[int, ...]:
        """Return how many options each of the *issues* has."""
        return tuple(len(self.issues[i].options) for i in issues)

    def within(self, issues: Sequence[int]) -> Offers:
        """Return an offer for every combination of options of the *issues*, the others as in `around`."""
        shape = self.shape(issues)
        around = [self._around.get(i, 0) for i in range(len(self.issues))]
        offers = np.tile(np.array(around, dtype=np.int64), (prod(shape), 1))
        offers[:, list(issues)] = np.indices(shape).reshape(len(shape), -1).T
        return offers

    def tried(self, count: int, seed: int) -> Offers:
        """Return whole offers, drawn evenly; those that nobody could agree are left out."""
        dice = np.random.default_rng(np.random.SeedSequence(seed))
        sizes = [len(issue.options) for issue in self.issues]
        offers = np.stack([dice.integers(0, n, count) for n in sizes], axis=1)
        for i in set(range(len(sizes))) - set(self.positions):
            offers[:, i] = 0
        return offers[self.possible(offers)]

    def possible(self, offers: Offers) -> NDArray[np.bool_]:
        """Return which offers no condition over issues that move money rules out."""
        fine = np.ones(len(offers), dtype=np.bool_)
        for condition in self.impossible:
            issues = condition.issues
            if not set(issues) <= set(self.positions):
                continue
            row = [0] * len(self.issues)
            ruled_out = np.zeros(self.shape(issues), dtype=np.bool_)
            for options in np.ndindex(*ruled_out.shape):
                for i, option in zip(issues, options, strict=True):
                    row[i] = option
                ruled_out[options] = condition.holds(tuple(row))
            fine &= ~ruled_out[tuple(offers[:, list(issues)].T)]
        return fine

    def deals(self, offers: Offers) -> tuple[list[DealTerms], NDArray[np.int64]]:
        """
        Return the distinct deals that possible *offers* mean, and which of them each is, (offers,).

        Raises:
            CaseError: An offer makes no deal.
        """
        columns = list(self.positions)
        meaning = np.stack([self._classes[i][0][offers[:, i]] for i in columns], axis=1)
        distinct, back = np.unique(meaning, axis=0, return_inverse=True)
        terms = [self._terms(dict(zip(columns, row, strict=True))) for row in distinct.tolist()]
        return terms, back.ravel()

    def _option_around(self, issue: int) -> int:
        """Return the position of the option at which effects across sets are taken."""
        one, deal_mapping = self.issues[issue], self.deal_mapping
        if one.name not in deal_mapping.around:
            return one.if_silent or 0
        chosen = deal_mapping.around[one.name]
        for position, option in enumerate(one.options):
            value = None if option.value is None else float(option.value)
            if option.name == str(chosen) or (value is not None and value == chosen):
                return position
        place = ("money", "around", one.name)
        mend = nearest(str(chosen), [option.name for option in one.options])
        message = f"{chosen!r} is no option of {one.name!r}"
        raise CaseError(fault(deal_mapping.where, place, message, mend), SEE)

    def _terms(self, meaning: Mapping[int, int]) -> DealTerms:
        fields = dict(self.deal_mapping.defaults)
        for position in self._order:
            fields |= self._classes[position][1][meaning[position]]
        try:
            return DealTerms.of(fields)
        except ValueError as error:
            options = ", ".join(
                f"{self.issues[i].name} = {self._option(i, k)}" for i, k in meaning.items()
            )
            message = f"{error}; the case allows {options}"
            mend = "say under impossible: in case.yaml what nobody could agree"
            place = fault(self.deal_mapping.where, ("issues",), message, mend)
            raise CaseError(place, SEE) from None

    def _option(self, issue: int, meaning: int) -> str:
        return self.issues[issue].options[int(np.argmax(self._classes[issue][0] == meaning))].name


def _classes(
    issue: Issue, deal_mapping: DealMapping
) -> tuple[NDArray[np.int64], list[Mapping[str, Any]]]:
    """Return by option which meaning it has, and the fields of each meaning."""
    found: list[Mapping[str, Any]] = []
    which = np.zeros(len(issue.options), dtype=np.int64)
    for position, option in enumerate(issue.options):
        chosen = option.name if option.value is None else float(option.value)
        fields = deal_mapping.meaning(issue.name, chosen)
        if fields not in found:
            found.append(fields)
        which[position] = found.index(fields)
    return which, found
