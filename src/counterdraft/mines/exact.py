"""A mine's options solved by the price of the day, where one price moves by one factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from counterdraft.fiscal.indicators import MOMENTS
from counterdraft.mines.cash_by_price import CashByPrice, owner_cash_by_price
from counterdraft.mines.file import Options
from counterdraft.mines.opening import value_of_opening, value_of_opening_for_ever
from counterdraft.mines.price_grid import PriceGrid, TooFineError
from counterdraft.mines.project import Project
from counterdraft.mines.report import ExactAtPrice, ExactOptions, ExactValue
from counterdraft.mines.running_mine import Running, RunningMine
from counterdraft.prices.models import Gbm, Schwartz
from counterdraft.prices.one_factor import OneFactor
from counterdraft.runtime.arrays import Floats

__all__ = ["solve_by_price"]

CONTINUOUS = (3, 12, 48)
"""Decisions a year from which those at any moment are extrapolated."""
FOREVER = 30
"""Years that the grid is made wide enough for where the mine may wait for ever."""
WIDEST = 6.0
MEMORY = (
    "what the owner keeps of a year hangs on more than the price of that year: losses carried forward, "
    "working capital, a loan or a scale of past years"
)


@dataclass(frozen=True, eq=False)
class _Solution:
    """Worths by row at the prices prices_today for, and the trigger prices."""

    worth: dict[str, Floats]
    triggers: dict[str, float | None]
    by_year: dict[str, list[float | None]]


def solve_by_price(project: Project) -> ExactOptions | str:
    """
    What the options are worth by dynamic programming over today's price, or why they cannot be.

    Each row has the error of the method: what a grid twice as fine changes, or, where decisions are made at
    any moment, what the last of three extrapolations changes.
    """
    priced = _only_price(project)
    if isinstance(priced, str):
        return priced
    options = project.owner_options
    try:
        if options.decisions == "continuous" and _needs_extrapolation(options):
            levels = [_solve(project, *priced, dates, 1) for dates in CONTINUOUS]
        else:
            dates = 1 if options.decisions == "continuous" else options.decisions
            levels = [_solve(project, *priced, dates, refine) for refine in (1, 2)]
    except TooFineError:
        return "the price moves too little between two decisions for a grid"
    except _NoAnswerError as why:
        return str(why)
    best, rough = _best_two(levels)
    return ExactOptions(
        method="dynamic programming on a grid of log prices",
        decisions=options.decisions,
        money=_when_money_moves(options),
        worth={
            name: ExactValue(float(worth[0]), float(abs(worth[0] - rough.worth[name][0])))
            for name, worth in best.worth.items()
        },
        triggers=best.triggers,
        triggers_by_year=best.by_year,
        at=tuple(
            ExactAtPrice(price, {name: float(w[k]) for name, w in best.worth.items()})
            for k, price in enumerate(options.at, 1)
        ),
    )


UNBOUNDED = (
    "the mine is never opened, however high the price: it grows as fast as money is discounted, so that what "
    "waiting for ever is worth has no bound"
)


class _NoAnswerError(Exception):
    """Why there is no exact answer."""


def _only_price(project: Project) -> tuple[str, OneFactor, float] | str:
    """The one product that is drawn, what moves its price, and the price today."""
    if not project.models:
        return "no price is drawn"
    drawn = [(name, m) for name, m in project.models.items() if isinstance(m, (Gbm, Schwartz))]
    if len(drawn) != 1 or len(project.models) != 1:
        return "not just one price is drawn, by gbm or schwartz"
    name, model = drawn[0]
    if model.one_factor.sigma <= 0:
        return "the price does not vary"
    options = project.options
    if options is not None and (options.delay or options.keeps == "reserves"):
        others = project.draw(project.moments, "").prices
        if any(np.ptp(p[:, 0]) > 0 for n, p in others.items() if n != name):
            return "the given price of another product changes while the mine waits"
    return name, model.one_factor, model.start


def _needs_extrapolation(options: Options) -> bool:
    """Whether decisions at any moment are extrapolated from decisions on dates."""
    return options.suspend or options.abandon or options.delay not in {0, "forever"}


def _when_money_moves(options: Options) -> str:
    if not (options.suspend or options.abandon) or options.decisions == 1:
        return "once a year"
    if options.decisions == "continuous":
        return "operating money evenly through the year, the rest once a year"
    return f"operating money in {options.decisions} parts a year, the rest once a year"


def _solve(
    project: Project, product: str, model: OneFactor, start: float, dates: int, refine: int
) -> _Solution:
    options = project.owner_options
    prices_today = np.array([start, *options.at])
    parts = dates if options.suspend or options.abandon else 1
    shortest = min(1 / dates if options.delay else 1.0, _shortest_time(project, parts))
    low, high = _price_range(project, product, model, prices_today)
    grid = PriceGrid.over(model, start, low, high, shortest, refine)
    cash = owner_cash_by_price(project, product, grid.prices)
    if cash is None:
        raise _NoAnswerError(MEMORY)
    running = _running_by_rights(project, grid, cash, parts)
    today = _rows_without_opening(options, running)
    worth = {
        name: np.array([grid.value_at(w, p) for p in prices_today]) for name, w in today.items()
    }
    triggers: dict[str, float | None] = {}
    triggers["zero_npv"] = grid.crossing_price(running[False, False].started)
    all_rights = running[options.suspend, options.abandon]
    if options.now == "undeveloped":
        for name, mine in (("delayed", running[False, False]), ("all", all_rights)):
            if name in worth or name == "all":
                value, trigger = _value_of_opening(project, grid, mine.started, prices_today, dates)
                worth[name] = value
                if name == "all":
                    triggers["open"] = trigger
    worth["all"] = np.maximum.reduce([worth["all"], worth["fixed"]])
    first = int(np.argmax(project.plan.sells))
    triggers |= {
        name: years[min(first, len(years) - 1)] for name, years in all_rights.triggers.items()
    }
    return _Solution(worth, triggers, all_rights.triggers)


def _shortest_time(project: Project, parts: int) -> float:
    """The shortest time between two moments of a plan in so many parts a year."""
    moment = MOMENTS[project.timing]
    return min(moment or 1.0, 1 - moment or 1.0) / parts


def _price_range(
    project: Project, product: str, model: OneFactor, prices_today: Floats
) -> tuple[float, float]:
    """The least and the greatest price that the grid reaches: far beyond all that can matter."""
    options, plan = project.owner_options, project.plan
    marks = [float(np.log(price)) for price in prices_today]
    volume = float(plan.volumes[product].sum()) * project.scale[product]
    cost = float(plan.opex.sum() + plan.closure.sum() + sum(c.sum() for c in plan.capex.values()))
    if volume > 0 and cost > 0:
        unit = float(np.log(cost / volume))
        marks += [unit - 1.0, unit + 2.5]
    if model.kappa:
        marks.append(float(np.clip(model.level, marks[0] - WIDEST, marks[0] + WIDEST)))
        spread = float(np.clip(6 * model.spread(FOREVER), 1.0, WIDEST))
        return float(np.exp(min(marks) - spread)), float(np.exp(max(marks) + spread))
    waits = FOREVER if options.delay == "forever" else options.delay
    years = min(len(plan.years) + waits, 40)
    spread = 5 * model.sigma * np.sqrt(years) + abs(model.drift) * years
    spread = float(np.clip(spread, 2.0, WIDEST))
    return float(np.exp(min(marks) - spread)), float(np.exp(max(marks) + spread))


def _running_by_rights(
    project: Project, grid: PriceGrid, cash: CashByPrice, parts: int
) -> dict[tuple[bool, bool], Running]:
    """The plan's worth with every choice of rights, by (suspend, abandon)."""
    options = project.owner_options
    moment = MOMENTS[project.timing]
    mine = RunningMine(
        grid, cash, project.plan.sells, options, project.continuous_rate, moment, parts
    )
    either = (False, True)
    wanted = {(s and options.suspend, a and options.abandon) for s in either for a in either}
    return {(s, a): mine.worth_of(suspend=s, abandon=a) for s, a in sorted(wanted)}


