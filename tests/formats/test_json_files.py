"""Whether a file is JSON of whatever kind is told quickly, and of any depth."""

from __future__ import annotations

import sys

import pytest

from counterdraft.formats.json_files import sound


@pytest.fixture
def patient():
    """
    An interpreter whose own guard against recursion has been lifted by somebody else.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10**6)
    yield
    sys.setrecursionlimit(before)


class TestSound:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"[" * 1_000_000, False),
            (b'{"a":' * 100_000, False),
            (b"[" * 101 + b"]" * 101, False),
            (b"[" * 99 + b"]" * 99, True),
            (b'["' + b"[" * 1000 + b'"]', True),
            (b'["\\"' + b"[" * 1000 + b'"]', True),
            (b'"' + b'\\"[' * 300_000, False),
            (b"[" + b"[]," * 1000 + b"0]", True),
        ],
    )
    def test_depth_is_counted_before_it_is_parsed(self, patient, data, expected):
        """
        Past a hundred brackets within brackets it is no file of ours; quoted ones do not count.
        """
        assert sound(data) is expected
