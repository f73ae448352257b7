"""The solutions of a game in which no offer is feasible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterdraft.agreements.basics.results import Solution, Solutions, Status

__all__ = ["NOTHING", "empty_solutions"]

NOTHING = "no offer is possible and at least as good as no deal for everybody who must sign"


def empty_solutions(
    status: Status, certificate: Mapping[str, Any] | None = None, note: str = NOTHING
) -> Solutions:
    """
    Return solutions without points.

    Args:
        status: How sure it is that there are none.
        certificate: The proof, to which each solution adds its name.
        note: What the reader is told.
    """

    def none(name: str) -> Solution:
        proof = {**certificate, "rule": name} if certificate else {}
        return Solution(name, (), status, note, proof)

    return Solutions(
        nash=none("nash"),
        kalai_smorodinsky=none("kalai_smorodinsky"),
        egalitarian=none("egalitarian"),
        utilitarian=none("utilitarian"),
        ideals=(),
        notices=(note,),
    )
