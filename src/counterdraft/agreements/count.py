"""How many offers there are that everybody who is needed would rather have than no deal."""

from __future__ import annotations

from math import gcd, prod

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.blocks import automata_of, order_of_part, parts_of
from counterdraft.agreements.elimination import TooManyStates, Transition, transitions
from counterdraft.agreements.results import Count
from counterdraft.agreements.tally import start
from counterdraft.agreements.terms import Terms, terms_of
from counterdraft.preferences.game import Game, Ledger

__all__ = ["count_acceptable", "count_possible"]

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
    low, rounded = _count(terms, steps, memory_bytes, up=False)
    if not rounded:
        return Count(low, low)
    high, _ = _count(terms, steps, memory_bytes, up=True)
    return Count(low, high)


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
        ways, _ = _count(terms, steps, 1 << 40, up=False)
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
    terms: Terms, steps: list[Transition], memory_bytes: int, *, up: bool
) -> tuple[int, bool]:
    """Return the number of ways to the end, and whether anything was rounded on the way."""
    if not all(step.states for step in steps):
        return 0, False
    goals, pays, rounded = _needs(terms, steps, up=up)
    most = [np.array([int(column.max()) for column in pay], np.int64) for pay in pays]
    rest = sum(most, np.zeros(len(goals), np.int64))
    if (np.array(goals, object) > rest).any():
        return 0, rounded
    tally = start(goals, prod(terms.sizes))
    for step, pay, top in zip(steps, pays, most, strict=True):
        rest = rest - top
        fan = -(-len(step.sources) // max(1, len(np.unique(step.sources))))
        room = memory_bytes // (
            fan * 4 * (8 * len(goals) + 8 + tally.ways.nbytes // max(1, len(tally)))
        )
        if goals and len(tally) > max(room, 1):
            tally = tally.coarser(room, up=up)
            rounded = True
        tally = tally.after(step.sources, step.targets, pay, rest)
    return tally.total, rounded


def _needs(
    terms: Terms, steps: list[Transition], *, up: bool
) -> tuple[list[int], list[NDArray[np.int64]], bool]:
    """
    Return what each binding column needs, and per step what each way adds to it, from zero up.

    Worths are counted from the least of each step in steps of their common divisor.  What then
    still passes 60 bits loses its last bits: worths are rounded down, or up, and the need up in
    both cases.
    """
    goals: list[int] = []
    rows: list[list[NDArray[np.int64]]] = []
    rounded = False
    for c, column in enumerate(terms.columns):
        own = [step.pays[c] for step in steps]
        least = [int(pay.min()) for pay in own]
        goal = column.reservation - column.constant - sum(least)
        if goal <= 0:
            continue
        gains = [pay - low for pay, low in zip(own, least, strict=True)]
        divisor = gcd(*(int(v) for gain in gains for v in gain.tolist())) or 1
        bits = (max(goal, sum(int(gain.max()) for gain in gains)) // divisor).bit_length()
        shift = max(0, bits - 60)
        rounded |= shift > 0
        unit = divisor << shift
        goals.append(-(-goal // unit))
        rows.append([((gain + (unit - 1 if up else 0)) // unit).astype(np.int64) for gain in gains])
    pays = [
        np.array([row[t] for row in rows], np.int64).reshape(len(rows), len(step.sources))
        for t, step in enumerate(steps)
    ]
    return goals, pays, rounded
