"""Whether a linear bound on gains rules out what a solution would need: exact, in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

from counterdraft.verification.rules import Rule

__all__ = ["out_of_reach"]

Caps = Sequence[int | None]


def out_of_reach(
    rule: Rule,
    lam: Sequence[int],
    most: int,
    best: Any,  # noqa: ANN401 - an integer, or a tuple for leximin
    caps: Caps,
    *,
    strictly: bool = False,
) -> bool:
    """
    Return whether no gains g >= 0 with lam . g <= *most* have a value of *best* under the rule.

    The greatest value under the bound is worked out: for a product by sharing out *most* evenly, for a sum
    by giving to the cheapest first (the fractional knapsack of Dantzig 1957), for the least gain and for
    leximin by what the needed gains cost.

    Args:
        rule: What makes an offer good.
        lam: Multipliers, zero or more, one per column of gains; players first.
        most: Upper bound on lam . g.
        best: The value to reach; None stands for "feasible at all".
        caps: Per column the cap on its gain, or None.
        strictly: Whether to ask for better than *best* rather than as good.
    """
    if most < 0 or any(cap is not None and cap < 0 for cap in caps):
        return True
    if best is None or not rule.active:
        return strictly and best is not None
    if rule.kind == "product":
        return _product_below(rule, lam, most, best + strictly, caps)
    if rule.kind == "sum":
        return _sum_below(rule, lam, most, best + strictly, caps)
    if rule.kind == "least":
        wanted = [(best + strictly,) * len(rule.active)]
    else:
        # Greater in leximin order: equal up to some place, above from there on.
        wanted = [(*best[:k], *[best[k] + 1] * (len(best) - k)) for k in range(len(best))]
        wanted += [] if strictly else [tuple(best)]
    return all(_cost(rule, lam, levels, caps, most) is None for levels in wanted)


def _product_below(rule: Rule, lam: Sequence[int], most: int, product: int, caps: Caps) -> bool:
    """Return whether the greatest product stays below *product*."""
    if any(lam[i] == 0 for i in rule.active):
        return False
    # x = lam g: everybody gets the same share of the bound, or all that its cap allows.
    limits = sorted(
        (Fraction(lam[i] * cap) for i in rule.active if (cap := caps[i]) is not None),
    )
    shares, left, people = Fraction(1), Fraction(most), len(rule.active)
    for limit in limits:
        if limit * people >= left:
            break
        shares, left, people = shares * limit, left - limit, people - 1
    if people:
        shares *= (left / people) ** people
    return shares < product * prod(lam[i] for i in rule.active)


def _sum_below(rule: Rule, lam: Sequence[int], most: int, total: int, caps: Caps) -> bool:
    """Return whether the greatest weighted sum stays below *total*."""
    reached, left = Fraction(0), Fraction(most)
    for i in sorted(rule.active, key=lambda i: Fraction(lam[i], rule.weights[i])):
        cap = caps[i]
        if lam[i] == 0:
            if cap is None:
                return False
            gain = Fraction(cap)
        else:
            gain = left / lam[i] if cap is None else min(left / lam[i], Fraction(cap))
        reached += rule.weights[i] * gain
        left -= lam[i] * gain
    return reached < total


def _cost(
    rule: Rule, lam: Sequence[int], levels: Sequence[int], caps: Caps, most: int
) -> int | None:
    """
    Return the least lam . g with which the players' weighted gains reach the levels, one player each.

    None where no assignment of players to levels costs *most* or less (assignment by dynamic programming
    over the levels already taken, Held & Karp 1962).
    """
    if len(set(levels)) == 1:
        gains = {i: -(-levels[0] // rule.weights[i]) for i in rule.active}
        if any((cap := caps[i]) is not None and cap < gain for i, gain in gains.items()):
            return None
        total = sum(lam[i] * gain for i, gain in gains.items())
        return total if total <= most else None
    costs = {0: 0}
    for i in rule.active:
        cap, following = caps[i], dict[int, int]()
        for place, level in enumerate(levels):
            gain = -(-level // rule.weights[i])
            if cap is not None and cap < gain:
                continue
            for taken, cost in costs.items():
                after = taken | 1 << place
                total = cost + lam[i] * gain
                if after != taken and total <= most and total < following.get(after, total + 1):
                    following[after] = total
        costs = following
    return min(costs.values(), default=None)
