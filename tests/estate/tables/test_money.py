"""The money of offers in tables that add up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from counterdraft.case import Among, Condition, Issue, Option
from counterdraft.errors import CaseError
from counterdraft.estate.tables.money import MoneyTables
from counterdraft.fiscal.deal_terms import DealTerms

from ..estate_models import DEAL, estate

ISSUES = (
    Issue(
        "share", "Share", "numeric",
        tuple(Option(str(n), str(n), Fraction(n, 10)) for n in (0, 2, 5, 10)),
    ),
    Issue("law", "Law", "list", (Option("home", "Home"), Option("away", "Away"))),
    Issue("base", "Base", "list", (Option("gross", "Gross"), Option("state", "State"))),
    Issue(
        "guarantee", "Guarantee", "ordered",
        tuple(Option(n, n) for n in ("none", "words", "binding")),
    ),
    Issue("claim", "Claim", "numeric", (Option("0", "0", Fraction(0)), Option("1", "1", Fraction(1)))),
)  # fmt: skip
PARTIES = {"parties": {"here": {"state": 1, "owners": 0.5}, "there": {"partner": 1}}}
AROUND = {"share": 0.5, "base": "state", "guarantee": "none", "claim": 0}


def money(over=(), impossible=(), issues=ISSUES, meaning=None, **deal):
    told = {
        **DEAL,
        **PARTIES,
        "issues": meaning or DEAL["issues"],
        "money": {"over": over, "around": AROUND if over else {}},
        **deal,
    }
    return MoneyTables(estate(deal=told), issues, impossible, "USD bn", paths=300, seed=2)


def offers(model):
    """Every offer."""
    sizes = [len(issue.options) for issue in model.issues]
    return np.indices(sizes).reshape(len(sizes), -1).T


def by_tables(model, party):
    """The worth of every offer, added up."""
    every = offers(model)
    return sum(
        numbers[tuple(every[:, list(issues)].T)] / below
        for issues, numbers, below in model.of_party(party)
    )


def by_deal(model, party):
    """The worth of every offer, settled by itself."""
    found = []
    weights = model.weights(party)
    for offer in offers(model).tolist():
        named = {}
        for issue, option in zip(model.issues, offer, strict=True):
            one = issue.options[option]
            named[issue.name] = one.name if one.value is None else float(one.value)
        named.pop("law")
        cell = model.gains.of(named)
        found.append(sum(w * m for w, m in zip(weights, cell.mean.values(), strict=True)) / 1000)
    return np.array(found)


class TestOneTable:
    @pytest.mark.parametrize("party", ["here", "there"])
    def test_is_the_deal_itself(self, party):
        """
        With all issues in one set the money of every offer is exactly that of its deal.
        """
        model = money()

        np.testing.assert_allclose(by_tables(model, party), by_deal(model, party), atol=1e-6)
        assert set(model.left_out.values()) == {(0.0, 0.0)}

    def test_spans_the_issues_that_move_money(self):
        """
        An issue that the estate does not know is in no table.
        """
        (table,) = money().tables

        assert table.issues == (0, 2, 3, 4)
        assert table.worth.shape == (4, 2, 3, 2, 3)


class TestSeveralTables:
    OVER = (("share", "base", "guarantee"), ("share", "claim"))

    def test_are_exact_where_one_set_changes(self):
        """
        An offer that differs within one set from the one around which they are made has its own worth.
        """
        model = money(self.OVER)
        every, told = offers(model), by_tables(model, "there")
        own = by_deal(model, "there")
        one_set = (every[:, 4] == 0) | ((every[:, 2] == 1) & (every[:, 3] == 0))

        np.testing.assert_allclose(told[one_set], own[one_set], atol=1e-6)

    def test_say_what_they_leave_out(self):
        """
        The largest difference that is told is found on no offer to be larger than it is.
        """
        model = money(self.OVER)
        gap = np.abs(by_tables(model, "there") - by_deal(model, "there"))

        assert gap.max() > 1e-6
        assert model.left_out["partner"][1] == pytest.approx(gap.max(), abs=2e-6)

    def test_need_an_offer_around_which_they_are_made(self):
        """
        Two sets without a word on where the others stand are refused.
        """
        with pytest.raises(CaseError, match="no option is named for share, claim, base, guarantee"):
            money(self.OVER, money={"over": self.OVER})

    def test_must_hold_every_issue(self):
        """
        An issue that moves money and stands in no set would be lost.
        """
        with pytest.raises(CaseError, match="no set has claim"):
            money(self.OVER[:1])

    def test_name_issues_that_move_money(self):
        """
        A name that no issue has is a fault, with the nearest one.
        """
        with pytest.raises(CaseError, match=r"money\.over\[0\]\[0\]: moves no money"):
            money((("shares", "base", "guarantee", "claim"),))


class TestMeaning:
    def test_what_nobody_could_agree_needs_none(self):
        """
        A combination without a meaning is an error, unless the case rules it out; then it counts nothing.
        """
        lien = {
            **DEAL["issues"],
            "claim": {"field": "claim"},
            "law": {"home": {}, "away": {"priority": "lien"}},
        }
        with pytest.raises(CaseError, match=r"a lien without a principal.*the case allows"):
            assert money(meaning=lien).tables
        ruled = Condition("law = away", Among(1, (1,)))
        (table,) = money(impossible=(ruled,), meaning=lien).tables
        assert not table.worth[:, 1].any()
        assert table.worth[:, 0].any()

    def test_an_option_without_meaning_is_an_error(self):
        """
        Every option of an issue that moves money says what it means.
        """
        more = Issue("base", "Base", "list", (*ISSUES[2].options, Option("net", "Net")))
        with pytest.raises(CaseError, match="'net' of 'base' has no meaning in money"):
            money(issues=(*ISSUES[:2], more, *ISSUES[3:]))

    def test_options_that_mean_the_same_are_settled_once(self, monkeypatch):
        """
        As many deals are settled as there are meanings.
        """
        same = {
            **DEAL["issues"],
            "base": {"gross": {"base": "profit"}, "state": {"base": "profit"}},
        }
        made = []
        whole = DealTerms.of
        monkeypatch.setattr(DealTerms, "of", classmethod(lambda _, f: made.append(f) or whole(f)))
        (table,) = money(meaning=same).tables
        assert len(made) == 4 * 3 * 2
        assert (table.worth[:, 0] == table.worth[:, 1]).all()

    @pytest.mark.parametrize(
        ("times", "said"),
        [
            (3, r"issues\.share: where the case has 0.5, share: 1.5 is more than 1"),
            (-1, r"issues\.share: where the case has 0.2, share: -0.2 is less than 0"),
        ],
    )
    def test_a_number_that_no_deal_can_have(self, times, said):
        """
        A number of the case is checked as the field of a deal that it becomes, where its meaning stands.
        """
        wild = {**DEAL["issues"], "share": {"field": "share", "times": times}}
        with pytest.raises(CaseError, match=said):
            money(meaning=wild)


class TestParties:
    def test_a_party_without_a_part_is_an_error(self):
        """
        The estate says whose the worth of each role is; who is not named has none to ask for.
        """
        with pytest.raises(CaseError, match="does not say whose part 'nobody' has"):
            money().weights("nobody")

    def test_a_role_that_does_not_exist(self):
        """
        Roles are those of the estate.
        """
        with pytest.raises(CaseError, match=r"parties\.here\.stat: is no role"):
            money(parties={"here": {"stat": 1}})


class TestKeeping:
    def test_is_made_once_for_one_fingerprint(self):
        """
        What is kept is used; what the tables hang on is in the fingerprint.
        """
        kept = {}

        def keep(key, make):
            return kept.setdefault(key, None) or kept.update({key: make()}) or kept[key]

        told = {**DEAL, **PARTIES}
        ours = estate(deal=told)
        first = MoneyTables(ours, ISSUES, (), "USD bn", keep=keep, paths=100)
        again = MoneyTables(ours, ISSUES, (), "USD bn", keep=keep, paths=100)
        other = MoneyTables(ours, ISSUES, (), "USD m", keep=keep, paths=100)
        assert first.tables[0].worth is again.tables[0].worth
        assert other.fingerprint != first.fingerprint
        assert other.tables[0].worth[1, 0, 0, 0, 0] == pytest.approx(
            1000 * first.tables[0].worth[1, 0, 0, 0, 0]
        )
