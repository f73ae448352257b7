"""What to answer: review, counter-offers with their odds, what hangs on what, what to find out first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterdraft.runtime.lazy import attach_lazily

if TYPE_CHECKING:
    from counterdraft.advice.answering import answer
    from counterdraft.advice.money import AnswerMoney, begin_money
    from counterdraft.advice.results import (
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
    from counterdraft.advice.reviewing.draft_review import review
    from counterdraft.advice.scoring.joint_sample import JointSample
    from counterdraft.advice.scoring.perspective import Perspective, perspective
    from counterdraft.advice.search.shortlist import counter_offers
    from counterdraft.advice.sensitivity.assumptions import assumptions
    from counterdraft.advice.sensitivity.break_even import break_even
    from counterdraft.advice.sensitivity.information_value import evppi, find_out
    from counterdraft.advice.sensitivity.tornado import tornado
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
    "JointSample",
    "Move",
    "Opening",
    "Perspective",
    "Pricing",
    "Probability",
    "Range",
    "Shortlist",
    "TermReview",
    "answer",
    "assumptions",
    "begin_money",
    "break_even",
    "counter_offers",
    "evppi",
    "find_out",
    "perspective",
    "review",
    "tornado",
]

attach_lazily(
    __name__,
    {
        "results": (
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
        "sensitivity.assumptions": ("assumptions",),
        "sensitivity.break_even": ("break_even",),
        "sensitivity.information_value": ("evppi", "find_out"),
        "scoring.joint_sample": ("JointSample",),
        "money": ("AnswerMoney", "begin_money"),
        "reviewing.draft_review": ("review",),
        "scoring.perspective": ("Perspective", "perspective"),
        "search.shortlist": ("counter_offers",),
        "sensitivity.tornado": ("tornado",),
    },
)
