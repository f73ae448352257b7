"""What one deal moves between the state, the partner, the owners and the fund, path by path."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.kernels.layout import (
    AID,
    AID_YEARS,
    BASE,
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
from counterdraft.runtime.compiling import compiled

__all__ = ["settle_deal"]

F64 = NDArray[np.float64]


@compiled()
def settle_deal(  # noqa: C901, PLR0912, PLR0915
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
    Settle the deal on paths *begin* to *end*.

    Each year: the share of the base goes to the fund (from whoever holds the base), as long as the
    ceiling leaves room and an attack does not suspend it; a preferred return or lien is paid to the
    partner from the inflow; part of the rest is locked; what is free is distributed.

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
    cash = np.zeros(PARTIES)
    for p in range(begin, end):
        row = which[p]
        if not mine[row]:
            continue
        deal = terms[row]
        share, base, mode = deal[SHARE], int(deal[BASE]), int(deal[MODE])
        with_old = 1.0 if deal[SCOPE] >= 1.0 else 0.0
        goes_on, pace = deal[GOES_ON], 1.0
        ceiling = mode == CEILING
        has_claim = deal[CLAIM] > 0.0 or deal[PAST] > 0.0 or (deal[CREDITED] > 0.0 and not ceiling)
        owed = deal[CLAIM] + deal[PAST]
        room = deal[CLAIM] if ceiling and deal[CLAIM] > 0.0 else np.inf
        pool = 0.0
        done = 0
        for k in range(PARTIES):
            worth[p, k] = 0.0
            total[p, k] = 0.0
        for t in range(years):
            gross = np.float64(kept[p, NEW, GROSS, t]) + with_old * kept[p, OLD, GROSS, t]
            state = np.float64(kept[p, NEW, STATE, t]) + with_old * kept[p, OLD, STATE, t]
            profit = np.float64(kept[p, NEW, PROFIT, t]) + with_old * kept[p, OLD, PROFIT, t]
            cash[P_STATE] = np.float64(kept[p, NEW, STATE, t]) + kept[p, OLD, STATE, t]
            cash[P_OWNER] = np.float64(kept[p, NEW, OWNER, t]) + kept[p, OLD, OWNER, t]
            cash[P_PARTNER] = 0.0
            cash[P_FUND] = 0.0
            cash[P_OUTSIDE] = 0.0
            if deal[OFFTAKE] > 0.0:
                cut = deal[OFFTAKE] * gross
                cash[P_OWNER] -= cut
                cash[P_PARTNER] += cut
            aid = deal[AID] if t < deal[AID_YEARS] else 0.0
            cash[P_PARTNER] -= aid
            cash[P_STATE] += aid
            # Outside the estate: what the deal closes is lost, on the rest the share falls.
            left = pace if t < deal[X_YEARS] else 0.0
            pace *= 1.0 - deal[X_DECLINE]
            cash[P_STATE] -= (1.0 - goes_on) * left * deal[X_STATE]
            cash[P_OWNER] -= (1.0 - goes_on) * left * deal[X_PROFIT]
            gross += goes_on * left * deal[X_GROSS]
            state += goes_on * left * deal[X_STATE]
            profit += goes_on * left * deal[X_PROFIT]
            # Who pays the share: the state on its revenue, the owners on theirs.
            from_state = 0.0
            from_owner = 0.0
            if base == ON_GROSS:
                from_owner += share * gross
            elif base == ON_STATE:
                from_state += share * state
            elif base == ON_PROFIT:
                from_owner += share * profit
            elif base == ON_RIGHTS:
                from_state += share * state
                from_owner += share * profit
            if (attacked[p] >> np.uint64(t)) & np.uint64(1):
                from_state *= 1.0 - deal[SUSPENDED]
                from_owner *= 1.0 - deal[SUSPENDED]
            inflow = from_state + from_owner
            if inflow > room:
                scale = room / inflow
                from_state *= scale
                from_owner *= scale
                inflow = room
            if ceiling:
                room -= inflow
                if has_claim and done == 0 and room <= 1e-9 * deal[CLAIM]:
                    done = t + 1
            cash[P_STATE] -= from_state
            cash[P_OWNER] -= from_owner
            taken[t] += inflow
            rest = inflow
            if not ceiling:
                owed *= 1.0 + deal[INTEREST]
                if t < deal[AID_YEARS]:
                    owed += deal[CREDITED]
                paid = min(inflow, owed)
                owed -= paid
                rest -= paid
                cash[P_PARTNER] += paid
                if has_claim and done == 0 and owed <= 1e-6:
                    done = t + 1
                elif owed > 1e-6:
                    done = 0
            gain = deal[EARNS] * pool
            cash[P_OUTSIDE] -= gain
            before = pool
            pool += gain
            if t <= deal[LOCK_UNTIL]:
                pool += deal[LOCK_SHARE] * rest
            else:
                slots = deal[RELEASE] - (t - deal[LOCK_UNTIL]) + 1.0
                pool = pool * (1.0 - 1.0 / slots) if slots > 1.0 else 0.0
            if t == years - 1:
                pool = 0.0
            free = rest + gain + before - pool
            cash[P_FUND] = pool - before
            cash[P_PARTNER] += deal[PART] * free
            cash[P_STATE] += (1.0 - deal[PART]) * free
            for k in range(PARTIES):
                worth[p, k] += cash[k] * factors[k, t]
                total[p, k] += cash[k]
                by_year[k, t] += cash[k]
        repaid[p] = 0 if not has_claim else (done if done > 0 else -1)
