"""Rooms load their files when something in them is asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

ROOMS = ["agreements", "advice", "estate", "preferences", "formats"]


@pytest.mark.parametrize("room", ROOMS)
class TestRoom:
    def test_offers_what_it_lists(self, room):
        """
        Every name of `__all__` is found, and `dir` shows it.
        """
        module = import_module(f"counterdraft.{room}")

        assert all(getattr(module, name) is not None for name in module.__all__)
        assert set(module.__all__) <= set(dir(module))

    def test_refuses_what_it_does_not_offer(self, room):
        """
        An unknown name is an AttributeError that names the room.
        """
        with pytest.raises(AttributeError, match=room):
            _ = import_module(f"counterdraft.{room}").nothing_of_that_name

    def test_a_file_does_not_take_the_place_of_its_function(self, room):
        """
        After a file named like a function was loaded, the name is still the function.
        """
        module = import_module(f"counterdraft.{room}")
        for name in module.__all__:
            if name.islower():
                try:
                    import_module(f"counterdraft.{room}.{name}")
                except ModuleNotFoundError:
                    continue
                assert callable(getattr(module, name))

    def test_importing_it_loads_nothing_heavy(self, room):
        """
        Solvers, compilers and drawing libraries wait until they are needed.
        """
        program = (
            f"import sys, counterdraft.{room};"
            "print([m for m in ('scipy', 'numba', 'highspy', 'altair', 'pydantic') if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )

        assert done.stdout.strip() == "[]"
