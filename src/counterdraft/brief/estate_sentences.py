"""What is said of an estate's report in sentences: the same on the screen and on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from counterdraft.brief import words
from counterdraft.case.spreads import Range
from counterdraft.estate.reports.results import (
    ClaimOutlook,
    Deterrence,
    DraftValue,
    EstateReport,
    MoneyBasis,
)

__all__ = [
    "ROLES",
    "Amounts",
    "FittedAmounts",
    "WholeAmounts",
    "deterrence_sentence",
    "gains_sentence",
    "ground_sentence",
    "guarantees_sentence",
    "hardness_sentence",
    "money_unit",
    "new_projects_sentence",
    "percent",
    "prices_sentence",
    "repaid_sentence",
]

ROLES = {"state": "the state", "partner": "the partner", "owners": "owners of mines"}


class Amounts(Protocol):
    """How amounts of one page are written."""

    @property
    def least(self) -> float:
        """The smallest amount that is not written as zero."""

    def of(self, value: float) -> str:
        """Return an amount with its sign where it is below zero."""

    def signed(self, value: float) -> str:
        """Return a gain or a loss: the sign always stands before it."""

    def error(self, value: float) -> str:
        """Return a standard error, one decimal finer."""


@dataclass(frozen=True, slots=True)
class WholeAmounts:
    """
    Amounts without decimals, errors with one.

    >>> WholeAmounts().signed(1234.6), WholeAmounts().of(-0.2), WholeAmounts().error(0.25)
    ('+1,235', '0', '0.2')
    """

    least: float = 0.5

    def of(self, value: float) -> str:
        """Return an amount with its sign where it is below zero."""
        return words.number_text(value, 0)

    def signed(self, value: float) -> str:
        """Return a gain or a loss: the sign always stands before it."""
        return words.Decimals(0).signed(value)

    def error(self, value: float) -> str:
        """Return a standard error."""
        return f"{value:,.1f}"


@dataclass(frozen=True, slots=True)
class FittedAmounts:
    """Amounts with the decimals that fit the largest gain; what is large besides has none."""

    decimals: words.Decimals

    @property
    def least(self) -> float:
        """The smallest amount that is not written as zero."""
        return 0.5 * 10.0**-self.decimals.places

    def of(self, value: float) -> str:
        """Return an amount with its sign where it is below zero."""
        return words.number_text(value, 0) if abs(value) >= 1000 else self.decimals.of(value)

    def signed(self, value: float) -> str:
        """Return a gain or a loss: the sign always stands before it."""
        return self.decimals.signed(value)

    def error(self, value: float) -> str:
        """Return a standard error, one decimal finer."""
        return words.number_text(value, self.decimals.places + 1)


def percent(value: float | None, places: int = 0) -> str:
    """
    Return a part of a whole in percent.

    >>> percent(0.125), percent(0.125, 1), percent(None)
    ('12 %', '12.5 %', 'none')
    """
    return "none" if value is None else f"{100 * value:.{places}f} %"


def money_unit(money: MoneyBasis) -> str:
    """Return the money of a report: currency, unit, base year, real or nominal."""
    unit = f"{money.code} {money.unit}".strip()
    year = "" if money.base_year is None else f" of {money.base_year}"
    return f"{unit}{year}, {money.prices}"


def ground_sentence(report: EstateReport, unit: str, amounts: Amounts) -> str:
    """Say what is left of a claim of riches after chance, cost, war and time."""
    steps = {step.kind: amounts.of(step.money) for step in report.ground}
    there = steps["in_the_ground"]
    first = (
        f"Of {steps['claimed']} {unit} that was claimed, {there} lies"
        if "claimed" in steps
        else f"{unit} {there} lie"
    )
    return (
        f"{first} in these deposits at today's prices; after chance, cost, war "
        f"and time {steps['today']} is left, {steps['state']} of it the state's by the law in force."
    )


def gains_sentence(gains: Sequence[tuple[str, Range]], by: str, amounts: Amounts) -> str:
    """
    Say what each side gains or loses by a draft, and within which bounds on eight paths of ten.

    Args:
        gains: Label of a side and its gain against no deal.
        by: How the draft is called.
        amounts: How amounts are written.
    """
    parts = []
    for label, gain in gains:
        verb = "gains" if gain.mean >= 0 else "loses"
        ends = sorted((gain.p10, gain.p90), key=abs)
        # Bounds on both sides of zero keep their signs, and stand from worst to best.
        low, high = (
            (amounts.signed(gain.p10), amounts.signed(gain.p90))
            if gain.p10 * gain.p90 < 0 or gain.mean * gain.p50 < 0
            else (amounts.of(abs(end)) for end in ends)
        )
        mean = amounts.of(abs(gain.mean))
        parts.append(f"{label} {verb} {mean} by {by} ({low} to {high} on eight paths of ten)")
    return f"By the minerals alone, against no deal, {words.joined_list(parts)}."


def repaid_sentence(claim: ClaimOutlook | None) -> str:
    """Say how likely the claim is repaid, and when; that it never is, where it never is."""
    if claim is None or not claim.claimed_in:
        return "no claim to repay"
    chance, year, pace = (
        claim.repaid_probability,
        claim.repaid_year["p50"],
        claim.years_at_this_pace,
    )
    after = "" if pace == "never" else f"; at the pace expected it would take {pace:,.0f} years"
    if not chance:
        return f"the claim is never repaid, on no path until {claim.within}{after}"
    likely = percent(chance) if chance >= 0.005 else "less than 1 %"
    when = f"half of the paths by {year}" if year != "never" else f"most paths never{after}"
    return f"the claim is repaid by {claim.within} on {likely} of the paths; {when}"


def hardness_sentence(value: DraftValue) -> str:
    """Say what government takes of what the deposits earn, and how that moves with prices."""
    discounted, plain = value.terms.government_take_discounted, value.terms.government_take
    if discounted is None or plain is None or value.prices is None:
        return "The deposits are worth nothing before anybody shares them, so that no take can be said."
    progressivity = value.prices.progressivity

    def at(take: float | None) -> str:
        return "more than there is" if take is None or take > 1 else percent(take)

    kind = progressivity.verdict.split(":")[0]
    return (
        f"Governments and fund take {at(discounted)} of what the deposits earn before anybody shares it, "
        f"in today's money ({at(plain)} undiscounted); at prices a fifth lower "
        f"{at(progressivity.at(0.8))}, a fifth higher {at(progressivity.at(1.2))}: {kind}."
    )


def new_projects_sentence(value: DraftValue) -> str:
    """Say what an investor in projects yet to be built gets back, by the law and by the draft."""
    new, prices = value.new_projects, value.prices
    if new is None or prices is None or new.before_terms.irr is None:
        return (
            "New projects taken together have no rate of return: too little is built, or nothing."
        )
    by_law, by_deal = (
        "nothing" if rate is None else percent(rate, 1)
        for rate in (new.by_law.irr, new.by_deal.irr)
    )
    back = new.by_deal.payback_years
    late = back is None or back == "never"
    when = "never pay back" if late else f"pay back after {back:.0f} years from today"
    marginal = prices.marginal_effective_tax_rate
    edge = (
        "" if marginal is None else f"; one that just pays bears a tax rate of {percent(marginal)}"
    )
    return (
        f"New projects return {percent(new.before_terms.irr, 1)} a year before any terms, {by_law} by the "
        f"law and {by_deal} by the draft, and {when}{edge}."
    )


def prices_sentence(value: DraftValue) -> str:
    """Say from which level of prices each party no longer loses by the draft."""
    top = 3
    parts = []
    for name, side in value.sides.items():
        label = words.clean(side.label)
        factor = 0.0 if value.prices is None else value.prices.break_even_price_factor[name]
        if factor == "never":
            parts.append(f"{label} loses at every level, up to {top} times today's")
        elif factor:
            parts.append(f"{label} gains or breaks even from {factor:.2f} times today's prices")
        else:
            parts.append(f"{label} loses at no level")
    return "By the level of all prices: " + "; ".join(parts) + "."


def deterrence_sentence(must: Deterrence, amounts: Amounts) -> str:
    """Say by how much attack must become rarer for the minerals alone to make up for what is given."""
    who = words.clean(must.label)
    most, least = must.gain_at_most, must.gain_without
    if must.factor == "never":
        return (
            f"Can presence alone make up for it? By the minerals, never: were there no attack and no loss "
            f"of ground at all, {who} would still be {amounts.of(-most.mean)} ± "
            f"{amounts.error(most.error)} worse off than without a deal."
        )
    if must.factor == 1:
        return (
            f"Nothing need deter for {who} to be no worse off: with the chances of attack as they are the "
            f"gain is {amounts.of(least.mean)} ± {amounts.error(least.error)}."
        )
    error = "" if must.factor_error is None else f" ± {100 * must.factor_error:.0f}"
    return (
        f"What must be deterred: by the minerals alone, {who} breaks even when attack and loss of ground "
        f"become {100 * (1 - must.factor):.0f}{error} % rarer every year than without a guarantee."
    )


def guarantees_sentence(must: Deterrence, amounts: Amounts) -> str:
    """Say what its side gains with each guarantee that the case knows, all else as drafted."""
    gains = "; ".join(
        f"{words.clean(name)} {amounts.of(gain.mean)} ± {amounts.error(gain.error)}"
        for name, gain in (must.guarantees or {}).items()
    )
    return (
        f"With each guarantee as the case takes it to deter, all else as drafted, "
        f"{words.clean(must.label)} gains by the minerals: {gains}."
    )
