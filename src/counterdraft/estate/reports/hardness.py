"""How hard a deal is on the whole estate, and what is got back of what is put in: on expected flows."""

from __future__ import annotations

import numpy as np

from counterdraft.estate.deals.settlement import PARTIES, Settlement
from counterdraft.estate.ground.estate_file import EstateFile
from counterdraft.estate.reports.results import Hardness, Never, PreSharingFlow
from counterdraft.fiscal.indicators import npv, payback
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.runtime.arrays import Floats

__all__ = ["hardness", "recovery"]


def hardness(settlement: Settlement, file: EstateFile) -> Hardness:
    """
    Return what government takes of the flow before sharing, and the effective rate of tax.

    Take and rate are ratios of expected present values (Daniel, Keen and McPherson 2010): what owners do
    not keep, over what there is before anybody shares it.  A ratio to nothing is None.

    Args:
        settlement: A deal on the deposits alone, so that transfers cancel.
        file: Gives rates and timing.
    """
    # Over all roles, the fund and what a lock earns outside, the flow before sharing is left.
    net = settlement.by_year.sum(axis=0)
    owners = settlement.by_year[PARTIES.index("owners")]
    rates = file.rates

    def take(rate: float) -> float | None:
        whole = float(npv(net, rate, file.timing))
        return 1 - float(npv(owners, rate, file.timing)) / whole if whole > 0 else None

    by_owners = take(rates.owner)
    return Hardness(
        pre_party=PreSharingFlow(
            npv=float(npv(net, rates.state, file.timing)),
            undiscounted=float(net.sum()),
            flows=tuple(net.tolist()),
            irr=recovery(net, rates.owner)[0],
        ),
        government_take=take(0.0),
        government_take_discounted=take(rates.state),
        government_take_at_owner_rate=by_owners,
        average_effective_tax_rate=by_owners,
    )


def recovery(
    flows: Floats, discount_rate: float = 0.0
) -> tuple[float | None, float | Never | None]:
    """
    Return the rate of return of an expected flow and the years until it has paid back.

    Without an outlay before the first receipt there is nothing to get back, and both are None; an outlay
    that is not got back within the years looked at has the payback ``never``.

    Args:
        flows: (years,).
        discount_rate: Of several rates of return the one nearest to it is quoted.

    >>> recovery(np.array([-10.0, 4.0, 12.0]))[1]
    2.5
    >>> recovery(np.array([1.0, 2.0]))
    (None, None)
    """
    moved = flows[np.abs(flows) > 1e-9 * max(float(np.abs(flows).max(initial=0.0)), 1e-300)]
    if not moved.size or moved[0] > 0:
        return None, None
    rate, years = float(irr(flows, discount_rate)), float(payback(flows[:, None])[0])
    return rate if np.isfinite(rate) else None, years if np.isfinite(years) else "never"
