"""A mine's options solved by the price of the day, where one price moves by one factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterdraft.fiscal.indicators import MOMENTS
from counterdraft.mines.cash_by_price import CashByPrice, cash_by_price
from counterdraft.mines.opening import opened_at_best, opened_by
from counterdraft.mines.price_grid import PriceGrid, TooFineError
from counterdraft.mines.project import Project
from counterdraft.mines.running_mine import Running, RunningMine
from counterdraft.prices.models import Gbm, Schwartz
from counterdraft.prices.one_factor import OneFactor
from counterdraft.runtime.arrays import Floats

__all__ = ["ROWS", "exact"]

ROWS = ("fixed", "suspended", "abandoned", "delayed", "all")
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
class _Solved:
    """Worths by row at the prices asked for, and the trigger prices."""

    worth: dict[str, Floats]
    triggers: dict[str, float | str | None]
    by_year: dict[str, list[float | None]]


def exact(project: Project) -> dict[str, Any] | str:
    """
    Return what the options are worth by dynamic programming over today's price, or why they cannot be.

    Each row is `npv` with the `error` of the method: what a grid twice as fine changes, or, where decisions
    are made at any moment, what the last of three extrapolations changes.
    """
    found = _one_price(project)
    if isinstance(found, str):
        return found
    product, model, start = found
    options = project.options
    assert options is not None
    try:
        if options.decisions == "continuous" and _within(project):
            levels = [_solved(project, product, model, start, m, 1) for m in CONTINUOUS]
        else:
            dates = 1 if options.decisions == "continuous" else options.decisions
            levels = [_solved(project, product, model, start, dates, k) for k in (1, 2)]
    except TooFineError:
        return "the price moves too little between two decisions for a grid"
    except _NoAnswerError as why:
        return str(why)
    best, other = _combined(levels)
    rows = {
        name: {
            "npv": float(best.worth[name][0]),
            "error": float(abs(best.worth[name][0] - other.worth[name][0])),
        }
        for name in best.worth
    }
    return {
        "method": "dynamic programming on a grid of log prices",
        "decisions": options.decisions,
        "money": _money(project),
        **rows,
        "triggers": best.triggers,
        "triggers_by_year": best.by_year,
        **(
            {
                "at": [
                    {"price": price, **{n: float(w[k + 1]) for n, w in best.worth.items()}}
                    for k, price in enumerate(options.at)
                ]
            }
            if options.at
            else {}
        ),
    }


UNBOUNDED = (
    "the mine is never opened, however high the price: it grows as fast as money is discounted, so that what "
    "waiting for ever is worth has no bound"
)


class _NoAnswerError(Exception):
    """Why there is no exact answer."""


def _one_price(project: Project) -> tuple[str, OneFactor, float] | str:
    """Return the one product that is drawn, what moves its price, and the price today."""
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


def _within(project: Project) -> bool:
    """Return whether decisions at any moment need to be extrapolated from dates."""
    options = project.options
    assert options is not None
    return options.suspend or options.abandon or options.delay not in {0, "forever"}


def _parts(project: Project, dates: int) -> int:
    """Return in how many parts the money of a year moves."""
    options = project.options
    assert options is not None
    return dates if options.suspend or options.abandon else 1


def _money(project: Project) -> str:
    options = project.options
    assert options is not None
    if not (options.suspend or options.abandon) or options.decisions == 1:
        return "once a year"
    if options.decisions == "continuous":
        return "operating money evenly through the year, the rest once a year"
    return f"operating money in {options.decisions} parts a year, the rest once a year"


def _solved(
    project: Project, product: str, model: OneFactor, start: float, dates: int, refine: int
) -> _Solved:
    options = project.options
    assert options is not None
    asked = np.array([start, *options.at])
    parts = _parts(project, dates)
    shortest = min(1 / dates if options.delay else 1.0, _shortest(project, parts))
    low, high = _range(project, product, model, asked)
    grid = PriceGrid.over(model, start, low, high, shortest, refine)
    cash = cash_by_price(project, product, grid.prices)
    if cash is None:
        raise _NoAnswerError(MEMORY)
    running = _running(project, grid, cash, parts)
    today = _today(project, running)
    worth = {name: np.array([grid.at(w, p) for p in asked]) for name, w in today.items()}
    triggers: dict[str, float | str | None] = {}
    triggers["zero_npv"] = grid.crossing(running[False, False].begun)
    free = running[options.suspend, options.abandon]
    if options.now == "undeveloped":
        for name, mine in (("delayed", running[False, False]), ("all", free)):
            if name in worth or name == "all":
                value, trigger = _opening(project, grid, mine.begun, asked, dates)
                worth[name] = value
                if name == "all":
                    triggers["open"] = trigger
    worth["all"] = np.maximum.reduce([worth["all"], worth["fixed"]])
    first = int(np.argmax(project.plan.sells))
    triggers |= {name: years[min(first, len(years) - 1)] for name, years in free.triggers.items()}
    return _Solved(worth, triggers, free.triggers)


def _shortest(project: Project, parts: int) -> float:
    """Return the shortest time between two moments of a plan in so many parts a year."""
    moment = MOMENTS[project.timing]
    return min(moment or 1.0, 1 - moment or 1.0) / parts


def _range(project: Project, product: str, model: OneFactor, asked: Floats) -> tuple[float, float]:
    """Return the least and the greatest price that the grid reaches: far beyond all that can matter."""
    options, plan = project.options, project.plan
    assert options is not None
    marks = [float(np.log(price)) for price in asked]
    volume = float(plan.volumes[product].sum()) * project.scale[product]
    cost = float(plan.opex.sum() + plan.closure.sum() + sum(c.sum() for c in plan.capex.values()))
    if volume > 0 and cost > 0:
        unit = float(np.log(cost / volume))
        marks += [unit - 1.0, unit + 2.5]
    if model.kappa:
        marks.append(float(np.clip(model.level, marks[0] - WIDEST, marks[0] + WIDEST)))
        wide = float(np.clip(6 * model.spread(FOREVER), 1.0, WIDEST))
        return float(np.exp(min(marks) - wide)), float(np.exp(max(marks) + wide))
    waits = FOREVER if options.delay == "forever" else options.delay
    years = min(len(plan.years) + waits, 40)
    wide = 5 * model.sigma * np.sqrt(years) + abs(model.drift) * years
    wide = float(np.clip(wide, 2.0, WIDEST))
    return float(np.exp(min(marks) - wide)), float(np.exp(max(marks) + wide))


def _running(
    project: Project, grid: PriceGrid, cash: CashByPrice, parts: int
) -> dict[tuple[bool, bool], Running]:
    """Return the plan's worth with every choice of rights, by (suspend, abandon)."""
    options = project.options
    assert options is not None
    moment = MOMENTS[project.timing]
    mine = RunningMine(
        grid, cash, project.plan.sells, options, project.continuous_rate, moment, parts
    )
    either = (False, True)
    wanted = {(s and options.suspend, a and options.abandon) for s in either for a in either}
    return {(s, a): mine.worth(suspend=s, abandon=a) for s, a in sorted(wanted)}


