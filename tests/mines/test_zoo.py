"""The zoo of mines: files with one thing broken, and the exact words that the reader is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterdraft.errors import CaseError

from ..estate.estate_models import value_project

DATA = Path(__file__).parents[1] / "estate" / "data"
SOUND = (DATA / "zoo_mine.yaml").read_text(encoding="utf-8")


def animals():
    """
    Every broken mine: the sound one with the lines at ``-`` replaced by those at ``+``.

    What is said stands at ``>``.
    """
    found = []
    for entry in (DATA / "zoo_mines.txt").read_text(encoding="utf-8").split("### ")[1:]:
        name, *lines = entry.rstrip("\n").split("\n")
        old, now, said = (
            "\n".join(line[2:] for line in lines if line.startswith(mark)) for mark in "-+>"
        )
        found.append(pytest.param(old, now, said, id=name))
    return found


ZOO = animals()


class TestZoo:
    def test_the_sound_one_is_sound(self):
        """
        What the others break is valued.
        """
        assert value_project(DATA / "zoo_mine.yaml")["checks"]["adds_up"]

    @pytest.mark.parametrize(("old", "now", "said"), ZOO)
    def test_says_what_is_wrong(self, old, now, said, tmp_path, monkeypatch):
        """
        A broken mine is refused with its place, what was found and how to mend it, word for word.
        """
        monkeypatch.chdir(tmp_path)
        assert SOUND.count(old) == 1
        Path("mine.yaml").write_text(SOUND.replace(old, now), encoding="utf-8")

        with pytest.raises(CaseError) as refused:
            value_project("mine.yaml")

        assert "\n".join(map(str, refused.value.faults)) == said

    def test_every_animal_has_its_own_name(self):
        """
        Two animals of one name would hide each other in the report.
        """
        assert len({animal.id for animal in ZOO}) == len(ZOO) > 60

    def test_all_faults_at_once(self, tmp_path):
        """
        Faults of the figures and of the terms are told together, in the order of lines.
        """
        path = tmp_path / "mine.yaml"
        text = SOUND.replace("timing: end", "timing: late").replace(
            "10, 10, 10]\ncapex", "10]\ncapex"
        )
        text = text.replace("rate: 20 %", "rate: much").replace("royalty: {rate", "royalty: {rat")
        path.write_text(text, encoding="utf-8")

        with pytest.raises(CaseError) as refused:
            value_project(path)

        fields = [fault.field for fault in refused.value.faults]
        assert fields[0] == "timing"
        assert {"terms.instruments.royalty.rat", "terms.instruments.tax.rate"} <= set(fields)

    @pytest.mark.parametrize("text", ["", "a: [1\n", "- 1\n", "terms: [royalty]\n", "years: {}\n"])
    def test_what_is_no_mine(self, tmp_path, text):
        """
        An empty file, no YAML, a list, or terms without fields are told, without a traceback.
        """
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CaseError, match=r"mine\.yaml:\d+:\d+: "):
            value_project(path)
