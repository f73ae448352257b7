"""What the page of the drafts' money says beside what every view of an estate's report says."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from markupsafe import Markup

from counterdraft.brief import words
from counterdraft.brief.charts.charts import gains_chart
from counterdraft.brief.estate_sentences import (
    ROLES,
    WholeAmounts,
    deterrence_sentence,
    gains_sentence,
    ground_sentence,
    guarantees_sentence,
    hardness_sentence,
    money_unit,
    new_projects_sentence,
    percent,
    prices_sentence,
    repaid_sentence,
)
from counterdraft.brief.estate_view import HALF, EstateView, capital, drawn
from counterdraft.case import Case
from counterdraft.estate.reports.results import DealValue, DraftValue, EstateReport

__all__ = ["ValueView"]


class ValueView(EstateView[str]):
    """The report of a case's drafts, one of them in full, formatted."""

    value: DraftValue

    def __init__(self, case: Case, report: EstateReport, shown: str) -> None:
        """Take the report; everything else is made when the template asks for it."""
        value = next(draft for draft in report.drafts if draft.draft == shown)
        unit = f"{report.money.code} {report.money.unit}".strip()
        super().__init__(case, report, value, unit=unit, amounts=WholeAmounts(), figure=str)

    # -- head -------------------------------------------------------------------------------------

    @cached_property
    def money(self) -> str:
        """The money of all amounts: currency, unit, base year, real or nominal."""
        return money_unit(self.report.money)

    @cached_property
    def title(self) -> str:
        """The title of the case."""
        return words.clean(self.case.title)

    @cached_property
    def draft(self) -> str:
        """The title of the draft that is shown in full."""
        return words.clean(self.value.title or self.value.draft)

    @cached_property
    def seen(self) -> str:
        """The side that alone is shown, or nothing."""
        return words.clean(self.report.party.label) if self.report.party else ""

    @cached_property
    def as_of(self) -> str:
        """The day whose knowledge is used, or nothing."""
        return words.day(self.case.as_of) if self.case.as_of else ""

    @cached_property
    def lead(self) -> list[str]:
        """The answer in a few sentences: what there is, what the draft moves, whether the claim is repaid."""
        claim = self.value.claim
        repaid = [capital(repaid_sentence(claim)) + "."] if claim and claim.claimed_in else []
        return [
            ground_sentence(self.report, self.unit, self.amounts),
            gains_sentence(self.gains(self.value), f"“{self.draft}”", self.amounts),
            *repaid,
        ]

    @cached_property
    def strip(self) -> list[tuple[str, str, str]]:
        """The few figures that a reader takes along: name, figure, what it means."""
        rows = [
            (
                f"{label}, by this draft",
                self.amounts.signed(gain.mean),
                f"{self.unit}, against no deal",
            )
            for label, gain in self.gains(self.value)
        ]
        lost = percent(self.report.not_held.in_the_ground)
        rows.append(("occupied or exposed today", lost, "of what lies in the ground, by price"))
        take = self.value.terms.government_take_discounted
        if take is not None:
            what = "by governments and fund, before owners, in today's money"
            rows.append(("taken from the deposits", percent(take), what))
        return rows

    # -- drafts -----------------------------------------------------------------------------------

    @cached_property
    def drafts(self) -> list[dict[str, Any]]:
        """Every draft: title, sides, claim, and what owners' answers change."""
        return [self._draft(value) for value in self.report.drafts]

    def _draft(self, value: DraftValue) -> dict[str, Any]:
        answers = value.responsive
        return {
            "title": words.clean(value.title or value.draft),
            "shown": value.draft == self.value.draft,
            "gains": self._gains(value),
            "claim": capital(repaid_sentence(value.claim)) + ".",
            "answers": None
            if answers is None
            else {"gains": self._gains(answers), "lost": self.spread(answers.lost)},
        }

    def _gains(self, value: DealValue) -> list[tuple[str, str]]:
        return [self.spread(value.sides[name].gain) for name, _ in self.named]

    @cached_property
    def comparisons(self) -> list[Markup]:
        """For each side its gain by every draft."""
        return [
            drawn(
                gains_chart(
                    [
                        (words.clean(value.title or value.draft), value.sides[name].gain)
                        for value in self.report.drafts
                    ],
                    f"{label}: change against no deal",
                    self.unit,
                    width=HALF,
                )
            )
            for name, label in self.named
        ]

    # -- one draft in full ------------------------------------------------------------------------

    @cached_property
    def roles(self) -> list[tuple[str, str, str, str]]:
        """The roles below the sides, of the draft in full: label, whose, gain, spread."""
        whose: dict[str, list[str]] = {}
        for party in self.value.by_party.values():
            for name, weight in party.roles.items():
                part = "" if weight == 1 else f"{percent(weight)} of it "
                whose.setdefault(name, []).append(part + words.clean(party.label))
        return [
            (
                ROLES[name],
                words.joined_list(whose.get(name, ["nobody in the case"])),
                *self.spread(role.gain),
            )
            for name, role in self.value.by_role.items()
        ]

    @cached_property
    def sentences(self) -> list[str]:
        """What the indicators of the draft say."""
        value = self.value
        assert value.deterrence is not None
        sentences = (
            deterrence_sentence(value.deterrence, self.amounts),
            guarantees_sentence(value.deterrence, self.amounts),
            hardness_sentence(value),
            new_projects_sentence(value),
            prices_sentence(value),
        )
        return [text.replace(" %", "\u00a0%") for text in sentences]

    @cached_property
    def fans(self) -> list[Markup]:
        """For each side the fan of what the draft changes by year, and of what has gathered."""
        value = self.value
        assert value.by_year is not None
        return [
            self.fan(value.years, bands, f"{label}: {what}")
            for name, label in self.named
            for bands, what in (
                (value.by_year.change[name], "change a year"),
                (value.by_year.change[name].cumulative, "gathered so far"),
            )
        ]

    @cached_property
    def points(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What one point more of each numeric clause brings."""
        return [
            (
                capital(row.clause.replace("_", " ")),
                [self.spread(row.of(name)) for name, _ in self.named],
            )
            for row in self.value.gradient or ()
        ]

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """Each issue with the options that would change anything, and those that would not."""
        issues: dict[str, dict[str, Any]] = {}
        names = [name for name, _ in self.named]
        for row in self.value.clauses or ():
            heading = {"issue": self.issues([row.issue]), "rows": [], "idle": []}
            issue = issues.setdefault(row.issue, heading)
            option = self._option(row.issue, row.option)
            if row.moves(names):
                issue["rows"].append((option, [self.spread(row.of(name)) for name in names]))
            else:
                issue["idle"].append(option)
        return list(issues.values())

    def _option(self, issue: str, name: str) -> str:
        options = next((i.options for i in self.case.issues if i.name == issue), ())
        return next((words.clean(o.label) for o in options if o.name == name), name)

    # -- deposits ---------------------------------------------------------------------------------

    @cached_property
    def deposits(self) -> list[tuple[str, str, str, str, str, str]]:
        """Every deposit: name, title, commodity, class, control, what lies in the ground; last the sum."""
        rows = [
            (
                one.name,
                words.clean(one.title),
                words.clean(one.commodity.replace("_", " ")),
                words.clean(one.resource_class.replace("_", " ")),
                one.control,
                self.amounts.of(one.money),
            )
            for one in sorted(self.report.deposits, key=lambda one: -one.money)
        ]
        whole = self.report.ground_step("in_the_ground")
        total = "" if whole is None else self.amounts.of(whole.money)
        return [*rows, ("All", "", "", "", "", total)]

    @cached_property
    def assumptions(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """By deposit, each field that nobody published: name, range, reason."""
        titles = {one.name: words.clean(one.title) for one in self.report.deposits}
        rows: dict[str, list[tuple[str, str, str]]] = {}
        for one in self.report.assumptions:
            label = f"{one.deposit} {titles.get(one.deposit, '')}".strip()
            span = " / ".join(f"{end:,.4g}" for end in (one.low, one.mode, one.high))
            row = (words.clean(one.field), span, words.clean(one.because))
            rows.setdefault(label, []).append(row)
        return list(rows.items())

    @cached_property
    def assumed(self) -> int:
        """How many fields stand on analogues."""
        return len(self.report.assumptions)
