"""The pass over deposits, paths and years, against the same mine told plainly, one year at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from counterdraft.estate.ground.deposits import CONTROL
from counterdraft.estate.kernels import layout
from counterdraft.estate.kernels.random import triangle, uniform
from counterdraft.estate.simulation import Paths
from counterdraft.runtime.streams import stream_key

from ..estate_models import DEPOSITS, estate

MASK = 2**64 - 1
RICH = [
    {**DEPOSITS[0], "capex": "100", "life": "9"},
    {**DEPOSITS[1], "opex": "0.2", "capex": "30/60/90"},
    {**DEPOSITS[2], "opex": "0.1", "life": "4/5/6", "products": "alpha:1;beta:3"},
    {**DEPOSITS[1], "id": "four", "opex": "0.8/1/1.4", "zone": "deep", "sustain": "0.01/0.02/0.05"},
    {
        **DEPOSITS[1],
        "id": "five",
        "opex": "0.3",
        "ore_mt": "2/3/9",
        "grade": "0.05/0.1/0.2",
        "recovery": "0.5/0.8/0.9",
        "closure": "0.1/0.2/0.5",
    },
]


def draw(seed, name, counter):
    """SplitMix64 in whole numbers."""
    z = (stream_key(seed, name) + counter * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    z ^= z >> 31
    return (z >> 11) / 2**53


def between(u, ends):
    """The quantile of a triangle."""
    low, mode, high = ends
    if high <= low:
        return mode
    if u < (mode - low) / (high - low):
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def first_above(u, cumulative):
    """The first class whose cumulative probability exceeds u."""
    return next((i for i, c in enumerate(cumulative[:-1]) if u < c), len(cumulative) - 1)


class Mine:
    """One deposit on one path, told as its owner would tell it."""

    def __init__(self, paths, one, path, rule, owners):
        self.paths, self.one, self.rule = paths, one, rule
        self.answers = owners is not None
        self.gross_share = (owners or (0.0, 0.0))[1 if one.existing else 0]
        seed, f = paths.seed, one.figures
        self.u = lambda counter: draw(seed, f"deposit/{one.name}", path * 128 + counter)
        names = (
            "start",
            "build",
            "capacity",
            "capex",
            "opex",
            "life",
            "ramp",
            "sustain",
            "closure",
        )
        names = (*names, "ore", "grade", "recovery")
        d = {name: between(self.u(65 + k), f[name]) for k, name in enumerate(names)}
        self.start, self.build = int(d["start"] + 0.5), max(d["build"], 1.0)
        self.capacity, self.capex, self.opex, self.ramp = (
            d["capacity"],
            d["capex"],
            d["opex"],
            d["ramp"],
        )
        self.sustain, self.closure = d["sustain"], d["closure"]
        recovered = d["ore"] * d["grade"] / one.tonnes * d["recovery"]
        self.years_left = min(d["life"], recovered / self.capacity)
        self.built = 1.0 if one.existing else 0.0
        self.going = one.existing
        self.age = self.ramp if one.existing else 0.0
        self.hurt, self.repair, self.idle = False, 0.0, 0
        self.undepreciated = self.charge = self.losses = 0.0

    def exists(self):
        """Whether there is a mine in it at all."""
        return self.u(64) < self.paths.estate.file.classes[self.one.resource_class].conversion

    def year(self, t, state, price):
        """Revenue, state revenue, owner's cash and profit of one year."""
        estate = self.paths.estate
        costs, plan, law = estate.control.costs, estate.file.plan, estate.file.law
        exposed = state == "exposed"
        if state == "occupied":
            self.hurt = self.hurt or self.built > 0
            return None
        if t < self.start:
            return None
        if not self.going:
            if t > self.start + plan.window:
                self.years_left = 0
                return None
            x = math.log(price[next(iter(self.one.products))])
            if self.rule[0] + self.rule[1] * x + self.rule[2] * x * x <= 0:
                return None
            self.going = True
        speed = 1 - costs.exposed_slow if exposed else 1.0
        revenue = cost = spent = 0.0
        if self.built < 1:
            step = min(speed / self.build, 1 - self.built)
            self.built = 1.0 if self.built + step > 0.999999 else self.built + step
            spent = step * self.capex
            self.undepreciated += spent
            self.charge = self.undepreciated / law.tax_years
        elif self.repair > 0:
            self.repair -= speed
        elif self.hurt:
            self.hurt, spent = False, costs.damage * self.capex
            self.undepreciated += spent
            self.charge = max(self.charge, self.undepreciated / law.tax_years)
            self.repair = costs.repair_years - 1
        else:
            revenue, cost = self.produce(exposed, price)
        royalty = law.royalty["default"] * revenue
        income = revenue - cost - royalty
        if self.built >= 1 and self.undepreciated > 0:
            written = min(self.charge, self.undepreciated)
            self.undepreciated -= written
            income -= written
        used = min(self.losses, max(income, 0))
        self.losses += max(-income, 0) - used
        taxable = max(income, 0) - used
        tax = law.income_tax * taxable
        return revenue, royalty + tax, revenue - cost - spent - royalty - tax, taxable - tax

    def produce(self, exposed, price):
        """Revenue and cost of a year in which the mine stands ready."""
        estate = self.paths.estate
        costs, plan = estate.control.costs, estate.file.plan
        self.age += 1
        part = 1.0 if self.ramp <= 0 or self.age > self.ramp else self.age / (self.ramp + 1)
        part = min(part * (1 - costs.exposed_loss if exposed else 1.0), self.years_left)
        unit = sum(q * price[p] for p, q in self.one.products.items())
        kept = unit * (1 - estate.file.law.royalty["default"] - self.gross_share)
        insurance = costs.insurance * self.capex if exposed else 0.0
        closure = self.closure * self.capex
        if self.answers and kept < self.opex:
            self.age, self.idle = max(self.age - 1, 0), self.idle + 1
            gives_up = self.idle >= plan.patience
            self.years_left = 0 if gives_up else self.years_left
            return 0.0, plan.care * self.capex + (closure if gives_up else 0) + insurance
        self.idle, output = 0, part * self.capacity
        self.years_left -= part
        done = self.years_left <= 1e-9
        self.years_left = 0 if done else self.years_left
        cost = output * self.opex + self.sustain * self.capex + (closure if done else 0)
        return output * unit, cost + insurance


