"""A mine, and term sheets that between them use every formula of its workbook."""

from __future__ import annotations

MINE = {
    "production": [0.0, 5, 20, 25, 20, 10],
    "price": [5.0, 5, 6, 4, 3, 5],
    "opex": [0.0, 20, 30, 30, 30, 20],
    "capex": {
        "development": [40.0, 10, 0, 5, 0, 0],
        "exploration": [6.0, 0, 3, 0, 0, 0],
        "working_capital": [0.0, 4, 0, 0, 0, -4],
    },
    "closure": [0.0, 0, 0, 0, 0, 6],
    "years": "2025-2030",
}
STEPS = [{"above": 0, "rate": 0.02}, {"above": 4, "rate": 0.05}, {"above": 5, "rate": 0.09}]
STEPS_TO_DATE = [
    {"above": 0, "rate": 0.02},
    {"above": 12, "rate": 0.05},
    {"above": 40, "rate": 0.2},
]
HIGH = [{"above": 0, "rate": 0.3}, {"above": 0.6, "rate": 0.4}, {"above": 1.2, "rate": 0.6}]
ROYALTY = {"royalty": {"rate": 0.05}}
CIT = {"kind": "income_tax", "rate": 0.25}
STRAIGHT = {"method": "straight_line", "years": 3}


def psc(**fields):
    return {**ROYALTY, "psc": {"kind": "production_sharing", "cost_limit": 0.6, **fields}}


def fund(**instruments):
    """A fund that is fed from gross revenue and pays out at the end."""
    return {
        **ROYALTY,
        "share": {"kind": "revenue_share", "base": "gross", "share": 0.3},
        **instruments,
        "out": {"kind": "distribution", "to": {"partner": 0.6, "state": 0.4}},
    }


