"""The game of expected worths, in integers: what the agreements are worked out on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm, prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.conditions import Among, AnyOf, Condition, Negation
from counterdraft.case.figures import Figure
from counterdraft.case.model import Case
from counterdraft.case.worth import Preference
from counterdraft.errors import CaseError, Fault
from counterdraft.preferences.by_draw.terms import every_option
from counterdraft.preferences.chance.distributions import mean
from counterdraft.preferences.conditions.boxes import boxes
from counterdraft.preferences.conditions.normal_form import clause_of, clauses
from counterdraft.preferences.expected.levels import levels
from counterdraft.preferences.factors.kinds import counted, pieces
from counterdraft.preferences.factors.pieces import Exact, ExactValue, Nested, Piece, Rows, add
from counterdraft.preferences.game import Clause, Game, UtilityFunction, UtilityTable, WeightedBox

__all__ = ["MOST_CELLS", "NARROW", "expected_game", "offer_worth", "worth_at_means"]

MOST_CELLS = 2_000_000
"""The most combinations of options that one table of the game may have."""

NARROW = 4096
"""A weighted condition that is no single box becomes a table up to this many cells, else bonuses."""

Literals = tuple[tuple[int, tuple[bool, ...]], ...]
_WORD = 1 << 62
_BLOCK = 1 << 16


def expected_game(
    case: Case, parties: Sequence[str] | None = None, likely: Fraction = Fraction(1, 2)
) -> Game:
    """
    Return the *case* as a game of exact expected worths.

    Every figure stands at its mean, chance at its certainty equivalent.  Without caps and without least
    or greatest that is the expected worth of every offer; with them it is the worth at the means, and
    `table_error` says what lies between.  Each party's worths are multiplied by the least common denominator
    and divided by the greatest common divisor, and become int64 where the whole game fits 62
    bits, else Python integers.

    Red lines of players become conditions, a believed one when its mean probability is at least
    *likely*.  Those of a conditional signatory hold where the offer needs it; a signatory that no
    option needs is left out.

    Args:
        case: The case, as its seat sees it.
        parties: Names of the parties to take in; all of them when None.
        likely: The probability from which a believed red line is taken for held.

    Raises:
        CaseError: The seat has no mandate of, or belief about, a party; a table is too wide; a
            condition unfolds too far; a chance cannot be integrated.
    """
    sizes = tuple(len(issue.options) for issue in case.issues)
    taken = [p for p in case.parties if parties is None or p.name in parties]
    for name in parties or ():
        case.party(name)
    conditions = [c for impossible in case.impossible for c in _never(impossible, sizes)]
    players: list[_Sums] = []
    signatories: list[_Sums] = []
    for party in taken:
        if party.role == "player":
            preference = case.preference(party.name)
            players.append(_sums(preference, sizes))
            for line in _held(preference, likely):
                conditions.extend(clauses(line, sizes))
            continue
        needed = _needed(case, party.name)
        if not needed:
            continue
        preference = case.preference(party.name)
        clause = clause_of(needed, sizes, f"{party.name} must sign")
        signatories.append(replace(_sums(preference, sizes), needed=clause))
        for line in _held(preference, likely):
            conditions.extend(clauses(_where_needed(line, needed), sizes))
    if not players:
        raise CaseError.of(
            "no player is left: every game needs one party that every offer needs",
            file=case.folder,
            field="parties",
        )
    small = all(sums.largest < _WORD for sums in (*players, *signatories))
    return Game(
        sizes,
        tuple(sums.ledger(small=small) for sums in players),
        tuple(sums.ledger(small=small) for sums in signatories),
        tuple(dict.fromkeys(conditions)),
        tuple((issue.name, tuple(o.name for o in issue.options)) for issue in case.issues),
    )


def offer_worth(case: Case, party: str, offer: Sequence[int]) -> Fraction:
    """
    Return what the *offer* is worth to the *party* at the means of all figures, exactly.

    That is the worth in `expected_game`, for one offer and without its tables.
    """
    return worth_at_means(case.preference(party), np.array([offer], dtype=np.int64))[0]


def worth_at_means(preference: Preference, offers: NDArray[np.int64]) -> list[Fraction]:
    """Return the worth of each offer where every figure stands at its mean, exactly."""
    look = _look(preference)
    total = add([piece.exact(offers, look) for piece in pieces(preference)], len(offers))
    transform = preference.transform
    found = [Fraction(int(n), total.denominator) + transform.offset for n in total.numerators]
    return found if transform.cap is None else [min(transform.cap, worth) for worth in found]


@dataclass(frozen=True, eq=False)
class _Sums:
    """A party's worth in rationals, before it is scaled to integers."""

    name: str
    tables: dict[tuple[int, ...], Exact]
    bonuses: tuple[tuple[Literals, Fraction], ...]
    constant: Fraction
    reservation: Fraction
    cap: Fraction | None
    sizes: tuple[int, ...]
    needed: Clause | None = None

    @property
    def most(self) -> Fraction:
        """No offer is worth more before the cap."""
        total = self.constant + sum(max(amount, Fraction(0)) for _, amount in self.bonuses)
        for table in self.tables.values():
            total += Fraction(max(int(n) for n in table.numerators), table.denominator)
        return total

    @property
    def unit(self) -> Fraction:
        """The largest rational that divides every figure of the worth."""
        amounts = [amount for _, amount in self.bonuses]
        single = [
            self.constant,
            self.reservation,
            *amounts,
            *([] if self.cap is None else [self.cap]),
        ]
        tables = [
            (t.denominator, gcd(*(int(n) for n in t.numerators))) for t in self.tables.values()
        ]
        common = lcm(*(f.denominator for f in single), *(denominator for denominator, _ in tables))
        divisor = gcd(
            *(int(f * common) for f in single),
            *(n * (common // denominator) for denominator, n in tables),
        )
        return Fraction(divisor or 1, common)

    @property
    def largest(self) -> int:
        """More than any scaled worth, or part of one, can be."""
        unit = self.unit
        total = abs(self.constant) + abs(self.reservation) + abs(self.cap or Fraction(0))
        for _, amount in self.bonuses:
            total += abs(amount)
        for table in self.tables.values():
            total += Fraction(max(abs(int(n)) for n in table.numerators), table.denominator)
        return int(total / unit)

    def ledger(self, *, small: bool) -> UtilityFunction:
        """Return the scaled worth; in int64 where *small*."""
        unit = self.unit

        def whole(amount: Fraction) -> int:
            return int(amount / unit)

        summands = []
        for issues, table in self.tables.items():
            up, down = unit.denominator, unit.numerator * table.denominator
            scaled = np.array([int(n) * up // down for n in table.numerators], dtype=object)
            shape = tuple(self.sizes[i] for i in issues)
            numbers: NDArray[np.int64] | NDArray[np.object_] = scaled.reshape(shape)
            summands.append(UtilityTable(issues, numbers.astype(np.int64) if small else numbers))
        # A conditional signatory signs what it prefers to no deal: its least worth is one more.
        least = whole(self.reservation) + (self.needed is not None)
        return UtilityFunction(
            self.name,
            tuple(summands),
            least,
            unit,
            whole(self.constant),
            None if self.cap is None else whole(self.cap),
            tuple(WeightedBox(literals, whole(amount)) for literals, amount in self.bonuses),
            self.needed,
        )


def _sums(preference: Preference, sizes: tuple[int, ...]) -> _Sums:
    look = _look(preference)
    tables: dict[tuple[int, ...], list[Exact]] = {}
    bonuses: dict[Literals, Fraction] = {}
    constant = preference.transform.offset
    for piece in pieces(preference):
        cells = prod(sizes[i] for i in piece.issues)
        if isinstance(piece, Nested) and cells > MOST_CELLS:
            layers = levels(piece, sizes, look, lambda part: _table(part, sizes, look))
            if layers is not None:
                for literals, amount in layers:
                    bonuses[literals] = bonuses.get(literals, Fraction(0)) + amount
                continue
        if isinstance(piece, Rows) and piece.condition and len(piece.issues) > 1:
            found = (
                boxes(piece.condition, sizes) if cells > NARROW else _box(piece.condition, sizes)
            )
            if found:
                amount = piece.coefficient * piece.count(0, look)
                for literals, sign in found:
                    bonuses[literals] = bonuses.get(literals, Fraction(0)) + sign * amount
                continue
        tables.setdefault(piece.issues, []).append(_table(piece, sizes, look))
    constant += bonuses.pop((), Fraction(0))
    summed = {issues: add(found, len(found[0].numerators)) for issues, found in tables.items()}
    if (flat := summed.pop((), None)) is not None:
        constant += Fraction(int(flat.numerators[0]), flat.denominator)
    sums = _Sums(
        preference.party,
        dict(sorted(summed.items())),
        tuple((literals, amount) for literals, amount in bonuses.items() if amount),
        constant,
        counted(preference, preference.reservation, Fraction(1)),
        preference.transform.cap,
        sizes,
    )
    # A cap that nothing can reach would only stand in the way of counting.
    return replace(sums, cap=None) if sums.cap is not None and sums.most <= sums.cap else sums


def _box(condition: Condition, sizes: tuple[int, ...]) -> list[tuple[Literals, int]]:
    """Return a narrow condition as the single box, or everything less the box, that it may be."""
    try:
        found = boxes(condition, sizes)
    except CaseError:
        return []
    return found if sum(1 for literals, _ in found if literals) == 1 else []


def _table(piece: Piece, sizes: tuple[int, ...], look: ExactValue) -> Exact:
    cells = prod(sizes[i] for i in piece.issues)
    if cells > MOST_CELLS:
        first = piece.figures[0]
        file, *place = first.provenance.where.split(":")
        line, column, *_ = (*map(int, place), 1, 1) if place else (0, 0)
        message = f"a factor spans {cells:,} combinations of options, the most is {MOST_CELLS:,}"
        help_ = (
            "a least or greatest of sums needs them all: let it span fewer issues or wider steps"
        )
        raise CaseError(Fault(file or "counterdraft", line, column, first.name, message, help_))
    offers = every_option(piece.issues, sizes)
    parts = [piece.exact(offers[k : k + _BLOCK], look) for k in range(0, len(offers), _BLOCK)]
    common = lcm(*(part.denominator for part in parts))
    return Exact(
        np.concatenate([part.numerators * (common // part.denominator) for part in parts]), common
    )


def _look(preference: Preference) -> ExactValue:
    def look(figure: Figure, coefficient: Fraction) -> Fraction:
        return counted(preference, figure, coefficient)

    return look


def _never(impossible: Condition, sizes: tuple[int, ...]) -> tuple[Clause, ...]:
    opposite = Condition(
        f"not ({impossible.text})", Negation(impossible.expression), impossible.where
    )
    return clauses(opposite, sizes)


def _held(preference: Preference, likely: Fraction) -> Iterable[Condition]:
    for line in preference.red_lines:
        if not preference.holder or mean(line.probability.distribution) >= likely:
            yield line.condition


def _needed(case: Case, party: str) -> dict[int, int]:
    """Return by issue the options (bits) that need the *party*."""
    found: dict[int, int] = {}
    for i, issue in enumerate(case.issues):
        bits = sum(1 << k for k, option in enumerate(issue.options) if party in option.needs)
        if bits:
            found[i] = bits
    return found


def _where_needed(line: Condition, needed: dict[int, int]) -> Condition:
    calls = tuple(
        Among(issue, tuple(k for k in range(bits.bit_length()) if bits >> k & 1))
        for issue, bits in needed.items()
    )
    return Condition(line.text, AnyOf((Negation(AnyOf(calls)), line.expression)), line.where)
