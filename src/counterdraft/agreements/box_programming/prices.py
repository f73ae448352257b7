"""Prices on cliques of conflicts: integers that bound what the boxes still open can be worth together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.box_programming.conflicts import Conflicts, extended
from counterdraft.agreements.programs.program import quiet
from counterdraft.runtime.deadline import Deadline

__all__ = ["Prices", "prices_of"]

Vector = NDArray[np.int64]
Corner = tuple[int, int]
FINE = 4096  # a weight is an integer from here on
MOST_PRICES = 24
ROUNDS = 2  # of looking for cliques that the linear program breaks
BROKEN = 1e-3
FOREVER = Deadline()
NOTHING = np.zeros(0)  # no duals: every box is paid for in the largest clique that holds it


@dataclass(frozen=True, eq=False)
class Prices:
    """
    Several weighings of the two players, each with prices that cover the boxes.

    Under weights l a box is worth l . worth; the prices of the cliques that hold it add up to that much at
    least.  An offer lies in one box of a clique at most, so what it gets out of any set of boxes is at
    most the sum of the prices of the cliques that meet the set (weak duality).

    ``weights`` is (m, 2), ``cliques`` a list of k sets of places, ``prices`` is (k, m).
    """

    weights: Vector
    cliques: tuple[tuple[int, ...], ...]
    prices: Vector


def prices_of(
    conflicts: Conflicts, worths: Vector, corners: Sequence[Corner], deadline: Deadline = FOREVER
) -> Prices:
    """
    Return prices that are best for some *corners*: the dual of a linear program for each.

    The program is that of weighted stable sets over clique inequalities (Padberg 1973): the most for the
    first player with enough for the second.  Its dual weighs the players; rounded to integers and mended
    where a box is not covered it stays valid whatever the solver's tolerance.

    Args:
        conflicts: The conflicts of the boxes.
        worths: (boxes, 2) in the order of settling.
        corners: What either player is to reach, from the boxes alone.
        deadline: When the time is over the prices are those found by then, or plain ones.
    """
    step = max(1, -(-len(corners) // MOST_PRICES))
    program = _Program(conflicts, worths)
    found = [((1.0, 0.0), NOTHING), ((0.0, 1.0), NOTHING)]
    for alone in (0, 1):
        if not deadline.over():
            found[alone] = program.alone(alone)
    for corner in corners[::step]:
        if deadline.over():
            break
        found.append(program.dual(max(0, corner[1]), deadline))
    cliques = program.cliques
    rows: dict[tuple[int, ...], None] = {}
    for weights, duals in found:
        whole = _whole(weights, duals, worths, cliques)
        if whole is not None:
            rows[whole] = None
    table = np.array(list(rows), np.int64).reshape(len(rows), 2 + len(cliques))
    used = np.any(table[:, 2:], axis=0)
    return Prices(
        np.ascontiguousarray(table[:, :2]),
        tuple(c for c, u in zip(cliques, used.tolist(), strict=True) if u),
        np.ascontiguousarray(table[:, 2:][:, used].T),
    )


def _whole(
    weights: tuple[float, float],
    duals: NDArray[np.float64],
    worths: Vector,
    cliques: Sequence[tuple[int, ...]],
) -> tuple[int, ...] | None:
    """Return weights and prices as integers that cover every box; None where they do not fit a word."""
    least = min(w for w in weights if w > 0)
    scale = FINE / least
    most = sum(w * int(t) for w, t in zip(weights, worths.sum(axis=0), strict=True))
    scale = min(scale, 2.0**58 / max(most, 1.0))
    whole = [round(w * scale) for w in weights]
    if not any(whole):
        return None
    prices = np.zeros(len(cliques), np.int64)
    prices[: len(duals)] = np.floor(np.maximum(duals, 0.0) * scale + 1e-6)
    short = worths @ np.array(whole, np.int64)
    homes: list[list[int]] = [[] for _ in range(len(worths))]
    for k, clique in enumerate(cliques):
        for p in clique:
            homes[p].append(k)
    for p, home in enumerate(homes):
        lacking = int(short[p]) - int(prices[home].sum())
        if lacking > 0:
            prices[max(home, key=lambda k: len(cliques[k]))] += lacking
    return (*whole, *prices.tolist())


class _Program:
    """The linear program: a share of every box, cliques add up to one at most."""

    def __init__(self, conflicts: Conflicts, worths: Vector) -> None:
        self.against = conflicts.against
        self.cliques = list(conflicts.cliques)
        self.known = set(self.cliques)
        top = np.maximum(worths.max(axis=0), 1)
        self.scale = 1000.0 / top
        self.worths = worths * self.scale
        self.solver: Any = quiet()
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("random_seed", 0)
        n = len(worths)
        self.everything = np.arange(n, dtype=np.int32)
        self.solver.addVars(n, np.zeros(n), np.full(n, np.inf))
        self.solver.changeObjectiveSense(_maximise())
        self._row(-np.inf, np.inf, self.everything, self.worths[:, 1])
        for clique in self.cliques:
            self._clique(clique)

    def _row(self, lower: float, upper: float, index: Any, value: Any) -> None:  # noqa: ANN401
        self.solver.addRow(lower, upper, len(index), index, value)

    def _clique(self, clique: tuple[int, ...]) -> None:
        self._row(-np.inf, 1.0, np.array(clique, np.int32), np.ones(len(clique)))

    def dual(
        self, least: int, deadline: Deadline
    ) -> tuple[tuple[float, float], NDArray[np.float64]]:
        """Return weights and prices where the second player is to have the *least*."""
        self._aim(self.worths[:, 0], float(least * self.scale[1]))
        for _ in range(ROUNDS):
            if not (self._solved() and self._cut()) or deadline.over():
                break
        if not self._solved():
            return self.alone(1)
        rows = np.array(self.solver.getSolution().row_dual)
        ratio = max(0.0, -float(rows[0]))
        if ratio < 1e-9:
            return self.alone(0)
        return (float(self.scale[0]), ratio * float(self.scale[1])), rows[1:]

    def alone(self, player: int) -> tuple[tuple[float, float], NDArray[np.float64]]:
        """Return weights and prices for one player alone."""
        self._aim(self.worths[:, player], -np.inf)
        self._solved()
        weights = (float(self.scale[0]), 0.0) if player == 0 else (0.0, float(self.scale[1]))
        return weights, np.array(self.solver.getSolution().row_dual)[1:]

    def _aim(self, cost: NDArray[np.float64], least: float) -> None:
        self.solver.changeColsCost(len(cost), self.everything, np.ascontiguousarray(cost))
        self.solver.changeRowBounds(0, least, np.inf)

    def _solved(self) -> bool:
        import highspy  # noqa: PLC0415 - loads the solver

        self.solver.run()
        return bool(self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _cut(self) -> bool:
        """Add cliques that the present shares break; return whether there are any."""
        shares = np.array(self.solver.getSolution().col_value)
        split = [int(p) for p in np.argsort(-shares, kind="stable") if shares[p] > 1e-6]
        added = False
        for p in split:
            if shares[p] > 1 - 1e-6:
                continue
            clique, total, common = [p], float(shares[p]), self.against[p]
            for q in split:
                if common >> q & 1:
                    clique.append(q)
                    total += float(shares[q])
                    common &= self.against[q]
            if total > 1 + BROKEN:
                whole = extended(clique, common, self.against)
                if whole not in self.known:
                    self.known.add(whole)
                    self.cliques.append(whole)
                    self._clique(whole)
                    added = True
        return added


def _maximise() -> Any:  # noqa: ANN401 - the solver's own constant
    import highspy  # noqa: PLC0415 - loads the solver

    return highspy.ObjSense.kMaximize
