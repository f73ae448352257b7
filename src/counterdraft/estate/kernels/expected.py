"""What deals that are linear in the flows are worth, from flows that are gathered over many paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.estate.kernels import layout
from counterdraft.runtime.compiling import compiled

__all__ = ["expect_deals"]

F64 = NDArray[np.float64]


@compiled()
def expect_deals(  # noqa: C901, PLR0912, PLR0915
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
        worth: (deals, batches, 3) is written: present values.
    """
    years, batches = means.shape[2], means.shape[3]
    for_state, for_partner = factors[layout.P_STATE], factors[layout.P_PARTNER]
    for_owner = factors[layout.P_OWNER]
    law_state, law_owner = np.zeros(batches), np.zeros(batches)
    for t in range(years):
        for b in range(batches):
            state = means[layout.NEW, layout.STATE, t, b] + means[layout.OLD, layout.STATE, t, b]
            owner = means[layout.NEW, layout.OWNER, t, b] + means[layout.OLD, layout.OWNER, t, b]
            law_state[b] += for_state[t] * state
            law_owner[b] += for_owner[t] * owner
    to_state, to_partner = np.empty(years), np.empty(years)
    of_state, of_partner, of_owner = np.empty(batches), np.empty(batches), np.empty(batches)
    paid = np.empty(batches)
    for row in range(begin, end):
        deal = terms[row]
        share, base, part = deal[layout.SHARE], int(deal[layout.BASE]), deal[layout.PART]
        scopes = 2 if deal[layout.SCOPE] >= 1.0 else 1
        stops, cut = deal[layout.SUSPENDED], deal[layout.OFFTAKE]
        if int(deal[layout.MODE]) == layout.CEILING:
            _through_the_fund(deal, for_state, to_state)
            _through_the_fund(deal, for_partner, to_partner)
            to_state *= 1.0 - part
            to_partner *= part
        else:
            to_state[:] = 0.0
            to_partner[:] = for_partner
        of_state[:] = law_state
        of_partner[:] = 0.0
        of_owner[:] = law_owner
        sure_state = sure_partner = sure_owner = 0.0
        pace = 1.0
        for t in range(years):
            left = pace if t < deal[layout.X_YEARS] else 0.0
            pace *= 1.0 - deal[layout.X_DECLINE]
            closed = (1.0 - deal[layout.GOES_ON]) * left
            left *= deal[layout.GOES_ON]
            aid = deal[layout.AID] if t < deal[layout.AID_YEARS] else 0.0
            sure_state += for_state[t] * (aid - closed * deal[layout.X_STATE])
            sure_partner -= for_partner[t] * aid
            sure_owner -= for_owner[t] * closed * deal[layout.X_PROFIT]
            if cut > 0.0:
                for s in range(scopes):
                    gross = means[s, layout.GROSS, t]
                    for b in range(batches):
                        of_partner[b] += for_partner[t] * cut * gross[b]
                        of_owner[b] -= for_owner[t] * cut * gross[b]
            if share <= 0.0:
                continue
            for kind, outside, from_state in (
                (layout.GROSS, deal[layout.X_GROSS], False),
                (layout.STATE, deal[layout.X_STATE], True),
                (layout.PROFIT, deal[layout.X_PROFIT], False),
            ):
                if not (
                    (base == layout.ON_GROSS and kind == layout.GROSS)
                    or (base == layout.ON_STATE and kind == layout.STATE)
                    or (base == layout.ON_PROFIT and kind == layout.PROFIT)
                    or (base == layout.ON_RIGHTS and kind != layout.GROSS)
                ):
                    continue
                paid[:] = left * outside
                if stops > 0.0:
                    for b in range(batches):
                        paid[b] *= 1.0 - stops * (1.0 - calm[t, b])
                for s in range(scopes):
                    flow, still = means[s, kind, t], quiet[s, kind, t]
                    if stops > 0.0:
                        for b in range(batches):
                            paid[b] += flow[b] + stops * (still[b] - flow[b])
                    else:
                        for b in range(batches):
                            paid[b] += flow[b]
                gain_state = share * (to_state[t] - (for_state[t] if from_state else 0.0))
                gain_partner = share * to_partner[t]
                gain_owner = 0.0 if from_state else -share * for_owner[t]
                for b in range(batches):
                    of_state[b] += gain_state * paid[b]
                    of_partner[b] += gain_partner * paid[b]
                    of_owner[b] += gain_owner * paid[b]
        for b in range(batches):
            worth[row, b, 0] = of_state[b] + sure_state
            worth[row, b, 1] = of_partner[b] + sure_partner
            worth[row, b, 2] = of_owner[b] + sure_owner


@compiled()
def _through_the_fund(deal: F64, factors: F64, out: F64) -> None:
    """
    Write what a unit paid into the fund in each year is worth when it comes out again.

    Part of it is locked, earns, and is released in equal parts when the lock ends; the last year ends all.

    Args:
        deal: (DEAL,) the terms.
        factors: (years,) discount factors.
        out: (years,) is written.
    """
    last = factors.shape[0] - 1
    # What a unit that lies in the fund at the end of a year is worth.
    held = 0.0
    for t in range(last, -1, -1):
        locked = deal[layout.LOCK_SHARE] if t <= deal[layout.LOCK_UNTIL] and t < last else 0.0
        out[t] = (1.0 - locked) * factors[t] + locked * held
        stays = 1.0
        if t == last:
            stays = 0.0
        elif t > deal[layout.LOCK_UNTIL]:
            slots = deal[layout.RELEASE] - (t - deal[layout.LOCK_UNTIL]) + 1.0
            stays = 1.0 - 1.0 / slots if slots > 1.0 else 0.0
        held = (1.0 + deal[layout.EARNS]) * ((1.0 - stays) * factors[t] + stays * held)
