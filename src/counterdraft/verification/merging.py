"""A frontier found again: the independent parts of the game are merged plainly and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.verification.efficient import Rows, efficient
from counterdraft.verification.elimination import groups_of, rows_of
from counterdraft.verification.games import Game, Utility, read_game
from counterdraft.verification.reading import Refused, entry, integer, integers, items

__all__ = ["replay_frontier"]

MOST_NUMBERS = 200_000_000
"""Numbers in the sums of two tables: 1.6 gigabytes; a quarter of it for integers past 62 bits."""


def replay_frontier(certificate: Mapping[str, Any]) -> Rows:
    """
    Return the frontier of a certificate's game, found again: (points, players).

    Nothing is taken from the certificate but the game, and the order of blocks and issues, which
    only decides how long it takes.  Sums are sorted and filtered.

    Args:
        certificate: Plain data with ``game``, ``blocks``, ``steps``, ``numbers``, ``points``,
            ``fingerprint`` and for short frontiers ``worths``.

    Raises:
        Refused: The data is no certificate, or it claims another frontier.
    """
    game = read_game(entry(certificate, "game"))
    n, issues = len(game.players), len(game.sizes)
    hints = [
        integers(block, "an issue", 0, issues - 1)
        for block in items(certificate.get("blocks", []), "the blocks")
    ]
    given = _ordered(groups_of(game), hints)
    numbers, steps = entry(certificate, "numbers"), items(certificate.get("steps", []), "the steps")
    if numbers not in {"text", "int64"}:
        raise Refused("not a certificate: it does not say how numbers are written")
    text = numbers == "text"
    if steps and (len(steps) != len(given) or given != hints):
        raise Refused("the blocks are not the independent parts of the game")
    tables = _arrays(
        [rows_of(game, issues, first=0 in issues or not issues) for issues in given],
        (*game.players, *game.signatories),
    )
    front = np.zeros((1, n + len(game.signatories)), tables[0].dtype)
    for t, table in enumerate(tables):
        front = _merged(game, front, table, tables[t + 1 :])
        if steps:
            claim = {"points": len(front), "fingerprint": _fingerprint(front, text=text)}
            if steps[t] != claim:
                raise Refused(f"after block {t + 1} the front is another")
    front = efficient(front[:, :n])
    claimed = integer(entry(certificate, "points"), "the number of points")
    if claimed != len(front):
        raise Refused(f"{claimed} points are claimed, {len(front)} found")
    if entry(certificate, "fingerprint") != _fingerprint(front, text=text):
        raise Refused("the points are others")
    if "worths" in certificate and certificate["worths"] != front.tolist():
        raise Refused("the listed points are others")
    return front


def _ordered(
    groups: Sequence[tuple[int, ...]], hints: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Return the groups, and the issues within each, in the order of the hints."""
    place = {issue: at for at, issue in enumerate(issue for hint in hints for issue in hint)}
    last = len(place)
    sorted_within = [tuple(sorted(group, key=lambda i: place.get(i, last))) for group in groups]
    return sorted(sorted_within, key=lambda group: place.get(group[0], last) if group else 0)


def _merged(game: Game, front: Rows, table: Rows, rest: Sequence[Rows]) -> Rows:
    """Return the efficient sums that can still be accepted by everybody."""
    if len(front) == 0 or len(table) == 0 or any(len(other) == 0 for other in rest):
        return front[:0]
    most = MOST_NUMBERS // (4 if front.dtype == object else 1)
    if len(front) * len(table) * front.shape[1] > most:
        raise Refused(
            f"{len(front):,} times {len(table):,} sums pass the limit of {most:,} numbers"
        )
    sums = (front[:, None, :] + table[None, :, :]).reshape(-1, front.shape[1])
    for c, ledger in enumerate((*game.players, *game.signatories)):
        most = sum(int(other[:, c].max()) for other in rest)
        least = sum(int(other[:, c].min()) for other in rest)
        cap = ledger.cap if c < len(game.players) else ledger.reservation
        if cap is not None and len(sums) and int(sums[:, c].max()) > cap - least:
            # Nothing that is still to come can take it below the cap, or put the signatory off.
            sums[:, c] = np.minimum(sums[:, c], cap - least)
        sums = sums[sums[:, c] >= ledger.reservation - most]
    if not rest:
        for c, player in enumerate(game.players):
            sums = sums[sums[:, c] >= player.reservation]
    return efficient(sums)


def _arrays(
    tables: Sequence[Sequence[Sequence[int]]], ledgers: Sequence[Utility]
) -> list[NDArray[Any]]:
    """Return tables of integers as arrays, of objects where sums could pass 62 bits."""
    most = sum(max((abs(v) for row in rows for v in row), default=0) for rows in tables)
    most += max(abs(ledger.reservation) + abs(ledger.cap or 0) for ledger in ledgers)
    dtype = object if most >= 1 << 61 else np.int64
    return [np.array(rows, dtype).reshape(len(rows), len(ledgers)) for rows in tables]


def _fingerprint(rows: Rows, *, text: bool) -> str:
    """Return the SHA-256 of the rows, as numbers of eight bytes or as decimal text."""
    if text:
        lines = "\n".join(" ".join(map(str, row)) for row in rows.tolist())
        return hashlib.sha256(lines.encode()).hexdigest()
    return hashlib.sha256(rows.astype("<i8").tobytes()).hexdigest()
