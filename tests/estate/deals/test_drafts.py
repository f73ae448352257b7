"""Drafts of a case: what is unknown, what is impossible, what a clause is worth."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

import counterdraft.estate as room
from counterdraft.case import Case, Draft, Party, Term
from counterdraft.errors import CaseError
from counterdraft.estate.deals.drafts import draft_terms, no_deal, settle_draft
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.deals.sides import role
from counterdraft.estate.ground.control import Guarantee
from counterdraft.estate.reports.clauses import clause_values
from counterdraft.estate.reports.draft_values import compare, value_draft
from counterdraft.estate.reports.questions import control_shares, deterrence, ground_steps
from counterdraft.estate.reports.report import case_report
from counterdraft.estate.reports.results import GroundStep
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.runtime.plain_data import plain

from ..case_models import HARD, ISSUES, SOFT, VAGUE, case, draft, issue
from ..estate_models import COMPILED, DEAL, HEAD, estate, some

PATHS = Paths(estate(), some(2000), seed=6)


class TestTerms:
    def test_known_terms_are_one_deal(self):
        """
        A draft that leaves no money open is one deal; issues without a meaning in money are left aside.
        """
        found = draft_terms(PATHS, case(HARD), HARD)
        assert found.certain
        assert found.terms[0].share == 0.5
        assert found.terms[0].base == "gross_revenue"

    def test_unknown_terms_are_drawn_by_their_weights(self):
        """
        A half, a quarter, a quarter: so many of the paths, within four standard errors.
        """
        found = draft_terms(PATHS, case(VAGUE), VAGUE)
        parts = {t.share: (found.which == k).mean() for k, t in enumerate(found.terms)}
        slack = 4 * 0.5 / np.sqrt(PATHS.count)
        assert parts == pytest.approx({0.0: 0.25, 0.25: 0.25, 0.5: 0.5}, abs=slack)

    def test_the_impossible_is_not_drawn(self):
        """
        A combination that the case rules out never occurs; the others keep their proportions.
        """
        found = draft_terms(PATHS, case(VAGUE, impossible=["share = 0.5"]), VAGUE)
        assert {t.share for t in found.terms} == {0.0, 0.25}
        with pytest.raises(CaseError, match="nobody could agree"):
            draft_terms(PATHS, case(HARD, impossible=["share = 0.5"]), HARD)

    def test_other_issues_do_not_disturb_the_draw(self):
        """
        Streams are keyed by draft and issue: a further unknown issue leaves this one as it was.
        """
        wide = draft("vague", ("1/4", "1/4", "1/2"), (1, 0), (0, 1), ("1/2", "1/2", 0))
        one, two = draft_terms(PATHS, case(VAGUE), VAGUE), draft_terms(PATHS, case(wide), wide)
        shares = [np.array([m.terms[k].share for k in m.which]) for m in (one, two)]
        np.testing.assert_array_equal(*shares)

    def test_an_option_without_a_meaning(self):
        """
        An option that the deal_mapping does not know is a fault that names the nearest.
        """
        deal = {"issues": {**DEAL["issues"], "base": {"grass": {"base": "profit"}}}}
        with pytest.raises(CaseError, match="'grass'"):
            draft_terms(Paths(estate(deal=deal), 10), case(HARD), HARD)


class TestValues:
    def test_gain_is_against_no_deal(self):
        """
        The gain is the paired difference from the law in force without a deal.
        """
        found = value_draft(PATHS, case(HARD), HARD).by_role
        settled, base = settle_draft(PATHS, case(HARD), HARD), no_deal(PATHS)
        change = settled.of("state") - base.of("state")
        assert found["state"].gain.mean == pytest.approx(change.mean())
        assert found["state"].gain.error == pytest.approx(change.std(ddof=1) / PATHS.count**0.5)

    def test_a_claim_says_how_long_it_would_take(self):
        """
        Beyond the horizon the pace of repayment is told in years.
        """
        issues = (*ISSUES, issue("claim", "0", "1000000", values=("0", "1000000")))
        owed = Draft(
            "owed", "owed", "b", date(2025, 1, 1), "",
            (*HARD.terms, Term(4, "says", 1, (Fraction(0), Fraction(1)))),
        )  # fmt: skip
        whole = Case("c", "C", "table", "USD m", (Party("a", "A"),), issues, (), (owed,))
        found = value_draft(PATHS, whole, owed)
        assert found.claim.repaid_probability == 0
        pace = 1e9 / np.mean(found.into_fund)
        assert found.claim.years_at_this_pace == pytest.approx(pace)

    def test_steps_add_up(self):
        """
        From the first draft to the last is the sum of the steps between.
        """
        values, between = compare(PATHS, case(HARD, VAGUE, SOFT))
        means = [row.by_role["state"].npv.mean for row in values]
        steps = [step.by_role["state"].mean for step in between]
        assert sum(steps) == pytest.approx(means[-1] - means[0])

    def test_responsive_plans_are_reported_apart(self):
        """
        What owners' answers cost is the worth of the flow before sharing that is gone: a share of gross
        revenue loses some, one of state revenue none.
        """
        found = value_draft(PATHS, case(HARD), HARD, responsive=True).responsive
        assert found.lost.mean > 0
        assert found.by_role["owners"].gain.mean < 0
        kind = value_draft(PATHS, case(SOFT), SOFT, responsive=True).responsive
        assert kind.lost.mean == 0
        assert kind.by_role["partner"].gain.mean > 0

    def test_clause_values_change_one_clause(self):
        """
        Each row is the draft with one option changed, all else equal.
        """
        rows = clause_values(PATHS, case(HARD), HARD)
        assert {(r.issue, r.option) for r in rows} == {
            ("share", "0"), ("share", "0.25"), ("base", "state"), ("guarantee", "words"),
            ("guarantee", "binding"),
        }  # fmt: skip
        zero = next(r for r in rows if r.option == "0")
        gain = value_draft(PATHS, case(HARD), HARD).by_role["partner"].gain.mean
        assert zero.by_role["partner"].mean == pytest.approx(-gain)

    def test_report_is_json(self):
        """
        The whole report goes through JSON, with its assumptions and the seed it was drawn from.
        """
        found = case_report(PATHS, case(HARD, SOFT), clauses=True, responsive=True)
        again = json.loads(json.dumps(plain(found), allow_nan=False))
        assert again["seed"] == 6
        assert again["assumptions"][0]["because"]
        assert len(again["drafts"][0]["clauses"]) == 5


class TestQuestions:
    def test_reckoning_begins_with_what_was_claimed(self):
        """
        The first step is the claim where there is one, and each later step is what is left.
        """
        head = {**HEAD, "claimed": {"label": "a report", "money": 1e6, "source": "S"}}
        steps = ground_steps(Paths(estate(head=head), 200))
        assert steps[0] == GroundStep("claimed", "claimed: a report", 1e6, 0.0)
        assert all(step.error > 0 for step in steps[-4:])
        assert len(steps) == 7

    def test_parts_by_control_add_up(self):
        """
        Held, exposed and occupied are the whole.
        """
        rows = control_shares(PATHS)
        for column in ("in_the_ground", "sold", "state"):
            assert sum(getattr(row, column) for row in rows) == pytest.approx(1)

    @pytest.mark.skipif(not COMPILED, reason="on few paths there is hardly a war")
    def test_deterrence_breaks_even(self):
        """
        At the factor that is found the gain of the side that is asked for is nothing, within its error.
        """
        terms = DealTerms(share=0.04, base="state_revenue", scope="existing_too")
        found = deterrence(PATHS, terms)
        assert 0 < found.factor < 1
        assert found.gain_without.mean < 0 < found.gain_at_most.mean
        hazard = Guarantee(attack=found.factor, loss=found.factor)
        gain = settle_terms(PATHS, terms, hazard=hazard).of("state") - no_deal(PATHS).of("state")
        assert abs(gain.mean()) < 2 * gain.std() / PATHS.count**0.5
        assert 0 < found.factor_error < 1

    def test_deterrence_never_and_not_needed(self):
        """
        Where the end of all attacks does not make up for what is given the answer is never; where nothing
        is given nothing need deter.
        """
        all_of_it = DealTerms(
            share=1, base="state_revenue", scope="existing_too", other_revenue=1e4
        )
        assert deterrence(PATHS, all_of_it).factor == "never"
        assert deterrence(PATHS, DealTerms()).factor == 1.0

    def test_each_guarantee_as_the_case_takes_it(self):
        """
        Beside the break-even stands what each guarantee gives: none is what is without one.
        """
        terms = DealTerms(share=0.04, base="state_revenue", scope="existing_too")
        found = deterrence(PATHS, terms)
        assert set(found.guarantees) == {"none", "words", "binding"}
        assert found.guarantees["none"] == found.gain_without
        bound = settle_terms(PATHS, terms.model_copy(update={"guarantee": "binding"}))
        gain = bound.of("state") - no_deal(PATHS).of("state")
        assert found.guarantees["binding"].mean == pytest.approx(gain.mean())

    def test_deterrence_of_another_side(self):
        """
        The partner loses nothing by such a deal, so that nothing need deter.
        """
        terms = DealTerms(share=0.04, base="state_revenue", scope="existing_too")
        assert deterrence(PATHS, terms, whose=role("partner")).factor == 1.0


class TestRoom:
    @pytest.mark.parametrize("name", room.__all__)
    def test_offers_what_it_lists(self, name):
        """
        Every name of the room is there.
        """
        assert getattr(room, name) is not None

    def test_nothing_else(self):
        """
        A name that the room does not have is an AttributeError.
        """
        with pytest.raises(AttributeError):
            _ = room.nothing
