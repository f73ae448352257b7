from __future__ import annotations

import numpy as np
import pytest

from ..estate.estate_models import published, worth


class TestFariProductionSharing:
    @pytest.fixture
    def case(self):
        """The stored table."""
        return published("published_terms", "fari_psc")

    @pytest.fixture
    def answer(self, case):
        """Every indicator of the table's project."""
        return worth(
            {
                "psc": {
                    "kind": "production_sharing",
                    "cost_limit": 0.8,
                    "split": {"by": "fixed", "state": case["state_part"]},
                },
                "soc": {"kind": "participation", "payee": "soc", "share": 0.1},
            },
            revenue=case["revenue"],
            capex=case["capex"],
            opex=case["opex"],
            closure=case["closure"],
        )

    @pytest.mark.parametrize("line", ["ceiling", "cost_petroleum", "pool"])
    def test_cost_lines(self, case, answer, line):
        """
        Ceiling, cost petroleum and pool are the printed ones, to the rounding of the print.
        """
        assert answer["lines"][f"psc.{line}"] == pytest.approx(
            case["out"][line], abs=case["tolerance"]["cost"]
        )

    @pytest.mark.parametrize("line", ["profit_petroleum", "contractor"])
    def test_split(self, case, answer, line):
        """
        Profit petroleum and the contractors' part are the printed ones, to the rounding.
        """
        assert answer["lines"][f"psc.{line}"] == pytest.approx(
            case["out"][line], abs=case["tolerance"]["split"]
        )

    def test_government(self, case, answer):
        """
        The government's profit petroleum is what the instrument moves.
        """
        assert answer["instruments"]["psc"] == pytest.approx(
            case["government"], abs=case["tolerance"]["split"]
        )

    def test_cost_petroleum_of_the_state_company(self, case, answer):
        """
        A tenth of cost petroleum goes to the state company, the rest to the contractor.
        """
        cost = np.array(answer["lines"]["psc.cost_petroleum"])
        assert 0.9 * cost == pytest.approx(
            case["cost_to_contractor"], abs=case["tolerance"]["split"]
        )
        assert 0.1 * cost == pytest.approx(case["cost_to_state_company"], abs=1.0)
        assert answer["checks"]["adds_up"]


class TestOneBarrel:
    def test_fari(self):
        """
        Figure 5: profit oil split 60 to 40, tax of 30 % on the contractor's part.
        """
        case = published("published_terms", "fari_barrel")
        answer = worth(
            {
                "psc": {"kind": "production_sharing", "cost_limit": 0.5, "split": {"state": 0.6}},
                "cit": {"kind": "income_tax", "rate": 0.3},
            },
            revenue=[case["gross"]],
            opex=[case["cost"]],
        )
        assert answer["instruments"]["psc"][0] == pytest.approx(case["government_profit"])
        assert answer["instruments"]["cit"][0] == pytest.approx(case["tax"])
        assert answer["parties"]["state"]["undiscounted"] == pytest.approx(case["government"])

    def test_world_bank(self):
        """
        Note 8: royalty before cost, cost limit of gross, tax on the contractor's profit oil.
        """
        case = published("published_terms", "world_bank_barrel")
        answer = worth(
            {
                "royalty": {"rate": 0.1},
                "psc": {"kind": "production_sharing", "cost_limit": 0.6, "split": {"state": 0.6}},
                "cit": {"kind": "income_tax", "rate": 0.3},
            },
            revenue=[case["gross"]],
            opex=[case["cost"]],
        )
        assert answer["lines"]["psc.profit_petroleum"][0] == pytest.approx(case["profit"])
        assert answer["lines"]["psc.contractor"][0] == pytest.approx(case["contractor_share"])
        assert answer["instruments"]["psc"][0] == pytest.approx(case["government_share"])
        assert answer["instruments"]["cit"][0] == pytest.approx(case["tax"])
        assert answer["parties"]["state"]["undiscounted"] == pytest.approx(case["government"])
        owner = answer["parties"]["investor"]["undiscounted"] + case["cost"]
        assert owner == pytest.approx(case["contractor_with_cost"])

    def test_openoil_trap(self):
        """
        A quarter of 49 is 12.25 (a textbook prints 11.75).
        """
        answer = worth(
            {"psc": {"kind": "production_sharing", "split": {"state": 0.25}}}, revenue=[49.0]
        )
        assert answer["instruments"]["psc"][0] == 12.25


class TestMiningRoyalties:
    """Otto et al. (2006): inputs are incomplete, so only the identities of the table are held."""

    @pytest.fixture
    def table(self):
        """The stored table."""
        return published("published_terms", "mining_royalties")

    @pytest.mark.parametrize("row", range(8))
    def test_royalty_is_linear_in_its_rate(self, table, row):
        """
        The cumulative royalty is the rate times cumulative revenue.
        """
        base = table["base_cumulative_revenue"]
        answer = worth(
            {"royalty": {"rate": table["royalty_percent"][row] / 100}}, revenue=[base / 2, base / 2]
        )
        paid = answer["parties"]["state"]["undiscounted"]
        assert paid == pytest.approx(table["cumulative_royalty"][row], rel=1e-4)

    def test_take_rises_by_the_royalty_less_the_tax_it_saves(self, table):
        """
        With mine life unchanged, one point of deductible royalty adds (1 - tax) of itself to the take.
        """
        steps = np.diff(table["government_take"][4:6])
        royalty = np.diff(table["cumulative_royalty"][4:6])
        tax = 1 - float(steps[0] / royalty[0])
        base = table["base_cumulative_revenue"]

        def take(rate):
            terms = {"royalty": {"rate": rate}, "cit": {"kind": "income_tax", "rate": tax}}
            return worth(terms, revenue=[base], opex=[base / 2])["parties"]["state"]["undiscounted"]

        assert take(0.05) - take(0.04) == pytest.approx(float(steps[0]), rel=1e-4)

    def test_value_falls_in_a_line(self, table):
        """
        Between 2 and 4 % the printed value falls in a line, as a royalty on a fixed plan must.
        """
        printed = table["npv"][2:5]
        assert printed[0] - printed[1] == pytest.approx(printed[1] - printed[2], rel=2e-3)
        values = [
            worth({"royalty": {"rate": r / 100}}, revenue=[300.0] * 10, capex=[900.0] + [0.0] * 9)
            for r in (2, 3, 4)
        ]
        owner = [v["parties"]["investor"]["npv"] for v in values]
        assert owner[0] - owner[1] == pytest.approx(owner[1] - owner[2])
