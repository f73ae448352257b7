"""What drafts are worth, as it is printed."""

from __future__ import annotations

from datetime import date

import pytest

from counterdraft.brief.money import drafts_text
from counterdraft.brief.money_words import (
    deterrence_sentence,
    guarantees_sentence,
    hardness_sentence,
    new_projects_sentence,
    percent,
    prices_sentence,
    repaid_sentence,
    whole,
)
from counterdraft.case import Case, Draft, Party


def spread(mean, se=0.5):
    return {"mean": mean, "se": se, "p10": mean - 2, "p50": mean, "p90": mean + 2}


def sides(state, partner, owners):
    roles = {"state": state, "partner": partner, "owners": owners}
    both = {"label": "The island", "roles": {"state": 1.0, "owners": 0.5}}
    return {
        "parties": {name: {"gain": spread(mean)} for name, mean in roles.items()},
        "by_party": {
            "island": {**both, "gain": spread(state + 0.5 * owners)},
            "company": {"label": "The company", "roles": {"partner": 1.0}, "gain": spread(partner)},
        },
    }


def clause(mean, **words):
    gain = spread(mean) if mean else {"mean": 0.0, "se": 0.0, "p10": 0.0, "p50": 0.0, "p90": 0.0}
    return {**words, "by_party": {"island": gain, "company": gain}}


CLAIM = {
    "claimed_in": 1.0,
    "repaid_probability": 0.25,
    "repaid_year": {"p10": 2040, "p50": "never", "p90": "never"},
    "within": 2064,
    "years_at_this_pace": 120.4,
}
CURVE = [
    {"price_factor": 0.8, "government_take_discounted": None},
    {"price_factor": 1.2, "government_take_discounted": 0.4},
]
INDICATORS = {
    "terms": {"government_take": 0.5, "government_take_discounted": 0.61},
    "new_projects": {
        "before_terms": {"irr": 0.171, "payback_years": 19.0},
        "by_law": {"irr": 0.13, "payback_years": 20.0},
        "by_deal": {"irr": 0.125, "payback_years": 21.4},
    },
    "prices": {
        "break_even_price_factor": {"island": "never", "company": 0.0, "state": 1.25},
        "marginal_effective_tax_rate": 0.281,
        "progressivity": {"curve": CURVE, "verdict": "regressive"},
    },
    "deterrence": {
        "label": "The island",
        "factor": "never",
        "factor_se": None,
        "gain_without": spread(-120.0),
        "gain_at_most": spread(-80.0, 4.0),
        "guarantees": {"none": spread(-120.0), "presence": spread(-118.0, 0.7)},
    },
}
ROW = {"draft": "first", "title": "The first draft", "claim": CLAIM, **sides(-100.0, 90.0, -40.0)}
FOUND = {
    "ground": [
        {"step": "claimed: a report", "money": 1e6, "se": 0.0},
        {"step": "in today's money at the state's rate", "money": 1234.5, "se": 12.3},
    ],
    "drafts": [
        {
            **ROW,
            **INDICATORS,
            "responsive": {**sides(-90.0, 70.0, -30.0), "lost": spread(50.0)},
            "clause_steps": [clause(-100.0, issues=["share"]), clause(0.0, issues=["base", "law"])],
            "gradient": [clause(-2.5, clause="partner_part"), clause(0.0, clause="claim")],
            "clauses": [
                clause(100.0, issue="share", option="0"),
                clause(0.0, issue="law", option="home"),
                clause(0.0, issue="law", option="abroad"),
            ],
        }
    ],
    "assumptions": [{}, {}],
    "withheld_by_date": ["one: capex 5, known from 2025-03-01, is not used: 1/2/3 of an analogue"],
    "money": {"code": "USD", "unit": "m", "base_year": 2025, "prices": "real"},
    "estate": "0123456789abcdef0123",
}
DRAFT = Draft("first", "The first draft", "company", date(2025, 1, 1), "", ())
CASE = Case(
    "lagoon",
    "The lagoon",
    "table",
    "USD m",
    (Party("island", "The island"), Party("company", "The company")),
    (),
    (),
    (DRAFT,),
)


