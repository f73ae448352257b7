"""Fingerprints of fronts, taken on a second core while the next merge runs on the first."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fingerprints", "fingerprint"]

LARGE = 20_000
"""Points from which a fingerprint is worth a thread."""


def fingerprint(worths: NDArray[np.int64] | NDArray[np.object_]) -> str:
    """
    Return the SHA-256 of a table of worths, row by row.

    Numbers are eight bytes each, little end first; in a table of objects decimal text instead, with
    spaces within a row and line feeds between rows.
    """
    if worths.dtype == object:
        text = "\n".join(" ".join(map(str, row)) for row in worths.tolist())
        return hashlib.sha256(text.encode()).hexdigest()
    return hashlib.sha256(np.ascontiguousarray(worths, "<i8").data).hexdigest()


class Fingerprints:
    """The fingerprints of a chain of fronts, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._asked: list[tuple[int, str | Future[str]]] = []

    def add(self, worths: NDArray[np.int64] | NDArray[np.object_]) -> None:
        """Take the fingerprint of one more front, (points, players)."""
        if len(worths) < LARGE:
            self._asked.append((len(worths), fingerprint(worths)))
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=1)
        self._asked.append((len(worths), self._pool.submit(fingerprint, worths)))

    def all(self) -> list[dict[str, int | str]]:
        """Return the number of points and the fingerprint of every front."""
        found: list[dict[str, int | str]] = [
            {"points": points, "fingerprint": asked if isinstance(asked, str) else asked.result()}
            for points, asked in self._asked
        ]
        if self._pool is not None:
            self._pool.shutdown()
        return found
