"""One mine under its terms, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["mine_text"]

Json = Mapping[str, Any]
_TIMES = {"start": "start of year", "mid": "middle of year", "end": "end of year"}


def mine_text(found: Json) -> str:
    """
    Return what one mine is worth to each party, how hard its terms are, and who gets what in which year.

    Args:
        found: As `counterdraft.estate.value` gives it.
    """
    money, years = found["currency"], found["years"]
    unit = f"{money['code']} {money['unit']}".strip()
    base = f" {money['base_year']}" if money["base_year"] else ""
    when = _TIMES.get(found["timing"], found["timing"])
    head = (
        f"{found['title'] or 'A mine'} · {unit}, {money['prices']}{base} · {years[0]}-{years[-1]}"
    )
    lines = [
        f"{head} · {when}, values at the start of {found['valued_at']}",
        "",
        f"{'PARTY':<26}{'rate':>7}{'NPV':>13}{'undiscounted':>14}{'IRR':>9}  payback",
        _party("before terms", found["project"]),
        *(_party(name, one) for name, one in found["parties"].items()),
        *_returns("the project before terms", found["project"]),
        *(line for name, one in found["parties"].items() for line in _returns(name, one)),
        "",
        "TERMS",
        *_terms(found["terms"], found["rate"]),
    ]
    if found["terms"]["by_instrument"]:
        lines += ["", f"{'INSTRUMENT':<26}{'undiscounted':>14}{'NPV':>13}  part of government take"]
        rows = found["terms"]["by_instrument"].items()
        lines += [
            f"  {name:<24}{row['undiscounted']:>14,.2f}{row['npv']:>13,.2f}"
            f"{_part(row['part_of_government_take']):>9}"
            for name, row in rows
        ]
    lines += [_claim(name, one) for name, one in found["claims"].items()]
    if "options" in found:
        lines += ["", *_options(found["options"])]
    if found.get("responsive"):
        lines += ["", *_responsive(found["responsive"])]
    lines += ["", *_by_year(found)]
    if not found["checks"]["adds_up"]:
        lines.append("The parties do not add up to the project: largest gap in checks.largest_gap.")
    return "\n".join([*lines, "", "Every figure, and what it means: --json"])


def _mean(value: Any) -> Any:  # noqa: ANN401 - a number, a word, nothing, or quantiles
    return value["mean"] if isinstance(value, Mapping) else value


def _part(value: Any) -> str:  # noqa: ANN401
    return "–" if value is None else value if isinstance(value, str) else f"{_mean(value):.1%}"


def _money(value: Any) -> str:  # noqa: ANN401
    """Return an amount with two places, and no sign where they are all nought."""
    return f"{round(_mean(value), 2) + 0.0:,.2f}"


def _party(name: str, one: Json) -> str:
    back = _mean(one["payback_years"])
    shown = back if isinstance(back, str) else "at once" if back == 0 else f"{back:.1f} years"
    several = " (one of several)" if len(one["irr_roots"]) > 1 else ""
    return (
        f"  {name:<24}{_part(one['rate']):>7}{_money(one['npv']):>13}{_money(one['undiscounted']):>14}"
        f"{_part(one['irr']):>9}  {shown}{several}"
    )


def _returns(whose: str, row: Json) -> list[str]:
    """Return what must be said beside a rate of return: there are several, or the NPV opposes it."""
    roots, against, lines = row["irr_roots"], row["irr_against_npv_in"], []
    if len(roots) > 1:
        rates = ", ".join(map(_part, roots))
        lines.append(
            f"  {whose} has {len(roots)} rates of return: {rates}. The table shows {_part(row['irr'])}."
        )
    if row["irr_several_in"] and not roots:
        lines.append(
            f"  {whose} has several rates of return on {row['irr_several_in']:.1%} of the paths."
        )
    if against and roots:
        npv, place = ("negative", "above") if row["npv"] < 0 else ("positive", "below")
        lines.append(
            f"  {whose}: the NPV is {npv} although the rate of return is {place} {_part(row['rate'])}."
        )
    elif against:
        lines.append(
            f"  {whose}: the rate of return and the NPV disagree on {against:.1%} of the paths."
        )
    return lines


def _terms(terms: Json, rate: float) -> list[str]:
    rows_at = terms["progressivity"]["curve"]
    curve = [row for row in rows_at if row["government_take_discounted"] is not None]
    span = ""
    if len(curve) > 1:
        low, high = curve[0], curve[-1]
        span = (
            f": {_part(low['government_take_discounted'])} at {low['price_factor']:g} of the price,"
            f" {_part(high['government_take_discounted'])} at {high['price_factor']:g}"
        )
    price, factor = terms["break_even_constant_price"], terms["break_even_price_factor"]
    constant = f"{price:,.4g} in every year; " if isinstance(price, float) else ""
    paid = "at any price" if factor is None else "at no price" if factor == "never" else ""
    take, discounted = _part(terms["government_take"]), _part(terms["government_take_discounted"])
    average = _part(terms["average_effective_tax_rate"])
    marginal = _part(terms["marginal_effective_tax_rate"])
    rows = {
        "government take": f"{take} undiscounted, {discounted} at {_part(rate)}",
        "average effective tax rate": f"{average} at the owner's rate (AETR)",
        "marginal effective tax rate": f"{marginal} where it just pays (METR)",
        "break-even price": paid or f"{constant}{_part(factor)} of the prices given",
        "progressivity": terms["progressivity"]["verdict"] + span,
        "half of the state's money": f"by {terms['time_profile']['half_by'] or '–'}",
    }
    return [f"  {name:<28}{text}" for name, text in rows.items()]


def _claim(name: str, claim: Json) -> str:
    year = claim["repaid_year"]
    when = year if not isinstance(year, Mapping) else year["p50"]
    return f"  {name} is repaid: {when} (on {claim['repaid_probability']:.0%} of the paths)"


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


def _options(options: Json) -> list[str]:
    """Return what the owner's rights are worth to it, on paths and by the price of the day."""
    exact = options["exact"] or {}
    measure = options["measure"].replace("_", " ")
    lines = [
        f"OPTIONS OF THE OWNER, {measure} measure",
        f"  {'':<24}{'on paths':>13}{'±':>9}{'exact':>13}",
    ]
    for name, label in _ROWS.items():
        drawn, solved = options.get(name), exact.get(name)
        if drawn is None and solved is None:
            continue
        on_paths = (
            f"{_money(drawn['npv']):>13}{drawn['se']:>9,.2f}" if drawn else f"{'–':>13}{'':>9}"
        )
        lines.append(f"  {label:<24}{on_paths}{_money(solved['npv']) if solved else '–':>13}")
    triggers = [
        text.format(f"{price:,.0f}" if price >= 1000 else f"{price:.4g}")
        for name, text in _TRIGGERS.items()
        if (price := exact.get("triggers", {}).get(name)) is not None
    ]
    if triggers:
        lines.append("  prices: " + ", ".join(triggers))
    lines += [f"  no exact worth: {options['exact_note']}"] if "exact_note" in options else []
    lines += [f"  {options['paths_note']}"] if "paths_note" in options else []
    return lines


