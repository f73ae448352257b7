"""What offers are worth to one party, on every draw of the joint sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure, Weighted
from counterdraft.case.issues import Issue
from counterdraft.case.worth import Preference
from counterdraft.preferences.kinds import counted, pieces
from counterdraft.preferences.pieces import Drawing, Exact, Piece, add, every_figure
from counterdraft.preferences.redlines import RedLines
from counterdraft.preferences.sampling import Sample, drawn
from counterdraft.preferences.terms import Term, accumulate, every_option, term_of

__all__ = ["Worth", "tabulate"]

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
    Worth by draw: ``min(cap, scale × sum of factors + offset)``, chance integrated, ignorance drawn.

    Arrays of (draws, offers) lie in memory offer by offer, so that statistics over the draws run
    along it.  What is certain is added up exactly before it becomes a float: offers of equal certain
    worth tie exactly, with each other and with the reservation value.

    Attributes:
        party: Whose worth it is.
        unit: The currency unit of the case, or points.
        draws: Size of the sample.
        streams: Every stream of ignorance that worth, reservation value or red lines hang on,
            with the figures that read it.
        reservation: What no deal is worth, (draws,).
    """

    def __init__(self, preference: Preference, sizes: tuple[int, ...], sample: Sample) -> None:
        self.preference = preference
        self.party = preference.party
        self.unit = preference.unit
        self.draws = sample.draws
        self._sizes = sizes
        self._sample = sample
        self._cap = preference.transform.cap
        self._terms: list[Term] = []
        self._wide: list[Piece] = []
        rows: list[Draws] = []
        everything = pieces(preference)
        for piece in everything:
            term = term_of(piece, sizes, self._counted, sum(map(len, rows)))
            if term is None:
                self._wide.append(piece)
                continue
            self._terms.append(term)
            if term.unsure:
                rows.append(
                    np.broadcast_to(
                        term.draw(self._look, term.unsure), (len(term.unsure), self.draws)
                    )
                )
        self._rows = np.concatenate(rows) if rows else np.empty((0, self.draws))
        self._red_lines = RedLines(preference.red_lines, sample)
        self.reservation: Draws = self._whole(self._look(preference.reservation, Fraction(1)))
        self.streams = self._streams(everything)
        self._ties = any(
            isinstance(f.distribution, Weighted) for found in self.streams.values() for f in found
        )

    def of(self, offers: Offers) -> Draws:
        """
        Return the worth of each offer on each draw.

        Args:
            offers: Option positions, (offers, issues).

        Returns:
            (draws, offers).
        """
        total = self._sum(_whole_numbers(offers))
        if self._cap is not None:
            np.minimum(total, float(self._cap), out=total)
        return total.T

    def of_drawn(self, offers: Offers) -> Draws:
        """Return the worth, (draws,), of an offer that differs by draw: (draws, issues)."""
        rows, back = _distinct(offers)
        found = np.empty(self.draws)
        for start, here in _portions(rows, back):
            found[here] = self.of(rows[start : start + _PORTION])[here, back[here] - start]
        return found

    def red_lines_hold_drawn(self, offers: Offers) -> NDArray[np.bool_]:
        """Return where the red lines are kept, (draws,), by an offer that differs by draw."""
        rows, back = _distinct(offers)
        found = np.empty(self.draws, dtype=np.bool_)
        for start, here in _portions(rows, back):
            kept = self.red_lines_hold(rows[start : start + _PORTION])
            found[here] = kept[here, back[here] - start]
        return found

    def gains(self, offers: Offers) -> Draws:
        """Return worth less the reservation value, (draws, offers)."""
        found = self.of(offers) - self.reservation[:, None]
        if self._ties:
            # Sums of a few possible values may tie with the reservation value but for rounding.
            largest = max(
                float(np.abs(self._rows).max(initial=1.0)), float(np.abs(self.reservation).max())
            )
            found[np.abs(found) < 1e-13 * largest] = 0.0
        return found

    def accepts(self, offers: Offers) -> NDArray[np.bool_]:
        """Return where the party is no worse off than without a deal, and within its red lines."""
        found: NDArray[np.bool_] = (self.gains(offers) >= 0) & self.red_lines_hold(offers)
        return found

    def red_lines_hold(
        self, offers: Offers, stream: str | None = None, quantile: float | None = None
    ) -> NDArray[np.bool_]:
        """
        Return where every red line that is held on the draw is kept, (draws, offers).

        Args:
            offers: Option positions, (offers, issues).
            stream: A stream to hold at *quantile*.
            quantile: Between 0 and 1.
        """
        return self._red_lines.hold(_whole_numbers(offers), stream, quantile)

    def reservation_at(self, stream: str, quantile: float) -> Draws:
        """Return the reservation value, (draws,), with the *stream* held at the *quantile*."""
        return self._whole(self._held(stream, quantile)(self.preference.reservation, Fraction(1)))

    def change(self, offers: Offers, stream: str, quantile: float) -> Draws:
        """
        Return by how much `of` changes where the *stream* is held at the *quantile*.

        Args:
            offers: Option positions, (offers, issues).
            stream: One of `streams`; a stream of another party changes nothing.
            quantile: Between 0 and 1.

        Returns:
            (draws, offers).
        """
        wanted = _whole_numbers(offers)
        change: Draws = np.zeros((len(wanted), self.draws))
        held = self._held(stream, quantile)
        for term in self._terms:
            hanging = term.hanging_on(stream)
            if not hanging:
                continue
            moved = term.draw(held, hanging) - self._rows[term.place[list(hanging)]]
            place = np.full(len(term.place), -1, dtype=np.int64)
            place[list(hanging)] = np.arange(len(hanging))
            picks = term.pick(wanted)
            accumulate(change, place[picks.rows], picks.weights / picks.denominator, moved)
        for piece in self._wide:
            if any(figure.stream == stream for figure in piece.figures):
                change += piece.draw(wanted, held) - piece.draw(wanted, self._look)
        if self._cap is not None and change.any():
            before = self._sum(wanted)
            cap = float(self._cap)
            change = np.minimum(before + change, cap) - np.minimum(before, cap)
        return change.T

    def term_tables(self) -> list[tuple[tuple[int, ...], Draws]]:
        """
        Return the tables that add up, with the `offset`, to the worth before its cap.

        Each has its issues, ascending, and its worths, (draws, options of the first, of the second, …).
        What `wide` lists is added to them.
        """
        found = []
        for term in self._terms:
            issues = term.piece.issues
            table = self._terms_of(every_option(issues, self._sizes), [term], Fraction(0))
            found.append((issues, table.T.reshape(self.draws, *(self._sizes[i] for i in issues))))
        return found

    @property
    def wide(self) -> tuple[Piece, ...]:
        """The pieces over too many combinations of options for a table; `of` works them out."""
        return tuple(self._wide)

    @property
    def offset(self) -> float:
        """What every offer is worth beside its terms."""
        return float(self.preference.transform.offset)

    @property
    def cap(self) -> float | None:
        """The most that an offer can be worth, or None."""
        return None if self._cap is None else float(self._cap)

    def _sum(self, offers: NDArray[np.int64]) -> Draws:
        """Return the worth before the cap, (offers, draws)."""
        total = self._terms_of(offers, self._terms, self.preference.transform.offset)
        for piece in self._wide:
            rows, back = _distinct(offers[:, list(piece.issues)])
            full = np.zeros((len(rows), offers.shape[1]), dtype=np.int64)
            full[:, list(piece.issues)] = rows
            worths = piece.draw(full, self._look)
            for offer, row in enumerate(back.tolist()):
                total[offer] += worths[row]
        return total

    def _terms_of(self, offers: NDArray[np.int64], terms: Sequence[Term], start: Fraction) -> Draws:
        picked = [(term, term.pick(offers)) for term in terms]
        begin = Exact(np.full(len(offers), start.numerator, dtype=object), start.denominator)
        sure = add([begin, *(term.worth(picks) for term, picks in picked)], len(offers))
        total = np.empty((len(offers), self.draws))
        total[:] = np.array([int(n) / sure.denominator for n in sure.numerators])[:, None]
        unsure = [
            (term.place[p.rows], p.weights / p.denominator) for term, p in picked if term.unsure
        ]
        if unsure:
            places = np.concatenate([p for p, _ in unsure], axis=1)
            weights = np.concatenate([w for _, w in unsure], axis=1).astype(np.float64)
            accumulate(total, places, weights, self._rows)
        return total

    def _streams(self, everything: Sequence[Piece]) -> dict[str, tuple[Figure, ...]]:
        found: dict[str, list[Figure]] = {}
        for figure in (*every_figure(everything), self.preference.reservation):
            if not (figure.certain or figure.chance):
                found.setdefault(figure.stream, []).append(figure)
        for stream, figures in self._red_lines.streams.items():
            found.setdefault(stream, []).extend(figures)
        return {stream: tuple(dict.fromkeys(figures)) for stream, figures in found.items()}

    def _counted(self, figure: Figure, coefficient: Fraction) -> Fraction:
        return counted(self.preference, figure, coefficient)

    def _look(self, figure: Figure, coefficient: Fraction) -> Draws:
        if figure.certain or figure.chance:
            return np.array([float(self._counted(figure, coefficient))])
        return drawn(figure, self._sample)

    def _held(self, stream: str, quantile: float) -> Drawing:
        def look(figure: Figure, coefficient: Fraction) -> Draws:
            if figure.certain or figure.chance or figure.stream != stream:
                return self._look(figure, coefficient)
            return drawn(figure, self._sample, quantile)

        return look

    def _whole(self, by_draw: Draws) -> Draws:
        return np.broadcast_to(by_draw, self.draws)


_PORTION = 256


def _whole_numbers(offers: Offers) -> NDArray[np.int64]:
    return np.atleast_2d(np.asarray(offers, dtype=np.int64))


def _distinct(offers: Offers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct rows, and for each row which of them it is."""
    rows, back = np.unique(_whole_numbers(offers), axis=0, return_inverse=True)
    return rows, back.ravel()


def _portions(
    rows: NDArray[np.int64], back: NDArray[np.int64]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the first row of each portion, and the draws that fall into it."""
    for start in range(0, len(rows), _PORTION):
        yield start, np.flatnonzero((back >= start) & (back < start + _PORTION))
