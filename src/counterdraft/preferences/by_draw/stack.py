"""The terms of one worth, stacked: what is certain added up exactly, what is drawn as rows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure
from counterdraft.preferences.by_draw.gathering import gather
from counterdraft.preferences.by_draw.readings import Readings, unsure
from counterdraft.preferences.by_draw.terms import Term, every_option, term_of
from counterdraft.preferences.factors.pieces import Exact, Picks, Piece, Rows, SampledValue, add

__all__ = ["Stack"]

Offers = NDArray[np.int64]
Draws = NDArray[np.float64]

_PORTION = 256


class Stack:
    """
    Sums of *pieces* by offer and draw.

    Args:
        pieces: What adds up.
        sizes: Number of options per issue.
        readings: How the figures are read.
        start: What every offer is worth beside the pieces.

    Attributes:
        rows: What is drawn, (rows, draws).
        largest: No sum of the tabulated pieces is further from nothing.
        untabulated: The pieces over too many combinations of options for rows.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        sizes: tuple[int, ...],
        readings: Readings,
        start: Fraction = Fraction(0),
    ) -> None:
        self._sizes = sizes
        self._readings = readings
        self._start = start
        self._draws = readings.sample.draws
        self._terms: list[Term] = []
        untabulated: list[Piece] = []
        rows: list[Draws] = [np.empty((0, self._draws))]
        for piece in pieces:
            term = term_of(piece, sizes, readings.counted, sum(map(len, rows)))
            if term is None:
                untabulated.append(piece)
                continue
            self._terms.append(term)
            if term.drawn:
                found = term.draw(readings.by_draw, term.drawn)
                rows.append(np.broadcast_to(found, (len(found), self._draws)))
        self.rows = np.concatenate(rows)
        self.largest = abs(float(start)) + sum(
            float(np.abs(self.rows[list(term.place[term.place >= 0])]).max(initial=0.0))
            + float(max(abs(n) for n in term.sure.numerators)) / term.sure.denominator
            for term in self._terms
        )
        self.untabulated = tuple(untabulated)

    def total(self, offers: Offers) -> Draws:
        """Return the sum by offer and draw, (offers, draws)."""
        total = self._tabulated(offers, self._terms, self._start)
        for piece in self.untabulated:
            rows, back = _settled(piece, offers)
            worths = piece.draw(rows, self._readings.by_draw)
            for offer, row in enumerate(back.tolist()):
                total[offer] += worths[row]
        return total

    def total_drawn(self, offers: Offers) -> Draws:
        """Return the sum, (draws,), of an offer that differs by draw, (draws, issues)."""
        picked = [(term, term.pick(offers)) for term in self._terms]
        total = _sure(picked, self._start, len(offers))
        every = np.arange(self._draws)
        for term, picks in picked:
            places, weights = _drawn(term, picks)
            for place, weight in zip(places.T, weights.T, strict=True):
                here = np.flatnonzero((place >= 0) & (weight != 0))
                total[here] += weight[here] * self.rows[place[here], every[here]]
        for piece in self.untabulated:
            rows, back = _settled(piece, offers)
            for start in range(0, len(rows), _PORTION):
                here = np.flatnonzero((back >= start) & (back < start + _PORTION))
                worths = piece.draw(rows[start : start + _PORTION], self._readings.by_draw)
                full = np.broadcast_to(worths, (len(worths), self._draws))
                total[here] += full[back[here] - start, here]
        return total

    def change(self, offers: Offers, stream: str, held: SampledValue) -> Draws:
        """Return by how much `total` changes where the *stream* is read by *held*."""
        change: Draws = np.zeros((len(offers), self._draws))
        for term in self._terms:
            hanging = term.hanging_on(stream)
            if not hanging:
                continue
            moved = term.draw(held, hanging) - self.rows[term.place[list(hanging)]]
            place = np.full(len(term.place), -1, dtype=np.int64)
            place[list(hanging)] = np.arange(len(hanging))
            picks = term.pick(offers)
            weights = (picks.weights / picks.denominator).astype(np.float64)
            gather(change, place[picks.rows], weights, moved)
        for piece in self.untabulated:
            if any(unsure(f) and f.stream == stream for f in piece.figures):
                rows, back = _settled(piece, offers)
                moved = piece.draw(rows, held) - piece.draw(rows, self._readings.by_draw)
                change += moved[back]
        return change

    def between(self, offers: Offers) -> tuple[Figure, ...]:
        """Return the unsure figures that two *offers* pick with different weights."""
        found: dict[Figure, None] = {}
        for term in self._terms:
            if isinstance(term.piece, Rows):
                picks = term.piece.pick(offers)
                weights = np.zeros((2, len(term.piece.figures)))
                np.add.at(weights, (np.array([[0], [1]]), picks.rows), picks.weights)
                moved = [
                    term.piece.figures[row] for row in np.flatnonzero(weights[0] != weights[1])
                ]
                found.update(dict.fromkeys(filter(unsure, moved)))
            else:
                found.update(dict.fromkeys(_moved(term.piece, offers)))
        for piece in self.untabulated:
            found.update(dict.fromkeys(_moved(piece, offers)))
        return tuple(found)

    def tables(self) -> list[tuple[tuple[int, ...], Draws]]:
        """Return each tabulated term: its issues, and its worth, (draws, options …)."""
        found = []
        for term in self._terms:
            issues = term.piece.issues
            table = self._tabulated(every_option(issues, self._sizes), [term], Fraction(0))
            shape = (self._draws, *(self._sizes[i] for i in issues))
            found.append((issues, table.T.reshape(shape)))
        return found

    def _tabulated(self, offers: Offers, terms: Sequence[Term], start: Fraction) -> Draws:
        picked = [(term, term.pick(offers)) for term in terms]
        total = np.empty((len(offers), self._draws))
        total[:] = _sure(picked, start, len(offers))[:, None]
        drawn = [_drawn(term, picks) for term, picks in picked if term.drawn]
        if drawn:
            places, weights = (np.concatenate(side, axis=1) for side in zip(*drawn, strict=True))
            gather(total, places, weights, self.rows)
        return total


def _moved(piece: Piece, offers: Offers) -> tuple[Figure, ...]:
    settled = offers[:, list(piece.issues)]
    return () if (settled[0] == settled[1]).all() else tuple(filter(unsure, piece.figures))


def _sure(picked: Sequence[tuple[Term, Picks]], start: Fraction, offers: int) -> Draws:
    """Return what is certain, by offer: added up as integers, then rounded once."""
    begin = Exact(np.full(offers, start.numerator, dtype=object), start.denominator)
    sure = add([begin, *(term.worth(picks) for term, picks in picked)], offers)
    return np.array([int(n) / sure.denominator for n in sure.numerators], dtype=np.float64)


def _drawn(term: Term, picks: Picks) -> tuple[NDArray[np.int64], Draws]:
    return term.place[picks.rows], (picks.weights / picks.denominator).astype(np.float64)


def _settled(piece: Piece, offers: Offers) -> tuple[Offers, NDArray[np.int64]]:
    """Return the distinct ways the *offers* settle the issues of the *piece*, and which each takes."""
    columns = list(piece.issues)
    found, back = np.unique(offers[:, columns], axis=0, return_inverse=True)
    rows = np.zeros((len(found), offers.shape[1]), dtype=np.int64)
    rows[:, columns] = found
    return rows, back.ravel()
