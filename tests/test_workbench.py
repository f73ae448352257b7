"""The library as a notebook uses it: names that complete, offers by name, worths as floats."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest

import counterdraft as cd

OFFER = {"royalty": "10 %", "water": "monitored", "road": "company", "start": "now"}


@pytest.fixture(scope="module")
def bench():
    return cd.load("cases/classroom", seat="table")


class TestPackage:
    def test_dir_lists_what_there_is_and_nothing_else(self):
        """
        Completion offers every public name and room, and nothing that the package imports for itself.
        """
        public = {name for name in dir(cd) if not name.startswith("_")}

        assert public >= {*cd.__all__, "advice", "agreements", "brief"} - {"__version__"}
        assert not public & {"annotations", "attach_lazily", "TYPE_CHECKING"}
        assert all(hasattr(cd, name) for name in public)

    def test_start_up_is_lazy(self):
        """
        Importing the library imports no other library, nor typing, which alone takes longer.
        """
        code = (
            "import sys; before = set(sys.modules); import counterdraft;"
            "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
        )
        done = subprocess.run(
            [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

        assert "counterdraft" in done.stdout.split()
        assert not {"numpy", "click", "pydantic", "typing", "re"} & set(done.stdout.split())


class TestWithoutACase:
    def test_frontier_and_solutions_take_plain_tables(self):
        """
        Two matrices are enough; in the classical battle of the sexes both pure agreements are efficient.
        """
        tables = {"row": [[2, 0], [0, 1]], "column": [[1, 0], [0, 2]]}

        assert [offer.worths for offer in cd.frontier(tables)] == [
            {"row": 2.0, "column": 1.0},
            {"row": 1.0, "column": 2.0},
        ]
        assert cd.solutions(tables).nash.offers[0].exact_worths == {"row": 2, "column": 1}


class TestOffer:
    def test_is_written_by_names(self, bench):
        """
        An offer by names of issues and options becomes positions, and positions become names.
        """
        positions = bench.offer(OFFER)

        assert bench.option_names(positions) == bench.option_names(OFFER)
        assert bench.offer(positions) == positions
        assert bench.option_names(OFFER)["water"] == "monitored"

    @pytest.mark.parametrize("royalty", [0.1, Fraction(1, 10), "10 %", "0.1"])
    def test_takes_numbers_for_a_numeric_issue(self, bench, royalty):
        """
        A share is a number or text.
        """
        assert bench.offer(OFFER | {"royalty": royalty}) == bench.offer(OFFER)

    def test_names_every_fault_at_once(self, bench):
        """
        An unknown issue, a missing one and an unknown option stand in one error, with the nearest name.
        """
        with pytest.raises(cd.CaseError) as error:
            bench.offer({"royalty": "10 %", "watr": "none", "road": "compny", "start": "now"})

        text = str(error.value)
        assert "no issue is called 'watr'" in text
        assert "did you mean 'water'?" in text
        assert "does not settle 'water'" in text
        assert "did you mean 'company'?" in text

    @pytest.mark.parametrize("positions", [(0, 0, 0), (0, 0, 0, 9), (0, 0, 0, -1)])
    def test_refuses_positions_that_are_none(self, bench, positions):
        """
        Too few positions, or one beyond the options, are a fault and no other offer.
        """
        with pytest.raises(cd.CaseError, match="is none of this case"):
            bench.offer(positions)


class TestWorth:
    def test_is_a_float_by_party(self, bench):
        """
        The worth of an offer is the one worked by hand in docs/explanation/classroom.md.
        """
        worth = bench.worth(OFFER)

        assert worth == {"town": 12.0, "company": 5.0, "province": 10.0}
        assert all(type(value) is float for value in worth.values())

    def test_is_a_fraction_on_request(self, bench):
        """
        Exact worths are fractions equal to what the game holds.
        """
        exact, positions = bench.worth(OFFER, exact=True), bench.offer(OFFER)
        [town] = [p for p in bench.game.players if p.name == "town"]

        assert exact["town"] == Fraction(town.worth(positions)) * town.unit
        assert exact == {name: Fraction(value) for name, value in bench.worth(OFFER).items()}


class TestAgainst:
    def test_takes_an_offer_by_names(self, bench):
        """
        A comparison of an offer by names is that of its positions.
        """
        assert bench.against(OFFER).worth == bench.against(bench.offer(OFFER)).worth


class TestRecords:
    def test_of_every_answer_are_flat_and_alike(self, bench):
        """
        Rows of review, shortlist and answer are flat dictionaries of plain types with the same keys each.
        """
        answers = [
            bench.review("first", draws=200),
            bench.counter("first", draws=200),
            bench.answer("first", draws=200),
            bench.frontier(),
            bench.solutions(),
            bench.against(OFFER),
            bench.acceptable(),
        ]

        for answer in answers:
            records = answer.to_records()
            assert records
            assert len({tuple(record) for record in records}) == 1
            for record in records:
                assert all(
                    type(cell) in {str, int, float, bool, type(None)} for cell in record.values()
                )
            assert answer._repr_html_().startswith("<table><caption>")
            assert len(repr(answer)) < 1000

    def test_of_a_review_name_issues_and_options(self, bench):
        """
        A row of a review says by names what the draft does about an issue, and the verdict.
        """
        water = bench.review("first", draws=200).to_records()[1]

        assert (water["issue"], water["option"], water["verdict"]) == ("water", "none", "red line")
        assert repr(bench.review("first", draws=200)).startswith(
            "<DraftReview: first, red lines crossed: 1"
        )
