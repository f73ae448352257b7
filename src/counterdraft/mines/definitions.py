"""A sentence for each indicator of the JSON of a mine."""

from __future__ import annotations

__all__ = ["DEFINITIONS"]

DEFINITIONS = {
    "npv": "sum of the yearly flows, each discounted at the party's own rate to the start of valued_at; "
    "timing says when in its year a flow moves",
    "irr": "the rate at which the flow is worth nothing, of several the one nearest the discount rate at "
    "which the NPV falls through zero as the rate rises; null where there is none, and irr_note says why",
    "irr_roots": "every rate above -100 % at which the flow is worth nothing, where there is one path",
    "irr_against_npv_in": "the part of the paths whose NPV is negative although irr is above the discount "
    "rate, or positive although it is below: possible where the flow changes sign more than once",
    "payback_years": "years from the start of the first (timing start: from the first flow) until the "
    "cumulative flow is no longer negative and stays so, by interpolation; never is an answer",
    "discounted_payback_years": "the same of the flow discounted at the party's own rate",
    "largest_outlay": "the deepest point of the cumulative flow, as a positive amount: what has to be put up",
    "least_share_of_revenue": "the government's least part of revenue in a year with revenue (Johnston 1997)",
    "government_take": "what the government's parties get, over the flow before anybody shares it, "
    "undiscounted; _discounted: both at the file's rate; null where that flow is worth nothing or less",
    "average_effective_tax_rate": "the government's part of the value before terms, both at the owner's "
    "rate (IMF 2016, Fiscal Analysis of Resource Industries)",
    "marginal_effective_tax_rate": "(p - r) / p for the project whose prices are scaled until it just pays "
    "the owner's rate r, p its return before terms (King and Fullerton 1984)",
    "taken_from_owner": "what the owner's value falls by, over the value before terms, at the owner's rate",
    "break_even_price_factor": "what all prices are multiplied by for the owner's value to be nought; null: "
    "it pays at no price at all; never: no price is enough",
    "break_even_constant_price": "the price, the same in every year, at which the owner's value is nought",
    "progressivity": "progressive where the discounted take rises from the lowest to the highest price at "
    "which the project is worth something before terms",
    "time_profile": "the government's receipts, their running part of all, and the year by which half is in",
    "profitability_index": "one plus the owner's value over the value of capital spent, at the owner's rate",
    "profit_to_investment": "the owner's undiscounted flow over the capital spent",
    "owner_take": "the owner's part of the undiscounted flow before anybody shares it",
    "front_loading_index": "the discounted government take over the undiscounted one, less one: above nought "
    "where the government is paid earlier than the project",
    "effective_royalty_rate": "what the government gets of revenue in years whose costs leave no profit to "
    "share or to tax; what comes back to the owner is left out (Johnston 2003)",
    "access_to_gross_revenues": "one less the effective royalty rate (Johnston 1997)",
    "entitlement": "the owner's part of production in value: cost and profit petroleum, or what royalties "
    "leave",
    "savings_index": "the owner's part of one saved in operating or capital cost (Johnston 1994), "
    "undiscounted and at the owner's rate, for costs lower by a hundredth in every year",
    "marginal_government_take": "the government's part of what prices higher by a hundredth bring, "
    "undiscounted",
    "share_of_total_benefits": "what the government gets over revenue less the costs of running, "
    "replacing and closing (IMF 2016), undiscounted; _discounted: both at the file's rate",
    "per_unit": "undiscounted money over all production; owner_npv: the owner's value over it",
    "early_part": "the part of the government's receipts that is in five and ten years from the first "
    "revenue",
}
