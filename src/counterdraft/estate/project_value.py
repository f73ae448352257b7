"""Every indicator of one mine under its terms, ready for JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from counterdraft.errors import CaseError
from counterdraft.estate.book import Floats, Flows
from counterdraft.estate.flexibility import flexibility
from counterdraft.estate.indicators import irr, npv, payback, repaid
from counterdraft.estate.project import Project
from counterdraft.estate.waterfall import Outcome, run

__all__ = ["value"]

FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


def value(project: Project) -> dict[str, Any]:
    """
    Return what the project is worth to each party, and how hard its terms are.

    Amounts are in the unit of the file.  With one path every figure is a number; with many it is the
    mean with P10, P50 and P90.  What does not exist is the word ``never`` (a payback, a repayment) or
    null (a rate of return of a flow that never changes sign).

    Args:
        project: The mine.

    Raises:
        CaseError: An amount overflows.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        answer = _answer(project)
    if not _finite(answer):
        raise CaseError.of(
            "a figure of the answer is not finite",
            field=project.title or "project",
            help="an amount, a rate or a horizon is too large",
        )
    return answer


def _finite(value: Any) -> bool:  # noqa: ANN401 - JSON holds anything
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    if isinstance(value, list):
        return all(map(_finite, value))
    return not isinstance(value, float) or bool(np.isfinite(value))


def _answer(project: Project) -> dict[str, Any]:
    outcome = run(project.terms, project.flows)
    worth = {name: _present(project, name, cash) for name, cash in outcome.cash.items()}
    return {
        "title": project.title,
        "currency": project.currency.model_dump(),
        "years": list(outcome.years),
        "timing": project.timing,
        "paths": project.flows.paths,
        "project": _party(project, outcome.net, _present(project, "", outcome.net)),
        "parties": {
            name: {"rate": project.rate_of(name), **_party(project, cash, worth[name])}
            for name, cash in outcome.cash.items()
        },
        "terms": _terms(project, outcome),
        "claims": _claims(outcome),
        "instruments": {n: _by_year(a) for n, a in outcome.amounts.items()},
        "lines": {n: _by_year(a) for n, a in outcome.lines.items()},
        "flows": {
            "pre_party": _by_year(outcome.net),
            "revenue": _by_year(project.flows.revenue),
            "opex": _by_year(project.flows.opex),
            "capex": _by_year(project.flows.spent),
            "closure": _by_year(project.flows.closure),
        },
        **({"options": flexibility(project)} if project.options is not None else {}),
        "checks": {"largest_gap": outcome.gap, "adds_up": bool(outcome.gap < 0.01)},
    }


def _present(project: Project, party: str, flows: Floats, rate: float | None = None) -> Floats:
    used = project.rate_of(party) if rate is None else rate
    return npv(flows, used, project.timing) * (1 + used) ** -project.shift


def _figure(values: Floats) -> Any:  # noqa: ANN401
    """Return a number, or the mean and three quantiles; null where there is none."""
    known = values[np.isfinite(values)]
    if values.size == 1:
        return float(values.flat[0]) if known.size else None
    if not known.size:
        return None
    low, middle, high = np.quantile(known, [0.1, 0.5, 0.9])
    figure = {"mean": float(known.mean()), "p10": float(low), "p50": float(middle)}
    figure |= {"p90": float(high), "sd": float(known.std())}
    if known.size < values.size:
        figure["none_in"] = float(1 - known.size / values.size)
    return figure


def _by_year(values: Floats) -> list[float]:
    return [float(v) for v in values.mean(axis=1)]


def _party(project: Project, cash: Floats, worth: Floats) -> dict[str, Any]:
    back = payback(cash)
    return {
        "npv": _figure(worth),
        "undiscounted": _figure(cash.sum(axis=0)),
        "irr": _figure(irr(cash)),
        "payback_years": _figure(back) if np.isfinite(back).any() else "never",
        "flows": _by_year(cash),
        **(
            {"flows_p10": _quantile(cash, 0.1), "flows_p90": _quantile(cash, 0.9)}
            if project.flows.paths > 1
            else {}
        ),
    }


def _quantile(values: Floats, q: float) -> list[float]:
    return [float(v) for v in np.quantile(values, q, axis=1)]


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _take(project: Project, outcome: Outcome, rate: float) -> float | None:
    got = sum((outcome.cash[g] for g in project.government()), np.zeros_like(outcome.net))
    part = float(_present(project, "", got, rate).mean())
    return _ratio(part, float(_present(project, "", outcome.net, rate).mean()))


