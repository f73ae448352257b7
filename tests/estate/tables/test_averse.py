"""The money of offers to a party averse to risk: tables of certainty equivalents, at any tolerance."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Weighted
from counterdraft.errors import CaseError
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.simulation import Paths
from counterdraft.estate.tables.certainty_equivalents import (
    aversion_rates,
    equivalents_at,
    rate_weights,
)
from counterdraft.estate.tables.deal_gains import DealGains
from counterdraft.estate.tables.money import MoneyTables
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.preferences import certainty_equivalent

from ..estate_models import DEAL, estate
from .test_money import AROUND, ISSUES, PARTIES, offers

SETS = (("share", "base", "guarantee"), ("share", "claim"))


def model(over=(), paths=300, seed=2):
    told = {**DEAL, **PARTIES, "money": {"over": over, "around": AROUND if over else {}}}
    return MoneyTables(estate(deal=told), ISSUES, (), "USD bn", paths=paths, seed=seed)


WHOLE = model()


def named(money, offer):
    """An offer as the deal_mapping reads it."""
    found = {}
    for issue, option in zip(money.issues, offer, strict=True):
        one = issue.options[option]
        found[issue.name] = one.name if one.value is None else float(one.value)
    found.pop("law")
    return found


def money_of(money, party, terms):
    """The party's money on every path under a deal, settled path by path, in money of the case."""
    roles = money.estate.deal_mapping.parties[party]
    settled = settle_terms(money.gains.paths, terms)
    return sum(weight * settled.of(role) for role, weight in roles.items()) / 1000


def for_sure(values, rate):
    """The sure amount that is as good, by the definition; the mean at a rate of nought."""
    if rate == 0:
        return values.mean()
    return -math.log(np.exp(-rate * (values - values.min())).mean()) / rate + values.min()


def directly(money, party, offer, rate):
    """What an offer adds to what the party has for sure, each integrated by itself."""
    terms = money.estate.deal_mapping.terms(named(money, offer))
    before = for_sure(money_of(money, party, DealTerms()), rate)
    return for_sure(money_of(money, party, terms), rate) - before


def by_tables(money, party, rate):
    """The worth of every offer, added up."""
    every = offers(money)
    return sum(
        worth[0][tuple(every[:, list(issues)].T)]
        for issues, worth in money.of_averse(party, [rate])
    )


class TestOneTable:
    @pytest.mark.parametrize("party", ["here", "there"])
    @pytest.mark.parametrize("k", [0, 4, 9])
    def test_is_the_deal_itself(self, party, k):
        """
        At a rate of the ladder the worth of every offer is that of its deal, integrated by itself.
        """
        rate = float(WHOLE.averse(party).rates[k])
        exact = [directly(WHOLE, party, offer, rate) for offer in offers(WHOLE).tolist()]

        np.testing.assert_allclose(by_tables(WHOLE, party, rate), exact, rtol=1e-5, atol=1e-7)

    @given(octave=st.floats(-3, 8.99))
    @settings(max_examples=15, deadline=None)
    def test_between_two_rates(self, octave):
        """
        Between rates it is read from both, and off by no more than is told by much.
        """
        found = WHOLE.averse("here")
        rate = float(found.rates[0]) * 2.0**octave
        told = found.about(rate)["between"]
        some = offers(WHOLE)[::5]
        exact = np.array([directly(WHOLE, "here", offer, rate) for offer in some.tolist()])

        off = np.abs(by_tables(WHOLE, "here", rate)[::5] - exact).max()
        assert off <= 2 * told + 1e-7 * np.abs(exact).max()

    def test_of_no_aversion_is_the_mean(self):
        """
        A rate of nought gives the tables of a neutral party.
        """
        (issues, worth), *_ = WHOLE.of_averse("here", [0.0])
        ((same, numbers, below),) = WHOLE.of_party("here")

        assert issues == same
        np.testing.assert_allclose(worth[0], numbers / below, atol=1e-6)

    def test_a_deal_that_takes_risk_away_is_worth_more_than_its_mean(self):
        """
        A share of what the party bears at risk takes risk too: it costs the averse less than its mean.
        """
        rate = float(WHOLE.averse("here").rates[6])
        half = tuple({"share": 2, "base": 1}.get(issue.name, 0) for issue in ISSUES)
        at = int(np.flatnonzero((offers(WHOLE) == half).all(axis=1))[0])

        assert by_tables(WHOLE, "here", 0.0)[at] < by_tables(WHOLE, "here", rate)[at] < 0


