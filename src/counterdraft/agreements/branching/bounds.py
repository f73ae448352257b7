"""Upper bounds on a bargaining solution that add up over the blocks of a game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.rules import Rule
from counterdraft.agreements.elimination.blocks import Block
from counterdraft.preferences.game import Game

__all__ = ["Columns", "Dual", "columns_of", "reach", "value_within"]

Floats = NDArray[np.float64]
KINDS = {"product": 0, "least": 1, "leximin": 1, "sum": 2}


@dataclass(frozen=True, eq=False)
class Columns:
    """
    A game as sums: one row of each block, added to ``base``, gives every player's and signatory's gain.

    An offer is feasible when no gain is negative.  ``rows`` holds Python integers; ``values`` holds in
    double precision how far they are above the least of their block, all blocks below one another, and
    ``least`` the gains of those least together: block b is ``starts[b]`` to ``starts[b + 1]``.
    A player's gain counts up to its entry of ``caps`` (None: no cap).
    """

    rows: tuple[tuple[tuple[int, ...], ...], ...]
    base: tuple[int, ...]
    caps: tuple[int | None, ...]
    players: int
    values: Floats
    least: Floats
    starts: NDArray[np.int64]

    def gains(self, choice: Sequence[int]) -> tuple[int, ...]:
        """Return the gain in each column where block b takes row ``choice[b]``; caps applied."""
        picked = [rows[o] for rows, o in zip(self.rows, choice, strict=True)]
        sums = [
            b + sum(column) for b, column in zip(self.base, zip(*picked, strict=True), strict=True)
        ]
        return tuple(s if c is None else min(s, c) for s, c in zip(sums, self.caps, strict=True))

    def with_floor(self, weights: Sequence[int], least: int) -> Columns:
        """Return the same with one more column: the weighted sum of the players' gains, less *least*."""
        extra = [
            tuple((*row, sum(w * v for w, v in zip(weights, row, strict=False))) for row in block)
            for block in self.rows
        ]
        base = (*self.base, sum(w * v for w, v in zip(weights, self.base, strict=False)) - least)
        return _columns(extra, base, (*self.caps, None), self.players)


def columns_of(game: Game, parts: Sequence[Block]) -> Columns:
    """Return the blocks of the *game* as columns of gains."""
    ledgers = (*game.players, *game.signatories)
    caps = [
        None if p.cap is None or i >= len(game.players) else int(p.cap) - int(p.reservation)
        for i, p in enumerate(ledgers)
    ]
    rows = [tuple(tuple(int(v) for v in row) for row in part.worths.tolist()) for part in parts]
    return _columns(
        rows, tuple(-int(p.reservation) for p in ledgers), tuple(caps), len(game.players)
    )


def _columns(
    rows: Sequence[tuple[tuple[int, ...], ...]],
    base: tuple[int, ...],
    caps: tuple[int | None, ...],
    players: int,
) -> Columns:
    starts = np.cumsum([0, *(len(block) for block in rows)], dtype=np.int64)
    lows = [
        [min(column) for column in zip(*block, strict=True)] or [0] * len(base) for block in rows
    ]
    flat = [
        [float(v - low) for v, low in zip(row, low_of, strict=True)]
        for block, low_of in zip(rows, lows, strict=True)
        for row in block
    ]
    values = np.array(flat, dtype=np.float64).reshape(len(flat), len(base))
    least = np.array(
        [float(b + sum(low)) for b, low in zip(base, zip(*lows, strict=True), strict=True)]
    )
    return Columns(tuple(rows), base, caps, players, values, least, starts)


