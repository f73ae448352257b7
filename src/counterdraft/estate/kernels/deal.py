"""What deals move between the state, the partner, the owners and the fund, path by path."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.kernels.deal_steps import deal_calendar, deal_year
from counterdraft.estate.kernels.layout import (
    AID,
    AID_YEARS,
    BASE,
    CALENDAR,
    CEILING,
    CLAIM,
    CREDITED,
    EARNS,
    GOES_ON,
    GROSS,
    INTEREST,
    LOCK_SHARE,
    LOCK_UNTIL,
    MODE,
    NEW,
    OFFTAKE,
    OLD,
    ON_GROSS,
    ON_PROFIT,
    ON_RIGHTS,
    ON_STATE,
    OWNER,
    P_FUND,
    P_OUTSIDE,
    P_OWNER,
    P_PARTNER,
    P_STATE,
    PART,
    PARTIES,
    PAST,
    PROFIT,
    RELEASE,
    SCOPE,
    SHARE,
    STATE,
    SUSPENDED,
    X_DECLINE,
    X_GROSS,
    X_PROFIT,
    X_STATE,
    X_YEARS,
)
from counterdraft.fiscal.deal_steps import (
    DealBalances,
    DealCalendar,
    DealRates,
    PreDealYear,
)
from counterdraft.runtime.compiling import compiled

__all__ = ["claim_of", "deal_rates", "settle_deal", "write_calendar"]

F64 = NDArray[np.float64]


@compiled()
def write_calendar(deal: F64, out: F64) -> None:
    """
    Write the terms of a deal that change from year to year.

    Args:
        deal: (DEAL,) the terms.
        out: (CALENDAR, years) is written, in the order of `DealCalendar`.
    """
    years = out.shape[1]
    # Below a ceiling aid raises no claim.
    credit = 0.0 if int(deal[MODE]) == CEILING else deal[CREDITED]
    before = 1.0
    for t in range(years):
        now = deal_calendar(
            float(t),
            float(years - 1),
            before,
            deal[X_YEARS],
            deal[AID],
            credit,
            deal[AID_YEARS],
            deal[LOCK_SHARE],
            deal[LOCK_UNTIL],
            deal[RELEASE],
        )
        for k in range(CALENDAR):
            out[k, t] = now[k]
        before *= 1.0 - deal[X_DECLINE]


@compiled()
def deal_rates(deal: F64) -> DealRates:
    """Return the terms that hold in every year, from one row of numbers."""
    share, base = deal[SHARE], int(deal[BASE])
    return DealRates(
        share if base == ON_GROSS else 0.0,
        share if base in (ON_STATE, ON_RIGHTS) else 0.0,
        share if base in (ON_PROFIT, ON_RIGHTS) else 0.0,
        deal[OFFTAKE],
        deal[INTEREST],
        deal[EARNS],
        deal[PART],
        deal[GOES_ON],
        deal[X_GROSS],
        deal[X_STATE],
        deal[X_PROFIT],
    )


@compiled()
def claim_of(deal: F64) -> float:
    """Return what is to be repaid, or the ceiling, credits of aid included; 0 where there is neither."""
    if int(deal[MODE]) == CEILING:
        return float(deal[CLAIM] if deal[CLAIM] > 0.0 else deal[PAST])
    return float(deal[CLAIM] + deal[PAST] + deal[CREDITED])


@compiled()
def settle_deal(
    begin: int,
    end: int,
    kept: NDArray[np.float32],
    attacked: NDArray[np.uint64],
    terms: F64,
    which: NDArray[np.int32],
    mine: NDArray[np.bool_],
    factors: F64,
    worth: F64,
    total: F64,
    repaid: NDArray[np.int16],
    by_year: F64,
    taken: F64,
) -> None:
    """
    Settle the deal on paths *begin* to *end*, year by year (see `counterdraft.fiscal.deal_steps`).

    Args:
        begin: First path.
        end: One past the last.
        kept: (paths, 2, KEPT, years) flows before the deal.
        attacked: (paths,) years of attack as bits.
        terms: (rows, DEAL).
        which: (paths,) row of the terms that holds on each path.
        mine: (rows,) whether the row belongs to these flows; other paths are left alone.
        factors: (PARTIES, years) discount factors.
        worth: (paths, PARTIES) is written: present values.
        total: (paths, PARTIES) is written: undiscounted sums.
        repaid: (paths,) is written: 0 no claim, -1 never, else the number of the year.
        by_year: (PARTIES, years) is added to.
        taken: (years,) is added to: what goes into the fund.
    """
    years = kept.shape[3]
    calendars = np.empty((len(terms), CALENDAR, years))
    known = np.zeros(len(terms), np.bool_)
    cash = np.zeros(PARTIES)
    for p in range(begin, end):
        row = which[p]
        if not mine[row]:
            continue
        deal, calendar = terms[row], calendars[row]
        if not known[row]:
            write_calendar(deal, calendar)
            known[row] = True
        rates = deal_rates(deal)
        old = 1.0 if deal[SCOPE] >= 1.0 else 0.0
        ceiling = int(deal[MODE]) == CEILING
        claim = claim_of(deal)
        balances = DealBalances(
            deal[CLAIM] if ceiling and deal[CLAIM] > 0.0 else np.inf,
            0.0 if ceiling else deal[CLAIM] + deal[PAST],
            0.0,
        )
        done = 0
        for k in range(PARTIES):
            worth[p, k] = 0.0
            total[p, k] = 0.0
        for t in range(years):
            # Flows before the deal: of all projects, and of those that the scope reaches.
            attack = float((attacked[p] >> np.uint64(t)) & np.uint64(1))
            due = 1.0 - deal[SUSPENDED] * attack
            gross = np.float64(kept[p, NEW, GROSS, t]) + old * kept[p, OLD, GROSS, t]
            state = np.float64(kept[p, NEW, STATE, t]) + old * kept[p, OLD, STATE, t]
            profit = np.float64(kept[p, NEW, PROFIT, t]) + old * kept[p, OLD, PROFIT, t]
            before = PreDealYear(
                np.float64(kept[p, NEW, STATE, t]) + kept[p, OLD, STATE, t],
                np.float64(kept[p, NEW, OWNER, t]) + kept[p, OLD, OWNER, t],
                gross,
                due * gross,
                due * state,
                due * profit,
                due,
            )
            now = DealCalendar(
                calendar[0, t], calendar[1, t], calendar[2, t], calendar[3, t], calendar[4, t]
            )
            # The year of the deal.
            flows, balances = deal_year(before, rates, now, balances)
            taken[t] += flows.inflow
            # When the claim was repaid, or the ceiling reached, for good.
            open_claim = balances.room if ceiling else balances.owed
            if open_claim > (1e-9 * claim if ceiling else 1e-6):
                done = 0
            elif done == 0:
                done = t + 1
            # Present values, sums, and sums over paths.
            cash[P_STATE] = flows.state
            cash[P_PARTNER] = flows.partner
            cash[P_OWNER] = flows.owners
            cash[P_FUND] = flows.fund
            cash[P_OUTSIDE] = flows.outside
            for k in range(PARTIES):
                worth[p, k] += cash[k] * factors[k, t]
                total[p, k] += cash[k]
                by_year[k, t] += cash[k]
        repaid[p] = 0 if claim <= 0.0 else (done if done > 0 else -1)
