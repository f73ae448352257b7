"""Whatever a mine's file holds, it is valued or refused at its place: broken at random, with fixed seeds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from counterdraft.errors import CaseError
from counterdraft.formats.mine_file import load_project

from ..estate.estate_models import mine_answer

ROOT = Path(__file__).parents[2]
SOUND = [
    (Path(__file__).parents[1] / "estate/data/zoo_mine.yaml").read_text(encoding="utf-8"),
    (ROOT / "cases/mines/by-hand.yaml").read_text(encoding="utf-8"),
    (ROOT / "cases/mines/options.yaml").read_text(encoding="utf-8"),
    (ROOT / "cases/mines/rent-and-fund.yaml").read_text(encoding="utf-8"),
]
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
ODD_FIELDS = [
    "a[b: 1\n",
    "²: 2\n",
    "'': 3\n",
    "terms[0]: 4\n",
    '"\\ud800": 1\n',
    "? [a, b]\n: 1\n",
    "1: 1\n",
]


def broken(seed):
    """A sound mine with one to three places of its text replaced, by the seed."""
    rng = random.Random(seed)
    text = rng.choice(SOUND)
    for _ in range(rng.randint(1, 3)):
        lines = text.split("\n")
        at = rng.randrange(len(lines))
        line = lines[at]
        change = rng.randrange(5)
        if change == 0:
            lines.insert(at, rng.choice(ODD_FIELDS).rstrip("\n"))
        elif change == 1 and ":" in line:
            lines[at] = line[: line.index(":") + 1] + " " + rng.choice(TOKENS)
        elif change == 2 and line:
            cut = rng.randrange(len(line))
            lines[at] = line[:cut] + rng.choice(TOKENS) + line[cut:]
        elif change == 3 and line:
            numbers = [k for k, mark in enumerate(line) if mark.isdigit()]
            cut = rng.choice(numbers) if numbers else 0
            lines[at] = line[:cut] + rng.choice(TOKENS) + line[cut + 1 :]
        else:
            lines[at] = rng.choice(["", line + line, line[::-1], line.replace(":", "")])
        text = "\n".join(lines)
    return text


class TestFuzz:
    @pytest.mark.parametrize("block", range(4))
    def test_no_broken_file_is_a_traceback(self, block, tmp_path):
        """
        A broken file is read or refused as the user's fault; no other error leaves the reader.
        """
        path = tmp_path / "mine.yaml"
        refused = 0
        for seed in range(60 * block, 60 * (block + 1)):
            path.write_bytes(broken(seed).encode("utf-8", "surrogatepass"))
            try:
                project = load_project(path)
                if project.options is None:
                    mine_answer(project)
            except CaseError as error:
                refused += 1
                text = str(error)
                assert text.isprintable() or "\n" in text
                text.encode("utf-8")
            except Exception as error:  # noqa: BLE001 - any other is a failure, shown with its seed
                pytest.fail(f"seed {seed}: {error!r}")
        assert refused

    @pytest.mark.parametrize(
        "field",
        ["start_year", "rate", "production", "opex", "seed", "paths", "title", "years", "terms"],
    )
    def test_every_odd_value_in_every_kind_of_field(self, field, tmp_path):
        """
        An odd value of each kind, in a field of each kind, is read or refused at its place.
        """
        path = tmp_path / "mine.yaml"
        others = [line for line in SOUND[1].split("\n") if not line.startswith(f"{field}:")]
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
