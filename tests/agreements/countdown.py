"""A deadline that ends after so many looks at it, so that tests end a search wherever they like."""

from __future__ import annotations

from counterdraft.runtime.deadline import Deadline

__all__ = ["Countdown"]


class Countdown(Deadline):
    """Ends when it has been looked at so many times."""

    def __init__(self, looks):
        super().__init__()
        self.looks = looks

    def left(self):
        """Return a minute, or nothing from then on."""
        self.looks -= 1
        return 0.0 if self.looks < 0 else 60.0
