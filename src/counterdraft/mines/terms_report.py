"""How hard terms are: who takes what part, when, and how that changes with the price."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.indicators import progressivity
from counterdraft.fiscal.rates_of_return import irr
from counterdraft.fiscal.waterfall import Outcome
from counterdraft.mines.benchmarks import (
    STEP,
    early_receipts,
    effective_royalty_rate,
    government_receipts,
    marginal_government_take,
    money_per_unit,
    owner_entitlement,
    owner_part_of_saving,
    ratio,
    share_of_benefits,
)
from counterdraft.mines.break_even import break_even_factor, break_even_price, marginal_tax_rate
from counterdraft.mines.changed_flows import join_paths, on_fewer_paths, scale_costs, scale_prices
from counterdraft.mines.project import Project
from counterdraft.mines.report import (
    BreakEven,
    GovernmentTiming,
    InstrumentShare,
    MineTerms,
    PriceSensitivity,
    SavingsIndex,
    TakeAtFactor,
    TermsAtRate,
)
from counterdraft.runtime.arrays import Floats

__all__ = ["report_terms"]

FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


def report_terms(project: Project, outcome: Outcome) -> MineTerms:
    """
    The indicators of the terms.

    Args:
        project: The mine.
        outcome: Of its terms, in money of the answer.
    """
    owner = project.terms.owner
    rate, cash = project.rate_of(owner), outcome.cash[owner]
    receipts, level = government_receipts(project, outcome), project.deflator[:, None]
    outlay = project.flows.spent * level
    before, after, spent = (_worth(project, flow, rate) for flow in (outcome.net, cash, outlay))
    factor = break_even_factor(project, rate)
    factor_before = break_even_factor(project, rate, before_terms=True)
    take, discounted = (_take(project, outcome, at) for at in (0.0, project.rate))
    at_owner_rate = _take(project, outcome, rate)
    small = on_fewer_paths(project)
    base = outcome if small is project else small.outcome()
    royalty = effective_royalty_rate(small)
    cheaper_running = scale_costs(small.flows, operating=1 - STEP)
    cheaper_building = scale_costs(small.flows, capital=1 - STEP)
    return MineTerms(
        government=tuple(project.government()),
        government_undiscounted=_sum(receipts),
        government_npv=_worth(project, receipts, project.rate),
        government_take=take,
        government_take_discounted=discounted,
        government_take_at_owner_rate=at_owner_rate,
        average_effective_tax_rate=at_owner_rate,
        marginal_effective_tax_rate=marginal_tax_rate(project, factor, rate),
        taken_from_owner=ratio(before - after, before),
        owner_take=ratio(_sum(cash), _sum(outcome.net)),
        front_loading_index=None if not take or discounted is None else discounted / take - 1,
        at=tuple(_terms_at_rate(project, outcome, other) for other in project.also_at),
        break_even_price_factor=factor,
        break_even_prices=_break_even_prices(project, factor),
        break_even_constant_price=break_even_price(project, factor, rate),
        break_even_price_factor_before_terms=factor_before,
        break_even_constant_price_before_terms=break_even_price(
            project, factor_before, rate, before_terms=True
        ),
        least_share_of_revenue=_least_share_of_revenue(project, receipts),
        effective_royalty_rate=royalty,
        access_to_gross_revenues=None if royalty is None else 1 - royalty,
        entitlement=owner_entitlement(project, outcome),
        savings_index=SavingsIndex(
            owner_part_of_saving(small, base, cheaper_running),
            owner_part_of_saving(small, base, cheaper_building),
        ),
        marginal_government_take=marginal_government_take(small, base),
        share_of_total_benefits=share_of_benefits(project, outcome, 0.0),
        share_of_total_benefits_discounted=share_of_benefits(project, outcome, project.rate),
        per_unit=money_per_unit(project, outcome),
        early_part=early_receipts(project, outcome),
        by_instrument=_by_instrument(project, outcome),
        time_profile=_government_timing(project, receipts),
        progressivity=_price_sensitivity(small),
        profitability_index=1 + after / spent if spent > 0 else None,
        profit_to_investment=ratio(float(cash.sum()), float(outlay.sum())),
    )


def _sum(flow: Floats) -> float:
    return float(flow.sum(axis=0).mean())


def _worth(project: Project, flow: Floats, rate: float) -> float:
    return float((project.factors(rate) @ flow).mean())


def _take(project: Project, outcome: Outcome, rate: float) -> float | None:
    """The government's part of the flow before anybody shares it, both discounted."""
    receipts = government_receipts(project, outcome)
    return ratio(_worth(project, receipts, rate), _worth(project, outcome.net, rate))


