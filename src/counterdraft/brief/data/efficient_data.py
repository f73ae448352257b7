"""The efficient offers and the solutions as plain data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from counterdraft.agreements import Count, Frontier, Point, Solutions
from counterdraft.case import Case
from counterdraft.preferences import Game

__all__ = ["certificate_digest", "efficient_dict", "efficient_notices"]


def efficient_dict(
    case: Case, game: Game, front: Frontier, solutions: Solutions, count: Count | None = None
) -> dict[str, Any]:
    """
    Return frontier and solutions as JSON-ready data.

    Worths are in the parties' own units at full double precision, players in the order of the case;
    numbers of offers are strings because they may pass 2^53.
    """
    accepted = (
        {"low": str(count.low), "high": str(count.high), "exact": count.exact} if count else None
    )
    return {
        "case": case.name,
        "seat": case.seat,
        "parties": [p.name for p in game.players],
        "offers": str(game.size),
        "reservation": [float(p.figure(p.reservation)) for p in game.players],
        "status": front.status,
        "note": front.note,
        "bound": None if front.bound is None else float(front.bound),
        "accepted_by_all": accepted,
        "frontier": {
            "count": len(front),
            "points": [_point(case, game, front.point(k)) for k in range(len(front))],
        },
        "ideals": [
            float(p.figure(v)) for p, v in zip(game.players, solutions.ideals, strict=False)
        ],
        "solutions": {
            s.name: {
                **(
                    _point(case, game, s.points[0])
                    if s.points
                    else {"utility": None, "offer": None}
                ),
                "tied": [_point(case, game, p) for p in s.points[1:]],
                "status": s.status,
                "note": s.note,
            }
            for s in solutions
        },
        "notices": efficient_notices(case, solutions),
        "certificate": certificate_digest(front.certificate),
        "fingerprint": case.fingerprint,
    }


def certificate_digest(certificate: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a certificate's canonical JSON."""
    text = json.dumps(certificate, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _point(case: Case, game: Game, point: Point) -> dict[str, Any]:
    return {
        "utility": [float(p.figure(v)) for p, v in zip(game.players, point.worth, strict=True)],
        "offer": {
            issue.name: issue.options[o].name
            for issue, o in zip(case.issues, point.offer, strict=True)
        },
        "offers": None if point.offers is None else str(point.offers),
    }


def efficient_notices(case: Case, solutions: Solutions) -> list[str]:
    """Return what must be known beside the answer: who was left out, and what was cut into steps."""
    cut = [
        f"'{issue.label}' is {issue.note}; all of this, and what is proved of it, is over these values"
        for issue in case.issues
        if issue.continuous
    ]
    return [*solutions.notices, *cut]
