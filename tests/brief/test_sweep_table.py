"""A sweep on the screen and as a table."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from counterdraft.brief.sweep_table import sweep_csv, sweep_json, sweep_text
from counterdraft.estate.reports.results import MoneyBasis
from counterdraft.estate.reports.sweep_report import (
    PartyGain,
    RoleGain,
    SweepReport,
    SweepRow,
    SweepSide,
)
from counterdraft.runtime.plain_data import plain

from .test_money import CASE


def row(share, base, state, partner):
    return SweepRow(
        {"share": share, "base": base},
        {"state": RoleGain(state, 0.25), "partner": RoleGain(partner, 1 / 3)},
        {"island": PartyGain(2 * state, 0.5)},
    )


REPORT = SweepReport(
    draft="first",
    issues=("share", "base"),
    combinations=6,
    likeliest={"claim": "500"},
    left_out=2,
    asked=None,
    sides={
        "island": SweepSide("The island", {"state": 2.0}),
        "partner": SweepSide("the partner", {"partner": 1.0}),
    },
    rows=(
        row("0", "gross", 0.0, 0.0),
        row("0", "profit", 0.0, 0.0),
        row("0.5", "gross", -120.0, 110.0),
        row("0.5", "profit", -80.0, 90.0),
    ),
    money=MoneyBasis("USD", "m", None, "nominal", "mid", {}),
    paths=500,
    seed=3,
    estate="0123456789abcdef0123",
)


class TestSweep:
    def test_on_the_screen(self, snapshot):
        """
        The best for each side, with what they bring to the others; what pays the same stands as one.
        """
        assert sweep_text(CASE, REPORT) == snapshot

    def test_a_drawn_sweep_says_so(self):
        """
        A sample of the combinations is not called all of them.
        """
        assert "Drawn from 60 combinations" in sweep_text(CASE, replace(REPORT, combinations=60))

    def test_as_csv(self):
        """
        A line per term sheet with every error; numbers read back to the same double.
        """
        table = list(csv.DictReader(io.StringIO(sweep_csv(REPORT).decode())))
        assert len(table) == 4
        assert table[2]["issue/share"] == "0.5"
        assert float(table[2]["role/partner/error"]) == 1 / 3
        assert float(table[2]["party/island"]) == -240.0
        assert float(table[2]["party/island/error_at_most"]) == 0.5

    def test_as_json(self):
        """
        The whole report, one term sheet a line.
        """
        data = sweep_json(REPORT)
        assert json.loads(data) == plain(REPORT)
        assert data.count(b"\n") == 4 + 3

    @pytest.mark.parametrize("form", [sweep_csv, sweep_json])
    def test_none_at_all(self, form):
        """
        A sweep of which no deal is left is an empty table.
        """
        assert form(replace(REPORT, rows=())).endswith(b"\n")
