"""Entering a draft term by term."""

from __future__ import annotations

import hashlib
import json

import pytest

import counterdraft as cd

GIVEN = ("--by", "company", "--date", "2025-03-10")


class TestAdd:
    def test_writes_what_was_given_and_leaves_the_rest_unknown(self, lagoon, call):
        """
        A term that is not given is unknown, which is not silent; everything else of the file stays.
        """
        before = (lagoon / "case.yaml").read_text(encoding="utf-8")
        done = call(
            "draft", "add", lagoon, "--name", "second", "--by", "company", "--date", "2025-03-10",
            "--term", "share=40% confidence=high source=S1 article=3", "--term", "guarantee=silent",
        )  # fmt: skip

        assert done.returncode == 0, done.stderr
        after = (lagoon / "case.yaml").read_text(encoding="utf-8")
        assert after.startswith(before.rstrip("\n"))
        draft = cd.load(lagoon).case.draft("second")
        statuses = {cd.load(lagoon).case.issues[t.issue].name: t.status for t in draft.terms}
        assert statuses == {
            "share": "says", "guarantee": "silent", "law": "unknown", "timing": "unknown"
        }  # fmt: skip
        share = draft.terms[0]
        assert (share.confidence, share.source, share.article) == ("high", "S1", "3")

    def test_keeps_the_fingerprint_of_the_document(self, lagoon, call, tmp_path):
        """
        Two copies can be told to be the same document by their SHA-256.
        """
        document = tmp_path / "draft.txt"
        document.write_bytes(b"draft as of 10 March")
        call(
            "draft", "add", lagoon, "--by", "company", "--date", "2025-03-10", "--file", document
        )  # fmt: skip
        draft = cd.load(lagoon).case.draft("2025-03-10")

        assert draft.document == "sha256:" + hashlib.sha256(b"draft as of 10 March").hexdigest()

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["--by", "compny", "--date", "2025-03-10"], "did you mean 'company'?"),
            (["--date", "2025-03-10"], "who proposed the draft?"),
            (["--by", "company"], "which date does the draft bear?"),
            ([*GIVEN, "--term", "shar=1"], "did you mean 'share'?"),
            ([*GIVEN, "--term", "share"], "no '=' in it"),
            ([*GIVEN, "--term", "share=7"], "for 7 % write 7 percent"),
            ([*GIVEN, "--term", "share=.47"], "the nearest are 0.4 and 0.5"),
            ([*GIVEN, "--term", "law=silent"], "it has no if_silent"),
            ([*GIVEN, "--term", "law=home source=S9"], "S9"),
            ([*GIVEN, "--term", "law=home sauce=S1"], "did you mean 'source'?"),
            ([*GIVEN, "--name", "first"], "called 'first' already"),
            ([*GIVEN, "--file", "nowhere.pdf"], "no such file"),
        ],
    )  # fmt: skip
    def test_a_fault_changes_nothing(self, lagoon, call, words, expected):
        """
        A wrong party, issue, option, source or file is named with the nearest valid one; the file stays.
        """
        before = (lagoon / "case.yaml").read_bytes()
        done = call("draft", "add", lagoon, *words)

        assert done.returncode == 2
        assert expected in done.stderr
        assert "Traceback" not in done.stderr
        assert (lagoon / "case.yaml").read_bytes() == before
        assert list(lagoon.glob(".case*")) == []

    def test_can_be_answered_at_once(self, lagoon, call):
        """
        The draft that was just entered is answered without any other change.
        """
        call(
            "draft", "add", lagoon, "--by", "company", "--date", "2025-03-10", "--name", "night",
            "--term", "share=0.5", "--term", "guarantee=silent", "--term", "law=abroad",
        )  # fmt: skip
        done = call("review", lagoon, "--as", "island", "--answer", "night", "--json")

        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["unknown"] == 1
