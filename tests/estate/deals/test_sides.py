"""Parties of a case and the roles they hold in the estate."""

from __future__ import annotations

import numpy as np
import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.deals.sides import role, side, sides
from counterdraft.estate.reports.clauses import clause_values
from counterdraft.estate.reports.draft_values import compare, value_draft
from counterdraft.estate.reports.report import case_report
from counterdraft.estate.reports.results import SideName
from counterdraft.estate.simulation import Paths

from ..case_models import HARD, HELD, SOFT, case
from ..estate_models import estate, some

PATHS = Paths(estate(deal=HELD), some(600), seed=6)
HOLDINGS = HELD["parties"]


class TestSide:
    def test_a_party_is_the_weighted_sum_of_its_roles(self):
        """
        Worth is added role by role, each at its own rate, times what the party holds of it.
        """
        figures = np.array([[1.0, 2.0], [10.0, 20.0], [100.0, 200.0], [7.0, 7.0], [9.0, 9.0]])
        first, second = sides(case(), HOLDINGS)
        np.testing.assert_array_equal(first.part(figures), [51.0, 102.0])
        np.testing.assert_array_equal(second.part(figures), [10.0, 20.0])

    def test_a_role_is_a_side(self):
        """
        A role may be asked for by its name; the fund and the world outside are nobody's.
        """
        np.testing.assert_array_equal(role("owners").part(np.eye(5)), [0, 0, 1, 0, 0])
        assert side(case(), HOLDINGS, "state").label == "the state"
        assert not side(case(), HOLDINGS, "state").party

    def test_a_party_goes_before_a_role(self):
        """
        Where the case calls a party as the estate calls a role, the party is meant.
        """
        found = side(case(parties=("owners", "b")), {"owners": {"partner": 1.0}}, "owners")
        assert found.roles == {"partner": 1.0}

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("stat", "did you mean 'state'?"),
            ("zzz", "expected one of: a, b, state, partner, owners"),
            ("c", "the estate pays it nothing"),
        ],
    )
    def test_faults(self, name, expected):
        """
        A name that is nobody's is answered with the nearest, a party without money with who has some.
        """
        with pytest.raises(CaseError, match="--party") as error:
            side(case(parties=("a", "b", "c")), HOLDINGS, name)
        assert expected in str(error.value)


class TestByParty:
    def test_a_gain_is_that_of_the_sum_on_every_path(self):
        """
        Spread and error of a party's gain are those of the sum, not the sum of those of its roles.
        """
        found = value_draft(PATHS, case(HARD), HARD)
        one, roles = found.by_party["a"], found.by_role
        expected = roles["state"].gain.mean + 0.5 * roles["owners"].gain.mean
        assert one.gain.mean == pytest.approx(expected)
        assert one.label == "A"
        assert one.gain.error < roles["state"].gain.error + roles["owners"].gain.error
        assert found.by_party["b"].gain == roles["partner"].gain

    def test_steps_and_clauses_speak_of_parties_too(self):
        """
        What a step or a clause changes is told for each party.
        """
        _, (step,) = compare(PATHS, case(HARD, SOFT))
        assert step.by_party["b"] == step.by_role["partner"]
        row = clause_values(PATHS, case(HARD), HARD)[0]
        assert row.by_party["b"] == row.by_role["partner"]

    def test_the_report_of_one_side_holds_no_other_money(self):
        """
        Asked for a party, the report has its worth and that of its roles, whatever else stands beside.
        """
        found = case_report(
            PATHS, case(HARD, SOFT), clauses=True, responsive=True, indicators=True, party="b"
        )
        assert found.party == SideName("b", "B", {"partner": 1.0})
        row = found.drafts[0]
        for money in (row, row.responsive):
            assert list(money.by_role) == ["partner"]
            assert list(money.by_party) == ["b"]
        for rows in (row.clauses, row.clause_steps, row.gradient, found.steps):
            assert all(set(one.by_role) == {"partner"} for one in rows)
            assert all(set(one.by_party) == {"b"} for one in rows)
        assert set(row.by_year.flow) == {"b", "partner"}
        assert set(row.prices.break_even_price_factor) == {"b", "partner"}
        assert row.deterrence.name == "b"
        assert found.control[0].state > 0
