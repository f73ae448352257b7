"""Every efficient offer of issues that fall into blocks: blocks merged one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.agreements.basics.results import Frontier
from counterdraft.agreements.basics.terms import Terms, terms_of
from counterdraft.agreements.certificates.fingerprints import fingerprint
from counterdraft.agreements.certificates.game_data import game_to_data
from counterdraft.agreements.counting.count import offers_at
from counterdraft.agreements.elimination.blocks import Block, blocks_of, order_of_part
from counterdraft.agreements.merging.chain import Chain, chain
from counterdraft.agreements.merging.plan import plan_of
from counterdraft.agreements.pareto_sums.jobs import Overfull
from counterdraft.preferences.game import Game
from counterdraft.runtime.deadline import Deadline

__all__ = ["FIRST", "LISTED", "MEMORY_BYTES", "frontier_by_merging"]

MEMORY_BYTES = 6 << 30
"""What an exact frontier may hold at a time; past it a cover with a stated bound is given instead."""
MANY_PLAYERS_POINTS = 50_000
"""Points of an intermediate front over four columns and more, where fronts grow with the space."""
LISTED = 2_000
"""Points up to which the certificate lists the frontier itself beside its fingerprint."""
RECOUNTED = 2_000
"""Points up to which counts that the merge cannot prove are found by themselves."""
FIRST = 0.6
"""Share of the time for what may have to give way to something else: the merge, and the listing."""


def frontier_by_merging(
    game: Game,
    *,
    limit: int | None = None,
    deadline: Deadline | None = None,
) -> Frontier:
    """
    Return the frontier by merging blocks, or a cover with a bound where a front is too large.

    Args:
        game: The tabulated game.
        limit: The most joint states of undecided terms within a block; None for that of `blocks_of`.
        deadline: When to end with the best that is found, and its bound.

    Raises:
        Entangled: The states of a block pass the limit.
    """
    terms = terms_of(game)
    parts = blocks_of(terms) if limit is None else blocks_of(terms, limit=limit)
    share = None if deadline is None else deadline.share(FIRST)
    try:
        return _exact(game, terms, parts, share)
    except Overfull:
        from counterdraft.agreements.branching.cover import cover  # noqa: PLC0415

        return cover(game, deadline=share)


def _exact(game: Game, terms: Terms, parts: list[Block], deadline: Deadline | None) -> Frontier:
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
    most = MANY_PLAYERS_POINTS if plan.width > 3 else None
    run = chain(plan, parts, most, MEMORY_BYTES, deadline)
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
