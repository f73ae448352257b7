"""What to answer: review, counter-offers with their odds, what hangs on what, what to find out first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

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
        Opening,
        Pricing,
        Shortlist,
        TermReview,
    )
    from counterdraft.advice.answering import answer
    from counterdraft.advice.assumptions import assumptions
    from counterdraft.advice.bound import expected_gain_bound
    from counterdraft.advice.break_even import break_even
    from counterdraft.advice.find_out import evppi, find_out
    from counterdraft.advice.joint import Joint
    from counterdraft.advice.money import AnswerMoney, begin_money
    from counterdraft.advice.review import review
    from counterdraft.advice.seat import Seat, perspective
    from counterdraft.advice.shortlist import counter_offers
    from counterdraft.advice.tornado import tornado
    from counterdraft.case.spreads import Probability, Range

__all__ = [
    "Answer",
    "AnswerMoney",
    "Assumption",
    "Bar",
    "BreakEven",
    "Counter",
    "DraftReview",
    "FindOut",
    "Headline",
    "Joint",
    "Move",
    "Opening",
    "Pricing",
    "Probability",
    "Range",
    "Seat",
    "Shortlist",
    "TermReview",
    "answer",
    "assumptions",
    "begin_money",
    "break_even",
    "counter_offers",
    "evppi",
    "expected_gain_bound",
    "find_out",
    "perspective",
    "review",
    "tornado",
]

attach_lazily(
    __name__,
    {
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
            "Opening",
            "Pricing",
            "Probability",
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
        "money": ("AnswerMoney", "begin_money"),
        "review": ("review",),
        "seat": ("Seat", "perspective"),
        "shortlist": ("counter_offers",),
        "tornado": ("tornado",),
    },
)
