"""What others call an instrument, so that a reader is told what it is called here."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.errors import nearest

__all__ = ["kind_meant"]

OTHER_NAMES = {
    "royalty": "ad_valorem ad_valorem_royalty gross_royalty severance severance_tax specific_royalty"
    " export_royalty overriding_royalty nsr mineral_royalty extraction_tax",
    "payout_royalty": "net_profit_royalty oil_sands_royalty back_in",
    "bonus": "signature_bonus production_bonus discovery_bonus",
    "rental": "surface_rental land_rent rent lease_rental licence_fee license_fee",
    "duty": "vat import_duty export_duty customs value_added_tax sales_tax",
    "windfall": "windfall_tax windfall_profit_tax price_participation",
    "production_sharing": "psc psa profit_oil profit_sharing cost_recovery sharing_contract",
    "service_fee": "remuneration_fee service_contract tsc",
    "domestic_supply": "dmo domestic_market_obligation",
    "income_tax": "cit corporate_income_tax corporation_tax profit_tax company_tax corporate_tax tax",
    "resource_rent_tax": "rrt apt prrt mrrt additional_profits_tax rent_tax brown_tax cash_flow_tax",
    "withholding": "wht dividend_tax withholding_tax dividend_withholding branch_tax",
    "participation": "equity state_equity state_participation carry carried_interest free_carry soc noc",
    "loan": "debt credit finance financing",
    "closure_fund": "decommissioning_fund abandonment_fund reclamation_fund closure_reserve",
    "stabilisation": "stabilization stability",
    "take_or_pay": "offtake",
    "revenue_share": "fund_share share profit_share",
    "distribution": "dividends payout",
}
KINDS_BY_NAME = {name: kind for kind, names in OTHER_NAMES.items() for name in names.split()}


def kind_meant(name: str, kinds: Sequence[str]) -> str:
    """
    Return how to mend a kind that does not exist: by what others call it, else by its spelling.

    >>> kind_meant("CIT", ["income_tax"])
    'say what it is: kind: income_tax'
    """
    meant = KINDS_BY_NAME.get(name.lower().replace(" ", "_").replace("-", "_"))
    return nearest(name, kinds) if meant is None else f"say what it is: kind: {meant}"