def _terms_at_rate(project: Project, outcome: Outcome, rate: float) -> TermsAtRate:
    factor = break_even_factor(project, rate)
    return TermsAtRate(
        rate,
        _worth(project, outcome.net, rate),
        _worth(project, outcome.cash[project.terms.owner], rate),
        _worth(project, government_receipts(project, outcome), rate),
        _take(project, outcome, rate),
        marginal_tax_rate(project, factor, rate),
        factor,
        break_even_price(project, factor, rate),
    )


def _least_share_of_revenue(project: Project, receipts: Floats) -> float | None:
    """The government's least part of revenue in any year with revenue, on the mean of the paths."""
    revenue = (project.flows.revenue * project.deflator[:, None]).mean(axis=1)
    earning = revenue > 0
    shares = receipts.mean(axis=1)[earning] / revenue[earning]
    return float(shares.min()) if earning.any() else None


def _break_even_prices(project: Project, factor: BreakEven) -> dict[str, float] | None:
    """Each product's price, weighted by its volume, times the factor."""
    if not isinstance(factor, float) or project.revenue_given:
        return None
    means = {}
    for name, price in project.flows.prices.items():
        volume = project.flows.volumes[name]
        real = price * project.deflator[:, None] / project.scale[name]
        total = float(volume.sum())
        means[name] = float((real * volume).sum()) / total if total else float(real.mean())
    return {name: mean * factor for name, mean in means.items()}


def _by_instrument(project: Project, outcome: Outcome) -> dict[str, InstrumentShare]:
    """What each instrument brings its payee, and the part of the government's receipts in it."""
    government = set(project.government())
    receipts = _sum(government_receipts(project, outcome))
    shares = {}
    for name in outcome.amounts:
        moves = [(key[1:], moved) for key, moved in outcome.transfers.items() if key[0] == name]
        to_government = sum(
            _sum(moved) * ((payee in government) - (payer in government))
            for (payer, payee), moved in moves
        )
        shares[name] = InstrumentShare(
            tuple(f"{payer} to {payee}" for (payer, payee), _ in moves),
            sum(_sum(moved) for _, moved in moves),
            sum(_worth(project, moved, project.rate) for _, moved in moves),
            to_government,
            ratio(to_government, receipts),
        )
    return shares


def _government_timing(project: Project, receipts: Floats) -> GovernmentTiming:
    by_year = receipts.mean(axis=1)
    running, total = np.cumsum(by_year), float(by_year.sum())
    if total <= 0:
        return GovernmentTiming(by_year.tolist(), None, None)
    half = project.flows.years[int(np.argmax(running >= total / 2))]
    return GovernmentTiming(by_year.tolist(), (running / total).tolist(), half)


def _price_sensitivity(project: Project) -> PriceSensitivity:
    """The take where all prices, or all costs, are multiplied by a factor."""
    flows = project.flows
    at_prices = _takes(project, [scale_prices(flows, factor) for factor in FACTORS])
    at_costs = _takes(
        project,
        [scale_costs(flows, operating=f, capital=f, closing=f) for f in FACTORS],
    )
    takes = [take for _, _, _, take in at_prices]
    return PriceSensitivity(
        tuple(
            TakeAtFactor(*row, price_factor=f) for f, row in zip(FACTORS, at_prices, strict=True)
        ),
        progressivity(takes, "the project"),
        tuple(TakeAtFactor(*row, cost_factor=f) for f, row in zip(FACTORS, at_costs, strict=True)),
    )


TakeRow = tuple[float, float | None, float | None, float | None]


def _takes(project: Project, changed: Sequence[Flows]) -> list[TakeRow]:
    """For each of several flows NPV and return before terms, and the take undiscounted and discounted."""
    if project.flows.paths == 1:  # the factors as paths side by side, run once
        outcome = project.outcome(join_paths(changed))
        net, receipts = outcome.net, government_receipts(project, outcome)
    else:
        outcomes = [project.outcome(flows) for flows in changed]
        net = np.column_stack([outcome.net.mean(axis=1) for outcome in outcomes])
        receipts = np.column_stack(
            [government_receipts(project, outcome).mean(axis=1) for outcome in outcomes]
        )
    rates = irr(net, project.yearly_rate(project.rate))
    factors = project.factors(project.rate)
    npv, receipts_npv = factors @ net, factors @ receipts
    return [
        (
            float(npv[k]),
            float(rates[k]) if np.isfinite(rates[k]) else None,
            ratio(float(receipts[:, k].sum()), float(net[:, k].sum())),
            ratio(float(receipts_npv[k]), float(npv[k])),
        )
        for k in range(len(changed))
    ]
