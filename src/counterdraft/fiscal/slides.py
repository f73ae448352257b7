"""A rate that slides from year to year: by one level or two, over a year or to date, thresholds indexed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from pydantic import model_validator

from counterdraft.case.fields import Part, Rate
from counterdraft.case.series import Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.levels import Level, level_of_year, once_a_year, ratio
from counterdraft.fiscal.scales import (
    Bracket,
    Formula,
    Tier,
    marginal,
    nested,
    slid,
    steps_of,
)
from counterdraft.runtime.arrays import Floats

__all__ = ["Scaled", "Slide", "check_scale", "rate_of_year"]

Yearly = Callable[[int], Floats]


class Scaled(Part):
    """
    A scale and how it is read: steps by a level, or a formula in their place.

    What holds one says by which level it slides where the file does not.
    """

    scale: tuple[Tier, ...] = ()
    by: str
    incremental: bool = False
    interpolated: bool = False
    formula: Formula | None = None
    then_by: Level | None = None
    index: Rate = 0.0

    @model_validator(mode="after")
    def _levels(self) -> Self:
        check_scale(self.scale, self.then_by)
        return self

    @property
    def slides(self) -> bool:
        """Whether there is anything to slide by."""
        return bool(self.scale) or self.formula is not None

    def start_scale(self, book: Book, level: Yearly, name: str = "") -> Yearly:
        """
        Return the function that gives the rate of a year on every path.

        Args:
            book: The accounts.
            level: Gives the level of a year.
            name: Of the instrument, which reports the level of each year where it slides.
        """
        return rate_of_year(
            book,
            level,
            self.scale,
            self.formula,
            incremental=self.incremental,
            interpolated=self.interpolated,
            to_date=self.by == "cumulative",
            then_by=self.then_by,
            index=self.index,
            name=name if self.slides else "",
        )


class Slide(Scaled):
    """A rate, or one that slides; the rate of the year is added to that of the scale."""

    rate: Shares = 0.0
    by: Level = "price"

    def start(self, book: Book) -> Yearly:
        """Return the function that gives the rate of a year on every path."""
        rate = book.by_year(self.rate)
        if not self.slides:
            return lambda t: rate[t] + book.zeros()
        level = level_of_year(book, self.by, None, lambda _: book.zeros())
        sliding = self.start_scale(book, level)
        return lambda t: rate[t] + sliding(t)


def check_scale(scale: Sequence[Tier], then_by: str | None) -> None:
    """
    Refuse steps within steps without a second level, and a second level without them.

    Raises:
        ValueError: One is given without the other.
    """
    if nested(scale) and then_by is None:
        raise ValueError("steps within steps need then_by: the level that they slide by")
    if then_by is not None and not nested(scale):
        raise ValueError(
            "then_by needs steps within steps: {above: 0, then: [{above: 0, rate: 5 %}]}"
        )


def rate_of_year(
    book: Book,
    level: Yearly,
    scale: Sequence[Tier],
    formula: Formula | None = None,
    *,
    incremental: bool = False,
    interpolated: bool = False,
    to_date: bool = False,
    then_by: Level | None = None,
    index: float = 0.0,
    name: str = "",
) -> Yearly:
    """
    Return the function that gives the rate of a year on every path.

    Args:
        book: The accounts.
        level: Gives the level of a year.
        scale: Steps by that level.
        formula: Takes the place of the scale.
        incremental: Each slice of the level at its own rate.
        interpolated: Along straight lines between the steps.
        to_date: The level only grows, and the slices of a year are those that it has grown by.
        then_by: The second level, where the steps have steps of their own.
        index: By how much the levels of the steps grow a year from the first on.
        name: Of the instrument, which reports the level of each year.
    """
    second = None if then_by is None else level_of_year(book, then_by, None, lambda _: book.zeros())
    fixed = steps_of(scale) if second is None else []
    reported = book.line(f"{name}.level") if name else None
    growth = (1 + index) ** book.elapsed
    by_slices_to_date = to_date and incremental and formula is None
    reached = book.zeros()

    def rate_of(t: int) -> Floats:
        nonlocal reached
        steps = fixed if second is None else steps_of(scale, second(t) / growth[t])
        here = level(t)
        if reported is not None:
            reported[t] = here
        now = here / growth[t]
        if index or reported is None or by_slices_to_date:
            now = book.show("level of the steps", now, "number")
        before, reached = reached, now
        rate = (
            _between(steps, before, now)
            if by_slices_to_date
            else slid(now, steps, formula, incremental=incremental, interpolated=interpolated)
        )
        return book.show("sliding rate", rate, "rate")

    return once_a_year(rate_of) if by_slices_to_date else rate_of


def _between(steps: Sequence[Bracket], start: Floats, end: Floats) -> Floats:
    """Return the average rate of what lies between two levels."""
    charged = marginal(steps, end) * end - marginal(steps, start) * start
    here = slid(end, steps)
    return np.where(end > start, ratio(charged, end - start), here)
