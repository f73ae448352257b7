"""The level of prices by which a mine's real figures become money of each year."""

from __future__ import annotations

import numpy as np

from counterdraft.case.places import Where, fault
from counterdraft.case.series import by_year
from counterdraft.case.validation import SEE
from counterdraft.errors import CaseError
from counterdraft.mines.file import ProjectFile
from counterdraft.runtime.arrays import Floats

__all__ = ["level_of_prices"]

MOST_INFLATED = 1e12
"""Prices that rise or fall by more between the base year and a year of the mine tell of a slip."""


def level_of_prices(file: ProjectFile, where: Where) -> Floats:
    """
    The level of prices of each year, 1 in the base year.

    Raises:
        CaseError: Inflation carries prices out of all bounds between the base year and these years.
    """
    with np.errstate(all="ignore"):
        level = _level_by_year(file)
    if not (
        np.isfinite(level).all() and level.min() > 1 / MOST_INFLATED and level.max() < MOST_INFLATED
    ):
        message = f"carries prices out of all bounds between {file.currency.base_year or file.years[0]} and"
        years = f"{file.years[0]}-{file.years[-1]}"
        mend = "look at the rate, the years and currency.base_year"
        raise CaseError(fault(where, ("inflation",), f"{message} {years}", mend), SEE)
    return level


def _level_by_year(file: ProjectFile) -> Floats:
    growth = 1 + by_year(file.inflation, file.years)
    level = np.cumprod(growth) / growth[0]
    base = file.currency.base_year
    if base is None or base == file.years[0]:
        return np.asarray(level, float)
    if base in file.years:
        whole: Floats = level / level[file.years.index(base)]
        return whole
    first, last = file.years[0], file.years[-1]
    outside = growth[0] ** (first - base) if base < first else growth[-1] ** (last - base)
    moved: Floats = level * outside / (1.0 if base < first else level[-1])
    return moved
