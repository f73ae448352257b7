"""How far from the best a solution may be whose search stopped early."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from counterdraft.agreements.basics.results import Frontier
from counterdraft.agreements.basics.rules import Rule

__all__ = ["greater", "greater_than"]


def greater_than(rule: Rule, front: Frontier, value: int, floor: Sequence[int]) -> Fraction | None:
    """
    Return by what share an offer in the zones of *front* may have a greater value than the best listed.

    Gains are greatest at the upper end of a zone, and every rule's value grows with them.

    Args:
        rule: What is maximised; for leximin its first part counts, the least weighted gain.
        front: A bounded frontier with its zones.
        value: The best value among its points.
        floor: The reservation values.

    Returns:
        The share, None where the best value is zero and nothing can be said.
    """
    if value <= 0:
        return None
    most = value
    for _, ends in front.unsearched:
        found = rule.value([v - f for v, f in zip(ends, floor, strict=True)])
        most = max(most, found[0] if rule.kind == "leximin" else found)
    return Fraction(most, value) - 1


def greater(rule: Rule, share: float) -> str:
    """
    Say by how much the value of another offer may be greater.

    >>> greater(Rule("nash", "product", (1, 1), (1, 1)), 0.0125)
    'no offer has a product more than 1.250% greater'
    """
    what = {"product": "product", "sum": "sum"}.get(rule.kind, "least gain")
    return f"no offer has a {what} more than {max(share, 0.0):.3%} greater"
