"""The state's part of profit petroleum, by what it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import model_validator

from counterdraft.case.fields import Count, Part, Rate
from counterdraft.case.series import Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.levels import Level, level_of_year, ratio
from counterdraft.fiscal.scales import Formula, Tier
from counterdraft.fiscal.slides import check_scale, rate_of_year
from counterdraft.runtime.arrays import Floats

__all__ = ["Shared", "Split", "part_of_year"]


class Split(Part):
    """
    The state's part of profit petroleum, and what it hangs on.

    `fixed`: `state` (a number, or one a year).  `drop`: daily rate of production, slice by slice unless
    `incremental` is false.  `price`, `volume`, `daily`, `revenue` and `cumulative` (production to date): by
    the whole unless `incremental` is true.  `r_factor`: the contractor's cumulative receipts over cumulative
    costs, to the end of the year before (`lag: 1`) or with this year's cost and its recovery (`lag: 0`).
    With `receipts: revenue` all revenue counts as received, less royalties.
    `multiple`: those receipts less operating and closing cost, over capital spent.  `net` takes from receipts
    what the contractor has paid in tax and otherwise.  `irr`: the highest hurdle that the contractor's
    cash to the end of the year before has reached; a first step at `above: 0` holds below every hurdle.

    Steps may have steps of their own by a second level, `then_by`; `index` is the levels' yearly growth.
    `interpolated` runs along lines between the steps, and a `formula` takes the place of the scale, for
    everything but `fixed` and `irr`.
    """

    by: Literal[
        "fixed",
        "drop",
        "price",
        "volume",
        "daily",
        "revenue",
        "cumulative",
        "r_factor",
        "multiple",
        "irr",
    ] = "fixed"
    state: Shares = 0.0
    scale: tuple[Tier, ...] = ()
    incremental: bool | None = None
    interpolated: bool = False
    formula: Formula | None = None
    then_by: Level | None = None
    index: Rate = 0.0
    days: Count = 365.0
    lag: Literal[0, 1] = 1
    net: bool = False
    receipts: Literal["contractor", "revenue"] = "contractor"

    @model_validator(mode="after")
    def _slides(self) -> Split:
        if self.by != "fixed" and not self.scale and (self.formula is None or self.by == "irr"):
            raise ValueError(f"a split by {self.by} needs a scale: [{{above: 0, rate: 40 %}}, …]")
        if self.incremental and self.by in {"r_factor", "multiple", "irr"}:
            raise ValueError(f"a split by {self.by} has no slices that could be incremental")
        if self.by == "irr" and self.then_by is not None:
            raise ValueError("a split by irr has hurdles, and no second level")
        check_scale(self.scale, self.then_by)
        return self


@dataclass(frozen=True, eq=False)
class Shared:
    """What a sharing has given each side so far, filled in as the years go; each (years, paths)."""

    name: str
    """The agreement."""
    recovered: Floats
    """Cost petroleum."""
    own: Floats
    """The contractor's profit petroleum."""
    state: Floats
    """What the state has had."""


def part_of_year(
    split: Split, book: Book, shared: Shared, product: str | None = None
) -> Callable[[int], Floats]:
    """
    Return the function that gives the state's part of a year on every path.

    Args:
        split: What it hangs on.
        book: The accounts.
        shared: What has been shared.
        product: Whose price and volume are looked at; None for all together.
    """
    if split.by == "fixed":
        fixed = book.by_year(split.state)
        return lambda t: fixed[t] + book.zeros()
    if split.by == "irr":
        return _by_return(split, book)
    incremental = split.by == "drop" if split.incremental is None else split.incremental
    return rate_of_year(
        book,
        _start_level(split, book, shared, product),
        split.scale,
        split.formula,
        incremental=incremental,
        interpolated=split.interpolated,
        to_date=split.by == "cumulative",
        then_by=split.then_by,
        index=split.index,
        name=shared.name if product is None else f"{shared.name}.{product}",
    )


def _start_level(
    split: Split, book: Book, shared: Shared, product: str | None
) -> Callable[[int], Floats]:
    """Return the function that gives what the split hangs on."""
    if split.by == "drop":
        volume = level_of_year(book, "volume", product, lambda _: book.zeros())
        return lambda t: volume(t) / book.constant("days a year", split.days)
    if split.by not in {"r_factor", "multiple"}:
        return level_of_year(book, split.by, product, lambda _: book.zeros())  # type: ignore[arg-type]
    running = book.flows.opex + book.flows.closure
    built = book.show("capital of the year", book.flows.spent)
    spent = book.show("costs of the year", running + built)

    def receipts(t: int, end: int) -> Floats:
        """Return what the contractor has had before year *t*, and the cost recovered before *end*."""
        before: Floats = book.zeros()
        if split.receipts == "revenue":
            before = before + shared.state[:t].sum(axis=0)
        if split.net:
            before = before + book.cash[book.owner][:t].sum(axis=0) + spent[:t].sum(axis=0)
        else:
            before = before + shared.recovered[:end].sum(axis=0) + shared.own[:t].sum(axis=0)
        return before

    def ratio_to_date(t: int) -> Floats:
        end = t if split.lag else t + 1
        received, cost = receipts(t, end), spent
        if split.by == "multiple":
            received = received - running[: t if split.net else end].sum(axis=0)
            cost = built
        received = book.show("receipts from sharing", received)
        return ratio(received, book.show("costs to date", cost[:end].sum(axis=0)))

    return ratio_to_date


def _by_return(split: Split, book: Book) -> Callable[[int], Floats]:
    """Return the function that gives the rate of the highest hurdle that the cash has reached."""
    hurdles = sorted(split.scale, key=lambda tier: float(tier.above))
    balances = [book.zeros() for _ in hurdles]

    def rate(t: int) -> Floats:
        part = book.zeros() + (hurdles[0].rate if hurdles else 0.0)
        for n, tier in enumerate(hurdles if t else ()):
            balance = balances[n] * (1 + tier.above) + book.cash[book.owner][t - 1]
            balances[n] = book.show(f"balance at hurdle {n + 1}", balance)
            part = np.where((balances[n] >= 0) & (tier.above > 0), tier.rate, part)
        return book.show("the state's part of profit", part, "rate")

    return rate
