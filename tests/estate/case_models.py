"""A small case of two parties over the small estate, and drafts of it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from counterdraft.case import Case, Draft, Issue, Option, Party, Term
from counterdraft.case.condition_language import parse

from .estate_models import DEAL

HELD = {**DEAL, "parties": {"a": {"state": 1, "owners": 0.5}, "b": {"partner": 1}}}
"""The deal's deal_mapping, with who holds which role."""


def issue(name, *options, values=None):
    kind = "numeric" if values else "list"
    found = tuple(
        Option(o, o, Fraction(v) if values else None)
        for o, v in zip(options, values or options, strict=True)
    )
    return Issue(name, name, kind, found)


ISSUES = (
    issue("share", "0", "0.25", "0.5", values=("0", "0.25", "0.5")),
    issue("law", "home", "abroad"),
    issue("base", "gross", "state"),
    issue("guarantee", "none", "words", "binding"),
)


def draft(name, *weights):
    """A draft from a distribution over the options of each issue."""
    terms = tuple(
        Term(
            i,
            "says" if 1 in w else "unknown",
            w.index(1) if 1 in w else None,
            tuple(Fraction(x) for x in w),
        )
        for i, w in enumerate(weights)
    )
    return Draft(name, name, "b", date(2025, 1, 1), "", terms)


HARD = draft("hard", (0, 0, 1), (1, 0), (1, 0), (1, 0, 0))
SOFT = draft("soft", (0, 1, 0), (1, 0), (0, 1), (0, 0, 1))
VAGUE = draft("vague", ("1/4", "1/4", "1/2"), (1, 0), (0, 1), (1, 0, 0))


def case(*drafts, impossible=(), parties=("a", "b")):
    conditions = tuple(parse(text, ISSUES) for text in impossible)
    named = tuple(Party(name, name.upper()) for name in parties)
    return Case("c", "C", "table", "USD m", named, ISSUES, conditions, drafts)
