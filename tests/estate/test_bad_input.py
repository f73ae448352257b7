"""Inputs that cannot be: each is refused with its place and a way to mend it."""

from __future__ import annotations

import pytest

from counterdraft.errors import CaseError
from counterdraft.fiscal.deal_terms import DealMapping
from counterdraft.fiscal.terms import TermSheet
from counterdraft.formats.estate import load_estate
from counterdraft.formats.plain_files import read_csv

from .estate_models import (
    ANALOGUES,
    DEPOSITS,
    HEAD,
    PRICES,
    estate,
    mine_answer,
    project,
    value_project,
)

GOOD = """\
title: A mine
currency: {code: USD, unit: m}
years: 2025-2027
production: {ore: {unit: kt, values: [0, 10, 10]}}
price: {ore: {unit: USD/t, values: 500}}
capex: [3, 0, 0]
terms:
  instruments:
    royalty: {rate: 5 %}
    cit: {kind: income_tax, rate: 20 %}
"""


def written(tmp_path, old="", new=""):
    assert old in GOOD
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    return path


class TestProject:
    def test_good_file(self, tmp_path):
        """
        Units are converted: 10 kt at 500 USD/t are 5 m a year.
        """
        found = value_project(written(tmp_path))
        assert found["flows"]["revenue"] == pytest.approx([0, 5, 5])
        assert found["instruments"]["royalty"] == pytest.approx([0, 0.25, 0.25])

    @pytest.mark.parametrize(
        ("old", "new", "place", "words"),
        [
            ("rate: 5 %", "rat: 5 %", "mine.yaml:9:", "did you mean 'rate'"),
            ("[0, 10, 10]", "[0, 10]", "mine.yaml:4:", "2 values for 3 years"),
            ("[0, 10, 10]", "[0, -10, 10]", "mine.yaml:4:", "is less than 0"),
            ("USD/t", "EUR/t", "mine.yaml:5:", "currencies are not mixed"),
            ("price: {ore:", "price: {oar:", "mine.yaml:4:", "there is no price for 'ore'"),
            ("kind: income_tax", "kind: incometax", "mine.yaml:10:", "did you mean 'income_tax'"),
            (
                "rate: 20 %",
                "rate: 20 %, after: [x]",
                "mine.yaml:10:",
                "no instrument is called 'x'",
            ),
            ("[3, 0, 0]", "[3, 0]", "mine.yaml:6:", "2 values for 3 years"),
            ("rate: 5 %", "rate: .nan", "mine.yaml:9:", "not a finite number"),
            ("2025-2027", "[2025, 2025, 2026]", "mine.yaml:3:", "follow each other"),
            (
                "rate: 5 %",
                "kind: bonus, amount: 1, year: 2030",
                "mine.yaml:9:",
                "none of the years",
            ),
            ("rate: 5 %", "rate: much", "mine.yaml:9:", "a number, a list or steps"),
            ("kind: income_tax", "kind: income_tax, losses: {yers: 5}", "mine.yaml:10:", "'years'"),
            ("years: 2025-2027", "years: soon", "mine.yaml:3:", "years are 2025-2035"),
            ("title: A mine", "title: A mine\ntiming: late", "mine.yaml:2:", "'late' is not known"),
            ("code: USD", "cod: USD", "mine.yaml:2:", "did you mean 'code'"),
            ("values: 500", "model: {model: gbn, start: 5}", "mine.yaml:5:", "did you mean 'gbm'"),
            (
                "values: 500",
                "model: {model: gbm, start: 0, volatility: 1}",
                "mine.yaml:5:",
                "more than 0",
            ),
            ("rate: 5 %", "rate: [0.1, 0.2]", "mine.yaml:9:", "2 values for 3 years"),
        ],
    )
    def test_faults(self, tmp_path, old, new, place, words):
        """
        The fault names file, line and what is wrong.
        """
        with pytest.raises(CaseError) as error:
            value_project(written(tmp_path, old, new))
        assert words in str(error.value)
        assert place in str(error.value)

    def test_all_faults_at_once(self, tmp_path):
        """
        Two faults are both told.
        """
        path = written(tmp_path, "[3, 0, 0]", "[3, 0]")
        path.write_text(path.read_text().replace("5 %", "x"), encoding="utf-8")
        with pytest.raises(CaseError) as error:
            value_project(path)
        assert len(error.value.faults) == 2

    def test_missing_file(self, tmp_path):
        """
        A file that is not there is a fault, not a traceback.
        """
        with pytest.raises(CaseError, match="cannot be read"):
            value_project(tmp_path / "none.yaml")

    def test_overflow_never_reaches_an_answer(self):
        """
        Interest that overflows on the way is refused with the instrument's name.
        """
        mine = project({"lien": {"principal": 1, "interest": 1e14}}, revenue=[1.0] * 40)
        with pytest.raises(CaseError, match=r"lien.balance: is not a finite number"):
            mine_answer(mine)

    def test_amounts_that_no_computer_holds_are_refused(self):
        """
        A number beyond what products of inputs may reach is a fault of the file.
        """
        with pytest.raises(CaseError, match="use a larger unit"):
            project({}, revenue=[1e200, 1.0])


