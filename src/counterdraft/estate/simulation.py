"""Draw the estate's paths once, and keep the flows before any deal for every set of hazards."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.errors import CaseError
from counterdraft.estate.ground.control import Guarantee
from counterdraft.estate.ground.deposits import CONTROL
from counterdraft.estate.kernels import layout
from counterdraft.estate.model import Estate, triangles
from counterdraft.estate.price_draws import draw_prices
from counterdraft.fiscal.indicators import discount_factors
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.blocks import blockwise
from counterdraft.runtime.streams import stream_key

__all__ = ["Paths", "PreDeal"]

PILOT = 4096
"""Paths on which owners learn when building pays."""


@dataclass(frozen=True, eq=False)
class PreDeal:
    """
    Flows before a deal, under one set of hazards and one plan.

    Attributes:
        kept: (paths, 2, 4, years) float32: gross revenue, state revenue, owners' cash, owners' profit,
            of new and existing projects.
        attacked: (paths,) the years of attack as bits.
        gathered: (deposits, GATHERED) means over paths.
    """

    kept: NDArray[np.float32]
    attacked: NDArray[np.uint64]
    gathered: Floats


@dataclass(eq=False)
class Paths:
    """
    Joint paths of an estate under common random numbers.

    Prices are drawn on first use; flows under a guarantee are computed once and kept.

    Args:
        estate: The estate.
        count: How many paths.
        seed: All streams are keyed by it and their own name.
    """

    estate: Estate
    count: int = 10_000
    seed: int = 1
    keep: int = 4
    no_deal: Any = None
    """What everybody has without a deal, kept once it is settled."""
    _prices: NDArray[np.float32] | None = None
    _flows: OrderedDict[tuple[object, ...], PreDeal] = field(default_factory=OrderedDict)
    _rules: dict[tuple[object, ...], Floats] = field(default_factory=dict)

    @property
    def prices(self) -> NDArray[np.float32]:
        """(paths, years, products), in money of the estate per unit of quantity."""
        if self._prices is None:
            self._prices = draw_prices(self.estate, self.count, self.seed)
        return self._prices

    def flows(
        self,
        guarantee: str | Guarantee,
        owners: tuple[float, float, float, float] | None = None,
    ) -> PreDeal:
        """
        Return the flows under a guarantee.

        Args:
            guarantee: A name of control.yaml, or its factors.
            owners: What a deal takes from owners (gross new, gross old, profit new, profit old): given,
                be it nothing, their plans answer to it: they build anew, stand still below their
                cut-off, and give up.  Without it they build as the law in force makes them, and carry on.

        Returns:
            The flows, kept for the next deal that needs them.
        """
        hazard = self._guarantee(guarantee)
        key = (hazard.attack, hazard.loss, owners)
        if key in self._flows:
            self._flows.move_to_end(key)
            return self._flows[key]
        rule = self._rule(owners)
        found = self._simulate(hazard, rule, owners, self.count)
        while len(self._flows) >= self.keep:
            self._flows.popitem(last=False)
        self._flows[key] = found
        return found

    def _guarantee(self, guarantee: str | Guarantee) -> Guarantee:
        if isinstance(guarantee, Guarantee):
            return guarantee
        return self.estate.control.guarantees[guarantee]

    def _rule(self, owners: tuple[float, float, float, float] | None) -> Floats:
        """
        Return when owners build: where the expected worth of building now, given the price, is above nought.

        Regression of what building turned out to be worth on 1, x, x^2, as Longstaff and Schwartz (2001)
        estimate what waiting is worth; x is the log of the main price.  It is learnt without a guarantee.
        """
        if (owners,) in self._rules:
            return self._rules[(owners,)]
        deposits = len(self.estate.deposits)
        ask = np.zeros((deposits, 4))
        pilot = np.full((deposits, min(PILOT, self.count), 2), np.nan)
        baseline = Guarantee()
        self._simulate(baseline, ask, owners, pilot.shape[1], pilot)
        rule = ask.copy()
        rule[:, 3] = 1.0
        for d in range(deposits):
            worth, x = pilot[d, :, 0], pilot[d, :, 1]
            known = np.isfinite(x)
            if known.sum() < 20 or np.ptp(x[known]) < 1e-9:
                rule[d, 0] = float(worth[known].mean()) if known.any() else 1.0
                continue
            design = np.vander(x[known], 3, increasing=True)
            rule[d, :3] = np.linalg.lstsq(design, worth[known], rcond=None)[0]
        self._rules[(owners,)] = rule
        return rule

    def _simulate(
        self,
        guarantee: Guarantee,
        rule: Floats,
        owners: tuple[float, float, float, float] | None,
        count: int,
        pilot: Floats | None = None,
    ) -> PreDeal:
        from counterdraft.estate.kernels.estate import simulate  # noqa: PLC0415 - compiled code, on use

        estate, prices = self.estate, self.prices
        hazards = estate.control.under(guarantee)
        years, deposits = prices.shape[1], len(estate.deposits)
        kept = np.zeros((count, 2, layout.KEPT, years), np.float32)
        attacked = np.zeros(count, np.uint64)
        table = _tables(estate, self.seed)
        law = _law(estate, owners)
        timing, rates = estate.file.timing, estate.file.rates
        for_state = discount_factors(years, rates.state, timing)
        for_owner = discount_factors(years, rates.owner, timing)
        room = np.zeros((deposits, 0, 2)) if pilot is None else pilot

        def job(begin: int, end: int) -> Floats:
            gathered = np.zeros((deposits, layout.GATHERED))
            # Uncompiled, the random numbers wrap around with a warning; compiled, in silence.
            with np.errstate(over="ignore"):
                simulate(
                    begin,
                    end,
                    prices,
                    table.keys,
                    np.uint64(stream_key(self.seed, "scenario")),
                    table.triangles,
                    table.singles,
                    table.products,
                    table.weights,
                    table.zone,
                    table.state,
                    hazards.first,
                    hazards.switch,
                    hazards.change,
                    law,
                    rule,
                    for_state,
                    for_owner,
                    kept,
                    attacked,
                    hazards.attack,
                    gathered,
                    room,
                )
            return gathered

        gathered = blockwise(count, job) / count
        if not np.isfinite(gathered).all():
            worst = estate.deposits[int(np.argmin(np.isfinite(gathered).all(axis=1)))].name
            raise CaseError.of("is not a finite number", field=worst, help="look at its figures")
        return PreDeal(kept, attacked, gathered)


@dataclass(frozen=True, eq=False)
class _Tables:
    keys: NDArray[np.uint64]
    triangles: Floats
    singles: Floats
    products: NDArray[np.int64]
    weights: Floats
    zone: NDArray[np.int64]
    state: NDArray[np.int64]


def _tables(estate: Estate, seed: int) -> _Tables:
    products = list(estate.file.products)
    zones = list(estate.control.zones)
    law = estate.file.law
    count = len(estate.deposits)
    position = np.full((count, 3), -1, np.int64)
    weights = np.zeros((count, 3))
    singles = np.zeros((count, layout.SINGLES))
    for d, one in enumerate(estate.deposits):
        for j, (name, quantity) in enumerate(one.products.items()):
            position[d, j], weights[d, j] = products.index(name), quantity
        royalty = law.royalty.get(one.commodity, law.royalty.get("default", 0.0))
        conversion = estate.file.classes[one.resource_class].conversion
        singles[d] = (conversion, royalty, float(one.existing), one.tonnes)
    return _Tables(
        np.array([stream_key(seed, f"deposit/{d.name}") for d in estate.deposits], np.uint64),
        triangles(estate),
        singles,
        position,
        weights,
        np.array([zones.index(d.zone) for d in estate.deposits], np.int64),
        np.array([CONTROL.index(d.control) for d in estate.deposits], np.int64),
    )


def _law(estate: Estate, owners: tuple[float, float, float, float] | None) -> Floats:
    law, plan, costs = estate.file.law, estate.file.plan, estate.control.costs
    return np.array(
        [
            law.income_tax,
            law.tax_years,
            costs.exposed_loss,
            costs.exposed_slow,
            costs.insurance,
            costs.damage,
            costs.repair_years,
            float(owners is not None),
            *(owners or (0.0, 0.0, 0.0, 0.0)),
            plan.window,
            plan.care,
            plan.patience,
        ],
        float,
    )
