"""What the pages say is so: the example runs, and every kind and field is named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from counterdraft.estate.price_draws import draw_prices
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.formats.estate import load_estate
from counterdraft.formats.estate.deposit_table import COLUMNS
from counterdraft.formats.plain_files import read_csv

from .estate_models import COMPILED

ROOT = Path(__file__).parents[2]
FILES = (ROOT / "docs/reference/estate-files.md").read_text(encoding="utf-8")


class TestEstatePage:
    @pytest.mark.parametrize("name", [*DealTerms.model_fields, *COLUMNS])
    def test_every_field_and_column_is_named(self, name):
        """
        A field of a deal or a column of deposits that the page does not name turns this red.
        """
        assert f"`{name}`" in FILES


class TestPriceTable:
    @pytest.mark.skipif(not COMPILED, reason="too many paths")
    def test_the_table_of_the_page_is_so(self):
        """
        The widths of prices that the page prints are those of the bundled case, within their sampling error.
        """
        page = (ROOT / "docs/explanation/estate.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (\D[^|]*) \| (\d+) \|(.+)\|$", page, re.MULTILINE)
        estate = load_estate(ROOT / "cases/ukraine-2025")
        products = estate.file.products
        assert [row[0] for row in rows] == [p.label.lower() for p in products.values()]
        printed = np.array(
            [[float(v) for v in re.findall(r"[\d.]+", cells)] for _, _, cells in rows]
        )
        found = []
        for model, years in (("schwartz", (9, 19)), ("two_factor", (9, 19)), ("gbm", (19,))):
            named = {n: p.model_copy(update={"model": model}) for n, p in products.items()}
            file = estate.file.model_copy(update={"products": named})
            prices = draw_prices(replace(estate, file=file), 20_000, 1)
            today = np.array([estate.price_today(name) for name in products])
            found += [np.quantile(prices[:, t] / today, [0.1, 0.5, 0.9], axis=0).T for t in years]
        np.testing.assert_allclose(np.hstack(found), printed, rtol=0.12, atol=0.006)


class TestBundledEstates:
    @pytest.mark.parametrize(
        "folder", sorted(p.parent for p in ROOT.glob("cases/*/estate")), ids=lambda p: p.name
    )
    def test_are_read(self, folder):
        """
        Every bundled estate is read without a fault, and each figure filled in is listed.
        """
        estate = load_estate(folder)
        assert estate.deposits
        assert all(one.because for one in estate.assumptions)

    @pytest.mark.parametrize(
        "folder",
        sorted(p.parent for p in ROOT.glob("cases/*/estate/published.csv")),
        ids=lambda p: p.parent.name,
    )
    def test_say_what_was_published(self, folder):
        """
        Place, control, source and tonnage of each deposit are those of the published facts beside it.
        """
        facts = {row["id"]: row for row in read_csv(folder / "published.csv")[0]}
        rows, _ = read_csv(folder / "deposits.csv")
        assert {row["id"] for row in rows} == set(facts)
        seen = set()
        for row in rows:
            fact = facts[row["id"]]
            if row["ore_mt"]:
                published = [float(x) for x in re.findall(r"[\d.]+", fact["resource_mt"])]
                tonnes = [float(x) for x in row["ore_mt"].split("/")]
                assert (min(published), max(published)) == (min(tonnes), max(tonnes))
            if row["id"] in seen:
                assert row["known"], "a later version has the day from which it was known"
                assert row["source"], "and says from where"
                continue
            seen.add(row["id"])
            control = fact["control_feb2025"]
            near = "front" in control or "artillery" in control
            expected = (
                "occupied" if control.startswith("occupied") else "exposed" if near else "held"
            )
            assert row["control"] == expected
            for column in ("lat", "lon", "source", "confidence", "name"):
                assert row[column] == fact[column]

    @pytest.mark.parametrize(
        "folder", sorted(p.parent for p in ROOT.glob("cases/*/estate")), ids=lambda p: p.name
    )
    def test_what_came_later_is_not_used(self, folder):
        """
        Looked from a day, no price of that year or a later one is used; the same estate today knows more.
        """
        now, before = load_estate(folder), load_estate(folder, as_of=date(2024, 6, 30))

        assert now.withheld_by_date == ()
        assert max(s.years[-1] for s in now.series.values() if s.years) <= (
            now.file.prices_until or 9999
        )
        assert max(s.years[-1] for s in before.series.values() if s.years) == 2023
        assert len(before.withheld_by_date) > 3
        assert len(before.assumptions) > len(now.assumptions)
