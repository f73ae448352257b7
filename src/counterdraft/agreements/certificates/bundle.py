"""The certificates of a case in one file: what they share is written once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from counterdraft.agreements.basics.results import Frontier, Solution
from counterdraft.agreements.certificates.game_data import game_to_data

__all__ = ["FORMAT", "bundle"]

FORMAT = 2
"""Number of the format; since format 2 a proof names the dominator of every dropped option."""


def bundle(
    front: Frontier, solutions: Iterable[Solution], *, case: str, fingerprint: str, seat: str
) -> dict[str, Any]:
    """
    Return the certificates of a frontier and its solutions as plain data.

    The game stands once; a proof of the same game refers to it, and a solution read off the frontier to that.

    Args:
        front: The frontier.
        solutions: Its solutions.
        case: Name of the case.
        fingerprint: Fingerprint of the files of the case that the seat may see.
        seat: Whose mandate and beliefs the game's tables come from.
    """
    game = game_to_data(front.game)
    proofs = {"frontier": dict(front.certificate)}
    for solution in solutions:
        proof = dict(solution.certificate)
        if proof.get("frontier") == proofs["frontier"]:
            proof["frontier"] = "frontier"
        proofs[solution.name] = proof
    for proof in proofs.values():
        if proof.get("game") == game:
            proof["game"] = "game"
    whose = "everybody's mandate" if seat == "table" else f"{seat}'s mandate and beliefs"
    return {
        "format": FORMAT,
        "contains": f"the worths of all options, from {whose}: not for the other side",
        "case": {"name": case, "fingerprint": fingerprint},
        "seat": seat,
        "game": game,
        "proofs": proofs,
    }
