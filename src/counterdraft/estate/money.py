"""The money of every offer of a case: tables over sets of issues that add up, worked out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import Condition, Issue
from counterdraft.errors import CaseError, nearest
from counterdraft.estate.arrays import Floats
from counterdraft.estate.fiscal.deal_terms import ROLES, DealTerms, Vocabulary
from counterdraft.estate.model import SEE, Estate
from counterdraft.estate.records.reading import fault

if TYPE_CHECKING:
    from counterdraft.estate.deals.cells import Cells

__all__ = ["PATHS", "Keep", "Money", "MoneyTable"]

PATHS = 2048
"""Joint paths behind a table of money."""
GRAIN = 1_000_000
"""Worths are tabulated in millionths of the case's unit."""
MOST_CELLS = 500_000
"""The most combinations of options in one table."""
TRIED = 1000
"""Whole offers on which the tables are compared with the deal itself."""

Keep = Callable[[str, Callable[[], dict[str, NDArray[Any]]]], dict[str, NDArray[Any]]]
"""Gives the arrays that are kept under a key, or makes and keeps them."""


@dataclass(frozen=True, eq=False)
class MoneyTable:
    """
    A part of the money: by the options of its issues.

    Attributes:
        issues: Positions of the issues in the case, ascending.
        worth: (options of the first, of the second, …, roles) in money of the case.
        error: The same shape: standard errors.
    """

    issues: tuple[int, ...]
    worth: Floats
    error: Floats


