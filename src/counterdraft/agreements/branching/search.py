"""Branch and bound over the blocks of a game, with a proof that can be checked in integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.rules import Rule
from counterdraft.agreements.branching.bounds import KINDS, Columns, Dual, reach, value_within
from counterdraft.agreements.branching.exclusion import excluded
from counterdraft.runtime.deadline import Deadline

__all__ = ["Effort", "Search", "search"]

Flags = NDArray[np.bool_]
Node = list[Any]
ROUNDING = 1e-12  # of the sum of magnitudes; a sum of a hundred doubles errs by about 1e-14 of it
HURRIED = 4  # parts that are bounded even when the time is over, so that some offer is found
WIDE = 24  # a block with more living options is split in two, not option by option


@dataclass(frozen=True, slots=True)
class Effort:
    """
    How much a search may do before it stops with a bound; counted, not timed, so that it is repeatable.

    ``nodes`` parts of the space are bounded, in each at most ``listed`` part-offers are listed, and at most
    ``tied`` points of equal value are kept.  Where there is a ``deadline`` the search stops with it too, but
    not before `HURRIED` parts.
    """

    nodes: int = 4_000
    listed: int = 20_000
    tied: int = 512
    deadline: Deadline | None = None

    def spent(self, nodes: int) -> bool:
        """Return whether a search that bounded so many parts has to stop."""
        late = self.deadline is not None and nodes >= HURRIED and self.deadline.over()
        return late or nodes >= self.nodes


@dataclass(slots=True)
class Search:
    """
    What a search found.

    ``choices`` are the best offers as one row of each block, distinct in gains, leximin best first; empty
    where no offer is feasible.  ``complete`` says that nothing better exists and no tie is missing
    (``more_ties``: none better, but ties may be missing); otherwise ``bound`` is an upper bound on the value
    (on its first part for leximin).  ``proof`` is the tree that `verification.verify` replays.
    """

    value: Any = None
    choices: list[tuple[int, ...]] = field(default_factory=list)
    complete: bool = True
    more_ties: bool = False
    bound: float = inf
    proof: Node = field(default_factory=list)
    nodes: int = 0
    listed: int = 0


def search(columns: Columns, rule: Rule, effort: Effort = Effort(), *, ties: bool = True) -> Search:
    """
    Return the offers that the *rule* values most among the feasible ones.

    Parts of the space are bounded by Lagrangian duality (`Dual`); an option leaves a part when the
    bound with it fixed falls below the best offer known (reduced costs); what is left is listed where
    it is small and split otherwise, most promising part first (Land and Doig 1960; Geoffrion 1974).

    Args:
        columns: The game's blocks as columns of gains.
        rule: What to maximise.
        effort: When to stop.
        ties: Whether to look for every offer of the best value.
    """
    return _Run(columns, rule, effort, ties=ties).run()


class _Run:
    def __init__(self, columns: Columns, rule: Rule, effort: Effort, *, ties: bool) -> None:
        self.columns, self.rule, self.effort, self.ties = columns, rule, effort, ties
        self.dual = Dual(columns, rule)
        self.result = Search()
        self.tied: dict[tuple[int, ...], tuple[int, ...]] = {}
        self.met = 0
        self.deficit = np.empty(len(columns.values))
        self.tolerance = 1e-11 * (
            np.abs(columns.values).max(axis=0) + np.abs(self.dual.base) + 1e-300
        )
        self.tolerance *= len(columns.rows)
        self.blocks = [
            slice(a, b) for a, b in zip(columns.starts, columns.starts[1:], strict=False)
        ]

    def run(self) -> Search:
        """Search best first until nothing is open."""
        root: Node = []
        open_parts: list[tuple[float, int, Flags, NDArray[np.float64] | None, Node]] = []
        alive = np.ones(len(self.columns.values), dtype=bool)
        heappush(open_parts, (-inf, 0, alive, None, root))
        pushed = 1
        while open_parts:
            if self.effort.spent(self.result.nodes):
                self.result.complete = False
                self.result.bound = max(-part[0] for part in open_parts)
                break
            _, _, alive, warm, node = heappop(open_parts)
            for child in self._bound(alive, warm, node):
                heappush(open_parts, (child[0], pushed, *child[1:]))
                pushed += 1
        result = self.result
        result.proof = root
        order = {g: self.rule.order(g[: self.columns.players]) for g in self.tied}
        best_first = sorted(order, key=lambda g: order[g], reverse=True)
        result.choices = [self.tied[g] for g in best_first]
        return result

    def _bound(
        self, alive: Flags, warm: NDArray[np.float64] | None, node: Node
    ) -> list[tuple[float, Flags, NDArray[np.float64], Node]]:
        """Close the part, or return its parts."""
        from counterdraft.agreements.branching.kernels import deficits  # noqa: PLC0415 - numba is slow to load

        self.result.nodes += 1
        at_root = warm is None
        if self.dual.hopeless:
            node[:] = ["out", self.dual.alone]
            return []
        lam, warm, soft = self.dual.multipliers(alive, warm, 0.05 if at_root else 1e-3, 1e-6)
        exact = np.array([float(m) for m in lam])
        starts, values = self.columns.starts, self.columns.values
        total, size = deficits(values, starts, alive, exact, self.deficit)
        most = total + float(exact @ self.dual.base)
        margin = ROUNDING * (size + float(np.abs(exact * self.dual.base).sum()))
        often = self.result.nodes < 16 or self.result.nodes % 16 == 0
        if most + margin >= 0 and (often or self.result.value is None):
            self._polish(alive)
        slack = most - self._reach(lam) + margin
        if slack < 0 or (self._close(slack, most, margin) and self._out(alive, lam)):
            node[:] = ["out", list(lam)]
            return []
        alive = alive & (self.deficit <= slack)
        if self._list(alive, slack):
            node[:] = ["list", list(lam)]
            return []
        slack = most - self._reach(lam) + margin
        if self._close(slack, most, margin) and self._out(alive, lam):
            node[:] = ["out", list(lam)]
            return []
        alive = alive & (self.deficit <= slack)
        return self._split(alive, warm, soft, lam, most + margin, node)

    @property
    def _strictly(self) -> bool:
        """Whether only better offers are still wanted: no ties, or too many to keep."""
        return self.result.value is not None and (not self.ties or self.result.more_ties)

    def _reach(self, lam: Sequence[int]) -> float:
        value = self.result.value
        if self._strictly and self.rule.kind != "leximin":
            value += 1
        return reach(self.rule, lam, value, self.columns.caps)

    def _close(self, slack: float, most: float, margin: float) -> bool:
        """Return whether integers may rule out what doubles do not."""
        sharper = self._strictly and self.rule.kind == "leximin"
        return sharper or slack < max(4 * margin, 1e-7 * abs(most))

    def _out(self, alive: Flags, lam: Sequence[int]) -> bool:
        """Return whether the part is out by integers, where doubles cannot tell."""
        most = sum(m * b for m, b in zip(lam, self.columns.base, strict=True))
        for rows, s in zip(self.columns.rows, self.blocks, strict=True):
            living = np.nonzero(alive[s])[0]
            most += max(sum(m * v for m, v in zip(lam, rows[o], strict=True)) for o in living)
        value, caps = self.result.value, self.columns.caps
        return excluded(self.rule, lam, most, value, caps, strictly=self._strictly)

    def _sorted(
        self, alive: Flags
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return blocks in the order of the search, living options by deficit, and where each begins."""
        living = [np.nonzero(alive[s])[0] + s.start for s in self.blocks]
        living = [o[np.argsort(self.deficit[o], kind="stable")] for o in living]
        second = [self.deficit[o[1]] if len(o) > 1 else 0.0 for o in living]
        order = sorted(range(len(living)), key=lambda b: (len(living[b]) > 1, -second[b], b))
        firsts = np.cumsum([0, *(len(living[b]) for b in order)], dtype=np.int64)
        return np.array(order, dtype=np.int64), np.concatenate([living[b] for b in order]), firsts

    def _polish(self, alive: Flags) -> None:
        from counterdraft.agreements.branching.kernels import polish  # noqa: PLC0415 - numba is slow to load

        order, options, firsts = self._sorted(alive)
        chosen = polish(
            self.columns.values,
            self.dual.base,
            self.dual.caps,
            KINDS[self.rule.kind],
            self._kernel_weights(),
            self.dual.scale,
            options,
            firsts,
            10,
        )
        found = np.empty(len(order), dtype=np.int64)
        found[order] = chosen
        self._offer(found)

    def _list(self, alive: Flags, slack: float) -> bool:
        """Take every offer of a part whose deficits fit, if there are few; return whether it is done."""
        from counterdraft.agreements.branching.kernels import (  # noqa: PLC0415 - numba is slow to load
            enumerate_within,
        )

        order, options, firsts = self._sorted(alive)
        best, near = self._float_value()
        done, seen, found = enumerate_within(
            self.columns.values,
            self.dual.base,
            self.dual.caps,
            KINDS[self.rule.kind],
            self._kernel_weights(),
            order,
            options,
            firsts,
            self.deficit,
            slack,
            best,
            self.tolerance,
            near,
            self.effort.listed,
            4 * self.effort.tied,
        )
        self.result.listed += int(seen)
        for row in found:
            self._offer(row)
        return bool(done)

    def _kernel_weights(self) -> NDArray[np.float64]:
        if self.rule.kind != "product":
            return self.dual.weights
        return np.where(self.dual.weights > 0, 1 / self.dual.scale, 0.0)

    def _float_value(self) -> tuple[float, float]:
        """Return the best value as the kernels see it, and how near to it rounding may lie."""
        value, weights = self.result.value, self._kernel_weights()
        if value is None:
            return -inf, 0.0
        active = self.rule.active
        if self.rule.kind == "product":
            if value == 0:
                return -inf, 0.0
            best = log(value) + float(np.log(weights[weights > 0]).sum())
            return best, 1e-12 * (abs(log(value)) + 100)
        whole = float(max(self.rule.weights) or 1)
        first = value[0] if self.rule.kind == "leximin" and value else value
        best = float(first) / whole if active and first != () else 0.0
        return best, 1e-12 * abs(best)

    def _offer(self, row: NDArray[np.int64]) -> None:
        """Keep an offer if, in integers, it is feasible and as good as the best."""
        choice = tuple(int(o - s.start) for o, s in zip(row, self.blocks, strict=True))
        gains = self.columns.gains(choice)
        if min(gains) < 0:
            return
        own = gains[: self.columns.players]
        value = self.rule.value(own)
        best = self.result.value
        if best is None or value > best:
            self.result.value = value
            self.tied, self.met = {own: choice}, 0
            self.result.more_ties = False
        elif value == best:
            # Very many offers may give the same gains; past a limit only better ones are looked for.
            self.met += 1
            if own not in self.tied and len(self.tied) < self.effort.tied:
                self.tied[own] = choice
            elif own not in self.tied or self.met > 8 * self.effort.tied:
                self.result.more_ties = True

    def _split(
        self,
        alive: Flags,
        warm: NDArray[np.float64],
        soft: NDArray[np.float64],
        lam: Sequence[int],
        most: float,
        node: Node,
    ) -> list[tuple[float, Flags, NDArray[np.float64], Node]]:
        """Split the part at the block whose best option is least settled."""
        settled = []
        for b, s in enumerate(self.blocks):
            count = int(alive[s].sum())
            if count > 1:
                settled.append((float(soft[s].max()), -count, b))
        _, _, block = min(settled)
        s = self.blocks[block]
        options = np.nonzero(alive[s])[0] + s.start
        options = options[np.argsort(self.deficit[options], kind="stable")]
        groups = (
            [options[k : k + 1] for k in range(len(options))]
            if len(options) <= WIDE
            else [options[: len(options) // 2], options[len(options) // 2 :]]
        )
        parts, children = [], []
        for group in groups:
            child: Node = []
            inside = alive.copy()
            inside[s] = False
            inside[group] = True
            least = float(self.deficit[group].min())
            bound = value_within(self.rule, lam, most - least, self.columns.caps)
            children.append((-bound, inside, warm, child))
            parts.append([sorted(int(o - s.start) for o in group), child])
        node[:] = ["split", list(lam), block, parts]
        return children
