"""Every efficient offer that nobody would refuse: blocks merged one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from counterdraft.agreements.blocks import Block, Entangled, blocks_of, order_of_part
from counterdraft.agreements.clock import Clock
from counterdraft.agreements.counting.count import offers_at
from counterdraft.agreements.merging.chain import Chain, chain
from counterdraft.agreements.merging.jobs import Overfull
from counterdraft.agreements.merging.plan import plan_of
from counterdraft.agreements.proofs.certificate import game_to_data
from counterdraft.agreements.proofs.fingerprints import fingerprint
from counterdraft.agreements.proofs.points import points_certificate
from counterdraft.agreements.results import Frontier
from counterdraft.agreements.terms import Terms, terms_of
from counterdraft.preferences.game import Game

__all__ = ["MEMORY_BYTES", "frontier", "many_boxes"]

MEMORY_BYTES = 6 << 30
"""What an exact frontier may hold at a time; past it a cover with a stated bound is given instead."""
MANY_PLAYERS_BUDGET = 50_000
"""Points of an intermediate front over four columns and more, where fronts grow with the space."""
BOXES = 12
"""Weighted boxes over several issues from which they are swept instead of settled issue by issue."""
COUNTED = 10**12
"""Size of a space of swept boxes up to which the offers of every point are counted."""
LISTED = 2_000
"""Points up to which the certificate lists the frontier itself beside its fingerprint."""
RECOUNTED = 2_000
"""Points up to which counts that the merge cannot prove are found by themselves."""
FIRST = 0.6
"""Share of the time for what may have to give way to something else: the merge, and the listing."""


def frontier(
    game: Game,
    *,
    budget: int | None = None,
    limit: int | None = None,
    clock: Clock | None = None,
) -> Frontier:
    """
    Return the efficient offers in which every player is at or above its reservation value.

    The worths of independent blocks add up, and a sum is efficient only when its parts are; so
    blocks are merged one by one and dominated sums dropped (Nemhauser & Ullmann 1969), together
    with those that can no longer reach somebody's reservation value.  Exact for any size of space:
    time and memory follow the intermediate fronts (Beier, Röglin, Rösner & Vöcking 2023).

    Args:
        game: The tabulated game.
        budget: The most points of an intermediate front; None for what fits `MEMORY_BYTES` (up to
            three players and signatories) or 50,000 (from four on).
        limit: The most joint states of undecided terms within a block; past it integer programs
            take over, or where a limit is given it is an error.
        clock: When to end with the best that is found, and its bound; None for the method's own end.

    Returns:
        The frontier, status "proved".  Two players with many weighted boxes are swept box by box.
        Where the issues do not fall into small blocks otherwise the points come from integer programs;
        where a front passes the budget it is a cover with a bound.  A frontier that is not proven
        carries a certificate of its points alone.

    Raises:
        Entangled: The states of a block pass a *limit* that was given.
    """
    front = _found(game, budget, limit, clock)
    if front.certificate or limit is not None or not 0 < len(front) <= LISTED:
        return front
    points = [front.point(k) for k in range(len(front))]
    return replace(front, certificate=points_certificate(game, points))


def _found(game: Game, budget: int | None, limit: int | None, clock: Clock | None) -> Frontier:
    """Return the frontier by the method that fits the game."""
    terms = terms_of(game)
    if limit is None and budget is None and many_boxes(game):
        from counterdraft.agreements.sweeping.sweep import frontier_by_sweep  # noqa: PLC0415

        swept = frontier_by_sweep(game, clock)
        if swept is not None:
            hurried = clock is not None and clock.over()
            countable = swept.status == "proved" and game.size <= COUNTED and not hurried
            counts = offers_at(terms, swept.worths.tolist()) if countable else None
            return replace(swept, counts=counts)
    try:
        parts = blocks_of(terms) if limit is None else blocks_of(terms, limit=limit)
    except Entangled:
        if limit is not None:
            raise
        from counterdraft.agreements.programs.answers import frontier_by_program  # noqa: PLC0415

        return frontier_by_program(game, None if clock is None else clock.share(FIRST))
    try:
        return _exact(game, terms, parts, budget, None if clock is None else clock.share(FIRST))
    except Overfull:
        from counterdraft.agreements.branching.cover import cover  # noqa: PLC0415

        return cover(game, clock=None if clock is None else clock.share(FIRST))


def many_boxes(game: Game) -> bool:
    """Return whether two players' worths are weighted boxes, and enough that issues hardly fall apart."""
    return len(game.players) == 2 and sum(len(p.bonuses) for p in game.players) >= BOXES


def _exact(
    game: Game, terms: Terms, parts: list[Block], budget: int | None, clock: Clock | None
) -> Frontier:
    """Return the frontier of the merged blocks."""
    plan = plan_of(game, parts)
    if plan is None:
        nothing = np.empty((0, len(game.players)), np.int64)
        return Frontier(
            game,
            nothing,
            _no_offer,
            (),
            "proved",
            certificate=_certificate(game, nothing),
        )
    if budget is None and plan.width > 3:
        budget = MANY_PLAYERS_BUDGET
    run = chain(plan, parts, budget, MEMORY_BYTES, clock)
    worths = plan.worths(run.columns, len(plan.order) - 1)
    counts = _counts(run, parts)
    if counts is None and len(worths) <= RECOUNTED:
        counts = offers_at(terms, worths.tolist())
    certificate = _certificate(game, worths) | {
        "blocks": [order_of_part(terms, parts[b].issues) for b in plan.order],
        "steps": run.prints.all(),
    }
    return Frontier(
        game,
        worths,
        run.tracer(parts, plan, len(game.sizes)),
        counts,
        "proved",
        certificate=certificate,
    )


def _no_offer(k: int) -> tuple[int, ...]:
    raise IndexError(f"the frontier is empty: it has no point {k}")


def _counts(run: Chain, parts: list[Block]) -> tuple[int, ...] | None:
    """Return the number of offers per point where no rounding and no ceiling came in between."""
    if not run.provable or any(part.counts is None for part in parts):
        return None
    numbers = run.counts.tolist()
    return None if max(numbers, default=0) >= 2**53 else tuple(map(int, numbers))


def _certificate(game: Game, worths: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Return what the replay needs and what it must find."""
    claim: dict[str, Any] = {
        "kind": "frontier",
        "game": game_to_data(game),
        "numbers": "text" if worths.dtype == object else "int64",
        "points": len(worths),
        "fingerprint": fingerprint(worths),
    }
    if len(worths) <= LISTED:
        claim["worths"] = worths.tolist()
    return claim