def _today(project: Project, running: dict[tuple[bool, bool], Running]) -> dict[str, Floats]:
    """Return the rows that need no opening, by price."""
    options = project.options
    assert options is not None

    def has(one: Running) -> Floats:
        if options.now == "undeveloped":
            return one.begun
        return one.opened if options.now == "open" else one.closed

    plain = running[False, False].begun
    found = {"fixed": plain - (options.reopen if options.now == "closed" else 0.0)}
    if options.suspend:
        found["suspended"] = has(running[True, False])
    if options.abandon and options.now != "closed":
        found["abandoned"] = has(running[False, True])
    if options.now != "undeveloped":
        found["all"] = has(running[options.suspend, options.abandon])
    elif options.delay:
        found["delayed"] = plain
    return found


def _opening(
    project: Project, grid: PriceGrid, mine: Floats, asked: Floats, dates: int
) -> tuple[Floats, float | str | None]:
    """Return what the right to open *mine* is worth at the prices asked for, and the price that opens it."""
    options, rate = project.options, project.continuous_rate
    assert options is not None
    if options.delay == "forever" and options.decisions == "continuous":
        if rate < 0 or (grid.model.kappa and rate == 0):
            raise _NoAnswerError("waiting for ever has no worth where money is not discounted")
        best = opened_at_best(grid, mine, rate)
        if best is None:
            raise _NoAnswerError(UNBOUNDED)
        return np.array([best.worth(price) for price in asked]), best.trigger
    number = None if options.delay == "forever" else options.delay * dates
    held, trigger = opened_by(grid, mine, rate, number, 1 / dates)
    if number is None and trigger is None and (mine > 0).any():
        raise _NoAnswerError(UNBOUNDED)
    return np.array([grid.at(held, price) for price in asked]), trigger


def _combined(levels: Sequence[_Solved]) -> tuple[_Solved, _Solved]:
    """Return the answer and one less good; of three levels both are extrapolated."""
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
        name: _limit(*(level.triggers.get(name) for level in levels)) for name in fine.triggers
    }
    by_year = {
        name: [_limit(*row) for row in zip(*(one.by_year[name] for one in levels), strict=True)]
        for name in fine.by_year
    }
    return _Solved(worth, triggers, by_year), _Solved(rough, {}, {})


def _limit(a: float | str | None, b: float | str | None, c: float | str | None) -> Any:  # noqa: ANN401
    """
    Return where three trigger prices lead, each with four times the dates of the one before.

    A trigger moves by the root of the time between two dates (Howison and Steinberg 2007), and then by the
    time itself.
    """
    if not (isinstance(a, float) and isinstance(b, float) and isinstance(c, float)):
        return c
    first, second = 2 * b - a, 2 * c - b
    return (4 * second - first) / 3
