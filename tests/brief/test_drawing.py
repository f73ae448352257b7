"""Charts drawn ahead: the same pictures, whatever becomes of the helper."""

import subprocess
import sys

import pytest

from counterdraft.brief.drawing import FIRST, ahead, begin

SPEC = {**FIRST, "data": {"values": [{"a": 0.1 + 0.2, "b": "–"}, {"a": 1e-9, "b": "×"}]}}


@pytest.fixture(scope="module")
def here():
    """The chart as this process draws it."""
    return begin(SPEC)()


@pytest.fixture
def started(monkeypatch):
    """The processes that are started from here on."""
    found = []
    popen = subprocess.Popen

    def remembered(*args, **options):
        found.append(popen(*args, **options))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", remembered)
    return found


class TestDraw:
    def test_helper_draws_the_same(self, here, monkeypatch):
        """
        The helper's picture is the one that is drawn here, to the byte, time after time.
        """
        with ahead():
            monkeypatch.setitem(sys.modules, "vl_convert", None)
            begun = [begin(SPEC), begin(SPEC)]
            assert [drawn() for drawn in begun] == [here, here]

    def test_a_helper_that_is_gone(self, here, started):
        """
        Where the helper ends before it is asked, the chart is drawn here.
        """
        with ahead():
            started[0].kill()
            started[0].wait()
            assert begin(SPEC)() == here

    def test_a_helper_that_cannot_start(self, here, monkeypatch):
        """
        Where no process can be started, the chart is drawn here.
        """
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        with ahead():
            assert begin(SPEC)() == here

    def test_what_is_no_chart(self):
        """
        A specification that is none is the same error with a helper and without.
        """
        wrong = {**FIRST, "mark": {"type": 3}}
        with pytest.raises(ValueError, match="conversion failed") as alone:
            begin(wrong)()
        with ahead(), pytest.raises(ValueError, match="conversion failed") as helped:
            begin(wrong)()
        assert str(alone.value) == str(helped.value)


class TestAhead:
    def test_nothing_is_started_for_nothing(self, monkeypatch):
        """
        Where no chart is wanted, no process is started.
        """
        monkeypatch.setattr(subprocess, "Popen", None)
        with ahead(wanted=False):
            pass

    def test_ends_with_the_block(self, started):
        """
        The helper does not outlive the block, however it is left.
        """
        with pytest.raises(KeyboardInterrupt), ahead():
            raise KeyboardInterrupt
        assert started[0].poll() is not None
