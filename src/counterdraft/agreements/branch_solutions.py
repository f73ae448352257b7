"""The bargaining solutions by branch and bound, each with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from counterdraft.agreements.blocks import Block, order_of_part
from counterdraft.agreements.bounds import Columns, columns_of
from counterdraft.agreements.branch import Effort, Search, search
from counterdraft.agreements.certificate import game_to_data
from counterdraft.agreements.no_deal import no_deal
from counterdraft.agreements.results import Point, Solution, Solutions
from counterdraft.agreements.rules import Rule, ideal_rule, rules_of
from counterdraft.agreements.terms import terms_of
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
        return no_deal("bounded", note=note)
    certificate = _certificate(game, parts) | {"points": [], "value": None, "proof": found.proof}
    return no_deal("proved", certificate)


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
    choices = found.choices
    if found.complete and found.more_ties:
        choices = _leximin_first(columns, rule, found, effort)
        notes.append(
            f"more than {effort.tied} points are tied; some are listed, the leximin best first"
        )
    gains = [columns.gains(c)[: columns.players] for c in choices]
    kept = undominated(gains) if rule.kind == "least" else range(len(gains))
    offers = [offer_of(parts, choices[k]) for k in kept]
    points = tuple(Point(tuple(int(p.worth(o)) for p in game.players), o) for o in offers)
    if rule.kind == "product" and rule.active and found.value == 0:
        notes.append("no offer lets all who can gain gain together")
    if not (found.complete and certain):
        notes.append(_shortfall(rule, found, certain=certain))
        return Solution(rule.name, points, "bounded", "; ".join(notes))
    certificate = base | {
        "rule": rule.name,
        "value": list(found.value) if rule.kind == "leximin" else found.value,
        "points": [list(o) for o in offers],
        "all_ties": bool(rule.active) and not found.more_ties,
        "proof": found.proof,
    }
    return Solution(rule.name, points, "proved", "; ".join(notes), certificate)


def _leximin_first(
    columns: Columns, rule: Rule, found: Search, effort: Effort
) -> list[tuple[int, ...]]:
    """Return the tied choices that were kept, after the leximin best of all tied ones."""
    uncapped = all(c is None for c in columns.caps)
    if rule.kind == "sum" and uncapped:
        inside = columns.with_floor(rule.weights, found.value)
    elif rule.kind == "least":
        inside = columns
    else:
        return found.choices
    order = Rule(rule.name, "leximin", rule.ties, rule.ties)
    best = search(inside, order, replace(effort, tied=16))
    rest = [c for c in found.choices if c not in best.choices]
    return [*best.choices, *rest] if best.complete else found.choices


def _shortfall(rule: Rule, found: Search, *, certain: bool) -> str:
    if found.complete:
        return "best for the ideals that were found; the search for the ideals stopped with a bound"
    first = found.value[0] if rule.kind == "leximin" and found.value else found.value
    if first in (None, 0, ()):
        return "the search stopped before anything was proven"
    more = max(found.bound / float(first) - 1, 0.0)
    what = {"product": "product", "sum": "sum"}.get(rule.kind, "least gain")
    tail = "" if certain else "; the ideals are themselves bounds"
    return f"the search stopped early; no offer has a {what} more than {more:.3%} greater{tail}"


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
