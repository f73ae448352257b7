"""When a linear bound on gains rules out an offer as good as a known one: in integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

from counterdraft.agreements.basics.rules import Rule

__all__ = ["excluded"]


def excluded(
    rule: Rule,
    lam: Sequence[int],
    most: int,
    best: Any,  # noqa: ANN401 - an integer, or a tuple for leximin
    caps: Sequence[int | None],
    *,
    strictly: bool = False,
) -> bool:
    """
    Return whether no gains g >= 0 with lam . g <= *most* are as good as *best*.

    - product P: by the inequality of the means the product is at most (most / n)^n / prod lam; where
      caps bind, those players are at their caps and the rest share what remains.
    - least t: every active gain is at least t / w, rounded up since gains are integers.
    - leximin y: better gains, weighted and sorted, equal y up to some place and are greater from there on;
      which player takes which place is an assignment, and the cheapest one counts.
    - sum v: for any k >= 0, k sum w min(g, cap) <= lam . g + sum (k w - lam)^+ cap.

    Args:
        rule: What makes an offer good.
        lam: Multipliers >= 0, one per column of gains; players first.
        most: Upper bound on lam . g.
        best: The value to reach; None stands for "feasible at all".
        caps: Per column the cap on its gain, or None.
        strictly: Whether to ask for better than *best* rather than as good.
    """
    if most < 0 or any(c is not None and c < 0 for c in caps):
        return True
    active = rule.active
    if best is None or not active:
        return strictly and best is not None
    if rule.kind == "product":
        return _product([lam[i] for i in active], most, best + strictly, [caps[i] for i in active])
    if rule.kind == "sum":
        return _sum(rule, lam, most, best + strictly, caps)
    if rule.kind == "leximin":
        return _leximin(rule, lam, most, best, caps, strictly=strictly)
    least = best + strictly
    needed = {i: -(-least // rule.weights[i]) for i in active}
    capped = any(cap is not None and cap < needed.get(i, 0) for i, cap in enumerate(caps))
    return capped or sum(lam[i] * g for i, g in needed.items()) > most


def _product(lam: Sequence[int], most: int, product: int, caps: Sequence[int | None]) -> bool:
    if min(lam) <= 0:
        return False
    budget, full = Fraction(most), Fraction(1)
    shared = list(zip(lam, caps, strict=True))
    while shared:
        level = budget / len(shared)
        at_cap = [(m, c) for m, c in shared if c is not None and m * c < level]
        if not at_cap:
            break
        for m, c in at_cap:
            full *= c
            budget -= m * c
        shared = [pair for pair in shared if pair not in at_cap]
    n = len(shared)
    return bool(full * budget**n < product * n**n * prod(m for m, _ in shared))


def _sum(rule: Rule, lam: Sequence[int], most: int, value: int, caps: Sequence[int | None]) -> bool:
    free = [Fraction(lam[i], rule.weights[i]) for i in rule.active if caps[i] is None]
    ratios = free or [Fraction(lam[i], rule.weights[i]) for i in rule.active]
    ratio = min(ratios) if free else max(ratios)
    spare = sum(
        (max(ratio * rule.weights[i] - lam[i], Fraction(0)) * (caps[i] or 0) for i in rule.active),
        Fraction(0),
    )
    return most + spare < ratio * value


def _leximin(
    rule: Rule,
    lam: Sequence[int],
    most: int,
    best: Sequence[int],
    caps: Sequence[int | None],
    *,
    strictly: bool,
) -> bool:
    places = [[*best[:k], *[best[k] + 1] * (len(best) - k)] for k in range(len(best))]
    if not strictly:
        places.append(list(best))
    return all(_cheapest(rule, lam, levels, caps, most) > most for levels in places)


def _cheapest(
    rule: Rule, lam: Sequence[int], levels: Sequence[int], caps: Sequence[int | None], most: int
) -> int:
    """Return the least lam . g with the active players' weighted gains at the levels in some order."""
    cost: dict[int, int] = {0: 0}
    for level in levels:
        after: dict[int, int] = {}
        for taken, spent in cost.items():
            for place, i in enumerate(rule.active):
                cap, gain = caps[i], -(-level // rule.weights[i])
                if taken >> place & 1 or (cap is not None and cap < gain):
                    continue
                total, key = spent + lam[i] * gain, taken | 1 << place
                if total <= most and total < after.get(key, total + 1):
                    after[key] = total
        cost = after
    return min(cost.values(), default=most + 1)
