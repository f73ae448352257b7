"""One view of an estate's report, for the page of the drafts' money and for the answer's page alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from markupsafe import Markup

from counterdraft.brief import words
from counterdraft.brief.charts.charts import (
    fan_chart,
    map_of_deposits,
    steps_chart,
    waterfall_chart,
)
from counterdraft.brief.estate_sentences import ROLES, Amounts, percent
from counterdraft.case import Case
from counterdraft.case.spreads import Range
from counterdraft.estate.reports.results import DraftValue, EstateReport, YearBands

__all__ = ["HALF", "EstateView", "capital", "drawn"]

HALF = 500
"""Width of a picture of which two stand side by side."""

Figure = TypeVar("Figure")


class EstateView(Generic[Figure]):
    """
    The report, formatted.

    The templates only lay out what stands here; here nothing is computed that is not a place on a page.

    Args:
        case: For its title and the labels of its issues.
        report: Of the estate.
        value: The draft that is shown in full, where there is one.
        unit: The short name of the money.
        amounts: How amounts are written.
        figure: Makes what the template prints of a computed figure's text.
    """

    def __init__(
        self,
        case: Case,
        report: EstateReport,
        value: DraftValue | None,
        *,
        unit: str,
        amounts: Amounts,
        figure: Callable[[str], Figure],
    ) -> None:
        self.case, self.report, self.value = case, report, value
        self.unit, self.amounts, self.figure = unit, amounts, figure

    # -- sides ------------------------------------------------------------------------------------

    @cached_property
    def named(self) -> list[tuple[str, str]]:
        """The sides that are shown: name and label."""
        values = [self.value, *self.report.drafts] if self.value else list(self.report.drafts)
        sides = next((value.sides for value in values if value), {})
        return [(name, capital(words.clean(side.label))) for name, side in sides.items()]

    @cached_property
    def sides(self) -> list[str]:
        """The labels of the sides that are shown."""
        return [label for _, label in self.named]

    def gains(self, value: DraftValue) -> list[tuple[str, Range]]:
        """Return the label and gain of every side by a draft."""
        return [(label, value.sides[name].gain) for name, label in self.named]

    def spread(self, gain: Range) -> tuple[Figure, str]:
        """Return the mean of a gain with its standard error, and below it P10, P50 and P90."""
        span = " … ".join(map(self.amounts.signed, (gain.p10, gain.p50, gain.p90)))
        mean = f"{self.amounts.signed(gain.mean)} ± {self.amounts.error(gain.error)}"
        return self.figure(mean), span

    # -- the ground -------------------------------------------------------------------------------

    @cached_property
    def ground(self) -> list[tuple[str, Figure]]:
        """The steps from the claim to the money."""
        return [
            (
                capital(words.clean(step.step)),
                self.figure(
                    self.amounts.of(step.money)
                    + (f" ± {self.amounts.of(step.error)}" if step.error else "")
                ),
            )
            for step in self.report.ground
        ]

    @cached_property
    def reckoning(self) -> Markup:
        """The waterfall of what is left, without the claim, which would dwarf it."""
        steps = [(words.clean(s.step), s.money) for s in self.report.ground if s.kind != "claimed"]
        return drawn(waterfall_chart(steps, "From the ground to the state", self.unit))

    @cached_property
    def control(self) -> list[dict[str, object]]:
        """What is held, exposed and occupied, in parts of the whole."""
        return [
            {
                "control": row.control,
                "deposits": self.figure(str(row.deposits)),
                "parts": [
                    self.figure(percent(part)) for part in (row.in_the_ground, row.sold, row.state)
                ],
                "bar": f"{100 * row.in_the_ground:.1f}%",
            }
            for row in self.report.control
        ]

    @cached_property
    def map(self) -> Markup:
        """The deposits by who controls them."""
        deposits = self.report.deposits
        sizes = [deposit.money for deposit in deposits]
        return drawn(
            map_of_deposits(deposits, sizes, "Deposits by who controls the ground", unit=self.unit)
        )

    @cached_property
    def withheld_by_date(self) -> list[str]:
        """What was not known on the day, and what stands in for it."""
        return [words.clean(text) for text in self.report.withheld_by_date]

    @cached_property
    def rates(self) -> str:
        """The rate of each role."""
        rates = self.report.money.rates
        return words.joined_list(
            f"{ROLES[name]} {percent(rate, 1)}" for name, rate in rates.items()
        )

    @cached_property
    def timing(self) -> str:
        """When in the year money moves."""
        timing = {"start": "at the start", "mid": "in the middle", "end": "at the end"}
        return f"{timing[self.report.money.timing]} of each year"

    # -- one draft --------------------------------------------------------------------------------

    @cached_property
    def clauses(self) -> list[tuple[str, list[Figure]]]:
        """What each clause of the draft adds for each party, and last the draft, to which they add up."""
        if self.value is None or not self.value.clause_steps:
            return []
        names = [name for name, _ in self.named]
        rows = [
            (self.issues(step.issues), [self.spread(step.of(n))[0] for n in names])
            for step in self.value.clause_steps
            if step.moves(names)
        ]
        whole = [self.spread(gain)[0] for _, gain in self.gains(self.value)]
        return [*rows, ("All of it: the draft", whole)]

    @cached_property
    def idle(self) -> list[str]:
        """The clauses that add nothing on any path."""
        steps = self.value.clause_steps if self.value else None
        names = [name for name, _ in self.named]
        return [self.issues(step.issues) for step in steps or () if not step.moves(names)]

    @cached_property
    def ways(self) -> list[Markup]:
        """For each side the way from no deal to the draft, clause by clause, in money of the minerals."""
        if self.value is None or self.value.clause_steps is None:
            return []
        charts = []
        for name, label in self.named:
            changes = [(self.issues(s.issues), s.of(name).mean) for s in self.value.clause_steps]
            steps = self.gathered(changes, "all other clauses")
            title = f"{label}: from no deal to the draft"
            charts.append(steps_chart(steps, "no deal", "the draft", title, self.unit, width=HALF))
        return [drawn(chart) for chart in charts]

    def gathered(
        self,
        parts: Sequence[tuple[str, float]],
        rest: str,
        *,
        least: float | None = None,
        most: int | None = None,
    ) -> list[tuple[str, float]]:
        """
        Return the weightiest parts in their order, and all others as one part, so that the sum stays.

        Args:
            parts: Label and amount.
            rest: What all others together are called.
            least: Smaller amounts are written as zero, and gathered.
            most: So many parts are shown at most.
        """
        least = self.amounts.least if least is None else least
        ranked = sorted(range(len(parts)), key=lambda k: -abs(parts[k][1]))[:most]
        shown = [k for k in sorted(ranked) if abs(parts[k][1]) >= least]
        small = sum(change for k, (_, change) in enumerate(parts) if k not in shown)
        rows = [parts[k] for k in shown]
        return [*rows, (rest, small)] if abs(small) >= least else rows

    def fan(self, years: Sequence[int], bands: YearBands, title: str) -> Markup:
        """Return the fan of what is changed by year."""
        return drawn(fan_chart(years, bands, title, self.unit, width=HALF))

    def issues(self, names: Sequence[str]) -> str:
        """Return issues by their labels."""
        labels = {issue.name: words.clean(issue.label) for issue in self.case.issues}
        return words.joined_list(labels.get(name, name) for name in names)


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def drawn(svg: str) -> Markup:
    """Return a picture for the page: its marks are escaped where they are drawn."""
    return Markup(svg)  # noqa: S704
