"""Whatever stands in a file, its reader reads it or lists its faults: in bounded time, never a traceback."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from counterdraft.case.condition_language import parse
from counterdraft.cli.utility import read_offers
from counterdraft.errors import CaseError, Fault
from counterdraft.formats import load, new
from counterdraft.formats.estate import load_estate
from counterdraft.formats.mine_file import load_project
from counterdraft.formats.registry import WRITERS, writer
from counterdraft.mines import report_mine
from counterdraft.preferences import mean

from .mutations import mutant, seeds

ROOT = Path(__file__).parents[2]
SLOWEST = 20.0
"""Seconds that one file may take, on a machine that is busy with something else."""

GRID = """<negotiation_template><utility_space number_of_issues="2">
<objective index="0" name="root" type="objective" etype="objective">
<issue index="1" name="a" type="integer" etype="integer" vtype="integer" lowerbound="0" upperbound="9"/>
<issue index="2" name="b" type="real" etype="real" vtype="real">
<range lowerbound="0" upperbound="9"></range></issue>
</objective></utility_space></negotiation_template>"""
LINES = """<utility_space><objective index="0" name="root" type="objective" etype="objective">
<issue index="1" name="a" type="integer" etype="integer" vtype="integer" lowerbound="0" upperbound="9">
<evaluator ftype="linear" slope="0.1" offset="0"/></issue>
<issue index="2" name="b" type="real" etype="real" vtype="real"><range lowerbound="0" upperbound="9"></range>
<evaluator ftype="triangular" parameter0="0" parameter1="9" parameter2="5"/></issue>
<weight index="1" value="0.5"/><weight index="2" value="0.5"/></objective></utility_space>"""
BOXES = """<utility_space type="nonlinear">
<objective index="0" name="root" type="objective" etype="objective">
<issue index="1" name="a" type="integer" etype="integer" lowerbound="0" upperbound="9"/>
<issue index="2" name="b" type="integer" etype="integer" lowerbound="0" upperbound="9"/>
<utility maxutility="10"><ufun type="PlainUfun" weight="7" aggregation="max">
<hyperRectangle utility="3" weight="2"><INCLUDES index="1" min="2" max="4"/>
<EXCLUDES index="2" min="0" max="1"/></hyperRectangle>
</ufun></utility></objective><reservation value="0.1"/><discount_factor value="0.9"/></utility_space>"""
BOX_GRID = GRID.replace("real", "integer").replace(
    '>\n<range lowerbound="0" upperbound="9"></range></issue>', ' lowerbound="0" upperbound="9"/>'
)
OFFERS = json.dumps([{"share": "0.5", "law": "home"}, {"share": 0, "law": "abroad"}], indent=1)

Make = Callable[[Path], object]
Read = Callable[[Path], object]


def bundled(name: str) -> Make:
    return lambda folder: shutil.copytree(ROOT / "cases" / name, folder)


def exported(form: str) -> Make:
    def make(folder: Path) -> None:
        folder.mkdir()
        written, _ = writer(form)(load(ROOT / "cases" / "classroom"), mean)
        for name, data in written.items():
            (folder / name).write_bytes(data)

    return make


def files(**texts: str) -> Make:
    def make(folder: Path) -> None:
        folder.mkdir()
        for name, text in texts.items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")

    return make


def mine(name: str) -> Make:
    def make(folder: Path) -> None:
        folder.mkdir()
        shutil.copy(ROOT / "cases" / "mines" / name, folder / "mine.yaml")

    return make


def estate_alone(folder: Path) -> None:
    shutil.copytree(ROOT / "cases" / "ukraine-2025" / "estate", folder / "estate")


def read_mine(folder: Path) -> object:
    return load_project(folder / "mine.yaml")


READERS: dict[str, tuple[Make, Read]] = {
    "a new case": (new, load),
    "a bundled case": (bundled("classroom"), load),
    "an estate": (estate_alone, load_estate),
    "a mine": (mine("rent-and-fund.yaml"), read_mine),
    "a mine with options": (mine("options.yaml"), read_mine),
    "a mine with many products": (mine("copper.yaml"), read_mine),
    "a mine and its worth": (
        mine("by-hand.yaml"),
        lambda folder: report_mine(load_project(folder / "mine.yaml")),
    ),
    "GENIUS lines": (files(domain_xml=GRID, a_xml=LINES, b_xml=LINES), load),
    "GENIUS boxes": (files(domain_xml=BOX_GRID, a_xml=BOXES), load),
    "offers": (files(offers_json=OFFERS), lambda folder: read_offers(folder / "offers.json")),
    **{form: (exported(form), load) for form in WRITERS},
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Return by the name of a reader a folder that it reads."""
    made: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp("sound") / "folder"
            READERS[name][0](made[name])
        return made[name]

    return make


def read_or_refuse(read: Callable[[], object]) -> tuple[Fault, ...]:
    """Return the faults of what is read, none for a sound reading; each is one line that can be printed."""
    begin = time.perf_counter()
    faults: tuple[Fault, ...] = ()
    try:
        read()
    except CaseError as error:
        faults = error.faults
        report = str(error)
    else:
        report = ""
    assert bool(report) == bool(faults)
    assert all(fault.message and fault.message.isprintable() for fault in faults)
    report.encode()
    assert time.perf_counter() - begin < SLOWEST
    return faults


class TestReaders:
    @pytest.mark.parametrize("name", READERS)
    def test_a_changed_file_is_read_or_refused(self, name, sound, tmp_path):
        """
        Bytes, words, lines and nodes of sound files are changed: what comes is a reading or faults.
        """
        _, read = READERS[name]
        folder, copy = sound(name), tmp_path / "copy"
        assert read_or_refuse(lambda: read(folder)) == ()
        shutil.copytree(folder, copy)
        names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
        for source in seeds(100):
            changed = source.choice(names)
            data = mutant((folder / changed).read_bytes(), source)
            (copy / changed).write_bytes(data)
            try:
                read_or_refuse(lambda: read(copy))
            except BaseException as error:
                error.add_note(f"{changed}: {data!r}")
                raise
            shutil.copy(folder / changed, copy / changed)


CONDITIONS = (
    "share > 0 implies guarantee in [consultation, binding]",
    "not (share >= 0.5 and law = home) or timing != at_once",
    'law in ["home", abroad] and share <= 50 %',
)


class TestConditions:
    def test_a_changed_condition_is_read_or_refused(self, sound):
        """
        Conditions with bytes and words changed have a meaning or faults at their columns.
        """
        issues = load(sound("a new case")).issues
        for source in seeds(300):
            data = mutant(source.choice(CONDITIONS).encode(), source)
            text = data.decode("utf-8", "surrogateescape")
            read_or_refuse(lambda text=text: parse(text, issues))
