"""Tax withheld from what leaves for the owners."""

from __future__ import annotations

from typing import Literal

from counterdraft.case.series import Shares
from counterdraft.fiscal.bases import base_of_year
from counterdraft.fiscal.book import Book
from counterdraft.fiscal.instrument import Instrument, Step

__all__ = ["Withholding"]


class Withholding(Instrument):
    """
    A rate on dividends: the owner's cash of the year, or only what exceeds the capital put in.

    `of: distributions` taxes every year with cash to distribute; `of: gains` waits until earlier
    deficits are made good.  `of: interest` is withheld from the interest of the loans that come earlier;
    its payer is the lender, or the owner where it has to bear the tax.
    """

    kind: Literal["withholding"] = "withholding"
    rate: Shares
    of: Literal["distributions", "gains", "interest"] = "distributions"

    def start(self, book: Book) -> Step:
        """Withhold the rate from the distribution."""
        rate = book.by_year(self.rate)
        if self.of == "interest":
            return lambda t: self.pay(book, t, rate[t] * book.interest[t])
        base = base_of_year(book, "equity" if self.of == "distributions" else "profit", self.payer)
        return lambda t: self.pay(book, t, rate[t] * base(t))
