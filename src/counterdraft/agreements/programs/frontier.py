"""Frontier and solutions by integer programs, for issues that interact too much for blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import inf, log

import numpy as np

from counterdraft.agreements.basics.empty_solutions import empty_solutions
from counterdraft.agreements.basics.results import Frontier, Point, Solution, Solutions, Status
from counterdraft.agreements.basics.rules import Rule, rules_of
from counterdraft.agreements.basics.shortfall import greater
from counterdraft.agreements.branching.zones import Zones, shortfall
from counterdraft.agreements.certificates.game_data import reduced_certificate
from counterdraft.agreements.elimination.blocks import Entangled
from counterdraft.agreements.elimination.dominated_options import without_dominated
from counterdraft.agreements.programs.program import TOLERANCE, Program
from counterdraft.preferences.game import Game
from counterdraft.runtime.deadline import Deadline, ending

__all__ = ["frontier_by_program", "solutions_by_program"]

SECONDS = 120.0
SOME = 0.05
"""Seconds that a program gets even when the time is over."""
LIMIT = 200_000  # joint states of undecided terms in a block of the game without dominated options
BY_SOLVER = "the points are exact; that none is missing or better rests on the solver's tolerance"
TANGENTS = (1.0, 0.6, 0.35, 0.2, 0.1, 0.05, 0.02, 0.005)  # of gains over ideal gains
CUTS = 60


def frontier_by_program(game: Game, deadline: Deadline | None = None) -> Frontier:
    """
    Return the efficient offers that all accept, one integer program per point and per gap.

    First the options that another one dominates are left out; where that untangles the issues the frontier
    is that of the smaller game, by elimination and proven.

    The greatest weighted sum of gains above a corner is efficient; what it does not dominate lies above
    it in one player's gain, which makes the next corners (`agreements.branching.zones`).  The frontier
    is complete when nothing lies above any corner.

    Args:
        game: The tabulated game.
        deadline: When the time is over (two minutes where nothing is said), what was found is returned with
            a bound.

    Returns:
        The frontier, status "solver"; "bounded" when the time ended first; "proved" where elimination
        sufficed.
    """
    smaller = _by_elimination(game)
    if smaller is not None:
        return smaller
    return _by_zones(game, ending(deadline, SECONDS))


def _by_elimination(game: Game) -> Frontier | None:
    """Return the frontier through a smaller game whose issues fall into blocks, or None."""
    from counterdraft.agreements.merging.frontier import frontier_by_merging  # noqa: PLC0415 - loads the kernels

    reduced = without_dominated(game)
    try:
        front = frontier_by_merging(reduced.game, limit=LIMIT)
    except Entangled:
        return None
    return Frontier(
        game,
        front.worths,
        lambda k: reduced.original(front.offer_of(k)),
        None,
        front.status,
        front.bound,
        front.note,
        reduced_certificate(game, reduced.dropped, "frontier", front.certificate)
        if front.certificate
        else {},
    )


def _by_zones(game: Game, deadline: Deadline) -> Frontier:
    """Return the frontier by integer programs."""
    program = Program(game)
    points: dict[tuple[int, ...], tuple[int, ...]] = {}
    tops, complete = _ideals(game, program, deadline)
    if tops is None:
        return _as_frontier(game, {}, None, complete=True)
    zones, exact = Zones(tops), (0,) * len(tops)
    while len(zones):
        if deadline.over():
            complete = False
            break
        lower, upper = zones.largest()
        found, finished = _best_of(game, program, lower, upper, deadline)
        complete &= finished
        if found is not None:
            points[found[0]] = found[1]
            zones.cover(found[0], exact)
        elif finished:
            zones.empty(lower)
        else:
            break
    if complete:
        return _as_frontier(game, points, None, complete=True)
    front = _as_frontier(game, points, shortfall(zones, list(points)), complete=False)
    floor = [int(p.reservation) for p in game.players]
    above = [
        tuple(tuple(int(v) + f for v, f in zip(row, floor, strict=True)) for row in ends)
        for ends in zip(zones.lower, zones.upper, strict=True)
    ]
    return replace(front, unsearched=tuple((least, most) for least, most in above))


def _ideals(
    game: Game, program: Program, deadline: Deadline
) -> tuple[tuple[int, ...] | None, bool]:
    """Return the players' ideal gains (None: nothing is feasible), and whether they are final."""
    tops, complete = [], True
    for i in range(len(game.players)):
        floors = [-0.5 * s if 0.5 * s > TOLERANCE else 0.0 for s in program.scale]
        seconds = max(deadline.left(), SOME)
        outcome = program.solve({program.gain[i]: 1.0}, floors, seconds=seconds)
        complete &= outcome.finished
        if outcome.offer is None:
            if outcome.finished:
                return None, True
            tops.append(_naive_top(game, i))
            continue
        own = _gains(game, outcome.offer)
        top = own[i] if outcome.finished else int(outcome.bound / program.scale[i]) + 1
        tops.append(max(top, own[i]))
    return tuple(tops), complete


