"""Units: exact factors within a kind, refusal of everything else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.case.unit_table import AMBIGUOUS, KINDS, PREFIXES, SHARES
from counterdraft.case.units import UnitError, convert, money_unit, prefix_of, tonnes_in

TABLE = {**KINDS, "share": SHARES, "money": tuple(PREFIXES)}
WORDS = {
    kind: [word for unit in units for word in (unit.symbol, *unit.spellings)]
    for kind, units in TABLE.items()
}


def written(kind, word):
    """The unit that a word of the table stands for: prefixes of money follow a code."""
    return f"USD {word}".strip() if kind == "money" else word


@st.composite
def pairs(draw):
    """Two units of one kind."""
    kind = draw(st.sampled_from(sorted(WORDS)))
    return [written(kind, draw(st.sampled_from(WORDS[kind]))) for _ in range(2)]


class TestConvert:
    @given(pairs())
    def test_there_and_back(self, pair):
        """
        Converting within a kind, there and back, changes nothing.
        """
        one, other = pair
        assert convert(one, other) * convert(other, one) == 1

    @pytest.mark.parametrize(
        ("found", "expected", "value"),
        [
            ("USD m", "USD bn", Fraction(1, 1000)),
            ("USD tn", "USD m", 10**6),
            ("USD", "USD k", Fraction(1, 1000)),
            ("percent", "fraction", Fraction(1, 100)),
            ("", "fraction", 1),
            ("g/t", "ppm", 1),
            ("g/t", "%", Fraction(1, 10000)),
            # The pound and the troy ounce of 1959; a barrel of 42 gallons of 231 cubic inches.
            ("lb", "kg", Fraction("0.45359237")),
            ("oz t", "g", Fraction("31.1034768")),
            ("bbl", "m3", 42 * 231 * Fraction("0.0254") ** 3),
            ("mcf", "m3", 1000 * Fraction("0.3048") ** 3),
            # The short ton of 2,000 and the long ton of 2,240 pounds; a thousand million cubic feet.
            ("st", "lb", 2000),
            ("lt", "lb", 2240),
            ("bcf", "MMcf", 1000),
            ("MMBtu", "GJ", Fraction("1.05505585262")),
            ("USD/lb", "USD m/kt", Fraction(10**6, 1000) / (1000 * Fraction("0.45359237"))),
            ("USc/lb", "USD/lb", Fraction(1, 100)),
            ("¢/lb", "USD/lb", Fraction(1, 100)),
            ("c/lb", "AUD/lb", Fraction(1, 100)),
            ("USD/oz", "USD m/koz", Fraction(1, 1000)),
            ("USD/bbl", "USD m/kbbl", Fraction(1, 1000)),
            ("USD/bbl", "USD m/MMbbl", 1),
            ("USD/t Be", "USD m/t", Fraction(1, 10**6)),
            ("EUR/MWh", "EUR m/TWh", 1),
            ("USD/flask", "USD m/flask", Fraction(1, 10**6)),
            ("ducats bn", "ducats m", 1000),
            ("years", "years", 1),
        ],
    )
    def test_factors(self, found, expected, value):
        """
        Factors are exact.
        """
        assert convert(found, expected) == value

    @pytest.mark.parametrize(
        ("found", "expected", "words"),
        [
            ("EUR m", "USD m", "currencies are not mixed"),
            ("USD dozen", "USD m", "not a known unit"),
            ("m", "USD m", "not a known unit"),
            ("USD m", "points", "expected points, found 'USD m'"),
            ("USD m", "", "expected a plain number"),
            ("kton", "kt", "did you mean"),
            ("bcf", "bbl", "expected bbl, found 'bcf'"),
            ("MMBtu", "mcf", "expected mcf"),
            ("wmt", "t", "expected t, found 'wmt'"),
            ("USD/dmtu", "USD/t", "expected t, found 'dmtu'"),
            ("% Li2O", "fraction", "one compound is not converted into another"),
            ("USD/t Cu", "USD/t Zn", "one compound is not converted into another"),
            ("USD/t", "USD m", "expected USD m, found 'USD/t'"),
            ("USD/flask", "USD m/kt", "'flask' is not a known unit"),
        ],
    )
    def test_refused(self, found, expected, words):
        """
        An unknown unit, another currency and another kind are never taken as 1.
        """
        with pytest.raises(UnitError) as error:
            convert(found, expected)
        assert words in f"{error.value} {error.value.help}"

    @pytest.mark.parametrize("word", sorted(AMBIGUOUS))
    def test_two_readings(self, word):
        """
        A word with two readings is refused with both, alone, in a price and before a substance.
        """
        for unit in (word, f"USD/{word}", f"USD {word}", f"{word} Cu"):
            with pytest.raises(UnitError, match=r"has two readings: .* or ") as error:
                convert(unit, "USD/t" if "/" in unit else "t")
            assert error.value.help.startswith("write ")

    def test_no_word_stands_for_two_sizes(self):
        """
        No spelling is in one kind twice, or both in a kind and among the words with two readings.
        """
        for words in WORDS.values():
            assert len(set(words)) == len(words)
            assert not set(words) & set(AMBIGUOUS)


class TestMoney:
    def test_spellings(self):
        """
        A prefix has one short form.
        """
        assert [prefix_of(w) for w in ("one", "million", "billion", "")] == ["", "m", "bn", ""]
        assert money_unit("USD", "trillion") == "USD tn"

    def test_unknown(self):
        """
        A prefix that nobody knows is refused with those there are.
        """
        with pytest.raises(UnitError) as error:
            prefix_of("dozen")
        assert "trillion" in error.value.help


class TestTonnes:
    def test_of_a_mass_and_of_none(self):
        """
        Ounces are a mass, barrels are none.
        """
        assert tonnes_in("koz") == Fraction("0.0311034768")
        assert tonnes_in("t Be") == 1
        assert tonnes_in("bbl") is None