class TestOrder:
    def test_circle(self):
        """
        Instruments that come after each other are refused, with the circle.
        """
        terms = {
            "a": {"kind": "royalty", "rate": 0.1, "after": ["b"]},
            "b": {"kind": "royalty", "rate": 0.1, "after": ["a"]},
        }
        with pytest.raises(CaseError, match="circular: a → b → a"):
            TermSheet.from_data({"instruments": terms})

    def test_order_that_breaks_a_dependence(self):
        """
        A declared order may not put what depends before what it depends on.
        """
        terms = {
            "r": {"kind": "royalty", "rate": 0.1},
            "t": {"kind": "income_tax", "rate": 0.1, "deducts": ["r"]},
        }
        with pytest.raises(CaseError, match="'t' stands before 'r'"):
            TermSheet.from_data({"instruments": terms, "order": ["t", "r"]})

    def test_declared_order_decides(self):
        """
        Seniority is what the sheet says: a royalty after the tax is not deducted.
        """
        terms = {"r": {"kind": "royalty", "rate": 0.1}, "t": {"kind": "income_tax", "rate": 0.1}}
        sheet = TermSheet.from_data({"instruments": terms, "order": ["t", "r"]})
        assert [one.name for one in sheet.instruments] == ["t", "r"]

    def test_lien_without_a_principal(self):
        """
        A lien secures a sum.
        """
        with pytest.raises(CaseError, match="without a principal"):
            TermSheet.from_data({"instruments": {"lien": {"principal": 0}}})
        with pytest.raises(CaseError, match="principal: is missing"):
            TermSheet.from_data({"instruments": {"lien": {}}})

    def test_unknown_party(self):
        """
        With parties declared, a name that is none of them is refused.
        """
        terms = {"r": {"kind": "royalty", "rate": 0.1, "payee": "stat"}}
        with pytest.raises(CaseError, match="'stat' is not a party"):
            TermSheet.from_data({"instruments": terms}, parties=["investor", "state"])


