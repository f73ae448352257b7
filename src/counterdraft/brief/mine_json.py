"""The report of one mine as JSON, with a sentence for each of its keys."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from counterdraft.mines.report import ExactOptions, MineOptions, MineReport, ResponsiveOwner
from counterdraft.runtime.plain_data import plain

__all__ = ["mine_json", "options_json"]

FORMAT = "counterdraft.project/1"


def mine_json(report: MineReport) -> dict[str, Any]:
    """The report as plain data, as docs/reference/project-json describes it."""
    data: dict[str, Any] = {"format": FORMAT}
    for part in fields(report):
        data[part.name] = getattr(report, part.name)
    data["currency"] = report.currency.model_dump()
    del data["options"], data["responsive"]
    if report.options is not None:
        data |= options_json(report.options, report.responsive)
    return {**plain(data), "definitions": DEFINITIONS}


def options_json(options: MineOptions, responsive: ResponsiveOwner | None) -> dict[str, Any]:
    """What the owner's rights are worth, and what comes of its answer to the terms."""
    rows = {**_option_rows(options), "definitions": OPTION_DEFINITIONS}
    return {"options": rows, "responsive": plain(responsive)}


def _option_rows(options: MineOptions) -> dict[str, Any]:
    """The rights on paths and by the price of the day, each row under its own name."""
    data = {
        "measure": options.measure,
        "measure_note": options.measure_note,
        "owner_rate_continuous": options.owner_rate_continuous,
        **plain(options.on_paths),
        "exact": None if options.exact is None else _exact(options.exact),
    }
    if options.worth_of_options is not None:
        data["built"] = options.built
        data["worth_of_options"] = options.worth_of_options.npv
        data["worth_of_options_se"] = options.worth_of_options.se
        data["paths"] = plain(options.paths)
    notes = {"paths_note": options.paths_note, "exact_note": options.exact_note}
    return data | {name: note for name, note in notes.items() if note}


def _exact(exact: ExactOptions) -> dict[str, Any]:
    data = plain(exact)
    worth, at = data.pop("worth"), data.pop("at")
    data |= worth
    if at:
        data["at"] = [{"price": row["price"], **row["worth"]} for row in at]
    return dict(data)


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
"""Of the indicators."""

OPTION_DEFINITIONS = {
    "fixed": "the plan as the file gives it, opened at once; to the owner, after terms, at its own rate",
    "suspended": "with the right to stand still alone",
    "abandoned": "with the right to give up alone",
    "delayed": "with the right to wait alone, and never to open",
    "all": "with every right of the file; a mine that is not built yet need never be",
    "npv": "on paths: the mean where the rule was not learnt, no more than the best rule is worth but for "
    "its standard error se; exact: by the price of the day, error what a less fine solution would change",
    "in_sample": "what the rule seemed worth on the paths on which it was learnt, which flatters it",
    "zero_npv": "the least price today at which the fixed plan is worth nothing",
    "open": "the price today from which the mine is opened at once; below, its owner waits",
    "cut_off": "the price below which a year that sells stands still, where that costs nothing but care",
    "close": "the price below which an open mine is closed, at the start of the plan's first year of sales",
    "reopen": "the price from which a closed mine is opened again, at the same time",
    "abandon": "the price below which the mine is given up for good, at the same time: a closed mine where "
    "it may be closed",
    "triggers_by_year": "the same prices at the start of each year of the plan; null where there is none",
    "lost": "what the flow before anybody shares it is worth less, at the owner's rate, since its owner "
    "decides under these terms and not as it would without any",
}
"""Of the rows and prices under options."""
