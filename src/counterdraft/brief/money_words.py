"""What is said of a draft's money in sentences: the same on the screen and on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from counterdraft.brief import words
from counterdraft.case import Case

__all__ = [
    "ROLES",
    "claimed_step",
    "deterrence_sentence",
    "ground_sentence",
    "guarantees_sentence",
    "hardness_sentence",
    "money_unit",
    "new_projects_sentence",
    "percent",
    "prices_sentence",
    "repaid_sentence",
    "whole",
]

ROLES = {"state": "the state", "partner": "the partner", "owners": "owners of mines"}


def whole(value: float) -> str:
    """
    Return an amount without decimals, and without a minus before nought.

    >>> whole(-1234.6), whole(-0.2)
    ('-1,235', '0')
    """
    text = f"{value:,.0f}"
    return "0" if text == "-0" else text


def percent(value: float | None, places: int = 0) -> str:
    """
    Return a part of a whole in percent.

    >>> percent(0.125), percent(0.125, 1), percent(None)
    ('12 %', '12.5 %', 'none')
    """
    return "none" if value is None else f"{100 * value:.{places}f} %"


def money_unit(found: Mapping[str, Any]) -> str:
    """Return the money of a report: currency, unit, base year, real or nominal."""
    money = found["money"]
    unit = f"{money['code']} {money['unit']}".strip()
    year = "" if money["base_year"] is None else f" of {money['base_year']}"
    return f"{unit}{year}, {money['prices']}"


def claimed_step(ground: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the step that is somebody's claim of riches, where one is reckoned from."""
    return ground[0] if str(ground[0]["step"]).startswith("claimed: ") else None


def ground_sentence(
    ground: Sequence[Mapping[str, Any]], unit: str, money: Callable[[float], str]
) -> str:
    """Say what is left of a claim of riches after chance, cost, war and time."""
    claimed = claimed_step(ground)
    there = ground[1 if claimed else 0]["money"]
    left, state = (step["money"] for step in ground[-2:])
    first = (
        f"{unit} {money(there)} lie"
        if claimed is None
        else f"Of {money(claimed['money'])} {unit} that was claimed, {money(there)} lies"
    )
    return (
        f"{first} in these deposits at today's prices; after chance, cost, war "
        f"and time {money(left)} is left, {money(state)} of it the state's by the law in force."
    )


def repaid_sentence(claim: Mapping[str, Any] | None) -> str:
    """Say how likely the claim is repaid, and when; that it never is, where it never is."""
    if claim is None or not claim["claimed_in"]:
        return "no claim to repay"
    chance, year = claim["repaid_probability"], claim["repaid_year"]["p50"]
    pace = claim.get("years_at_this_pace", "never")
    after = "" if pace == "never" else f"; at the pace expected it would take {pace:,.0f} years"
    if not chance:
        return f"the claim is never repaid, on no path until {claim['within']}{after}"
    odds = f"{chance:.0%}".replace("%", " %") if chance >= 0.005 else "less than 1 %"
    when = f"half of the paths by {year}" if year != "never" else f"most paths never{after}"
    return f"the claim is repaid by {claim['within']} on {odds} of the paths; {when}"


def hardness_sentence(row: Mapping[str, Any]) -> str:
    """Say what government takes of what the deposits earn, and how that moves with prices."""
    terms = row["terms"]
    discounted, plain = terms["government_take_discounted"], terms["government_take"]
    if discounted is None or plain is None:
        return "The deposits are worth nothing before anybody shares them, so that no take can be said."
    curve = {one["price_factor"]: one for one in row["prices"]["progressivity"]["curve"]}
    low, high = (curve[factor]["government_take_discounted"] for factor in (0.8, 1.2))

    def at(take: float | None) -> str:
        return "more than there is" if take is None or take > 1 else percent(take)

    kind = row["prices"]["progressivity"]["verdict"].split(":")[0]
    return (
        f"Governments and fund take {at(discounted)} of what the deposits earn before anybody shares it, "
        f"in today's money ({at(plain)} undiscounted); at prices a fifth lower {at(low)}, a fifth higher "
        f"{at(high)}: {kind}."
    )


def new_projects_sentence(row: Mapping[str, Any]) -> str:
    """Say what an investor in projects yet to be built gets back, by the law and by the draft."""
    new = row["new_projects"]
    before, law, deal = (new[name]["irr"] for name in ("before_terms", "by_law", "by_deal"))
    if before is None:
        return (
            "New projects taken together have no rate of return: too little is built, or nothing."
        )
    by_law, by_deal = ("nothing" if r is None else percent(r, 1) for r in (law, deal))
    back = new["by_deal"]["payback_years"]
    late = back is None or back == "never"
    when = "never pay back" if late else f"pay back after {back:.0f} years from today"
    marginal = row["prices"]["marginal_effective_tax_rate"]
    edge = (
        "" if marginal is None else f"; one that just pays bears a tax rate of {percent(marginal)}"
    )
    return (
        f"New projects return {percent(before, 1)} a year before any terms, {by_law} by the law and "
        f"{by_deal} by the draft, and {when}{edge}."
    )


def prices_sentence(case: Case, row: Mapping[str, Any]) -> str:
    """Say from which level of prices each party no longer loses by the draft."""
    even = row["prices"]["break_even_price_factor"]
    labels = {name: words.party(case, name) for name in row["by_party"]} or {
        name: ROLES[name] for name in row["parties"]
    }
    top = 3
    parts = []
    for name, label in labels.items():
        factor = even[name]
        if factor == "never":
            parts.append(f"{label} loses at every level, up to {top} times today's")
        elif factor:
            parts.append(f"{label} gains or breaks even from {factor:.2f} times today's prices")
        else:
            parts.append(f"{label} loses at no level")
    return "By the level of all prices: " + "; ".join(parts) + "."


def deterrence_sentence(
    must: Mapping[str, Any], money: Callable[[float], str] = whole, places: int = 1
) -> str:
    """Say by how much attack must become rarer for the minerals alone to make up for what is given."""
    who = words.clean(must["label"])
    factor, most, least = must["factor"], must["gain_at_most"], must["gain_without"]
    if factor == "never":
        return (
            f"Can presence alone make up for it? By the minerals, never: were there no attack and no loss "
            f"of ground at all, {who} would still be {money(-most['mean'])} ± {most['se']:,.{places}f} worse "
            f"off than without a deal."
        )
    if factor == 1:
        return (
            f"Nothing need deter for {who} to be no worse off: with the chances of attack as they are the "
            f"gain is {money(least['mean'])} ± {least['se']:,.{places}f}."
        )
    error = "" if must["factor_se"] is None else f" ± {100 * must['factor_se']:.0f}"
    return (
        f"What must be deterred: by the minerals alone, {who} breaks even when attack and loss of ground "
        f"become {100 * (1 - factor):.0f}{error} % rarer every year than without a guarantee."
    )


def guarantees_sentence(
    must: Mapping[str, Any], money: Callable[[float], str] = whole, places: int = 1
) -> str:
    """Say what its side gains with each guarantee that the case knows, all else as drafted."""
    gains = "; ".join(
        f"{words.clean(name)} {money(gain['mean'])} ± {gain['se']:,.{places}f}"
        for name, gain in must["guarantees"].items()
    )
    who = words.clean(must["label"])
    return (
        f"With each guarantee as the case takes it to deter, all else as drafted, {who} gains by the "
        f"minerals: {gains}."
    )
