"""A mine at work that may stand still and be given up: its worth by the price of the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from counterdraft.mines.cash_by_price import CashByPrice
from counterdraft.mines.file import Options
from counterdraft.mines.price_grid import PriceGrid, smoothed_maximum
from counterdraft.runtime.arrays import Floats

__all__ = ["Running", "RunningMine", "has_two_states"]

Triggers = dict[str, list[float | None]]


def has_two_states(options: Options) -> bool:
    """Whether open and closed are worth different things: it costs to change, or ore is discount."""
    costs = options.close or options.reopen or options.now == "closed"
    return options.suspend and bool(costs or options.keeps == "reserves")


@dataclass(frozen=True, eq=False)
class Running:
    """What a mine is worth by the price of the day, (points,) each."""

    started: Floats
    """Set to work today, whatever the price."""
    open: Floats
    """Open today, its owner free to decide."""
    closed: Floats
    """Closed today, its owner free to decide."""
    triggers: Triggers = field(default_factory=dict)
    """Prices by year of the plan, None where there is none."""


@dataclass(frozen=True, eq=False)
class RunningMine:
    """
    The plan of a mine in equal parts of a year, each started with a decision.

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

    def worth_of(self, *, suspend: bool, abandon: bool) -> Running:
        """The worth of the plan with or without the rights to stand still and to give up."""
        options, zeros = self.options, np.zeros(len(self.grid.x))
        two_states = suspend and has_two_states(options)
        last = int(np.flatnonzero(self.sells)[-1]) if self.sells.any() else -1
        triggers: Triggers = {}
        started, open_, closed, waits = zeros, zeros, zeros, None
        for part in range(len(self.sells) * self.parts - 1, -1, -1):
            # Backwards: the worth of this part of a year, given that of all that follow.
            year, within = divmod(part, self.parts)
            better = smoothed_maximum if part else np.maximum
            note = self._note_triggers(triggers) if within == 0 else _note_nothing
            started = self._worth_of_part(
                year, within, open_, stands=False, free=suspend and not two_states
            )
            if suspend and not two_states and self.sells[year]:
                operating = self._operating_cash(year)
                note("cut_off", operating[0] - operating[1])
            best = started
            if two_states and self.sells[year]:
                if options.keeps == "reserves":
                    # Ore that is not mined stays: wait, as long as need be, to open again or to give up.
                    other = np.maximum(
                        started - options.reopen, self._worth_given_up(abandon=abandon)
                    )
                    wait, waits = self._worth_of_waiting(year, other, waits)
                else:
                    wait = self._worth_of_part(year, within, closed, stands=True, free=False)
                note("close", started - wait + options.close)
                note("reopen", started - options.reopen - wait)
                closed = better(wait, started - options.reopen)
                best = better(started, wait - options.close)
            else:
                closed = started
            open_ = best
            if abandon and year <= last:
                note("abandon", (closed if two_states else best) + options.closing)
                open_ = better(best, -options.closing)
                closed = better(closed, -options.closing)
        return Running(started, open_, closed, {name: t[::-1] for name, t in triggers.items()})

    def _note_triggers(self, triggers: Triggers) -> Callable[[str, Floats], None]:
        def note(name: str, difference: Floats) -> None:
            triggers.setdefault(name, []).append(self.grid.crossing_price(difference))

        return note

    def _worth_given_up(self, *, abandon: bool) -> float:
        return -self.options.closing if abandon else -np.inf

    def _operating_cash(self, year: int) -> tuple[Floats, Floats]:
        """What operating and standing still pay in a part of the year."""
        cash = self.cash
        idle = cash.idle[year] if self.parts > 1 else 0.0
        return (
            np.asarray((cash.working[year] - idle) / self.parts),
            np.asarray((cash.standing[year] - idle) / self.parts),
        )

    def _worth_of_part(
        self, year: int, within: int, later: Floats, *, stands: bool, free: bool
    ) -> Floats:
        """The worth at the start of a part; *free* takes the better of working and standing."""
        working, standing = self._operating_cash(year)
        better = smoothed_maximum if self.moment else np.maximum
        paid = better(working, standing) if free else standing if stands else working
        before, during, after = self._lump_sums(year, within)
        span, moment = 1 / self.parts, self.moment
        early = float(np.exp(-self.rate * span * moment))
        late = float(np.exp(-self.rate * span * (1 - moment)))
        rest = late * self.grid.expected(later + after, span * (1 - moment))
        moved: Floats = before + early * self.grid.expected(paid + during + rest, span * moment)
        return moved

    def _lump_sums(
        self, year: int, within: int
    ) -> tuple[Floats | float, Floats | float, Floats | float]:
        """What moves at one moment of the year: at the start, the moment and the end of this part."""
        lump, last = self.cash.idle[year], self.parts - 1
        if self.parts == 1:
            return 0.0, 0.0, 0.0
        if self.moment == 1:
            return 0.0, 0.0, lump if within == last else 0.0
        if self.moment == 0.5 and self.parts % 2:
            return 0.0, lump if 2 * within == last else 0.0, 0.0
        return lump if within == self.moment * self.parts else 0.0, 0.0, 0.0

    def _worth_of_waiting(
        self, year: int, other: Floats, waits: NDArray[np.bool_] | None
    ) -> tuple[Floats, NDArray[np.bool_]]:
        span = 1 / self.parts
        early = float(np.exp(-self.rate * span * self.moment))
        cost = early * self.grid.expected(self._operating_cash(year)[1], span * self.moment)
        discount = float(np.exp(-self.rate * span))
        return self.grid.value_of_waiting(other, cost, discount, span, waits)


def _note_nothing(_: str, __: Floats) -> None:
    """Note nothing within a year."""
