"""Every range that is written enters the draws: a wider one changes the spread of the answer."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from counterdraft.estate.ground.deposits import DRAWN, FIELDS
from counterdraft.estate.ground.estate_file import GibsonSchwartz, TwoFactor
from counterdraft.estate.simulation import Paths

from .estate_models import DEPOSITS, HEAD, estate

POINT = {
    "start": 4,
    "build": 2,
    "capacity": 40,
    "capex": 90,
    "opex": 0.3,
    "life": 7,
    "ramp": 1,
    "sustain": 0.03,
    "closure": 0.1,
    "ore": 9,
    "grade": 0.1,
    "recovery": 0.3,
}
COLUMNS = {"ore": "ore_mt"}
"""Columns of deposits.csv that have another name than the figure."""


def owners_cash(**cells):
    """What the owner of one deposit earns in all years, on each path."""
    row = {**DEPOSITS[0], "existing": "no", "zone": "deep", "control": "held"}
    row |= {COLUMNS.get(name, name): str(value) for name, value in POINT.items()}
    row |= {COLUMNS.get(name, name): value for name, value in cells.items()}
    kept = Paths(estate(deposits=[row]), 400, seed=5).flows("none").kept
    return kept[:, :, 2].sum(axis=(1, 2))


class TestDeposits:
    def test_every_figure_has_its_point(self):
        """
        The figures that are drawn are those of the model.
        """
        assert set(POINT) == set(DRAWN) == set(estate().deposits[0].figures)

    @pytest.mark.parametrize("name", DRAWN)
    def test_a_wider_range_moves_the_spread(self, name):
        """
        About the same mode, a narrow and a wide range of every figure give another spread each.
        """
        mode = POINT[name]
        spreads = [
            float(np.std(owners_cash(**{name: f"{mode * low}/{mode}/{mode * high}"})))
            for low, high in ((1, 1), (0.8, 1.2), (0.2, 3))
        ]
        assert len(set(spreads)) == 3

    @pytest.mark.parametrize("name", FIELDS)
    def test_so_does_the_range_of_an_analogue(self, name):
        """
        What nobody has published is drawn from its analogue's range.
        """
        cells = {n: str(POINT[n]) for n in FIELDS if n != name}
        row = {**DEPOSITS[0], **cells, "existing": "no", name: ""}
        spreads = []
        for factor in (1, 3):
            ends = {
                "low": str(POINT[name]),
                "mode": str(POINT[name]),
                "high": str(POINT[name] * factor),
            }
            table = [{"analogue": "metal", "field": name, **ends}]
            kept = Paths(estate(deposits=[row], analogues=table), 300, seed=5).flows("none").kept
            spreads.append(float(np.std(kept[:, :, 2].sum(axis=(1, 2)))))
        assert spreads[0] != spreads[1]

    def test_each_range_has_a_stream_of_its_own(self):
        """
        A range of the grade changes no other figure: where the ground does not bind, nothing moves.
        """
        plenty = {"ore": "1000"}
        same = owners_cash(**plenty), owners_cash(**plenty, grade="0.1/0.2/0.3")
        assert (same[0] == same[1]).all()

    def test_the_ground_bounds_the_life(self):
        """
        4 Mt at 10 % and 80 kt a year last five years, whatever life is written.
        """
        cells = {"ore": "4", "grade": "0.1", "recovery": "1", "capacity": "80"}
        assert (owners_cash(**cells, life="12") == owners_cash(**cells, life="5")).all()
        assert (owners_cash(**cells, life="12") != owners_cash(**cells, life="4")).any()


class TestPrices:
    def test_a_yield_says_nothing_without_a_drift(self):
        """
        A price grows by its drift less its yield: a yield alone would move nothing, and is refused.
        """
        with pytest.raises(ValidationError, match="drift is missing"):
            GibsonSchwartz(mean_yield=(0.0, 0.1, 0.2))

    @pytest.mark.parametrize(
        ("model", "name"),
        [
            (model, name)
            for model, kind in (("two_factor", TwoFactor), ("gibson_schwartz", GibsonSchwartz))
            for name in kind.model_fields
        ],
    )
    def test_a_wider_declared_range_moves_the_spread(self, model, name):
        """
        Every declared parameter of a price model enters the draws with its range.
        """
        mode = 0.3
        spreads = []
        for half in (0.0, 0.05, 0.25):
            declared = {name: [mode - half, mode, mode + half]}
            if name == "mean_yield":
                declared["drift"] = 0.1
            product = {"series": "A", "quantity": "kt", "model": model, model: declared}
            head = {**HEAD, "products": {**HEAD["products"], "alpha": product}}
            prices = Paths(estate(head=head), 400, seed=3).prices[:, :, 0]
            spreads.append(float(np.log(prices[:, -1]).std()))
        assert len(set(spreads)) == 3
