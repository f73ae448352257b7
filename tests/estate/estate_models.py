"""Small projects for the tests of the estate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numba import config

from counterdraft.brief.mine_json import mine_json
from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.terms import TermSheet
from counterdraft.fiscal.waterfall import run
from counterdraft.formats.mine_file import load_project
from counterdraft.formats.plain_files import read_yaml
from counterdraft.mines import report_mine
from counterdraft.mines.project import Project

COMPILED = not config.DISABLE_JIT
"""Without the compiler the same tests run on fewer paths."""
DATA = Path(__file__).parent / "data"


def published(name: str, key: str | None = None):
    """The stored table *name*, or one of its entries."""
    data, _ = read_yaml(DATA / f"{name}.yaml")
    return data if key is None else data[key]


def project(instruments, *, years=None, **fields):
    """A project from its yearly figures, with the instruments given."""
    if years is None:
        years = f"1-{next(len(v) for v in fields.values() if isinstance(v, list))}"
    data = {"years": years, "terms": {"instruments": instruments}, **fields}
    return Project.from_data(data)


def mine_answer(mine):
    """The JSON of one mine."""
    return mine_json(report_mine(mine))


def value_project(path):
    """The JSON of the mine in a file."""
    return mine_answer(load_project(path))


def worth(instruments, **fields):
    """Every indicator of such a project."""
    return mine_answer(project(instruments, **fields))


def flows(revenue, opex=None, capex=None, closure=None, volume=None, price=None, first=1):
    """Pre-party flows from arrays (years, paths)."""
    revenue = np.asarray(revenue, float)
    if revenue.ndim == 1:
        revenue = revenue[:, None]

    def shaped(a):
        return (
            np.zeros_like(revenue)
            if a is None
            else np.broadcast_to(
                np.asarray(a, float).reshape(len(revenue), -1), revenue.shape
            ).copy()
        )

    volumes = {} if volume is None else {"product": shaped(volume)}
    prices = {} if volume is None else {"product": shaped(price)}
    years = tuple(range(first, first + len(revenue)))
    return Flows(
        years,
        volumes,
        prices,
        revenue,
        shaped(opex),
        {"development": shaped(capex)},
        shaped(closure),
    )


def settle(instruments, project_flows, **head):
    """Run a term sheet over flows."""
    sheet = TermSheet.from_data({"instruments": instruments, **head}, years=project_flows.years)
    return run(sheet, project_flows)


HEAD = {
    "currency": {"code": "USD", "unit": "m"},
    "first_year": 2025,
    "years": 25,
    "rates": {"state": 0.08, "partner": 0.05, "owner": 0.12},
    "products": {
        "alpha": {"series": "A", "quantity": "kt"},
        "beta": {"series": "B", "quantity": "t", "model": "gbm"},
    },
    "correlation": 0.3,
    "classes": {"reserve": {"conversion": 0.9}, "inferred": {"conversion": 0.3}},
    "law": {"income_tax": 0.18, "tax_years": 8, "royalty": {"default": 0.0625}},
    "plan": {"window": 8},
}
CONTROL = {
    "scenarios": {"quiet": {"first": 0.7}, "attack": {"first": 0.3}},
    "attack": "attack",
    "switch": {"quiet": {"quiet": 0.85, "attack": 0.15}, "attack": {"quiet": 0.3, "attack": 0.7}},
    "change": {
        "quiet": {
            "held": {"held": 0.95, "exposed": 0.05},
            "returned": {"returned": 0.9, "exposed": 0.1},
            "exposed": {"held": 0.2, "exposed": 0.75, "occupied": 0.05},
            "occupied": {"occupied": 0.95, "returned": 0.05},
        },
        "attack": {
            "held": {"held": 0.8, "exposed": 0.15, "occupied": 0.05},
            "returned": {"returned": 0.7, "exposed": 0.2, "occupied": 0.1},
            "exposed": {"exposed": 0.8, "occupied": 0.2},
            "occupied": {"occupied": 0.98, "returned": 0.02},
        },
    },
    "zones": {"deep": {"hazard": 0.2}, "front": {"hazard": 1.2}},
    "guarantees": {"none": {}, "words": {"attack": 0.9}, "binding": {"attack": 0.3, "loss": 0.5}},
    "costs": {
        "exposed_loss": 0.2,
        "exposed_slow": 0.5,
        "insurance": 0.03,
        "damage": 0.3,
        "repair_years": 2,
    },
}
DEAL = {
    "defaults": {"scope": "existing_too", "earns": 0.02, "release_years": 3, "other_revenue": 20},
    "issues": {
        "share": {"field": "share"},
        "claim": {"field": "claim", "times": 1000},
        "base": {"gross": {"base": "gross_revenue"}, "state": {"base": "state_revenue"}},
        "guarantee": {
            "none": {},
            "words": {"guarantee": "words"},
            "binding": {"guarantee": "binding"},
        },
    },
}
PRICES = [
    {
        "series_id": s,
        "unit": u,
        "year": str(2019 + i),
        "price": str(p),
        "preferred": "yes",
        "source": "S",
    }
    for s, u, row in (
        ("A", "USD/t", (900, 1000, 1100, 950, 1200, 1000)),
        ("B", "USD/kg", (60, 75, 50, 66, 80, 70)),
    )
    for i, p in enumerate(row)
]
ANALOGUES = [
    {"analogue": "metal", "field": f, "low": str(a), "mode": str(b), "high": str(c)}
    for f, (a, b, c) in {
        "start": (1, 3, 6),
        "build": (1, 2, 4),
        "capacity": (20, 40, 80),
        "capex": (40, 90, 200),
        "opex": (0.3, 0.5, 0.8),
        "life": (6, 10, 15),
        "ramp": (0, 1, 2),
        "sustain": (0.02, 0.03, 0.05),
        "closure": (0.05, 0.1, 0.2),
    }.items()
]
DEPOSITS = [
    {
        "id": "one",
        "name": "One",
        "commodity": "metal",
        "products": "alpha:1",
        "zone": "deep",
        "control": "held",
        "class": "reserve",
        "existing": "yes",
        "start": "0",
        "lat": "50",
        "lon": "30",
    },
    {
        "id": "two",
        "name": "Two",
        "commodity": "metal",
        "products": "alpha:1;beta:10",
        "zone": "front",
        "control": "exposed",
        "class": "inferred",
        "existing": "no",
        "lat": "48",
        "lon": "35",
    },
    {
        "id": "three",
        "name": "Three",
        "commodity": "metal",
        "products": "alpha:0.8",
        "zone": "front",
        "control": "occupied",
        "class": "reserve",
        "existing": "no",
    },
]


def estate(
    *, head=None, control=None, deal=None, deposits=None, analogues=None, prices=None, as_of=None
):
    """A small estate; each part may be replaced."""
    from counterdraft.case.places import nowhere
    from counterdraft.formats.estate.building import Table, build_estate

    return build_estate(
        (head or HEAD, nowhere),
        (control or CONTROL, nowhere),
        (deal or DEAL, nowhere),
        Table(deposits or DEPOSITS),
        Table(analogues or ANALOGUES),
        Table(prices or PRICES),
        as_of=as_of,
    )


def some(count: int) -> int:
    """As many paths as there is time for."""
    return count if COMPILED else max(count // 50, 40)
