"""How hard a deal is on the whole estate, and what is got back of what is put in: on expected flows."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.estate.deals.settlement import PARTIES, Settlement
from counterdraft.estate.ground.estate_file import EstateFile
from counterdraft.fiscal.indicators import npv, payback
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.runtime.arrays import Floats

__all__ = ["hardness", "recovery"]


def hardness(settled: Settlement, file: EstateFile) -> dict[str, Any]:
    """
    Return what government takes of the flow before sharing, and the effective rate of tax.

    Take and rate are ratios of expected present values (Daniel, Keen and McPherson 2010): what owners do
    not keep, over what there is before anybody shares it.  A ratio to nothing is None.

    Args:
        settled: A deal on the deposits alone, so that transfers cancel.
        file: Gives rates and timing.

    Returns:
        `pre_party` (npv, undiscounted, irr, flows), `government_take`, `government_take_discounted` (at
        the state's rate), `government_take_at_owner_rate`, `average_effective_tax_rate` (the same ratio
        for the owner's part, as of one mine).
    """
    # Over all roles, the fund and what a lock earns outside, the flow before sharing is left.
    net = settled.by_year.sum(axis=0)
    owners = settled.by_year[PARTIES.index("owners")]
    rates = file.rates

    def take(rate: float) -> float | None:
        whole = float(npv(net, rate, file.timing))
        return 1 - float(npv(owners, rate, file.timing)) / whole if whole > 0 else None

    return {
        "pre_party": {
            "npv": float(npv(net, rates.state, file.timing)),
            "undiscounted": float(net.sum()),
            "flows": [float(v) for v in net],
            "irr": recovery(net, rates.owner)["irr"],
        },
        "government_take": take(0.0),
        "government_take_discounted": take(rates.state),
        "government_take_at_owner_rate": take(rates.owner),
        "average_effective_tax_rate": take(rates.owner),
    }


def recovery(flows: Floats, discount_rate: float = 0.0) -> dict[str, Any]:
    """
    Return the rate of return of an expected flow and the years until it has paid back.

    Without an outlay before the first receipt there is nothing to get back, and both are None; an outlay
    that is not got back within the years looked at has the payback ``never``.

    Args:
        flows: (years,).
        discount_rate: Of several rates of return the one nearest to it is quoted.

    >>> recovery(np.array([-10.0, 4.0, 12.0]))["payback_years"]
    2.5
    >>> recovery(np.array([1.0, 2.0]))
    {'irr': None, 'payback_years': None}
    """
    moved = flows[np.abs(flows) > 1e-9 * max(float(np.abs(flows).max(initial=0.0)), 1e-300)]
    if not moved.size or moved[0] > 0:
        return {"irr": None, "payback_years": None}
    rate, years = float(irr(flows, discount_rate)), float(payback(flows[:, None])[0])
    return {
        "irr": rate if np.isfinite(rate) else None,
        "payback_years": years if np.isfinite(years) else "never",
    }
