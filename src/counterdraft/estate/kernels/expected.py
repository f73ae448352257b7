"""What deals that are linear in the flows are worth, from flows that are gathered over many paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.kernels.deal import deal_rates, write_calendar
from counterdraft.estate.kernels.deal_steps import deal_year
from counterdraft.estate.kernels.layout import (
    CALENDAR,
    CEILING,
    GROSS,
    MODE,
    NEW,
    OLD,
    OWNER,
    P_OWNER,
    P_PARTNER,
    P_STATE,
    PROFIT,
    SCOPE,
    STATE,
    SUSPENDED,
)
from counterdraft.fiscal.deal_steps import DealBalances, DealCalendar, PreDealYear
from counterdraft.runtime.compiling import compiled

__all__ = ["expect_deals"]

F64 = NDArray[np.float64]

NEVER_REPAID = 1e30
"""A claim that takes all that enters the fund."""
# The flows that a deal answers to, one after another, and the year in which nothing flows at all.
SOLD, DUE_GROSS, DUE_STATE, DUE_PROFIT, RUNNING, NOTHING = 0, 1, 2, 3, 4, 5
ROLES = 3


@compiled()
def flow_weights(deal: F64, factors: F64, weights: F64) -> F64:
    """
    Write what a unit of each flow in each year is worth to each role, found by trying the deal's year.

    The year of a deal is affine in its flows and in what lies in the fund, so that one try with each alone
    gives its weight.  Backwards, the value of a unit that lies in the fund carries the later years.

    Args:
        deal: (DEAL,) the terms.
        factors: (PARTIES, years) discount factors.
        weights: (years, flows, roles) is written.

    Returns:
        (roles,) what each role has whatever the flows are.
    """
    years = factors.shape[1]
    calendar = np.empty((CALENDAR, years))
    write_calendar(deal, calendar)
    rates = deal_rates(deal)
    # No ceiling binds; a claim takes all.
    owed = 0.0 if int(deal[MODE]) == CEILING else NEVER_REPAID
    # By flow, what of it the deal takes: a flow of which it takes nothing need not be tried.
    taken = (rates.offtake, rates.on_gross, rates.on_state, rates.on_profit, 1.0, 1.0, 1.0)
    weights[:] = 0.0
    sure, in_fund = np.zeros(ROLES), np.zeros(ROLES)
    nothing, tried = np.empty(ROLES), np.empty(ROLES)
    for t in range(years - 1, -1, -1):
        now = DealCalendar(
            calendar[0, t], calendar[1, t], calendar[2, t], calendar[3, t], calendar[4, t]
        )
        # First nothing flows, then one unit of each flow, last one unit lies in the fund.
        for k in range(NOTHING, -2, -1):
            if taken[k] == 0.0:
                continue
            before = PreDealYear(
                0.0,
                0.0,
                1.0 * (k == SOLD),
                1.0 * (k == DUE_GROSS),
                1.0 * (k == DUE_STATE),
                1.0 * (k == DUE_PROFIT),
                1.0 * (k == RUNNING),
            )
            flows, after = deal_year(
                before, rates, now, DealBalances(np.inf, owed, 1.0 if k < 0 else 0.0)
            )
            tried[P_STATE] = factors[P_STATE, t] * flows.state + after.pool * in_fund[P_STATE]
            tried[P_PARTNER] = (
                factors[P_PARTNER, t] * flows.partner + after.pool * in_fund[P_PARTNER]
            )
            tried[P_OWNER] = factors[P_OWNER, t] * flows.owners + after.pool * in_fund[P_OWNER]
            for role in range(ROLES):
                if k == NOTHING:
                    nothing[role] = tried[role]
                    sure[role] += tried[role]
                elif k >= 0:
                    weights[t, k, role] = tried[role] - nothing[role]
        # The last try was that of the fund.
        for role in range(ROLES):
            in_fund[role] = tried[role] - nothing[role]
    return sure


@compiled()
def expect_deals(  # noqa: C901, PLR0912
    begin: int,
    end: int,
    terms: F64,
    means: F64,
    quiet: F64,
    calm: F64,
    factors: F64,
    worth: F64,
) -> None:
    """
    Work out deals as if their worth were linear in the flows: no ceiling binds, no claim is ever repaid.

    Such a deal is worth on average what it is worth on average flows: a weight on the flow of each year,
    which is the same for every batch.  The flows come in batches of paths, whose spread tells how sure the
    mean is; batches of one path each give the worth path by path.

    Args:
        begin: First deal.
        end: One past the last.
        terms: (deals, DEAL).
        means: (2, KEPT, years, batches) mean flows before the deal.
        quiet: The same, counting only the years that no attack falls in.
        calm: (years, batches) part of the paths that is not attacked.
        factors: (PARTIES, years) discount factors.
        worth: (deals, batches, 3) is written: present values of state, partner, owners.
    """
    years, batches = means.shape[2], means.shape[3]
    # Without a deal: what the law in force leaves to the state and to the owners.
    law = np.zeros((ROLES, batches))
    for t in range(years):
        for b in range(batches):
            law[P_STATE, b] += factors[P_STATE, t] * (
                means[NEW, STATE, t, b] + means[OLD, STATE, t, b]
            )
            law[P_OWNER, b] += factors[P_OWNER, t] * (
                means[NEW, OWNER, t, b] + means[OLD, OWNER, t, b]
            )
    weights = np.empty((years, NOTHING, ROLES))
    added = np.empty((ROLES, batches))
    kinds = (GROSS, GROSS, STATE, PROFIT)
    for row in range(begin, end):
        deal = terms[row]
        stops = deal[SUSPENDED]
        scopes = 2 if deal[SCOPE] >= 1.0 else 1
        sure = flow_weights(deal, factors, weights)
        added[:] = law
        for t in range(years):
            for k in range(RUNNING):
                # What is sold is sold under attack as well; of what is due a part is suspended then.
                part = stops if k != SOLD else 0.0
                for role in range(ROLES):
                    weight = weights[t, k, role]
                    if weight == 0.0:
                        continue
                    for s in range(scopes):
                        flow, still = means[s, kinds[k], t], quiet[s, kinds[k], t]
                        if part > 0.0:
                            for b in range(batches):
                                added[role, b] += weight * (flow[b] + part * (still[b] - flow[b]))
                        else:
                            for b in range(batches):
                                added[role, b] += weight * flow[b]
            # Extraction outside the estate pays its share in full, less what attacks suspend.
            for role in range(ROLES):
                weight = weights[t, RUNNING, role]
                sure[role] += weight
                if stops > 0.0 and weight != 0.0:
                    for b in range(batches):
                        added[role, b] -= weight * stops * (1.0 - calm[t, b])
        for b in range(batches):
            for role in range(ROLES):
                worth[row, b, role] = added[role, b] + sure[role]
