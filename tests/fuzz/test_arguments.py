"""Whatever stands on the command line, a command runs or says what is wrong with it."""

from __future__ import annotations

import io
import os
import random
import shutil
from pathlib import Path

import click
import pytest

from counterdraft.cli.commands import cli
from counterdraft.errors import CaseError

from .mutations import NASTY, mutant, seeds

CASE, OUT = "@case", "@out"

COMMANDS: dict[str, list[str]] = {
    "check": ["check", CASE, "--as", "town", "--as-of", "2025-01-01", "--json"],
    "draft add": [
        *("draft", "add", CASE, "--by", "company", "--date", "2030-01-01", "--name", "w1"),
        *("--title", "Later", "--status", "new", "--known", "2030-02-01", "--json"),
        *("--term", "road=shared confidence=high article=3 known=2030-01-01"),
    ],
    "review": [
        "review",
        CASE,
        "--as",
        "company",
        "--answer",
        "first",
        "--seed",
        "2",
        "--draws",
        "100",
    ],
    "counter": [
        *(
            "counter",
            CASE,
            "--as",
            "company",
            "--answer",
            "first",
            "--odds",
            "1/2",
            "--draws",
            "100",
        ),
        *("--as-of", "2031-01-01"),
    ],
    "assumptions": ["assumptions", CASE, "--as", "town", "--answer", "first", "--for", "town"],
    "utility": ["utility", CASE, "--all", "--parties", "town,company", "--as", "table"],
    "export": ["export", CASE, "--format", "genius", "-o", OUT, "--parties", "town,company"],
    "import": ["import", CASE, "-o", OUT, "--json"],
    "new": ["new", OUT],
    "schema": ["schema", "case", "-o", OUT],
    "frontier": ["frontier", CASE, "--as", "company", "--time-limit", "20", "--certificate", OUT],
    "verify": ["verify", OUT],
    "compare": ["compare", CASE, "first", "--party", "town", "--paths", "100"],
    "elicit": ["elicit", CASE, "--as", "town", "--answer", "first", "--list", "--draws", "100"],
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound") / "case"
    shutil.copytree(Path(__file__).parents[2] / "cases" / "classroom", folder)
    return folder


def changed(words: list[str], source: random.Random) -> list[str]:
    """Return the words with one of them changed, lost, doubled or replaced."""
    words = list(words)
    at = source.randrange(len(words))
    match source.randrange(5):
        case 0:
            del words[at]
        case 1:
            words.insert(at, words[source.randrange(len(words))])
        case 2:
            words[at] = source.choice(NASTY)
        case 3:
            words.insert(at, source.choice(NASTY))
        case _:
            words[at] = mutant(words[at].encode("utf-8", "surrogatepass"), source).decode(
                "utf-8", "surrogateescape"
            )
    # A shell hands over bytes without a nought; a slash could lead outside the test's folder.
    encoded = [word.encode("utf-8", "surrogatepass").replace(b"\0", b"") for word in words]
    return [os.fsdecode(word.replace(b"/", b"_")) for word in encoded]


class TestArguments:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_changed_words_are_taken_or_refused(self, name, sound, tmp_path, monkeypatch):
        """
        Names, dates, odds and draws of all kinds, surrogates too: the answer is an answer or a fault.
        """
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        for source in seeds(25):
            shutil.rmtree("case", ignore_errors=True)
            shutil.copytree(sound, "case")
            words = changed(COMMANDS[name], source)
            words = [w.replace(CASE, "case").replace(OUT, "out") for w in words]
            try:
                cli.main(words, standalone_mode=False)
            except (CaseError, click.ClickException) as fault:
                str(fault).encode("utf-8", "surrogateescape")
            except (click.Abort, click.exceptions.Exit):
                pass
            except BaseException as error:
                error.add_note(repr(words))
                raise
