"""One offer against the rest of the space: what dominates it, and what it leaves on the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from counterdraft.agreements.basics.results import Comparison, Frontier, Point, Status
from counterdraft.agreements.basics.rules import Rule, real
from counterdraft.agreements.basics.scan import best_rows, gains_of
from counterdraft.agreements.elimination.blocks import Block, Entangled, blocks
from counterdraft.preferences.game import Game

__all__ = ["compare_offer"]

LISTABLE = 2  # players up to whom the efficient improvements are listed first


def compare_offer(game: Game, offer: Sequence[int], front: Frontier | None = None) -> Comparison:
    """
    Return what dominates the *offer*, and by player the most that it alone could gain.

    Offers at least as good for every player are those of the same game with every reservation value put
    at what the offer gives: their ideals are the most that each could gain with nobody losing, and
    their egalitarian solution is the dominating offer that gives most to whoever gains least.  Offers
    count when they are possible and every signatory they need is at or above its reservation value; the
    *offer* itself need be neither, nor better than no deal.

    Args:
        game: The tabulated game.
        offer: An option position per issue.
        front: The frontier of *game*, where it is known already.

    Returns:
        The comparison; gains of different players are compared in real worth.
    """
    return replace(_compared(game, offer, front), game=game)


def _compared(game: Game, offer: Sequence[int], front: Frontier | None) -> Comparison:
    """Compare by the method that fits the game."""
    worth = tuple(int(p.worth(offer)) for p in game.players)
    if front is not None and front.status != "bounded" and _accepted(game, worth):
        return _listed(game, worth, front)
    players = tuple(replace(p, reservation=w) for p, w in zip(game.players, worth, strict=True))
    shifted = replace(game, players=players)
    if len(game.players) <= LISTABLE:
        compared = _improvements(shifted, worth)
        if compared is not None:
            return compared
    try:
        compared = _branched(shifted, worth, blocks(shifted))
    except Entangled:
        return _programmed(shifted, worth)
    if compared.status == "bounded" and len(game.players) > LISTABLE:
        return _improvements(shifted, worth) or compared
    return compared


def _improvements(shifted: Game, worth: tuple[int, ...]) -> Comparison | None:
    """Compare with all efficient improvements, or return None where they are too many to list."""
    from counterdraft.agreements.frontier import frontier  # noqa: PLC0415 - loads the kernels

    front = frontier(shifted)
    return None if front.status == "bounded" else _listed(shifted, worth, front)


def _accepted(game: Game, worth: Sequence[int]) -> bool:
    return all(w >= p.reservation for w, p in zip(worth, game.players, strict=True))


def _comparison(
    worth: tuple[int, ...], best: Point | None, most: Sequence[int], status: Status
) -> Comparison:
    better = best is not None and best.worth != worth
    left = tuple(max(int(m) - w, 0) for m, w in zip(most, worth, strict=True)) if better else None
    return Comparison(
        worth=worth,
        efficient=not better,
        dominating=best if better else None,
        left=left or (0,) * len(worth),
        status=status,
    )


def _listed(game: Game, worth: tuple[int, ...], front: Frontier) -> Comparison:
    """Compare with the points of a frontier that are at least as good for everybody."""
    rows = np.nonzero((front.worths >= np.array(worth, dtype=front.worths.dtype)).all(axis=1))[0]
    if not len(rows):
        return _comparison(worth, None, worth, front.status)
    above = front.worths[rows]
    weights = real([p.unit for p in game.players])
    rule = Rule("egalitarian", "leximin", weights, weights)
    best = int(rows[best_rows(gains_of(above, worth), rule)[0]])
    return _comparison(worth, front.point(best), above.max(axis=0), front.status)


def _branched(game: Game, worth: tuple[int, ...], parts: Sequence[Block]) -> Comparison:
    """Compare by branch and bound: ideals and the egalitarian solution above the offer."""
    from counterdraft.agreements.branching.bounds import columns_of  # noqa: PLC0415 - loads the kernels
    from counterdraft.agreements.branching.search import Effort, Search, search  # noqa: PLC0415 - as above
    from counterdraft.agreements.branching.solutions import branch_ideals, offer_of  # noqa: PLC0415

    effort, columns = Effort(), columns_of(game, parts)
    ideals = branch_ideals(game, parts, columns, effort)
    if isinstance(ideals, Search):
        return _comparison(worth, None, worth, "proved" if ideals.complete else "bounded")
    units = real([p.unit for p in game.players])
    lively = tuple(u if i.gain > 0 else 0 for u, i in zip(units, ideals, strict=True))
    found = search(columns, Rule("egalitarian", "leximin", lively, units), effort, ties=any(lively))
    offer = offer_of(parts, found.choices[0])
    best = Point(tuple(int(p.worth(offer)) for p in game.players), offer)
    done = found.complete and all(i.found.complete for i in ideals)
    most = [i.gain + w for i, w in zip(ideals, worth, strict=True)]
    return _comparison(worth, best, most, "proved" if done else "bounded")


def _programmed(game: Game, worth: tuple[int, ...]) -> Comparison:
    """Compare by integer programs, where the issues interact too much for blocks."""
    from counterdraft.agreements.programs.frontier import (  # noqa: PLC0415 - loads the solver
        solutions_by_program,
    )

    solved = solutions_by_program(game, common_unit=False)
    points, status = solved.egalitarian.points, solved.egalitarian.status
    return _comparison(worth, points[0] if points else None, solved.ideals or worth, status)
