"""How much expected gain there could be at most: a proof that nothing far better was missed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.exclusion.majorant import majorant
from counterdraft.advice.exclusion.parts import Parts, parts_of
from counterdraft.advice.scoring.joint_sample import Joint
from counterdraft.advice.scoring.untabulated import at_most
from counterdraft.preferences import mask
from counterdraft.preferences.by_draw.terms import every_option

__all__ = ["expected_gain_bound"]

Draws = NDArray[np.float64]

ROUNDS = 12
"""Rounds of prices, each as dear as the first bound."""
LEVEL = 0.5
"""Part of what a draw makes a term worth more than on average that is priced away at the start."""
HELD_NUMBERS = 60_000_000
"""Numbers that are kept in memory from one round to the next; past it one round must do."""
SLICE_NUMBERS = 8_000_000
HALVES = 2


def expected_gain_bound(
    joint: Joint, found: float, *, rounds: int = ROUNDS, parts: Parts | None = None
) -> float:
    """
    Return a number that no offer's expected gain on these draws exceeds.

    An offer x gains E[g(x) 1{w(x) ≥ r}].  On one draw no offer gains more than the greatest g(x) among those
    that everybody accepts on it; and that is at most max over x of g(x) + Σ λ (w(x) − r), for any λ ≥ 0
    (Lagrangian relaxation, Geoffrion 1974).  The sum falls apart into blocks of issues, so the maximum is
    taken block by block, and the least over λ is found by tangents (Kelley 1960).  Red lines of ours, and
    those of theirs that are held on the draw, are enforced where one block settles them; the others are left
    out, which can only raise the bound.

    Choosing an offer for each draw is worth more than choosing one for all.  Prices on the parts of an
    offer, by draw, that average to nothing over the draws, change no single offer's mean and make draws that
    differ pay for it (scenario decomposition, Carøe & Schultz 1999); they are improved by subgradient
    steps (Polyak 1969).  Any such prices give a valid bound.

    Args:
        joint: The joint sample.
        found: Expected gain of the best offer known, or 0 for no deal.
        rounds: How often the prices are improved.
        parts: The parts of the offers, where they are known already.

    Returns:
        The bound, in the unit of the party that answers; never below *found*, nor below 0.
    """
    least = max(found, 0.0)
    parts = parts or parts_of(joint)
    if (np.diff(parts.ends) == 0).any():
        return least
    bounder = _Bounder(joint, parts)
    return max(least, bounder.best(least, rounds if bounder.kept else 0))


class _Bounder:
    """The relaxation, with what it keeps from one round to the next."""

    def __init__(self, joint: Joint, parts: Parts) -> None:
        self.joint = joint
        self.parts = parts
        self.always = [name for name in joint.seat.others if name not in joint.seat.needed]
        self.names = [joint.seat.party, *self.always]
        worths = [joint.worth[name] for name in self.names]
        self.start = np.stack([w.offset + at_most(joint, w.party) - w.reservation for w in worths])
        cap = worths[0].cap
        self.ceiling = np.full(joint.draws, np.inf) if cap is None else cap - worths[0].reservation
        self.breaks = np.zeros(len(parts.offers), dtype=np.uint64)
        self.held = np.zeros(joint.draws, dtype=np.uint64)
        bit = 0
        for line in joint.lines:
            scope = set(line.line.condition.issues)
            home = next((b for b, block in enumerate(parts.blocks) if scope <= set(block)), None)
            if line.party not in self.always or home is None or bit >= 64:
                continue
            here = slice(int(parts.ends[home]), int(parts.ends[home + 1]))
            bad = ~mask(line.line.condition, parts.offers[here])
            self.breaks[here] |= bad.astype(np.uint64) << np.uint64(bit)
            self.held |= line.held.astype(np.uint64) << np.uint64(bit)
            bit += 1
        self.above = [self._majorants(name) for name in self.names]
        numbers = len(self.names) * joint.draws * len(parts.offers)
        self.kept = numbers <= HELD_NUMBERS
        size = (
            joint.draws // HALVES + 1 if self.kept else max(1, SLICE_NUMBERS // len(parts.offers))
        )
        self.slices = [slice(k, min(joint.draws, k + size)) for k in range(0, joint.draws, size)]
        self.multipliers = np.zeros((joint.draws, len(self.always)))
        self.choices = np.zeros((joint.draws, len(parts.blocks)), dtype=np.int32)

    def best(self, found: float, rounds: int) -> float:
        """Return the least bound of several rounds of prices."""
        if not self.kept:
            return self._bound(None, [])
        with ThreadPoolExecutor(HALVES) as pool:
            held = list(pool.map(self._worths, self.slices))
        prices = [np.zeros_like(own) for own, _ in held]
        value, least, pace = self._bound(held, prices), np.inf, 1.0
        if rounds:
            mean = sum(own.sum(axis=0) for own, _ in held) / self.joint.draws
            level = [LEVEL * (mean - own) for own, _ in held]
            leveled = self._bound(held, level)
            if leveled < value:
                value, prices = leveled, level
            else:
                value = self._bound(held, prices)
        shares: Draws | None = None
        step = 0.0
        for k in range(rounds + 1):
            if k > 0:
                value = self._bound(held, prices, shares, step)
            pace = pace if value < least else pace / 2
            least = min(least, value)
            if k == rounds or least <= found:
                break
            chosen = np.bincount(self.choices.ravel(), minlength=len(self.parts.offers))
            shares = chosen / self.joint.draws
            apart = len(self.parts.blocks) - float((shares**2).sum())
            if apart <= 1e-12:
                break
            step = pace * (value - found) / apart
        return float(least)

    def _bound(
        self,
        held: list[tuple[Draws, Draws]] | None,
        prices: list[Draws],
        shares: Draws | None = None,
        step: float = 0.0,
    ) -> float:
        """
        Return the bound at these prices, less the most that they may be off their mean of nothing.

        With a *step* the prices are moved first, in place, away from what each draw chose.
        """
        from counterdraft.advice.bound_kernel import bound_by_draw  # noqa: PLC0415 - compiled

        parts = len(self.parts.offers)
        moved = np.zeros(parts) if shares is None else shares
        bounds = np.zeros(self.joint.draws)

        def one(k: int) -> Draws:
            here = self.slices[k]
            own, theirs = held[k] if held is not None else self._worths(here)
            priced = prices[k] if held is not None else np.zeros_like(own)
            total = np.empty(parts)
            bound_by_draw(
                own, theirs, priced,
                self.start[0, here].copy(), self.start[1:, here].copy(), self.ceiling[here],
                self.breaks, self.held[here], self.parts.ends, moved, step,
                self.multipliers[here], bounds[here], self.choices[here], total,
            )  # fmt: skip
            return total

        with ThreadPoolExecutor(HALVES) as pool:
            totals = list(pool.map(one, range(len(self.slices))))
        means = sum(totals) / self.joint.draws
        return float(bounds.mean() - np.minimum.reduceat(means, self.parts.ends[:-1]).sum())

    def _worths(self, here: slice) -> tuple[Draws, Draws]:
        """Return what each part brings on some draws: (draws, parts) and (others, draws, parts)."""
        joint, parts = self.joint, self.parts
        many = len(range(*here.indices(joint.draws)))
        found = np.zeros((len(self.names), many, len(parts.offers)))
        for p, name in enumerate(self.names):
            for table in joint.tables[name]:
                if table.condition is not None or table.loose:
                    continue
                home = _home(parts.blocks, table.issues)
                span = slice(int(parts.ends[home]), int(parts.ends[home + 1]))
                cells = table.cells(parts.offers[span])
                if table.sure is not None:
                    found[p, :, span] += table.sure[cells]
                else:
                    rows = joint.rows[table.first : table.first + table.size, here]
                    found[p, :, span] += rows.T[:, cells]
            for row, above in self.above[p]:
                by_draw = np.ones((1, 1)) if row is None else joint.rows[row, here][:, None]
                found[p] += by_draw * above
        return found[0], found[1:]

    def _majorants(self, name: str) -> list[tuple[int | None, Draws]]:
        """
        Return for each loose table of a party the row that scales it, and a bound by part, (parts,).

        The worth by the table of an offer is at most the sum of its parts' numbers (times the scale, which is
        never negative).
        """
        joint, parts = self.joint, self.parts
        found: list[tuple[int | None, Draws]] = []
        for table in joint.tables[name]:
            cells = table.sure if table.sure is not None else table.loads
            if not table.loose or cells is None:
                continue
            shape = [joint.seat.sizes[i] for i in table.issues]
            homes = [
                (b, tuple(k for k, issue in enumerate(table.issues) if issue in block))
                for b, block in enumerate(parts.blocks)
            ]
            homes = [(b, axes) for b, axes in homes if axes]
            every = every_option(table.issues, joint.seat.sizes)
            ruled_out = np.zeros(len(cells), dtype=np.bool_)
            for condition in joint.seat.case.impossible:
                if set(condition.issues) <= set(table.issues):
                    ruled_out |= mask(condition, every)
            above = np.zeros(len(parts.offers))
            for (b, axes), bound in zip(
                homes,
                majorant(
                    cells.reshape(shape), [axes for _, axes in homes], ruled_out.reshape(shape)
                ),
                strict=True,
            ):
                span = slice(int(parts.ends[b]), int(parts.ends[b + 1]))
                place = np.zeros(len(parts.offers[span]), dtype=np.int64)
                for axis in axes:
                    place = place * shape[axis] + parts.offers[span, table.issues[axis]]
                above[span] += bound[place]
            found.append((None if table.sure is not None else table.first, above))
        return found


def _home(blocks: Sequence[tuple[int, ...]], issues: Sequence[int]) -> int:
    return next((b for b, block in enumerate(blocks) if set(issues) <= set(block)), 0)
