"""The game of expected worths."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Combined, Table, When
from counterdraft.preferences import expected_game, mean, offer_worth


def plainly(factor, offer):
    """The expected worth of a factor by its definition."""
    if isinstance(factor, When):
        return mean(factor.worth.distribution) * factor.condition.holds(offer)
    if isinstance(factor, Table):
        mixes = [axis.mix[offer[axis.issue]] for axis in factor.axes]
        total = Fraction(0)
        for picks in product(*mixes):
            row, weight = 0, Fraction(1)
            for axis, (point, share) in zip(factor.axes, picks, strict=True):
                row, weight = row * axis.points + point, weight * share
            total += weight * mean(factor.cells[row].distribution)
        return total
    assert isinstance(factor, Combined)
    how = {"sum": sum, "min": min, "max": max}[factor.how]
    return factor.weight * how([plainly(part, offer) for part in factor.parts])


def worth(preference, offer):
    transform = preference.transform
    total = sum((plainly(f, offer) for f in preference.factors), Fraction(0))
    found = transform.scale * total + transform.offset
    return found if transform.cap is None else min(found, transform.cap)


class TestExpectedGame:
    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=150, deadline=None)
    def test_worths_are_the_means(self, seed, maker):
        """
        Every ledger gives, for every offer, the worth by definition, exactly.
        """
        case = maker(seed).case()
        game = expected_game(case)
        for ledger in (*game.players, *game.signatories):
            preference = case.preference(ledger.name)
            for offer in product(*map(range, game.sizes)):
                expected = worth(preference, offer)
                assert ledger.figure(ledger.worth(offer)) == expected
                assert offer_worth(case, ledger.name, offer) == expected
            assert ledger.figure(ledger.reservation) == mean(preference.reservation.distribution)

    @given(seed=st.integers(0, 10**9))
    @settings(max_examples=150, deadline=None)
    def test_offers_are_signed_as_the_case_says(self, seed, maker):
        """
        An offer is signed when it is possible, within the held red lines and better than no deal.
        """
        case = maker(seed).case()
        game = expected_game(case)
        for offer in product(*map(range, game.sizes)):
            signed = not any(c.holds(offer) for c in case.impossible)
            for party in case.parties:
                needed = party.role == "player" or any(
                    party.name in issue.options[o].needs
                    for issue, o in zip(case.issues, offer, strict=True)
                )
                if not needed:
                    continue
                preference = case.preference(party.name)
                signed &= worth(preference, offer) >= mean(preference.reservation.distribution)
                signed &= all(
                    line.condition.holds(offer)
                    for line in preference.red_lines
                    if mean(line.probability.distribution) >= Fraction(1, 2)
                )
            assert game.signed(offer) == signed
