"""Somebody's draft: an offer with a history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

__all__ = ["Draft", "HandOver", "Term"]


@dataclass(frozen=True, slots=True)
class Term:
    """
    What a draft does about one issue.

    - "says": it settles the issue by ``option``.
    - "silent": it says nothing; ``option`` is the issue's ``if_silent``.
    - "unknown": we do not know; ``weights`` is a distribution over the options.
    - "open": it leaves the issue to be settled later; ``weights`` covers what it may become.

    ``weights`` has one probability per option in every case (one-hot where known).
    """

    issue: int
    status: Literal["says", "silent", "unknown", "open"]
    option: int | None
    weights: tuple[Fraction, ...]
    confidence: Literal["high", "medium", "low", ""] = ""
    source: str = ""
    article: str = ""
    note: str = ""
    known: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The draft changes hands; ``document`` is the fingerprint of the document handed over."""

    giver: str
    receiver: str
    date: date
    by: str = ""
    place: str = ""
    document: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An offer with a history; ``terms`` has one entry per issue, in the order of the issues."""

    name: str
    title: str
    proposed_by: str
    date: date
    status: str
    terms: tuple[Term, ...]
    hand_overs: tuple[HandOver, ...] = ()
    document: str = ""
    note: str = ""
    source: str = ""
    where: str = ""

    @property
    def partial(self) -> bool:
        """Whether some issue is open or unknown."""
        return any(term.option is None for term in self.terms)