CASES = {
    "burden cap": {
        "royalty": {"rate": 0.1},
        "cit": CIT,
        "cap": {
            "kind": "burden_cap",
            "of": ["royalty", "cit"],
            "gives_back": ["royalty"],
            "scale": [{"above": 0, "rate": 0.2}, {"from": 10, "rate": 0.3}],
            "default_depreciation": STRAIGHT,
        },
    },
    "royalty, all fields": {
        "royalty": {"rate": [0.01, 0.02, 0.03, 0.04, 0.05, 0.06], "per_unit": 0.1, "allowances": 2},
    },
    "royalty by price": {"royalty": {"scale": STEPS, "by": "price"}},
    "royalty by slices": {"royalty": {"scale": STEPS, "incremental": True}},
    "royalty along a line": {"royalty": {"scale": STEPS, "interpolated": True}},
    "royalty by margin": {"royalty": {"scale": HIGH, "by": "margin", "allowances": 3}},
    "royalty to date": {"royalty": {"scale": [{"above": 20, "rate": 0.1}], "by": "cumulative"}},
    "royalty on what the year adds": {
        "royalty": {"scale": STEPS_TO_DATE, "by": "cumulative", "incremental": True},
        "lease": {
            "kind": "payout_royalty",
            "gross": {"scale": STEPS_TO_DATE, "by": "cumulative", "incremental": True},
            "net": {"rate": 0.1},
        },
        "psc": {
            "kind": "production_sharing",
            "split": {"scale": STEPS_TO_DATE, "by": "cumulative", "incremental": True},
        },
    },
    "royalty by receipts": {"royalty": {"scale": HIGH, "by": "r_factor"}},
    "royalty a day": {"royalty": {"scale": [{"above": 0.05, "rate": 0.1}], "by": "daily"}},
    "payout royalty": {
        "lease": {
            "kind": "payout_royalty",
            "gross": {"scale": STEPS},
            "net": {"rate": 0.3},
            "return_allowance": 0.05,
        },
        "cit": CIT,
    },
    "bonuses": {
        "signed": {"kind": "bonus", "amount": 3},
        "later": {"kind": "bonus", "amount": 2, "year": 2027},
        "first": {"kind": "bonus", "amount": 4, "on": "production"},
        "much": {"kind": "bonus", "amount": 5, "on": "volume", "volume": 50},
        "fast": {"kind": "bonus", "amount": 6, "on": "daily", "volume": 0.06},
        "cit": CIT,
    },
    "rental": {"rent": {"kind": "rental", "amount": 1.5, "area": 2, "index": 0.03}, "cit": CIT},
    "duties": {
        "export": {"kind": "duty", "rate": 0.05, "on": "revenue"},
        "vat": {
            "kind": "duty",
            "rate": 0.2,
            "on": "costs",
            "taxed": 0.7,
            "refund": 0.9,
            "delay": 2,
        },
        "import": {"kind": "duty", "rate": 0.1, "on": "capex", "refund": 0.5},
        "cit": CIT,
    },
    "windfall": {"windfall": {"rate": 0.3, "threshold": 4, "index": 0.02}, "cit": CIT},
    "income tax, even": {**ROYALTY, "cit": {**CIT, "default_depreciation": STRAIGHT}},
    "income tax, kinds": {
        "cit": {
            **CIT,
            "depreciation": {
                "development": {"method": "declining", "rate": 0.4, "years": 5, "switch": True},
                "exploration": {"method": "digits", "years": 4, "starts": "production"},
            },
            "losses": {"cap": 0.7, "opening": 3},
        }
    },
    "income tax, units": {
        "cit": {
            **CIT,
            "depreciation": {
                "development": {"method": "units", "starts": "next_year"},
                "exploration": {"method": "schedule", "schedule": [0.5, 0.3]},
            },
            "losses": {"years": 2, "opening": 5},
            "minimum": 0.01,
        }
    },
    "income tax, declining": {
        "cit": {**CIT, "default_depreciation": {"method": "declining", "rate": 0.3}}
    },
    "income tax, lost": {"cit": {**CIT, "losses": {"rule": "lost"}}},
    "income tax, refunded": {"cit": {**CIT, "losses": {"rule": "refunded"}}},
    "income tax, named": {
        "equity": {"kind": "participation", "share": 0.1, "payee": "soc", "mode": "free"},
        "cit": {**CIT, "deducts": ["equity"]},
    },
    "resource rent tax": {
        **ROYALTY,
        "rrt": {
            "kind": "resource_rent_tax",
            "deductible": True,
            "tiers": [
                {"uplift": [0.1, 0.12, 0.1, 0.08, 0.1, 0.1], "rate": 0.2},
                {"uplift": 0.2, "rate": 0.1},
            ],
        },
        "cit": CIT,
    },
    "withholding": {
        "loan": {
            "payer": "owner",
            "drawn": {2025: 20, 2026: 0},
            "interest": 0.1,
            "first": 2027,
            "term": 3,
            "deductible": True,
        },
        "cit": CIT,
        "gains": {"kind": "withholding", "rate": 0.1, "of": "gains"},
        "paid": {"kind": "withholding", "rate": 0.05},
        "of loans": {"kind": "withholding", "rate": 0.1, "of": "interest", "payer": "lender"},
    },
    "stabilisation": {
        "royalty": {"rate": [0.05, 0.05, 0.08, 0.08, 0.03, 0.0]},
        "back": {
            "kind": "stabilisation",
            "of": "royalty",
            "rate": [0.05, 0.05, 0.08, 0.08, 0.03, 0.0],
            "frozen": 0.05,
            "deductible": True,
        },
        "cit": CIT,
    },
    "production sharing": {
        **psc(
            uplift=0.05,
            capex_uplift=0.1,
            opening_pool=7,
            limit_of="after_royalty",
            recovers=["opex", "development"],
            amortised={"development": STRAIGHT},
            split={"state": [0.3, 0.3, 0.4, 0.4, 0.5, 0.5]},
        ),
        "cit": CIT,
    },
    "sharing by volume": psc(split={"by": "drop", "days": 5, "scale": [*STEPS]}),
    "sharing by price": psc(split={"by": "price", "scale": STEPS, "interpolated": True}),
    "sharing to date": psc(
        split={"by": "cumulative", "formula": {"constant": 0.1, "slope": 0.01, "most": 0.5}}
    ),
    "sharing by receipts": psc(split={"by": "r_factor", "scale": HIGH}),
    "sharing by receipts at once": psc(split={"by": "r_factor", "scale": HIGH, "lag": 0}),
    "sharing by net receipts": {
        **psc(split={"by": "r_factor", "scale": HIGH, "net": True}),
        "cit": CIT,
    },
    "sharing by return": {
        **psc(split={"by": "irr", "scale": HIGH}),
        "cit": CIT,
    },
    "service": {
        "psc": {"kind": "production_sharing", "cost_limit": 0.5, "split": {"state": 1}},
        "fee": {
            "kind": "service_fee",
            "per_unit": [0, 1, 1, 1.5, 1.5, 2],
            "baseline": 3,
            "limit": 0.6,
            "sharing": "psc",
            "scale": HIGH,
        },
        "plain": {"kind": "service_fee", "per_unit": 0.5, "payer": "soc"},
        "cit": CIT,
    },
    "tranche and excess": {
        "bonus": {"amount": 2, "year": 2027},
        **psc(
            first_tranche=0.15,
            excess=0.3,
            less=["bonus"],
            uplift=[0.05, 0.1, 0, 0.1, 0.02, 0.03],
            uplift_of={"exploration": 0.5},
            investment_credit={"development": 0.17},
            split={"state": 0.4},
        ),
        "cit": CIT,
    },
    "sliding limit": {
        "psc": {
            "kind": "production_sharing",
            "first_tranche": 0.1,
            "first_tranche_to": "contractor",
            "sliding_limit": {"by": "r_factor", "scale": HIGH},
            "sliding_excess": {"by": "price", "scale": STEPS},
            "split": {"by": "r_factor", "scale": HIGH},
        },
        "cit": CIT,
    },
    "income tax, reliefs": {
        **ROYALTY,
        "rent": {"kind": "rental", "amount": 1, "deductible": False},
        "cit": {
            **CIT,
            "default_depreciation": STRAIGHT,
            "allowances": {"development": {"part": 0.2, **STRAIGHT}},
            "return_on_capital": 0.06,
            "depletion": {"rate": 0.1},
            "losses": {"uplift": 0.05},
            "exempt": 3,
            "exempt_in_all": 8,
            "holiday": 2,
            "credits": ["rent"],
            "adds_back": ["royalty"],
            "investment_credit": {"development": 0.1},
            "credit_per_unit": 0.02,
            "minimum": 0.02,
            "minimum_is_credited": True,
            "safeguard": {"rate": 0.8, "of_capital": 0.15},
            "lag": 1,
        },
        "late": {**CIT, "lag": 3},
    },
    "income tax, slides": {
        "margin": {"kind": "income_tax", "by": "margin", "scale": HIGH, "incremental": True},
        "income": {"kind": "income_tax", "by": "income", "scale": [{"above": 9, "rate": 0.2}]},
        "unit": {"kind": "income_tax", "by": "unit_profit", "scale": STEPS, "interpolated": True},
        "costs": {"kind": "income_tax", "by": "profit_over_costs", "scale": HIGH},
        "formula": {"kind": "income_tax", "formula": {"constant": 0.3, "inverse": -0.02}},
        "price": {"kind": "income_tax", "by": "price", "scale": STEPS},
    },
    "royalty on profit": {
        "rent": {"kind": "rental", "amount": 1},
        "royalty": {
            "of": "profit",
            "by": "margin",
            "formula": {"constant": 0.02, "slope": 0.1},
            "default_depreciation": STRAIGHT,
            "carried": True,
            "allowances": 1,
            "less": ["rent"],
            "minimum": 0.01,
        },
        "value": {"kind": "royalty", "rate": 0.1, "less": ["rent"], "per_unit": 0.05},
    },
    "rent taxes": {
        "loan": {"kind": "loan", "share": 0.5, "interest": 0.1, "first": 2026, "term": 3},
        **ROYALTY,
        "pools": {
            "kind": "resource_rent_tax",
            "tiers": [
                {"uplift": 0.1, "rate": 0.3, "uplift_of": {"exploration": 0.2, "development": 0.1}},
                {"uplift": 0.2, "rate": 0.1, "uplift_of": {"exploration": 0.25}},
            ],
            "adds_back": ["loan"],
            "credits": ["royalty"],
        },
        "brown": {
            "kind": "resource_rent_tax",
            "refunds": True,
            "tiers": [{"uplift": 0, "rate": 0.2, "uplift_of": {"development": 0.1}}],
        },
        "late": {
            "kind": "resource_rent_tax",
            "refund_at_end": True,
            "tiers": [{"uplift": 0.5, "rate": 0.2, "uplift_of": {"exploration": 0.9}}],
        },
    },
    "participation": {
        "paid": {
            "kind": "participation",
            "share": 0.1,
            "payee": "soc",
            "without": ["exploration"],
        },
        "free": {"kind": "participation", "share": 0.05},
        "carried": {
            "kind": "participation",
            "share": 0.2,
            "payee": "fund",
            "mode": "carried",
            "interest": 0.08,
            "repay": 0.6,
        },
        "some": {
            "kind": "participation",
            "share": 0.1,
            "payee": "soc",
            "mode": "carried",
            "carries": ["exploration"],
            "premium": 0.5,
        },
    },
    "loan": {
        "loan": {
            "payer": "owner",
            "share": 0.6,
            "interest": 0.09,
            "first": 2026,
            "term": 4,
            "sweep": 0.5,
            "deductible": True,
            "limit": {"debt_to_equity": 0.8, "of_earnings": 0.3},
        },
        "cit": CIT,
    },
    "loans": {
        name: {"kind": "loan", "drawn": {2025: 20, 2026: 0}, "first": 2027, "term": 3, **how}
        for name, how in {
            "level": {"repayment": "annuity", "interest": 0.1},
            "free": {"repayment": "annuity", "interest": 0},
            "late": {"repayment": "end", "interest": 0.07},
        }.items()
    },
    "offtake": {
        "first": {"kind": "first_refusal", "discount": 0.04, "part": 0.5},
        "top": {
            "kind": "take_or_pay",
            "product": "product",
            "minimum": 15,
            "lifted": [0, 3, 10, 30, 22, 4],
            "part": 0.8,
            "make_up": True,
        },
        "plain": {"kind": "take_or_pay", "product": "product", "minimum": 18, "lifted": 9},
        "cit": CIT,
    },
    "domestic supply": {
        **psc(split={"state": 0.4}),
        "home": {"kind": "domestic_supply", "part": 0.25, "fee": 0.2, "holiday": 2},
        "own": {"kind": "domestic_supply", "part": 0.1, "of": "profit", "sharing": "psc"},
        "due": {"kind": "domestic_supply", "part": 0.2, "of": "entitlement", "sharing": "psc"},
        "cit": CIT,
    },
    "closure fund": {
        "by volume": {"kind": "closure_fund", "earns": 0.03, "share": 0.9},
        "by year": {"kind": "closure_fund", "by": "years", "payee": "trust"},
        "cit": CIT,
    },
    "shares": {
        **ROYALTY,
        "gross": {"kind": "revenue_share", "base": "gross", "share": 0.02, "deductible": True},
        "of the state": {
            "kind": "revenue_share",
            "base": "state_revenue",
            "payer": "state",
            "share": 0.5,
            "ceiling": 4,
            "ceiling_interest": 0.05,
        },
        "profit": {
            "kind": "revenue_share",
            "base": "profit",
            "share": 0.2,
            "first": 2026,
            "last": 2029,
        },
        "rent": {"kind": "revenue_share", "base": "rent", "share": 0.1},
        "equity": {"kind": "revenue_share", "base": "equity", "share": 0.1},
        "operating": {"kind": "revenue_share", "base": "operating_profit", "share": 0.05},
        "psc": {"kind": "production_sharing", "split": {"state": 0.1}},
        "out": {
            "kind": "distribution",
            "to": {"partner": 0.5, "state": 0.3},
            "payout": 0.8,
        },
        "late": {"kind": "revenue_share", "base": "gross", "share": 0.01},
    },
    "a fund": fund(
        ours={
            "kind": "contribution",
            "payer": "state",
            "matches": "share",
            "ratio": 0.5,
            "limit": 20,
        },
        theirs={"kind": "contribution", "payer": "partner", "amount": 2},
        call={
            "kind": "cash_call",
            "payer": "owner",
            "calls": 3,
            "share": 0.7,
            "defaults": [2026, 2029],
            "interest": 0.1,
            "repay": 0.4,
        },
        lock={
            "kind": "reinvestment",
            "share": 0.5,
            "until": 2027,
            "release": 2,
            "earns": 0.03,
        },
    ),
    "accounts": {
        **ROYALTY,
        "aid": {
            "kind": "aid_credit",
            "past": 10,
            "future": [0, 3, 3, 0, 0, 0],
            "credited": 0.5,
            "account": "fund",
        },
        "share": {"kind": "revenue_share", "base": "gross", "share": 0.2},
        "ours": {"kind": "contribution", "payer": "state", "matches": "share", "ratio": 0.5},
        "out": {
            "kind": "distribution",
            "to": {"partner": 0.6, "state": 0.3},
            "by": "accounts",
        },
    },
    "claims": fund(
        aid={
            "kind": "aid_credit",
            "past": 10,
            "future": 2,
            "lien": "pref",
        },
        pref={"kind": "lien", "principal": 5, "interest": 0.08, "share": 0.5},
        simple={
            "kind": "lien",
            "principal": 12,
            "interest": 0.1,
            "compounds": False,
            "first": 2027,
        },
    ),
    "beyond formulas": {
        "royalty": {"rate": 0.1, "scale": STEPS, "index": 0.02},
        "cit": {**CIT, "other_income": 5},
        "wht": {"kind": "withholding", "rate": 0.05},
    },
}
