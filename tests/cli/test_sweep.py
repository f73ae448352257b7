"""Many term sheets around a draft, wherever they are computed."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import socket
import sys
import time
from concurrent.futures import CancelledError, Future

import pytest
from numba import config

from counterdraft.cli import executors
from counterdraft.errors import CaseError

SWEEP = ("value", "cases/ukraine-2025", "--draft", "feb-07", "--sweep")
AT = ("--paths", "300", "--seed", "2", "--json")
compiled = pytest.mark.skipif(config.DISABLE_JIT, reason="workers would interpret the loops")


class TestSweep:
    def test_is_a_table(self, call, tmp_path):
        """
        With -o every term sheet stands in a table, with its error; the screen shows the best.
        """
        table = tmp_path / "new" / "table.csv"
        done = call(*SWEEP, "share,base", "--paths", 200, "-o", table)
        assert done.returncode == 0, done.stderr
        assert "BEST FOR UKRAINE" in done.stdout
        assert done.stdout.endswith(f"wrote {table}\n")
        rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
        assert len(rows) == 13 * 4
        nothing = [row for row in rows if row["issue/share"] == "0"]
        drafted = next(
            r for r in rows if (r["issue/share"], r["issue/base"]) == ("0.5", "state_revenue")
        )
        assert {float(row["role/state"]) for row in nothing} == {0.0}
        assert float(drafted["party/ukraine"]) < -1000

    def test_of_one_side_drawn(self, call):
        """
        A number of term sheets is drawn over all issues that move money; one side is shown.
        """
        done = call(*SWEEP, 30, "--paths", 200, "--party", "united-states")
        assert done.returncode == 0, done.stderr
        assert "30 term sheets around feb-07" in done.stdout
        assert "Drawn from" in done.stdout
        assert "UKRAINE" not in done.stdout

    @pytest.mark.slow
    @compiled
    def test_the_same_bytes_everywhere(self, call):
        """
        Here, in two processes, and on the two worker processes of a real cluster: the same to the last bit.
        """
        from ..clusters import local

        here = call(*SWEEP, "share,guarantee,priority", *AT)
        assert here.returncode == 0, here.stderr
        assert len(json.loads(here.stdout)["rows"]) == 13 * 6 * 3
        beside = call(*SWEEP, "share,guarantee,priority", *AT, "--workers", 2)
        assert beside.returncode == 0, beside.stderr
        assert beside.stdout == here.stdout
        with local(2) as found:
            there = call(
                *SWEEP, "share,guarantee,priority", *AT, "--cluster", found.scheduler_address
            )
        assert there.returncode == 0, there.stderr
        assert there.stdout == here.stdout

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["--draft", "feb-07", "--sweep", "shar"], "did you mean 'share'?"),
            (["--draft", "feb-07", "--sweep", "timing"], "'timing' moves no money"),
            (["--draft", "feb-07", "--sweep", "0"], "from 1 to 200,000"),
            (["--draft", "feb-07", "--sweep", "-3"], "from 1 to 200,000"),
            (["--draft", "feb-7", "--sweep", "share"], "did you mean 'feb-07'?"),
            (["--sweep", "share"], "needs --draft"),
            (["--draft", "feb-07", "--workers", "2"], "compute a --sweep"),
            (["--draft", "feb-07", "--cluster", "tcp://a:1"], "compute a --sweep"),
            (
                [*["--draft", "feb-07", "--sweep", "share", "--workers", "2", "--cluster", "a:1"]],
                "give either --workers or --cluster",
            ),
            (["--draft", "feb-07", "--sweep", "share", "-o", "table.txt"], "TABLE.csv"),
            (["--draft", "feb-07", "--sweep", "share", "--responsive"], "not with --sweep"),
            (["--draft", "feb-07", "--sweep", "share", "--party", "x"], "no party and no role"),
            (["--draft", "feb-07", "--sweep", "share", "--cluster", "x"], "is no address"),
        ],
    )
    def test_faults(self, call, words, expected):
        """
        What makes no sense together, or is unknown, is said before anything is computed.
        """
        done = call("value", "cases/ukraine-2025", "--paths", 100, *words)
        assert done.returncode == 2
        assert expected in done.stderr
        assert "Traceback" not in done.stderr


class TestCluster:
    def test_is_not_installed(self, monkeypatch):
        """
        Without the library it is said how to get it.
        """
        monkeypatch.setitem(sys.modules, "distributed", None)
        with (
            pytest.raises(CaseError, match=r"pip install 'counterdraft\[cluster\]'"),
            executors.cluster("tcp://127.0.0.1:1"),
        ):
            pass

    def test_nobody_answers(self, call):
        """
        Somebody who listens and says nothing is no scheduler: it is given up after some seconds.
        """
        with socket.create_server(("127.0.0.1", 0)) as silent:
            address = f"127.0.0.1:{silent.getsockname()[1]}"
            done = call(*SWEEP, "share", "--paths", 100, "--cluster", address)
        assert done.returncode == 2
        assert "no scheduler answers at" in done.stderr
        assert "Traceback" not in done.stderr

    def test_has_no_worker(self, call):
        """
        A scheduler without workers would let us wait for ever.
        """
        from ..clusters import local

        with local(0) as found:
            done = call(*SWEEP, "share", "--paths", 100, "--cluster", found.scheduler_address)
        assert done.returncode == 2
        assert "has no worker" in done.stderr


class Alone:
    """
    A client of a scheduler, and what executor and scheduler it has.
    """

    def __init__(self, *known):
        self.known = list(known)
        self.scheduler = self
        self.jobs = []

    def get_executor(self):
        """
        Its executor is itself.
        """
        return self

    def submit(self, *_):
        """
        A job that nobody does.
        """
        self.jobs.append(Future())
        return self.jobs[-1]

    def identity(self):
        """
        Only asked for through `sync`.
        """

    def sync(self, _, callback_timeout):
        """
        Workers, or no answer at all.
        """
        found = self.known.pop(0) if len(self.known) > 1 else self.known[0]
        if found is None:
            raise TimeoutError(callback_timeout)
        return {"workers": found}


class TestSupervisedExecutor:
    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch):
        """
        Give up after two seconds.
        """
        monkeypatch.setattr(executors, "SECONDS", 2)

    @pytest.mark.parametrize("known", [{}, None])
    def test_nobody_is_left(self, known):
        """
        Where workers or scheduler are gone, what was asked for ends in an error instead of never.
        """
        with (
            executors.SupervisedExecutor(Alone({"a": 1}, known)) as pool,
            pytest.raises(CancelledError),
        ):
            pool.submit(pow, 2, 2).result(timeout=20)

    def test_what_is_done_is_passed_on(self):
        """
        Answers and errors of workers arrive as they are.
        """
        client = Alone({"a": 1})
        with executors.SupervisedExecutor(client) as pool:
            good, bad, gone = (pool.submit(pow, 2, 2) for _ in range(3))
            client.jobs[0].set_result(4)
            client.jobs[1].set_exception(KeyError("x"))
            client.jobs[2].cancel()
            client.jobs[2].set_running_or_notify_cancel()
            assert good.result(timeout=5) == 4
            with pytest.raises(KeyError):
                bad.result(timeout=5)
            with pytest.raises(CancelledError):
                gone.result(timeout=5)


class TestProcesses:
    def test_one_dies(self):
        """
        A worker that is killed ends everything in one sentence, and leaves no process behind.
        """
        with (
            pytest.raises(CaseError, match="a worker process ended before its time"),
            executors.processes(1) as pool,
        ):
            pool.submit(os._exit, 1).result()
        # Which thread learns first that a process has ended is left open: ask again until all know.
        until = time.monotonic() + 10
        while left := [p for p in multiprocessing.active_children() if p.is_alive()]:
            assert time.monotonic() < until, left
            time.sleep(0.01)


class TestProgressExecutor:
    def test_counts_what_is_done(self):
        """
        After each piece it tells how many are done and how many were given.
        """
        from concurrent.futures import ThreadPoolExecutor

        told = []
        with ThreadPoolExecutor(1) as pool:
            watched = executors.ProgressExecutor(
                pool, lambda done, given: told.append((done, given))
            )
            jobs = [watched.submit(pow, 2, k) for k in range(3)]
            assert [job.result() for job in jobs] == [1, 2, 4]
        assert [done for done, _ in told] == [1, 2, 3]
        assert told[-1] == (3, 3)

    def test_a_process_that_dies(self):
        """
        A worker that is killed is a fault with advice, and no traceback.
        """
        import os

        with (
            pytest.raises(CaseError, match="ended before its time"),
            executors.processes(1) as pool,
        ):
            pool.submit(os._exit, 1).result()
