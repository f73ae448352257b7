"""How long a search may last: until a time, or until somebody says that it is enough."""

from __future__ import annotations

from math import inf
from time import monotonic

__all__ = ["Deadline", "ending"]


class Deadline:
    """
    Says when a search has to end with the best it found.

    A deadline within another one ends with it at the latest.

    >>> deadline = Deadline()
    >>> part = deadline.within(60.0)
    >>> part.over()
    False
    >>> deadline.stop()
    >>> part.over()
    True
    """

    def __init__(self, seconds: float | None = None, outer: Deadline | None = None) -> None:
        self._end = inf if seconds is None else monotonic() + seconds
        self._outer = outer

    @property
    def limited(self) -> bool:
        """Whether there is an end at all."""
        return self.left() < inf

    def left(self) -> float:
        """Return how many seconds are left, infinity where nothing limits them."""
        own = max(0.0, self._end - monotonic())
        return own if self._outer is None else min(own, self._outer.left())

    def over(self) -> bool:
        """Return whether the time is over."""
        return self.left() <= 0.0

    def stop(self) -> None:
        """End now."""
        self._end = -inf

    def within(self, seconds: float) -> Deadline:
        """Return a deadline that ends after so many seconds, or when this one does."""
        return Deadline(seconds, self)

    def share(self, part: float) -> Deadline:
        """Return a deadline that ends when a part of what is left is over."""
        return Deadline(None, self) if not self.limited else Deadline(part * self.left(), self)


def ending(deadline: Deadline | None, seconds: float) -> Deadline:
    """Return the *deadline* where it has an end, else one that ends after so many *seconds*."""
    if deadline is None:
        return Deadline(seconds)
    return deadline if deadline.limited else deadline.within(seconds)
