"""Tables that took a while to make, kept in the user's cache under the fingerprint of what made them."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.errors import CaseError
from counterdraft.runtime.atomic import write_all
from counterdraft.version import __version__

__all__ = ["PLACE", "cached", "folder"]

PLACE = "COUNTERDRAFT_CACHE"
"""The variable that names another folder for the cache; empty, nothing is kept."""
MOST_KEPT = 20
"""Files that stay; the oldest go."""

MOST_REMEMBERED = 8
"""Sets of arrays that one process remembers; those used longest ago go."""

Arrays = dict[str, NDArray[Any]]
_remembered: OrderedDict[str, Arrays] = OrderedDict()


def cached(
    fingerprint: str, make: Callable[[], Arrays], rooms: Sequence[str], *, private: bool = False
) -> Arrays:
    """
    Return the arrays kept under the *fingerprint*, or make and keep them.

    The key takes in the program's version and the files of the *rooms* that make them, so that a changed
    model never reads what another one kept.  A file that cannot be read is made anew; a cache that cannot
    be written is no fault.  Files come from shared input alone: no mandate, no belief.

    Args:
        fingerprint: Stands for everything that the arrays hang on.
        make: Makes them.
        rooms: The packages whose code makes them.
        private: That they were made tells something of a mandate: they are remembered by this process
            and written nowhere.
    """
    if fingerprint in _remembered:
        _remembered.move_to_end(fingerprint)
        return _remembered[fingerprint]
    found = make() if private else _on_disk(fingerprint, make, rooms)
    while len(_remembered) >= MOST_REMEMBERED:
        _remembered.popitem(last=False)
    _remembered[fingerprint] = found
    return found


def _on_disk(fingerprint: str, make: Callable[[], Arrays], rooms: Sequence[str]) -> Arrays:
    """Return the arrays of a file, or make them and write it."""
    place = folder()
    key = hashlib.sha256(
        f"{fingerprint}\0{__version__}\0{_digest(tuple(rooms))}".encode()
    ).hexdigest()[:32]
    path = None if place is None else place / f"money-{key}.npz"
    found = _read(path) if path is not None else None
    if found is None:
        found = make()
        if path is not None:
            _write(path, found)
    return found


def folder() -> Path | None:
    """Return the folder of the cache, or None where nothing is to be kept."""
    named = os.environ.get(PLACE)
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "counterdraft"
    except RuntimeError:
        return None


@cache
def _digest(rooms: tuple[str, ...]) -> str:
    """Return what stands for the code that makes the tables."""
    digest = hashlib.sha256()
    home = Path(__file__).parents[1]
    for file in sorted(file for room in rooms for file in (home / room).rglob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> Arrays | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None


def _write(path: Path, arrays: Arrays) -> None:
    held = io.BytesIO()
    np.savez_compressed(held, allow_pickle=False, **arrays)
    try:
        write_all({path: held.getvalue()})
        files = sorted(path.parent.glob("money-*.npz"), key=lambda p: p.stat().st_mtime)
        for old in files[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except (OSError, CaseError):
        return
