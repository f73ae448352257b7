"""What changes when one stream of the sample is held: gains and consent, by draw."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.scoring.joint_sample import HeldRedLine, JointSample, breaking_offer
from counterdraft.advice.scoring.pricing import Priced
from counterdraft.case import Figure, RedLine
from counterdraft.preferences import Worth, mask, tabulate
from counterdraft.preferences.by_draw.red_lines import RedLines
from counterdraft.preferences.factors.kinds import pieces

__all__ = ["HeldStreams"]

Draws = NDArray[np.float64]
Offers = NDArray[np.int64]
Bools = NDArray[np.bool_]


class HeldStreams:
    """
    The streams of ignorance in view, and any offer with one of them held at a quantile.

    All else stays as drawn (common random numbers), so what differs is the stream alone.

    Attributes:
        figures: By stream the figures that read it, in the order of the parties.
    """

    def __init__(self, joint: JointSample) -> None:
        self.joint = joint
        found: dict[str, dict[Figure, None]] = {}
        for worth in joint.worth.values():
            for stream, figures in worth.streams.items():
                found.setdefault(stream, {}).update(dict.fromkeys(figures))
        self.figures = {stream: tuple(figures) for stream, figures in found.items()}
        self._scope: dict[tuple[str, str], tuple[int, ...]] = {}
        self._uncapped: dict[str, Worth] = {}
        self._distinct: dict[tuple[int, tuple[int, ...]], tuple[Offers, NDArray[np.int64]]] = {}
        self._consents: dict[tuple[int, str], tuple[Bools, list[tuple[HeldRedLine, Bools]]]] = {}
        self._latest_base: tuple[str, dict[tuple[int, str, float], Draws]] = ("", {})
        for name, worth in joint.worth.items():
            for piece in pieces(worth.preference):
                for figure in piece.figures:
                    key = (name, figure.stream)
                    self._scope[key] = tuple(sorted({*self._scope.get(key, ()), *piece.issues}))
            if worth.cap is not None:
                bare = replace(
                    worth.preference, transform=replace(worth.preference.transform, cap=None)
                )
                self._uncapped[name] = tabulate(bare, joint.perspective.case.issues, joint.sample)

    def own_gain(self, priced: Priced, stream: str, quantile: float) -> Draws:
        """Return own gain by draw, the *stream* held at the *quantile*."""
        return self._gain(self.joint.perspective.party, priced, stream, quantile)

    def signed(self, priced: Priced, stream: str, quantile: float) -> NDArray[np.bool_]:
        """Return where everybody else who must sign accepts, the *stream* held at the *quantile*."""
        found = np.ones(self.joint.draws, dtype=np.bool_)
        for name, accepts in priced.accepts.items():
            if stream not in self.joint.worth[name].streams:
                found &= accepts
                continue
            fine = self._gain(name, priced, stream, quantile) > self.joint.worth[name].tie
            exempt, kept = self._consent(name, priced)
            for line, keeps in kept:
                fine &= ~self._held(line.line, line.held, stream, quantile) | keeps
            found &= fine | exempt
        return found

    def _consent(self, party: str, priced: Priced) -> tuple[Bools, list[tuple[HeldRedLine, Bools]]]:
        """Return on which draws *party* need not sign, and by red line of it on which it is kept."""
        key = (id(priced), party)
        if key not in self._consents:
            offers = priced.offers[:1] if priced.fixed else priced.offers
            kept = [
                (line, mask(line.line.condition, offers))
                for line in self.joint.lines
                if line.party == party
            ]
            self._consents[key] = (~self.joint.perspective.signs(party, offers), kept)
        return self._consents[key]

    def touches_signing(self, priced: Priced, stream: str) -> bool:
        """Return whether anybody's consent can hang on the *stream*."""
        return any(stream in self.joint.worth[name].streams for name in priced.accepts)

    def _gain(self, party: str, priced: Priced, stream: str, quantile: float) -> Draws:
        if stream not in self.joint.worth[party].streams:
            return priced.gain[party]
        if self._latest_base[0] != stream:
            self._latest_base = (stream, {})
        known = self._latest_base[1]
        key = (id(priced), party, quantile)
        if key not in known:
            known[key] = self._moved(party, priced, stream, quantile)
        return known[key]

    def _moved(self, party: str, priced: Priced, stream: str, quantile: float) -> Draws:
        worth = self.joint.worth[party]
        gain = priced.gain[party].copy()
        if worth.preference.reservation.stream == stream:
            gain -= worth.reservation_at(stream, quantile) - worth.reservation
        scope = self._scope.get((party, stream), ())
        if not scope:
            return gain
        bare = self._uncapped.get(party, worth)
        change = self._change(bare, priced, scope, stream, quantile)
        if bare is not worth and worth.cap is not None:
            before = self._before(bare, priced.offers)
            change = np.minimum(before + change, worth.cap) - np.minimum(before, worth.cap)
        gain += change
        return gain

    def _change(
        self, worth: Worth, priced: Priced, scope: tuple[int, ...], stream: str, quantile: float
    ) -> Draws:
        """Return the change of an offer that differs by draw: only the issues in *scope* matter."""
        if priced.fixed:
            whole: Draws = worth.change(priced.offers[:1], stream, quantile)[:, 0]
            return whole
        key = (id(priced), scope)
        if key not in self._distinct:
            self._distinct[key] = _distinct(priced.offers, scope)
        reduced, back = self._distinct[key]
        by_row = worth.change(reduced, stream, quantile)
        found: Draws = by_row[np.arange(self.joint.draws), back]
        return found

    def _before(self, worth: Worth, offers: Offers) -> Draws:
        found: Draws = (
            worth.of(offers[:1])[:, 0] if (offers == offers[0]).all() else worth.of_drawn(offers)
        )
        return found

    def _held(
        self, line: RedLine, usual: NDArray[np.bool_], stream: str, quantile: float
    ) -> NDArray[np.bool_]:
        figure = line.probability
        if stream not in {figure.stream, f"{figure.stream}/held"}:
            return usual
        breach = breaking_offer(line, self.joint.perspective.sizes)
        if breach is None:
            return usual
        kept = RedLines((line,), self.joint.sample).hold(breach, stream, quantile)
        found: NDArray[np.bool_] = ~kept[:, 0]
        return found


def _distinct(offers: Offers, scope: tuple[int, ...]) -> tuple[Offers, NDArray[np.int64]]:
    """Return offers that differ on the issues in *scope* alone, and which of them each draw has."""
    columns = offers[:, list(scope)]
    spans = 1 + columns.max(axis=0)
    if prod(spans.tolist()) < 1 << 62:  # a number for each row sorts faster than the row
        code = np.ravel_multi_index(tuple(columns.T), tuple(spans))
        _, first, back = np.unique(code, return_index=True, return_inverse=True)
    else:
        _, first, back = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    reduced = np.repeat(offers[:1], len(first), axis=0)
    reduced[:, list(scope)] = columns[first]
    return reduced, back.ravel()
