"""Expected worth of an offer or of a draft, exactly, and with one figure at another value."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from counterdraft.case import Draft, Figure, Preference
from counterdraft.preferences import mean
from counterdraft.preferences.kinds import counted, pieces
from counterdraft.preferences.pieces import Piece

__all__ = ["Exactly", "settled_terms"]

Chances = tuple[tuple[Fraction, ...], ...]
"""By issue, the probability of each option."""


def settled_terms(draft: Draft) -> Chances:
    """Return what a *draft* does about each issue, as probabilities of the options."""
    return tuple(term.weights for term in draft.terms)


class Exactly:
    """
    The expected gain of one party, in rationals, every figure at its mean.

    Issues are independent of each other and of the figures, so the expectation of a piece of worth runs over
    its own issues only.  With a cap, what is not settled makes it an upper bound (Jensen 1906).

    Args:
        preference: Whose worth.
        sizes: Number of options per issue.
    """

    def __init__(self, preference: Preference, sizes: Sequence[int]) -> None:
        self.preference = preference
        self.sizes = tuple(sizes)
        self.pieces = pieces(preference)
        self._hanging: dict[Figure, set[int]] = {}
        for k, piece in enumerate(self.pieces):
            for figure in piece.figures:
                self._hanging.setdefault(figure, set()).add(k)
        self._usual: dict[Chances, list[Fraction]] = {}
        # By identity: the pieces hold their figures, and to hash one takes longer than to look it up.
        self._means: dict[tuple[int, Fraction | None], Fraction] = {}

    def gain(
        self, terms: Chances, figure: Figure | None = None, value: Fraction | None = None
    ) -> Fraction:
        """
        Return the expected gain over no deal.

        Args:
            terms: By issue, the probability of each option.
            figure: A figure to put at *value*; only that one moves.
            value: Its value, in its own unit.
        """
        if terms not in self._usual:
            self._usual[terms] = [self._piece(piece, terms, None, None) for piece in self.pieces]
        usual = self._usual[terms]
        total = self.preference.transform.offset + sum(usual)
        for k in self._hangs(figure):
            total += self._piece(self.pieces[k], terms, figure, value) - usual[k]
        cap = self.preference.transform.cap
        worth = total if cap is None else min(cap, total)
        return worth - self._count(self.preference.reservation, Fraction(1), figure, value)

    def slope(self, terms: Chances, figure: Figure) -> Fraction:
        """Return by how much the worth of those terms before a cap differs at 1 and at 0 of the *figure*."""
        return sum(
            (
                self._piece(piece, terms, figure, Fraction(1))
                - self._piece(piece, terms, figure, Fraction(0))
                for piece in map(self.pieces.__getitem__, self._hangs(figure))
            ),
            Fraction(0),
        )

    def _hangs(self, figure: Figure | None) -> set[int]:
        """Return the pieces that hang on the *figure*, by position."""
        return set() if figure is None else self._hanging.get(figure, set())

    def _count(
        self, each: Figure, coefficient: Fraction, figure: Figure | None, value: Fraction | None
    ) -> Fraction:
        if value is not None and each == figure:
            return value
        key = (id(each), coefficient if each.chance else None)
        if key not in self._means:
            self._means[key] = (
                counted(self.preference, each, coefficient)
                if each.chance
                else mean(each.distribution)
            )
        return self._means[key]

    def _piece(
        self, piece: Piece, terms: Chances, figure: Figure | None, value: Fraction | None
    ) -> Fraction:
        likely = [[o for o, p in enumerate(terms[i]) if p] for i in piece.issues]
        combinations = list(product(*likely))
        offers = np.zeros((len(combinations), len(self.sizes)), dtype=np.int64)
        offers[:, list(piece.issues)] = combinations
        found = piece.exact(offers, lambda f, c: self._count(f, c, figure, value))
        total = Fraction(0)
        for combination, numerator in zip(combinations, found.numerators, strict=True):
            chance = prod(
                (terms[i][o] for i, o in zip(piece.issues, combination, strict=True)),
                start=Fraction(1),
            )
            total += chance * Fraction(int(numerator), found.denominator)
        return total
