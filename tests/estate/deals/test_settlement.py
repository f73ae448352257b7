"""Deals on the estate's paths: the compiled settlement against the general waterfall."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case.spreads import Range
from counterdraft.estate.deals.settlement import settle_mixture, settle_terms, summary
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.book import Flows
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.indicators import npv, repaid
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.terms import TermSheet
from counterdraft.fiscal.waterfall import run

from ..estate_models import estate, some

PATHS = Paths(estate(), some(400), seed=3)


class Given(Instrument):
    """Moves amounts that are given, (years, paths)."""

    amounts: object = None

    def start(self, book):
        """Move the amount of the year."""
        return lambda t: self.pay(book, t, self.amounts[t])


def by_waterfall(terms: DealTerms, kept):
    """The same deal as a term sheet, over the same flows before it."""
    flow = kept.astype(float).transpose(1, 2, 3, 0)  # scope, kind, years, paths
    years = tuple(range(2025, 2025 + flow.shape[2]))
    old = 0.0 if terms.scope == "new_projects" else 1.0
    reached = flow[0] + old * flow[1]
    everything = flow.sum(axis=0)
    net = everything[layout.STATE] + everything[layout.OWNER]
    flows = Flows(years, {}, {}, net, np.zeros_like(net), {}, np.zeros_like(net))
    share = min(terms.share * terms.fund_scale, 1.0)
    owners = {"gross_revenue": layout.GROSS, "profit": layout.PROFIT, "rights": layout.PROFIT}
    from_owner = reached[owners[terms.base]] if terms.base in owners else 0 * net
    on_state = terms.base in {"state_revenue", "rights"}
    elsewhere = old * terms.other_revenue
    from_state = reached[layout.STATE] + elsewhere if on_state else 0 * net
    moves = [
        ("law", "owner", "state", everything[layout.STATE]),
        ("of_owners", "owner", "fund", share * from_owner),
        ("of_state", "state", "fund", share * from_state),
    ]
    given = [
        Given.model_construct(kind="given", name=n, payer=a, payee=b, amounts=x)
        for n, a, b, x in moves
    ]
    later = {
        "lock": {
            "kind": "reinvestment",
            "share": terms.lock_share,
            "until": 2024 + int(terms.lock_years),
            "release": int(terms.release_years),
            "earns": terms.earns,
        },
        "pay_out": {
            "kind": "distribution",
            "to": {"partner": terms.partner_part, "state": 1 - terms.partner_part},
        },
    }
    if terms.priority != "ceiling":
        lien = {"kind": "lien", "principal": terms.claim, "interest": terms.interest}
        later = {"lien": lien, **later}
    sheet = TermSheet.from_data({"owner": "owner", "instruments": later}, years=years)
    instruments = (*given, *sheet.instruments)
    parties = ("owner", "state", "fund", "partner", "outside")
    return run(TermSheet("owner", "state", parties, instruments), flows)


class TestAgainstTheWaterfall:
    @pytest.mark.parametrize("priority", ["ceiling", "preferred_return", "lien"])
    @pytest.mark.parametrize("base", ["gross_revenue", "state_revenue", "profit", "rights"])
    @given(data=st.data())
    @settings(max_examples=6, deadline=None)
    def test_same_worth(self, priority, base, data):
        """
        Any deal is worth the same to every party, path by path, when it is written as a term sheet.
        """
        draw = data.draw
        terms = DealTerms(
            share=draw(st.floats(0, 1)),
            base=base,
            scope=draw(st.sampled_from(["new_projects", "existing_too"])),
            priority=priority,
            claim=0 if priority == "ceiling" else draw(st.floats(1, 500)),
            interest=draw(st.floats(0, 0.2)),
            fund_scale=draw(st.sampled_from([1.0, 2.0])),
            partner_part=draw(st.floats(0, 1)),
            lock_share=draw(st.floats(0, 1)),
            lock_years=draw(st.integers(0, 12)),
            release_years=draw(st.integers(1, 6)),
            earns=draw(st.floats(0, 0.1)),
            other_revenue=draw(st.floats(0, 50)),
        )
        ours = settle_terms(PATHS, terms)
        plain = by_waterfall(terms, PATHS.flows("none").kept)

        assert plain.gap < 1e-6
        for party, name, rate in (
            ("state", "state", 0.08),
            ("partner", "partner", 0.05),
            ("owners", "owner", 0.12),
        ):
            expected = npv(plain.cash[name], rate, "mid")
            np.testing.assert_allclose(ours.of(party), expected, atol=1e-6, rtol=1e-9)


class TestConservation:
    @given(
        share=st.floats(0, 1),
        claim=st.floats(0, 2000),
        base=st.sampled_from(["gross_revenue", "state_revenue", "profit", "rights"]),
        scope=st.sampled_from(["new_projects", "existing_too", "with_infrastructure"]),
        priority=st.sampled_from(["ceiling", "preferred_return", "lien"]),
        lock=st.floats(0, 1),
        aid=st.floats(0, 100),
        offtake=st.floats(0, 0.2),
        suspended=st.sampled_from([0.0, 1.0]),
    )
    @settings(max_examples=40, deadline=None)
    def test_all_parties_add_up(
        self, share, claim, base, scope, priority, lock, aid, offtake, suspended
    ):
        """
        No clause that only moves money changes the sum over all parties, on any path.
        """
        terms = DealTerms(
            share=share,
            claim=claim,
            base=base,
            scope=scope,
            priority=priority,
            lock_share=lock,
            lock_years=10,
            release_years=4,
            earns=0.03,
            aid=aid,
            aid_years=5,
            aid_credited=0.5,
            past_aid_credited=1,
            offtake_discount=offtake,
            suspended_by_attack=suspended,
            infrastructure=10,
            infrastructure_gross=30,
            infrastructure_profit=7,
            partner_part=0.5,
        )
        kept = PATHS.flows("none").kept.astype(float)
        before = kept[:, :, [layout.STATE, layout.OWNER]].sum(axis=(1, 2, 3))
        after = settle_terms(PATHS, terms).total.sum(axis=1)

        np.testing.assert_allclose(after, before, atol=1e-6, rtol=1e-9)

    @given(st.floats(0, 0.9), st.floats(0.01, 0.1))
    @settings(max_examples=20, deadline=None)
    def test_more_share_never_gives_less(self, share, more):
        """
        With the same base a larger share never gives its holder less, on any path.
        """
        for base in ("gross_revenue", "state_revenue", "profit", "rights"):
            less = settle_terms(PATHS, DealTerms(share=share, base=base))
            greater = settle_terms(PATHS, DealTerms(share=share + more, base=base))
            assert (greater.of("partner") >= less.of("partner") - 1e-9).all()

    def test_worth_is_linear_in_the_share_without_a_ceiling(self):
        """
        Half the share is half the worth, where nothing caps it.
        """
        half, whole = (settle_terms(PATHS, DealTerms(share=s, base="profit")) for s in (0.3, 0.6))
        np.testing.assert_allclose(2 * half.of("partner"), whole.of("partner"), rtol=1e-12)


class TestOutsideTheEstate:
    OUTSIDE: ClassVar = {
        "scope": "with_infrastructure",
        "other_gross": 100,
        "other_revenue": 12,
        "other_profit": 25,
        "infrastructure_gross": 50,
        "infrastructure": 6,
        "infrastructure_profit": 15,
        "other_years": 4,
        "other_decline": 0.1,
    }

    @pytest.mark.parametrize(
        ("base", "a_year"),
        [("gross_revenue", 150), ("state_revenue", 18), ("profit", 40), ("rights", 58)],
    )
    def test_share_falls_on_what_is_known_in_sum_only(self, base, a_year):
        """
        Each base reaches its own part of the extraction outside, as long as that lasts, less its decline.
        """
        empty = Paths(estate(deposits=[NOTHING]), 4)
        found = settle_terms(empty, DealTerms(share=0.5, base=base, **self.OUTSIDE)).into_fund
        expected = [0.5 * a_year * 0.9**t for t in range(4)]
        assert found[:4] == pytest.approx(expected)
        assert found[4:] == pytest.approx(0)

    def test_levy_closes_what_it_leaves_no_margin(self):
        """
        Half of gross revenue closes half / 0.8 of what has margins up to 0.8, and that is lost to all.
        """
        empty = Paths(estate(deposits=[NOTHING]), 4)
        terms = DealTerms(share=0.5, base="gross_revenue", closes_at_gross=0.8, **self.OUTSIDE)
        found = settle_terms(empty, terms)
        assert found.into_fund[0] == pytest.approx(0.5 * 150 * 0.375)
        assert found.by_year[:3, 0] == pytest.approx(
            [-18 * 0.625, 0.5 * 150 * 0.375, -40 * 0.625 - 0.5 * 150 * 0.375]
        )
        assert DealTerms(share=1, base="gross_revenue", closes_at_gross=0.8).goes_on == 0


class TestClaims:
    def test_ceiling_is_never_exceeded(self):
        """
        What goes into the fund stays below the ceiling on every path.
        """
        terms = DealTerms(share=1, base="gross_revenue", scope="existing_too", claim=50)
        assert settle_terms(PATHS, terms).total[:, 1].max() <= 50 + 1e-9

    def test_never_is_an_answer(self):
        """
        A claim beyond reach is never repaid, and the answer says so.
        """
        terms = DealTerms(share=0.1, claim=1e9, priority="lien", interest=0.04)
        found = settle_terms(PATHS, terms).claim()
        assert found.repaid_probability == 0
        assert found.repaid_year == {"p10": "never", "p50": "never", "p90": "never"}

    def test_no_claim_no_date(self):
        """
        Without a claim there is nothing to repay.
        """
        assert settle_terms(PATHS, DealTerms(share=0.5)).claim() is None

    def test_interest_eats_the_payment(self):
        """
        4 % on 120 bn is 4.8 bn; at half of 9.6 bn a year the debt does not grow and is never repaid;
        with a little more revenue it shrinks.
        """
        base = {
            "share": 0.5,
            "priority": "preferred_return",
            "interest": 0.04,
            "scope": "existing_too",
        }
        empty = Paths(estate(deposits=[NOTHING]), 4)
        level = settle_terms(empty, DealTerms(claim=120_000, other_revenue=9_600, **base))
        assert level.into_fund == pytest.approx(np.full(25, 4_800.0))
        assert level.claim().repaid_probability == 0
        more = settle_terms(empty, DealTerms(claim=120_000, other_revenue=40_000, **base))
        assert more.claim().repaid_probability == 1


NOTHING = {
    "id": "none",
    "name": "None",
    "commodity": "metal",
    "products": "alpha:1",
    "zone": "deep",
    "control": "occupied",
    "class": "inferred",
    "existing": "no",
    "capacity": "0",
    "opex": "5",
}


class TestMixture:
    def test_each_path_has_its_own_terms(self):
        """
        A draft that may be either of two deals is, on each path, exactly one of them.
        """
        deals = [DealTerms(share=0.2), DealTerms(share=0.6, guarantee="binding")]
        which = (np.arange(PATHS.count) % 2).astype(np.int32)
        mixed = settle_mixture(PATHS, deals, which)
        for k, deal in enumerate(deals):
            alone = settle_terms(PATHS, deal)
            assert (mixed.worth[which == k] == alone.worth[which == k]).all()

    def test_summary_of_a_difference(self):
        """
        The error of a difference is that of the paired differences.
        """
        a = np.array([1.0, 2.0, 3.0])
        assert summary((a + 1) - a) == Range(1.0, 0.0, 1.0, 1.0, 1.0)


class TestRepaid:
    def test_dates(self):
        """
        A balance is repaid in the first year after which it owes nothing for good.
        """
        balance = np.array([[5.0, 5.0, 0.0], [0.0, 5.0, 0.0], [0.0, 5.0, 0.0]])
        assert repaid(balance, (2025, 2026, 2027)).tolist()[0] == 2026
        assert np.isnan(repaid(balance, (2025, 2026, 2027))[1])
