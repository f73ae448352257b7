"""Labels beside the points of a chart, set so that they do not run into each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Box", "place"]

_LETTER = 6.4
_LINE = 14.0
_AWAY = 9.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the picture, in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0


def place(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    frame: Box,
    occupied: Sequence[tuple[float, float]] = (),
) -> list[tuple[float, float, str]]:
    """
    Return where each label goes: its anchor in pixels, and "left", "right" or "center".

    Greedy, in the order given (Christensen, Marks and Shieber 1995, section 3): each label takes
    the place of the ten around its point that covers least of what stands already.

    Args:
        points: Pixels of the points that are labelled.
        texts: Their labels.
        frame: The picture; a label may not leave it.
        occupied: Pixels of other marks that are better not covered.

    >>> place([(50, 50)], ["a"], Box(0, 0, 100, 100))
    [(59.0, 41.0, 'left')]
    """
    taken = [Box(x - 6, y - 6, x + 6, y + 6) for x, y in (*points, *occupied)]
    found = []
    for (x, y), text in zip(points, texts, strict=True):
        choices = [(x + dx, y + dy, align) for dx, dy, align in _ROUND]
        boxes = [_box(choice, text) for choice in choices]
        costs = [
            sum(box.overlap(other) for other in taken) + 50 * _outside(box, frame) + k
            for k, box in enumerate(boxes)
        ]
        best = costs.index(min(costs))
        taken.append(boxes[best])
        found.append(choices[best])
    return found


_ROUND = (
    (_AWAY, -_AWAY, "left"),
    (_AWAY, _AWAY, "left"),
    (-_AWAY, -_AWAY, "right"),
    (-_AWAY, _AWAY, "right"),
    (_AWAY, 0, "left"),
    (-_AWAY, 0, "right"),
    (0, -_AWAY - 7, "center"),
    (0, _AWAY + 7, "center"),
    (_AWAY, -3 * _AWAY, "left"),
    (_AWAY, 3 * _AWAY, "left"),
)


def _box(choice: tuple[float, float, str], text: str) -> Box:
    x, y, align = choice
    wide = _LETTER * len(text)
    left = x - {"left": 0.0, "right": wide, "center": wide / 2}[align]
    return Box(left, y - _LINE / 2, left + wide, y + _LINE / 2)


def _outside(box: Box, frame: Box) -> float:
    return (
        max(0.0, frame.left - box.left)
        + max(0.0, box.right - frame.right)
        + max(0.0, frame.top - box.top)
        + max(0.0, box.bottom - frame.bottom)
    )
