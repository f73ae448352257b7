"""The Timor Sea case: a real course of thirty years, in the same words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counterdraft.formats import load

CASE = Path(__file__).parents[2] / "cases" / "timor-sea"


def option(case, draft, issue):
    """What the draft does about the issue, or None where that is not settled."""
    for term in case.draft(draft).terms:
        if case.issues[term.issue].name == issue:
            return (
                None if term.option is None else case.issues[term.issue].options[term.option].name
            )
    raise AssertionError(issue)


class TestTheTreaties:
    @pytest.mark.parametrize(
        ("draft", "joint", "sunrise", "boundary", "freeze"),
        [
            ("gap-1989", "0.5", None, "deferred", "thirty_years"),
            ("sea-2002", "0.9", "0.18", "deferred", "thirty_years"),
            ("unit-2003", "0.9", "0.18", "deferred", "none"),
            ("cmats-2006", "0.9", "0.5", "deferred", "fifty_years"),
            ("boundary-2018-timor", "1", "0.7", "median", "none"),
            ("boundary-2018-darwin", "1", "0.8", "median", "none"),
        ],
    )
    def test_shares_and_line(self, draft, joint, sunrise, boundary, freeze):
        """Shares, boundary and moratorium are those of the treaties."""
        case = load(CASE)

        assert option(case, draft, "joint_share") == joint
        assert option(case, draft, "sunrise_share") == sunrise
        assert option(case, draft, "boundary") == boundary
        assert option(case, draft, "freeze") == freeze

    def test_the_treaties_are_possible(self):
        """What was signed contradicts no condition of the case."""
        case = load(CASE)

        for draft in case.drafts:
            offer = tuple(0 if t.option is None else t.option for t in draft.terms)
            assert not any(condition.holds(offer) for condition in case.impossible), draft.name

    def test_every_place_for_the_gas_needs_the_venture(self):
        """Somebody must build; leaving it open needs nobody."""
        case = load(CASE)
        (issue,) = [i for i in case.issues if i.name == "pipeline"]

        assert {o.name: o.needs for o in issue.options} == {
            "undecided": (),
            "timor": ("venture",),
            "darwin": ("venture",),
            "floating": ("venture",),
        }


class TestAsOf:
    @pytest.mark.parametrize(
        ("day", "known"),
        [
            (date(1990, 1, 1), 1),
            (date(2002, 12, 31), 2),
            (date(2005, 1, 1), 3),
            (date(2016, 4, 11), 4),
            (date(2018, 3, 6), 6),
        ],
    )
    def test_drafts_by_date(self, day, known):
        """A treaty is on the table from its date."""
        assert len(load(CASE, as_of=day).drafts) == known

    def test_a_boundary_became_possible(self):
        """That Australia will sign no boundary was likely in 2006 and no longer in 2017."""

        def probability(day):
            belief = load(CASE, seat="timor-leste", as_of=day).beliefs["timor-leste", "australia"]
            (line,) = [r for r in belief.red_lines if r.condition.text == "boundary <= deferred"]
            return line.probability.distribution.mode

        assert (
            probability(date(2006, 1, 12))
            > probability(date(2017, 1, 9))
            > probability(date(2018, 3, 6))
        )
