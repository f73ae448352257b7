"""The door: what comes in, what goes out, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from counterdraft.cli import commands
from counterdraft.cli.commands import COMMANDS


def call(*words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "counterdraft", *words],
        capture_output=True,
        encoding="utf-8",
        input=stdin,
        check=False,
    )


class TestHelp:
    def test_lists_every_command(self):
        """
        The first page of help names every command.
        """
        done = call("--help")

        assert done.returncode == 0
        assert all(name in done.stdout for name in COMMANDS)

    def test_imports_nothing_heavy(self):
        """
        Help must come at once: no numerical, validation or drawing library is loaded for it.
        """
        program = (
            "import sys, counterdraft.cli.commands;"
            "print([m for m in ('numpy', 'pydantic', 'lark', 'rich', 'altair', 'numba') if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )

        assert done.stdout.strip() == "[]"

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_every_command_says_what_it_does(self, name):
        """
        Each command explains itself and exits with 0.
        """
        done = call(name, "--help")

        assert done.returncode == 0
        assert "Usage: " in done.stdout


class TestFault:
    def test_unknown_command_gets_the_nearest(self):
        """
        A mistyped command is answered with the nearest one and exit code 2.
        """
        done = call("breif")

        assert done.returncode == 2
        assert "did you mean 'brief'?" in done.stderr

    def test_missing_case_is_a_clear_error(self, tmp_path):
        """
        A folder that is not there: exit code 2, no traceback, nothing on standard output.
        """
        done = call("check", str(tmp_path / "nowhere"))

        assert (done.returncode, done.stdout) == (2, "")
        assert "nowhere" in done.stderr
        assert "Traceback" not in done.stderr

    def test_json_gives_the_faults_as_data(self, tmp_path):
        """
        With --json the faults are printed as JSON as well, for programs.
        """
        done = call("check", str(tmp_path / "nowhere"), "--json")

        assert done.returncode == 2
        assert json.loads(done.stdout)["faults"][0]["file"].endswith("nowhere")

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["--odds", "1.2"], "not between 0 and 1"),
            (["--odds", "x"], "is no probability"),
            (["--as-of", "15.2.2025"], "write it as 2025-02-15"),
            (["--draws", "7"], "100<=x"),
        ],
    )
    def test_option_out_of_range(self, words, expected):
        """
        An option's value is refused with what was expected.
        """
        done = call("brief", "cases/classroom", "--as", "town", "--answer", "x", *words)

        assert done.returncode == 2
        assert expected in done.stderr


class TestStrangeInput:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("x: e0", ":4: x: unknown field"),
            ("a[b: 1", ":6: a[b: unknown field"),
            (f"price: {'1' * 4301}", "(found '1111"),
            ("production: {\N{SUPERSCRIPT TWO}: 3}", ": production"),
        ],
    )
    def test_numbers_that_are_none(self, tmp_path, line, expected):
        """
        Digits of other kinds, brackets in names and numbers of thousands of digits are faults at their place.
        """
        (tmp_path / "mine.yaml").write_text(f"{line}\n", encoding="utf-8")

        done = call("value", "--project", str(tmp_path / "mine.yaml"))

        assert done.returncode == 2
        assert expected in done.stderr.replace(f"{tmp_path}/", "")
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("option", ["--title", "--status", "--source", "--name", "--by"])
    def test_bytes_that_are_no_text(self, lagoon, option):
        """
        What a terminal of another encoding hands over is refused, and nothing is written.
        """
        before = (lagoon / "case.yaml").read_bytes()
        words = ["--by", "island", "--date", "2030-01-01", option, "\udcff"]

        done = call("draft", "add", str(lagoon), *words)

        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert (lagoon / "case.yaml").read_bytes() == before

    def test_odds_beyond_all_bounds(self):
        """
        A number of a billion digits is refused before it is worked out.
        """
        done = call(*("counter", "cases/classroom", "--as", "town", "--odds", "1e999999999"))

        assert done.returncode == 2
        assert "is no probability" in done.stderr

    def test_not_enough_memory(self, monkeypatch, capsys):
        """
        An allocation that fails is a sentence and exit code 2.
        """

        def fail(**_options):
            raise MemoryError("Unable to allocate 7.9 GiB for an array")

        monkeypatch.setattr(commands.cli, "main", fail)
        with pytest.raises(SystemExit) as ended:
            commands.main()

        assert ended.value.code == 2
        assert "not enough memory: unable to allocate 7.9 gib" in capsys.readouterr().err

    def test_nothing_to_read_from(self, lagoon):
        """
        Without a standard input nothing is asked, and what was given is entered.
        """
        line = (
            f"{sys.executable} -m counterdraft draft add {lagoon} --by island --date 2030-01-01 <&-"
        )
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)

        assert (done.returncode, done.stderr) == (0, "")
        assert "added 'jan-01'" in done.stdout


class TestCheck:
    @pytest.mark.parametrize(
        ("seat", "lacking"),
        [("table", "mandates/company.yaml"), ("island", "beliefs/island/company.yaml")],
    )
    def test_says_which_file_a_seat_lacks(self, seat, lacking, lagoon):
        """
        A case may be read before everything is written; what an answer will still need is named.
        """
        before = call("check", str(lagoon), "--as", seat).stdout
        (lagoon / lacking).unlink()
        after = call("check", str(lagoon), "--as", seat)

        assert "missing" not in before
        assert after.returncode == 0
        assert f"  missing  {lacking}: " in after.stdout

    @pytest.mark.parametrize("words", [[], ["--json"]])
    def test_quotes_no_mandate_unless_its_seat_is_named(self, lagoon, words):
        """
        Without --as anybody may run it: place and kind of a fault alone; its own party sees all.
        """
        file = lagoon / "mandates" / "island.yaml"
        file.write_text(file.read_text().replace("reservation:", "reservation: secret #", 1))

        everybody = call("check", str(lagoon), *words)
        own = call("check", str(lagoon), "--as", "island", *words)

        assert everybody.returncode == own.returncode == 2
        assert "secret" in own.stderr
        assert "secret" not in everybody.stdout + everybody.stderr
        assert "mandates/island.yaml:" in everybody.stderr
        assert "sees more with --as PARTY" in everybody.stderr


class TestOutput:
    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line of the shell in which $C is the command line."""
        program = line.replace("$C", f"{sys.executable} -m counterdraft")
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", program],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    @pytest.mark.parametrize(
        "words", ["--help", "check cases/classroom", "frontier cases/timor-sea --json"]
    )
    def test_on_a_full_disk(self, words):
        """
        Output that cannot be written is a clear fault with exit code 2.
        """
        done = self.shell(f"$C {words} > /dev/full")

        assert (done.returncode, done.stderr) == (2, "the output: no space left on device\n")

    @pytest.mark.parametrize("end", ["| true", ">&-"])
    def test_that_nobody_reads(self, end):
        """
        A reader that has gone, and an output that was closed, are no fault.
        """
        done = self.shell(f"$C frontier cases/timor-sea --json {end}")

        assert (done.returncode, done.stderr) == (0, "")

    def test_faults_that_nobody_reads(self):
        """
        The exit code tells of a fault even where nothing can be printed.
        """
        assert self.shell("$C check nowhere > /dev/full 2> /dev/full").returncode == 2

    @pytest.mark.parametrize(("columns", "widest"), [(40, 60), (72, 72), (250, 100)])
    def test_fits_the_terminal(self, columns, widest):
        """
        The screen is as wide as the terminal, where that is neither too narrow nor too wide to read.
        """
        program = (
            "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
        )
        words = "-m counterdraft review cases/classroom --as town --answer first"
        done = self.shell(
            f"COLUMNS={columns} {sys.executable} -c '{program}' {sys.executable} {words}"
        )

        assert done.returncode == 0
        assert max(map(len, done.stdout.splitlines())) == widest