class TestDeposits:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"ore_mt": "-5"}, "is less than 0"),
            ({"ore_mt": "5", "grade": "1.2"}, "is more than 1"),
            ({"products": "gamma:1"}, "there is no price for 'gamma'"),
            ({"control": "lost"}, "is not known"),
            ({"class": "reserv"}, "did you mean 'reserve'"),
            ({"capex": "9/5/7"}, "must not fall"),
            ({"lat": "95"}, "does not lie between -90 and 90"),
            ({"existing": "maybe"}, "yes or no"),
            ({"id": "two"}, "stands here twice"),
            ({"analogue": "none"}, "no analogue is called"),
            ({"depth": "5"}, "unknown column"),
            ({"ore_mt": "5 mt"}, "has two readings: a metric ton, or a million tonnes"),
            ({"capex": "5 EUR m"}, "currencies are not mixed"),
            ({"capex": "5 kt"}, "expected USD m, found 'kt'"),
            ({"grade": "1.2 % TiO2"}, "one compound is not converted into another"),
            ({"life": "12 months"}, "'months' is not a known unit"),
        ],
    )
    def test_bad_cells(self, change, words):
        """
        A cell that cannot be is refused.
        """
        with pytest.raises(CaseError, match=words):
            estate(deposits=[{**DEPOSITS[0], **change}, *DEPOSITS[1:]])

    def test_what_nobody_published_is_listed(self):
        """
        Every field that an analogue filled is an assumption, with its range.
        """
        found = estate()
        filled = {(a.deposit, a.field) for a in found.assumptions}
        assert ("two", "capex") in filled
        assert ("one", "start") not in filled
        assert len(filled) == 3 * len(ANALOGUES) - 1

    def test_cells_may_name_their_unit(self):
        """
        A unit of the same kind is converted; without one a number stands in the unit of the column.
        """
        plain = {"ore_mt": "5/6/7", "grade": "0.012", "capex": "0.2", "capacity": "40"}
        named = {
            "ore_mt": "5000/6000/7000 kt",
            "grade": "12 kg/t",
            "capex": "0.0002 USD bn",
            "capacity": "40000 t",
        }
        rows = [estate(deposits=[{**DEPOSITS[0], **cells}]) for cells in (plain, named)]
        one, other = (found.deposits[0].figures for found in rows)
        assert {k: pytest.approx(v) for k, v in one.items()} == other

    def test_money_of_a_cell_becomes_that_of_the_estate(self):
        """
        Millions in an estate of thousands of millions are a thousandth.
        """
        head = {**HEAD, "currency": {"code": "EUR", "unit": "bn"}}
        prices = [{**row, "unit": row["unit"].replace("USD", "EUR")} for row in PRICES]
        row = {**DEPOSITS[0], "capex": "5 EUR m"}
        found = estate(head=head, prices=prices, deposits=[row]).deposits[0]
        assert found.figures["capex"] == pytest.approx((0.005,) * 3)

    def test_an_analogue_has_its_unit(self):
        """
        `unit` stands for the unit of the product; another unit of the kind is converted, others refused.
        """
        rows = [{**a, "unit": ""} for a in ANALOGUES]
        capex = next(r for r in rows if r["field"] == "capex")
        mode = estate(analogues=rows).deposits[0].figures["capex"][1]
        capex["unit"] = "USD bn"
        assert estate(analogues=rows).deposits[0].figures["capex"][1] == 1000 * mode
        capex["unit"] = "USD m/unit"
        with pytest.raises(CaseError, match="the analogue 'metal': expected USD m"):
            estate(analogues=rows)

    def test_a_product_that_is_no_mass_has_no_grade(self):
        """
        Ore and a grade of barrels are refused, not taken as tonnes.
        """
        products = {**HEAD["products"], "alpha": {"series": "A", "quantity": "bbl", "factor": 1}}
        row = {**DEPOSITS[0], "ore_mt": "4", "grade": "0.1"}
        with pytest.raises(CaseError, match="which is no mass"):
            estate(head={**HEAD, "products": products}, deposits=[row])

    def test_money_of_every_prefix(self):
        """
        A case in millions of millions takes a millionth of an estate's millions; unknown prefixes none.
        """
        assert estate().factor_to("USD tn") == 1e-6
        for other in ("USD dozen", "EUR m", "USD M"):
            with pytest.raises(CaseError, match="the estate is in USD"):
                estate().factor_to(other)

    def test_classes_are_not_added(self):
        """
        What is in the ground is given deposit by deposit, with its class beside it.
        """
        rows = estate().in_the_ground()
        assert [one.resource_class for one, _ in rows] == ["reserve", "inferred", "reserve"]
        assert all(worth > 0 for _, worth in rows)


class TestEstateFiles:
    def test_a_product_without_prices(self):
        """
        A product must name a series.
        """
        head = {**HEAD, "products": {**HEAD["products"], "beta": {"series": "C"}}}
        with pytest.raises(CaseError, match="no prices are called 'C'"):
            estate(head=head)

    def test_vocabulary_faults(self):
        """
        An option may only set fields that deals have, to values that they can take.
        """
        with pytest.raises(CaseError, match="did you mean 'share'"):
            DealMapping.from_data({"issues": {"x": {"field": "shar"}}})
        with pytest.raises(CaseError, match="unknown field"):
            DealMapping.from_data({"issues": {"x": {"a": {"bas": "profit"}}}})
        with pytest.raises(CaseError, match="no guarantee"):
            DealMapping.from_data({"issues": {"x": {"a": {"guarantee": "firm"}}}})

    def test_csv_places(self, tmp_path):
        """
        A line of another length is named by its number.
        """
        path = tmp_path / "deposits.csv"
        path.write_text("id,name\none,One\ntwo,Two,2\n", encoding="utf-8")
        with pytest.raises(CaseError, match=r"deposits\.csv:3:1: 3 cells where the heading has 2"):
            read_csv(path)

    def test_csv_in_another_encoding(self, tmp_path):
        """
        The line of the first byte that is not UTF-8 is named; a mark at the beginning is no fault.
        """
        path = tmp_path / "deposits.csv"
        path.write_bytes("id,name\none,One\ntwo,Öde\n".encode("latin-1"))
        with pytest.raises(CaseError, match=r"deposits\.csv:3:1: byte 0xd6 is not UTF-8"):
            read_csv(path)
        path.write_bytes("\ufeffid,name\r\none,Öde\r\n".encode())
        assert read_csv(path)[0] == [{"id": "one", "name": "Öde"}]

    def test_missing_folder(self, tmp_path):
        """
        A case without an estate says so.
        """
        with pytest.raises(CaseError, match=r"has no estate/estate\.yaml"):
            load_estate(tmp_path)
