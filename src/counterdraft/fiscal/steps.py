"""
One year of a rule that several parts of the house use: values in, values out.

Each is written with ufuncs instead of branches, so that the same text works on arrays, inside a compiled
loop (the compiler takes these functions as they stand) and on the cells of a workbook.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["capped_payment", "lien_payment", "locked_balance"]

Value = Any
"""A number, an array over paths, or a cell of a workbook."""


def capped_payment(due: Value, room: Value) -> tuple[Value, Value]:
    """
    Return what is paid below a ceiling, and the room that is left.

    >>> [float(x) for x in capped_payment(70.0, 50.0)]
    [50.0, 0.0]
    """
    paid = np.minimum(due, room)
    return paid, room - paid


def lien_payment(
    due: Value,
    principal: Value,
    unpaid: Value,
    rate: Value,
    credit: Value,
    compounds: Value,
) -> tuple[Value, Value, Value]:
    """
    Return what is paid on a lien, the principal and the unpaid interest that are left.

    Args:
        due: What may be taken this year.
        principal: At the start of the year.
        unpaid: Interest of earlier years.
        rate: Of interest, on the balance at the start of the year.
        credit: What raises the principal this year.
        compounds: 1 where unpaid interest bears interest, else 0.
    """
    unpaid = unpaid + rate * (principal + compounds * unpaid)
    principal = principal + credit
    paid = np.minimum(due, principal + unpaid)
    on_interest = np.minimum(paid, unpaid)
    return paid, principal - (paid - on_interest), unpaid - on_interest


def locked_balance(
    locked: Value,
    inflow: Value,
    year: Value,
    until: Value,
    share: Value,
    release: Value,
    earns: Value,
) -> tuple[Value, Value]:
    """
    Return what a lock earns in a year, and what is locked at its end.

    Args:
        locked: At the start of the year.
        inflow: What the fund receives.
        year: The year, on the calendar of *until*.
        until: The last year in which a *share* of the inflow is locked.
        share: Of the inflow.
        release: Over how many years what is locked is released evenly after *until*.
        earns: A rate a year on what is locked at the start.
    """
    gain = earns * locked
    is_released = (year > until) * 1.0
    # With n years to go one n-th of the balance is released; none is left to go once the years have passed.
    left = np.maximum(release - (year - until) + 1, 1.0)
    remaining = np.maximum(1 - is_released / left, 0.0)
    return gain, (locked + gain) * remaining + share * inflow * (1 - is_released)
