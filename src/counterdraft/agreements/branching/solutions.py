"""The bargaining solutions by branch and bound, each with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from counterdraft.agreements.basics.empty_solutions import empty_solutions
from counterdraft.agreements.basics.results import Point, Solution, Solutions
from counterdraft.agreements.basics.rules import Rule, ideal_rule, rules_of
from counterdraft.agreements.basics.shortfall import greater
from counterdraft.agreements.basics.terms import terms_of
from counterdraft.agreements.branching.bounds import Columns, columns_of
from counterdraft.agreements.branching.search import Effort, Search, search
from counterdraft.agreements.certificates.game_data import game_to_data
from counterdraft.agreements.elimination.blocks import Block, order_of_part
from counterdraft.preferences.game import Game

__all__ = ["Ideal", "branch_ideals", "branch_solutions", "offer_of", "undominated"]


@dataclass(frozen=True, slots=True)
class Ideal:
    """The most that one player can gain in a feasible offer, with such an offer and the proof."""

    gain: int
    offer: tuple[int, ...]
    found: Search


def branch_solutions(
    game: Game, parts: Sequence[Block], *, common_unit: bool, effort: Effort
) -> Solutions:
    """
    Return the solutions of the *game*, without points and with a note where none is feasible.

    Args:
        game: The tabulated game.
        parts: Its blocks.
        common_unit: Whether worths of different players may be added.
        effort: When a search stops with a bound.
    """
    reservation = [int(p.reservation) for p in game.players]
    columns = columns_of(game, parts)
    ideals = branch_ideals(game, parts, columns, effort)
    if isinstance(ideals, Search):
        return _none(game, parts, ideals)
    named, notices = rules_of(game, [i.gain for i in ideals], common_unit=common_unit)
    certain = all(i.found.complete for i in ideals)
    base = _certificate(game, parts) | {"common_unit": common_unit, "ideals": _ideal_data(ideals)}
    solved = {
        name: _solution(game, parts, columns, rule, note, base, effort, certain=certain)
        for name, (rule, note) in named.items()
    }
    return Solutions(
        **solved,
        ideals=tuple(i.gain + r for i, r in zip(ideals, reservation, strict=True)),
        notices=notices,
    )


def branch_ideals(
    game: Game, parts: Sequence[Block], columns: Columns, effort: Effort
) -> list[Ideal] | Search:
    """Return every player's ideal, or the search that found no feasible offer."""
    if any(len(rows) == 0 for rows in columns.rows):
        return Search()  # a block without rows: no offer is possible, and nothing is left to prove
    ideals = []
    for i in range(len(game.players)):
        found = search(columns, ideal_rule(game, i), effort, ties=False)
        if found.value is None:
            return found
        ideals.append(Ideal(found.value, offer_of(parts, found.choices[0]), found))
    return ideals


def offer_of(parts: Sequence[Block], choice: Sequence[int]) -> tuple[int, ...]:
    """Return the offer that takes row ``choice[b]`` of block b."""
    offer: dict[int, int] = {}
    for part, row in zip(parts, choice, strict=True):
        offer.update(zip(part.issues, (int(o) for o in part.options[row]), strict=True))
    return tuple(offer[i] for i in sorted(offer))


def undominated(gains: Sequence[tuple[int, ...]]) -> list[int]:
    """
    Return the positions of the distinct *gains* that no other ones dominate.

    >>> undominated([(3, 1), (2, 1), (1, 4)])
    [0, 2]
    """
    return [
        k
        for k, row in enumerate(gains)
        if not any(
            m != k and all(a >= b for a, b in zip(other, row, strict=True))
            for m, other in enumerate(gains)
        )
    ]


def _none(game: Game, parts: Sequence[Block], found: Search) -> Solutions:
    if not found.complete:
        note = "no offer that all accept was found before the search stopped; there may be one"
        return empty_solutions("bounded", note=note)
    certificate = _certificate(game, parts) | {"points": [], "value": None, "proof": found.proof}
    return empty_solutions("proved", certificate)


