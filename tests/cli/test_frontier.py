"""The frontier as data, as a screen, and as a proof that can be checked."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys

import pytest

from counterdraft.cli.stopping import stopping
from counterdraft.runtime.deadline import Deadline


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The proofs of the classroom's frontier and solutions."""
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


@pytest.fixture(scope="module")
def entangled(tmp_path_factory):
    """A domain of weighted rectangles that takes long to prove."""
    home = tmp_path_factory.mktemp("domain")
    dice = random.Random(1)
    tree = '<objective index="0" name="root" type="objective" etype="objective">'
    issues = "".join(
        f'<issue index="{i}" name="i{i}" type="integer" etype="integer" lowerbound="0" '
        'upperbound="9"/>'
        for i in range(1, 31)
    )
    head = f"{tree}{issues}"
    home.joinpath("domain.xml").write_text(
        f"<negotiation_template><utility_space>{head}</objective></utility_space>"
        "</negotiation_template>"
    )
    for party in "ab":
        body = ""
        for _ in range(150):
            low = {i: dice.randint(0, 6) for i in dice.sample(range(1, 31), dice.randint(1, 4))}
            sides = "".join(
                f'<INCLUDES index="{i}" min="{a}" max="{a + 3}"/>' for i, a in low.items()
            )
            body += f'<hyperRectangle utility="{dice.randint(1, 99)}">{sides}</hyperRectangle>'
        home.joinpath(f"{party}.xml").write_text(
            f'<utility_space type="nonlinear">{head}<utility maxutility="9000"><ufun '
            f'type="PlainUfun" weight="1" aggregation="sum">{body}</ufun></utility></objective>'
            "</utility_space>"
        )
    return home


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

    def test_a_real_issue_stays_continuous(self, call, tmp_path):
        """
        The gains 0.7 x - 0.2 and 0.7 - 0.8 x are level at 0.6, their product peaks at 65/112, between steps.
        """
        issue = (
            '<issue index="1" name="x" type="real"><range lowerbound="0" upperbound="1"/>{}</issue>'
        )
        line = '<evaluator ftype="linear" parameter0="{}" parameter1="{}"/>'
        whole = (
            '<utility_space><objective index="0" name="r">{}</objective>'
            '<reservation value="0.2"/></utility_space>'
        )
        weight = '<weight index="1" value="1"/>'
        for name, ends in {"ann": ("0", "0.7"), "bob": ("0.9", "-0.8")}.items():
            body = issue.format(line.format(*ends)) + weight
            (tmp_path / f"{name}.xml").write_text(whole.format(body))
        (tmp_path / "domain.xml").write_text(
            f"<negotiation_template>{whole.format(issue.format(''))}</negotiation_template>"
        )
        found = json.loads(call("frontier", tmp_path, "--json").stdout)
        solved = {name: s["utility"] for name, s in found["solutions"].items()}

        # The ideal gains are 0.4125 at 7/8 and 33/70 at 2/7.
        assert solved["egalitarian"] == [0.42, 0.42]
        assert solved["nash"] == pytest.approx([0.7 * 65 / 112, 0.9 - 0.8 * 65 / 112], abs=1e-15)
        ratio = [
            (u - 0.2) / i
            for u, i in zip(solved["kalai_smorodinsky"], (0.4125, 33 / 70), strict=True)
        ]
        assert ratio[0] == pytest.approx(ratio[1], abs=1e-14)
        assert found["ideals"] == pytest.approx([0.6125, 0.2 + 33 / 70], abs=1e-15)
        assert "exactly; between two of these values a worth is at most 0.0175 (ann)" in str(
            found["notices"]
        )

    @pytest.mark.parametrize(
        ("bob", "exact"),
        [
            ("{type: AffineFun, slope: -0.8, bias: 0.9}", True),
            ("{type: QuadraticFun, a2: 0, a1: -0.8, bias: 0.9}", False),
        ],
    )
    def test_a_continuous_issue_of_negmas(self, call, tmp_path, bob, exact):
        """
        Lines are solved as such; where some function is a curve, only the steps are spoken of.
        """
        head = "type: LinearAdditiveUtilityFunction\nreserved_value: 0.2\n"
        (tmp_path / "d.yml").write_text(
            "issues: [{name: x, type: ContinuousIssue, values: [0.0, 1.0]}]\n"
        )
        (tmp_path / "ann.yml").write_text(head + "values: [{type: LinearFun, slope: 0.7}]\n")
        (tmp_path / "bob.yml").write_text(f"{head}values: [{bob}]\n")
        found = json.loads(call("frontier", tmp_path, "--json").stdout)
        nash = found["solutions"]["nash"]["utility"]

        assert (nash == pytest.approx([0.7 * 65 / 112, 0.9 - 0.8 * 65 / 112], abs=1e-15)) is exact
        assert ("exactly" in str(found["notices"])) is exact
        assert ("continuous, with curves, from 0 to 1" in str(found["notices"])) is not exact

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


class TestTimeLimit:
    def test_gives_the_best_found_with_its_bound(self, call, entangled):
        """
        When the time is over there are offers and solutions, and what is not proven is said.
        """
        done = call("frontier", entangled, "--time-limit", "2", "--json")
        found = json.loads(done.stdout)

        assert done.returncode == 0, done.stderr
        assert found["status"] == "bounded"
        assert 0 < found["bound"] < 2
        assert found["frontier"]["count"] > 0
        for solution in found["solutions"].values():
            assert solution["status"] == "bounded"
            assert "no offer has a" in solution["note"]

    def test_an_interrupt_ends_the_time_and_a_second_one_the_program(self, capsys):
        """
        Ctrl-C is the end of the time, so that the answer follows; the next one interrupts as ever.
        """
        deadline = Deadline()
        # A shell that runs the tests in the background has interrupts ignored.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with stopping(deadline):
                assert not deadline.over()
                signal.raise_signal(signal.SIGINT)
                assert deadline.over()
                with pytest.raises(KeyboardInterrupt):
                    signal.raise_signal(signal.SIGINT)
            assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        finally:
            signal.signal(signal.SIGINT, before)

        assert "ending with what is found" in capsys.readouterr().err

    def test_no_time_is_refused(self, call):
        """
        A limit is a number of seconds above zero.
        """
        for text in ("0", "-1", "soon"):
            done = call("frontier", "cases/classroom", "--time-limit", text)
            assert done.returncode == 2
            assert "--time-limit" in done.stderr


class TestVerify:
    def test_holds_for_what_was_written(self, call, certificate):
        """
        The checker replays the merge and every solution.
        """
        done = call("verify", certificate)

        assert done.returncode == 0, done.stdout
        assert done.stdout.count("holds") == 5
        assert done.stdout.startswith("classroom · ")
        assert "seen from table" in done.stdout

    def test_refuses_a_tampered_proof(self, call, certificate, tmp_path):
        """
        One point less, and the proof fails with exit code 1.
        """
        proofs = json.loads(certificate.read_text())
        tampered = tmp_path / "tampered.json"
        proofs["proofs"]["nash"]["points"].pop()
        tampered.write_text(json.dumps(proofs))
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
        assert "not a certificate" in done.stderr
        assert "Traceback" not in done.stderr
