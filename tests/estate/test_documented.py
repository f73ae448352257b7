"""What the pages say is so: the example runs, and every kind and field is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counterdraft.estate.deal_terms import DealTerms
from counterdraft.estate.deposits import COLUMNS
from counterdraft.estate.instrument import Instrument
from counterdraft.estate.instruments import KINDS
from counterdraft.formats.estate_files import load_estate, value_project

ROOT = Path(__file__).parents[2]
TERMS = (ROOT / "docs/reference/term-sheet.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs/reference/estate-files.md").read_text(encoding="utf-8")


class TestTermSheetPage:
    def test_the_example_runs(self, tmp_path):
        """
        The file on the page is valued, and its parties add up.
        """
        path = tmp_path / "mine.yaml"
        path.write_text(re.search(r"```yaml\n(.*?)```", TERMS, re.DOTALL)[1], encoding="utf-8")
        found = value_project(path)
        assert found["checks"]["adds_up"]
        assert set(found["parties"]) >= {"state", "investor", "soc"}

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_every_field_is_named(self, kind):
        """
        An instrument or a field that the page does not name turns this red.
        """
        line = next(row for row in TERMS.splitlines() if row.startswith(f"| `{kind}` |"))
        own = set(KINDS[kind].model_fields) - set(Instrument.model_fields)
        missing = [name for name in own if not re.search(rf"\b{name.rstrip('s')}", line)]
        assert missing == []


class TestEstatePage:
    @pytest.mark.parametrize("name", [*DealTerms.model_fields, *COLUMNS])
    def test_every_field_and_column_is_named(self, name):
        """
        A field of a deal or a column of deposits that the page does not name turns this red.
        """
        assert f"`{name}`" in FILES


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