def _naive_top(game: Game, i: int) -> int:
    ledger = game.players[i]
    top = int(ledger.constant) - int(ledger.reservation)
    top += sum(int(s.table.max()) for s in ledger.summands)
    return top + sum(max(0, int(b.amount)) for b in ledger.bonuses)


def _gains(game: Game, offer: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(p.worth(offer)) - int(p.reservation) for p in game.players)


def _best_of(
    game: Game, program: Program, least: Sequence[int], most: Sequence[int], deadline: Deadline
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]] | None, bool]:
    """Return gains and offer of the greatest normalised sum in a box, and whether that is final."""
    spans = [max(u - low, 1) for low, u in zip(least, most, strict=True)]
    weights = {
        column: 1000.0 / (span * scale)
        for column, span, scale in zip(program.gain, spans, program.scale, strict=True)
    }
    upper = [(u + 0.5) * s for u, s in zip(most, program.scale, strict=True)]
    # Half a unit below the corner where the solver can tell it; else above it, as far as it errs.
    for extra in (0.0, 2 * TOLERANCE, 20 * TOLERANCE):
        lower = [
            low * s + (-0.5 * s if 0.5 * s > 10 * TOLERANCE else extra)
            for low, s in zip(least, program.scale, strict=True)
        ]
        outcome = program.solve(weights, lower, upper, seconds=max(deadline.left(), SOME))
        if outcome.offer is None:
            return None, outcome.finished
        gains = _gains(game, outcome.offer)
        inside = all(g >= low for g, low in zip(gains, least, strict=True))
        if inside and game.signed(outcome.offer):
            return (gains, outcome.offer), outcome.finished
    return None, True


def _as_frontier(
    game: Game,
    points: dict[tuple[int, ...], tuple[int, ...]],
    bound: Fraction | None,
    *,
    complete: bool,
) -> Frontier:
    rows = sorted(points, reverse=True)
    rows = [r for r in rows if not any(o != r and _dominates(o, r) for o in rows)]
    floor = [int(p.reservation) for p in game.players]
    worths = [[g + r for g, r in zip(row, floor, strict=True)] for row in rows]
    wide = any(abs(v) >= 2**62 for row in worths for v in row)
    table = np.array(worths, dtype=object if wide else np.int64).reshape(len(rows), len(floor))
    offers = [points[row] for row in rows]
    status: Status = "solver" if complete else "bounded"
    note = BY_SOLVER if complete else "the time ended before the frontier was complete"
    return Frontier(game, table, lambda k: offers[k], None, status, bound, note)


def _dominates(better: Sequence[int], worse: Sequence[int]) -> bool:
    return all(a >= b for a, b in zip(better, worse, strict=True))


def solutions_by_program(
    game: Game, deadline: Deadline | None = None, *, common_unit: bool = False
) -> Solutions:
    """
    Return the solutions by integer programs; tied points are not looked for.

    The least gain and the sum are linear; leximin maximises the least gain, then the sum of the two
    least, and so on (Ogryczak 1997); the product is bounded by tangents to logarithms, added where the last
    point stands until bound and point meet.

    Args:
        game: The tabulated game.
        common_unit: Whether worths of different players may be added.
        deadline: Time for all of it (two minutes where nothing is said); what is best when it ends is
            returned with its bound.
    """
    deadline = ending(deadline, SECONDS)
    tops, complete = _ideals(game, Program(game), deadline)
    if tops is None:
        return empty_solutions("solver")
    named, notices = rules_of(game, tops, common_unit=common_unit)
    solved = {}
    for name, (rule, note) in named.items():
        search = _Solving(game, rule, tops, deadline)
        offer = search.product() if rule.kind == "product" else search.ordered()
        points = () if offer is None else (_point(game, offer),)
        status: Status = "solver" if complete and search.finished else "bounded"
        notes = [note] if note else []
        notes.append(BY_SOLVER if status == "solver" else search.shortfall())
        solved[name] = Solution(name, points, status, "; ".join(notes))
    floor = [int(p.reservation) for p in game.players]
    ideals = tuple(t + r for t, r in zip(tops, floor, strict=True))
    return Solutions(**solved, ideals=ideals, notices=notices)


