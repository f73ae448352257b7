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
        total = self.preference.transform.offset
        for piece in self.pieces:
            total += self._piece(piece, terms, figure, value)
        cap = self.preference.transform.cap
        worth = total if cap is None else min(cap, total)
        return worth - self._count(self.preference.reservation, Fraction(1), figure, value)

    def _count(
        self, each: Figure, coefficient: Fraction, figure: Figure | None, value: Fraction | None
    ) -> Fraction:
        if each == figure and value is not None:
            return value
        if each.chance:
            return counted(self.preference, each, coefficient)
        return mean(each.distribution)

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
                (terms[i][o] for i, o in zip(piece.issues, combination, strict=True)), start=Fraction(1)
            )
            total += chance * Fraction(int(numerator), found.denominator)
        return total