def _responsive(answer: Json) -> list[str]:
    """Return what each party has where the owner answers to the terms, and what is lost by that."""
    lines = ["RESPONSIVE PLAN, the owner using all its rights"]
    for name, one in answer["parties"].items():
        lines.append(f"  {name:<24}{_money(one['npv']):>13}, fixed {_money(one['fixed'])}")
    plan, free = answer["plan"], answer["plan_without_terms"]
    lost = answer["lost"]
    lines.append(f"  {'lost to everybody':<24}{_money(lost['npv']):>13} ± {lost['se']:,.2f}")
    lines.append(
        f"  opened in {_part(plan['opened'])} of cases ({_part(free['opened'])} without terms), "
        f"still {_part(plan['stands_still'])} of its years ({_part(free['stands_still'])}), "
        f"given up early in {_part(plan['given_up'])} ({_part(free['given_up'])})"
    )
    return lines


def _by_year(found: Json) -> list[str]:
    parties = [name for name, one in found["parties"].items() if any(one["flows"])]
    heads = ["before terms", *parties]
    flows = [found["project"]["flows"], *(found["parties"][name]["flows"] for name in parties)]
    lines = ["BY YEAR   " + "".join(f"{head[:15]:>16}" for head in heads[:5])]
    for t, year in enumerate(found["years"]):
        lines.append(f"  {year:<8}" + "".join(f"{flow[t]:>16,.2f}" for flow in flows[:5]))
    if len(heads) > 5:
        lines.append(f"  … and {', '.join(heads[5:])}")
    return lines
