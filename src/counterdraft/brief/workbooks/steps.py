"""The steps of a scale as formulas of a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from counterdraft.brief.workbooks.ledger import Row, Value

__all__ = ["Steps"]


@dataclass(frozen=True)
class Steps:
    """Levels and rates of a scale in the order of their levels, and the line that they slide by."""

    steps: Sequence[tuple[Value, Value]]
    level: Row
    inclusive: Sequence[bool] = ()
    """Which steps hold at exactly their level."""

    def stepped(self, t: int) -> str:
        """Return the rate of the step that the level stands on."""
        text, at = "0", self.level.at(t)
        for n, (above, rate) in enumerate(self.steps):
            reached = ">=" if n < len(self.inclusive) and self.inclusive[n] else ">"
            text = f"IF(OR({at}{reached}{above.at(t)},{above.at(t)}<=0),{rate.at(t)},{text})"
        return text

    def along(self, t: int) -> str:
        """Return the rate on the line between two steps."""
        text, at, steps = self.steps[0][1].at(t), self.level.at(t), self.steps
        for (low, from_), (high, to) in pairwise(steps):
            lean = f"({to.at(t)}-{from_.at(t)})/({high.at(t)}-{low.at(t)})"
            text = f"IF({at}>{low.at(t)},{from_.at(t)}+({at}-{low.at(t)})*{lean},{text})"
        return f"IF({at}>={steps[-1][0].at(t)},{steps[-1][1].at(t)},{text})"

    def sliced(self, t: int) -> str:
        """Return the average rate of the slices."""
        at = self.level.at(t)
        return f"IF({at}>0,{self._charged(at, t)}/{at},{self.steps[0][1].at(t)})"

    def added(self, t: int) -> str:
        """Return the average rate of the slices that the year has added to the level."""
        at, start = self.level.at(t), self.level.before(t)
        more = f"({self._charged(at, t)}-{self._charged(start, t)})/({at}-{start})"
        return f"IF({at}>{start},{more},{self.stepped(t)})"

    def _charged(self, at: str, t: int) -> str:
        parts = []
        for n, (above, rate) in enumerate(self.steps):
            within = f"MAX({at}-{above.at(t)},0)"
            if n + 1 < len(self.steps):
                within = f"MIN({within},{self.steps[n + 1][0].at(t)}-{above.at(t)})"
            parts.append(f"{rate.at(t)}*{within}")
        return "(" + "+".join(parts) + ")"
