"""A bound on what several instruments take together; what is above it is given back."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.series import Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.depreciation import Depreciation, depreciated
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import Level, level_of_year, ratio
from counterdraft.fiscal.slides import Scaled

__all__ = ["BurdenCap"]


class BurdenCap(Scaled, Instrument):
    """
    What the instruments in `of` take together is no more than a part of operating income.

    That income is revenue less operating and closing cost and depreciation, before any of them.  What is
    above the bound is given back, no more than what the instruments in `gives_back` have taken (all of
    `of` where it is left out).  The bound may slide, by volume unless told otherwise: Ley 21.591 (2023)
    bounds royalty, income tax and tax on distributions to 46.5 %, and 45.5 % up to 80,000 t a year.
    """

    kind: Literal["burden_cap"] = "burden_cap"
    of: tuple[str, ...] = Field(min_length=1)
    gives_back: tuple[str, ...] = ()
    rate: Shares = 0.0
    by: Level = "volume"
    depreciation: dict[str, Depreciation] = Field(default_factory=dict)
    default_depreciation: Depreciation = Depreciation()

    @model_validator(mode="after")
    def _bounds(self) -> BurdenCap:
        if not {"rate", "scale", "formula"} & self.model_fields_set:
            raise ValueError("a cap needs a rate, a scale or a formula")
        if others := [name for name in self.gives_back if name not in self.of]:
            raise ValueError(f"gives_back names {others[0]!r}, which is not in of")
        return self

    def needs(self) -> tuple[str, ...]:
        """The instruments that are bounded together, beside what `after` lists."""
        return self.after + self.of

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """The kinds that have a rule of depreciation."""
        return [(("depreciation", kind), kind) for kind in self.depreciation]

    def start(self, book: Book) -> Step:
        """Give back what stands above the bound of the year."""
        flows, rate = book.flows, book.by_year(self.rate)
        charge = depreciated(book, self.depreciation, self.default_depreciation)
        income = flows.revenue - flows.opex - flows.closure - charge
        income = book.show("operating income", income)
        expenses = flows.opex + flows.closure + charge
        level = level_of_year(
            book, self.by, None, lambda t: ratio(income[t], flows.revenue[t]), expenses
        )
        slide = self.start_scale(book, level, name=self.name) if self.slides else None

        def step(t: int) -> None:
            part = rate[t] + (book.zeros() if slide is None else slide(t))
            bound = part * np.maximum(income[t], 0.0)
            bound = book.show("bound", bound)
            above = np.maximum(book.paid_by_owner(self.of, t) - bound, 0.0)
            taken = np.maximum(book.paid_by_owner(self.gives_back or self.of, t), 0.0)
            self.pay(book, t, -np.minimum(above, taken))

        return step
