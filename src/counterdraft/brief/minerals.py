"""What the page says of the minerals' worth: sentences, tables and pictures of the answer's money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from counterdraft.advice.averse_money import ForSure
from counterdraft.advice.money import Money, MoneyOffer, Part
from counterdraft.advice.ranges import Probability, Range
from counterdraft.brief import words
from counterdraft.brief.charts.charts import (
    fan_of,
    map_of_deposits,
    steps_chart,
    waterfall_chart,
)
from counterdraft.brief.money_words import (
    ROLES,
    claimed_step,
    deterrence_sentence,
    ground_sentence,
    percent,
    repaid_sentence,
)
from counterdraft.brief.view import Fig, View

__all__ = ["Minerals"]

HALF = 500
"""Width of a picture of which two stand side by side."""
SHOWN = 6
"""Parts of a worth that a picture names; the others are gathered."""


class Minerals:
    """
    The money of an answer, formatted.

    The template only lays out what stands here; here nothing is computed that is not a place on the page.
    """

    def __init__(self, view: View, money: Money) -> None:
        """Take the money of the answer; everything else is made when the template asks for it."""
        self.view, self.found = view, money
        self.case, self.unit = view.case, words.clean(money.unit)
        ranges = [r for offer in money.offers for r in offer.gain.values()]
        largest = max((abs(v) for r in ranges for v in (r.mean, r.p10, r.p90)), default=0.0)
        self.money = words.Decimals.fitting(largest)
        self.draft = money.offer("draft")
        self.best = money.offer("counter 1")

    def amount(self, value: float) -> str:
        """Return an amount; what is large has no decimals."""
        return words.numeral(value, 0) if abs(value) >= 1000 else self.money.of(value)

    def figure(self, text: str) -> Fig:
        """Return a computed figure; its mark leads to how money is worked out."""
        return self.view.computed(text, "how-money")

    # -- sentences --------------------------------------------------------------------------------

    @cached_property
    def lead(self) -> list[Fig]:
        """What there is, what the draft moves of it, and whether the claim is ever repaid."""
        return [self.figure(one.replace(" %", "\u00a0%")) for one in self._lead()]

    def _lead(self) -> list[str]:
        said = [ground_sentence(self.found.ground, self.unit, self.amount)]
        if self.draft is None:
            because = words.clean(self.found.none_because)
            return [*said, f"The draft cannot be put into money: {because}."]
        moved = [self._moved(name, gain) for name, gain in self.draft.gain.items()]
        said.append(f"By the minerals alone, against no deal, {words.joined(moved)}.")
        said += [self._for_sure(name, one) for name, one in self.draft.for_sure.items()]
        if beside := self._beside():
            said.append(beside)
        if own := self._own_part():
            said.append(own)
        if self.draft.claim is not None:
            said.append(_capital(repaid_sentence(self.draft.claim)) + ".")
        return said

    def _moved(self, name: str, gain: Range) -> str:
        verb = "gains" if gain.mean >= 0 else "loses"
        low, high = sorted((abs(gain.p10), abs(gain.p90)))
        return (
            f"{self.view.party(name)} {verb} {self.money.of(abs(gain.mean))} by this draft "
            f"({self.money.of(low)} to {self.money.of(high)} on eight paths of ten)"
        )

    def _for_sure(self, name: str, found: ForSure) -> str:
        finer = words.Decimals(self.money.places + 1)
        return (
            f"To {self.view.party(name)}, averse to risk with a tolerance of "
            f"{self.money.of(found.tolerance)}, that is worth as much as "
            f"{finer.signed(found.worth)} ± {finer.of(found.error)} for sure."
        )

    def _beside(self) -> str:
        """Say what of it does not come from the deposits, where the deal reaches beyond them."""
        assert self.draft is not None
        least = 0.5 * 10.0**-self.money.places
        alone, gain = self.draft.alone, self.draft.gain
        if all(abs(gain[name].mean - mean) < least for name, mean in alone.items()):
            return ""
        parts = [f"{self.view.party(n)} {self.money.signed(mean)}" for n, mean in alone.items()]
        return (
            f"From these deposits alone it is {words.joined(parts)}; the rest is taken of extraction "
            "outside them, which the draft may reach as well."
        )

    def _own_part(self) -> str:
        """Say how much of our worth of the draft is minerals, and how much else."""
        assert self.draft is not None
        parts = self.draft.parts
        if not any(p.minerals for p in parts):
            return ""
        minerals = sum(p.mean for p in parts if p.minerals)
        rest = sum(p.mean for p in parts) - minerals
        own = self.view.money
        whole = own.signed(minerals + rest)
        return (
            f"Of the {whole} {self.view.unit} that the draft is worth to us, "
            f"{own.signed(minerals)} is minerals and {own.signed(rest)} everything else."
        )

    @cached_property
    def says(self) -> list[Fig]:
        """What must deter, what the tables leave out, and what stands on analogues."""
        said = []
        if self.draft is not None and self.draft.deterrence is not None:
            must = self.draft.deterrence
            said.append(deterrence_sentence(must, self.amount, self.money.places + 1))
        lost = [row for row in self.found.control if row["control"] != "held"]
        parts = [sum(row[key] for row in lost) for key in ("in_the_ground", "state")]
        said.append(
            f"{percent(parts[0])} of what lies in the ground, by price, is occupied or exposed today, and "
            f"{percent(parts[1])} of what the state can expect of it by the law in force."
        )
        said += [self._left_out(), self._analogues()]
        return [self.figure(one.replace(" %", "\u00a0%")) for one in said]

    def _left_out(self) -> str:
        finer = words.Decimals(self.money.places + 1)
        parts = [
            f"{finer.of(mean)} on average and {finer.of(most)} at most for {self.view.party(name)}"
            for name, (mean, most) in self._missing().items()
        ]
        return (
            "Worths are read from tables over clauses that act on each other; what acts across tables is "
            f"left out, in {self.unit} over offers drawn evenly: {words.joined(parts)}."
        )

    def _missing(self) -> dict[str, tuple[float, float]]:
        averse = {n: (a["left_out"], a["left_out_at_most"]) for n, a in self.found.averse.items()}
        return {**self.found.left_out, **averse}

    def _analogues(self) -> str:
        fields, deposits = len(self.found.analogues), len(self.found.deposits)
        of = len({one["deposit"] for one in self.found.analogues})
        if not fields:
            return f"Every field of the {deposits} deposits was published."
        which = f"the {deposits}" if of == deposits else f"{of} of the {deposits}"
        return (
            f"{fields} fields of {which} deposits were never published and stand on declared "
            "analogues with wide ranges (A); the JSON lists them."
        )

    # -- tables -----------------------------------------------------------------------------------

    @cached_property
    def offers(self) -> list[dict[str, Any]]:
        """Each offer: title, gain of each party, what else it is worth to us, and the claim."""
        return [
            {
                "title": self.title(offer),
                "gains": [self._spread(gain) for gain in offer.gain.values()],
                "rest": self.figure(
                    self.view.money.signed(sum(p.mean for p in offer.parts if not p.minerals))
                ),
                "claim": self._repaid(offer.claim),
            }
            for offer in self.found.offers
        ]

    def _repaid(self, claim: Mapping[str, Any] | None) -> Fig | None:
        """Return on how many paths a claim is repaid, and by when; None where nothing is claimed."""
        if claim is None or not claim["claimed_in"]:
            return None
        chance = words.chances(Probability(claim["repaid_probability"], 0.0))
        said = "never" if not claim["repaid_probability"] else f"{chance} of paths"
        return self.figure(f"{said}, by {claim['within']}")

    def _spread(self, gain: Range) -> tuple[Fig, str]:
        text = f"{self.money.signed(gain.mean)} ± {words.Decimals(self.money.places + 1).of(gain.error)}"
        return self.figure(text), self.money.paths(gain)

    def title(self, offer: MoneyOffer) -> str:
        """Return how an offer is called on the page."""
        return "The draft" if offer.name == "draft" else f"Counter-offer {offer.name.split()[-1]}"

    @cached_property
    def full(self) -> list[str]:
        """The offers whose worth is taken apart."""
        return [self.title(one) for one in (self.draft, self.best) if one is not None]

    @cached_property
    def rates(self) -> str:
        """The rate of each role."""
        rates = self.found.basis["rates"]
        return words.joined(f"{ROLES[name]} {percent(rate, 1)}" for name, rate in rates.items())

    @cached_property
    def sides(self) -> list[str]:
        """The parties that have money in the estate."""
        return [self.view.party(name) for name in self.found.roles]

    @cached_property
    def ground(self) -> list[tuple[str, Fig]]:
        """The steps from the claim to the money."""
        return [
            (
                _capital(words.clean(one["step"])),
                self.figure(
                    self.amount(one["money"])
                    + (f" ± {self.amount(one['se'])}" if one["se"] else "")
                ),
            )
            for one in self.found.ground
        ]

    @cached_property
    def parts(self) -> list[tuple[str, list[Fig]]]:
        """What each offer in full is made of, part by part."""
        full = [one for one in (self.draft, self.best) if one is not None]
        return [
            (
                _capital(words.clean(row[0].label)),
                [self.figure(self.view.money.signed(p.mean)) for p in row],
            )
            for row in zip(*(one.parts for one in full), strict=True)
            if any(abs(p.mean) > 1e-9 for p in row)
        ]

    @cached_property
    def clauses(self) -> list[tuple[str, list[Fig]]]:
        """What each clause of the draft adds for each party; what adds nothing is left out."""
        steps = () if self.draft is None else self.draft.steps
        return [
            (self._issues(step), [self._spread(step["gain"][n])[0] for n in self.found.roles])
            for step in steps
            if any(g.mean or g.p10 or g.p90 for g in step["gain"].values())
        ]

    @cached_property
    def idle(self) -> list[str]:
        """The clauses that add nothing on any path."""
        steps = () if self.draft is None else self.draft.steps
        return [
            self._issues(step)
            for step in steps
            if not any(g.mean or g.p10 or g.p90 for g in step["gain"].values())
        ]

    def _issues(self, step: Mapping[str, Any]) -> str:
        labels = {issue.name: words.clean(issue.label) for issue in self.case.issues}
        return words.joined(labels[name] for name in step["issues"])

    @cached_property
    def control(self) -> list[dict[str, Any]]:
        """What is held, exposed and occupied, in parts of the whole."""
        return [
            {
                "control": row["control"],
                "deposits": self.figure(str(row["deposits"])),
                "parts": [
                    self.figure(percent(row[name])) for name in ("in_the_ground", "sold", "state")
                ],
                "bar": f"{100 * row['in_the_ground']:.1f}%",
            }
            for row in self.found.control
        ]

    # -- pictures ---------------------------------------------------------------------------------

    @cached_property
    def reckoning(self) -> Markup:
        """The waterfall of what is left, without the claim, which would dwarf it."""
        steps = [
            (words.clean(one["step"]), float(one["money"]))
            for one in self.found.ground
            if one is not claimed_step(self.found.ground)
        ]
        return _drawn(waterfall_chart(steps, "From the ground to the state", self.unit))

    @cached_property
    def made_of(self) -> list[Markup]:
        """Where the worth of the draft and of the first counter-offer comes from."""
        return [
            _drawn(
                steps_chart(
                    self._gathered(offer.parts),
                    "no deal",
                    "worth to us",
                    f"{self.title(offer)}: what it is worth to us",
                    words.clean(self.view.unit),
                    width=HALF,
                )
            )
            for offer in (self.draft, self.best)
            if offer is not None
        ]

    def _gathered(self, parts: Sequence[Part]) -> list[tuple[str, float]]:
        """Return the minerals, the weightiest other parts, and all that is left together."""
        least = 0.5 * 10.0**-self.view.money.places
        weighty = sorted((p for p in parts if not p.minerals), key=lambda p: -abs(p.mean))
        shown = {id(p) for p in weighty[:SHOWN] if abs(p.mean) >= least}
        found = [
            (_capital(words.clean(p.label)), p.mean)
            for p in sorted(parts, key=lambda p: not p.minerals)
            if p.minerals or id(p) in shown
        ]
        rest = sum(p.mean for p in weighty if id(p) not in shown)
        if abs(rest) >= least:
            found.append(("Everything else", rest))
        return found

    @cached_property
    def ways(self) -> list[Markup]:
        """For each party the way from no deal to the draft, clause by clause, in money of the minerals."""
        if self.draft is None:
            return []
        drawn = []
        for name, label in zip(self.found.roles, self.sides, strict=True):
            steps = [(self._issues(s), s["gain"][name].mean) for s in self.draft.steps]
            least = 0.5 * 10.0**-self.money.places
            moved = [(text, change) for text, change in steps if abs(change) >= least]
            title = f"{label}: from no deal to the draft"
            drawn.append(
                _drawn(steps_chart(moved, "no deal", "the draft", title, self.unit, width=HALF))
            )
        return drawn

    @cached_property
    def fans(self) -> list[Markup]:
        """By year, what the draft and the first counter-offer change for us, or for each party."""
        own = self.view.own
        names = [own] if own in self.found.roles else list(self.found.roles)
        return [
            _drawn(
                fan_of(
                    self.found.years,
                    offer.by_year[name],
                    f"{self.title(offer)}, {self.view.party(name)}: a year",
                    self.unit,
                    width=HALF,
                )
            )
            for name in names
            for offer in (self.draft, self.best)
            if offer is not None and offer.by_year is not None
        ]

    @cached_property
    def map(self) -> Markup:
        """The deposits by who controls them."""
        deposits = self.found.deposits
        sizes = [one.money for one in deposits]
        return _drawn(
            map_of_deposits(deposits, sizes, "Deposits by who controls the ground", unit=self.unit)
        )

    @cached_property
    def withheld_by_date(self) -> list[str]:
        """What was not known on the day, and what stands in for it."""
        return [words.clean(text) for text in self.found.withheld_by_date]


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _drawn(svg: str) -> Markup:
    """Return a picture for the page: its marks are escaped where they are drawn."""
    return Markup(svg)  # noqa: S704
