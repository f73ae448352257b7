"""What the pages on one mine say is so: the examples run, and every field and key is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counterdraft.fiscal.assessment import Losses
from counterdraft.fiscal.depreciation import Allowance, Depreciation
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.instruments import KINDS
from counterdraft.fiscal.instruments.income_tax import Depletion, Safeguard
from counterdraft.fiscal.instruments.loan import InterestLimit
from counterdraft.fiscal.instruments.resource_rent_tax import RentTier
from counterdraft.fiscal.profit_split import Split
from counterdraft.fiscal.scales import Formula, Tier
from counterdraft.fiscal.slides import Slide
from counterdraft.mines.file import Currency, Escalation, Options, Party, ProjectFile

from ..estate.estate_models import value_project

ROOT = Path(__file__).parents[2]
TERMS = (ROOT / "docs/reference/term-sheet.md").read_text(encoding="utf-8")
ANSWER = (ROOT / "docs/reference/project-json.md").read_text(encoding="utf-8")
MINE = """\
years: 2026-2037
production: {copper: {unit: kt, values: {2026: 0, 2028: 10, 2029: 20}}}
price: {copper: {unit: USD/t, values: {2026: 9000, 2031: 11000}}}
opex: {2026: 0, 2028: 40, 2029: 60}
capex: {exploration: {2026: 10, 2027: 0}, development: {2026: 0, 2027: 150, 2028: 60, 2029: 5}}
closure: {2026: 0, 2037: 15}
terms:
  instruments:
"""
"""The mine on which the pieces of the page are run."""
PARTS = [ProjectFile, Currency, Party, Options, Losses, Allowance, Depletion, InterestLimit]
PARTS += [Slide, Split, Formula, Tier, Safeguard, RentTier, Depreciation, Escalation]


def keys_below(value):
    """The keys of all mappings in a piece of the answer, but names of parties and definitions."""
    if isinstance(value, list):
        return set().union(*map(keys_below, value))
    if not isinstance(value, dict):
        return set()
    inner = [one for name, one in value.items() if name not in {"definitions", "parties"}]
    rows = list(value.get("parties", {}).values())
    return set(value).union(*map(keys_below, [*inner, *rows]))


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

    @pytest.mark.parametrize("block", re.findall(r"```yml\n(.*?)```", TERMS, re.DOTALL))
    def test_the_pieces_run(self, tmp_path, block):
        """
        Every piece of a term sheet on the page is settled, and moves money.
        """
        path = tmp_path / "mine.yaml"
        pieces = "".join(f"    {line}\n" for line in block.splitlines())
        path.write_text(MINE + pieces, encoding="utf-8")
        found = value_project(path)
        assert found["checks"]["adds_up"]
        moved = {name: any(amounts) for name, amounts in found["instruments"].items()}
        assert all(moved.values()), moved

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_every_field_is_named(self, kind):
        """
        An instrument or a field that the page does not name turns this red.
        """
        line = next(row for row in TERMS.splitlines() if row.startswith(f"| `{kind}` |"))
        own = set(KINDS[kind].model_fields) - set(Instrument.model_fields)
        if "*slide*" in line:
            own -= set(Slide.model_fields) - {"rate"}
        missing = [name for name in own if not re.search(rf"\b{name.rstrip('s')}", line)]
        assert missing == []

    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
    def test_every_field_of_a_part_is_named(self, part):
        """
        A field of the file, or of a part of an instrument, that the page does not name turns this red.
        """
        fields = {name: field.alias or name for name, field in part.model_fields.items()}
        missing = [name for name in fields.values() if not re.search(rf"`{name}\b", TERMS)]
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
        for name in ("time_profile", "progressivity", "per_unit", "early_part", "savings_index"):
            keys |= set(found["terms"][name] or ())
        keys |= {key for row in found["terms"]["by_instrument"].values() for key in row}
        keys |= {key for row in found["terms"]["progressivity"]["curve"] for key in row}
        keys |= {key for row in found["terms"]["at"] for key in row}
        keys |= {key for row in found["claims"].values() for key in row}
        keys |= keys_below({n: found[n] for n in ("options", "responsive") if n in found})
        plain = {"rate", "price_factor", "cost_factor"}
        missing = sorted(k for k in keys - plain if f"`{k}`" not in ANSWER)
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
        npv = found["parties"][owner]["npv"]
        assert (npv["mean"] if isinstance(npv, dict) else npv) > 0
