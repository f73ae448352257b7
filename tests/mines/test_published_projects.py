"""Published cases, each a whole project file with the figures that its source prints."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from counterdraft.formats.plain_files import read_yaml
from counterdraft.mines.project import Project

from ..estate.estate_models import mine_answer

CASES = sorted((Path(__file__).parents[1] / "estate" / "data" / "projects").glob("*.yaml"))
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


def figures(kind):
    """Every figure that a source prints, or that its rule gives by hand, as one row of the test."""
    for path in CASES:
        data, _ = read_yaml(path)
        for place, wanted in data.get(kind, {}).items():
            yield pytest.param(path, place, wanted, id=f"{path.stem}: {place}")


@cache
def answer_to(path):
    """The data of a case, and what the program makes of its project."""
    data, _ = read_yaml(path)
    return data, mine_answer(Project.from_data(data["project"]))


class TestPublished:
    @pytest.mark.parametrize(("path", "place", "wanted"), list(figures("printed")))
    def test_figure_is_the_printed_one(self, path, place, wanted):
        """
        What a source prints comes out of its inputs, to the rounding of the print.
        """
        data, answer = answer_to(path)

        assert found_at(answer, place) == pytest.approx(wanted, abs=data["tolerance"])

    @pytest.mark.parametrize(("path", "place", "wanted"), list(figures("rule")))
    def test_figure_is_that_of_the_rule(self, path, place, wanted):
        """
        What the rule of a source gives by hand comes out, where the source states a rule and no figure.
        """
        data, answer = answer_to(path)

        assert found_at(answer, place) == pytest.approx(wanted, abs=data["tolerance"])

    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_says_where_it_is_from(self, path):
        """
        A published case names its source, and has a figure of it.
        """
        data, answer = answer_to(path)
        assert len(data["source"]) > 20
        assert data.get("printed") or data.get("rule")
        assert answer["checks"]["adds_up"]