class Dual:
    """
    The Lagrangian dual of one rule over the columns of a game.

    With multipliers lam >= 0, every feasible offer has lam . gains <= L(lam), the sum over blocks of the
    greatest lam . row.  How good an offer with lam . gains <= L can be is elementary: `value_within`
    and `reach`.  The multipliers come from Newton steps on the dual smoothed by entropies.

    ``hopeless`` says that one column alone, with the multipliers ``alone``, rules out every offer.
    """

    def __init__(self, columns: Columns, rule: Rule) -> None:
        self.columns, self.rule = columns, rule
        d, n = len(columns.base), columns.players
        tops = np.maximum.reduceat(columns.values, columns.starts[:-1], axis=0).sum(axis=0)
        self.base = columns.least
        greatest = tops + self.base
        short = greatest < -1e-9 * (np.abs(tops) + np.abs(self.base))
        self.hopeless = bool(np.any(short)) or any(c is not None and c < 0 for c in columns.caps)
        self.alone = [int(k == int(np.argmax(short))) for k in range(d)]
        self.caps = np.array([inf if c is None else float(c) for c in columns.caps])
        self.scale = np.where(greatest > 0, greatest, np.maximum(np.abs(self.base), 1.0))
        self.scale = np.where(self.scale > 0, self.scale, 1.0)
        largest = max(rule.weights) or 1
        self.weights = np.array([rule.weights[i] / largest if i < n else 0.0 for i in range(d)])
        self._set_form()
        self.scaled = columns.values / self.scale
        self.start = np.where(np.isfinite(self.high), (self.low + self.high) / 2, self.low + 0.5)

    def _set_form(self) -> None:
        d = len(self.base)
        active = self.weights > 0
        self.low, self.high = np.zeros(d), np.full(d, inf)
        self.a, self.share, self.pull = np.zeros(d), np.zeros(d), 0.0
        self.shifted = self.base / self.scale
        if self.rule.kind == "product":
            self.share = active.astype(np.float64)
        elif self.rule.kind == "sum":
            unit = self.weights * self.scale
            unit = unit / unit.sum() if unit.sum() else unit
            capped = active & (self.caps < self.scale)
            self.low = np.where(capped, 0.0, unit)
            self.high = np.where(capped, unit, inf)
            self.shifted = np.where(capped, (self.base - self.caps) / self.scale, self.shifted)
        elif active.any():
            inverse = np.zeros(d)
            inverse[active] = 1 / (self.weights[active] * self.scale[active])
            self.a, self.pull = inverse / max(inverse.max(), 1e-300), 1.0

    def multipliers(
        self, alive: NDArray[np.bool_], warm: Floats | None, first: float, last: float
    ) -> tuple[tuple[int, ...], Floats, Floats]:
        """
        Return good multipliers as integers, the same scaled (to start from again), and soft choices.
        """
        from counterdraft.agreements.branching.kernels import improve  # noqa: PLC0415 - numba is slow to load

        start = self.start if warm is None else warm
        margin = np.where(np.isfinite(self.high), 1e-3 * (self.high - self.low), 1e-6)
        start = np.clip(
            start, self.low + margin, np.where(np.isfinite(self.high), self.high - margin, inf)
        )
        lam, soft = improve(
            self.scaled,
            self.columns.starts,
            alive,
            self.shifted,
            self.a,
            self.pull,
            self.share,
            self.low,
            self.high,
            start,
            first,
            last,
        )
        if not np.all(np.isfinite(lam)):
            lam = start  # any multipliers prove something
        return self.integers(lam), lam, soft

    def integers(self, lam: Floats) -> tuple[int, ...]:
        """Return integer multipliers proportional to the scaled ones to about nine digits."""
        ratio = lam / self.scale
        matter = lam > 1e-7 * lam.max()
        unit = 2.0**32 / ratio[matter].min()
        active = self.weights > 0
        return tuple(
            max(int(Fraction(float(r)) * Fraction(unit)), int(on))
            for r, on in zip(ratio, active, strict=True)
        )


def reach(rule: Rule, lam: Sequence[int], best: Any, caps: Sequence[int | None]) -> float:  # noqa: ANN401
    """
    Return the least lam . gains that an offer as good as *best* can have, in double precision.

    - product P: n (P prod lam)^(1/n), the inequality of the means; where caps bind, the cheapest way
      to the product fills the capped gains first.
    - least t: sum(lam t / w), t / w rounded up since gains are integers.  Leximin: its least gain alone.
    - sum v: with k = min lam / w over uncapped players, k v - sum (k w - lam)^+ cap.
    """
    active = rule.active
    if best is None or not active:
        return 0.0
    if rule.kind == "product":
        return _product_reach([lam[i] for i in active], best, [caps[i] for i in active])
    if rule.kind == "sum":
        ratio = _sum_ratio(rule, lam, caps)
        spare = sum(
            (max(ratio * rule.weights[i] - lam[i], Fraction(0)) * (caps[i] or 0) for i in active),
            Fraction(0),
        )
        return float(ratio * best - spare)
    least = best if rule.kind == "least" else best[0]
    return float(sum(lam[i] * -(-least // rule.weights[i]) for i in active))


def _sum_ratio(rule: Rule, lam: Sequence[int], caps: Sequence[int | None]) -> Fraction:
    free = [Fraction(lam[i], rule.weights[i]) for i in rule.active if caps[i] is None]
    return min(free) if free else max(Fraction(lam[i], rule.weights[i]) for i in rule.active)


def _product_reach(lam: Sequence[int], product: int, caps: Sequence[int | None]) -> float:
    if product <= 0:
        return 0.0
    logs = sorted(
        (inf if c is None else log(m) + log(c) if c > 0 else -inf, log(m))
        for m, c in zip(lam, caps, strict=True)
    )
    remaining, spent = log(product) + sum(m for _, m in logs), 0.0
    for k, (full, _) in enumerate(logs):
        level = remaining / (len(logs) - k)
        if level <= full + 1e-12:
            return spent + (len(logs) - k) * exp(level)
        remaining -= full
        spent += exp(full)
    return spent


def value_within(rule: Rule, lam: Sequence[int], most: float, caps: Sequence[int | None]) -> float:
    """Return an upper bound on the rule's value (its first part for leximin) where lam . gains <= *most*."""
    active = rule.active
    if not active:
        return 1.0 if rule.kind == "product" else 0.0
    if rule.kind == "product":
        n = len(active)
        return exp(n * log(max(most, 1e-300) / n) - sum(log(lam[i]) for i in active))
    if rule.kind == "sum":
        ratio = _sum_ratio(rule, lam, caps)
        spare = sum(
            float(max(ratio * rule.weights[i] - lam[i], Fraction(0)) * (caps[i] or 0))
            for i in active
        )
        return (most + spare) / float(ratio)
    return most / float(sum(Fraction(lam[i], rule.weights[i]) for i in active))