def _terms(project: Project, outcome: Outcome) -> dict[str, Any]:
    owner = project.terms.owner
    rate = project.rate_of(owner)
    before = float(_present(project, owner, outcome.net).mean())
    after = float(_present(project, owner, outcome.cash[owner]).mean())
    factor = _break_even(project, lambda o: o.cash[owner])
    curve = _curve(project)
    return {
        "government_take": _take(project, outcome, 0.0),
        "government_take_discounted": _take(project, outcome, project.rate),
        "government_take_at_owner_rate": _take(project, outcome, rate),
        "average_effective_tax_rate": _ratio(before - after, before),
        "marginal_effective_tax_rate": _marginal(project, factor, rate),
        "break_even_price_factor": factor,
        "break_even_prices": _break_even_prices(project, factor),
        "break_even_price_factor_before_terms": _break_even(project, lambda o: o.net),
        "progressivity": {"curve": curve, "verdict": _verdict(curve)},
    }


def scaled(project: Project, factor: float) -> Project:
    """Return the project with every price times *factor*."""
    old = project.flows
    return dataclasses.replace(
        project,
        flows=Flows(
            old.years,
            old.volumes,
            {name: price * factor for name, price in old.prices.items()},
            old.revenue * factor,
            old.opex,
            old.capex,
            old.closure,
            old.scale,
        ),
    )


def _thinned(project: Project, most: int = 2000) -> Project:
    old = project.flows
    if old.paths <= most:
        return project

    def cut(a: Floats) -> Floats:
        return a[:, :most]

    flows = Flows(
        old.years,
        {n: cut(a) for n, a in old.volumes.items()},
        {n: cut(a) for n, a in old.prices.items()},
        cut(old.revenue),
        cut(old.opex),
        {n: cut(a) for n, a in old.capex.items()},
        cut(old.closure),
        old.scale,
    )
    return dataclasses.replace(project, flows=flows)


def _break_even(project: Project, of: Callable[[Outcome], Floats]) -> float | None:
    """Return the factor on all prices at which the flow is worth nothing at the owner's rate."""
    owner, small = project.terms.owner, _thinned(project)

    def worth(factor: float) -> float:
        try:
            outcome = run(project.terms, scaled(small, factor).flows)
        except CaseError:
            return np.inf
        return float(_present(project, owner, of(outcome)).mean())

    low, high = 0.0, 1.0
    if worth(low) >= 0:
        return None
    while worth(high) < 0:
        low, high = high, high * 2
        if high > 1e4:
            return None
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if worth(middle) < 0 else (low, middle)
    return 0.5 * (low + high)


def _break_even_prices(project: Project, factor: float | None) -> dict[str, float] | None:
    if factor is None or project.given:
        return None
    return {
        n: float(p[0].mean()) * factor / project.scale[n] for n, p in project.flows.prices.items()
    }


def _marginal(project: Project, factor: float | None, rate: float) -> float | None:
    """
    Return (p - r) / p for the project that just pays the owner's rate r, p its return before terms.

    King and Fullerton (1984), on the whole project instead of one more unit of capital.
    """
    if factor is None:
        return None
    small = scaled(_thinned(project), factor)
    before = irr(small.flows.net.mean(axis=1, keepdims=True))
    p = float(before[0])
    return (p - rate) / p if np.isfinite(p) and p > 0 else None


def _curve(project: Project) -> list[dict[str, float | None]]:
    small, rows = _thinned(project), []
    for factor in FACTORS:
        point = scaled(small, factor)
        outcome = run(project.terms, point.flows)
        rows.append(
            {
                "price_factor": factor,
                "pre_party_npv": float(_present(project, "", outcome.net, project.rate).mean()),
                "government_take": _take(project, outcome, 0.0),
                "government_take_discounted": _take(project, outcome, project.rate),
            }
        )
    return rows


def _verdict(curve: list[dict[str, float | None]]) -> str:
    """Say whether the discounted take rises with the price, where the project is worth something."""
    takes = [r["government_take_discounted"] for r in curve]
    known = [take for take in takes if take is not None]
    if len(known) < 2:
        return "unknown: the project is worth something at fewer than two of the prices"
    change = known[-1] - known[0]
    if abs(change) < 1e-6:
        return "neutral"
    return "progressive" if change > 0 else "regressive"


def _claims(outcome: Outcome) -> dict[str, Any]:
    claims = {}
    for name, balance in outcome.lines.items():
        if not name.endswith(".balance") or not balance.any():
            continue
        year = repaid(balance, outcome.years)
        done = year[np.isfinite(year)]
        part = done.size / year.size
        claims[name.removesuffix(".balance")] = {
            "repaid_probability": part,
            "repaid_year": _date(year),
            "left_at_end": _figure(balance[-1]),
        }
    return claims


def _date(year: Floats) -> Any:  # noqa: ANN401
    """Return when a claim is repaid; a quantile beyond the paths that repay is ``never``."""
    if year.size == 1:
        return int(year[0]) if np.isfinite(year[0]) else "never"
    late = np.where(np.isfinite(year), year, np.inf)
    quantiles = np.quantile(late, [0.1, 0.5, 0.9], method="higher")
    names = ("p10", "p50", "p90")
    return {n: int(q) if np.isfinite(q) else "never" for n, q in zip(names, quantiles, strict=True)}
