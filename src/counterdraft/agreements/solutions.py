"""The solutions that the bargaining literature names, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from counterdraft.agreements.basics.empty_solutions import empty_solutions
from counterdraft.agreements.basics.results import Frontier, Point, Solution, Solutions
from counterdraft.agreements.basics.rules import Rule, rules_of
from counterdraft.agreements.basics.scan import best_rows, gains_of
from counterdraft.agreements.basics.shortfall import greater, greater_than
from counterdraft.agreements.certificates.game_data import reduced_certificate
from counterdraft.agreements.certificates.points import points_certificate
from counterdraft.agreements.elimination.blocks import Entangled, blocks
from counterdraft.agreements.elimination.dominated_options import ReducedGame, without_dominated
from counterdraft.preferences.game import Game
from counterdraft.runtime.deadline import Deadline

__all__ = ["solutions"]

LIMIT = 200_000  # joint states of undecided terms in a block of the game without dominated options
LISTABLE = 2  # players up to whom the whole frontier is listed first


def solutions(
    game: Game,
    front: Frontier | None = None,
    *,
    common_unit: bool = False,
    nodes: int = 4_000,
    deadline: Deadline | None = None,
) -> Solutions:
    """
    Return the Nash, Kalai-Smorodinsky, egalitarian and utilitarian solutions of the *game*.

    Every solution is an efficient offer.  Where the whole frontier is listed they are read off it in
    integers; otherwise branch and bound over the blocks of the game finds each of them and proves it
    (`agreements.branching.search`); where the issues interact too much for blocks, integer programs
    find them and the status says so.

    - Nash (1950): the greatest product of gains over the reservation values.
    - Kalai and Smorodinsky (1975): the greatest least gain over ideal gain.
    - egalitarian (Kalai 1977): the leximin best of the gains, in real worth.
    - utilitarian: the greatest sum of gains where the players share a unit, else of gains over ideals.

    Ideals are maxima over the offers that are possible and accepted by everybody who must sign.  Ties are
    broken by leximin, and all tied points are listed, the leximin best first.

    Args:
        game: The tabulated game.
        front: Its frontier, where it is known already.
        common_unit: Whether worths of different players may be added.
        nodes: The most parts of the space that one search may bound before it stops with a bound.
        deadline: When to end with the best that is found, and its bound; None for the method's own end.

    Returns:
        The solutions; without points, and with a note, when no offer is feasible.
    """
    effort = _Effort(nodes, deadline)
    solved = _solved(game, front, effort, common_unit=common_unit)
    return solved.mapped(lambda solution: _with_points(game, solution))


def _with_points(game: Game, solution: Solution) -> Solution:
    """Return a solution of the *game*; without a proof it certifies what is exact in it."""
    if solution.certificate or not solution.points:
        return replace(solution, game=game)
    return replace(solution, game=game, certificate=points_certificate(game, solution.points))


def _solved(game: Game, front: Frontier | None, effort: _Effort, *, common_unit: bool) -> Solutions:
    """Return the solutions by the method that fits the game."""
    if front is None and len(game.players) <= LISTABLE:
        front = _frontier(game, effort.deadline)
    if front is not None and _whole(front):
        return _scanned(game, front, common_unit=common_unit)
    if front is not None and len(front) and front.unsearched:
        # The time is spent: the solutions are the best of what was found, and say so.
        return _scanned(game, front, common_unit=common_unit)
    found = _branched(game, effort, common_unit=common_unit)
    if front is None and any(s.status == "bounded" for s in found) and not effort.late:
        front = _frontier(game, effort.deadline)
        if _whole(front):
            return _scanned(game, front, common_unit=common_unit)
    return found


@dataclass(frozen=True, slots=True)
class _Effort:
    """How much the searches may do: so many parts of the space each, or all until a time."""

    nodes: int
    deadline: Deadline | None

    @property
    def late(self) -> bool:
        return self.deadline is not None and self.deadline.over()


def _branched(game: Game, given: _Effort, *, common_unit: bool) -> Solutions:
    """Return the solutions by branch and bound, where need be without dominated options."""
    from counterdraft.agreements.branching.search import Effort  # noqa: PLC0415 - loads the kernels
    from counterdraft.agreements.branching.solutions import branch_solutions  # noqa: PLC0415

    effort = Effort(nodes=given.nodes, deadline=given.deadline)
    try:
        return branch_solutions(game, blocks(game), common_unit=common_unit, effort=effort)
    except Entangled:
        reduced = without_dominated(game)
    try:
        parts = blocks(reduced.game, limit=LIMIT)
    except Entangled:
        from counterdraft.agreements.programs.frontier import (  # noqa: PLC0415 - loads the solver
            solutions_by_program,
        )

        return solutions_by_program(game, given.deadline, common_unit=common_unit)
    solved = branch_solutions(reduced.game, parts, common_unit=common_unit, effort=effort)
    return solved.mapped(lambda solution: _enlarged(game, reduced, solution))


def _enlarged(game: Game, reduced: ReducedGame, solution: Solution) -> Solution:
    """Return a solution of the game without dominated options as one of the game."""
    points = tuple(replace(p, offer=reduced.original(p.offer)) for p in solution.points)
    proof = (
        reduced_certificate(game, reduced.dropped, "solution", solution.certificate)
        if solution.certificate
        else {}
    )
    return replace(solution, points=points, certificate=proof)


def _frontier(game: Game, deadline: Deadline | None) -> Frontier:
    from counterdraft.agreements.frontier import frontier  # noqa: PLC0415 - loads the kernels

    return frontier(game, deadline=deadline)


def _whole(front: Frontier) -> bool:
    return front.status != "bounded"


def _scanned(game: Game, front: Frontier, *, common_unit: bool) -> Solutions:
    reservation = [int(p.reservation) for p in game.players]
    if not len(front):
        certificate = _scan_certificate(front, "nash", (), common_unit=common_unit)
        return empty_solutions(front.status, certificate)
    gains = gains_of(front.worths, reservation)
    ideals = [int(v) for v in gains.max(axis=0)]
    named, notices = rules_of(game, ideals, common_unit=common_unit)
    solved = {}
    for name, (rule, note) in named.items():
        points = tuple(front.point(k) for k in best_rows(gains, rule))
        said = _with_product_note(rule, points, reservation, note)
        if not _whole(front):
            said = "; ".join(filter(None, [said, _best_found(front, rule, points[0])]))
        certificate = _scan_certificate(front, name, points, common_unit=common_unit)
        solved[name] = Solution(name, points, front.status, said, certificate)
    return Solutions(
        **solved,
        ideals=tuple(v + r for v, r in zip(ideals, reservation, strict=True)),
        notices=notices,
    )


def _best_found(front: Frontier, rule: Rule, best: Point) -> str:
    """Say how good a solution is that was read off points of which some may be missing."""
    floor = [int(p.reservation) for p in front.game.players]
    value = rule.value([w - f for w, f in zip(best.worth, floor, strict=True)])
    if rule.kind == "leximin":
        value = value[0] if value else 0
    share = greater_than(rule, front, value, floor)
    said = "nothing is proven of others" if share is None else greater(rule, float(share))
    known = front.worths.max(axis=0).tolist()
    beyond = any(m > k for _, most in front.unsearched for m, k in zip(most, known, strict=True))
    tail = "; the ideals may be greater than those found" if beyond else ""
    return f"the best of the {len(front):,} points found; {said}{tail}"


def _scan_certificate(
    front: Frontier, name: str, points: Sequence[Point], *, common_unit: bool
) -> dict[str, Any]:
    if front.status != "proved":
        return {}
    return {
        "kind": "scan",
        "rule": name,
        "common_unit": common_unit,
        "points": [list(p.worth) for p in points],
        "frontier": front.certificate,
    }


def _with_product_note(
    rule: Rule, points: Sequence[Point], reservation: Sequence[int], note: str
) -> str:
    """Say so when the greatest product is zero: nobody could then tell the points apart."""
    if rule.kind != "product" or not rule.active or not points:
        return note
    gains = [w - r for w, r in zip(points[0].worth, reservation, strict=True)]
    return note if rule.value(gains) > 0 else "no offer lets all who can gain gain together"
