"""Yearly prices of one series."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PriceSeries"]


@dataclass(frozen=True)
class PriceSeries:
    """
    Yearly prices of one series, gaps left as gaps.

    `bases` says of each price what money it is in, `rows` on which line of the table it stands;
    `withheld` says what was not known on the day.
    """

    name: str
    unit: str
    years: tuple[int, ...]
    prices: tuple[float, ...]
    sources: tuple[str, ...]
    bases: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    withheld: tuple[str, ...] = ()
