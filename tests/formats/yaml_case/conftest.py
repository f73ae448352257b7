"""A case to read and to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterdraft.formats import new


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a sound case."""
    target = tmp_path / "lagoon"
    new(target)
    return target


@pytest.fixture
def change(folder: Path):
    """Return a function that replaces the first *old* of a file by *now*."""

    def replace(name: str, old: str, now: str) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, now, 1), encoding="utf-8", newline="")

    return replace
