"""The frontier as data, as a screen, and as a proof that can be checked."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The proofs of the classroom's frontier and solutions."""
    import subprocess
    import sys

    path = tmp_path_factory.mktemp("proof") / "classroom.json"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "counterdraft",
            "frontier",
            "cases/classroom",
            "--certificate",
            path,
        ],
        check=True,
        capture_output=True,
    )
    return path


class TestFrontier:
    def test_as_data(self, call):
        """
        Numbers of offers are exact strings, worths are in the parties' units, solutions are named.
        """
        done = call("frontier", "cases/classroom", "--json")
        found = json.loads(done.stdout)

        assert found["offers"] == "72"
        assert found["parties"] == ["town", "company", "province"]
        assert found["status"] == "proved"
        assert found["frontier"]["count"] == len(found["frontier"]["points"]) == 17
        assert found["solutions"]["kalai_smorodinsky"]["utility"] == [13.0, 7.0, 7.0]
        assert set(found["solutions"]) == {
            "nash",
            "kalai_smorodinsky",
            "egalitarian",
            "utilitarian",
        }

    def test_screen_fits_a_hundred_columns(self, call):
        """
        The widest bundled case is printed within 100 columns.
        """
        done = call("frontier", "cases/timor-sea")

        assert done.returncode == 0, done.stderr
        assert max(map(len, done.stdout.splitlines())) <= 100

    def test_from_a_seat_is_not_from_the_table(self, call):
        """
        A party's frontier rests on its beliefs; only the table's page says that mandates are shown.
        """
        seat = call("frontier", "cases/classroom", "--as", "town").stdout
        table = call("frontier", "cases/classroom").stdout

        assert "everybody's mandate is shown" in table
        assert "everybody's mandate is shown" not in seat


class TestVerify:
    def test_holds_for_what_was_written(self, call, certificate):
        """
        The checker replays the merge and every solution.
        """
        done = call("verify", certificate)

        assert done.returncode == 0, done.stdout
        assert done.stdout.count("holds") == 5

    def test_refuses_a_tampered_proof(self, call, certificate, tmp_path):
        """
        One point less, and the proof fails with exit code 1.
        """
        proofs = json.loads(certificate.read_text())
        tampered = tmp_path / "tampered.json"
        text = json.dumps(proofs["nash"]).replace("13", "14")
        tampered.write_text(json.dumps(proofs | {"nash": json.loads(text)}))
        done = call("verify", tampered)

        assert done.returncode == 1
        assert "FAILS  nash" in done.stdout

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', "[" * 100_000, "\x00"])
    def test_what_is_no_certificate_is_a_clear_error(self, call, tmp_path, text):
        """
        Anything else in the file is refused without a traceback.
        """
        path = tmp_path / "bad.json"
        path.write_text(text)
        done = call("verify", path)

        assert done.returncode == 2
        assert "is no certificate" in done.stderr
        assert "Traceback" not in done.stderr
