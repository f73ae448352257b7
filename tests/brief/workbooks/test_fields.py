"""The workbook of a mine whose file uses fields for which there may be no formula."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from counterdraft.brief.workbooks.workbook import project_workbook
from counterdraft.errors import CaseError
from counterdraft.fiscal.waterfall import run

from ...estate.estate_models import project
from ...fiscal.test_sheet_properties import sheets
from .calculator import Calculator

SHARING = {"kind": "production_sharing", "cost_limit": 0.6, "split": {"state": 0.4}}
BROWN = {"kind": "resource_rent_tax", "refunds": True, "tiers": [{"uplift": 0, "rate": 0.3}]}
TAX = {"kind": "income_tax", "rate": 0.3}
BY_RETURN = {"by": "irr", "scale": [{"above": 0, "rate": 0.1}, {"above": 0.2, "rate": 0.3}]}


@pytest.mark.parametrize(
    ("fields", "instruments"),
    [
        ({"working_capital": 0.1}, {"tax": TAX}),
        ({"working_capital": 0.1}, {"it": {**SHARING, "cost_limit": 1}}),
        ({"inflation": 0.1}, {"tax": TAX}),
        ({}, {"royalty": {"by": "margin", "formula": {"constant": 0.05, "slope": 0.1}}}),
        ({}, {"royalty": BY_RETURN}),
        ({}, {"payout_royalty": {"gross": BY_RETURN, "net": {"rate": 0.3}}}),
        ({}, {"tax": {**TAX, "losses": {"uplift": 0.1}}}),
        ({}, {"bonus": {"amount": 5}, "royalty": {"rate": 0.1}, "it": SHARING}),
        ({}, {"rent": BROWN}),
    ],
)
def test_sheet_gives_the_flows(fields, instruments):
    """
    Where a field has no formula the numbers stand, and whatever stands gives the program's flows.
    """
    mine = project(
        instruments,
        revenue=[0.0, 100.0, 100.0, 100.0],
        capex=[100.0, 0.0, 0.0, 0.0],
        opex=[0.0, 20.0, 20.0, 20.0],
        **fields,
    )
    sheet = Calculator(project_workbook(mine))
    level = mine.deflator
    for party, cash in run(mine.terms, mine.flows).cash.items():
        shown = sheet.row(party)
        assert shown == pytest.approx(cash[:, 0].tolist()) or shown == pytest.approx(
            (cash[:, 0] * level).tolist()
        )


MINE = {
    "years": "1-8",
    "production": [0.0, 5, 20, 25, 20, 10, 0, 4],
    "price": [5.0, 5, 6, 4, 3, 5, 2, 6],
    "opex": [0.0, 20, 30, 30, 30, 20, 1, 3],
    "capex": {"development": [40.0, 10, 0, 5, 0, 0, 2, 0]},
    "closure": [0.0, 0, 0, 0, 0, 0, 0, 6],
}


@given(sheets())
@settings(max_examples=25, deadline=None)
def test_any_sheet_gives_the_flows(sheet):
    """
    Whatever the term sheet, the cash of every party calculated from the formulas is the program's.
    """
    try:
        mine = project(sheet, **MINE)
        found = run(mine.terms, mine.flows)
    except CaseError:
        assume(condition=False)
    calculator = Calculator(project_workbook(mine))
    for party, cash in found.cash.items():
        assert calculator.row(party) == pytest.approx(cash[:, 0].tolist(), rel=1e-6, abs=1e-6)
