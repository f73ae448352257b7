"""How each kind of instrument is written as formulas, and when it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counterdraft.brief.workbooks import fund, production, profit_taxes, sharing, taxes
from counterdraft.brief.workbooks.depreciation import has_formulas
from counterdraft.brief.workbooks.sheet import Sheet
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.instruments.burden_cap import BurdenCap
from counterdraft.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.fiscal.instruments.royalty import Royalty

__all__ = ["WRITERS", "beyond"]

Writer = Callable[[Sheet, Any], None]
"""Adds the inputs and the lines of an instrument, and notes what it pays."""


def beyond(one: Instrument) -> bool:
    """Return whether an instrument uses something for which there is no formula: it is then numbers."""
    if one.kind not in WRITERS or one.beyond_formulas():
        return True
    if isinstance(one, (Royalty, BurdenCap)):
        rules = [*one.depreciation.values(), one.default_depreciation]
        return not all(rule is None or has_formulas(rule) for rule in rules)
    if isinstance(one, ProductionSharing):
        return not all(map(has_formulas, one.amortised.values()))
    return False


WRITERS: dict[str, Writer] = {
    "royalty": taxes.royalty,
    "payout_royalty": taxes.payout_royalty,
    "bonus": taxes.bonus,
    "rental": taxes.rental,
    "duty": taxes.duty,
    "windfall": taxes.windfall,
    "income_tax": profit_taxes.income_tax,
    "resource_rent_tax": profit_taxes.resource_rent_tax,
    "withholding": taxes.withholding,
    "burden_cap": taxes.burden_cap,
    "stabilisation": taxes.stabilisation,
    "production_sharing": production.production_sharing,
    "service_fee": production.service_fee,
    "participation": sharing.participation,
    "loan": sharing.loan,
    "first_refusal": sharing.first_refusal,
    "take_or_pay": sharing.take_or_pay,
    "domestic_supply": production.domestic_supply,
    "closure_fund": sharing.closure_fund,
    "revenue_share": fund.revenue_share,
    "contribution": fund.contribution,
    "cash_call": fund.cash_call,
    "aid_credit": fund.aid_credit,
    "lien": fund.lien,
    "reinvestment": fund.reinvestment,
    "distribution": fund.distribution,
}
