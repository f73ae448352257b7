"""Streams that cannot hold every sign: what is printed keeps its meaning."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from counterdraft.cli.encoding import SPELLED, prepare_streams

SOURCES = Path(__file__).parents[2] / "src" / "counterdraft"
ENCODINGS = ("cp1252", "latin-1", "cp437", "cp850", "cp866", "iso8859-5")


def run(encoding, *words):
    """What a command prints on streams of an encoding, as bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "counterdraft", *words],
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding)


@pytest.fixture(scope="module", autouse=True)
def handlers():
    """The error handlers, registered without touching the streams of the tests."""
    out, err = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = None
    try:
        prepare_streams(as_json=False)
        sys.stdout.close()
        sys.stderr.close()
    finally:
        sys.stdout, sys.stderr = out, err


class TestSpelled:
    @pytest.mark.parametrize("encoding", [*ENCODINGS, "ascii"])
    def test_no_sign_of_the_program_becomes_a_question_mark(self, encoding):
        """
        Whatever the program's own texts hold is printed with its meaning on every stream.
        """
        files = [f for f in SOURCES.rglob("*") if f.suffix in {".py", ".j2"}]
        signs = set(re.findall(r"[^\x00-\x7f]", "".join(f.read_text("utf-8") for f in files)))
        printed = "".join(sorted(signs)).encode(encoding, "counterdraft.spelled").decode(encoding)
        assert signs >= {"−", "→", "✗", "…"}
        assert "?" not in printed

    def test_spells_signs(self):
        """
        A minus stays a minus, an arrow an arrow and a cross a cross.
        """
        text = "−4.0 → ✗ ≤ ± …".encode("ascii", "counterdraft.spelled")
        assert text == b"-4.0 -> x <= +/- ..."

    def test_letters_lose_their_accents_only(self):
        """
        A letter with an accent keeps its letter; one of another script is escaped.
        """
        assert "Ağrı Š Україна".encode("latin-1", "counterdraft.spelled") == (
            b"Agr\\u0131 S \\u0423\\u043a\\u0440\\u0430\\u0457\\u043d\\u0430"
        )

    def test_spells_in_letters_of_every_stream(self):
        """
        What stands for a sign is plain ASCII.
        """
        assert all(text.isascii() and text for text in SPELLED.values())


class TestEscaped:
    def test_json_stays_json(self):
        """
        What a stream cannot hold is escaped as JSON has it, beyond the first plane by two.
        """
        text = json.dumps({"−": "𝄞 Я"}, ensure_ascii=False)
        assert json.loads(text.encode("latin-1", "counterdraft.json")) == {"−": "𝄞 Я"}


class TestCommands:
    @pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp437"])
    def test_review_keeps_its_minus(self, encoding):
        """
        On a stream of a western machine a loss is still printed as one, with crosses and arrows.
        """
        words = ("review", "cases/classroom", "--as", "town", "--answer", "first")
        code, out, err = run(encoding, *words)
        assert (code, err) == (0, "")
        assert re.search(r"worth -\d", out)
        assert "?" not in out
        assert "->" in out

    def test_complaints_keep_theirs(self):
        """
        So does what is printed on the error stream.
        """
        code, _, err = run("cp1252", "check", "nowhere−→")
        assert code == 2
        assert "nowhere" in err
        assert "?" not in err
