"""The independent checker of a frontier: it merges the blocks again, plainly, and compares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.agreements.certificates.game_data import game_from_data
from counterdraft.preferences.game import Game, UtilityFunction
from counterdraft.verification.efficient import Rows, efficient
from counterdraft.verification.replay_blocks import groups_of, rows_of

__all__ = ["Replayed", "replay"]


@dataclass(frozen=True, eq=False)
class Replayed:
    """Whether the certificate holds, why or why not, and the frontier found again (points, players)."""

    ok: bool
    why: str
    worths: Rows


def replay(certificate: Mapping[str, Any]) -> Replayed:
    """
    Find the frontier of a certificate's game again and compare it with what the certificate claims.

    Nothing is taken from the certificate but the game, and the order of blocks and issues, which
    only decides how long it takes.  Sums are sorted and filtered; no code is shared with the merge.

    Args:
        certificate: Plain data with ``game``, ``order``, ``blocks``, ``steps``, ``numbers``,
        ``points``,
            ``fingerprint`` and for short frontiers ``worths``.

    Raises:
        KeyError, TypeError, ValueError: The data is no certificate of a frontier.
    """
    if certificate["kind"] != "frontier":
        raise ValueError("not the certificate of a frontier")
    game = game_from_data(certificate["game"])
    n = len(game.players)
    hints = [tuple(int(i) for i in issues) for issues in certificate.get("blocks", [])]
    given = _ordered(groups_of(game), hints)
    text = certificate["numbers"] == "text"
    steps = certificate.get("steps", [])
    if steps and (len(steps) != len(given) or given != hints):
        return _refused("the blocks are not the independent parts of the game")
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
                return _refused(f"after block {t + 1} the front is another")
    front = efficient(front[:, :n])
    if int(certificate["points"]) != len(front):
        return _refused(f"{certificate['points']} points are claimed, {len(front)} found")
    if certificate["fingerprint"] != _fingerprint(front, text=text):
        return _refused("the points are others")
    if "worths" in certificate and [list(map(int, row)) for row in certificate["worths"]] != [
        [int(v) for v in row] for row in front
    ]:
        return _refused("the listed points are others")
    return Replayed(True, f"{len(front):,} efficient points found again", front)


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
    tables: Sequence[Sequence[Sequence[int]]], ledgers: Sequence[UtilityFunction]
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


def _refused(why: str) -> Replayed:
    return Replayed(False, why, np.empty((0, 0), np.int64))
