"""The money of every offer of a case: tables over sets of issues that add up, worked out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import Condition, Issue
from counterdraft.errors import CaseError
from counterdraft.estate.model import Estate
from counterdraft.estate.tables.expansion import TRIED, expanded, left_out
from counterdraft.estate.tables.meanings import Meanings, Offers
from counterdraft.fiscal.deal_terms import ROLES
from counterdraft.runtime.arrays import Floats

if TYPE_CHECKING:
    from counterdraft.estate.tables.averse import AverseTables
    from counterdraft.estate.tables.deal_gains import DealGains

__all__ = ["PATHS", "Keep", "MoneyTable", "MoneyTables"]

PATHS = 2048
"""Joint paths behind a table of money."""
GRAIN = 1_000_000
"""Worths are tabulated in millionths of the case's unit."""

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


class MoneyTables:
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
        keep_private: Where tables are kept of which nobody else may learn that they were made: those of a
            party averse to risk.
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
        keep_private: Keep = lambda _, make: make(),
        paths: int = PATHS,
        seed: int = 1,
    ) -> None:
        self.estate = estate
        self.issues = tuple(issues)
        self.impossible = tuple(impossible)
        self.currency = currency
        self.keep = keep
        self.keep_private = keep_private
        self.count = paths
        self.seed = seed
        self.factor = estate.factor_to(currency)
        self.meanings = Meanings(estate.deal_mapping, issues, impossible)
        self._averse: dict[str, AverseTables] = {}

    @property
    def fingerprint(self) -> str:
        """What stands for everything that the tables hang on."""
        told = repr(
            (
                self.estate.fingerprint, self.estate.as_of, self.currency,
                self.count, self.seed, self.meanings.sets,
                [(i.name, [o.name for o in i.options]) for i in self.issues],
                [c.text for c in self.impossible],
            )
        )  # fmt: skip
        return hashlib.sha256(told.encode()).hexdigest()

    @cached_property
    def gains(self) -> DealGains:
        """The deals on joint paths, drawn when they are first needed."""
        from counterdraft.estate.simulation import Paths  # noqa: PLC0415
        from counterdraft.estate.tables.deal_gains import DealGains  # noqa: PLC0415 - start-up time

        keep = len(self.estate.control.guarantees)
        return DealGains(Paths(self.estate, self.count, self.seed, keep=keep))

    @cached_property
    def tables(self) -> tuple[MoneyTable, ...]:
        """The tables, whose sum is the money of an offer."""
        kept = self.keep(self.fingerprint, self._made)
        return tuple(
            MoneyTable(issues, kept[f"worth{k}"], kept[f"error{k}"])
            for k, issues in enumerate(self.meanings.sets)
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
        given = self.estate.deal_mapping.parties.get(party)
        if given is None:
            named = ", ".join(self.estate.deal_mapping.parties) or "none"
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

    @property
    def drivers(self) -> frozenset[str]:
        """Drivers that stand for what moves this money: the estate, its products and its deposits."""
        products, deposits = self.estate.file.products, self.estate.deposits
        return frozenset({"estate", *products, *(one.name for one in deposits)})

    def of_averse(
        self, party: str, rates: Sequence[float], where: str = ""
    ) -> tuple[tuple[tuple[int, ...], Floats], ...]:
        """
        Return the tables of a party averse to risk: issues, and worth by rate and options.

        Worth is a certainty equivalent of all the party's money under the deal, less that without a deal.

        Args:
            party: Whose.
            rates: Its aversion, per unit of money of the case: what the money is multiplied by, over the
                tolerance.
            where: The place that asks, for errors.

        Raises:
            CaseError: The estate does not say whose part the party has, or it is so averse that only the
                worst paths count.
        """
        found = self.averse(party)
        most = float(found.rates[-1])
        if max(rates, default=0.0) > most * (1 + 1e-9):
            raise CaseError.of(
                f"'{party}' is so averse to risk that of {self.count:,} paths only the worst would count",
                file=where,
                field="attitude.tolerance",
                help=f"with this scale the tolerance is {max(rates) / most:,.3g} times too small",
            )
        by_rate = [found.at(rate) for rate in rates]
        tables = [np.stack(tables) for tables in zip(*by_rate, strict=True)]
        return tuple(zip(self.meanings.sets, tables, strict=True))

    def averse(self, party: str) -> AverseTables:
        """
        Return what the party's money is worth for sure at any aversion.

        What is kept hangs on the estate and on the roles of the party, which are shared; on no tolerance.
        That it was made tells that somebody is averse to risk, and so it is written nowhere.
        """
        from counterdraft.estate.tables.averse import AverseTables, averse_tables  # noqa: PLC0415 - start-up time
        from counterdraft.estate.tables.deal_gains import DealGains  # noqa: PLC0415

        if party not in self._averse:
            weights = self.weights(party) * self.factor

            def make() -> dict[str, NDArray[Any]]:
                apart = DealGains(self.gains.paths, batches=self.count)
                return averse_tables(self.meanings, apart, weights, self.seed)

            told = f"{self.fingerprint} averse {weights.tolist()}"
            key = hashlib.sha256(told.encode()).hexdigest()
            self._averse[party] = AverseTables.kept(self.keep_private(key, make))
        return self._averse[party]

    def _made(self) -> dict[str, NDArray[Any]]:
        made: dict[str, NDArray[Any]] = {}
        tables = []
        for k, (worth, error) in enumerate(expanded(self.meanings, self._settled)):
            made |= {f"worth{k}": worth, f"error{k}": error}
            tables.append(worth)
        tried = self.meanings.tried(TRIED if len(tables) > 1 else 0, self.seed)
        whole, _ = self._settled(tried)
        made["left_out"] = left_out(self.meanings, tables, tried, whole)
        return made

    def _settled(self, offers: Offers) -> tuple[Floats, Floats]:
        """Return the money of whole offers and its error, each (offers, roles)."""
        terms, back = self.meanings.deals(offers)
        mean, spread = self.gains.arrays(terms)
        return mean[back] * self.factor, spread[back] * self.factor
