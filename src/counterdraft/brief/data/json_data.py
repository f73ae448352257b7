"""The whole answer as plain data: JSON with stable bytes, and the draws as CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from counterdraft.advice.money import AnswerMoney
from counterdraft.advice.results import (
    Answer,
    Bar,
    BreakEven,
    Counter,
    DraftReview,
    FindOut,
    Move,
    Pricing,
    Shortlist,
    TermReview,
)
from counterdraft.agreements import Frontier, Point, Solution, Solutions
from counterdraft.brief import words
from counterdraft.brief.data.csv_table import csv_bytes
from counterdraft.brief.data.efficient_data import certificate_digest
from counterdraft.case import TABLE, Case, Draft, Figure, Statement
from counterdraft.preferences.game import Game
from counterdraft.runtime.plain_data import plain
from counterdraft.version import __version__

__all__ = [
    "FORMAT",
    "assumptions_dict",
    "draws_csv",
    "heading_dict",
    "money_dict",
    "plain",
    "review_dict",
    "shortlist_dict",
    "to_dict",
    "to_json",
]

FORMAT = "counterdraft.brief/2"
"""The name and version of the JSON form; documented in docs/reference/json.md."""

EVERYBODY_SHOWN = "everybodys_mandate_is_shown"
"""Says, in JSON and CSV, that the answer is seen from the table."""


def to_dict(answer: Answer) -> dict[str, Any]:
    """
    Return everything the answer holds as JSON-ready data.

    Issues, options, parties and drafts stand by name; floats are the doubles that were computed;
    exact figures have their fraction beside them; numbers of offers are strings, because they may
    pass 2^53; what is not a finite number is null.
    """
    case, own = answer.case, words.answering_party(answer)
    head = heading_dict(case, own, seed=answer.seed, draws=answer.draws)
    head["run"]["odds_wanted"] = plain(answer.odds_wanted)
    return {
        **head,
        "format": FORMAT,
        "case": _case(case),
        "review": review_dict(case, answer.review),
        "dance": [review_dict(case, r) for r in answer.dance],
        "space": {
            "offers": str(answer.space),
            "acceptable": {
                "low": str(answer.zopa.low),
                "high": str(answer.zopa.high),
                "exact": answer.zopa.exact,
            },
        },
        "frontier": _frontier(case, answer.frontier),
        "solutions": _solutions(case, answer.frontier.game, answer.solutions),
        "shortlist": shortlist_dict(case, answer.shortlist),
        "headlines": [plain(h) for h in answer.headlines],
        "tornado": {name: [_bar(b) for b in bars] for name, bars in answer.tornado.items()},
        "break_even": [_with_figure(b) for b in answer.break_even],
        "find_out": [_with_figure(f) for f in answer.find_out],
        "assumptions": [
            {**_figure(a.figure), "label": a.label, "text": a.text, "swing": plain(a.swing)}
            for a in answer.assumptions
        ],
        "provenance_counts": dict(answer.provenance_counts),
        "table_error": plain(answer.table_error),
        **money_dict(answer.money),
        "notices": list(answer.notices),
        "withheld_by_date": list(case.withheld_by_date),
    }


def assumptions_dict(answer: Answer) -> dict[str, Any]:
    """Return the figures with their provenance as JSON-ready data."""
    whole = to_dict(answer)
    kept = ("format", "party", "seat", "unit", "run", "assumptions", "provenance_counts")
    money = whole["money"]
    estate = (
        None
        if money is None
        else {name: money["report"][name] for name in ("assumptions", "withheld_by_date")}
    )
    return {**{key: whole[key] for key in kept}, "estate": estate}


def heading_dict(case: Case, party: str, *, seed: int, draws: int) -> dict[str, Any]:
    """Return what every answer on a sample says of itself: whose it is, and how to get it again."""
    return {
        "party": party,
        "seat": case.seat,
        EVERYBODY_SHOWN: case.seat == TABLE,
        "unit": case.preference(party).unit,
        "run": {
            "fingerprint": case.fingerprint,
            "seed": seed,
            "draws": draws,
            "version": __version__,
            "as_of": plain(case.as_of),
        },
    }


def to_json(answer: Answer) -> bytes:
    """Return the answer as UTF-8 JSON: keys sorted, the same bytes for the same answer."""
    text = json.dumps(
        to_dict(answer), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False
    )
    return (text + "\n").encode("utf-8", "replace")


def draws_csv(answer: Answer) -> bytes:
    """
    Return the draws: a row per draw, a column per offer and party, gains over no deal.

    Columns are named ``offer/party`` ("counter 1/island").  Without draws in the answer only the head is
    written.  Seen from the table, a last column says in every row that everybody's mandate is shown.
    """
    series = [
        (f"{offer}/{name}", values)
        for offer, by_party in answer.gains.items()
        for name, values in by_party.items()
    ]
    shown = answer.case.seat == TABLE
    head = ["draw", *(name for name, _ in series), *[EVERYBODY_SHOWN] * shown]
    columns = [values.tolist() for _, values in series]
    rows = enumerate(zip(*columns, strict=True), 1)
    return csv_bytes(head, ([draw, *row, *["true"] * shown] for draw, row in rows))


def review_dict(case: Case, review: DraftReview) -> dict[str, Any]:
    """Return a draft against the mandate as JSON-ready data."""
    return {
        "draft": _draft(case, review.draft),
        "terms": [_term(case, t) for t in review.terms],
        "pricing": _pricing(review.pricing),
        "silent": review.silent,
        "unknown": review.unknown,
        "same_document": review.same_document,
        "findings": list(review.findings),
        **_more(review),
    }


def shortlist_dict(case: Case, shortlist: Shortlist) -> dict[str, Any]:
    """Return the counter-offers as JSON-ready data."""
    return {
        "counters": [_counter(case, c) for c in shortlist.counters],
        "bound": plain(shortlist.bound),
        "searched": shortlist.searched,
        "none_because": shortlist.none_because,
        "openings": [plain(o) for o in shortlist.openings],
        **_more(shortlist),
    }


def money_dict(money: AnswerMoney | None) -> dict[str, Any]:
    """Return under ``money`` what the minerals are worth as JSON-ready data, null without an estate."""
    return {"money": plain(money)}


# What the functions below write by name; a field that is added later is written as it is.
_WRITTEN = {
    DraftReview: {
        "draft",
        "terms",
        "pricing",
        "silent",
        "unknown",
        "same_document",
        "findings",
        "case",
    },
    Shortlist: {"counters", "bound", "searched", "none_because", "openings", "case"},
    TermReview: {"issue", "option", "best", "statements"},
    Counter: {"offer", "moves", "pricing"},
    Move: {"issue", "before", "after"},
    Pricing: set(),
}


def _more(value: Any) -> dict[str, Any]:  # noqa: ANN401
    written = _WRITTEN[type(value)]
    return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in written}


def _case(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "title": case.title,
        "currency": case.currency,
        "note": case.note,
        "parties": [plain(p) for p in case.parties],
        "issues": [
            {
                "name": issue.name,
                "label": issue.label,
                "kind": issue.kind,
                "unit": issue.unit,
                "if_silent": _name(case, k, issue.if_silent),
                "options": [plain(o) for o in issue.options],
            }
            for k, issue in enumerate(case.issues)
        ],
        "impossible": [c.text for c in case.impossible],
        "sources": {name: plain(s) for name, s in case.sources.items()},
        "statements": [_statement(case, s) for s in case.statements],
    }


def _name(case: Case, issue: int, position: int | None) -> str | None:
    return None if position is None else case.issues[issue].options[position].name


def _offer(case: Case, offer: Sequence[int]) -> dict[str, str]:
    return {i.name: i.options[o].name for i, o in zip(case.issues, offer, strict=True)}


def _statement(case: Case, statement: Statement) -> dict[str, Any]:
    return {**plain(statement), "issues": [case.issues[i].name for i in statement.issues]}


def _draft(case: Case, draft: Draft) -> dict[str, Any]:
    terms = {
        case.issues[t.issue].name: {
            "status": t.status,
            "option": _name(case, t.issue, t.option),
            "weights": {
                o.name: plain(w)
                for o, w in zip(case.issues[t.issue].options, t.weights, strict=True)
                if w
            },
            "source": t.source,
            "article": t.article,
            "confidence": t.confidence,
            "note": t.note,
            "known": plain(t.known),
        }
        for t in draft.terms
    }
    return {**plain(draft), "terms": terms}


def _term(case: Case, term: TermReview) -> dict[str, Any]:
    return {
        **_more(term),
        "issue": case.issues[term.issue].name,
        "option": _name(case, term.issue, term.option),
        "best": _name(case, term.issue, term.best),
        "statements": [s.name for s in term.statements],
    }


def _pricing(pricing: Pricing) -> dict[str, Any]:
    return _more(pricing)


def _counter(case: Case, counter: Counter) -> dict[str, Any]:
    return {
        **_more(counter),
        "offer": _offer(case, counter.offer),
        "moves": [
            {
                **_more(move),
                "issue": case.issues[move.issue].name,
                "before": _name(case, move.issue, move.before),
                "after": _name(case, move.issue, move.after),
            }
            for move in counter.moves
        ],
        "pricing": _pricing(counter.pricing),
    }


def _exact(value: Fraction) -> dict[str, Any]:
    return {"value": float(value), "exact": str(value)}


def _point(case: Case, game: Game, point: Point) -> dict[str, Any]:
    return {
        "worth": {
            p.name: _exact(p.figure(w)) for p, w in zip(game.players, point.worth, strict=True)
        },
        "gain": {
            p.name: _exact(p.figure(w - p.reservation))
            for p, w in zip(game.players, point.worth, strict=True)
        },
        "offer": _offer(case, point.offer),
        "offers": None if point.offers is None else str(point.offers),
    }


def _frontier(case: Case, front: Frontier) -> dict[str, Any]:
    game = front.game
    return {
        "points": [_point(case, game, front.point(k)) for k in range(len(front))],
        "status": front.status,
        "bound": None if front.bound is None else _exact(front.bound),
        "note": front.note,
        "certificate": certificate_digest(front.certificate),
        "reservation": {p.name: _exact(p.figure(p.reservation)) for p in game.players},
    }


def _solutions(case: Case, game: Game, solutions: Solutions) -> dict[str, Any]:
    def one(solution: Solution) -> dict[str, Any]:
        return {
            "points": [_point(case, game, p) for p in solution.points],
            "status": solution.status,
            "note": solution.note,
            "certificate": certificate_digest(solution.certificate),
        }

    return {
        **{s.name: one(s) for s in solutions},
        "ideals": {
            p.name: _exact(p.figure(v))
            for p, v in zip(game.players, solutions.ideals, strict=False)
        },
        "notices": list(solutions.notices),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    known = figure.provenance
    return {
        "figure": figure.name,
        "distribution": {"kind": type(figure.distribution).__name__.lower()}
        | plain(figure.distribution),
        "unit": figure.unit,
        "driver": figure.driver,
        "opposed": figure.opposed,
        "chance": figure.chance,
        "kind": known.kind,
        "source": known.source,
        "because": known.because,
        "known": plain(known.known),
        "where": known.where,
    }


def _with_figure(found: Bar | BreakEven | FindOut) -> dict[str, Any]:
    return {
        **{f.name: plain(getattr(found, f.name)) for f in fields(found) if f.name != "figure"},
        **_figure(found.figure),
    }


_bar = _with_figure
