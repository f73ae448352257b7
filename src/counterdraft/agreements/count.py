"""How many offers there are that everybody who is needed would rather have than no deal."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from counterdraft.agreements.blocks import automata_of, order_of_part, parts_of
from counterdraft.agreements.elimination import TooManyStates, Transition, transitions
from counterdraft.agreements.needs import Needs, needs_of
from counterdraft.agreements.results import Count
from counterdraft.agreements.tally import Tally, start
from counterdraft.agreements.terms import Terms, terms_of
from counterdraft.preferences.game import Game, Ledger

__all__ = ["count_acceptable", "count_possible", "offers_at"]

STATES = 20_000
"""Joint states of undecided terms within a block; more make the count a bound."""


def count_acceptable(game: Game, memory_bytes: int = 512 << 20) -> Count:
    """
    Return the number of offers in which everybody needed is at or above reservation.

    A dynamic programme over the issues on joint sums of worths.  A sum that can no longer fail is
    clipped and one that can no longer pass is dropped, so sums that matter alike are one state.
    Where the states do not fit the memory, sums are rounded down for a lower bound and up for an
    upper bound, on the finest grid that fits (the scaling of Ibarra & Kim 1975).

    Args:
        game: The tabulated game.
        memory_bytes: What the states of one step may take.

    Returns:
        The count, exact where its ends are equal.
    """
    if any(p.cap is not None and p.cap < p.reservation for p in game.players):
        return Count(0, 0)
    terms = terms_of(game)
    if not terms.possible:
        return Count(0, 0)
    try:
        steps = _steps(terms)
    except TooManyStates:
        return Count(0, count_possible(game).high)
    goals = [column.reservation for column in terms.columns]
    low, rounded = _count(terms, needs_of(terms, steps, up=False), goals, memory_bytes, up=False)
    if not rounded:
        return Count(low, low)
    high, _ = _count(terms, needs_of(terms, steps, up=True), goals, memory_bytes, up=True)
    return Count(low, high)


def offers_at(
    terms: Terms, worths: Sequence[Sequence[int]], memory_bytes: int = 64 << 20
) -> tuple[int, ...] | None:
    """
    Return the number of offers at each point of a frontier.

    Whoever is at least as well off everywhere as at an efficient point is exactly there, so the
    number is that of the acceptable offers when the point is everybody's reservation value.

    Args:
        terms: The game in columns.
        worths: The points, one worth per player.
        memory_bytes: What the states of one step may take; None is returned where they need more.
    """
    if not worths:
        return ()
    try:
        needs = needs_of(terms, _steps(terms), up=False)
    except TooManyStates:
        return None
    kept = [column.reservation for column in terms.columns if column.signatory]
    goals = [needs.goals([*map(int, point), *kept]) for point in worths]
    reached = [goal for goal in goals if goal is not None]
    if needs.rounded or len(reached) < len(worths):
        return None
    tally = start(reached, prod(terms.sizes))
    for t in range(len(needs.steps)):
        if len(tally) > _room(needs, t, tally, memory_bytes):
            return None
        tally = _after(needs, t, tally, len(needs.weights))
    return tuple(tally.totals(len(worths)))


def count_possible(game: Game) -> Count:
    """Return the number of offers that meet every condition, whoever likes them."""
    anybody = Ledger("anybody", (), 0)
    terms = terms_of(Game(game.sizes, (anybody,), (), game.conditions))
    if not terms.possible:
        return Count(0, 0)
    low = high = 1
    for part in parts_of(terms):
        order = order_of_part(terms, part)
        try:
            steps = transitions(
                order, automata_of(terms, part, order), terms.unary, terms.allowed, STATES
            )
        except TooManyStates:
            low = 0
            high *= prod(int(terms.allowed[i].sum()) for i in part)
            continue
        ways, _ = _count(terms, needs_of(terms, steps, up=False), [0], 1 << 40, up=False)
        low *= ways
        high *= ways
    return Count(low, high)


def _steps(terms: Terms) -> list[Transition]:
    """Return what settling each issue does, block after block."""
    steps: list[Transition] = []
    for part in parts_of(terms):
        order = order_of_part(terms, part)
        automata = automata_of(terms, part, order)
        steps += transitions(order, automata, terms.unary, terms.allowed, STATES)
    return steps


def _count(
    terms: Terms, needs: Needs, reservations: Sequence[int], memory_bytes: int, *, up: bool
) -> tuple[int, bool]:
    """Return the number of ways to the end, and whether anything was rounded on the way."""
    goals = needs.goals(reservations)
    if goals is None:
        return 0, needs.rounded
    rounded = needs.rounded
    tally = start([goals], prod(terms.sizes))
    for t in range(len(needs.steps)):
        room = _room(needs, t, tally, memory_bytes)
        if len(tally) > room and np.any(tally.lacks):
            tally = tally.coarser(room, up=up)
            rounded = True
        tally = _after(needs, t, tally)
    return tally.totals(1)[0], rounded


def _after(needs: Needs, t: int, tally: Tally, rows: int = 0) -> Tally:
    """Return the states after step *t*; *rows* weighted sums help to drop states near a frontier."""
    step, weights = needs.steps[t], needs.weights[:rows]
    togo = needs.togo[t][: len(tally.lacks) + len(weights)]
    return tally.after(step.sources, step.targets, needs.pays[t], togo, weights)


def _room(needs: Needs, t: int, tally: Tally, memory_bytes: int) -> int:
    """Return how many states may go into step *t*."""
    fan = -(-len(needs.steps[t].sources) // max(1, needs.steps[t - 1].states if t else 1))
    size = 8 * (len(tally.lacks) + 2 + int(tally.ways.shape[1]))
    return max(1, memory_bytes // (4 * fan * size))