class Money:
    """
    What offers change for each role, against no deal, in money of the case.

    Issues that act on each other share a set; the money of an offer is the sum of one table per set.
    Each table takes in the effects of its own issues with the others as in the offer `around`, less what
    the tables before it have already (cut expansion, Rabitz & Aliş 1999).  On offers that differ from
    `around` within one set the sum is exact; what acts across sets is left out, and `left_out` says how
    large it is.

    Args:
        estate: The estate.
        issues: The issues of the case.
        impossible: What nobody could agree: such offers need no meaning in money.
        currency: That of the case, such as ``USD bn``.
        keep: Where finished tables are kept; they are made anew without it.
        paths: Joint paths behind the tables.
        seed: Of the paths.
    """

    def __init__(
        self,
        estate: Estate,
        issues: Sequence[Issue],
        impossible: Sequence[Condition],
        currency: str,
        *,
        keep: Keep = lambda _, make: make(),
        paths: int = PATHS,
        seed: int = 1,
    ) -> None:
        self.estate = estate
        self.issues = tuple(issues)
        self.impossible = tuple(impossible)
        self.currency = currency
        self.keep = keep
        self.count = paths
        self.seed = seed
        self.factor = estate.factor_to(currency)
        vocabulary = estate.vocabulary
        where = {issue.name: i for i, issue in enumerate(self.issues)}
        known = [name for name in vocabulary.issues if name in where]
        self.order = tuple(where[name] for name in known)
        self.positions = tuple(sorted(self.order))
        self.sets = tuple(
            tuple(sorted(where[name] for name in names if name in where))
            for names in vocabulary.over
        )
        self.classes = {i: _classes(self.issues[i], vocabulary) for i in self.positions}
        self.around = {i: self._around(i, vocabulary) for i in self.positions}
        for issues_of_set in self.sets:
            cells = prod(len(self.issues[i].options) for i in issues_of_set)
            if cells > MOST_CELLS:
                names = ", ".join(self.issues[i].name for i in issues_of_set)
                message = (
                    f"{names} have {cells:,} combinations of options, the most is {MOST_CELLS:,}"
                )
                mend = "put them into several sets of money.over, around an offer"
                raise CaseError(fault(vocabulary.where, ("money",), message, mend), SEE)

    def _around(self, issue: int, vocabulary: Vocabulary) -> int:
        """Return the position of the option at which effects across sets are taken."""
        one = self.issues[issue]
        if one.name not in vocabulary.around:
            return one.if_silent or 0
        chosen = vocabulary.around[one.name]
        for position, option in enumerate(one.options):
            value = None if option.value is None else float(option.value)
            if option.name == str(chosen) or (value is not None and value == chosen):
                return position
        place = ("money", "around", one.name)
        mend = nearest(str(chosen), [option.name for option in one.options])
        message = f"{chosen!r} is no option of {one.name!r}"
        raise CaseError(fault(vocabulary.where, place, message, mend), SEE)

    @property
    def fingerprint(self) -> str:
        """What stands for everything that the tables hang on."""
        told = repr(
            (
                self.estate.fingerprint, self.estate.as_of, self.currency,
                self.count, self.seed, self.sets,
                [(i.name, [o.name for o in i.options]) for i in self.issues],
                [c.text for c in self.impossible],
            )
        )  # fmt: skip
        return hashlib.sha256(told.encode()).hexdigest()

    @cached_property
    def cells(self) -> Cells:
        """The deals on joint paths, drawn when they are first needed."""
        from counterdraft.estate.deals.cells import Cells  # noqa: PLC0415 - start-up time
        from counterdraft.estate.simulation import Paths  # noqa: PLC0415

        keep = len(self.estate.control.guarantees)
        return Cells(Paths(self.estate, self.count, self.seed, keep=keep))

    @cached_property
    def tables(self) -> tuple[MoneyTable, ...]:
        """The tables, whose sum is the money of an offer."""
        kept = self.keep(self.fingerprint, self._made)
        return tuple(
            MoneyTable(issues, kept[f"worth{k}"], kept[f"error{k}"])
            for k, issues in enumerate(self.sets)
        )

    @property
    def left_out(self) -> Mapping[str, tuple[float, float]]:
        """
        By role, what the tables leave out: the mean and the largest of the absolute differences.

        Found on whole offers drawn evenly from those that nothing rules out; the largest of all may be
        larger than the largest of these.
        """
        kept = self.keep(self.fingerprint, self._made)
        return {n: (float(m), float(x)) for n, m, x in zip(ROLES, *kept["left_out"], strict=True)}

    def weights(self, party: str) -> Floats:
        """
        Return how much of each role's worth is the party's own, (roles,).

        Raises:
            CaseError: The estate does not say.
        """
        given = self.estate.vocabulary.parties.get(party)
        if given is None:
            named = ", ".join(self.estate.vocabulary.parties) or "none"
            raise CaseError.of(
                f"the estate does not say whose part '{party}' has (it names: {named})",
                field="parties",
                help=f"in estate/fiscal.yaml write  parties: {{{party}: {{state: 1}}}}",
            )
        return np.array([given.get(name, 0.0) for name in ROLES])

    def of_party(self, party: str) -> tuple[tuple[tuple[int, ...], NDArray[np.int64], int], ...]:
        """
        Return the tables of a party: issues, worth by options as whole numbers, and their denominator.

        Raises:
            CaseError: The estate does not say whose part the party has.
        """
        weights = self.weights(party)
        return tuple(
            (one.issues, np.rint(one.worth @ weights * GRAIN).astype(np.int64), GRAIN)
            for one in self.tables
        )

    def _made(self) -> dict[str, NDArray[Any]]:
        made: dict[str, NDArray[Any]] = {}
        tables: list[MoneyTable] = []
        for k, issues in enumerate(self.sets):
            shape = [len(self.issues[i].options) for i in issues]
            offers = np.tile(
                [self.around.get(i, 0) for i in range(len(self.issues))], (prod(shape), 1)
            )
            offers[:, list(issues)] = np.indices(shape).reshape(len(issues), -1).T
            worth, error = self._settled(offers)
            for before in tables:
                worth = worth - before.worth[tuple(offers[:, list(before.issues)].T)]
            worth[~self._possible(offers)] = 0.0
            tables.append(
                MoneyTable(
                    issues, worth.reshape(*shape, len(ROLES)), error.reshape(*shape, len(ROLES))
                )
            )
            made |= {f"worth{k}": tables[-1].worth, f"error{k}": tables[-1].error}
        made["left_out"] = self._compared(tables)
        return made

    def _compared(self, tables: Sequence[MoneyTable]) -> Floats:
        """Return mean and largest difference of tables and deal on whole offers, (2, roles)."""
        if len(tables) < 2:
            return np.zeros((2, len(ROLES)))
        dice = np.random.default_rng(np.random.SeedSequence(self.seed))
        sizes = [len(issue.options) for issue in self.issues]
        offers = np.stack([dice.integers(0, n, TRIED) for n in sizes], axis=1)
        for i in set(range(len(sizes))) - set(self.positions):
            offers[:, i] = 0
        offers = offers[self._possible(offers)]
        if not len(offers):
            return np.zeros((2, len(ROLES)))
        exact, _ = self._settled(offers)
        for one in tables:
            exact = exact - one.worth[tuple(offers[:, list(one.issues)].T)]
        return np.array([np.abs(exact).mean(axis=0), np.abs(exact).max(axis=0)])

    def _possible(self, offers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which offers no condition over issues that move money rules out."""
        fine = np.ones(len(offers), dtype=np.bool_)
        for condition in self.impossible:
            issues = condition.issues
            if not set(issues) <= set(self.positions):
                continue
            shape = [len(self.issues[i].options) for i in issues]
            row = [0] * len(self.issues)
            ruled_out = np.zeros(shape, dtype=np.bool_)
            for options in np.ndindex(*shape):
                for i, option in zip(issues, options, strict=True):
                    row[i] = option
                ruled_out[options] = condition.holds(tuple(row))
            fine &= ~ruled_out[tuple(offers[:, list(issues)].T)]
        return fine

    def _settled(self, offers: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return the money of whole offers and its error, (offers, roles); nought where impossible."""
        meaning = offers.copy()
        for i in self.positions:
            meaning[:, i] = self.classes[i][0][offers[:, i]]
        columns = list(self.positions)
        fine = self._possible(offers)
        distinct, back = np.unique(meaning[fine][:, columns], axis=0, return_inverse=True)
        terms = [self._terms(dict(zip(columns, row, strict=True))) for row in distinct.tolist()]
        mean, spread = self.cells.arrays(terms)
        worth, error = np.zeros((2, len(offers), len(ROLES)))
        worth[fine] = mean[back.ravel()] * self.factor
        error[fine] = spread[back.ravel()] * self.factor
        return worth, error

    def _terms(self, meaning: Mapping[int, int]) -> DealTerms:
        fields = dict(self.estate.vocabulary.defaults)
        for position in self.order:
            fields |= self.classes[position][1][meaning[position]]
        try:
            return DealTerms.of(fields)
        except ValueError as error:
            options = ", ".join(
                f"{self.issues[i].name} = {self._option(i, k)}" for i, k in meaning.items()
            )
            message = f"{error}; the case allows {options}"
            mend = "say under impossible: in case.yaml what nobody could agree"
            place = fault(self.estate.vocabulary.where, ("issues",), message, mend)
            raise CaseError(place, SEE) from None

    def _option(self, issue: int, meaning: int) -> str:
        return self.issues[issue].options[int(np.argmax(self.classes[issue][0] == meaning))].name


def _classes(
    issue: Issue, vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], list[Mapping[str, Any]]]:
    """Return by option which meaning it has, and the fields of each meaning."""
    found: list[Mapping[str, Any]] = []
    which = np.zeros(len(issue.options), dtype=np.int64)
    for position, option in enumerate(issue.options):
        chosen = option.name if option.value is None else float(option.value)
        fields = vocabulary.meaning(issue.name, chosen)
        if fields not in found:
            found.append(fields)
        which[position] = found.index(fields)
    return which, found
