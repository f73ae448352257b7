"""The mine on which regimes are reckoned, and scales in plain Python."""

from __future__ import annotations

from ..estate.estate_models import worth

REVENUE = [0.0, 0.0, 120.0, 200.0, 260.0, 240.0, 180.0, 90.0]
OPEX = [0.0, 0.0, 40.0, 60.0, 70.0, 70.0, 65.0, 50.0]
CAPEX = [100.0, 150.0, 20.0, 10.0, 10.0, 10.0, 5.0, 0.0]
MINE = {"revenue": REVENUE, "opex": OPEX, "capex": CAPEX}
YEARS = range(len(REVENUE))


def moved(kind, fields, **mine):
    """What one instrument moves each year in the mine above, or in another."""
    terms = {"it": {"kind": kind, **fields}}
    return worth(terms, **(mine or MINE))["instruments"]["it"]


def steps(scale, level):
    """The rate of the step on which a level stands."""
    return [rate for above, rate in scale if level > above or above <= 0][-1]


def slices(scale, level):
    """The charge on a level whose slices have rates of their own."""
    tops = [above for above, _ in scale[1:]] + [float("inf")]
    return sum(
        rate * max(min(level, top) - above, 0)
        for (above, rate), top in zip(scale, tops, strict=True)
    )


def tiers(scale):
    """The scale as a term sheet has it."""
    return [{"above": above, "rate": rate} for above, rate in scale]