def _point(game: Game, offer: tuple[int, ...]) -> Point:
    return Point(tuple(int(p.worth(offer)) for p in game.players), offer)


class _Solving:
    """One rule by integer programs; every player's gain is a share of the greatest weighted ideal."""

    def __init__(self, game: Game, rule: Rule, tops: Sequence[int], deadline: Deadline) -> None:
        self.game, self.rule, self.deadline = game, rule, deadline
        self.program = Program(game)
        self.active = rule.active or tuple(range(len(tops)))
        weights = [w or 1 for w in rule.weights]
        whole = max(1, *(weights[i] * tops[i] for i in self.active))
        self.exact = {
            i: Fraction(weights[i], whole)
            if rule.kind != "product"
            else Fraction(1, max(tops[i], 1))
            for i in self.active
        }
        self.share = {i: float(self.exact[i]) / self.program.scale[i] for i in self.active}
        self.floor = [-0.5 * s if 0.5 * s > 10 * TOLERANCE else 0.0 for s in self.program.scale]
        self.finished = True
        self.gap = inf

    def _solve(self, objective: dict[int, float]) -> tuple[tuple[int, ...] | None, float]:
        seconds = max(self.deadline.left(), SOME)
        outcome = self.program.solve(objective, self.floor, seconds=seconds)
        self.finished &= outcome.finished
        right = outcome.offer is not None and self.game.signed(outcome.offer)
        return (outcome.offer if right else None), outcome.bound

    def _shares(self, offer: Sequence[int]) -> dict[int, float]:
        gains = _gains(self.game, offer)
        return {i: float(gains[i] * self.exact[i]) for i in self.active}

    def ordered(self) -> tuple[int, ...] | None:
        """Return the best offer of a sum, or the leximin best."""
        if self.rule.kind == "sum":
            objective = {self.program.gain[i]: self.share[i] for i in self.active}
            offer, bound = self._solve(objective)
            if offer is not None:
                self.gap = max(bound / max(sum(self._shares(offer).values()), 1e-12) - 1, 0.0)
            return offer
        best = None
        for k in range(1, len(self.active) + 1):
            middle = self.program.add_column(-10.0, 10.0)
            total = {middle: float(k)}
            for i in self.active:
                short = self.program.add_column(0.0, 20.0)
                total[short] = -1.0
                self.program.add_row(
                    {short: 1.0, middle: -1.0, self.program.gain[i]: self.share[i]}, 0.0, inf
                )
            offer, bound = self._solve(total)
            if offer is None:
                break
            if best is None or self.rule.order(_gains(self.game, offer)) > self.rule.order(
                _gains(self.game, best)
            ):
                best = offer
            reached = sum(sorted(self._shares(best).values())[:k])
            if k == 1:
                self.gap = max(bound / max(reached, 1e-12) - 1, 0.0)
            self.program.add_row(total, reached - 10 * TOLERANCE, inf)
        return best

    def product(self) -> tuple[int, ...] | None:
        """Return the offer of the greatest product, by tangents to the logarithms of the gains."""
        logs = {i: self.program.add_column(-40.0, 0.1) for i in self.active}
        for i in self.active:
            for at in TANGENTS:
                self._tangent(logs[i], i, at)
        best: tuple[int, ...] | None = None
        for _ in range(CUTS):
            offer, bound = self._solve(dict.fromkeys(logs.values(), 1.0))
            if offer is None:
                break
            now = self._shares(offer)
            if best is None or self.rule.value(_gains(self.game, offer)) > self.rule.value(
                _gains(self.game, best)
            ):
                best = offer
            reached = sum(log(max(v, 1e-12)) for v in self._shares(best).values())
            self.gap = bound - reached
            if self.gap <= 10 * TOLERANCE or self.deadline.over():
                break
            for i, v in now.items():
                self._tangent(logs[i], i, max(v, 1e-6))
        self.finished &= self.gap <= 100 * TOLERANCE
        return best

    def _tangent(self, column: int, i: int, at: float) -> None:
        terms = {column: 1.0, self.program.gain[i]: -self.share[i] / at}
        self.program.add_row(terms, -inf, log(at) - 1.0)

    def shortfall(self) -> str:
        """Return how far from the best the offer may be."""
        if not np.isfinite(self.gap):
            return "the time ended before anything was proven"
        return f"the time ended early; {greater(self.rule, self.gap)}"
