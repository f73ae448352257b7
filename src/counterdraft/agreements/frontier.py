"""Every efficient offer that nobody would refuse, by the method that fits the game."""

from __future__ import annotations

from dataclasses import replace

from counterdraft.agreements.basics.results import Frontier
from counterdraft.agreements.basics.terms import terms_of
from counterdraft.agreements.certificates.points import points_certificate
from counterdraft.agreements.counting.count import offers_at
from counterdraft.agreements.elimination.blocks import Entangled
from counterdraft.agreements.merging.frontier import FIRST, LISTED, frontier_by_merging
from counterdraft.preferences.game import Game
from counterdraft.runtime.deadline import Deadline

__all__ = ["frontier", "many_boxes"]

BOXES = 12
"""Weighted boxes over several issues from which they are swept instead of settled issue by issue."""
COUNTED = 10**12
"""Size of a space of swept boxes up to which the offers of every point are counted."""


def frontier(
    game: Game,
    *,
    deadline: Deadline | None = None,
) -> Frontier:
    """
    Return the efficient offers in which every player is at or above its reservation value.

    The worths of independent blocks add up, and a sum is efficient only when its parts are; so
    blocks are merged one by one and dominated sums dropped (Nemhauser & Ullmann 1969), together
    with those that can no longer reach somebody's reservation value.  Exact for any size of space:
    time and memory follow the intermediate fronts (Beier, Röglin, Rösner & Vöcking 2023).

    Args:
        game: The tabulated game.
        deadline: When to end with the best that is found, and its bound; None for the method's own end.

    Returns:
        The frontier, status "proved".  Two players with many weighted boxes are swept box by box.
        Where the issues do not fall into small blocks otherwise the points come from integer programs;
        where a front passes its limit of points or memory it is a cover with a bound.  A frontier that
        is not proven carries a certificate of its points alone.
    """
    front = _by_fitting_method(game, deadline)
    if front.certificate or not 0 < len(front) <= LISTED:
        return front
    points = [front.point(k) for k in range(len(front))]
    return replace(front, certificate=points_certificate(game, points))


def _by_fitting_method(game: Game, deadline: Deadline | None) -> Frontier:
    """Return the frontier by the method that fits the game."""
    if many_boxes(game):
        from counterdraft.agreements.box_programming.frontier import frontier_by_sweep  # noqa: PLC0415

        swept = frontier_by_sweep(game, deadline)
        if swept is not None:
            hurried = deadline is not None and deadline.over()
            countable = swept.status == "proved" and game.size <= COUNTED and not hurried
            counts = offers_at(terms_of(game), swept.worths.tolist()) if countable else None
            return replace(swept, counts=counts)
    try:
        return frontier_by_merging(game, deadline=deadline)
    except Entangled:
        from counterdraft.agreements.programs.frontier import frontier_by_program  # noqa: PLC0415

        return frontier_by_program(game, None if deadline is None else deadline.share(FIRST))


def many_boxes(game: Game) -> bool:
    """Return whether two players' worths are weighted boxes, and enough that issues hardly fall apart."""
    return len(game.players) == 2 and sum(len(p.bonuses) for p in game.players) >= BOXES
