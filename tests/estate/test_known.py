"""No hindsight: what was known later is not used, and what stands in for it is said."""

from __future__ import annotations

from datetime import date

import pytest

from counterdraft.case.places import nowhere
from counterdraft.errors import CaseError
from counterdraft.formats.dated_versions import known_versions, last_day
from counterdraft.formats.estate.analogue_table import read_analogues
from counterdraft.formats.estate.dated_rows import rows_known_on
from counterdraft.formats.estate.price_table import read_prices

from .estate_models import ANALOGUES, CONTROL, DEPOSITS, HEAD, PRICES, estate

LATER = {"id": "two", "capex": "500/600/700", "grade": "0.02", "ore_mt": "9", "known": "2026-01-12"}
FEBRUARY = date(2025, 2, 15)
QUOTE = {"series_id": "x", "unit": "USD/t", "year": "2024", "price": "5", "preferred": "yes"}


class TestDay:
    def test_a_month_counts_from_its_last_day(self):
        """
        Something of January 2025 was surely known at its end, not at its beginning.
        """
        assert last_day("2025-01") == date(2025, 1, 31)
        assert last_day("2024") == date(2024, 12, 31)

    @pytest.mark.parametrize("text", ["soon", "2025-13", "20250-1", "2025-02-30", "25"])
    def test_what_is_no_date(self, text):
        """
        A text that is no date is refused, whatever its length.
        """
        with pytest.raises(ValueError, match="is no date"):
            last_day(text)


class TestDeposits:
    def test_a_later_figure_falls_back_on_the_analogue(self):
        """
        Capital cost published in January 2026 is not used in February 2025, and the range that is, is said.
        """
        today = estate(deposits=[*DEPOSITS, LATER])
        then = estate(deposits=[*DEPOSITS, LATER], as_of=FEBRUARY)
        analogue = next(a for a in ANALOGUES if a["field"] == "capex")

        assert today.deposits[1].figures["capex"] == (500, 600, 700)
        assert then.deposits[1].figures["capex"] == tuple(
            float(analogue[c]) for c in ("low", "mode", "high")
        )
        assert (
            "two: capex 500/600/700, known from 2026-01-12, is not used" in then.withheld_by_date[0]
        )
        assert {("two", "capex")} <= {(a.deposit, a.field) for a in then.assumptions}
        assert today.withheld_by_date == ()

    def test_an_earlier_version_stands_in_before_the_analogue(self):
        """
        Of two versions the newest known is used, cell by cell.
        """
        earlier = {"id": "two", "capex": "300/400/500", "opex": "2", "known": "2023"}
        rows = [*DEPOSITS, LATER, earlier]

        assert estate(deposits=rows).deposits[1].figures["capex"] == (500, 600, 700)
        then = estate(deposits=rows, as_of=FEBRUARY).deposits[1].figures
        assert then["capex"] == (300, 400, 500)
        assert then["opex"] == (2, 2, 2)
        assert (
            estate(deposits=rows, as_of=FEBRUARY)
            .withheld_by_date[0]
            .endswith("is not used: 300/400/500")
        )

    def test_a_deposit_of_which_nothing_was_known_is_left_out(self):
        """
        A deposit found later is not in the estate of the day, and that is said.
        """
        rows = [DEPOSITS[0], {**DEPOSITS[1], "known": "2026"}]
        then = estate(deposits=rows, as_of=FEBRUARY)

        assert [one.name for one in then.deposits] == ["one"]
        assert then.withheld_by_date == ("two: known from 2026-12-31, is left out",)

    def test_two_lines_of_one_day(self):
        """
        Nobody can say which of two versions of a day holds.
        """
        with pytest.raises(CaseError, match="stands here twice"):
            estate(deposits=[*DEPOSITS, LATER, {**LATER, "capex": "1"}])

    def test_a_fault_stands_where_its_cell_stands(self):
        """
        The place of a bad cell is the line of the version that wrote it.
        """
        faults = []
        rows = [{"id": "a", "x": "1"}, {"id": "a", "x": "2", "known": "soon"}]
        rows_known_on(rows, ("id",), None, lambda at: ("d.csv", int(at[0]), 0), faults)

        assert [(f.line, f.field) for f in faults if "no date" in f.message] == [(1, "known")]

    def test_words_are_no_figures(self):
        """
        A holder that came later takes nothing from an answer, and is not reported.
        """
        rows = [*DEPOSITS, {"id": "two", "holder": "another", "known": "2026"}]
        assert estate(deposits=rows, as_of=FEBRUARY).withheld_by_date == ()


