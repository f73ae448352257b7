"""
What a deal moves in one year: the one text of its rules, for numpy, for the compiler and for a workbook.

Every function is a step of one period: values in, values out, ufuncs instead of branches.  Called with
arrays it is the plain reference; compiled inside a loop over paths and years it is the kernel.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

__all__ = [
    "DealBalances",
    "DealCalendar",
    "DealCash",
    "DealRates",
    "PreDealYear",
    "claim_payment",
    "deal_calendar",
    "deal_year",
    "fund_year",
    "into_fund",
]

Value = Any
"""A number, an array over paths, or a cell of a workbook."""

TINY = 1e-200
"""Keeps a ratio to nothing a number."""


class PreDealYear(NamedTuple):
    """
    The flows of one year before the deal, in money of the estate.

    Attributes:
        state: Of the state, by the law in force, from all projects.
        owners: Of their owners, after costs and taxes.
        gross: Revenue from the projects that the deal's scope reaches.
        due_gross: The same as far as the share of it is due (not suspended by an attack).
        due_state: State revenue from these projects, as far as the share of it is due.
        due_profit: Owners' profit from these projects, as far as the share of it is due.
        running: 1 where extraction outside the estate pays its share, less what an attack suspends.
    """

    state: Value
    owners: Value
    gross: Value
    due_gross: Value
    due_state: Value
    due_profit: Value
    running: Value


class DealRates(NamedTuple):
    """
    The terms of a deal that hold in every year.

    Attributes:
        on_gross: Share of gross revenue that goes into the fund.
        on_state: Share of state revenue that goes into the fund.
        on_profit: Share of owners' profit that goes into the fund.
        offtake: Discount on gross revenue that the partner has as a buyer.
        interest: A year, on the claim.
        earns: What the locked part of the fund earns a year.
        partner_part: The partner's part of what the fund distributes.
        goes_on: The part of extraction outside the estate that the deal does not close.
        outside_gross: Gross revenue of extraction outside the estate in the first year.
        outside_state: State revenue from it.
        outside_profit: Owners' profit from it.
    """

    on_gross: Value
    on_state: Value
    on_profit: Value
    offtake: Value
    interest: Value
    earns: Value
    partner_part: Value
    goes_on: Value
    outside_gross: Value
    outside_state: Value
    outside_profit: Value


class DealCalendar(NamedTuple):
    """
    The terms of a deal that change from year to year.

    Attributes:
        left: The part of the first year's extraction outside the estate that there still is.
        aid: Aid that is counted.
        credit: Aid that raises the claim.
        locks: The part of what enters the fund, after the claim, that is locked.
        stays: The part of what lies in the lock that stays there at the end of the year.
    """

    left: Value
    aid: Value
    credit: Value
    locks: Value
    stays: Value


class DealBalances(NamedTuple):
    """What is carried from year to year: room below the ceiling, the claim, the locked part of the fund."""

    room: Value
    owed: Value
    pool: Value


class DealCash(NamedTuple):
    """What each party gets in the year, and what goes into the fund; over all parties the flow is kept."""

    state: Value
    partner: Value
    owners: Value
    fund: Value
    outside: Value
    inflow: Value


def deal_calendar(
    year: Value,
    last: Value,
    before: Value,
    years_outside: Value,
    aid: Value,
    credit: Value,
    aid_years: Value,
    lock_share: Value,
    lock_until: Value,
    release_years: Value,
) -> DealCalendar:
    """
    Return the terms of one year.

    Args:
        year: Number of the year, from 0.
        last: Number of the last year: what is still locked then is distributed.
        before: (1 - decline) to the power of the year.
        years_outside: So long extraction outside the estate lasts.
        aid: Counted aid a year.
        credit: Aid a year that raises the claim.
        aid_years: So long aid is given.
        lock_share: The part of what is free that is locked.
        lock_until: Number of the last year of the lock.
        release_years: Equal parts in which it is released afterwards.
    """
    # A comparison counts as 1 where it holds: the compiler, numpy and a workbook agree on that.
    locked = 1.0 * (year <= lock_until)
    goes_on = 1.0 * (year < last)
    # Equal parts: with n parts left one n-th is released and the rest stays.
    parts = np.maximum(release_years - (year - lock_until) + 1.0, 1.0)
    return DealCalendar(
        left=before * (year < years_outside),
        aid=aid * (year < aid_years),
        credit=credit * (year < aid_years),
        locks=goes_on * locked * lock_share,
        stays=goes_on * (locked + (1.0 - locked) * (1.0 - 1.0 / parts)),
    )


def into_fund(due_state: Value, due_owners: Value, room: Value) -> tuple[Value, Value, Value]:
    """Return what the state and the owners pay into the fund below its ceiling, and both together."""
    due = due_state + due_owners
    part = np.minimum(1.0, room / np.maximum(due, TINY))
    return due_state * part, due_owners * part, np.minimum(due, room)


def claim_payment(
    inflow: Value, owed: Value, interest: Value, credit: Value
) -> tuple[Value, Value]:
    """Return what a lien or preferred return is paid first, and what is then owed (interest, then credit)."""
    owed = owed * (1.0 + interest) + credit
    paid = np.minimum(inflow, owed)
    return paid, owed - paid


def fund_year(
    rest: Value, pool: Value, earns: Value, locks: Value, stays: Value
) -> tuple[Value, Value, Value]:
    """Return what the fund pays out of *rest* and of its lock, what the lock earned, and what is locked."""
    gain = earns * pool
    after = stays * (pool + gain) + locks * rest
    return rest + gain + pool - after, gain, after


def deal_year(
    before: PreDealYear, rates: DealRates, now: DealCalendar, balances: DealBalances
) -> tuple[DealCash, DealBalances]:
    """
    Return what everybody gets in one year, and what is carried on.

    The share of the base goes to the fund, from whoever holds the base, as long as the ceiling leaves room;
    a preferred return or lien is paid to the partner from the inflow; part of the rest is locked; what is
    free is distributed.

    Args:
        before: The flows before the deal.
        rates: Terms that hold in every year.
        now: Terms of this year.
        balances: At the end of the year before.
    """
    # Outside the estate: what the deal closes is lost, on the rest the share falls.
    closed = (1.0 - rates.goes_on) * now.left
    outside = rates.goes_on * now.left * before.running
    due_state = rates.on_state * (before.due_state + outside * rates.outside_state)
    due_owners = rates.on_gross * (
        before.due_gross + outside * rates.outside_gross
    ) + rates.on_profit * (before.due_profit + outside * rates.outside_profit)
    from_state, from_owners, inflow = into_fund(due_state, due_owners, balances.room)
    paid, owed = claim_payment(inflow, balances.owed, rates.interest, now.credit)
    free, gain, pool = fund_year(inflow - paid, balances.pool, rates.earns, now.locks, now.stays)
    cut = rates.offtake * before.gross
    cash = DealCash(
        state=before.state
        + now.aid
        - closed * rates.outside_state
        - from_state
        + (1.0 - rates.partner_part) * free,
        partner=cut - now.aid + paid + rates.partner_part * free,
        owners=before.owners - cut - closed * rates.outside_profit - from_owners,
        fund=pool - balances.pool,
        outside=-gain,
        inflow=inflow,
    )
    return cash, DealBalances(balances.room - inflow, owed, pool)
