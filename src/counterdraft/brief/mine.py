"""One mine under its terms, on one screen."""

from __future__ import annotations

from collections.abc import Mapping

from counterdraft.mines.report import (
    MineClaim,
    MineOptions,
    MineParty,
    MineReport,
    MineTerms,
    Never,
    PathFigure,
    PathSpread,
    ResponsiveOwner,
    YearSpread,
)

__all__ = ["mine_text"]

_TIMES = {
    "start": "start of year",
    "mid": "middle of year",
    "end": "end of year",
    "spread": "over the year",
}
_COLUMNS = 5
"""Flows that fit side by side on a screen."""


def mine_text(report: MineReport) -> str:
    """What one mine is worth to each party, how hard its terms are, and who gets what in which year."""
    money, years = report.currency, report.years
    unit = f"{money.code} {money.unit}".strip()
    base = f" {money.base_year}" if money.base_year else ""
    when = _TIMES.get(report.timing, report.timing)
    head = f"{report.title or 'A mine'} · {unit}, {money.prices}{base} · {years[0]}-{years[-1]}"
    lines = [
        f"{head} · {when}, values at the start of {report.valued_at}",
        "",
        f"{'PARTY':<26}{'rate':>7}{'NPV':>13}{'undiscounted':>14}{'IRR':>9}  payback",
        _party_line("before terms", report.project),
        *(_party_line(name, party) for name, party in report.parties.items()),
        *_return_lines("the project before terms", report.project),
        *(line for name, party in report.parties.items() for line in _return_lines(name, party)),
        "",
        "TERMS",
        *_term_lines(report.terms, report.rate),
    ]
    if report.terms.by_instrument:
        lines += ["", f"{'INSTRUMENT':<26}{'undiscounted':>14}{'NPV':>13}  part of government take"]
        lines += [
            f"  {name:<24}{row.undiscounted:>14,.2f}{row.npv:>13,.2f}"
            f"{_percent(row.part_of_government_take):>9}"
            for name, row in report.terms.by_instrument.items()
        ]
    lines += [_claim_line(name, claim) for name, claim in report.claims.items()]
    if report.options is not None:
        lines += ["", *_option_lines(report.options)]
    if report.responsive is not None:
        lines += ["", *_responsive_lines(report.responsive)]
    lines += ["", *_yearly_lines(report)]
    if not report.checks.adds_up:
        lines.append("The parties do not add up to the project: largest gap in checks.largest_gap.")
    return "\n".join([*lines, "", "Every figure, and what it means: --json"])


def _mean(figure: PathFigure) -> float | None:
    return figure.mean if isinstance(figure, PathSpread) else figure


def _percent(figure: PathFigure | Never) -> str:
    if isinstance(figure, str):
        return figure
    mean = _mean(figure)
    return "–" if mean is None else f"{round(mean, 3) + 0.0:.1%}"


def _money(figure: PathFigure) -> str:
    """An amount with two places, and no sign where they are all zero."""
    return f"{round(_mean(figure) or 0.0, 2) + 0.0:,.2f}"


def _payback(figure: PathFigure | Never) -> str:
    years = figure if isinstance(figure, str) else _mean(figure)
    if isinstance(years, str):
        return years
    return f"{years:.1f} years" if years else "at once"


def _party_line(name: str, party: MineParty) -> str:
    several = " (one of several)" if len(party.irr_roots) > 1 else ""
    return (
        f"  {name:<24}{_percent(party.rate):>7}{_money(party.npv):>13}{_money(party.undiscounted):>14}"
        f"{_percent(party.irr):>9}  {_payback(party.payback_years)}{several}"
    )


def _return_lines(whose: str, party: MineParty) -> list[str]:
    """What must be said beside a rate of return: there are several, or the NPV opposes it."""
    roots, against, lines = party.irr_roots, party.irr_against_npv_in, []
    if len(roots) > 1:
        rates = ", ".join(map(_percent, roots))
        shown = f"The table shows {_percent(party.irr)}."
        lines.append(f"  {whose} has {len(roots)} rates of return: {rates}. {shown}")
    elif party.irr_several_in and not roots:
        part = f"{party.irr_several_in:.1%} of the paths"
        lines.append(f"  {whose} has several rates of return on {part}.")
    if against and roots:
        npv, place = ("negative", "above") if (_mean(party.npv) or 0) < 0 else ("positive", "below")
        rate = _percent(party.rate)
        lines.append(f"  {whose}: the NPV is {npv} although the rate of return is {place} {rate}.")
    elif against:
        lines.append(f"  {whose}: on {against:.1%} of the paths the NPV contradicts the return.")
    return lines


