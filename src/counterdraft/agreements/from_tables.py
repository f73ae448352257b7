"""Frontier and solutions straight from tables of worths, without a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from numbers import Rational
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from counterdraft.agreements.basics.results import Frontier, Solutions
from counterdraft.agreements.frontier import frontier
from counterdraft.agreements.solutions import solutions
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable

__all__ = ["Reservations", "Tables", "frontier_of_tables", "game_of_tables", "solutions_of_tables"]

Tables = Mapping[str, Any] | Sequence[ArrayLike]
"""Worths of every party, in one of the three forms that `game_of_tables` takes."""
Reservations = Mapping[str, float] | Sequence[float]
"""What no deal is worth, by name of party or in the order of the tables."""
Issues = Mapping[str, Sequence[str]]
"""Names of the options, by issue."""

WORD = 1 << 62
MOST_CELLS = 50_000_000
"""Cells of the tables together: 400 megabytes of integers."""
MOST_DIGITS = 400
"""Decimal places before or after the point; a float has at most 324."""
SEE = "docs/reference/python"


def frontier_of_tables(
    tables: Tables, *, reservation: Reservations | None = None, issues: Issues | None = None
) -> Frontier:
    """
    Return the Pareto-efficient offers of *tables*, with the names of their options and their worths.

    Args:
        tables: Worths of every party, as `game_of_tables` takes them.
        reservation: What no deal is worth to each party: offers worth less to somebody are left out.
            None: nobody refuses anything.
        issues: Names of the issues and options, where *tables* are arrays.

    Returns:
        The frontier; its offers are exact for the numbers as written (0.1 is a tenth).

    Raises:
        CaseError: The tables do not fit each other; every fault is listed.

    >>> front = frontier_of_tables({
    ...     "A": {"price": {"low": 0, "high": 10}, "delivery": {"soon": 0, "late": 3}},
    ...     "B": {"price": {"low": 6, "high": 0}, "delivery": {"soon": 5, "late": 0}},
    ... })
    >>> front
    <Frontier: 4 efficient offers for A, B, proved>
    >>> front[1]
    <Offer price: high, delivery: soon; worth to A 10, B 5>
    >>> front[1].exact_worths["B"]
    Fraction(5, 1)
    """
    game = game_of_tables(tables, reservation=reservation, issues=issues)
    if reservation is None:
        game = replace(game, players=tuple(_without_refusal(p) for p in game.players))
    return frontier(game)


def solutions_of_tables(
    tables: Tables,
    *,
    reservation: Reservations | None = None,
    issues: Issues | None = None,
    common_unit: bool = False,
) -> Solutions:
    """
    Return the Nash, Kalai-Smorodinsky, egalitarian and utilitarian solutions of *tables*.

    As in the literature a solution is sought among offers that are worth no less than no deal to anybody.

    Args:
        tables: Worths of every party, as `game_of_tables` takes them.
        reservation: What no deal is worth to each party (the disagreement point); None: zero to all.
        issues: Names of the issues and options, where *tables* are arrays.
        common_unit: Whether worths of different parties may be added (utilitarian only).

    Returns:
        The solutions, exact for the numbers as written.

    Raises:
        CaseError: The tables do not fit each other; every fault is listed.

    >>> solved = solutions_of_tables([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    >>> for offer in solved.nash.offers:
    ...     print(offer.options, offer.worths)
    {'issue 1': '1', 'issue 2': '1'} {'party 1': 2.0, 'party 2': 1.0}
    {'issue 1': '2', 'issue 2': '2'} {'party 1': 1.0, 'party 2': 2.0}
    """
    game = game_of_tables(tables, reservation=reservation, issues=issues)
    return solutions(game, common_unit=common_unit)


def game_of_tables(
    tables: Tables, *, reservation: Reservations | None = None, issues: Issues | None = None
) -> Game:
    """
    Return the game of *tables*; numbers may be integers, floats, decimals or fractions.

    Args:
        tables: One of three forms:

            - worths that add up: ``{party: {issue: {option: worth}}}``;
            - payoffs of every offer: ``{party: array}`` or a list of arrays, all of one shape, with an
              axis per issue (for two parties the two matrices of a bimatrix game);
            - a list of offers: ``{offer: {party: worth}}``.
        reservation: What no deal is worth to each party; zero where it is not said.
        issues: For arrays: by issue, in the order of the axes, the names of its options.

    Raises:
        CaseError: The tables do not fit each other; every fault is listed.
    """
    reader = _Reader()
    by_party, labels = reader.tables(tables, issues)
    floors = reader.reservations(reservation, list(by_party))
    reader.check()
    players = [_utility_function(party, cells, floors[party]) for party, cells in by_party.items()]
    small = all(_largest(player) < WORD for player in players)
    return Game(
        tuple(len(options) for _, options in labels),
        tuple(_with_words(player) if small else player for player in players),
        labels=labels,
    )


Labels = tuple[tuple[str, tuple[str, ...]], ...]
Cells = dict[tuple[int, ...], NDArray[np.object_]]
"""Exact worths by the issues of a table."""


class _Reader:
    """Reads the tables and collects every fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, field: str, message: str, mend: str = "") -> None:
        self.faults.append(Fault("tables", 0, 0, field, message, mend))

    def check(self) -> None:
        """Raise what was wrong."""
        if self.faults:
            raise CaseError(self.faults, SEE)

    def tables(self, tables: Tables, issues: Issues | None) -> tuple[dict[str, Cells], Labels]:
        """Return the exact worths by party, and the labels of the issues."""
        if not isinstance(tables, Mapping):
            tables = {f"party {k + 1}": table for k, table in enumerate(tables)}
        if not tables:
            self.fault("", "there are no tables", "give the worths of one party at least")
            self.check()
        first = next(iter(tables.values()))
        if not isinstance(first, Mapping):
            return self.arrays(tables, issues)
        if issues is not None:
            self.fault("issues", "these tables name their issues themselves")
        if any(isinstance(inner, Mapping) for inner in first.values()):
            return self.additive(tables)
        return self.listed(tables)

    def additive(self, tables: Mapping[str, Any]) -> tuple[dict[str, Cells], Labels]:
        """Read ``{party: {issue: {option: worth}}}``; the first party names issues and options."""
        (pattern, own), *_ = tables.items()
        labels = []
        for issue, options in own.items():
            if not isinstance(options, Mapping) or not options:
                self.fault(f"{pattern}.{issue}", "has no options", "write {option: worth}")
            else:
                labels.append((str(issue), tuple(map(str, options))))
        self.check()
        by_party: dict[str, Cells] = {}
        for party, worths in tables.items():
            given = self.mapping(str(party), worths)
            self.same(str(party), list(given), [issue for issue, _ in labels], "issue")
            cells: Cells = {}
            for i, (issue, options) in enumerate(labels):
                place = f"{party}.{issue}"
                row = self.mapping(place, given.get(issue, {})) if issue in given else {}
                if issue in given:
                    self.same(place, list(row), list(options), "option")
                cells[i,] = self.numbers(place, [row.get(option, 0) for option in options])
            by_party[str(party)] = cells
        return by_party, tuple(labels)

    def listed(self, tables: Mapping[str, Any]) -> tuple[dict[str, Cells], Labels]:
        """Read ``{offer: {party: worth}}``."""
        parties = [str(party) for party in next(iter(tables.values()))]
        rows = []
        for offer, worths in tables.items():
            given = self.mapping(str(offer), worths)
            self.same(str(offer), list(given), parties, "party")
            rows.append([given.get(party, 0) for party in parties])
        by_party: dict[str, Cells] = {
            party: {(0,): self.numbers(party, [row[k] for row in rows])}
            for k, party in enumerate(parties)
        }
        return by_party, (("offer", tuple(map(str, tables))),)

    def arrays(
        self, tables: Mapping[str, Any], issues: Issues | None
    ) -> tuple[dict[str, Cells], Labels]:
        """Read ``{party: array}``, an axis per issue."""
        by_party: dict[str, Cells] = {}
        shape: tuple[int, ...] | None = None
        for party, table in tables.items():
            try:
                array = np.array(table, dtype=object)
            except ValueError:
                self.fault(str(party), "the rows of the array differ in length")
                continue
            shape = array.shape if shape is None else shape
            if array.ndim == 0 or not array.size:
                self.fault(str(party), "expected an array with an axis per issue, found none")
            elif array.shape != shape:
                self.fault(str(party), f"has shape {array.shape}, the first table {shape}")
            elif array.size * len(tables) > MOST_CELLS:
                self.fault(str(party), f"more than {MOST_CELLS:,} payoffs", "give worths by issue")
            else:
                cells = self.numbers(str(party), array.ravel().tolist()).reshape(array.shape)
                by_party[str(party)] = {tuple(range(array.ndim)): cells}
        self.check()
        return by_party, self.labels(shape or (), issues)

    def labels(self, shape: tuple[int, ...], issues: Issues | None) -> Labels:
        """Return the names of the axes of an array, numbered from 1 where nobody named them."""
        if issues is None:
            return tuple(
                (f"issue {i + 1}", tuple(str(o + 1) for o in range(size)))
                for i, size in enumerate(shape)
            )
        named = tuple((str(issue), tuple(map(str, options))) for issue, options in issues.items())
        if tuple(len(options) for _, options in named) != shape:
            sizes = tuple(len(options) for _, options in named)
            self.fault("issues", f"name {sizes} options, the arrays have {shape}")
        return named

    def reservations(self, given: Reservations | None, parties: list[str]) -> dict[str, Fraction]:
        """Return what no deal is worth by party, zero where nothing is said."""
        if given is None:
            given = {}
        if not isinstance(given, Mapping):
            given = list(given)
            if len(given) != len(parties):
                self.fault("reservation", f"{len(given)} values for {len(parties)} parties")
            given = dict(zip(parties, given, strict=False))
        for party in given:
            if party not in parties:
                self.fault("reservation", f"there is no party '{party}'", nearest(party, parties))
        values = self.numbers("reservation", [given.get(party, 0) for party in parties]).tolist()
        return dict(zip(parties, values, strict=True))

    def mapping(self, place: str, value: object) -> dict[str, Any]:
        if isinstance(value, Mapping):
            return {str(key): worth for key, worth in value.items()}
        self.fault(place, f"expected names with numbers, found {_shown(value)}")
        return {}

    def same(self, place: str, given: list[str], expected: list[str], what: str) -> None:
        """Note every name that is missing or not known."""
        for name in given:
            if name not in expected:
                self.fault(place, f"unknown {what} '{name}'", nearest(name, expected))
        for name in expected:
            if given and name not in given:
                self.fault(place, f"the {what} '{name}' is missing")

    def numbers(self, place: str, values: Sequence[object]) -> NDArray[np.object_]:
        """Return the values as exact fractions; a float is read as it is written."""
        exact = np.zeros(len(values), dtype=object)
        wrong = []
        for k, value in enumerate(values):
            number = _exact(value)
            if number is None:
                wrong.append(value)
            exact[k] = number or Fraction(0)
        for value in wrong[:3]:
            self.fault(place, f"expected a finite number, found {_shown(value)}")
        return exact


def _exact(value: object) -> Fraction | None:
    """Return the number exactly as written, or None for what is no finite number."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return None
    if isinstance(value, Rational):
        return Fraction(value)
    if isinstance(value, (float, Decimal)):
        written = Decimal(str(value))
        small = written.is_finite() and abs(written.adjusted()) <= MOST_DIGITS
        return Fraction(written) if small else None
    return None


def _utility_function(party: str, cells: Cells, floor: Fraction) -> UtilityFunction:
    """Return the party's worths as integers of one unit."""
    every = [floor, *(value for table in cells.values() for value in table.ravel())]
    whole = lcm(*(value.denominator for value in every))
    common = gcd(*(int(value * whole) for value in every)) or 1
    unit = Fraction(common, whole)
    summands = tuple(
        UtilityTable(
            issues, np.array([int(v / unit) for v in table.ravel()], object).reshape(table.shape)
        )
        for issues, table in cells.items()
    )
    return UtilityFunction(party, summands, int(floor / unit), unit)


def _largest(player: UtilityFunction) -> int:
    """Return a number that no sum of the player's worths passes."""
    tables = sum(max(abs(int(v)) for v in s.table.ravel()) for s in player.summands)
    return 2 * (tables + abs(player.reservation))


def _with_words(player: UtilityFunction) -> UtilityFunction:
    summands = tuple(UtilityTable(s.issues, s.table.astype(np.int64)) for s in player.summands)
    return replace(player, summands=summands)


def _without_refusal(player: UtilityFunction) -> UtilityFunction:
    """Return the player with the least that it can get as its reservation value."""
    return replace(player, reservation=sum(int(s.table.min()) for s in player.summands))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
