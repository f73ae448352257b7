"""The zoo of estates: files with one thing broken, and the exact words that the reader is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from counterdraft.errors import CaseError
from counterdraft.formats.estate import FILES, TABLES, load_estate

HERE = Path(__file__).parent / "zoo"


def animals():
    """
    Every animal: its name, the file, what is taken out, what is put in, and what is said.

    Each is a ``###`` line with its name, an ``in`` line with the file, ``-`` lines with what is taken out,
    ``+`` lines with what is put in, and ``>`` lines with what is said.
    """
    for entry in (HERE / "animals.txt").read_text(encoding="utf-8").split("### ")[1:]:
        name, where, *lines = entry.rstrip("\n").split("\n")
        yield (
            name,
            where.removeprefix("in "),
            *("\n".join(line[2:] for line in lines if line.startswith(mark)) for mark in "-+>"),
        )


ZOO = list(animals())


class TestZoo:
    def test_the_skeleton_is_whole(self, tmp_path):
        """
        Without anything broken the estate is read.
        """
        shutil.copytree(HERE / "skeleton", tmp_path / "estate")
        assert len(load_estate(tmp_path).deposits) == 2

    @pytest.mark.parametrize("animal", ZOO, ids=lambda animal: animal[0])
    def test_says_what_is_wrong(self, animal, tmp_path, monkeypatch):
        """
        A broken file is refused with its line and column, what was found and how to mend it, word for word.
        """
        _, file, old, now, said = animal
        shutil.copytree(HERE / "skeleton", tmp_path / "estate")
        monkeypatch.chdir(tmp_path)
        path = Path("estate") / file
        text = path.read_text(encoding="utf-8")
        assert old in text, "the skeleton no longer has what this animal breaks"
        path.write_text(text.replace(old, now, 1), encoding="utf-8")

        with pytest.raises(CaseError) as refused:
            load_estate(".")

        assert "\n".join(map(str, refused.value.faults)) == said

    def test_every_file_has_its_animals(self):
        """
        No two animals share a name, and no file of an estate is without one.
        """
        assert len({animal[0] for animal in ZOO}) == len(ZOO) > 45
        assert {animal[1] for animal in ZOO} == {*FILES, *TABLES}
