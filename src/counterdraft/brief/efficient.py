"""The efficient offers and the solutions, as plain data and as one screen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from counterdraft.agreements import Count, Frontier, Point, Solutions
from counterdraft.case import Case
from counterdraft.preferences import Game

__all__ = ["certificate_digest", "efficient_dict", "efficient_text"]


def efficient_dict(
    case: Case, game: Game, front: Frontier, solutions: Solutions, count: Count | None = None
) -> dict[str, Any]:
    """
    Return frontier and solutions as JSON-ready data.

    Worths are in the parties' own units at full double precision, players in the order of the case;
    numbers of offers are strings because they may pass 2^53.
    """
    count_now = {"low": str(count.low), "high": str(count.high), "exact": count.exact} if count else None
    return {
        "case": case.name,
        "seat": case.seat,
        "parties": [p.name for p in game.players],
        "offers": str(game.size),
        "reservation": [float(p.figure(p.reservation)) for p in game.players],
        "status": front.status,
        "note": front.note,
        "bound": None if front.bound is None else float(front.bound),
        "accepted_by_all": count_now,
        "frontier": {
            "count": len(front),
            "points": [_point(case, game, front.point(k)) for k in range(len(front))],
        },
        "ideals": [
            float(p.figure(v)) for p, v in zip(game.players, solutions.ideals, strict=False)
        ],
        "solutions": {
            s.name: {
                **(_point(case, game, s.points[0]) if s.points else {"utility": None, "offer": None}),
                "tied": [_point(case, game, p) for p in s.points[1:]],
                "status": s.status,
                "note": s.note,
            }
            for s in solutions
        },
        "notices": list(solutions.notices),
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


def efficient_text(
    case: Case, game: Game, front: Frontier, solutions: Solutions, count: Count, *, most: int = 20
) -> str:
    """Return one screen: how many offers, how many efficient, the solutions, and the first points."""
    lines = [
        f"{case.title} · every efficient offer · seen from {case.seat}"
        + (" (everybody's mandate is shown)" if case.seat == "table" else ""),
        "",
        f"  {game.size:,} offers; {_count(count)} better than no deal for everybody who must sign",
        f"  {len(front):,} efficient points ({front.status})" + (f"; {front.note}" if front.note else ""),
        "",
        "  " + "".join(f"{p.name[:14]:>15}" for p in game.players) + "   offer",
    ]
    for solution in solutions:
        lines.append(f"  {solution.name.replace('_', '–')} ({solution.status})")
        lines += [_row(case, game, p) for p in solution.points[:3]]
        if len(solution.points) > 3:
            lines.append(f"    … and {len(solution.points) - 3:,} more tied with it")
        if solution.note:
            lines.append(f"    {solution.note}")
    lines += ["", f"  the frontier, best for {game.players[0].name} first"]
    shown = range(len(front)) if len(front) <= most else _spread(len(front), most)
    lines += [_row(case, game, front.point(k)) for k in shown]
    if len(front) > most:
        lines.append(f"    {most} of {len(front):,} shown, evenly spread; --json prints all")
    lines += [f"  note: {notice}" for notice in solutions.notices]
    return "\n".join(lines)


def _spread(n: int, most: int) -> list[int]:
    return sorted({round(i * (n - 1) / (most - 1)) for i in range(most)})


def _count(count: Count) -> str:
    return f"{count.low:,}" if count.exact else f"between {count.low:,} and {count.high:,}"


def _row(case: Case, game: Game, point: Point) -> str:
    worths = "".join(
        f"{float(p.figure(v)):>15,.4g}" for p, v in zip(game.players, point.worth, strict=True)
    )
    terms = " ".join(issue.options[o].name for issue, o in zip(case.issues, point.offer, strict=True))
    return f"  {worths}   {terms}"
