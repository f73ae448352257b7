"""A mine at work that may stand still and be given up: its worth by the price of the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from counterdraft.mines.cash_by_price import CashByPrice
from counterdraft.mines.file import Options
from counterdraft.mines.price_grid import PriceGrid, better_later
from counterdraft.runtime.arrays import Floats

__all__ = ["Running", "RunningMine", "has_two_states"]

Triggers = dict[str, list[float | None]]


def has_two_states(options: Options) -> bool:
    """Return whether open and closed are worth different things: it costs to change, or ore is kept."""
    costs = options.close or options.reopen or options.now == "closed"
    return options.suspend and bool(costs or options.keeps == "reserves")


@dataclass(frozen=True, eq=False)
class Running:
    """What a mine is worth by the price of the day, (points,) each."""

    begun: Floats
    """Set to work today, whatever the price."""
    opened: Floats
    """Open today, its owner free to decide."""
    closed: Floats
    """Closed today, its owner free to decide."""
    triggers: Triggers = field(default_factory=dict)
    """Prices by year of the plan, None where there is none."""


@dataclass(frozen=True, eq=False)
class RunningMine:
    """
    The plan of a mine in equal parts of a year, each begun with a decision.

    By dynamic programming from the last part to the first, as Brennan and Schwartz (1985) do by finite
    differences.  With ``keeps: reserves`` what is not mined stays in the ground and the plan stands still
    with the mine, for ever if need be; with ``calendar`` the years pass, and what they would have yielded is
    lost.

    Args:
        grid: Of prices.
        cash: The owner's, by year and price.
        sells: (years,) where something is sold.
        options: The owner's rights, and what they cost.
        rate: Continuous.
        moment: How much of its part has passed when money moves.
        parts: Of a year.
    """

    grid: PriceGrid
    cash: CashByPrice
    sells: NDArray[np.bool_]
    options: Options
    rate: float
    moment: float
    parts: int

    def worth(self, *, suspend: bool, abandon: bool) -> Running:
        """Return the worth of the plan with or without the rights to stand still and to give up."""
        options, nought = self.options, np.zeros(len(self.grid.x))
        two = suspend and has_two_states(options)
        last = int(np.flatnonzero(self.sells)[-1]) if self.sells.any() else -1
        triggers: Triggers = {}
        begun, opened, closed, waits = nought, nought, nought, None
        for part in range(len(self.sells) * self.parts - 1, -1, -1):
            year, within = divmod(part, self.parts)
            better = better_later if part else np.maximum
            note = self._noted(triggers) if within == 0 else _nothing
            begun = self._step(year, within, opened, stands=False, free=suspend and not two)
            if suspend and not two and self.sells[year]:
                operating = self._operating(year)
                note("cut_off", operating[0] - operating[1])
            best = begun
            if two and self.sells[year]:
                if options.keeps == "reserves":
                    other = np.maximum(begun - options.reopen, self._floor(abandon=abandon))
                    wait, waits = self._waiting(year, other, waits)
                else:
                    wait = self._step(year, within, closed, stands=True, free=False)
                note("close", begun - wait + options.close)
                note("reopen", begun - options.reopen - wait)
                closed = better(wait, begun - options.reopen)
                best = better(begun, wait - options.close)
            else:
                closed = begun
            opened = best
            if abandon and year <= last:
                note("abandon", (closed if two else best) + options.closing)
                opened = better(best, -options.closing)
                closed = better(closed, -options.closing)
        return Running(begun, opened, closed, {name: t[::-1] for name, t in triggers.items()})

    def _noted(self, triggers: Triggers) -> Callable[[str, Floats], None]:
        def note(name: str, difference: Floats) -> None:
            triggers.setdefault(name, []).append(self.grid.crossing(difference))

        return note

    def _floor(self, *, abandon: bool) -> float:
        return -self.options.closing if abandon else -np.inf

    def _operating(self, year: int) -> tuple[Floats, Floats]:
        """Return what operating and standing still pay in a part of the year."""
        cash = self.cash
        idle = cash.idle[year] if self.parts > 1 else 0.0
        return (
            np.asarray((cash.working[year] - idle) / self.parts),
            np.asarray((cash.standing[year] - idle) / self.parts),
        )

    def _step(self, year: int, within: int, later: Floats, *, stands: bool, free: bool) -> Floats:
        """Return the worth at the start of a part; *free* takes the better of working and standing."""
        working, standing = self._operating(year)
        better = better_later if self.moment else np.maximum
        paid = better(working, standing) if free else standing if stands else working
        before, during, after = self._lumps(year, within)
        span, moment = 1 / self.parts, self.moment
        early = float(np.exp(-self.rate * span * moment))
        late = float(np.exp(-self.rate * span * (1 - moment)))
        rest = late * self.grid.expected(later + after, span * (1 - moment))
        moved: Floats = before + early * self.grid.expected(paid + during + rest, span * moment)
        return moved

    def _lumps(
        self, year: int, within: int
    ) -> tuple[Floats | float, Floats | float, Floats | float]:
        """Return what moves at one moment of the year: at the start, the moment and the end of this part."""
        lump, last = self.cash.idle[year], self.parts - 1
        if self.parts == 1:
            return 0.0, 0.0, 0.0
        if self.moment == 1:
            return 0.0, 0.0, lump if within == last else 0.0
        if self.moment == 0.5 and self.parts % 2:
            return 0.0, lump if 2 * within == last else 0.0, 0.0
        return lump if within == self.moment * self.parts else 0.0, 0.0, 0.0

    def _waiting(
        self, year: int, other: Floats, waits: NDArray[np.bool_] | None
    ) -> tuple[Floats, NDArray[np.bool_]]:
        span = 1 / self.parts
        early = float(np.exp(-self.rate * span * self.moment))
        cost = early * self.grid.expected(self._operating(year)[1], span * self.moment)
        kept = float(np.exp(-self.rate * span))
        return self.grid.waiting(other, cost, kept, span, waits)


def _nothing(_: str, __: Floats) -> None:
    """Note nothing within a year."""
