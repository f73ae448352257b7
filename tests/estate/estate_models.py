"""Small projects for the tests of the estate."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from counterdraft.estate.book import Flows
from counterdraft.estate.project import Project
from counterdraft.estate.project_value import value
from counterdraft.estate.terms import TermSheet
from counterdraft.estate.waterfall import run
from counterdraft.formats.estate_files import read_yaml

DATA = Path(__file__).parent / "data"


def published(name: str, key: str | None = None):
    """The stored table *name*, or one of its entries."""
    data, _ = read_yaml(DATA / f"{name}.yaml")
    return data if key is None else data[key]


def project(instruments, *, years=None, **fields):
    """A project from its yearly figures, with the instruments given."""
    length = next(len(v) for v in fields.values() if isinstance(v, list))
    data = {"years": years or f"1-{length}", "terms": {"instruments": instruments}, **fields}
    return Project.from_data(data)


def worth(instruments, **fields):
    """Every indicator of such a project."""
    return value(project(instruments, **fields))


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
