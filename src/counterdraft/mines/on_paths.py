"""How an owner with options decides on drawn prices: rules learnt on some paths, followed on others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.indicators import MOMENTS
from counterdraft.fiscal.terms import TermSheet
from counterdraft.fiscal.waterfall import run
from counterdraft.mines.lsm import StoppingRule, learn_stopping_rule, never_stop
from counterdraft.mines.plan import Care
from counterdraft.mines.project import Project
from counterdraft.runtime.arrays import Floats

__all__ = ["Dates", "Followed", "OnPaths", "Rights", "Rules"]

FOREVER = 30
"""Years for which an owner who may wait for ever waits on the paths."""
OFTEN = 12
"""Decisions a year on the paths where they may be made at any moment."""
MOST_YEARS = 400
"""Years of all the plans that are settled, one for each date of opening, unless decisions are yearly."""
CLEAR = 2.0
"""Standard errors by which a rule must beat the fixed plan where it is learnt, to be followed elsewhere."""
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rights:
    """What the owner may do; `opens`: choose when to open, or never to."""

    opens: bool
    suspend: bool
    abandon: bool


@dataclass(frozen=True)
class Dates:
    """On which dates the owner may open: today and `later` more, so many a year."""

    later: int
    per_year: int

    @classmethod
    def of(cls, project: Project) -> Dates:
        """The dates that the paths have room for."""
        options = project.owner_options
        if options.now != "undeveloped":
            return cls(0, 1)
        years = FOREVER if options.delay == "forever" else options.delay
        often = OFTEN if options.decisions == "continuous" else options.decisions
        room = MOST_YEARS // max(len(project.plan.years) * years, 1)
        per_year = max(min(often, room), 1)
        return cls(years * per_year, per_year)


@dataclass(frozen=True, eq=False)
class Rules:
    """When to open, and for each date of opening when to give up."""

    opening: StoppingRule | None
    """None: at once."""
    giving_up: tuple[StoppingRule, ...]
    suspend: bool


@dataclass(frozen=True, eq=False)
class Followed:
    """What came of the rules on every path; present values at each party's own rate, (paths,)."""

    worth: Floats
    """To the owner."""
    parties: Mapping[str, Floats]
    before_terms: Floats
    """The flow before anybody shares it, at the owner's rate."""
    opened: Ints
    """The date, -1 for never."""
    stands: NDArray[np.bool_]
    """(years, paths) by year of the plan."""
    ends: Ints
    """The year of the plan that is given up first."""