class TestScreen:
    def test_all_of_it(self, snapshot):
        """
        Parties stand by their labels with the roles below them, then claim, indicators and clauses.
        """
        assert drafts_text(CASE, FOUND, 20_000, 1) == snapshot

    def test_no_line_is_too_long(self):
        """
        A hundred letters is the most that stands in a line, however long a label is.
        """
        long = {**FOUND, "drafts": [{**ROW, **sides(-1e9, 1e9, -1e9)}]}
        long["drafts"][0]["by_party"]["island"]["label"] = "The island " * 12
        assert max(map(len, drafts_text(CASE, long, 20_000, 1).splitlines())) <= 100

    def test_a_case_without_parties_in_the_estate_shows_roles(self):
        """
        Where nobody of the case holds a role the roles stand alone.
        """
        bare = {**FOUND, "drafts": [{**ROW, "by_party": {}}]}
        text = drafts_text(CASE, bare, 20_000, 1)
        assert "    the state" in text
        assert "The island" not in text


class TestSentences:
    @pytest.mark.parametrize(
        ("claim", "expected"),
        [
            (None, "no claim to repay"),
            ({**CLAIM, "claimed_in": 0.0}, "no claim to repay"),
            (
                {**CLAIM, "repaid_probability": 0.0},
                (
                    "the claim is never repaid, on no path until 2064; "
                    "at the pace expected it would take 120 years"
                ),
            ),
            (
                {**CLAIM, "repaid_probability": 0.001},
                (
                    "the claim is repaid by 2064 on less than 1 % of the paths; most paths never; "
                    "at the pace expected it would take 120 years"
                ),
            ),
            (
                {
                    **CLAIM,
                    "repaid_probability": 0.75,
                    "repaid_year": {"p10": 2030, "p50": 2041, "p90": "never"},
                },
                "the claim is repaid by 2064 on 75 % of the paths; half of the paths by 2041",
            ),
        ],
    )
    def test_a_claim(self, claim, expected):
        """
        Never is an answer, and so is how long it would take.
        """
        assert repaid_sentence(claim) == expected

    @pytest.mark.parametrize(
        ("must", "expected"),
        [
            (
                {"factor": "never"},
                "The island would still be 80 ± 4.0 worse off than without a deal",
            ),
            (
                {"factor": 0.89, "factor_se": 0.03},
                "attack and loss of ground become 11 ± 3 % rarer every year",
            ),
            (
                {"factor": 1.0, "factor_se": 0.0, "gain_without": spread(3.0)},
                "the gain is 3 ± 0.5",
            ),
        ],
    )
    def test_what_must_deter(self, must, expected):
        """
        One sentence, with the standard error.
        """
        assert expected in deterrence_sentence({**INDICATORS["deterrence"], **must})

    def test_each_guarantee(self):
        """
        What the case takes each guarantee to do is told beside, so that presence can be judged.
        """
        said = guarantees_sentence(INDICATORS["deterrence"])
        assert said.endswith(
            "The island gains by the minerals: none -120 ± 0.5; presence -118 ± 0.7."
        )

    def test_takes(self):
        """
        The take, its change with prices, and that it may be more than there is.
        """
        said = hardness_sentence(INDICATORS)
        assert "take 61 % of" in said
        assert "a fifth lower more than there is, a fifth higher 40 %: regressive." in said
        nothing = {"government_take": None, "government_take_discounted": None}
        assert "no take can be said" in hardness_sentence({**INDICATORS, "terms": nothing})

    def test_new_projects(self):
        """
        Return before terms, by law, by draft, payback, and the marginal rate; or that there is none.
        """
        said = new_projects_sentence(INDICATORS)
        assert said.startswith(
            "New projects return 17.1 % a year before any terms, 13.0 % by the law"
        )
        assert (
            "pay back after 21 years from today; one that just pays bears a tax rate of 28 %"
            in said
        )
        lost = {**INDICATORS["new_projects"], "by_deal": {"irr": None, "payback_years": "never"}}
        said = new_projects_sentence({**INDICATORS, "new_projects": lost})
        assert "13.0 % by the law and nothing by the draft, and never pay back; one that" in said
        none = {name: {"irr": None, "payback_years": None} for name in INDICATORS["new_projects"]}
        assert "no rate of return" in new_projects_sentence({**INDICATORS, "new_projects": none})

    def test_prices(self):
        """
        Never, always, and from a level on.
        """
        row = {**INDICATORS, **sides(1, 1, 1)}
        said = prices_sentence(CASE, row)
        assert "The island loses at every level, up to 3 times today's" in said
        assert "The company loses at no level" in said
        roles = {**row, "by_party": {}, "parties": {"state": {}}}
        assert "the state gains or breaks even from 1.25 times" in prices_sentence(CASE, roles)

    def test_numbers(self):
        """
        Nought has no sign; what there is none of is said.
        """
        assert [whole(v) for v in (-0.4, 1234.5, -1234.6)] == ["0", "1,234", "-1,235"]
        assert [percent(v) for v in (0.125, None)] == ["12 %", "none"]
