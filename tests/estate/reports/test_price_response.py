"""Drafts at other levels of prices."""

from __future__ import annotations

import pytest

from counterdraft.case.spreads import Range
from counterdraft.estate.deals.drafts import draft_terms, settle_deposits_alone
from counterdraft.estate.reports.hardness import hardness
from counterdraft.estate.reports.price_response import _break_even, _crossing, price_response
from counterdraft.estate.simulation import Paths

from ..case_models import HARD, HELD, SOFT, case, draft
from ..estate_models import COMPILED, HEAD, PRICES, estate, some

REVERTING = {
    **HEAD,
    "products": {n: {**p, "model": "schwartz"} for n, p in HEAD["products"].items()},
}
PATHS = Paths(estate(deal=HELD, head=REVERTING), some(400), seed=6)
HALF = draft("half", (0, 1, 0), (1, 0), (1, 0), (1, 0, 0))


def gain(mean, error):
    return Range(mean, error, mean, mean, mean)


@pytest.fixture(scope="module")
def found():
    return price_response(PATHS, case(HARD, HALF, SOFT), (HARD, HALF, SOFT))


class TestResponse:
    def test_a_level_is_the_estate_with_other_prices(self, found):
        """
        At twice the prices the take is that of an estate whose series are all twice as high.
        """
        doubled = [{**row, "price": str(2 * float(row["price"]))} for row in PRICES]
        paths = Paths(estate(deal=HELD, head=REVERTING, prices=doubled), PATHS.count, seed=6)
        mixture = draft_terms(paths, case(HARD), HARD)
        expected = hardness(settle_deposits_alone(paths, mixture), paths.estate.file)
        point = found["hard"].progressivity.curve[-1]
        assert point.price_factor == 2.0
        assert point.government_take == pytest.approx(expected.government_take, rel=1e-3)

    def test_who_gains_and_who_loses(self, found):
        """
        The partner loses at no level of prices, the owners under a share of gross revenue at every one.
        """
        even = found["hard"].break_even_price_factor
        assert even["partner"] == even["b"] == 0.0
        assert even["owners"] == "never"

    def test_a_share_of_gross_revenue_is_regressive(self, found):
        """
        It takes the same part of a thin margin and of a thick one.
        """
        assert found["hard"].progressivity.verdict == "regressive"

    @pytest.mark.skipif(not COMPILED, reason="on few paths nothing may be built")
    def test_the_marginal_project(self, found):
        """
        Where owners of new projects just get their rate, the part of the return that is taken is told;
        where they always do, or never, there is no such project.
        """
        half, hard, soft = (found[name] for name in ("half", "hard", "soft"))
        assert 1 < half.new_projects_break_even_price_factor < 1.6
        assert 0 < half.marginal_effective_tax_rate < 1
        assert hard.new_projects_break_even_price_factor == "never"
        assert soft.new_projects_break_even_price_factor == 0.0
        assert hard.marginal_effective_tax_rate is soft.marginal_effective_tax_rate is None


class TestCrossing:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([-1, 1, 2], 0.5),
            ([-1, 2, -1, 3], 2.25),
            ([1, 2], None),
            ([-2, -1], None),
        ],
    )
    def test_is_where_none_is_below_any_more(self, values, expected):
        """
        The place beyond which no value is below nought, between the last that is and the next.
        """
        assert _crossing(values) == expected

    def test_noise_is_nought(self):
        """
        A mean within two standard errors of nought is no loss.
        """
        assert _break_even([gain(-1.0, 0.6)] * 9) == 0.0
        assert _break_even([gain(-1.0, 0.4)] * 9) == "never"
        assert _break_even([gain(-1.0, 0.1)] * 3 + [gain(1.0, 0.1)] * 6) == pytest.approx(0.95)
