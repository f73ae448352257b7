"""The zoo: cases with one thing broken, and the exact words that the reader is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from counterdraft.errors import CaseError
from counterdraft.formats import load, new

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Animal:
    """
    One broken case: the skeleton with the first *old* in a file replaced by *now*.

    In the .txt files an animal is a ``###`` line with its name, an ``in`` line with the file, ``-``
    lines with what is taken out, ``+`` lines with what is put in, and ``>`` lines with what is said.
    """

    name: str
    file: str
    old: str
    now: str
    said: str


def animals() -> Iterator[Animal]:
    for page in sorted(HERE.glob("*.txt")):
        for entry in page.read_text(encoding="utf-8").split("### ")[1:]:
            name, where, *lines = entry.rstrip("\n").split("\n")
            old, now, said = (
                "\n".join(line[2:] for line in lines if line.startswith(mark)) for mark in "-+>"
            )
            yield Animal(f"{page.stem}: {name}", where.removeprefix("in "), old, now, said)


ZOO = list(animals())


class TestZoo:
    @pytest.mark.parametrize("animal", ZOO, ids=lambda animal: animal.name)
    def test_says_what_is_wrong(self, animal, tmp_path, monkeypatch):
        """
        A broken case is refused with its place, what was found and how to mend it, word for word.
        """
        monkeypatch.chdir(tmp_path)
        new(tmp_path)
        file = Path(animal.file)
        text = file.read_text(encoding="utf-8")
        assert animal.old in text, "the skeleton no longer has what this animal breaks"
        file.write_text(text.replace(animal.old, animal.now, 1), encoding="utf-8", newline="")

        with pytest.raises(CaseError) as refused:
            load(".")

        assert "\n".join(map(str, refused.value.faults)) == animal.said

    def test_every_animal_has_its_own_name(self):
        """
        Two animals of one name would hide each other in the report.
        """
        assert len({animal.name for animal in ZOO}) == len(ZOO) > 80

    def test_all_faults_at_once(self, tmp_path):
        """
        Faults of several files are told in one go, in the order of files and lines.
        """
        new(tmp_path)
        for name, old, now in [
            ("case.yaml", "proposed_by: company", "proposed_by: compny"),
            ("case.yaml", "label: The Island", "lable: The Island"),
            ("mandates/island.yaml", "share <= 0.6", "shar <= 0.6"),
            ("beliefs/island/company.yaml", "probability: 0.7", "probability: 7"),
            ("sources.yaml", "issues: [timing]", "issues: [time]"),
        ]:
            file = tmp_path / name
            file.write_text(file.read_text(encoding="utf-8").replace(old, now), encoding="utf-8")

        with pytest.raises(CaseError) as refused:
            load(tmp_path)

        names = [
            Path(fault.file).relative_to(tmp_path).as_posix() for fault in refused.value.faults
        ]
        assert names == [
            "beliefs/island/company.yaml",
            "case.yaml",
            "case.yaml",
            "mandates/island.yaml",
            "sources.yaml",
        ]
        assert str(refused.value).endswith(
            "5 faults, nothing was calculated.  See docs/reference/case-file"
        )
