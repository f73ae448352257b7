"""Work on a thread of its own."""

import threading

import pytest

from counterdraft.errors import CaseError
from counterdraft.runtime.background import run_in_background


class TestBeside:
    def test_gives_what_the_work_finds(self):
        """
        The answer is that of the work itself, done on another thread.
        """
        found = run_in_background(lambda a, b: (a - b, threading.get_ident()), 5, b=3).result()
        assert found[0] == 2
        assert found[1] != threading.get_ident()

    def test_an_error_comes_out_where_the_answer_is_asked(self):
        """
        A fault is raised by the work where its answer is wanted.
        """

        def faulty():
            raise CaseError.of("nothing there")

        begun = run_in_background(faulty)
        with pytest.raises(CaseError, match="nothing there"):
            begun.result()
