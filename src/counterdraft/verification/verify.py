"""The independent checker: it replays a proof in exact integers and believes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from counterdraft.verification.box_frontier import check_box_frontier
from counterdraft.verification.branches import check_branches
from counterdraft.verification.dominators import without_options
from counterdraft.verification.games import fingerprint_of, read_game
from counterdraft.verification.merging import replay_frontier
from counterdraft.verification.points import check_points
from counterdraft.verification.reading import (
    Refused,
    entry,
    integers,
    items,
    mapping,
    parsed,
    text_of,
    truth,
)
from counterdraft.verification.rules import NAMES, rule_named

__all__ = ["Verdict", "verify"]

NOT_PROVEN = "that none is missing or better is not proven"

Points = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Whether a certificate proves what it claims, and why or why not.

    ``claim`` is what it is about: "frontier", or the name of a solution.  ``kind`` is the kind of proof,
    ``game`` the fingerprint of the game that it holds for.
    """

    ok: bool
    why: str
    claim: str = ""
    kind: str = ""
    game: str = ""

    def __bool__(self) -> bool:
        return self.ok


def verify(certificate: Mapping[str, Any], claim: str | None = None) -> Verdict:
    """
    Check a certificate of a frontier or of a solution.

    A frontier's merges are replayed, without options whose named dominators are checked where it says so.  A
    solution read off a frontier is compared with every point of the replayed frontier.  A solution
    found by branch and bound comes with the game, its blocks, and a tree of parts of the space; every
    part is excluded by its bound, listed offer by offer, or split into parts that leave out only
    excluded options.  Points without a proof are checked for what they are: feasible, worth what is
    said, and none dominated by another; the verdict says what that does not prove.

    Args:
        certificate: Plain data, as ``Frontier.certificate`` or ``Solution.certificate`` hold it.
        claim: What the proof must be about: "frontier" or the name of a solution; None for whatever it says.

    Returns:
        The verdict; a certificate that is not one at all is refused, never an error.
    """
    try:
        data = parsed(text_of(certificate))
        verdict = replace(_checked(data), game=_fingerprint(data))
    except Refused as refused:
        return Verdict(False, str(refused), claim or "")
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return Verdict(False, f"not a certificate: {type(error).__name__} at {error}", claim or "")
    except (RecursionError, MemoryError):
        return Verdict(False, "not a certificate: too large or nested too deeply", claim or "")
    if claim is not None and claim != verdict.claim and verdict.kind != "points":
        why = f"the proof is about the {verdict.claim}, not about the {claim}"
        return Verdict(False, why, claim, verdict.kind)
    return replace(verdict, claim=claim or verdict.claim)


def _checked(data: Mapping[str, Any]) -> Verdict:
    """Return what a certificate proves."""
    if not data:
        raise Refused("holds no proof")
    kind = entry(data, "kind")
    if kind == "branch":
        return Verdict(True, check_branches(data), _solution(data), kind)
    if kind == "scan":
        return Verdict(True, _best_of_frontier(data), _solution(data), kind)
    if kind == "points":
        points = check_points(read_game(entry(data, "game")), data)
        why = f"{len(points):,} feasible, worth what is said, none dominates another; {NOT_PROVEN}"
        return Verdict(True, why, "points", kind)
    if kind == "reduced" and "solution" in data:
        inner = mapping(data["solution"], "the solution")
        _check_reduction(data, inner)
        return replace(_checked(inner), kind=kind)
    efficient = _frontier_points(text_of(data))
    how = "and no other offer reaches past them" if kind == "sweep" else "found again"
    return Verdict(True, f"{len(efficient):,} efficient points {how}", "frontier", str(kind))


def _solution(data: Mapping[str, Any]) -> str:
    name = entry(data, "rule")
    if name not in NAMES:
        raise Refused("not a certificate: it names no solution")
    return str(name)


def _fingerprint(data: Mapping[str, Any]) -> str:
    """Return the fingerprint of the game that a certificate is about."""
    whole = data if "game" in data else mapping(entry(data, "frontier"), "the frontier")
    return fingerprint_of(mapping(entry(whole, "game"), "the game"))


@lru_cache(maxsize=2)
def _frontier_points(text: str) -> Points:
    """Return the points of a frontier that is proven; solutions read off one frontier share the work."""
    data = parsed(text)
    kind = entry(data, "kind")
    if kind == "sweep":
        return tuple(check_box_frontier(data))
    if kind == "reduced":
        inner = mapping(entry(data, "frontier"), "the frontier")
        _check_reduction(data, inner)
        return _frontier_points(text_of(inner))
    if kind != "frontier":
        raise Refused(f"not a certificate: there is no kind of proof {str(kind)[:40]!r}")
    return tuple(tuple(row) for row in replay_frontier(data).tolist())


def _check_reduction(data: Mapping[str, Any], inner: Mapping[str, Any]) -> None:
    """Check that the inner proof is about the game without options that others dominate."""
    game = read_game(entry(data, "game"))
    smaller = without_options(game, entry(data, "dropped"))
    if smaller.as_data() != read_game(entry(inner, "game")).as_data():
        raise Refused("the smaller game is not the game without the dropped options")


def _best_of_frontier(data: Mapping[str, Any]) -> str:
    """Check a solution that was read off a frontier."""
    frontier = mapping(entry(data, "frontier"), "the frontier")
    try:
        points = _frontier_points(text_of(frontier))
    except Refused as refused:
        raise Refused(f"the frontier: {refused}") from refused
    game = read_game(entry(frontier, "game"))
    claimed = [integers(row, "a worth") for row in items(entry(data, "points"), "the points")]
    if not points:
        if claimed:
            raise Refused("points are claimed where nothing is feasible")
        return "no offer is feasible and accepted by all"
    floor = [player.reservation for player in game.players]
    gains = {row: tuple(w - r for w, r in zip(row, floor, strict=True)) for row in points}
    ideals = [max(column) for column in zip(*gains.values(), strict=True)]
    common_unit = truth(entry(data, "common_unit"), "'common_unit'")
    rule = rule_named(entry(data, "rule"), game, ideals, common_unit=common_unit)
    values = {row: rule.value(gain) for row, gain in gains.items()}
    best = max(values.values())
    tied = [row for row in points if values[row] == best]
    expected = sorted(tied, key=lambda row: rule.rank(gains[row]), reverse=True)
    if expected != claimed:
        raise Refused(f"{rule.name}: the best points of the frontier are others")
    return f"best of {len(points):,} efficient points, {len(claimed)} tied"
