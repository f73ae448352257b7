"""Every rate of return is found, and the one that is quoted is where the worth falls through zero."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.fiscal.indicators import npv
from counterdraft.fiscal.rates_of_return import irr, rates_of_return, roots_by_path

RATES = [-0.999, -0.9, -0.5, -0.2, -0.05, 0.0, 0.03, 0.1, 0.25, 1.0, 5.0, 100.0, 10_000.0]


def flow_with_roots(rates, outlay=-1.0):
    """The flow whose rates of return are these and no others: its worth is a product of (1 + rate) v - 1."""
    flow = np.array([1.0])
    for rate in rates:
        flow = np.convolve(flow, [-1.0, 1.0 + rate])
    return flow * (outlay / flow[0])


def rates_found(flow):
    """All rates of return of one flow."""
    return [crossing.rate for crossing in rates_of_return(np.array(flow, float))]


class TestPublished:
    @pytest.mark.parametrize(
        ("flow", "rates"),
        [
            # Lorie and Savage 1955, Three Problems in Rationing Capital: a larger pump on an oil field.
            ([-1600, 10_000, -10_000], [0.25, 4.0]),
            # Hazen 2003, A New Perspective on Multiple Internal Rates of Return.
            ([-1, 6, -11, 6], [0.0, 1.0, 2.0]),
            # Worth less than nothing at every rate: the discriminant is 9 - 10.
            ([-1, 3, -2.5], []),
        ],
    )
    def test_textbook_flows(self, flow, rates):
        """
        The flows that the literature knows for several rates of return have exactly these.
        """
        assert rates_found(flow) == pytest.approx(rates)

    @pytest.mark.parametrize(
        ("flow", "rate"),
        [
            ([-150_000, 15_000, 25_000, 35_000, 45_000, 60_000], 0.05243),
            ([-100, 39, 59, 55, 20], 0.28095),
            ([-100, 0, 0, 74], -0.0955),
            ([-100, 100, 0, -7], -0.0833),
            ([-100, 100, 0, 7], 0.06206),
        ],
    )
    def test_examples_of_numpy_financial(self, flow, rate):
        """
        The examples of the documentation of numpy-financial's `irr` have its answers, to its digits.
        """
        assert float(irr(np.array(flow, float))) == pytest.approx(rate, abs=5e-5)

    def test_where_numpy_financial_quotes_a_root_at_which_the_worth_rises(self):
        """
        -5, 10.5, 1, -8, 1 is worth less than nothing at every rate below the 8.86 % that numpy-financial
        quotes: that is listed, and the root at which the worth falls through zero is quoted.
        """
        flow = np.array([-5, 10.5, 1, -8, 1])
        assert any(rate == pytest.approx(0.0886, abs=5e-5) for rate in rates_found(flow))
        quoted = float(irr(flow))
        assert npv(flow, 0.0) < 0 < npv(flow, quoted - 0.01)
        assert npv(flow, quoted + 0.01) < 0

    def test_which_root_of_the_pump_is_quoted(self):
        """
        The pump is worth something between 25 % and 400 % alone: it falls through zero at 400 %.
        """
        assert float(irr(np.array([-1600.0, 10_000, -10_000]), 0.1)) == pytest.approx(4.0)

    @given(st.lists(st.integers(-60, 60), min_size=2, max_size=12))
    @settings(max_examples=100, deadline=None)
    def test_norstrom(self, amounts):
        """
        A cumulative flow that changes sign once, and ends above zero, has one rate of return above zero
        (Norstrom 1972, A Sufficient Condition for a Unique Nonnegative Internal Rate of Return).
        """
        total = np.cumsum(np.array(amounts, float))
        signs = np.sign(total[total != 0])
        if not signs.size or total[-1] <= 0 or int((signs[1:] != signs[:-1]).sum()) != 1:
            return

        above = [rate for rate in rates_found(amounts) if rate > 0]

        assert len(above) == 1
        assert float(irr(np.array(amounts, float), 0.0)) == pytest.approx(above[0])


class TestDefinition:
    @given(st.lists(st.sampled_from(RATES), min_size=1, max_size=4, unique=True), st.booleans())
    @settings(max_examples=150, deadline=None)
    def test_flows_made_from_their_rates(self, rates, borrowed):
        """
        A flow made to have certain rates of return, from -99.9 % to a million percent, has these alone.
        """
        flow = flow_with_roots(rates, 1.0 if borrowed else -1.0)
        assert rates_found(flow) == pytest.approx(sorted(rates), rel=1e-4, abs=1e-6)

    @given(st.sampled_from(RATES[1:-2]), st.lists(st.sampled_from([-0.97, 0.5, 20.0]), max_size=2))
    @settings(max_examples=60, deadline=None)
    def test_double_roots(self, double, others):
        """
        A rate at which the worth touches zero without crossing it is found too.
        """
        flow = flow_with_roots([double, double, *set(others)])
        crossings = rates_of_return(flow)

        assert [c.rate for c in crossings] == pytest.approx(
            sorted({double, *others}), rel=1e-3, abs=1e-4
        )
        assert (
            next(c for c in crossings if c.rate == pytest.approx(double, 1e-3, 1e-4)).direction == 0
        )

    @given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.floats(-0.5, 1.0))
    @settings(max_examples=150, deadline=None)
    def test_no_sign_change_is_missed(self, amounts, rate):
        """
        Between two rates with worths of different sign lies a root, and at each root the worth is zero;
        where the worth falls through zero anywhere, the rate quoted is the nearest of these.
        """
        flow = np.array(amounts, float)
        crossings = rates_of_return(flow)
        grid = np.expm1(np.linspace(np.log(0.05), np.log(50), 400))
        worths = np.array([npv(flow, one, "start") for one in grid])
        scales = np.array([npv(np.abs(flow), one, "start") for one in grid])
        signs = np.where(np.abs(worths) > 1e-9 * scales, np.sign(worths), 0)
        for k in np.flatnonzero(signs[:-1] * signs[1:] < 0):
            inside = [c for c in crossings if grid[k] <= c.rate <= grid[k + 1]]
            assert inside
            assert sum(c.direction for c in inside) == signs[k + 1]
        for crossing in crossings:
            whole = npv(np.abs(flow), crossing.rate, "start")
            assert abs(npv(flow, crossing.rate, "start")) <= 1e-9 * whole or len(crossings) > 1
        falls = [c.rate for c in crossings if c.direction < 0] or [c.rate for c in crossings]
        quoted = float(irr(flow, rate))
        if falls:
            assert abs(quoted - rate) == min(abs(fall - rate) for fall in falls)
        else:
            assert np.isnan(quoted)

    @given(st.lists(st.lists(st.integers(-9, 9), min_size=5, max_size=5), min_size=1, max_size=9))
    @settings(max_examples=60, deadline=None)
    def test_paths_side_by_side(self, rows):
        """
        Paths looked at together have the roots that each has alone.
        """
        flows = np.array(rows, float).T
        together = roots_by_path(flows)
        for path in range(flows.shape[1]):
            alone = [c.rate for c in rates_of_return(flows[:, path])]
            assert together.rate[together.path == path].tolist() == pytest.approx(alone, abs=1e-9)

    @pytest.mark.parametrize(
        ("flow", "rates"),
        [
            ([0, 0, -100, 110, 0, 0], [0.1]),
            ([-1, 1], [0.0]),
            ([-1, 2, -1], [0.0]),
            ([-1e-9, 100], [1e11 - 1]),
            ([-100, 1e-9], [1e-11 - 1]),
            ([0, 0], []),
            ([5], []),
            ([np.nan, 1, -1], []),
            ([np.inf, -1], []),
        ],
    )
    def test_ends(self, flow, rates):
        """
        Zeros before and after, rates of nothing, rates far out and flows without money are no exception.
        """
        assert rates_found(flow) == pytest.approx(rates, rel=1e-9)

    def test_five_hundred_years(self):
        """
        A flow as long as a file may have is solved, and worth nothing at each of its rates.
        """
        flow = np.random.default_rng(1).normal(5, 10, 500)
        flow[0] = -100
        for crossing in rates_of_return(flow):
            growth = (1 + crossing.rate) ** -np.arange(500.0)
            factors = growth / growth.max()
            assert abs(factors @ flow) < 1e-9 * (factors @ np.abs(flow))