def _rows_without_opening(
    options: Options, running: dict[tuple[bool, bool], Running]
) -> dict[str, Floats]:
    """The rows that need no opening, by price."""

    def worth_today(mine: Running) -> Floats:
        if options.now == "undeveloped":
            return mine.started
        return mine.open if options.now == "open" else mine.closed

    plain = running[False, False].started
    rows = {"fixed": plain - (options.reopen if options.now == "closed" else 0.0)}
    if options.suspend:
        rows["suspended"] = worth_today(running[True, False])
    if options.abandon and options.now != "closed":
        rows["abandoned"] = worth_today(running[False, True])
    if options.now != "undeveloped":
        rows["all"] = worth_today(running[options.suspend, options.abandon])
    elif options.delay:
        rows["delayed"] = plain
    return rows


def _value_of_opening(
    project: Project, grid: PriceGrid, mine: Floats, prices_today: Floats, dates: int
) -> tuple[Floats, float | None]:
    """What the right to open *mine* is worth at the prices prices_today for, and the price that opens it."""
    options, rate = project.owner_options, project.continuous_rate
    if options.delay == "forever" and options.decisions == "continuous":
        if rate < 0 or (grid.model.kappa and rate == 0):
            raise _NoAnswerError("waiting for ever has no worth where money is not discounted")
        best = value_of_opening_for_ever(grid, mine, rate)
        if best is None:
            raise _NoAnswerError(UNBOUNDED)
        return np.array([best.worth(price) for price in prices_today]), best.trigger
    number = None if options.delay == "forever" else options.delay * dates
    worth, trigger = value_of_opening(grid, mine, rate, number, 1 / dates)
    if number is None and trigger is None and (mine > 0).any():
        raise _NoAnswerError(UNBOUNDED)
    return np.array([grid.value_at(worth, price) for price in prices_today]), trigger


def _best_two(levels: Sequence[_Solution]) -> tuple[_Solution, _Solution]:
    """The answer and one less good; of three levels both are extrapolated."""
    if len(levels) == 2:
        return levels[1], levels[0]
    coarse, middle, fine = levels
    worth, rough = (
        # A date more or less is worth something of the order of the time between two.
        {name: (4 * b.worth[name] - a.worth[name]) / 3 for name in b.worth}
        for a, b in ((middle, fine), (coarse, middle))
    )
    worth["all"] = np.maximum(worth["all"], worth["fixed"])
    triggers = {
        name: _extrapolated(*(level.triggers.get(name) for level in levels))
        for name in fine.triggers
    }
    by_year = {
        name: [
            _extrapolated(*row)
            for row in zip(*(level.by_year[name] for level in levels), strict=True)
        ]
        for name in fine.by_year
    }
    return _Solution(worth, triggers, by_year), _Solution(rough, {}, {})


def _extrapolated(a: float | None, b: float | None, c: float | None) -> float | None:
    """
    Where three trigger prices lead, each with four times the dates of the one before.

    A trigger moves by the root of the time between two dates (Howison and Steinberg 2007), and then by the
    time itself.
    """
    if not (isinstance(a, float) and isinstance(b, float) and isinstance(c, float)):
        return c
    first, second = 2 * b - a, 2 * c - b
    return (4 * second - first) / 3
