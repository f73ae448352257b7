"""How many offers there are that everybody who is needed would rather have than no deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.basics.results import Count
from counterdraft.agreements.basics.terms import Terms, terms_of
from counterdraft.agreements.counting.exact_worths import ways_exactly
from counterdraft.agreements.counting.needs import Needs, needs_of
from counterdraft.agreements.counting.tally import Tally, start
from counterdraft.agreements.elimination.blocks import automata_of, order_of_part, parts_of
from counterdraft.agreements.elimination.bucket_elimination import (
    TooManyStates,
    Transition,
    transitions,
)
from counterdraft.preferences.game import Game, UtilityFunction
from counterdraft.runtime.deadline import Deadline

__all__ = ["count_acceptable", "count_possible", "offers_at"]

LARGE = 18.0
"""Binary logarithm of the number of offers from which the space is counted in two halves."""
STATES = 20_000
"""Joint states of undecided terms within a block; more make the count a bound."""


class _DoesNotFit(Exception):  # noqa: N818
    """The states of an exact count pass the memory."""


class _Late(Exception):  # noqa: N818
    """The time for the count is over."""


def count_acceptable(
    game: Game, memory_bytes: int = 512 << 20, *, deadline: Deadline | None = None
) -> Count:
    """
    Return the number of offers that everybody who must sign prefers to no deal.

    That is the zone of possible agreement: an offer that leaves a player exactly at its reservation value
    is no gain to it and does not count.  A signatory's least acceptable worth is above no deal already.

    A dynamic programme over the issues on joint sums of worths.  A sum that can no longer fail is
    clipped and one that can no longer pass is dropped, so sums that matter alike are one state.
    Where the states do not fit the memory, sums are rounded down for a lower bound and up for an
    upper bound, on the finest grid that fits (the scaling of Ibarra & Kim 1975).

    Args:
        game: The tabulated game.
        memory_bytes: What the states of one step may take; a quarter of it where they are rounded.
        deadline: When to end with what is then known to lie on both sides of the number.

    Returns:
        The count, exact where its ends are equal.
    """
    # Worths are integers: above the reservation value is at least one more.
    players = tuple(replace(p, reservation=p.reservation + 1) for p in game.players)
    if any(p.cap is not None and p.cap < p.reservation for p in players):
        return Count(0, 0)
    game = replace(game, players=players)
    terms = terms_of(game)
    if not terms.possible:
        return Count(0, 0)
    try:
        steps = _steps(terms)
    except TooManyStates:
        return Count(0, count_possible(game).high)
    goals = [column.reservation for column in terms.columns]
    needs = needs_of(terms, steps, up=False)
    low, high = 0, prod(game.sizes)
    try:
        if not needs.rounded:
            try:
                exact = _count(terms, needs, goals, memory_bytes, deadline=deadline)
            except _DoesNotFit:
                pass
            else:
                return Count(exact, exact)
        low = _count(terms, needs, goals, memory_bytes // 4, up=False, deadline=deadline)
        needs = needs_of(terms, steps, up=True)
        high = _count(terms, needs, goals, memory_bytes // 4, up=True, deadline=deadline)
    except _Late:
        pass
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
        steps = _steps(terms)
    except TooManyStates:
        return None
    kept = [column.reservation for column in terms.columns if column.signatory]
    points = [[*map(int, point), *kept] for point in worths]
    needs = needs_of(terms, steps, up=False)
    if needs.rounded:
        return ways_exactly(steps, [column.constant for column in terms.columns], points)
    goals = [needs.goals(point) for point in points]
    reached = [goal for goal in goals if goal is not None]
    if len(reached) < len(worths):
        return None
    tally = start(reached, prod(terms.sizes))
    for t in range(len(needs.steps)):
        if len(tally) > _room(needs, t, tally, memory_bytes):
            return None
        step = needs.steps[t]
        tally = tally.after(step.sources, step.targets, needs.pays[t], needs.togo[t], needs.weights)
    return tuple(tally.totals(len(worths)))


def count_possible(game: Game) -> Count:
    """Return the number of offers that meet every condition, whoever likes them."""
    anybody = UtilityFunction("anybody", (), 0)
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
        ways = _count(terms, needs_of(terms, steps, up=False), [0], 1 << 40)
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
    terms: Terms,
    needs: Needs,
    reservations: Sequence[int],
    memory_bytes: int,
    *,
    up: bool | None = None,
    deadline: Deadline | None = None,
) -> int:
    """Return the number of ways to the end: exactly, or from above (*up*) or below by rounding."""
    goals = needs.goals(reservations)
    if goals is None:
        return 0
    offers = prod(terms.sizes)
    tally = start([goals], offers)
    last = len(needs.steps)
    binding = [c for c, goal in enumerate(goals) if goal > 0]
    cut = _cut(needs) if 1 <= len(binding) <= 2 else None
    if cut is None:
        whole = _run(needs, tally, 0, last, needs.togo, memory_bytes, up=up, deadline=deadline)
        return whole.totals(1)[0]
    half = _run(needs, tally, 0, cut, needs.togo, memory_bytes, up=up, deadline=deadline)
    most = [
        sum(int(pay[c].max()) if c in binding else 0 for pay in needs.pays[cut:])
        for c in range(len(goals))
    ]
    free = [np.full((len(goals), step.states), 1 << 62) for step in needs.steps]
    other = _run(
        needs, start([most], offers), cut, last, free, memory_bytes, up=up, deadline=deadline
    )
    from counterdraft.agreements.counting.halves import pairs_enough  # noqa: PLC0415 - compiled

    used = [binding[0], binding[-1]]
    gains = np.array(most, np.int64)[used, None] - other.lacks[used]
    return pairs_enough(half.lacks[used], half.ways, gains, other.ways, offers)


def _cut(needs: Needs) -> int | None:
    """Return where to halve a large game: between blocks, with like numbers of ways on both sides."""
    sizes = [max(1.0, len(step.sources) / max(1, step.states)) for step in needs.steps]
    logs = np.cumsum(np.log2(sizes))
    cuts = [t for t in range(1, len(sizes)) if needs.steps[t - 1].states == 1]
    if not cuts or logs[-1] < LARGE:
        return None
    return min(cuts, key=lambda t: abs(float(logs[t - 1]) - float(logs[-1]) / 2))


def _run(
    needs: Needs,
    tally: Tally,
    first: int,
    last: int,
    togo: list[NDArray[np.int64]],
    memory_bytes: int,
    *,
    up: bool | None,
    deadline: Deadline | None,
) -> Tally:
    """Return the states after the steps from *first* to before *last*."""
    for t in range(first, last):
        if deadline is not None and deadline.over():
            raise _Late
        room = _room(needs, t, tally, memory_bytes)
        if len(tally) > room and np.any(tally.lacks):
            if up is None:
                raise _DoesNotFit
            tally = tally.coarser(room, up=up)
        step = needs.steps[t]
        rest = togo[t][: len(tally.lacks)]
        tally = tally.after(step.sources, step.targets, needs.pays[t], rest, needs.weights[:0])
    return tally


def _room(needs: Needs, t: int, tally: Tally, memory_bytes: int) -> int:
    """Return how many states may go into step *t*."""
    fan = -(-len(needs.steps[t].sources) // max(1, needs.steps[t - 1].states if t else 1))
    size = 8 * (len(tally.lacks) + 2 + int(tally.ways.shape[1]))
    return max(1, memory_bytes // (4 * fan * size))
