"""What a deal is expected to be worth, from flows that are gathered over many paths."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from counterdraft.estate.kernels.layout import (
    AID,
    AID_YEARS,
    BASE,
    CEILING,
    EARNS,
    GOES_ON,
    GROSS,
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
    P_OWNER,
    P_PARTNER,
    P_STATE,
    PART,
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

__all__ = ["expect_deals"]

F64 = NDArray[np.float64]


@njit(cache=True, nogil=True)
def expect_deals(  # noqa: PLR0915
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

    Such a deal is worth on average what it is worth on average flows.  The flows come in batches of
    paths, whose spread tells how sure the mean is.

    Args:
        begin: First deal.
        end: One past the last.
        terms: (deals, DEAL).
        means: (batches, 2, KEPT, years) mean flows before the deal.
        quiet: The same, counting only the years that no attack falls in.
        calm: (batches, years) part of the paths that is not attacked.
        factors: (PARTIES, years) discount factors.
        worth: (deals, batches, 3) is written: present values.
    """
    batches, years = means.shape[0], means.shape[3]
    for row in range(begin, end):
        deal = terms[row]
        share, base = deal[SHARE], int(deal[BASE])
        ceiling = int(deal[MODE]) == CEILING
        with_old = 1.0 if deal[SCOPE] >= 1.0 else 0.0
        stops, goes_on = deal[SUSPENDED], deal[GOES_ON]
        for b in range(batches):
            now, still = means[b], quiet[b]
            pool, pace = 0.0, 1.0
            of_state = of_partner = of_owner = 0.0
            for t in range(years):
                aid = deal[AID] if t < deal[AID_YEARS] else 0.0
                cut = deal[OFFTAKE] * (now[NEW, GROSS, t] + with_old * now[OLD, GROSS, t])
                state = now[NEW, STATE, t] + now[OLD, STATE, t] + aid
                owner = now[NEW, OWNER, t] + now[OLD, OWNER, t] - cut
                partner = cut - aid
                left = pace if t < deal[X_YEARS] else 0.0
                pace *= 1.0 - deal[X_DECLINE]
                state -= (1.0 - goes_on) * left * deal[X_STATE]
                owner -= (1.0 - goes_on) * left * deal[X_PROFIT]
                left *= goes_on * (1.0 - stops * (1.0 - calm[b, t]))
                from_state = 0.0
                from_owner = 0.0
                if base == ON_GROSS:
                    full = now[NEW, GROSS, t] + with_old * now[OLD, GROSS, t]
                    kept = still[NEW, GROSS, t] + with_old * still[OLD, GROSS, t]
                    from_owner = share * (full + stops * (kept - full) + left * deal[X_GROSS])
                if base in (ON_STATE, ON_RIGHTS):
                    full = now[NEW, STATE, t] + with_old * now[OLD, STATE, t]
                    kept = still[NEW, STATE, t] + with_old * still[OLD, STATE, t]
                    from_state = share * (full + stops * (kept - full) + left * deal[X_STATE])
                if base in (ON_PROFIT, ON_RIGHTS):
                    full = now[NEW, PROFIT, t] + with_old * now[OLD, PROFIT, t]
                    kept = still[NEW, PROFIT, t] + with_old * still[OLD, PROFIT, t]
                    from_owner = share * (full + stops * (kept - full) + left * deal[X_PROFIT])
                inflow = from_state + from_owner
                state -= from_state
                owner -= from_owner
                if ceiling:
                    gain, had = deal[EARNS] * pool, pool
                    pool += gain
                    if t <= deal[LOCK_UNTIL]:
                        pool += deal[LOCK_SHARE] * inflow
                    else:
                        slots = deal[RELEASE] - (t - deal[LOCK_UNTIL]) + 1.0
                        pool = pool * (1.0 - 1.0 / slots) if slots > 1.0 else 0.0
                    if t == years - 1:
                        pool = 0.0
                    free = inflow + gain + had - pool
                    partner += deal[PART] * free
                    state += (1.0 - deal[PART]) * free
                else:
                    partner += inflow
                of_state += state * factors[P_STATE, t]
                of_partner += partner * factors[P_PARTNER, t]
                of_owner += owner * factors[P_OWNER, t]
            worth[row, b, 0] = of_state
            worth[row, b, 1] = of_partner
            worth[row, b, 2] = of_owner
