"""Expected worth of an offer or of a draft, exactly, and with one figure at another value."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import lcm, prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import Draft, Figure, Preference
from counterdraft.preferences import mean
from counterdraft.preferences.factors.kinds import counted, pieces

__all__ = ["ExactGain", "option_probabilities"]

Offers = NDArray[np.int64]
OptionProbabilities = tuple[tuple[Fraction, ...], ...]
"""By issue, the probability of each option."""


def option_probabilities(draft: Draft) -> OptionProbabilities:
    """Return what a *draft* does about each issue, as probabilities of the options."""
    return tuple(term.weights for term in draft.terms)


class ExactGain:
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
        # By identity, of what is kept here: to hash it takes longer than to add it up.
        self._kept: dict[int, OptionProbabilities] = {}
        self._usual: dict[int, list[Fraction]] = {}
        self._ways: dict[tuple[int, int], tuple[Offers, NDArray[np.object_], int]] = {}
        self._means: dict[tuple[int, Fraction | None], Fraction] = {}

    def gain(
        self,
        terms: OptionProbabilities,
        figure: Figure | None = None,
        value: Fraction | None = None,
    ) -> Fraction:
        """
        Return the expected gain over no deal.

        Args:
            terms: By issue, the probability of each option.
            figure: A figure to put at *value*; only that one moves.
            value: Its value, in its own unit.
        """
        if id(terms) not in self._usual:
            every = range(len(self.pieces))
            self._usual[id(terms)] = [self._piece(k, terms, None, None) for k in every]
        usual = self._usual[id(terms)]
        total = self.preference.transform.offset + sum(usual)
        for k in self._hangs(figure):
            total += self._piece(k, terms, figure, value) - usual[k]
        cap = self.preference.transform.cap
        worth = total if cap is None else min(cap, total)
        return worth - self._count(self.preference.reservation, Fraction(1), figure, value)

    def slope(self, terms: OptionProbabilities, figure: Figure) -> Fraction:
        """Return by how much the worth of those terms before a cap differs at 1 and at 0 of the *figure*."""
        return sum(
            (
                self._piece(k, terms, figure, Fraction(1))
                - self._piece(k, terms, figure, Fraction(0))
                for k in self._hangs(figure)
            ),
            Fraction(0),
        )

    def _hangs(self, figure: Figure | None) -> set[int]:
        """Return the pieces that hang on the *figure*, by position."""
        return set() if figure is None else self._hanging.get(figure, set())

    def _count(
        self, each: Figure, coefficient: Fraction, figure: Figure | None, value: Fraction | None
    ) -> Fraction:
        if value is not None and (each is figure or each == figure):
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
        self, k: int, terms: OptionProbabilities, figure: Figure | None, value: Fraction | None
    ) -> Fraction:
        """Return the expectation of one piece."""
        offers, chances, whole = self._settled(k, terms)
        found = self.pieces[k].exact(offers, lambda f, c: self._count(f, c, figure, value))
        return Fraction(int(chances @ found.numerators), whole * found.denominator)

    def _settled(
        self, k: int, terms: OptionProbabilities
    ) -> tuple[Offers, NDArray[np.object_], int]:
        """Return every way to settle the issues of a piece, its chance as an integer, and of how many."""
        self._kept[id(terms)] = terms
        key = (k, id(terms))
        if key not in self._ways:
            issues = list(self.pieces[k].issues)
            likely = [[(o, p) for o, p in enumerate(terms[i]) if p] for i in issues]
            combinations = list(product(*likely))
            offers = np.zeros((len(combinations), len(self.sizes)), dtype=np.int64)
            offers[:, issues] = [[o for o, _ in combination] for combination in combinations]
            chances = [
                prod((p for _, p in combination if p != 1), start=Fraction(1))
                for combination in combinations
            ]
            whole = lcm(*(c.denominator for c in chances))
            parts = [c.numerator * (whole // c.denominator) for c in chances]
            self._ways[key] = offers, np.array(parts, dtype=object), whole
        return self._ways[key]
