"""A fresh skeleton case to write into."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.fixture
def lagoon(tmp_path):
    """A new case in an empty folder."""
    folder = tmp_path / "lagoon"
    subprocess.run(
        [sys.executable, "-m", "counterdraft", "new", str(folder)], check=True, capture_output=True
    )
    return folder


@pytest.fixture
def call():
    """The command line as a process of its own."""

    def run(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "counterdraft", *map(str, words)],
            capture_output=True,
            encoding="utf-8",
            input=stdin,
            check=False,
        )

    return run
