"""Discount factors as formulas: rates, the time of the year at which money moves, and the valuation date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from counterdraft.brief.workbooks.cells import Cell, cell_of
from counterdraft.brief.workbooks.lines import Line
from counterdraft.brief.workbooks.worksheet import Section, Worksheet

__all__ = ["factor_lines"]

MOMENTS = {"start": 0.0, "mid": 0.5, "spread": 0.0}
"""The part of the year at which money moves; its end in every other timing."""


def factor_lines(
    sheet: Worksheet,
    inputs: Section,
    flows: Section,
    rates: Mapping[str, Cell],
    timing: str,
    shift: int = 0,
    level: Sequence[float] | None = None,
) -> dict[str, Line]:
    """
    Return the line of the discount factors of each party.

    Args:
        sheet: The worksheet.
        inputs: Where the inputs stand.
        flows: Where the lines stand.
        rates: Of the parties.
        timing: `start`, `mid`, `end`, `spread` or `continuous`.
        shift: Years from the valuation to the first year.
        level: What turns the money of a year into that of the answer.
    """
    label = "paid at this part of the year"
    offset: Any = sheet.number(inputs, label, MOMENTS.get(timing, 1.0), "years", timing)
    later: Any = None
    if shift:
        remark = "discounted once more"
        later = sheet.number(inputs, "first year after the valuation", shift, "years", remark)
    money: Any = None
    if level is not None:
        money = sheet.series(inputs, "money of the answer in money of the year", level)
    lines = {}
    for party, rate in rates.items():
        line = sheet.line(flows, f"discount factor of {party}", "number", "factor", is_total=False)
        for t, elapsed in enumerate(sheet.elapsed_cells):
            years: Any = elapsed + offset
            factor: Any = np.exp(-rate * years) if timing == "continuous" else (1 + rate) ** -years
            if timing == "spread":
                # The mean of the factors of all moments of the year.
                factor = factor * np.where(rate == 0, 1.0, rate / ((1 + rate) * np.log1p(rate)))
            if later is not None:
                factor = factor * (1 + rate) ** -later
            if money is not None:
                factor = factor * money[t]
            sheet.put(line, t, cell_of(factor))
        lines[party] = line
    return lines
