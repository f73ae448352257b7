"""Royalties: on value, on volume, on profit, at a rate that may slide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from counterdraft.case.fields import Share
from counterdraft.case.series import Series, Shares
from counterdraft.fiscal.book import Book, Flows
from counterdraft.fiscal.depreciation import Depreciation, depreciated
from counterdraft.fiscal.instrument import Instrument, Step
from counterdraft.fiscal.levels import Level, level_of_year, once_a_year, ratio
from counterdraft.fiscal.slides import Scaled
from counterdraft.runtime.arrays import Floats

__all__ = ["Royalty"]


class Royalty(Scaled, Instrument):
    """
    A part of the gross value (ad valorem), an amount per unit (specific), or a rate that slides.

    Otto et al. (2006), *Mining Royalties*, chapter 3.  `allowances` are deducted from the value first
    (transport, smelting), and so is what the owner paid under the instruments in `less`.  A scale slides by
    price, volume, revenue, margin or the ratio of receipts to costs, over the whole or, if `incremental`,
    slice by slice, or `interpolated` between its steps; a `formula` takes its place.  The rate is that of
    the year plus that of the scale.

    `of: profit` charges revenue less operating cost, and less depreciation where a rule is given; the
    margin is that profit over revenue.  With `carried` a loss lowers the profit of later years.
    `minimum` is a share of the value below which the royalty does not fall.  With `relieved_by_loss` an
    operating loss of the year lowers the royalty, down to nothing (Ley 21.591 of 2023, ad valorem component).
    """

    off_top = True

    kind: Literal["royalty"] = "royalty"
    deductible: bool = True
    rate: Shares = 0.0
    per_unit: Series = 0.0
    allowances: Series = 0.0
    product: str | None = None
    by: Level = "price"
    of: Literal["value", "profit"] = "value"
    depreciation: dict[str, Depreciation] = Field(default_factory=dict)
    default_depreciation: Depreciation | None = None
    carried: bool = False
    minimum: Share = 0.0
    relieved_by_loss: bool = False
    less: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _charges(self) -> Royalty:
        ways = {"rate", "per_unit", "scale", "formula", "minimum"}
        if not ways & self.model_fields_set:
            raise ValueError("a royalty needs a rate, per_unit, a scale or a formula")
        return self

    def needs(self) -> tuple[str, ...]:
        """Return the instruments whose payments are deducted from the value."""
        return self.after + self.less

    def kinds_of_capital(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the kinds that have a rule of depreciation."""
        return [(("depreciation", kind), kind) for kind in self.depreciation]

    def start(self, book: Book) -> Step:
        """Charge value or profit at the rate, and volume at the amount per unit."""
        flows = book.flows
        rate, unit = book.by_year(self.rate), book.by_year(self.per_unit)
        allowed, charge = book.by_year(self.allowances), self._charge(book)
        names = [self.product] if self.product else list(flows.volumes)
        charged_at = book.line(f"{self.name}.rate") if self.slides else None
        level = level_of_year(
            book,
            self.by,
            self.product,
            lambda t: ratio(profit_of(t), flows.revenue[t]),
            flows.opex + charge,
        )
        slide = self.start_scale(book, level, name=self.name)
        loss = book.zeros()

        def value(t: int) -> Floats:
            sold: Floats = flows.revenue[t]
            if self.product and self.product in flows.volumes:
                sold = flows.volumes[self.product][t] * flows.prices[self.product][t]
            if self.less:
                sold = sold - book.paid_by_owner(self.less, t)
            left: Floats = np.maximum(sold - allowed[t], 0.0)
            return left

        @once_a_year
        def profit_of(t: int) -> Floats:
            nonlocal loss
            profit: Floats = flows.revenue[t] - flows.opex[t] - charge[t] - allowed[t]
            if self.less:
                profit = profit - book.paid_by_owner(self.less, t)
            profit = book.show("profit", profit + loss if self.carried else profit)
            loss = np.minimum(profit, 0.0)
            return profit

        def step(t: int) -> None:
            part: Floats | float = rate[t]
            if charged_at is not None:
                part = part + slide(t)
                charged_at[t] = part
            base = value(t) if self.of == "value" else np.maximum(profit_of(t), 0.0)
            amount = part * base + unit[t] * _volume(flows, names, t)
            if self.minimum:
                amount = np.maximum(amount, self.minimum * value(t))
            if self.relieved_by_loss:
                amount = np.maximum(amount - np.maximum(-profit_of(t), 0.0), 0.0)
            self.pay(book, t, amount)

        return step

    def _charge(self, book: Book) -> Floats:
        if not self.depreciation and self.default_depreciation is None:
            return book.blank()
        default = self.default_depreciation or Depreciation(method="never")
        return depreciated(book, self.depreciation, default)


def _volume(flows: Flows, names: Sequence[str], t: int) -> Floats | float:
    """Return what is produced of some products, in money of the file at a price of one."""
    return sum((flows.scale.get(name, 1.0) * flows.volumes[name][t] for name in names), 0.0)
