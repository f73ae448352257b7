"""The language of conditions against its plain meaning, and what it says of texts it cannot read."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.case import Among, Issue, Option
from counterdraft.case.condition_language import DEEPEST, LONGEST, parse, read
from counterdraft.case.numbers import decimal
from counterdraft.errors import CaseError


def numeric(name, *values, unit="fraction"):
    numbers = [Fraction(value) for value in values]
    return Issue(name, name, "numeric", tuple(Option(decimal(n), "", n) for n in numbers), 0, unit)


def listed(name, kind, *options):
    return Issue(name, name, kind, tuple(Option(option, "") for option in options))


ISSUES = [
    numeric("share", "0", "0.5", "0.66", "1"),
    numeric("floor", "0", "0.5", "1"),
    numeric("claim", "0", "100", "500", unit="USD bn"),
    listed("guarantee", "ordered", "none", "consultation", "binding"),
    listed("promise", "ordered", "none", "consultation", "binding"),
    listed("speed", "ordered", "slow", "fast"),
    listed("law", "list", "home", "abroad", "2025"),
    listed("forum", "list", "abroad", "home"),
]
NAMES = {issue.name: i for i, issue in enumerate(ISSUES)}
OFFERS = list(product(*(range(len(issue.options)) for issue in ISSUES)))


def value(offer, name):
    issue = ISSUES[NAMES[name]]
    option = issue.options[offer[NAMES[name]]]
    return option.value if issue.kind == "numeric" else option.name


def place(offer, name):
    return offer[NAMES[name]]


class TestMeaning:
    @pytest.mark.parametrize(
        ("text", "meaning"),
        [
            ("guarantee >= consultation", lambda o: place(o, "guarantee") >= 1),
            (
                "share > 0 implies guarantee in [consultation, binding]",
                lambda o: not value(o, "share") > 0 or place(o, "guarantee") in {1, 2},
            ),
            (
                "not (law = abroad and guarantee = none)",
                lambda o: not (value(o, "law") == "abroad" and place(o, "guarantee") == 0),
            ),
            (
                "share <= 50 % or law = home",
                lambda o: value(o, "share") <= Fraction(1, 2) or value(o, "law") == "home",
            ),
            ("share >= floor", lambda o: value(o, "share") >= value(o, "floor")),
            ("share = floor", lambda o: value(o, "share") == value(o, "floor")),
            ("guarantee < promise", lambda o: place(o, "guarantee") < place(o, "promise")),
            ("law != forum", lambda o: value(o, "law") != value(o, "forum")),
            ("law = forum", lambda o: value(o, "law") == value(o, "forum")),
            ("share != 0.66", lambda o: value(o, "share") != Fraction("0.66")),
            ("share < 0.6", lambda o: value(o, "share") < Fraction("0.6")),
            ("share in [0, 66 percent]", lambda o: value(o, "share") in {0, Fraction("0.66")}),
            ("law not in [home, 'abroad']", lambda o: value(o, "law") == "2025"),
            ("law = 2025", lambda o: value(o, "law") == "2025"),
            ('law = "2025"', lambda o: value(o, "law") == "2025"),
            ("claim>=1e2", lambda o: value(o, "claim") >= 100),
            (
                "law = home or law = abroad and share = 0",
                lambda o: (
                    value(o, "law") == "home"
                    or (value(o, "law") == "abroad" and value(o, "share") == 0)
                ),
            ),
            (
                "not law = home and share = 0",
                lambda o: value(o, "law") != "home" and value(o, "share") == 0,
            ),
            (
                "law = home implies share = 0 implies guarantee = none",
                lambda o: (
                    value(o, "law") != "home"
                    or value(o, "share") != 0
                    or place(o, "guarantee") == 0
                ),
            ),
            (
                "law = home or share = 0 implies guarantee = none",
                lambda o: (
                    not (value(o, "law") == "home" or value(o, "share") == 0)
                    or place(o, "guarantee") == 0
                ),
            ),
            ("not not law = home", lambda o: value(o, "law") == "home"),
            ("share > share", lambda _: False),
        ],
    )
    def test_every_form(self, text, meaning):
        """
        Each form of the reference page holds for exactly the offers that it describes.
        """
        condition = parse(text, ISSUES)
        assert [condition.holds(offer) for offer in OFFERS] == [meaning(o) for o in OFFERS]

    @given(st.data())
    def test_agrees_with_the_definition(self, data):
        """
        Brackets, negation and the order of precedence, against Python's own logic.
        """
        atoms = {
            "law = home": lambda o: value(o, "law") == "home",
            "share > 0.5": lambda o: value(o, "share") > Fraction(1, 2),
            "guarantee in [none, binding]": lambda o: place(o, "guarantee") != 1,
            "floor != 1": lambda o: value(o, "floor") != 1,
        }

        def write(depth):
            if depth == 0:
                text = data.draw(st.sampled_from(sorted(atoms)))
                return text, atoms[text]
            how = data.draw(st.sampled_from(["and", "or", "implies", "not", "()"]))
            text, mean = write(depth - 1)
            if how == "not":
                return f"not ({text})", lambda o: not mean(o)
            if how == "()":
                return f"({text})", mean
            other, meant = write(depth - 1)
            joined = f"({text}) {how} ({other})"
            if how == "and":
                return joined, lambda o: mean(o) and meant(o)
            if how == "or":
                return joined, lambda o: mean(o) or meant(o)
            return joined, lambda o: not mean(o) or meant(o)

        text, meaning = write(data.draw(st.integers(0, 4)))
        condition = parse(text, ISSUES)
        for offer in OFFERS[:: len(OFFERS) // 50]:
            assert condition.holds(offer) == meaning(offer)

    def test_an_option_comes_before_an_issue(self):
        """
        Where an option and an issue share a name, the option of the issue on the left is meant.
        """
        issues = [listed("law", "list", "home", "forum"), listed("forum", "list", "home", "forum")]
        assert read("law = forum", issues) == Among(0, (1,))


class TestWording:
    @pytest.mark.parametrize(
        ("text", "offset", "message", "advice"),
        [
            ("shar > 0", 0, "no issue is called 'shar'", "did you mean 'share'?"),
            (
                "law = home or share in [0.5, 0.55]",
                29,
                "0.55 is not on the grid of 'share'",
                "the nearest are 0.5 and 0.66; list it under also: in the issue's range to allow it",
            ),
            (
                "law > home",
                4,
                "'law' has no order, so > says nothing about it",
                "use = or in [..], or write its options under ordered: from least to most",
            ),
            (
                "share > claim",
                8,
                "'share' and 'claim' cannot be compared: numbers (fraction) and numbers (USD bn)",
                "compare issues of one kind and one unit, or each with a value",
            ),
            (
                "guarantee > speed",
                12,
                "'guarantee' and 'speed' do not have the same options in order",
                "",
            ),
            (
                "claim > 50 %",
                8,
                "a percentage is no amount in USD bn",
                "'claim' goes from 0 to 500 USD bn",
            ),
            ("claim > 501", 8, "501 is above the range of 'claim' (0 to 500 USD bn)", ""),
            ("claim > -1", 8, "-1 is below the range of 'claim' (0 to 500 USD bn)", ""),
            (
                "share > lots",
                8,
                "'lots' is neither a number nor an issue",
                "'share' goes from 0 to 1",
            ),
            ("law == home", 4, "'==' is no part of the condition language", "write = for equal"),
            ("law = home & share = 0", 11, "'&' is no part of the condition language", "write and"),
            ("share ≥ 0.5", 6, "'≥' is no part of the condition language", "write >="),
            (
                "law = home,",
                10,
                "did not expect ',' here",
                "expected the end, 'or', 'implies' or 'and'",
            ),
            ("law in home", 7, "did not expect 'home' here", "expected '['"),
            (
                "law in []",
                8,
                "did not expect ']' here",
                "expected a quoted option, a number or a name",
            ),
            ("", 0, "the condition ends too early", "expected a name, 'not' or '('"),
            ("   ", 3, "the condition ends too early", "expected a name, 'not' or '('"),
            ("law = home and", 14, "the condition ends too early", "expected a name, 'not' or '('"),
            ("law", 3, "the condition ends too early", "expected a comparison, 'not' or 'in'"),
        ],
    )
    def test_says_what_is_wrong_and_where(self, text, offset, message, advice):
        """
        A text that cannot be read is answered with the place, what was found and what would do.
        """
        problems = read(text, ISSUES)
        assert isinstance(problems, tuple)
        assert [(p.offset, p.message, p.help) for p in problems] == [(offset, message, advice)]

    def test_all_at_once(self):
        """
        Every unknown name of a condition is told, each with its column.
        """
        with pytest.raises(CaseError) as refused:
            parse("lawn = home and share > 2 or forum = hom", ISSUES, "page")
        assert [(f.file, f.column) for f in refused.value.faults] == [
            ("page", 1),
            ("page", 25),
            ("page", 38),
        ]


class TestHostileText:
    @pytest.mark.parametrize(
        "text",
        [
            "(" * 5000 + "law = home" + ")" * 5000,
            "not " * 2000 + "law = home",
            "law = home implies " * 400 + "law = home",
            "law = home and " * 10_000 + "law = home",
            "(" * (DEEPEST + 1) + "law = home" + ")" * (DEEPEST + 1),
        ],
    )
    def test_depth_and_length_are_capped(self, text):
        """
        No text hangs the reader or exhausts its stack; the caps are told.
        """
        began = time.perf_counter()
        (problem,) = read(text, ISSUES)
        assert "the most is" in problem.message
        assert time.perf_counter() - began < 1

    def test_up_to_the_caps(self):
        """
        What is within the caps is read: 64 levels, 10,000 characters.
        """
        deep = "(" * DEEPEST + "law = home" + ")" * DEEPEST
        assert read(deep, ISSUES) == Among(6, (0,))
        long = " or ".join(["law = home"] * (LONGEST // 14))
        assert not isinstance(read(long, ISSUES), tuple)

    def test_brackets_beside_each_other_are_not_deep(self):
        """
        Only what lies inside something else is a level further down.
        """
        beside = " or ".join(["(not (law = home) and not (law = home))"] * (3 * DEEPEST))
        assert not isinstance(read(beside, ISSUES), tuple)
        inside = "(" * (DEEPEST - 1) + "not law = home" + ")" * (DEEPEST - 1)
        assert not isinstance(read(inside, ISSUES), tuple)
        (problem,) = read(f"not {inside}", ISSUES)
        assert f"{DEEPEST + 1} levels deep" in problem.message

    def test_pairs_are_capped(self):
        """
        Two issues of thousands of options each are not compared pair by pair.
        """
        wide = [numeric(name, *range(1000)) for name in ("one", "other")]
        (problem,) = read("one > other", wide)
        assert problem.message == "'one' and 'other' have too many options to be compared"

    @given(st.text(alphabet="shareflowin[]()=<>!&|.,'\"0123456789 %-notandimpls", max_size=60))
    def test_no_text_escapes(self, text):
        """
        Any text has a meaning or is a list of problems inside it.
        """
        found = read(text, ISSUES)
        if isinstance(found, tuple):
            assert all(0 <= p.offset <= len(text) and p.message for p in found)