def _term_lines(terms: MineTerms, rate: float) -> list[str]:
    curve = [row for row in terms.progressivity.curve if row.government_take_discounted is not None]
    span = ""
    if len(curve) > 1:
        low, high = curve[0], curve[-1]
        span = (
            f": {_percent(low.government_take_discounted)} at {low.price_factor:g} of the price,"
            f" {_percent(high.government_take_discounted)} at {high.price_factor:g}"
        )
    price, factor = terms.break_even_constant_price, terms.break_even_price_factor
    constant = f"{price:,.4g} in every year; " if isinstance(price, float) else ""
    paid = "at any price" if factor is None else "at no price" if factor == "never" else ""
    take, discounted = map(_percent, (terms.government_take, terms.government_take_discounted))
    rows = {
        "government take": f"{take} undiscounted, {discounted} at {_percent(rate)}",
        "average effective tax rate": f"{_percent(terms.average_effective_tax_rate)} at the owner's "
        "rate (AETR)",
        "marginal effective tax rate": f"{_percent(terms.marginal_effective_tax_rate)} where it just "
        "pays (METR)",
        "break-even price": paid or f"{constant}{_percent(factor)} of the prices given",
        "progressivity": terms.progressivity.verdict + span,
        "half of the state's money": f"by {terms.time_profile.half_by or '–'}",
    }
    return [f"  {name:<28}{text}" for name, text in rows.items()]


def _claim_line(name: str, claim: MineClaim) -> str:
    year = claim.repaid_year.p50 if isinstance(claim.repaid_year, YearSpread) else claim.repaid_year
    return f"  {name} is repaid: {year} (on {claim.repaid_probability:.0%} of the paths)"


_ROWS = {
    "fixed": "the plan as it is",
    "suspended": "it may stand still",
    "abandoned": "it may be given up",
    "delayed": "it may wait",
    "all": "all of these",
}
_TRIGGERS = {
    "zero_npv": "the plan is worth nothing at {}",
    "open": "opened at once from {}",
    "cut_off": "stands still below {}",
    "close": "closed below {}",
    "reopen": "opened again from {}",
    "abandon": "given up below {}",
}


def _option_lines(options: MineOptions) -> list[str]:
    """What the owner's rights are worth to it, on paths and by the price of the day."""
    exact = options.exact.worth if options.exact is not None else {}
    prices: Mapping[str, float | None] = options.exact.triggers if options.exact is not None else {}
    lines = [
        f"OPTIONS OF THE OWNER, {options.measure.replace('_', ' ')} measure",
        f"  {'':<24}{'on paths':>13}{'±':>9}{'exact':>13}",
    ]
    for name, label in _ROWS.items():
        drawn, solved = options.on_paths.get(name), exact.get(name)
        if drawn is None and solved is None:
            continue
        on_paths = f"{_money(drawn.npv):>13}{drawn.se:>9,.2f}" if drawn else f"{'–':>13}{'':>9}"
        lines.append(f"  {label:<24}{on_paths}{_money(solved.npv) if solved else '–':>13}")
    triggers = [
        text.format(f"{price:,.0f}" if price >= 1000 else f"{price:.4g}")
        for name, text in _TRIGGERS.items()
        if (price := prices.get(name)) is not None
    ]
    if triggers:
        lines.append("  prices: " + ", ".join(triggers))
    lines += [f"  no exact worth: {options.exact_note}"] if options.exact_note else []
    lines += [f"  {options.paths_note}"] if options.paths_note else []
    return lines


def _responsive_lines(answer: ResponsiveOwner) -> list[str]:
    """What each party has where the owner answers to the terms, and what is lost by that."""
    lines = ["RESPONSIVE PLAN, the owner using all its rights"]
    for name, row in answer.parties.items():
        lines.append(f"  {name:<24}{_money(row.npv):>13}, fixed {_money(row.fixed)}")
    plan, free, lost = answer.plan, answer.plan_without_terms, answer.lost
    lines.append(f"  {'lost to everybody':<24}{_money(lost.npv):>13} ± {lost.se:,.2f}")
    lines.append(
        f"  opened in {_percent(plan.opened)} of cases ({_percent(free.opened)} without terms), "
        f"still {_percent(plan.stands_still)} of its years ({_percent(free.stands_still)}), "
        f"given up early in {_percent(plan.given_up)} ({_percent(free.given_up)})"
    )
    return lines


def _yearly_lines(report: MineReport) -> list[str]:
    moving = {name: party.flows for name, party in report.parties.items() if any(party.flows)}
    flows = {"before terms": report.project.flows, **moving}
    shown, rest = list(flows)[:_COLUMNS], list(flows)[_COLUMNS:]
    lines = ["BY YEAR   " + "".join(f"{name[:15]:>16}" for name in shown)]
    for t, year in enumerate(report.years):
        lines.append(f"  {year:<8}" + "".join(f"{flows[name][t]:>16,.2f}" for name in shown))
    return [*lines, f"  … and {', '.join(rest)}"] if rest else lines
