"""Offers as a reader names them: options by issue, worths by party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from counterdraft.preferences.game import Game
from counterdraft.runtime.tabular import Record

__all__ = ["NamedOffer", "named_offer"]


@dataclass(frozen=True, slots=True)
class NamedOffer:
    """
    One offer with what it is worth to each player.

    ``options`` holds the option by issue, ``exact_worths`` the worth by party in the party's own unit.
    """

    options: Mapping[str, str]
    exact_worths: Mapping[str, Fraction]

    @property
    def worths(self) -> dict[str, float]:
        """The worth by party, as floats."""
        return {party: float(worth) for party, worth in self.exact_worths.items()}

    def to_record(self) -> Record:
        """Return one row: a column per issue, then ``worth to <party>`` per party."""
        return {**self.options, **{f"worth to {p}": w for p, w in self.worths.items()}}

    def __repr__(self) -> str:
        options = ", ".join(f"{issue}: {option}" for issue, option in self.options.items())
        worths = ", ".join(f"{party} {worth:g}" for party, worth in self.worths.items())
        return f"<Offer {options}; worth to {worths}>"


def named_offer(game: Game, offer: Sequence[int]) -> NamedOffer:
    """Return the *offer* (an option position per issue) by names, with its worths in *game*."""
    worths = {p.name: p.figure(p.worth(offer)) for p in game.players}
    return NamedOffer(game.option_names(offer), worths)
