"""The minerals in an answer: as the estate has them, and part of a worth that adds up."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from counterdraft.advice.money import begin_money
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.perspective import perspective
from counterdraft.advice.scoring.pricing import price, price_draft
from counterdraft.case import (
    Attitude,
    Axis,
    Combined,
    Figure,
    Modelled,
    Preference,
    Table,
    Transform,
)
from counterdraft.case.figures import Point as ExactGain
from counterdraft.case.figures import Triangular
from counterdraft.estate.deals.settlement import settle_terms
from counterdraft.estate.reports.report import case_report
from counterdraft.estate.tables.money import MoneyTables
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.preferences import Sample

from ..estate.case_models import HARD, HELD, ISSUES, VAGUE, case
from ..estate.estate_models import estate, some

F = Fraction
PLAIN = Transform()
MODEL = MoneyTables(estate(deal=HELD), ISSUES, (), "USD m", paths=some(300), seed=6)
SAMPLE = Sample(500, 3)
COUNTER = (1, 0, 1, 2)


def figure(name, *numbers):
    kind = ExactGain if len(numbers) == 1 else Triangular
    return Figure(name, kind(*map(F, numbers)), unit="USD m")


def preference(party, holder="", *, scale=(1,), model=True, transform=PLAIN, tolerance=None):
    law = Table(
        f"{party}/worth/law",
        (Axis(1, 2, (((0, F(1)),), ((1, F(1)),))),),
        (figure(f"{party}/law/home", 5), figure(f"{party}/law/abroad", -9, -4, -1)),
    )
    minerals = Modelled(f"{party}/factors/the minerals", MODEL, party, figure(f"{party}/s", *scale))
    factors = (law, *([Combined("sum", "sum", (minerals,), F(1))] if model else []))
    no_deal = figure(f"{party}/reservation", -30, -20, -1)
    attitude = Attitude(tolerance)
    return Preference(party, holder, "USD m", factors, (), no_deal, transform, attitude)


def seen(**given):
    found = replace(
        case(HARD, VAGUE),
        seat="a",
        mandates={"a": preference("a", **given)},
        beliefs={("a", "b"): preference("b", "a", model=given.get("model", True))},
    )
    return perspective(found)


@pytest.fixture(scope="module")
def money():
    return begin_money(seen(), SAMPLE, VAGUE).finish([COUNTER, (0, 0, 0, 0)]).result()


class TestTheEstateSays:
    def test_the_draft_as_a_report_of_the_case(self, money):
        """
        Gains of the draft, its claim, its steps and the ground are those of the report on the same paths.
        """
        known = case_report(MODEL.gains.paths, seen().case, ["vague"], full="vague")
        (row,) = known.drafts
        value = money.report.draft("draft")
        assert value.by_party == row.by_party
        assert value.claim == row.claim
        assert value.clause_steps == row.clause_steps
        assert value.by_year.change["a"] == row.by_year.change["a"]
        assert value.deterrence.factor == row.deterrence.factor
        assert money.report.ground == known.ground

    def test_steps_add_up_to_the_gain(self, money):
        """
        From no deal clause by clause to the offer nothing is lost.
        """
        for name in ("draft", "counter 1"):
            value = money.report.draft(name)
            for party, side in value.by_party.items():
                total = sum(step.by_party[party].mean for step in value.clause_steps)
                assert total == pytest.approx(side.gain.mean)

    def test_tables_of_one_set_are_the_deal_itself(self, money):
        """
        Where all that moves money is in one table, it says what the paths say, and leaves nothing out.
        """
        for offer in money.offers[1:]:
            for name, side in money.report.draft(offer.name).by_party.items():
                assert offer.tabulated[name] == pytest.approx(side.gain.mean, rel=1e-6, abs=1e-6)
        assert all(pair == (0, 0) for pair in money.left_out.values())

    def test_what_lies_outside_the_deposits_is_told_apart(self):
        """
        Where the deal reaches extraction outside the estate, the deposits alone bring what they did before.
        """
        wider = {**HELD, "defaults": {**HELD["defaults"], "other_gross": 900, "other_years": 5}}
        untabulated = MoneyTables(estate(deal=wider), ISSUES, (), "USD m", paths=some(300), seed=6)
        found = {}
        for name, model in (("bare", MODEL), ("untabulated", untabulated)):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sys.modules[__name__], "MODEL", model)
                found[name] = (
                    begin_money(seen(), SAMPLE, HARD).finish([]).result().report.draft("draft")
                )
        bare, untabulated = found["bare"], found["untabulated"]
        assert untabulated.deposits_alone == pytest.approx(bare.deposits_alone)
        assert bare.deposits_alone["a"] == pytest.approx(bare.by_party["a"].gain.mean)
        assert untabulated.by_party["a"].gain.mean < bare.by_party["a"].gain.mean - 1

    def test_no_deal_at_all_moves_nothing(self, money):
        """
        An offer that is the law in force brings nobody any money.
        """
        gains = [side.gain for side in money.report.draft("counter 2").by_party.values()]
        assert all(gain.mean == gain.p10 == gain.p90 == 0 for gain in gains)

    def test_another_unit_of_the_case(self):
        """
        In billions everything is a thousandth.
        """
        big = MoneyTables(estate(deal=HELD), ISSUES, (), "USD bn", paths=some(300), seed=6)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.modules[__name__], "MODEL", big)
            found = begin_money(seen(), SAMPLE, HARD).finish([]).result()
        small = begin_money(seen(), SAMPLE, HARD).finish([]).result()
        values = [one.report.draft("draft") for one in (found, small)]
        for name in ("a", "b"):
            big_gain, gain = (value.by_party[name].gain for value in values)
            assert big_gain.mean == pytest.approx(gain.mean / 1000)
        assert found.report.ground[0].money == pytest.approx(small.report.ground[0].money / 1000)
        ends = (value.deterrence.gain_at_most.mean for value in values)
        assert next(ends) == pytest.approx(next(ends) / 1000)


class TestWhatTheWorthIsMadeOf:
    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"scale": ("1/2", 1, 2)},
            {"transform": Transform(scale=F(2), offset=F(7))},
            {"transform": Transform(cap=F(-3))},
        ],
    )
    def test_parts_add_up_to_the_gain(self, given):
        """
        Minerals, other factors and no deal add up to the mean gain on the same draws.
        """
        seat = seen(**given)
        joint = JointSample(seat, SAMPLE)
        found = begin_money(seat, SAMPLE, VAGUE).finish([COUNTER]).result()
        gains = [price_draft(joint, VAGUE), price(joint, COUNTER)]
        for offer, priced in zip(found.offers, gains, strict=True):
            total = sum(part.mean for part in offer.parts)
            assert total == pytest.approx(priced.gain["a"].mean(), rel=1e-9)

    def test_the_minerals_are_told_apart(self, money):
        """
        One part is the estate's, and it is what the tables say, times the party's scale of one.
        """
        offer = money.offer("counter 1")
        (minerals,) = [part for part in offer.parts if part.minerals]
        assert minerals.mean == pytest.approx(offer.tabulated["a"], abs=1e-5)
        assert [p.label for p in offer.parts if not p.minerals] == ["law", "no deal, given up"]


@pytest.fixture(scope="module")
def averse():
    seat = seen(tolerance=F(400), scale=("1/2", 1, 3), transform=Transform(scale=F(2)))
    return begin_money(seat, SAMPLE, HARD).finish([COUNTER]).result()


class TestForSure:
    def test_is_what_the_paths_say(self, averse):
        """
        The sure amount is integrated over the paths of the deal and of no deal, at what counts once.
        """
        rate = 2 * 1.5 / 400
        paths = MODEL.gains.paths
        terms = MODEL.estate.deal_mapping.terms(
            {"share": 0.5, "base": "gross", "guarantee": "none"}
        )

        def sure(deal):
            settled = settle_terms(paths, deal)
            money = settled.of("state") + 0.5 * settled.of("owners")
            return -np.log(np.exp(-rate * money).mean()) / rate

        told = averse.offer("draft").certainty_equivalent
        assert list(told) == ["a"]
        assert told["a"].tolerance == pytest.approx(1 / rate)
        assert told["a"].worth == pytest.approx(sure(terms) - sure(DealTerms()), rel=1e-6)
        assert 0 < told["a"].error < abs(told["a"].worth)

    def test_the_tables_say_the_same(self, averse):
        """
        MoneyTables of one set, from which worths are read, give it within what they say of themselves.
        """
        told = averse.averse["a"]
        assert told["left_out_at_most"] == 0
        for offer in averse.offers:
            found = offer.certainty_equivalent["a"]
            assert found.tabulated == pytest.approx(found.worth, abs=2 * told["between"] + 1e-6)

    def test_neutral_parties_have_none(self, money):
        """
        Who is neutral has the mean.
        """
        assert not money.averse
        assert not any(offer.certainty_equivalent for offer in money.offers)


class TestWhetherThereIsAny:
    def test_none_without_an_estate(self):
        """
        Where nobody's worth comes from an estate there is no money to speak of.
        """
        assert begin_money(seen(model=False), SAMPLE, HARD) is None

    def test_a_draft_that_cannot_be_is_said(self):
        """
        What nobody could agree to is not valued; the offers are.
        """
        bare = case(HARD, impossible=("share = 0.5 and base = gross",))
        seat = perspective(
            replace(
                bare,
                seat="a",
                mandates={"a": preference("a")},
                beliefs={("a", "b"): preference("b", "a")},
            )
        )
        found = begin_money(seat, SAMPLE, HARD).finish([COUNTER]).result()
        assert "nobody could agree" in found.none_because
        assert [one.name for one in found.offers] == ["counter 1"]

    def test_is_the_same_again(self, money):
        """
        Done beside other work, the numbers are the same.
        """
        again = begin_money(seen(), SAMPLE, VAGUE).finish([COUNTER, (0, 0, 0, 0)]).result()
        assert repr(again) == repr(money)
        assert np.isfinite(
            [s.gain.mean for v in again.report.drafts for s in v.by_party.values()]
        ).all()
