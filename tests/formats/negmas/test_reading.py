"""NegMAS's YAML and JSON folders."""

from __future__ import annotations

from fractions import Fraction

import pytest

DOMAIN = """issues:
- {name: qty, type: ContiguousIssue, values: [1, 4]}
- {name: price, type: DiscreteCardinalIssue, values: [1, 3, 10]}
- {name: 'No', type: CategoricalIssue, values: ['No', maybe]}
name: trade
type: DiscreteCartesianOutcomeSpace
"""
PROFILE = """name: buyer
reserved_value: 0.3
type: LinearAdditiveUtilityFunction
values:
- {slope: 0.2, bias: 0.1, type: AffineFun}
- {mapping: {1: 0.1, 3: 0.3, 10: 9.0}, type: TableFun}
- {mapping: {'No': 0.0, maybe: 1.0}, type: TableFun}
weights: [0.1, 0.2, 0.3]
"""
OFFER = {"qty": "2", "price": "10", "No": "maybe"}


class TestReading:
    @pytest.mark.parametrize("written", ["[]", "{}", "[0.3]", "high", ".inf"])
    def test_a_reserved_value_is_a_number(self, bench, written):
        """
        Nothing else is taken for none.
        """
        told = bench.put(
            d_yml=DOMAIN, buyer_yml=PROFILE.replace(": 0.3\n", f": {written}\n", 1)
        ).faults()

        assert "buyer.yml:2:17: reserved_value: expected a number" in told

    def test_weights_times_values_as_they_are(self, bench):
        """
        No division by the largest and no cut: NegMAS's own rules for its own files.
        """
        bench.put(d_yml=DOMAIN, buyer_yml=PROFILE)

        assert bench.at(**OFFER) == Fraction("0.1") * Fraction("0.5") + Fraction("1.8") + Fraction(
            "0.3"
        )
        assert bench.case().preference("buyer").reservation.distribution.value == Fraction("0.3")

    @pytest.mark.parametrize(
        ("function", "worth"),
        [
            ("{slope: 0.5, type: LinearFun}", "1"),
            ("{type: IdentityFun}", "2"),
            ("{bias: 0.25, type: ConstFun}", "0.25"),
            ("{a2: 1, a1: 2, bias: 3, type: QuadraticFun}", "11"),
            ("{coefficients: [1, 1], bias: 0, type: PolynomialFun}", "6"),
            ("{start: 0, middle: 4, end: 5, bias: 0, scale: 1, type: TriangularFun}", "0.5"),
            ("{start: 0, rise_end: 4, fall_start: 5, end: 9, type: TrapezoidalFun}", "0.5"),
            (
                "{start: -1, rise_end: 0, fall_start: 1, end: 5, scale: 2, type: TrapezoidalFun}",
                "1.5",
            ),
            ("{slope: 0.5, type: negmas.preferences.value_fun.LinearFun}", "1"),
        ],
    )
    def test_value_functions(self, bench, function, worth):
        """
        The rational ones, exactly.
        """
        profile = PROFILE.replace("{slope: 0.2, bias: 0.1, type: AffineFun}", function)
        bench.put(d_yml=DOMAIN, buyer_yml=profile.replace("[0.1, 0.2, 0.3]", "[1, 0, 0]"))

        assert bench.at(**OFFER) == Fraction(worth)

    def test_weights_and_values_by_name_and_a_bias(self, bench):
        """
        Mappings by the issues' names mean the same as lists.
        """
        profile = PROFILE.replace("[0.1, 0.2, 0.3]", "{qty: 0, price: 0, 'No': 0.3}") + "bias: 2\n"
        bench.put(d_yml=DOMAIN, buyer_yml=profile)

        assert bench.at(**OFFER) == Fraction("2.3")

    def test_minus_infinity(self, bench):
        """
        No deal is then worth as little as the worst offer.
        """
        found = bench.put(d_yml=DOMAIN, buyer_yml=PROFILE.replace("0.3\n", "-.inf\n", 1)).case()

        assert found.preference("buyer").reservation.distribution.value == Fraction(
            "0.03"
        ) + Fraction("0.02")
        assert "no deal is worth minus infinity" in found.warnings[0]

    def test_a_reserved_outcome(self, bench):
        """
        Without a value the outcome's worth counts.
        """
        profile = PROFILE.replace(
            "reserved_value: 0.3", "reserved_value: null\nreserved_outcome: [1, 1, maybe]"
        )
        found = bench.put(d_yml=DOMAIN, buyer_yml=profile).case().preference("buyer")

        assert found.reservation.distribution.value == Fraction("0.35")

    def test_a_continuous_issue(self, bench):
        """
        Cut into its levels, which is said.
        """
        domain = DOMAIN.replace(
            "type: ContiguousIssue, values: [1, 4]",
            "type: ContinuousIssue, values: [0.0, 1.0], n_levels: 5",
        )
        found = bench.put(d_yml=domain, buyer_yml=PROFILE).case()

        assert [o.name for o in found.issues[0].options] == ["0", "0.25", "0.5", "0.75", "1"]
        assert "continuous from 0 to 1, cut into 5 values" in found.warnings[0]
        assert found.issues[0].continuous == "piecewise_linear"
        assert {issue.continuous for issue in found.issues[1:]} == {None}

    def test_json_and_files_beside(self, bench):
        """
        The same classes in JSON; files that begin with _ are not looked at.
        """
        bench.json(
            d={
                "issues": [{"name": "a", "type": "CategoricalIssue", "values": ["x", "y"]}],
                "name": "d",
            },
            p={
                "type": "LinearAdditiveUtilityFunction",
                "weights": [1],
                "reserved_value": 0,
                "values": [{"type": "TableFun", "mapping": {"x": 0.25, "y": 1}}],
            },
        ).put(_info_yaml="a: [")

        assert bench.at(a="x") == Fraction(1, 4)

    def test_files_that_are_none_of_the_scenario(self, bench):
        """
        Statistics with anchors, tags or nothing readable in them are passed over, and said so.
        """
        bench.put(d_yml=DOMAIN, buyer_yml=PROFILE)
        bench.put(stats_yaml="pareto: &a\n- !!python/tuple [1, 2]\nnash: *a\n", notes_yml="a: [")

        found = bench.case()

        assert [p.name for p in found.parties] == ["buyer"]
        assert sum("passed over" in warning for warning in found.warnings) == 2

    def test_a_broken_file_of_the_scenario_is_not_passed_over(self, bench):
        """
        What names a class of NegMAS is read or refused.
        """
        bench.put(d_yml=DOMAIN, buyer_yml=PROFILE, seller_yml=PROFILE + "bias: [\n")

        assert "seller.yml:10" in bench.faults()


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "now", "told"),
        [
            ("AffineFun", "ExponentialFun", "the value function 'ExponentialFun' is not read"),
            ("LinearAdditiveUtilityFunction", "MappingUtilityFunction", "is not read"),
            ("[0.1, 0.2, 0.3]", "[0.1, 0.2]", "2 entries for 3 issues"),
            ("10: 9.0", "11: 9.0", "buyer.yml:6:13: values[1].mapping.10: is missing"),
            ("maybe: 1.0", "maybe: much", "expected a number, found 'much'"),
            ("values:", "values: &a", "anchors are not read"),
        ],
    )
    def test_of_a_function(self, bench, old, now, told):
        """
        What is not read exactly is not read at all.
        """
        assert old in PROFILE
        assert told in bench.put(d_yml=DOMAIN, buyer_yml=PROFILE.replace(old, now)).faults()

    @pytest.mark.parametrize(
        ("old", "now", "told"),
        [
            ("[1, 4]", "[4, 1]", "expected the least and the greatest value"),
            ("[1, 4]", "[1, 4.5]", "expected whole numbers"),
            ("CategoricalIssue", "CallableIssue", "the issue class 'CallableIssue' is not read"),
            ("name: price", "name: qty", "two issues are called 'qty'"),
        ],
    )
    def test_of_a_domain(self, bench, old, now, told):
        """
        With the place in the domain file.
        """
        assert told in bench.put(d_yml=DOMAIN.replace(old, now, 1), buyer_yml=PROFILE).faults()

    def test_two_domains(self, bench):
        """
        One folder, one domain.
        """
        bench.put(d_yml=DOMAIN, e_yml=DOMAIN, buyer_yml=PROFILE)

        assert "the folder holds 2 domains: d.yml and e.yml" in bench.faults()
