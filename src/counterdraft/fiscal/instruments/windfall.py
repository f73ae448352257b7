"""Windfall tax: a part of what the price brings above a threshold."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import model_validator

from counterdraft.case.fields import Rate
from counterdraft.case.series import Series, Shares
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.scales import Tier, marginal, steps_of
from counterdraft.fiscal.slides import check_scale
from counterdraft.runtime.arrays import Floats

__all__ = ["Windfall"]


class Windfall(Instrument):
    """
    The rate times volume times the excess of the price over the threshold, indexed yearly.

    A `scale` in the place of rate and threshold charges each slice of the price at its own rate.
    """

    kind: Literal["windfall"] = "windfall"
    deductible: bool = True
    rate: Shares = 0.0
    threshold: Series = 0.0
    scale: tuple[Tier, ...] = ()
    index: Rate = 0.0
    product: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Windfall:
        if bool(self.scale) == ({"rate", "threshold"} <= self.model_fields_set):
            raise ValueError("give either a rate and a threshold, or a scale")
        check_scale(self.scale, None)
        return self

    def start(self, book: Book) -> Step:
        """Tax the excess of each product's price."""
        flows, rate = book.flows, book.by_year(self.rate)
        growth = (1 + self.index) ** book.elapsed
        threshold = book.by_year(self.threshold) * growth
        names = [self.product] if self.product else list(flows.volumes)

        def excess(name: str, t: int) -> Floats:
            price, scale = flows.prices[name][t], flows.scale.get(name, 1.0)
            if self.scale:
                steps = [
                    step._replace(above=step.above * growth[t]) for step in steps_of(self.scale)
                ]
                quoted = price / scale
                charged: Floats = np.where(quoted > 0, marginal(steps, quoted), 0.0) * price
            else:
                charged = rate[t] * np.maximum(price - threshold[t] * scale, 0.0)
            return charged

        def step(t: int) -> None:
            taxed = (flows.volumes[name][t] * excess(name, t) for name in names)
            self.pay(book, t, sum(taxed, book.zeros()))

        return step
