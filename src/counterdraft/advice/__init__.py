"""What to answer: review, counter-offers with their odds, what hangs on what, what to find out first."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterdraft.advice.answer import (
        Answer,
        Assumption,
        Bar,
        BreakEven,
        Counter,
        DraftReview,
        FindOut,
        Headline,
        Move,
        Odds,
        Opening,
        Pricing,
        Range,
        Shortlist,
        TermReview,
    )
    from counterdraft.advice.answering import answer
    from counterdraft.advice.assumptions import assumptions
    from counterdraft.advice.bound import expected_gain_bound
    from counterdraft.advice.break_even import break_even
    from counterdraft.advice.find_out import evppi, find_out
    from counterdraft.advice.joint import Joint
    from counterdraft.advice.review import review
    from counterdraft.advice.seat import Seat, take_seat
    from counterdraft.advice.shortlist import counter_offers
    from counterdraft.advice.tornado import tornado

_HOME = {
    "answer": (
        "Answer",
        "Assumption",
        "Bar",
        "BreakEven",
        "Counter",
        "DraftReview",
        "FindOut",
        "Headline",
        "Move",
        "Odds",
        "Opening",
        "Pricing",
        "Range",
        "Shortlist",
        "TermReview",
    ),
    "answering": ("answer",),
    "assumptions": ("assumptions",),
    "bound": ("expected_gain_bound",),
    "break_even": ("break_even",),
    "find_out": ("evppi", "find_out"),
    "joint": ("Joint",),
    "review": ("review",),
    "seat": ("Seat", "take_seat"),
    "shortlist": ("counter_offers",),
    "tornado": ("tornado",),
}
_FUNCTIONS = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Answer",
    "Assumption",
    "Bar",
    "BreakEven",
    "Counter",
    "DraftReview",
    "FindOut",
    "Headline",
    "Joint",
    "Move",
    "Odds",
    "Opening",
    "Pricing",
    "Range",
    "Seat",
    "Shortlist",
    "TermReview",
    "answer",
    "assumptions",
    "break_even",
    "counter_offers",
    "evppi",
    "expected_gain_bound",
    "find_out",
    "review",
    "take_seat",
    "tornado",
]


def __getattr__(name: str) -> object:
    if name not in _FUNCTIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FUNCTIONS[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Room(ModuleType):
    """A room whose functions keep their names when a file of the same name is loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _FUNCTIONS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room