def told(paths, path, rules, owners):
    """The flows of one path, by scope, kind and year."""
    estate = paths.estate
    hazards = estate.control.under(estate.control.guarantees["none"])
    years, products = estate.file.years, list(estate.file.products)
    flows = np.zeros((2, layout.KEPT, years))
    scenario, here = [], 0
    for t in range(years):
        u = draw(paths.seed, "scenario", path * 64 + t)
        here = first_above(u, hazards.first if t == 0 else hazards.switch[here])
        scenario.append(here)
    for one, rule in zip(estate.deposits, rules, strict=True):
        mine = Mine(paths, one, path, rule, owners)
        if not mine.exists():
            continue
        zone = list(estate.control.zones).index(one.zone)
        state = CONTROL.index(one.control)
        for t in range(years):
            if mine.years_left <= 0:
                break
            state = first_above(mine.u(t), hazards.change[zone, scenario[t], state])
            price = {p: float(paths.prices[path, t, k]) for k, p in enumerate(products)}
            found = mine.year(t, CONTROL[state], price)
            if found is not None:
                flows[int(one.existing), :, t] += found
    return flows


class TestAgainstThePlainStory:
    @pytest.mark.parametrize(
        "owners", [None, (0.0,) * 4, (0.3, 0.3, 0.0, 0.0), (0.0, 0.0, 0.4, 0.4)]
    )
    def test_same_flows(self, owners):
        """
        Gross revenue, state revenue, owners' cash and profit are the same, path by path.
        """
        paths = Paths(estate(deposits=RICH), 60, seed=9)
        kept = paths.flows("none", owners).kept
        rules = paths._rule(owners)
        for path in range(60):
            np.testing.assert_allclose(
                kept[path], told(paths, path, rules, owners), rtol=2e-5, atol=2e-4
            )
        assert kept.any()


class TestRandom:
    def test_the_sequence(self):
        """
        The compiled sequence is SplitMix64, to the last bit.
        """
        key = np.uint64(stream_key(3, "x"))
        with np.errstate(over="ignore"):
            for counter in (0, 1, 77, 2**40):
                assert uniform(key, np.uint64(counter)) == draw(3, "x", counter)

    def test_is_even(self):
        """
        A hundred thousand numbers fill twenty boxes evenly (chi-square below its 99.9 % point).
        """
        with np.errstate(over="ignore"):
            found = np.array([draw(1, "even", k) for k in range(100_000)])
        counts = np.histogram(found, 20, (0, 1))[0]
        assert ((counts - 5000) ** 2 / 5000).sum() < 43.8

    def test_triangle(self):
        """
        The quantiles of a triangle are those of its distribution.
        """
        assert triangle(0.0, 1.0, 2.0, 5.0) == pytest.approx(1)
        assert triangle(0.25, 1.0, 2.0, 5.0) == pytest.approx(2)
        assert triangle(1.0, 1.0, 2.0, 5.0) == pytest.approx(5)
        assert triangle(0.7, 3.0, 3.0, 3.0) == 3
