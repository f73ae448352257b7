"""What the answer's page says of the minerals' worth: the estate's report, and how it enters the worths."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from counterdraft.advice.averse_money import CertaintyEquivalent
from counterdraft.advice.money import AnswerMoney, OfferMoney, WorthPart
from counterdraft.brief import words
from counterdraft.brief.charts.charts import steps_chart
from counterdraft.brief.estate_sentences import (
    FittedAmounts,
    deterrence_sentence,
    gains_sentence,
    ground_sentence,
    percent,
    repaid_sentence,
)
from counterdraft.brief.estate_view import HALF, EstateView, capital, drawn
from counterdraft.brief.page.draft_view import DraftView, MarkedFigure
from counterdraft.case.spreads import Probability
from counterdraft.estate.reports.results import ClaimOutlook

__all__ = ["Minerals"]

SHOWN = 6
"""Parts of a worth that a picture names; the others are gathered."""


class Minerals(EstateView[MarkedFigure]):
    """The money of an answer, formatted."""

    def __init__(self, view: DraftView, money: AnswerMoney) -> None:
        """Take the money of the answer; everything else is made when the template asks for it."""
        self.view, self.money = view, money
        decimals = words.Decimals.fitting_ranges(
            side.gain for value in money.report.drafts for side in value.by_party.values()
        )
        self.decimals, self.finer = decimals, words.Decimals(decimals.places + 1)
        super().__init__(
            view.case,
            money.report,
            money.report.draft("draft"),
            unit=words.clean(money.unit),
            amounts=FittedAmounts(decimals),
            # The mark of a figure leads to how money is worked out.
            figure=lambda text: view.computed(text, "how-money"),
        )

    @cached_property
    def in_full(self) -> list[OfferMoney]:
        """The offers whose worth is taken apart: the draft and the first counter-offer."""
        return [offer for offer in self.money.offers if offer.name in {"draft", "counter 1"}]

    @cached_property
    def full(self) -> list[str]:
        """The titles of the offers whose worth is taken apart."""
        return [self.title(offer.name) for offer in self.in_full]

    # -- sentences --------------------------------------------------------------------------------

    @cached_property
    def lead(self) -> list[MarkedFigure]:
        """What there is, what the draft moves of it, and whether the claim is ever repaid."""
        return [self.figure(text.replace(" %", "\u00a0%")) for text in self._lead()]

    def _lead(self) -> list[str]:
        first = ground_sentence(self.report, self.unit, self.amounts)
        offer, value = self.money.offer("draft"), self.value
        if offer is None or value is None:
            because = words.clean(self.money.none_because)
            return [first, f"The draft cannot be put into money: {because}."]
        sentences = [first, gains_sentence(self.gains(value), "this draft", self.amounts)]
        sentences += [
            self._equivalent(name, sure) for name, sure in offer.certainty_equivalent.items()
        ]
        alone = value.deposits_alone
        if any(
            abs(value.by_party[n].gain.mean - mean) >= self.amounts.least
            for n, mean in alone.items()
        ):
            parts = [
                f"{self.view.party(n)} {self.amounts.signed(mean)}" for n, mean in alone.items()
            ]
            sentences.append(
                f"From these deposits alone it is {words.joined_list(parts)}; the rest is taken of "
                "extraction outside them, which the draft may reach as well."
            )
        if any(part.minerals for part in offer.parts):
            own = self.view.money
            sentences.append(
                f"Of the {own.signed(offer.total)} {self.view.unit} that the draft is worth to us, "
                f"{own.signed(offer.minerals)} is minerals and {own.signed(offer.rest)} everything else."
            )
        if value.claim is not None:
            sentences.append(capital(repaid_sentence(value.claim)) + ".")
        return sentences

    def _equivalent(self, name: str, sure: CertaintyEquivalent) -> str:
        return (
            f"To {self.view.party(name)}, averse to risk with a tolerance of "
            f"{self.decimals.of(sure.tolerance)}, that is worth as much as "
            f"{self.finer.signed(sure.worth)} ± {self.finer.of(sure.error)} for sure."
        )

    @cached_property
    def says(self) -> list[MarkedFigure]:
        """What must deter, what the tables leave out, and what stands on analogues."""
        deterred = None if self.value is None else self.value.deterrence
        sentences = [] if deterred is None else [deterrence_sentence(deterred, self.amounts)]
        lost = self.report.not_held
        sentences += [
            (
                f"{percent(lost.in_the_ground)} of what lies in the ground, by price, is occupied or exposed "
                f"today, and {percent(lost.state)} of what the state can expect of it by the law in force."
            ),
            self._left_out(),
            self._analogues(),
        ]
        return [self.figure(text.replace(" %", "\u00a0%")) for text in sentences]

    def _left_out(self) -> str:
        averse = {n: (a["left_out"], a["left_out_at_most"]) for n, a in self.money.averse.items()}
        parts = [
            f"{self.finer.of(mean)} on average and {self.finer.of(most)} at most for {self.view.party(name)}"
            for name, (mean, most) in {**self.money.left_out, **averse}.items()
        ]
        return (
            "Worths are read from tables over clauses that act on each other; what acts across tables is "
            f"left out, in {self.unit} over offers drawn evenly: {words.joined_list(parts)}."
        )

    def _analogues(self) -> str:
        fields, deposits = len(self.report.assumptions), len(self.report.deposits)
        if not fields:
            return f"Every field of the {deposits} deposits was published."
        of = self.report.assumed_deposits
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
                "title": self.title(offer.name),
                "gains": [self.spread(gain) for _, gain in self.gains(value)],
                "rest": self.figure(self.view.money.signed(offer.rest)),
                "claim": self._repaid(value.claim),
            }
            for offer, value in zip(self.money.offers, self.report.drafts, strict=True)
        ]

    def _repaid(self, claim: ClaimOutlook | None) -> MarkedFigure | None:
        """Return on how many paths a claim is repaid, and by when; None where nothing is claimed."""
        if claim is None or not claim.claimed_in:
            return None
        chance = words.chance_text(Probability(claim.repaid_probability, 0.0))
        likely = "never" if not claim.repaid_probability else f"{chance} of paths"
        return self.figure(f"{likely}, by {claim.within}")

    def title(self, name: str) -> str:
        """Return how an offer is called on the page."""
        return "The draft" if name == "draft" else f"Counter-offer {name.rsplit(maxsplit=1)[-1]}"

    @cached_property
    def parts(self) -> list[tuple[str, list[MarkedFigure]]]:
        """What each offer in full is made of, part by part, and last what it is worth to us."""
        offers = self.in_full
        figure, signed = self.figure, self.view.money.signed
        rows = [
            (capital(words.clean(row[0].label)), [figure(signed(part.mean)) for part in row])
            for row in zip(*(offer.parts for offer in offers), strict=True)
            if any(abs(part.mean) > 1e-9 for part in row)
        ]
        return [*rows, ("All of it: worth to us", [figure(signed(o.total)) for o in offers])]

    # -- pictures ---------------------------------------------------------------------------------

    @cached_property
    def made_of(self) -> list[Markup]:
        """Where the worth of the draft and of the first counter-offer comes from."""
        return [
            drawn(
                steps_chart(
                    self._weightiest(offer.parts),
                    "no deal",
                    "worth to us",
                    f"{self.title(offer.name)}: what it is worth to us",
                    words.clean(self.view.unit),
                    width=HALF,
                )
            )
            for offer in self.in_full
        ]

    def _weightiest(self, parts: Sequence[WorthPart]) -> list[tuple[str, float]]:
        """Return the minerals, the weightiest other parts, and all that is left together."""
        least = 0.5 * 10.0**-self.view.money.places
        minerals = [(capital(words.clean(p.label)), p.mean) for p in parts if p.minerals]
        rest = [(capital(words.clean(p.label)), p.mean) for p in parts if not p.minerals]
        return [*minerals, *self.gathered(rest, "Everything else", least=least, most=SHOWN)]

    @cached_property
    def fans(self) -> list[Markup]:
        """By year, what the draft and the first counter-offer change for us, or for each party."""
        own = [(name, label) for name, label in self.named if name == self.view.own]
        return [
            self.fan(
                value.years,
                value.by_year.change[name],
                f"{self.title(value.draft)}, {label}: a year",
            )
            for name, label in own or self.named
            for value in self.report.drafts
            if value.by_year is not None
        ]
