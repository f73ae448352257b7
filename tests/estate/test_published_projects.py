"""Published cases, each a whole project file with the figures that its source prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterdraft.estate.mines.project import Project
from counterdraft.estate.mines.value import value
from counterdraft.formats.estate_files import read_yaml

CASES = sorted((Path(__file__).parent / "data" / "projects").glob("*.yaml"))
HEADS = ("instruments", "lines", "parties", "terms", "flows", "project")


def found_at(answer, place):
    """The value at a dotted place; names of lines hold dots themselves."""
    head, _, rest = place.partition(".")
    assert head in HEADS
    if head == "lines":
        return answer["lines"][rest]
    value = answer[head]
    for part in rest.split("."):
        value = value[part]
    return value


def printed():
    """Every figure that a source prints, as one row of the test."""
    for path in CASES:
        data, _ = read_yaml(path)
        for place, figures in data["printed"].items():
            yield pytest.param(path, place, figures, id=f"{path.stem}: {place}")


class TestPublished:
    @pytest.mark.parametrize(("path", "place", "figures"), list(printed()))
    def test_figure_is_the_printed_one(self, path, place, figures):
        """
        What a source prints comes out of its inputs, to the rounding of the print.
        """
        data, _ = read_yaml(path)
        answer = value(Project.from_data(data["project"]))

        assert found_at(answer, place) == pytest.approx(figures, abs=data["tolerance"])

    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_says_where_it_is_from(self, path):
        """
        A published case names its source, and prints something.
        """
        data, _ = read_yaml(path)
        assert len(data["source"]) > 20
        assert data["printed"]
