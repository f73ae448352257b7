"""The inner loops of the sweep: settling one box in every partial offer, and finding good offers first."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["WORD", "climb", "marks", "outdone", "same", "settle_box"]

Ints = NDArray[Any]  # int64
Bytes = NDArray[Any]  # uint8

WORD = 62
"""Boxes in a word of a mask: all of them are above zero."""

STATE = "Tuple((i8[:,::1],i8[:,::1],i8[:,::1],i8[::1],f8[::1]))"
BOX = "Tuple((i8[::1],i8[::1],i8[::1]))"
LISTS = "Tuple((i8[::1],i8[::1],i8[:,::1]))"
REACH = "Tuple((i8[:,::1],i8[:,::1],i8[:,::1]))"
TRACE = "Tuple((i8[::1],u1[::1]))"


@compiled(f"i8(i8,{STATE},{BOX},{LISTS},{REACH},{STATE},{TRACE},b1)")
def settle_box(  # noqa: C901, PLR0912, PLR0915 - one loop, kept whole for the compiler
    place: int,
    before: tuple[Any, ...],
    box: tuple[Ints, ...],
    lists: tuple[Ints, ...],
    reach: tuple[Ints, ...],
    after: tuple[Any, ...],
    trace: tuple[Any, ...],
    ranked: bool,  # noqa: FBT001 - compiled
) -> int:
    """
    Take or leave the box at a place in every partial offer; return how many there are then, -1 if too many.

    A partial offer is kept when some corner is still within reach: under every weighing its worth and the
    prices of what is still open reach the corner.  A box that excludes no open box is always taken.

    Args:
        place: The box.
        before: The partial offers, side by side: (n, words) masks of the boxes that are open, `WORD` to a
            word; (n, 2) the worth so far; (n, m) under each weighing the prices of the cliques that still
            have an open box; (n,) the corner last seen within reach; (n,) how far beyond its best corner
            it may come, where *ranked*.
        box: The boxes in conflict with it that come later, as a list and as a mask; and what it is worth.
        lists: By box the cliques that hold it, as starts and one list; (cliques, words) their masks.
        reach: (cliques, m) prices; (m, 2) weights; (corners, m) what reaches each corner.
        after: As *before*: what is kept is written here.
        trace: Which partial offer each comes from, and whether it took the box.
        ranked: Whether to work out how far beyond its best corner each may come.
    """
    alive, worth, left, witness, room = before
    new_alive, new_worth, new_left, new_witness, new_room = after
    later, against, gain = box
    home_starts, homes, members = lists
    prices, weights, targets = reach
    parent, taken = trace
    n = 0
    m = weights.shape[0]
    words = alive.shape[1]
    capacity = new_worth.shape[0]
    own = place // WORD
    bit = 1 << (place % WORD)
    for i in range(alive.shape[0]):
        open_here = (alive[i, own] & bit) != 0
        clash = False
        if open_here:
            for w in range(words):
                if alive[i, w] & against[w]:
                    clash = True
                    break
        # Branch: leave the box (0) or take it (1); one that excludes no open box is only taken.
        for choice in range(2):
            if choice == 1 and not open_here:
                continue
            if choice == 0 and open_here and not clash:
                continue
            if n >= capacity:
                return -1
            for w in range(words):
                new_alive[n, w] = alive[i, w]
            for k in range(m):
                new_left[n, k] = left[i, k]
            new_worth[n, 0] = worth[i, 0]
            new_worth[n, 1] = worth[i, 1]
            new_witness[n] = witness[i]
            new_room[n] = room[i]
            parent[n] = i
            taken[n] = choice
            if not open_here:
                n += 1
                continue
            new_alive[n, own] ^= bit
            if choice == 1:
                new_worth[n, 0] += gain[0]
                new_worth[n, 1] += gain[1]
                for w in range(words):
                    new_alive[n, w] &= ~against[w]
            # A clique that lost its last open box has nothing left to give.
            for t in range(-1, len(later) if choice == 1 else 0):
                gone = place if t < 0 else later[t]
                home = gone // WORD
                mark = 1 << (gone % WORD)
                if t >= 0 and not alive[i, home] & mark:
                    continue
                for h in range(home_starts[gone], home_starts[gone + 1]):
                    clique = homes[h]
                    dead = True
                    for w in range(words):
                        if new_alive[n, w] & members[clique, w]:
                            dead = False
                            break
                    if not dead:
                        continue
                    for w in range(home + 1):  # counted at the first of its boxes that went
                        before_it = alive[i, w] & members[clique, w]
                        if w == home:
                            before_it &= mark - 1
                        if before_it:
                            dead = False
                            break
                    if dead:
                        for k in range(m):
                            new_left[n, k] -= prices[clique, k]
            # Bound: keep the partial offer when some corner is within reach under every weighing.
            best = -1.0
            for c in range(targets.shape[0]):
                corner = (witness[i] + c) % targets.shape[0]
                least = 1e300
                for k in range(m):
                    beyond = (
                        weights[k, 0] * new_worth[n, 0]
                        + weights[k, 1] * new_worth[n, 1]
                        + new_left[n, k]
                        - targets[corner, k]
                    )
                    if beyond < 0:
                        least = -1.0
                        break
                    if ranked:
                        least = min(least, beyond / (weights[k, 0] + weights[k, 1]))
                if least >= 0:
                    new_witness[n] = corner
                    best = max(best, least)
                    if not ranked:
                        break
            if best >= 0:
                new_room[n] = best
                n += 1
    return n


@compiled("void(i8[:,::1],i8[::1])")
def marks(alive: Ints, mark: Ints) -> None:
    """Write a mixture of each mask; equal masks have equal ones."""
    for i in range(alive.shape[0]):
        mixed = 0
        for w in range(alive.shape[1]):
            mixed ^= alive[i, w]
            mixed = (mixed & 0x7FFFFFFF) * 0x2545F491 ^ (mixed >> 31) * 0x1B873593
            mixed ^= mixed >> 29
        mark[i] = mixed


@compiled("i8(i8[::1],i8[:,::1],i8[:,::1],i8[::1],i8[::1])")
def same(order: Ints, alive: Ints, worth: Ints, mark: Ints, kept: Ints) -> int:
    """
    Keep what no partial offer with the same open boxes dominates; return how many.

    Args:
        order: Positions by mark, then by worth to the first player, then to the second, best first.
        alive: Masks of the boxes that are open, as in `settle_box`.
        worth: The worths so far.
        mark: Mixtures of the masks.
        kept: What is kept is written here.
    """
    n = 0
    for t in range(len(order)):
        i = order[t]
        beaten = False
        for s in range(n - 1, -1, -1):
            j = kept[s]
            if mark[j] != mark[i]:
                break
            if worth[j, 1] >= worth[i, 1]:
                beaten = True
                for w in range(alive.shape[1]):
                    if alive[i, w] != alive[j, w]:
                        beaten = False
                        break
                break
        if not beaten:
            kept[n] = i
            n += 1
    return n


@compiled("i8(i8[::1],i8[:,::1],i8[:,::1],i8[:,::1],i8,i8[::1])")
def outdone(  # noqa: C901 - one loop, kept whole for the compiler
    order: Ints, alive: Ints, worth: Ints, gains: Ints, most: int, kept: Ints
) -> int:
    """
    Drop partial offers that another one outdoes even without the boxes that only they have open.

    Whatever completes the one completes the other, less the boxes that are open in the one alone; where
    the lead of the other makes up for all of them it is at least as good in the end.

    Args:
        order: Positions, the most promising first; each is compared with those kept before it.
        alive: Masks of the boxes that are open.
        worth: The worths so far.
        gains: (boxes, 2) what every box is worth.
        most: With how many of the first it is compared.
        kept: What is kept is written here.
    """
    n = 0
    for t in range(len(order)):
        i = order[t]
        beaten = False
        for s in range(min(n, most)):
            j = kept[s]
            a = worth[j, 0] - worth[i, 0]
            b = worth[j, 1] - worth[i, 1]
            if a < 0 or b < 0:
                continue
            enough = True
            for w in range(alive.shape[1]):
                alone = alive[i, w] & ~alive[j, w]
                box = w * WORD
                while alone:
                    if alone & 1:
                        a -= gains[box, 0]
                        b -= gains[box, 1]
                        if a < 0 or b < 0:
                            enough = False
                            break
                    alone >>= 1
                    box += 1
                if not enough:
                    break
            if enough:
                beaten = True
                break
        if not beaten:
            kept[n] = i
            n += 1
    return n


@compiled("i8(i8[::1],i8[::1],i8[:,::1],i8,i8,i8,i8[::1],i8[:,::1],u1[:,::1])")
def climb(  # noqa: C901, PLR0912 - one loop, kept whole for the compiler
    starts: Ints,
    others: Ints,
    gains: Ints,
    first: int,
    second: int,
    steps: int,
    noise: Ints,
    found: Ints,
    sets: Bytes,
) -> int:
    """
    Look for good offers by tabu search (Glover 1989) under one weighing of the players; return how many.

    Every step takes the best box that is not tabu and gives up what is in conflict with it; what no
    other offer met dominates is kept.

    Args:
        starts: By box where its conflicts begin in *others*.
        others: The boxes in conflict with each box.
        gains: (boxes, 2) what every box is worth.
        first: The weight of the first player.
        second: The weight of the second.
        steps: How many boxes are taken.
        noise: Small random numbers, for how long a box stays tabu.
        found: (most, 2) the worths of the offers found are written here.
        sets: (most, boxes) their boxes are written here.
    """
    size = gains.shape[0]
    value = [first * gains[v, 0] + second * gains[v, 1] for v in range(size)]
    lost = [0 * first for v in range(size)]
    until = [0 * first for v in range(size)]
    inside = [False for v in range(size)]
    a = b = best = n = 0
    for step in range(steps):
        chosen = -1
        most = -(1 << 62)
        now = first * a + second * b
        # The best move that is not tabu, or that beats the best so far (aspiration).
        for v in range(size):
            if not inside[v]:
                more = value[v] - lost[v]
                if more > most and (until[v] <= step or now + more > best):
                    most = more
                    chosen = v
        if chosen < 0:
            continue
        # Give up the boxes in conflict with it, and make them tabu for a while.
        for e in range(starts[chosen], starts[chosen + 1]):
            u = others[e]
            lost[u] += value[chosen]
            if inside[u]:
                inside[u] = False
                until[u] = step + noise[step]
                a -= gains[u, 0]
                b -= gains[u, 1]
                for f in range(starts[u], starts[u + 1]):
                    lost[others[f]] -= value[u]
        inside[chosen] = True
        a += gains[chosen, 0]
        b += gains[chosen, 1]
        best = max(best, first * a + second * b)
        beaten = False
        for k in range(n):
            if found[k, 0] >= a and found[k, 1] >= b:
                beaten = True
                break
        if beaten:
            continue
        kept = 0
        for k in range(n):
            if found[k, 0] > a or found[k, 1] > b:
                found[kept, 0] = found[k, 0]
                found[kept, 1] = found[k, 1]
                for v in range(size):
                    sets[kept, v] = sets[k, v]
                kept += 1
        n = kept
        if n < found.shape[0]:
            found[n, 0] = a
            found[n, 1] = b
            for v in range(size):
                sets[n, v] = 1 if inside[v] else 0
            n += 1
    return n
