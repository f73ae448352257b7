"""The line midway between places of two kinds, where they are near to each other."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Place", "midline"]

Place = tuple[float, float]


def midline(places: Sequence[tuple[Place, bool]], reach: float) -> list[tuple[Place, Place]]:
    """
    Return the pieces of the line on which a place of one kind is as near as one of the other.

    They are edges of the Voronoi diagram (Voronoi 1908) between places of different kinds: on either
    side of it the nearest place is of another kind.  What is farther than *reach* from its two places
    is cut off, since there it says nothing.

    Args:
        places: Where each is, and of which kind; several may share a place.
        reach: In the unit of the places.

    >>> midline([((0.0, 0.0), True), ((2.0, 0.0), False)], 1.25)
    [((1.0, -0.75), (1.0, 0.75))]
    """
    kinds: dict[Place, set[bool]] = {}
    for place, kind in places:
        kinds.setdefault(place, set()).add(kind)
    points = list(kinds)
    pieces = []
    for i, a in enumerate(points):
        for j in range(i):
            b = points[j]
            if kinds[a] == kinds[b] or len(kinds[a]) > 1 or len(kinds[b]) > 1:
                continue
            piece = _edge(b, a, [p for k, p in enumerate(points) if k not in {i, j}], reach)
            if piece is not None:
                pieces.append(piece)
    return pieces


def _edge(a: Place, b: Place, others: Sequence[Place], reach: float) -> tuple[Place, Place] | None:
    """Return where, within reach, *a* and *b* are both nearest: an interval of the line between them."""
    mx, my = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    dx, dy = b[0] - a[0], b[1] - a[1]
    apart = (dx * dx + dy * dy) ** 0.5
    left = reach**2 - (apart / 2) ** 2
    if left <= 0:
        return None
    ux, uy = -dy / apart, dx / apart
    low, high = -(left**0.5), left**0.5
    for c in others:
        # |m + t u - a|^2 <= |m + t u - c|^2 is linear in t.
        slope = 2 * (ux * (c[0] - a[0]) + uy * (c[1] - a[1]))
        room = (mx - c[0]) ** 2 + (my - c[1]) ** 2 - (mx - a[0]) ** 2 - (my - a[1]) ** 2
        if slope > 1e-12:
            high = min(high, room / slope)
        elif slope < -1e-12:
            low = max(low, room / slope)
        elif room < 0:
            return None
    if high - low <= 1e-9:
        return None
    return (mx + low * ux, my + low * uy), (mx + high * ux, my + high * uy)