class TestAnalogues:
    def test_have_versions_as_well(self):
        """
        A range revised later is not used before.
        """
        row = {"analogue": "a", "field": "capex", "low": "1", "mode": "2", "high": "3"}
        newer = {**row, "high": "9", "known": "2026-03-01"}

        assert read_analogues([row, newer])["a"]["capex"].ends == (1, 2, 9)
        assert read_analogues([row, newer], as_of=FEBRUARY)["a"]["capex"].ends == (1, 2, 3)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"field": "capx"}, "did you mean 'capex'"),
            ({"low": "-1"}, "is less than 0"),
            ({"high": "inf"}, "must be finite"),
            ({"high": "1e99"}, "use a larger unit"),
            ({"known": "soon"}, "is no date"),
        ],
    )
    def test_bad_lines(self, change, words):
        """
        A range that cannot be is refused.
        """
        row = {"analogue": "a", "field": "capex", "low": "1", "mode": "2", "high": "3"}
        with pytest.raises(CaseError, match=words):
            read_analogues([{**row, **change}])


class TestPrices:
    def test_the_price_of_a_year_is_known_after_it(self):
        """
        In February 2025 the average of 2024 is known, that of 2025 is not.
        """
        rows = [QUOTE, {**QUOTE, "year": "2025", "price": "9"}]
        then = read_prices(rows, as_of=FEBRUARY)["x"]

        assert then.years == (2024,)
        assert then.withheld == ("x: 9 of 2025, known from 2026-02-01, is not used: nothing",)
        assert read_prices(rows)["x"].years == (2024, 2025)

    def test_a_revision_falls_back_on_what_was_printed_before(self):
        """
        Where the preferred price is a later revision, the older print stands in.
        """
        revised = {**QUOTE, "known": "2026-02-01"}
        older = {**QUOTE, "price": "7", "preferred": "no", "known": "2025-02-01"}

        assert read_prices([revised, older])["x"].prices == (5.0,)
        assert read_prices([revised, older], as_of=FEBRUARY)["x"].prices == (7.0,)

    def test_nothing_known_of_a_series(self):
        """
        A product whose series had not begun is a fault that says so.
        """
        with pytest.raises(CaseError, match="no price of 'A' was known on the day"):
            estate(as_of=date(2019, 1, 1))

    def test_later_years_of_the_estate(self):
        """
        The limit of the file holds whatever the day.
        """
        until = {**HEAD, "prices_until": 2021}
        assert estate(head=until, as_of=date(2024, 3, 1)).series["A"].years[-1] == 2021
        assert estate(prices=PRICES, as_of=date(2024, 3, 1)).series["A"].years[-1] == 2023


class TestVersions:
    def test_newest_version_of_a_dressed_figure(self):
        """
        Rates and chances may be lists of dated versions as well.
        """
        rate = [{"value": 0.08}, {"value": 0.10, "known": "2026-01-01", "kind": "estimate"}]
        head = {**HEAD, "rates": {**HEAD["rates"], "state": rate}}

        assert estate(head=head).file.rates.state == 0.10
        then = estate(head=head, as_of=FEBRUARY)
        assert then.file.rates.state == 0.08
        assert then.withheld_by_date == (
            "rates.state: 0.1, known from 2026-01-01, is not used: 0.08",
        )

    def test_of_which_nothing_was_known(self):
        """
        A figure without an earlier version is a fault, with the way out.
        """
        with pytest.raises(CaseError, match="nothing was known of it on 2025-02-15"):
            known_versions({"a": {"value": 1, "known": "2026"}}, FEBRUARY, nowhere, "")

    def test_two_versions_of_a_day(self):
        """
        Two versions without a day are two of the same day.
        """
        with pytest.raises(CaseError, match="known from the same day"):
            known_versions({"a": [{"value": 1}, {"value": 2}]}, None, nowhere, "")

    def test_lists_that_are_no_versions_stay(self):
        """
        Other lists, and figures without a day, pass untouched.
        """
        data = {"a": [1, 2], "b": {"value": 3, "kind": "fact"}, "c": CONTROL}
        assert known_versions(data, FEBRUARY, nowhere, "") == (data, ())
