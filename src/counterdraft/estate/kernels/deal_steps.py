"""The steps of a deal's year, compiled from the very text that numpy and the workbook use."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from counterdraft.fiscal import deal_steps as rules
from counterdraft.runtime.compiling import compiled

__all__ = ["deal_calendar", "deal_year"]

_compiled: dict[str, Any] = dict(vars(rules))
# In the order in which the steps call each other, so that each finds the compiled ones below it.
for _step in (
    rules.deal_calendar,
    rules.into_fund,
    rules.claim_payment,
    rules.fund_year,
    rules.deal_year,
):
    _compiled[_step.__name__] = compiled()(FunctionType(_step.__code__, _compiled, _step.__name__))

deal_calendar = _compiled["deal_calendar"]
deal_year = _compiled["deal_year"]
