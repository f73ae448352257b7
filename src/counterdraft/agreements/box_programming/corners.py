"""What the known offers of two players leave open: corners, and the zones of worths above them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from counterdraft.agreements.basics.results import Zone
from counterdraft.agreements.box_programming.prices import Prices
from counterdraft.preferences.game import Game, UtilityFunction

__all__ = ["Corners", "shortfall"]

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Corners:
    """
    The least worths of an acceptable offer that no known point is as good as for both.

    ``points`` descend in the first player's worth; corner k is worth more to the first player than point
    k, and more to the second than point k - 1.  ``base`` is what every offer has, ``total`` more than boxes
    can add to it.
    """

    game: Game
    points: Sequence[Point]
    base: Point
    total: int

    @property
    def listed(self) -> list[tuple[int, Point]]:
        """The corners that the caps allow, each with its number."""
        first, second = self.game.players
        firsts = [p[0] + 1 for p in self.points] + [int(first.reservation)]
        seconds = [int(second.reservation)] + [p[1] + 1 for p in self.points]
        return [
            (k, (a, b))
            for k, (a, b) in enumerate(zip(firsts, seconds, strict=True))
            if (first.cap is None or a <= first.cap) and (second.cap is None or b <= second.cap)
        ]

    @property
    def reaches(self) -> list[Point]:
        """What boxes have to add to the base to reach the corners."""
        return [self._reach(corner) for _, corner in self.listed]

    def _reach(self, corner: Point) -> Point:
        a, b = (min(max(v - z, 0), self.total + 1) for v, z in zip(corner, self.base, strict=True))
        return a, b

    def zones(self, left: Collection[Point], prices: Sequence[Prices]) -> tuple[Zone, ...]:
        """
        Return the worths that an efficient offer which is not known may have, by the prices at hand.

        Args:
            left: The reaches of the corners above which something may be missing.
            prices: What boxes can add at most, under several weighings.
        """
        found = []
        for k, corner in self.listed:
            reach = self._reach(corner)
            if reach not in left:
                continue
            most = [self._most(i, reach[1 - i], prices) for i in range(2)]
            if k > 0:  # whoever is better off than the point before has that point's corner
                most[0] = min(most[0], self.points[k - 1][0])
            if all(c <= m for c, m in zip(corner, most, strict=True)):
                found.append((corner, tuple(most)))
        return tuple(found)

    def _most(self, player: int, other: int, prices: Sequence[Prices]) -> int:
        """Return the most that a player can have where boxes add so much for the other."""
        ledger: UtilityFunction = self.game.players[player]
        most = self.base[player] + self.total
        for own in prices:
            totals = own.prices.sum(axis=0).tolist()
            for limit, weights in zip(totals, own.weights.tolist(), strict=True):
                if weights[player] > 0:
                    rest = (limit - weights[1 - player] * other) // weights[player]
                    most = min(most, self.base[player] + rest)
        return most if ledger.cap is None else min(most, int(ledger.cap))


def shortfall(
    points: Sequence[Point], zones: Sequence[Zone], floor: Sequence[int]
) -> Fraction | None:
    """
    Return the share of its ideal gain that a player may miss by a listed point; None without points.

    Every worth of a zone is matched by some point to within that share of the greatest gains known.
    """
    if not points:
        return None
    ideals = [max(max(p[i] for p in points) - f, 1) for i, f in enumerate(floor)]
    return max(
        (
            min(
                max(Fraction(max(m - z, 0), t) for m, z, t in zip(most, p, ideals, strict=True))
                for p in points
            )
            for _, most in zones
        ),
        default=Fraction(0),
    )