class OnPaths:
    """One set of drawn prices, and an owner who decides on them under some terms."""

    def __init__(self, project: Project, terms: TermSheet, dates: Dates, label: str) -> None:
        """Draw the prices of *label*, on the dates and at the moments when money moves."""
        self.project, self.terms, self.dates = project, terms, dates
        self.moment = MOMENTS[project.timing]
        whole = (self.moment * dates.per_year).is_integer()
        self.rows = dates.per_year * (1 if whole else 2)
        """Of drawn prices a year."""
        self.years = len(project.plan.years)
        most = dates.later / dates.per_year + self.years
        times = np.arange(round(most * self.rows) + 1) / self.rows
        drawn = project.draw(times, label)
        self.prices, self.factors_known = drawn.prices, list(drawn.factors.values())
        self.paths = next(iter(self.prices.values())).shape[1]
        random = [self.prices[name] for name in project.models]
        self.ratios = [price / price[0] for price in random]
        """To today's, (rows, paths) by drawn product."""
        self.logs = [np.log(np.maximum(ratio, 1e-300)) for ratio in self.ratios]
        self.factors = project.factors(project.rate_of(terms.owner))
        self.valued = (1 + project.rate_of(terms.owner)) ** -project.shift

    def owner_discount(self, years: Floats | float) -> Floats:
        """The owner's discount over *years*."""
        return np.asarray(np.exp(-self.project.continuous_rate * np.asarray(years)))

    def _price_row(self, date: int, year: int = 0) -> int:
        """The row of prices on which a year of the plan begins that is opened on *date*."""
        return date * (self.rows // self.dates.per_year) + year * self.rows

    def _prices_of_plan(self, date: Ints) -> dict[str, Floats]:
        """The prices at which the plan sells, opened on *date*, (years, paths) each."""
        later = round(self.moment * self.rows) + np.arange(self.years)[:, None] * self.rows
        rows = date[None, :] * self._price_row(1) + later
        paths = np.arange(self.paths)
        return {name: price[rows, paths] for name, price in self.prices.items()}

    def features(self, date: int, year: int = 0) -> Floats:
        """
        What the owner knows at the start of a year of the plan: the prices, (paths, k).

        A straight line in the price of the main product and a cubic in its logarithm, both over today's; the
        logarithms of the others; of each second factor a line, its square, and its product with the price.
        """
        row = self._price_row(date, year)
        columns = [np.ones(self.paths)]
        if self.logs:
            x = self.logs[0][row]
            square = x * x
            columns += [self.ratios[0][row], x, square, square * x]
        columns += [other[row] for other in self.logs[1:]]
        for factor in self.factors_known:
            columns += [factor[row], factor[row] * columns[1], factor[row] ** 2]
        return np.stack(columns, axis=1)

    def _flows_opened_on(
        self, date: Ints, *, suspend: bool, ends: Ints | None = None
    ) -> tuple[Flows, NDArray[np.bool_]]:
        """
        The flows of the plan, and where it stands still.

        A year stands still in which the owner, after terms, keeps more by paying for care than by working:
        its cut-off is above operating cost where something is charged on sales.
        """
        plan, prices = self.project.plan, self._prices_of_plan(date)
        if not suspend:
            return plan.flows_at_prices(prices, None, None, ends), np.zeros(
                (self.years, self.paths), np.bool_
            )
        options = self.project.owner_options
        care = Care(options.care, options.care_cost)
        sells = np.repeat(plan.sells[:, None], self.paths, axis=1)
        working, standing = (
            run(self.terms, plan.flows_at_prices(prices, idle, care)).cash[self.terms.owner]
            for idle in (None, sells)
        )
        # A year stands still where care costs its owner less than working does, after terms.
        stands = sells & (standing > working)
        return plan.flows_at_prices(prices, stands, care, ends), stands

    def _last_year_of_sales(self) -> int:
        sells = np.flatnonzero(self.project.plan.sells)
        return int(sells[-1]) if sells.size else 0

    def learn_rules(self, rights: Rights) -> tuple[Rules, Followed]:
        """The rules that are best on these paths, and what they bring there; to use none is one."""
        options = self.project.owner_options
        later = self.dates.later if rights.opens else 0
        last = self._last_year_of_sales()
        payoffs, giving_up = [], []
        for date in range(later + 1):
            # What the plan is worth if it is opened on this date, and what giving up adds to it.
            opened = np.full(self.paths, date)
            flows, _ = self._flows_opened_on(opened, suspend=rights.suspend)
            value = run(self.terms, flows).cash[self.terms.owner] * self.factors[:, None]
            worth = value.sum(axis=0)
            rule = never_stop(last)
            if rights.abandon and last:
                # What giving up saves: the years to come, less the cost of closing.
                rest = np.cumsum(value[::-1], axis=0)[::-1][1 : last + 1]
                closing = (
                    options.closing * self.valued * self.owner_discount(np.arange(1.0, last + 1))
                )
                saved = -closing[:, None] - rest
                features = [self.features(date, year) for year in range(1, last + 1)]
                rule = learn_stopping_rule(saved, features)
                when = rule.follow(features)
                worth = worth + np.where(when >= 0, saved[when, np.arange(self.paths)], 0.0)
            giving_up.append(rule)
            payoffs.append(worth * self.owner_discount(date / self.dates.per_year))
        # Then over all dates: when to open, given what the plan is worth that begins on each.
        opening = None
        if rights.opens:
            features_by_date = [self.features(date) for date in range(later + 1)]
            opening = learn_stopping_rule(np.array(payoffs), features_by_date)
        rules = Rules(opening, tuple(giving_up), rights.suspend)
        plan = self.fixed_plan()
        with_rules, without = self.follow(rules), self.follow(plan)
        gain = with_rules.worth - without.worth
        # A gain within its own error may be chance, and would be a loss elsewhere.
        error = float(gain.std() / np.sqrt(gain.size))
        return (rules, with_rules) if gain.mean() > CLEAR * error else (plan, without)

    def fixed_plan(self) -> Rules:
        """The rules of the fixed plan: opened at once, and carried through."""
        return Rules(None, (never_stop(self._last_year_of_sales()),), suspend=False)

    def follow(self, rules: Rules) -> Followed:
        """What the rules bring on these paths."""
        options, paths = self.project.owner_options, np.arange(self.paths)
        opened = np.zeros(self.paths, np.int64)
        if rules.opening is not None:
            dates = range(len(rules.opening.weights))
            opened = rules.opening.follow([self.features(date) for date in dates])
        begins = np.maximum(opened, 0)
        last = self._last_year_of_sales()
        ends = np.full(self.paths, self.years)
        # A path follows the rule of giving up that was learnt for the date on which it opens.
        for date, rule in enumerate(rules.giving_up):
            when = rule.follow([self.features(date, year) for year in range(1, last + 1)])
            ends = np.where((begins == date) & (when >= 0), when + 1, ends) if last else ends
        flows, stands = self._flows_opened_on(begins, suspend=rules.suspend, ends=ends)
        outcome = run(self.terms, flows)
        # With the mine its terms end; what it costs to close falls on the owner.
        lives = (np.arange(self.years)[:, None] < ends) & (opened >= 0)
        start = begins / self.dates.per_year
        given_up = (ends < self.years) & (opened >= 0)
        rate = self.project.rate_of(self.terms.owner)

        def present(flow: Floats, at: float) -> Floats:
            value: Floats = self.project.factors(at) @ np.where(lives, flow, 0.0)
            return np.asarray(value * self._discount_at(at, start))

        closing = np.where(
            given_up, options.closing * self.valued * self.owner_discount(start + ends), 0.0
        )
        parties = {
            name: present(cash, self.project.rate_of(name)) for name, cash in outcome.cash.items()
        }
        parties[self.terms.owner] = parties[self.terms.owner] - closing
        return Followed(
            parties[self.terms.owner],
            parties,
            present(outcome.net, rate) - closing,
            opened,
            stands & lives,
            np.where(given_up, ends, self.years)[paths],
        )

    def _discount_at(self, rate: float, years: Floats) -> Floats:
        if self.project.timing == "continuous":
            return np.asarray(np.exp(-rate * years))
        return np.asarray((1 + rate) ** -years)
