"""Every indicator of one mine under its terms, ready for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterdraft.case.units import MONEY
from counterdraft.errors import CaseError
from counterdraft.fiscal.indicators import payback, repaid
from counterdraft.fiscal.waterfall import Outcome
from counterdraft.mines.benchmarks import ratio
from counterdraft.mines.definitions import DEFINITIONS
from counterdraft.mines.flexibility import flexibility
from counterdraft.mines.project import Project
from counterdraft.mines.regime import regime
from counterdraft.mines.returns import return_of_flow
from counterdraft.runtime.arrays import Floats

__all__ = ["DEFINITIONS", "FORMAT", "value"]

FORMAT = "counterdraft.project/1"


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
    outcome = project.settled()
    owner, level = project.terms.owner, project.deflator[:, None]
    factors = project.factors(project.rate_of(owner))
    outlay = project.flows.spent * level
    spent, gained = (float((factors @ a).mean()) for a in (outlay, outcome.cash[owner]))
    return {
        "format": FORMAT,
        "title": project.title,
        "currency": project.currency.model_dump(),
        "years": list(outcome.years),
        "timing": project.timing,
        "valued_at": outcome.years[0] - project.shift,
        "rate": project.rate,
        "paths": project.flows.paths,
        "project": {"rate": project.rate, **_party(project, outcome.net, project.rate)},
        "parties": {
            name: {
                "rate": project.rate_of(name),
                "government": name in project.government(),
                **_party(project, cash, project.rate_of(name)),
            }
            for name, cash in outcome.cash.items()
        },
        "terms": {
            **regime(project, outcome),
            "profitability_index": 1 + gained / spent if spent > 0 else None,
            "profit_to_investment": ratio(float(outcome.cash[owner].sum()), float(outlay.sum())),
        },
        "claims": _claims(outcome),
        "instruments": {n: _by_year(a) for n, a in outcome.amounts.items()},
        "lines": {n: _by_year(a) for n, a in outcome.lines.items()},
        "flows": {
            "pre_party": _by_year(outcome.net),
            "revenue": _by_year(project.flows.revenue * level),
            "opex": _by_year(project.flows.opex * level),
            "capex": _by_year(project.flows.spent * level),
            "closure": _by_year(project.flows.closure * level),
        },
        "price_level": [float(x) for x in 1 / project.deflator],
        **(flexibility(project) if project.options is not None else {}),
        "checks": {"largest_gap": outcome.gap, "adds_up": outcome.gap <= _cent(project, outcome)},
        "definitions": DEFINITIONS,
    }


def _cent(project: Project, outcome: Outcome) -> float:
    """Return a cent in the unit of the file, or the last digits of its largest flow where they are more."""
    flows = project.flows
    gross = np.abs(flows.revenue) + np.abs(flows.spent) + flows.opex + np.abs(flows.closure)
    moved = (float(np.abs(amount).max(initial=0.0)) for amount in outcome.transfers.values())
    largest = max(float(gross.max(initial=0.0)), *moved, 0.0)
    return max(0.01 / MONEY[project.currency.unit], 1e-12 * largest)


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


def _party(project: Project, cash: Floats, rate: float) -> dict[str, Any]:
    back = payback(cash, project.timing)
    late = payback(cash * project.factors(rate)[:, None], project.timing)
    worth = project.factors(rate) @ cash
    returns = return_of_flow(cash, worth, project.yearly_rate(rate))
    return {
        "npv": _figure(worth),
        "npv_at": [
            {"rate": one, "npv": _figure(project.factors(one) @ cash)} for one in project.also_at
        ],
        "undiscounted": _figure(cash.sum(axis=0)),
        "irr": _figure(returns.quoted),
        "irr_roots": list(returns.roots),
        "irr_note": returns.note,
        "irr_several_in": returns.several_in,
        "irr_against_npv_in": returns.against_npv_in,
        "payback_years": _figure(back) if np.isfinite(back).any() else "never",
        "payback_year": _date(_payback_year(cash, project.flows.years)),
        "discounted_payback_years": _figure(late) if np.isfinite(late).any() else "never",
        "largest_outlay": _figure(np.maximum(-np.cumsum(cash, axis=0).min(axis=0), 0.0)),
        "flows": _by_year(cash),
        **(
            {"flows_p10": _quantile(cash, 0.1), "flows_p90": _quantile(cash, 0.9)}
            if project.flows.paths > 1
            else {}
        ),
    }


def _payback_year(cash: Floats, years: tuple[int, ...]) -> Floats:
    """Return the first year to whose end, and ever after, the cumulative flow is not negative."""
    total = np.cumsum(cash, axis=0)
    below = total < -1e-12 * np.abs(cash).sum(axis=0)
    last = np.where(below.any(axis=0), len(years) - 1 - np.argmax(below[::-1], axis=0), -1)
    calendar = np.array([*years, np.nan])
    found: Floats = calendar[last + 1]
    return found


def _quantile(values: Floats, q: float) -> list[float]:
    return [float(v) for v in np.quantile(values, q, axis=1)]


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
