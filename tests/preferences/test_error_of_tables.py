"""How far the expected game may be off."""

from __future__ import annotations

from fractions import Fraction

import pytest

from counterdraft.case import Case, Figure, Party, Preference, Transform, Uniform
from counterdraft.errors import CaseError
from counterdraft.preferences import Sample, table_error

F = Fraction


def case(make, cap=None):
    figure = Figure("f", Uniform(F(0), F(12)))
    preference = Preference(
        "a", "", "USD m", (make.table(0, figure),), (), make.point(0), Transform(cap=cap)
    )
    parties = (Party("a", "A"), Party("b", "B"))
    return Case("c", "", "a", "USD m", parties, (make.issue("x", 1),), mandates={"a": preference})


class TestTableError:
    def test_standard_error(self, make):
        """
        A uniform over 12 has standard deviation √12; its mean over n draws errs by √12 / √(n − 1).
        """
        found = table_error(case(make), Sample(1201, 1), [(0,)])
        assert list(found) == ["a"]
        assert found["a"].standard_error == pytest.approx(0.1, rel=0.01)
        assert abs(found["a"].beyond_means) < 1e-2

    def test_a_cap_costs(self, make):
        """
        At the mean 6 a cap of 6 costs nothing; on average it costs E[(X − 6)⁺] = 1.5.
        """
        found = table_error(case(make, F(6)), Sample(1000, 1), [(0,)])
        assert found["a"].beyond_means == pytest.approx(-1.5, abs=1e-2)

    def test_nobody_is_named_who_is_not_seen(self, make):
        """
        A party without mandate or belief is left out, and an error when asked for.
        """
        with pytest.raises(CaseError, match="no belief"):
            table_error(case(make), Sample(5, 1), [(0,)], ["b"])
