"""What the pages on one mine say is so: the examples run, and every field and key is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counterdraft.estate.fiscal.assessment import Losses
from counterdraft.estate.fiscal.depreciation import Allowance
from counterdraft.estate.fiscal.instrument import Instrument
from counterdraft.estate.fiscal.instruments import KINDS
from counterdraft.estate.fiscal.instruments.income_tax import Depletion
from counterdraft.estate.fiscal.instruments.loan import InterestLimit
from counterdraft.estate.fiscal.instruments.payout_royalty import Slide
from counterdraft.estate.fiscal.profit_split import Split
from counterdraft.estate.fiscal.scales import Formula, Tier
from counterdraft.estate.mines.file import Currency, Options, Party, ProjectFile
from counterdraft.formats.estate_files import value_project

ROOT = Path(__file__).parents[2]
TERMS = (ROOT / "docs/reference/term-sheet.md").read_text(encoding="utf-8")
ANSWER = (ROOT / "docs/reference/project-json.md").read_text(encoding="utf-8")
PARTS = [ProjectFile, Currency, Party, Options, Losses, Allowance, Depletion, InterestLimit]
PARTS += [Slide, Split, Formula, Tier]


class TestTermSheetPage:
    @pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", TERMS, re.DOTALL))
    def test_the_examples_run(self, tmp_path, block):
        """
        A file on the page is valued, and its parties add up.
        """
        path = tmp_path / "mine.yaml"
        path.write_text(block, encoding="utf-8")
        found = value_project(path)
        assert found["checks"]["adds_up"]
        assert set(found["parties"]) >= {"state", "investor"}

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_every_field_is_named(self, kind):
        """
        An instrument or a field that the page does not name turns this red.
        """
        line = next(row for row in TERMS.splitlines() if row.startswith(f"| `{kind}` |"))
        own = set(KINDS[kind].model_fields) - set(Instrument.model_fields)
        if "*slide*" in line:
            own -= {"scale", "by", "incremental", "interpolated", "formula"}
        missing = [name for name in own if not re.search(rf"\b{name.rstrip('s')}", line)]
        assert missing == []

    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
    def test_every_field_of_a_part_is_named(self, part):
        """
        A field of the file, or of a part of an instrument, that the page does not name turns this red.
        """
        missing = [name for name in part.model_fields if not re.search(rf"`{name}\b", TERMS)]
        assert missing == []


class TestProjectJsonPage:
    @pytest.mark.parametrize("path", sorted(ROOT.glob("cases/mines/*.yaml")), ids=lambda p: p.stem)
    def test_every_key_is_named(self, path):
        """
        A key of the answer that the page does not name turns this red.
        """
        found = value_project(path)
        some = next(iter(found["parties"].values()))
        keys = {*found, *found["project"], *some, *found["terms"], *found["checks"]}
        for name in ("time_profile", "progressivity"):
            keys |= set(found["terms"][name])
        keys |= {key for row in found["terms"]["by_instrument"].values() for key in row}
        keys |= {key for row in found["terms"]["progressivity"]["curve"] for key in row}
        keys |= {key for row in found["terms"]["at"] for key in row}
        keys |= {key for row in found["claims"].values() for key in row}
        missing = sorted(k for k in keys - {"rate", "price_factor"} if f"`{k}`" not in ANSWER)
        assert missing == []

    def test_every_definition_is_of_a_key(self):
        """
        A definition names an indicator that the answer has.
        """
        found = value_project(ROOT / "cases/mines/copper.yaml")
        known = {*found["terms"], *found["project"]}
        assert set(found["definitions"]) <= known


class TestMines:
    @pytest.mark.parametrize("path", sorted(ROOT.glob("cases/mines/*.yaml")), ids=lambda p: p.stem)
    def test_are_valued(self, path):
        """
        Every bundled mine is valued, adds up, and pays its owner more than its rate.
        """
        found = value_project(path)
        assert found["checks"]["adds_up"]
        owner = next(n for n in ("investor", "contractor") if n in found["parties"])
        assert found["parties"][owner]["npv"] > 0
