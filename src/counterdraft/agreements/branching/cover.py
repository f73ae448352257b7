"""A few efficient offers that stand for all of them, within a proven bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from counterdraft.agreements.basics.results import Frontier, Status
from counterdraft.agreements.basics.rules import Rule
from counterdraft.agreements.branching.bounds import Columns, columns_of
from counterdraft.agreements.branching.search import Effort, Search, search
from counterdraft.agreements.branching.solutions import branch_ideals, offer_of
from counterdraft.agreements.branching.zones import Zones
from counterdraft.agreements.elimination.blocks import blocks
from counterdraft.preferences.game import Game
from counterdraft.runtime.deadline import Deadline

__all__ = ["cover"]

SEARCHES = 1_500
FINEST = Fraction(1, 1024)


def cover(game: Game, *, searches: int = SEARCHES, deadline: Deadline | None = None) -> Frontier:
    """
    Return efficient offers such that no acceptable offer is much better than all of them.

    With the bound e, every offer that all accept is matched by a listed one that gives each player at
    least as much, less the share e of its ideal gain (an additive e-approximation of the frontier,
    Papadimitriou and Yannakakis 2000).  Every listed offer is efficient: it is the Nash solution of what lies
    above some corner.  A corner above which branch and bound proves that there is nothing is done.  The bound
    is halved from one half on as long as the searches last.

    Args:
        game: A game whose issues fall into blocks.
        searches: The most searches, each some milliseconds.
        deadline: When to stop besides; then offers that are only the best found may be listed.

    Returns:
        The cover, status "bounded"; "proved" and empty when no offer is feasible.

    Raises:
        Entangled: The issues interact too much for blocks.
    """
    parts = blocks(game)
    columns = columns_of(game, parts)
    ideals = branch_ideals(game, parts, columns, Effort(deadline=deadline))
    if isinstance(ideals, Search):
        return _as_frontier(game, [], [], None if ideals.complete else Fraction(1))
    run = _Cover(columns, [i.gain for i in ideals], searches, deadline)
    certain = all(i.found.complete for i in ideals)
    bound, share = Fraction(1), Fraction(1, 2)
    while certain and share >= FINEST and run.refine(share):
        bound, share = share, share / 2
    if not run.found:
        run.refine(Fraction(1))
    if not run.found:
        run.found = {
            columns.gains(i.found.choices[0])[: columns.players]: i.found.choices[0] for i in ideals
        }
    points = sorted(run.found, reverse=True)
    return _as_frontier(game, points, [offer_of(parts, run.found[p]) for p in points], bound)


@dataclass(slots=True)
class _Cover:
    columns: Columns
    ideals: Sequence[int]
    left: int
    deadline: Deadline | None
    found: dict[tuple[int, ...], tuple[int, ...]]
    nothing_above: list[tuple[int, ...]]

    def __init__(
        self, columns: Columns, ideals: Sequence[int], searches: int, deadline: Deadline | None
    ) -> None:
        self.columns, self.ideals, self.left, self.deadline = columns, ideals, searches, deadline
        self.found, self.nothing_above = {}, []

    def refine(self, share: Fraction) -> bool:
        """Find points until they cover everything within the *share*; return whether they do."""
        slack = [int(share * top) for top in self.ideals]
        zones = Zones(self.ideals)
        for point in self.found:
            zones.cover(point, slack)
        for corner in self.nothing_above:
            zones.empty(corner)
        while len(zones):
            if self.left == 0 or (self.deadline is not None and self.deadline.over()):
                return False
            self.left -= 1
            corner, _ = zones.largest()
            best = self._best_above(corner)
            if best is None:
                return False
            if not best.choices:
                self.nothing_above.append(corner)
                zones.empty(corner)
                continue
            gains = self.columns.gains(best.choices[0])[: self.columns.players]
            self.found[gains] = best.choices[0]
            zones.cover(gains, slack)
        return True

    def _best_above(self, corner: tuple[int, ...]) -> Search | None:
        """Return the Nash solution above the corner, without choices if there is none; None if unsure."""
        everybody = (1,) * len(corner)
        rule = Rule("nash", "product", everybody, everybody)
        # The corner itself counts: gains are taken from one below it, so that products are positive.
        best = search(
            _above(self.columns, [c - 1 for c in corner]),
            rule,
            Effort(nodes=400, deadline=self.deadline),
            ties=False,
        )
        if not best.complete:
            return None
        if best.value == 0:
            best.choices = []
        return best


def _above(columns: Columns, corner: Sequence[int]) -> Columns:
    """Return the columns with gains taken from the *corner*."""
    shift = [*corner, *[0] * (len(columns.base) - len(corner))]
    return replace(
        columns,
        base=tuple(b - c for b, c in zip(columns.base, shift, strict=True)),
        caps=tuple(
            None if cap is None else cap - c for cap, c in zip(columns.caps, shift, strict=True)
        ),
        least=columns.least - np.array([float(c) for c in shift]),
    )


def _as_frontier(
    game: Game,
    gains: Sequence[Sequence[int]],
    offers: Sequence[tuple[int, ...]],
    bound: Fraction | None,
) -> Frontier:
    floor = [int(p.reservation) for p in game.players]
    worths = [[g + r for g, r in zip(row, floor, strict=True)] for row in gains]
    wide = any(abs(v) >= 2**62 for row in worths for v in row)
    table = np.array(worths, dtype=object if wide else np.int64).reshape(len(worths), len(floor))
    note = (
        ""
        if bound is None
        else f"every acceptable offer is matched by a listed one up to {float(bound):.1%} of "
        "each player's ideal gain"
    )
    status: Status = "proved" if bound is None else "bounded"
    return Frontier(game, table, lambda k: offers[k], None, status, bound, note)
