"""What drafts are worth, as it is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counterdraft.brief.estate_sentences import (
    WholeAmounts,
    deterrence_sentence,
    gains_sentence,
    guarantees_sentence,
    hardness_sentence,
    new_projects_sentence,
    percent,
    prices_sentence,
    repaid_sentence,
)
from counterdraft.brief.money import drafts_text
from counterdraft.case import Case, Draft, Party
from counterdraft.case.spreads import Range
from counterdraft.estate.ground.deposits import Assumption
from counterdraft.estate.reports.results import (
    ClaimOutlook,
    ClauseChange,
    ClauseStep,
    Deterrence,
    DraftValue,
    EstateReport,
    GroundStep,
    Hardness,
    MoneyBasis,
    NewProjects,
    PathReturns,
    PointGain,
    PreSharingFlow,
    PriceResponse,
    Progressivity,
    ProjectReturn,
    ResponsiveValue,
    SideValue,
    TakeAtPrice,
)


def spread(mean, error=0.5):
    return Range(mean, error, mean - 2, mean, mean + 2)


def side(label, roles, mean):
    return SideValue(label, roles, spread(mean), spread(mean), mean, (mean,), None, None)


def deal(state, partner, owners):
    roles = {"state": state, "partner": partner, "owners": owners}
    return {
        "by_role": {name: side(name, {name: 1.0}, mean) for name, mean in roles.items()},
        "by_party": {
            "island": side("The island", {"state": 1.0, "owners": 0.5}, state + 0.5 * owners),
            "company": side("The company", {"partner": 1.0}, partner),
        },
        "claim": CLAIM,
        "into_fund": (0.0,),
        "years": (2025,),
    }


def gains(kind, mean, **names):
    gain = spread(mean) if mean else Range(0.0, 0.0, 0.0, 0.0, 0.0)
    return kind({}, {"island": gain, "company": gain}, **names)


def returns(irr, payback):
    return ProjectReturn(irr, payback, 0.0, PathReturns(1.0, None, None))


CLAIM = ClaimOutlook(1.0, 0.25, {"p10": 2040, "p50": "never", "p90": "never"}, 2064, 120.4)
CURVE = (TakeAtPrice(0.8, 1.0, 0.5, None), TakeAtPrice(1.2, 1.0, 0.5, 0.4))
TERMS = Hardness(PreSharingFlow(1.0, 1.0, (1.0,), None), 0.5, 0.61, 0.6, 0.6)
NEW = NewProjects(returns(0.171, 19.0), returns(0.13, 20.0), returns(0.125, 21.4))
PRICES = PriceResponse(
    {"island": "never", "company": 0.0, "state": 1.25}, 1.0, 0.281,
    Progressivity(CURVE, "regressive"), 100,
)  # fmt: skip
DETERRENCE = Deterrence(
    "island", "The island", {"state": 1.0}, "never", None, spread(-120.0), spread(-80.0, 4.0),
    {"none": spread(-120.0), "presence": spread(-118.0, 0.7)}, 100,
)  # fmt: skip
PLAIN = DraftValue(
    draft="first", title="The first draft", terms=TERMS, deposits_alone={},
    **deal(-100.0, 90.0, -40.0),
)  # fmt: skip
VALUE = replace(
    PLAIN,
    responsive=ResponsiveValue(**deal(-90.0, 70.0, -30.0), lost=spread(50.0)),
    clause_steps=(
        gains(ClauseStep, -100.0, issues=("share",)),
        gains(ClauseStep, 0.0, issues=("base", "law")),
    ),
    gradient=(gains(PointGain, -2.5, clause="partner_part"), gains(PointGain, 0.0, clause="claim")),
    clauses=(
        gains(ClauseChange, 100.0, issue="share", option="0"),
        gains(ClauseChange, 0.0, issue="law", option="home"),
        gains(ClauseChange, 0.0, issue="law", option="abroad"),
    ),
    new_projects=NEW,
    prices=PRICES,
    deterrence=DETERRENCE,
)
REPORT = EstateReport(
    drafts=(VALUE,),
    steps=(),
    paths=20_000,
    seed=1,
    ground=(
        GroundStep("claimed", "claimed: a report", 1e6, 0.0),
        GroundStep("today", "in today's money at the state's rate", 1234.5, 12.3),
    ),
    control=(),
    deposits=(),
    assumptions=(Assumption("one", "capex", 1, 2, 3, "x"), Assumption("one", "opex", 1, 2, 3, "x")),
    withheld_by_date=("one: capex 5, known from 2025-03-01, is not used: 1/2/3 of an analogue",),
    money=MoneyBasis("USD", "m", 2025, "real", "mid", {}),
    estate="0123456789abcdef0123",
)
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
        assert drafts_text(CASE, REPORT) == snapshot

    def test_no_line_is_too_long(self):
        """
        A hundred letters is the most that stands in a line, however long a label is.
        """
        big = deal(-1e9, 1e9, -1e9)
        island = replace(big["by_party"]["island"], label="The island " * 12)
        value = replace(PLAIN, **{**big, "by_party": {**big["by_party"], "island": island}})
        text = drafts_text(CASE, replace(REPORT, drafts=(value,)))
        assert max(map(len, text.splitlines())) <= 100

    def test_a_case_without_parties_in_the_estate_shows_roles(self):
        """
        Where nobody of the case holds a role the roles stand alone.
        """
        bare = replace(REPORT, drafts=(replace(PLAIN, by_party={}),))
        text = drafts_text(CASE, bare)
        assert "    the state" in text
        assert "The island" not in text


class TestSentences:
    @pytest.mark.parametrize(
        ("claim", "expected"),
        [
            (None, "no claim to repay"),
            (replace(CLAIM, claimed_in=0.0), "no claim to repay"),
            (
                replace(CLAIM, repaid_probability=0.0),
                (
                    "the claim is never repaid, on no path until 2064; "
                    "at the pace expected it would take 120 years"
                ),
            ),
            (
                replace(CLAIM, repaid_probability=0.001),
                (
                    "the claim is repaid by 2064 on less than 1 % of the paths; most paths never; "
                    "at the pace expected it would take 120 years"
                ),
            ),
            (
                replace(
                    CLAIM,
                    repaid_probability=0.75,
                    repaid_year={"p10": 2030, "p50": 2041, "p90": "never"},
                ),
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
                {"factor": 0.89, "factor_error": 0.03},
                "attack and loss of ground become 11 ± 3 % rarer every year",
            ),
            (
                {"factor": 1.0, "factor_error": 0.0, "gain_without": spread(3.0)},
                "the gain is 3 ± 0.5",
            ),
        ],
    )
    def test_what_must_deter(self, must, expected):
        """
        One sentence, with the standard error.
        """
        assert expected in deterrence_sentence(replace(DETERRENCE, **must), WholeAmounts())

    def test_each_guarantee(self):
        """
        What the case takes each guarantee to do is told beside, so that presence can be judged.
        """
        said = guarantees_sentence(DETERRENCE, WholeAmounts())
        assert said.endswith(
            "The island gains by the minerals: none −120 ± 0.5; presence −118 ± 0.7."
        )

    def test_takes(self):
        """
        The take, its change with prices, and that it may be more than there is.
        """
        said = hardness_sentence(VALUE)
        assert "take 61 % of" in said
        assert "a fifth lower more than there is, a fifth higher 40 %: regressive." in said
        nothing = replace(TERMS, government_take=None, government_take_discounted=None)
        assert "no take can be said" in hardness_sentence(replace(VALUE, terms=nothing))

    def test_new_projects(self):
        """
        Return before terms, by law, by draft, payback, and the marginal rate; or that there is none.
        """
        said = new_projects_sentence(VALUE)
        assert said.startswith(
            "New projects return 17.1 % a year before any terms, 13.0 % by the law"
        )
        assert (
            "pay back after 21 years from today; one that just pays bears a tax rate of 28 %"
            in said
        )
        lost = replace(VALUE, new_projects=replace(NEW, by_deal=returns(None, "never")))
        said = new_projects_sentence(lost)
        assert "13.0 % by the law and nothing by the draft, and never pay back; one that" in said
        none = replace(VALUE, new_projects=replace(NEW, before_terms=returns(None, None)))
        assert "no rate of return" in new_projects_sentence(none)

    def test_prices(self):
        """
        Never, always, and from a level on.
        """
        said = prices_sentence(VALUE)
        assert "The island loses at every level, up to 3 times today's" in said
        assert "The company loses at no level" in said
        roles = replace(VALUE, by_party={}, by_role={"state": side("the state", {}, 1.0)})
        assert "the state gains or breaks even from 1.25 times" in prices_sentence(roles)

    def test_gains_on_both_sides_of_zero_keep_their_signs(self):
        """
        Where eight paths of ten lie on both sides of zero the bounds stand with their signs.
        """
        both = Range(-9.0, 0.5, -22.0, -9.0, 2.0)
        told = gains_sentence([("A", both), ("B", spread(9.0))], "this draft", WholeAmounts())
        assert "A loses 9 by this draft (−22 to +2 on eight paths of ten)" in told
        assert "B gains 9 by this draft (7 to 11 on eight paths of ten)" in told

    def test_numbers(self):
        """
        Nought has no sign; what there is none of is said.
        """
        assert [WholeAmounts().of(v) for v in (-0.4, 1234.5, -1234.6)] == ["0", "1,234", "−1,235"]
        assert [percent(v) for v in (0.125, None)] == ["12 %", "none"]
