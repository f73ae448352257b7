"""What offers are worth to one party, on every draw of the joint sample."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure, Weighted
from counterdraft.case.issues import Issue
from counterdraft.case.worth import Preference
from counterdraft.preferences.by_draw.readings import Readings, unsure
from counterdraft.preferences.by_draw.red_lines import RedLines
from counterdraft.preferences.by_draw.stack import Stack
from counterdraft.preferences.chance.sampling import Sample
from counterdraft.preferences.factors.kinds import pieces
from counterdraft.preferences.factors.pieces import Piece, every_figure

__all__ = ["Worth", "tabulate"]

TIE = 1e-12
"""Part of the largest worths that sums of floats may be off, and more."""

Offers = NDArray[np.integer]
Draws = NDArray[np.float64]


def tabulate(preference: Preference, issues: Sequence[Issue], sample: Sample) -> Worth:
    """
    Return the worth of offers by *preference*, on every draw of the *sample*.

    Raises:
        CaseError: The chances of the preference cannot be integrated (see `kinds`).
    """
    return Worth(preference, tuple(len(issue.options) for issue in issues), sample)


class Worth:
    """
    Worth by draw: ``min(cap, scale × sum of factors + offset)``.

    Chance is integrated, ignorance is drawn.  Arrays of (draws, offers) lie in memory offer by
    offer, so that statistics over the draws run along it.  What is certain is added up exactly
    before it becomes a float: offers of equal certain worth tie exactly, with each other and with
    the reservation value.

    Args:
        preference: A mandate or a belief.
        sizes: Number of options per issue.
        sample: The joint sample.

    Attributes:
        party: Whose worth it is.
        unit: The currency unit of the case, or points.
        draws: Size of the sample.
        reservation: What no deal is worth, (draws,).
        tie: Gains no further from nothing are rounding: the offer is worth what no deal is.
        streams: Every stream of ignorance that worth, reservation value or red lines hang on, with
            the figures that read it.
    """

    def __init__(self, preference: Preference, sizes: tuple[int, ...], sample: Sample) -> None:
        self.preference = preference
        self.party = preference.party
        self.unit = preference.unit
        self.draws = sample.draws
        self._readings = Readings(preference, sample)
        self._cap = preference.transform.cap
        found = pieces(preference)
        self._stack = Stack(found, sizes, self._readings, preference.transform.offset)
        self._red_lines = RedLines(preference.red_lines, sample)
        reservation = self._readings.by_draw(preference.reservation, Fraction(1))
        self.reservation: Draws = np.broadcast_to(reservation, self.draws)
        self.streams = self._every_stream(found)
        everything = [figure for figures in self.streams.values() for figure in figures]
        self.tie = TIE * (float(np.abs(self.reservation).max()) + self._stack.largest)
        self._ties = any(isinstance(figure.distribution, Weighted) for figure in everything)

    def of(self, offers: Offers) -> Draws:
        """
        Return the worth of each offer on each draw.

        Args:
            offers: Option positions, (offers, issues).

        Returns:
            (draws, offers).
        """
        return self._capped(self._stack.total(_positions(offers))).T

    def of_drawn(self, offers: Offers) -> Draws:
        """Return the worth, (draws,), of an offer that differs by draw: (draws, issues)."""
        return self._capped(self._stack.total_drawn(_positions(offers)))

    def gains(self, offers: Offers) -> Draws:
        """Return worth less the reservation value, (draws, offers)."""
        total = self._capped(self._stack.total(_positions(offers)))
        total -= self.reservation
        return self._tied(total).T

    def gains_drawn(self, offers: Offers) -> Draws:
        """Return worth less the reservation value, (draws,), of an offer that differs by draw."""
        return self._tied(self.of_drawn(offers) - self.reservation)

    def accepts(self, offers: Offers) -> NDArray[np.bool_]:
        """Return where the party is better off than without a deal, and within its red lines."""
        found: NDArray[np.bool_] = (self.tie < self.gains(offers).T).T
        return found & self.red_lines_hold(offers)

    def accepts_drawn(self, offers: Offers) -> NDArray[np.bool_]:
        """Return `accepts`, (draws,), of an offer that differs by draw: (draws, issues)."""
        return (self.gains_drawn(offers) > self.tie) & self.red_lines_hold_drawn(offers)

    def red_lines_hold(
        self, offers: Offers, stream: str | None = None, quantile: float | None = None
    ) -> NDArray[np.bool_]:
        """
        Return where every red line that is held on the draw is kept, (draws, offers), read-only.

        Args:
            offers: Option positions, (offers, issues).
            stream: A stream to hold at *quantile*.
            quantile: Between 0 and 1.
        """
        return self._red_lines.hold(_positions(offers), stream, quantile)

    def red_lines_hold_drawn(self, offers: Offers) -> NDArray[np.bool_]:
        """Return where the red lines are kept, (draws,), by an offer that differs by draw."""
        return self._red_lines.hold_drawn(_positions(offers))

    def reservation_at(self, stream: str, quantile: float) -> Draws:
        """Return the reservation value, (draws,), with the *stream* held at the *quantile*."""
        held = self._readings.held(stream, quantile)
        return np.broadcast_to(held(self.preference.reservation, Fraction(1)), self.draws)

    def change(self, offers: Offers, stream: str, quantile: float) -> Draws:
        """
        Return by how much `of` changes where the *stream* is held at the *quantile*.

        Args:
            offers: Option positions, (offers, issues).
            stream: One of `streams`; any other changes nothing.
            quantile: Between 0 and 1.

        Returns:
            (draws, offers).
        """
        wanted = _positions(offers)
        change = self._stack.change(wanted, stream, self._readings.held(stream, quantile))
        if self._cap is not None and change.any():
            before = self._stack.total(wanted)
            change = self._capped(before + change) - self._capped(before)
        return change.T

    def between(self, one: Sequence[int], other: Sequence[int]) -> tuple[Figure, ...]:
        """Return the figures of ignorance that the difference of two offers hangs on."""
        return self._stack.between(_positions(np.array([one, other])))

    def term_tables(self) -> list[tuple[tuple[int, ...], Draws]]:
        """
        Return the tables that add up, with the `offset`, to the worth before its `cap`.

        Each has its issues, ascending, and its worth, (draws, options of the first, of the
        second, …).  What `untabulated` lists is added to them.
        """
        return self._stack.tables()

    @property
    def untabulated(self) -> tuple[Piece, ...]:
        """The pieces over too many combinations of options for a table; `of` works them out."""
        return self._stack.untabulated

    @property
    def offset(self) -> float:
        """What every offer is worth beside its terms."""
        return float(self.preference.transform.offset)

    @property
    def cap(self) -> float | None:
        """The most that an offer can be worth, or None."""
        return None if self._cap is None else float(self._cap)

    def _capped(self, total: Draws) -> Draws:
        return total if self._cap is None else np.minimum(total, float(self._cap), out=total)

    def _tied(self, gains: Draws) -> Draws:
        """Return the *gains*, exactly zero where a few possible values tie but for rounding."""
        if self._ties:
            gains[np.abs(gains) <= self.tie] = 0.0
        return gains

    def _every_stream(self, found: Sequence[Piece]) -> dict[str, tuple[Figure, ...]]:
        streams: dict[str, list[Figure]] = {}
        for figure in (*every_figure(found), self.preference.reservation):
            if unsure(figure):
                streams.setdefault(figure.stream, []).append(figure)
        for stream, figures in self._red_lines.streams.items():
            streams.setdefault(stream, []).extend(figures)
        return {stream: tuple(dict.fromkeys(figures)) for stream, figures in streams.items()}


def _positions(offers: Offers) -> NDArray[np.int64]:
    return np.atleast_2d(np.asarray(offers, dtype=np.int64))
