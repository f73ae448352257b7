"""Every indicator of one mine under its terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass

import numpy as np

from counterdraft.case.units import prefix_size
from counterdraft.errors import CaseError
from counterdraft.fiscal.indicators import payback, repaid
from counterdraft.fiscal.waterfall import Outcome
from counterdraft.mines.options_report import report_options
from counterdraft.mines.project import Project
from counterdraft.mines.report import (
    DateFigure,
    MineChecks,
    MineClaim,
    MineFlows,
    MineParty,
    MineReport,
    Never,
    PathFigure,
    PathSpread,
    WorthAtRate,
    YearSpread,
)
from counterdraft.mines.returns import return_of_flow
from counterdraft.mines.terms_report import report_terms
from counterdraft.runtime.arrays import Floats

__all__ = ["report_mine"]


def report_mine(project: Project) -> MineReport:
    """
    What the project is worth to each party, and how hard its terms are.

    Amounts are in the unit of the file.  With one path every figure is a number; with many it is the
    mean with P10, P50 and P90.  What does not exist is the word ``never`` (a payback, a repayment) or
    None (a rate of return of a flow that never changes sign).

    Args:
        project: The mine.

    Raises:
        CaseError: An amount overflows.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        report = _report(project)
    if not _is_finite(report):
        raise CaseError.of(
            "a figure of the answer is not finite",
            field=project.title or "project",
            help="an amount, a rate or a horizon is too large",
        )
    return report


def _is_finite(value: object) -> bool:
    """Whether every number in a report is one."""
    if is_dataclass(value):
        return all(_is_finite(getattr(value, part.name)) for part in fields(value))
    if isinstance(value, Mapping):
        return all(map(_is_finite, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(map(_is_finite, value))
    return not isinstance(value, float) or bool(np.isfinite(value))


def _report(project: Project) -> MineReport:
    outcome, level = project.outcome(), project.deflator[:, None]
    options, responsive = report_options(project) if project.options is not None else (None, None)
    flows = project.flows
    return MineReport(
        title=project.title,
        currency=project.currency,
        years=outcome.years,
        timing=project.timing,
        valued_at=outcome.years[0] - project.shift,
        rate=project.rate,
        paths=flows.paths,
        project=_party(project, outcome.net, project.rate, government=None),
        parties={
            name: _party(
                project, cash, project.rate_of(name), government=name in project.government()
            )
            for name, cash in outcome.cash.items()
        },
        terms=report_terms(project, outcome),
        claims=_claims(outcome),
        instruments={name: _by_year(amounts) for name, amounts in outcome.amounts.items()},
        lines={name: _by_year(amounts) for name, amounts in outcome.lines.items()},
        flows=MineFlows(
            _by_year(outcome.net),
            _by_year(flows.revenue * level),
            _by_year(flows.opex * level),
            _by_year(flows.spent * level),
            _by_year(flows.closure * level),
        ),
        price_level=(1 / project.deflator).tolist(),
        options=options,
        responsive=responsive,
        checks=MineChecks(outcome.gap, outcome.gap <= _cent(project, outcome)),
    )


def _cent(project: Project, outcome: Outcome) -> float:
    """A cent in the unit of the file, or the last digits of its largest flow where they are more."""
    flows = project.flows
    gross = np.abs(flows.revenue) + np.abs(flows.spent) + flows.opex + np.abs(flows.closure)
    moved = (float(np.abs(amount).max(initial=0.0)) for amount in outcome.transfers.values())
    largest = max(float(gross.max(initial=0.0)), *moved, 0.0)
    return max(0.01 / float(prefix_size(project.currency.unit)), 1e-12 * largest)


def _by_year(amounts: Floats) -> list[float]:
    means: list[float] = amounts.mean(axis=1).tolist()
    return means


def _figure(values: Floats) -> PathFigure:
    """A number, or the mean and three quantiles; None where there is none."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    if values.size == 1:
        return float(known[0])
    low, middle, high = (float(q) for q in np.quantile(known, [0.1, 0.5, 0.9]))
    none_in = float(1 - known.size / values.size) if known.size < values.size else None
    return PathSpread(float(known.mean()), low, middle, high, float(known.std()), none_in)


def _figure_or_never(values: Floats) -> PathFigure | Never:
    return _figure(values) if np.isfinite(values).any() else "never"


def _party(project: Project, cash: Floats, rate: float, *, government: bool | None) -> MineParty:
    factors = project.factors(rate)
    worth = factors @ cash
    returns = return_of_flow(cash, worth, project.yearly_rate(rate))
    low, high = np.quantile(cash, [0.1, 0.9], axis=1).tolist()
    many = project.flows.paths > 1
    return MineParty(
        rate=rate,
        government=government,
        npv=_figure(worth),
        npv_at=tuple(
            WorthAtRate(other, _figure(project.factors(other) @ cash)) for other in project.also_at
        ),
        undiscounted=_figure(cash.sum(axis=0)),
        irr=_figure(returns.quoted),
        irr_roots=returns.roots,
        irr_note=returns.note,
        irr_several_in=returns.several_in,
        irr_against_npv_in=returns.against_npv_in,
        payback_years=_figure_or_never(payback(cash, project.timing)),
        payback_year=_date(_payback_year(cash, project.flows.years)),
        discounted_payback_years=_figure_or_never(payback(cash * factors[:, None], project.timing)),
        largest_outlay=_figure(np.maximum(-np.cumsum(cash, axis=0).min(axis=0), 0.0)),
        flows=_by_year(cash),
        flows_p10=low if many else None,
        flows_p90=high if many else None,
    )


def _payback_year(cash: Floats, years: tuple[int, ...]) -> Floats:
    """The first year to whose end, and ever after, the cumulative flow is not negative, (paths,)."""
    total = np.cumsum(cash, axis=0)
    below = total < -1e-12 * np.abs(cash).sum(axis=0)
    last = np.where(below.any(axis=0), len(years) - 1 - np.argmax(below[::-1], axis=0), -1)
    calendar = np.array([*years, np.nan])
    first: Floats = calendar[last + 1]
    return first


def _claims(outcome: Outcome) -> dict[str, MineClaim]:
    claims = {}
    for name, balance in outcome.lines.items():
        if not name.endswith(".balance") or not balance.any():
            continue
        year = repaid(balance, outcome.years)
        claims[name.removesuffix(".balance")] = MineClaim(
            float(np.isfinite(year).mean()), _date(year), _figure(balance[-1])
        )
    return claims


def _date(year: Floats) -> DateFigure:
    """When something happens; a quantile beyond the paths on which it does is ``never``."""

    def shown(value: float) -> int | Never:
        return int(value) if np.isfinite(value) else "never"

    if year.size == 1:
        return shown(float(year[0]))
    late = np.where(np.isfinite(year), year, np.inf)
    return YearSpread(*(shown(q) for q in np.quantile(late, [0.1, 0.5, 0.9], method="higher")))