def _solution(
    game: Game,
    parts: Sequence[Block],
    columns: Columns,
    rule: Rule,
    note: str,
    base: dict[str, Any],
    effort: Effort,
    *,
    certain: bool,
) -> Solution:
    # Where nobody can gain, every offer that all accept gives everybody the same.
    found = search(columns, rule, effort, ties=bool(rule.active))
    notes = [note] if note else []
    choices, first = found.choices, None
    if found.complete and found.more_ties:
        first = _leximin_best(columns, rule, found, effort)
        choices = _leximin_first(rule, found, first)
        notes.append(_listed(rule, found, first))
    gains = [columns.gains(c)[: columns.players] for c in choices]
    # A tie in the least gain, or in a product of zero, may be dominated.
    kept = range(len(gains)) if _strict(rule, found) else undominated(gains)
    offers = [offer_of(parts, choices[k]) for k in kept]
    points = tuple(Point(tuple(int(p.worth(o)) for p in game.players), o) for o in offers)
    if rule.kind == "product" and rule.active and found.value == 0:
        notes.append("no offer lets all who can gain gain together")
    if not (found.complete and certain):
        notes.append(_shortfall(rule, found, certain=certain))
    unsure = found.more_ties and not _strict(rule, found) and first is None
    if unsure or not (found.complete and certain):
        return Solution(rule.name, points, "bounded", "; ".join(notes))
    certificate = base | {
        "rule": rule.name,
        "value": list(found.value) if rule.kind == "leximin" else found.value,
        "points": [list(o) for o in offers],
        "all_ties": bool(rule.active) and not found.more_ties,
        "proof": found.proof,
        "leximin": None if first is None else {"value": list(first.value), "proof": first.proof},
    }
    return Solution(rule.name, points, "proved", "; ".join(notes), certificate)


def _strict(rule: Rule, found: Search) -> bool:
    """Return whether an offer that dominates another always has a greater value."""
    return rule.kind in {"sum", "leximin"} or (rule.kind == "product" and bool(found.value))


def _leximin_best(columns: Columns, rule: Rule, found: Search, effort: Effort) -> Search | None:
    """Return the leximin best of all tied points, where it can be found among more than were kept."""
    if rule.kind == "sum" and all(c is None for c in columns.caps):
        inside = columns.with_floor(rule.weights, found.value)
    elif _strict(rule, found):
        return None
    else:
        inside = columns
    order = Rule(rule.name, "leximin", rule.ties, rule.ties)
    best = search(inside, order, replace(effort, tied=16))
    return best if best.complete else None


def _leximin_first(rule: Rule, found: Search, first: Search | None) -> list[tuple[int, ...]]:
    """Return the leximin best, and after it those of the kept ties that are surely efficient."""
    best = [] if first is None else first.choices
    if not _strict(rule, found):
        return best or found.choices[:1]
    return [*best, *(c for c in found.choices if c not in best)]


def _listed(rule: Rule, found: Search, first: Search | None) -> str:
    if len(found.choices) == 1 and _strict(rule, found):
        return "other points may be tied with it"
    if first is None:
        return "not all tied points are listed, and a better one by leximin may be missing"
    return "not all tied points are listed; the first is the leximin best of all"


def _shortfall(rule: Rule, found: Search, *, certain: bool) -> str:
    if found.complete:
        return "best for the ideals that were found; the search for the ideals stopped with a bound"
    value = found.value[0] if rule.kind == "leximin" and found.value else found.value
    if value in (None, 0, ()):
        return "the search stopped before anything was proven"
    tail = "" if certain else "; the ideals are themselves bounds"
    return f"the search stopped early; {greater(rule, found.bound / float(value) - 1)}{tail}"


def _certificate(game: Game, parts: Sequence[Block]) -> dict[str, Any]:
    terms = terms_of(game)
    return {
        "kind": "branch",
        "game": game_to_data(game),
        "blocks": [
            {
                "issues": [int(i) for i in p.issues],
                "rows": [[int(v) for v in row] for row in p.worths.tolist()],
                "order": [int(i) for i in order_of_part(terms, p.issues)],
            }
            for p in parts
        ],
    }


def _ideal_data(ideals: Sequence[Ideal]) -> list[dict[str, Any]]:
    return [{"gain": i.gain, "offer": list(i.offer), "proof": i.found.proof} for i in ideals]
