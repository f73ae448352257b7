"""Several proofs in one file: what they share is written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from counterdraft.agreements.basics.results import Frontier, Solution

__all__ = ["bundle", "unbundle"]


def bundle(front: Frontier, solutions: Iterable[Solution]) -> dict[str, Any]:
    """Return the proofs by name; a solution read off the frontier names it instead of holding it again."""
    proofs: dict[str, Any] = {"frontier": dict(front.certificate)}
    for solution in solutions:
        proof = dict(solution.certificate)
        if proof.get("frontier") == proofs["frontier"]:
            proof["frontier"] = "frontier"
        proofs[solution.name] = proof
    return proofs


def unbundle(proofs: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the proofs, each with all that it needs; a name that leads nowhere stays, and proves nothing."""
    whole = {}
    for name, proof in proofs.items():
        named = proof.get("frontier")
        other = proofs.get(named) if isinstance(named, str) and named != name else None
        whole[name] = {**proof, "frontier": dict(other)} if other is not None else dict(proof)
    return whole