class TestSeveralTables:
    def test_say_what_they_leave_out(self):
        """
        What is told to act across tables is what lies between their sum and the deal, at that aversion.
        """
        money = model(SETS)
        rate = float(money.averse("here").rates[5])
        exact = [directly(money, "here", offer, rate) for offer in offers(money).tolist()]
        gap = np.abs(by_tables(money, "here", rate) - exact).max()
        told = money.averse("here").about(rate)

        assert gap > 1e-6
        assert 0.9 * gap <= told["left_out_at_most"]
        assert 0 < told["left_out"] < told["left_out_at_most"]


class TestErrors:
    def test_are_those_of_other_paths(self):
        """
        The standard error is the spread of the same worth over other seeds, within what so few can know.
        """
        terms, found, told = DealTerms(share=0.5, base="rights", guarantee="binding"), [], []
        for seed in range(20):
            paths = Paths(estate(), 600, seed)
            worth, before = (settle_terms(paths, deal).of("state") for deal in (terms, DealTerms()))
            rates = np.array([2 / 300])
            sure = equivalents_at(worth[None], before, rates)[0]
            found.append(sure[0, 1])
            told.append(sure[2, 1])

        assert np.std(found, ddof=1) == pytest.approx(np.mean(told), rel=0.5)

    def test_too_averse(self):
        """
        Where only the worst paths would count, nothing is said for sure: the place that asks is at fault.
        """
        most = float(WHOLE.averse("here").rates[-1])
        with pytest.raises(CaseError, match=r"(?s)m\.yaml.*only the worst.*2 times too small"):
            WHOLE.of_averse("here", [2 * most], "m.yaml")


class TestKeeping:
    def test_hangs_on_no_tolerance(self):
        """
        What is kept is the same whatever the party's tolerance, and goes where nobody else can look: that
        it was made tells that somebody is averse to risk.
        """
        kept = {}

        def shared(*_):
            raise AssertionError("written for everybody")

        def keep(key, make):
            return kept.setdefault(key, None) or kept.update({key: make()}) or kept[key]

        told = {**DEAL, **PARTIES}
        kind = {"keep": shared, "keep_private": keep, "paths": 100}
        ours = MoneyTables(estate(deal=told), ISSUES, (), "USD bn", **kind)
        for rate in (0.1, 0.2):
            ours.of_averse("here", [rate])
            MoneyTables(estate(deal=told), ISSUES, (), "USD bn", **kind).of_averse("here", [rate])
        assert len(kept) == 1


class TestEquivalents:
    @given(
        values=st.lists(st.floats(-100, 100), min_size=2, max_size=8),
        octave=st.floats(-4, 8.99),
    )
    @settings(max_examples=60, deadline=None)
    def test_agree_with_those_of_mandates(self, values, octave):
        """
        Paths are weighted values: what they are worth for sure is what the mandates' rule makes of them.
        """
        worth = np.array(values)
        rates = aversion_rates(float(worth.std()) or 1.0)
        rate = float(rates[0]) * 2.0**octave
        sure = equivalents_at(worth[None], np.zeros(len(worth)), rates)
        read = float(np.tensordot(sure[0, :2], rate_weights(rates, rate), axes=2))
        pairs = sorted(map(Fraction, values))
        weighted = Weighted(tuple(pairs), (Fraction(1, len(pairs)),) * len(pairs))
        exact = float(certainty_equivalent(weighted, 1 / Fraction(rate)))

        assert read == pytest.approx(exact, abs=3e-3 * float(np.ptp(worth)) + 1e-6)

    def test_one_path(self):
        """
        One path is certain: it is worth itself, without error.
        """
        sure = equivalents_at(np.array([[7.0]]), np.array([2.0]), aversion_rates(0.0))

        assert sure[0, 0].tolist() == pytest.approx([5.0] * 11)
        assert not sure[0, 1:].any()

    def test_amounts_beyond_exponentials(self):
        """
        Amounts whose exponentials no float holds are worth what they are worth.
        """
        sure = equivalents_at(np.array([[1e9, 3e9]]), np.array([1e9, 1e9]), aversion_rates(1e9))
        assert np.isfinite(sure).all()
        assert 0 < sure[0, 0, -1] < 1e9 == pytest.approx(sure[0, 0, 0])


class TestPathByPath:
    def test_a_batch_of_each_path(self):
        """
        With as many batches as paths the cells give what every role has on every path.
        """
        paths = WHOLE.gains.paths
        deals = [
            DealTerms(share=0.4, base="rights", guarantee="binding", lock_share=0.5, lock_years=9),
            DealTerms(share=0.3, base="gross_revenue", claim=40, scope="existing_too"),
        ]
        found = DealGains(paths, batches=paths.count).by_batch(deals)
        for deal, worth in zip(deals, found, strict=True):
            np.testing.assert_allclose(
                worth, settle_terms(paths, deal).worth[:, :3], rtol=1e-5, atol=1e-4
            )
