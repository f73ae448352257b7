"""Odd values in every kind of field of a mine are read or refused at their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterdraft.errors import CaseError
from counterdraft.formats.mine_file import load_project

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "cases/mines/by-hand.yaml").read_text(encoding="utf-8")
TOKENS = [
    *(
        "e0",
        "²",
        "½",
        "١٢",
        "a[b",
        "[",
        "]",
        "{",
        "}",
        ": ",
        "- ",
        "~",
        "null",
        "true",
        ".nan",
        "-.inf",
    ),
    *(
        "1e999",
        "-1e-999",
        "1_",
        "0x1F",
        "1.2.3",
        "1e",
        "+",
        "%",
        "5 % %",
        "1.2.3 %",
        "1e400 %",
        "e5 %",
    ),
    *("9" * 41, "9" * 4301, "-" + "9" * 400, "9" * 4301 + " %", "9" * 4301 + "-2030", "2030-2020"),
    *(
        '"\\ud83d"',
        '"\\0"',
        '"\\x1b[31m"',
        "\u202e",
        "\ufeff",
        "\t",
        "'",
        '"',
        "# ",
        "&a",
        "*a",
        "!!int 5",
    ),
    *(
        "[" * 30 + "]" * 30,
        "[" * 60 + "]" * 60,
        "{a: " * 30 + "1" + "}" * 30,
        "[]",
        "{}",
        "[[1]]",
        "{2025: []}",
    ),
    *(
        "{value: {value: 1}}",
        "{values: {values: 1}}",
        "{values: []}",
        "{2025.5: 1}",
        "{²: 1}",
        "{99999999999: 1}",
    ),
    *(
        "-0",
        "00012",
        "1e15",
        "-1e15",
        "1e-300",
        "{first: 1, count: 1e9}",
        "{first: a, count: []}",
        "500",
    ),
]


class TestOddValues:
    @pytest.mark.parametrize(
        "field",
        ["start_year", "rate", "production", "opex", "seed", "paths", "title", "years", "terms"],
    )
    def test_every_odd_value_in_every_kind_of_field(self, field, tmp_path):
        """
        An odd value of each kind, in a field of each kind, is read or refused at its place.
        """
        path = tmp_path / "mine.yaml"
        others = [line for line in SOUND.split("\n") if not line.startswith(f"{field}:")]
        places = []
        for token in TOKENS:
            path.write_text("\n".join([f"{field}: {token}", *others]), encoding="utf-8")
            try:
                load_project(path)
            except CaseError as error:
                places += [fault.file for fault in error.faults]
            except Exception as error:  # noqa: BLE001 - any other is a failure, shown with its token
                pytest.fail(f"{token!r:.60}: {error!r}")
        assert set(places) <= {path.as_posix()}
