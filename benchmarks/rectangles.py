"""Non-linear domains in the manner of ANAC 2014: weighted hyper-rectangles over ten-valued issues."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

__all__ = ["DENSE", "FAMILY", "Kind", "written"]


@dataclass(frozen=True)
class Kind:
    """
    A kind of domain: how many rectangles a profile has, over how many issues each, and how wide.

    ``clusters`` are groups of issues that no rectangle leaves; half of the sides lie on the last ``hubs``
    issues.  ``most`` is the share of all utilities from which on a party's utility is cut at 1.
    """

    name: str
    issues: int
    count: int
    bounded: tuple[int, int]
    width: tuple[int, int] = (5, 9)
    clusters: int = 1
    seed: int = 0
    hubs: int = 0
    most: float = 1.0

    def profiles(self) -> list[list[tuple[int, dict[int, tuple[int, int]]]]]:
        """Return for either party its rectangles: utility, and first and last value by issue."""
        dice = random.Random(f"{self.name} {self.seed}")
        return [[self._rectangle(dice) for _ in range(self.count)] for _ in range(2)]

    def _rectangle(self, dice: random.Random) -> tuple[int, dict[int, tuple[int, int]]]:
        size = self.issues // self.clusters
        home = size * dice.randrange(self.clusters)
        box = {}
        chosen = dice.sample(range(home, home + size), dice.randint(*self.bounded))
        if self.hubs:
            hubs = range(self.issues - self.hubs, self.issues)
            chosen = list({dice.choice(hubs) if dice.random() < 0.5 else i for i in chosen})
        for issue in sorted(chosen):
            width = dice.randint(*self.width)
            low = dice.randint(1 - width // 2, 9)
            box[issue] = max(low, 0), min(low + width - 1, 9)
        return dice.randrange(4, 100), box


FAMILY = [
    *(Kind(f"10 issues, 20 rectangles, {k}", 10, 20, (1, 4), seed=k) for k in range(3)),
    Kind("10 issues, 40 rectangles", 10, 40, (1, 4)),
    Kind("10 issues, 40 of 1 to 10 sides", 10, 40, (1, 10)),
    Kind("10 issues, 60 of 1 to 10 sides", 10, 60, (1, 10)),
    *(Kind(f"30 issues, 60 rectangles, {k}", 30, 60, (1, 4), seed=k) for k in range(2)),
    Kind("30 issues, 60 of 1 to 6 sides", 30, 60, (1, 6)),
    Kind("30 issues, 60 of 1 to 10 sides", 30, 60, (1, 10)),
    Kind("30 issues, 60 narrow", 30, 60, (1, 4), (3, 7)),
    Kind("30 issues in 3 clusters", 30, 60, (1, 5), clusters=3),
    *(Kind(f"50 issues, 100 rectangles, {k}", 50, 100, (1, 4), seed=k) for k in range(2)),
    Kind("50 issues, 100 of 1 to 3 sides", 50, 100, (1, 3)),
    Kind("50 issues, 80 of 1 to 5 sides", 50, 80, (1, 5)),
    Kind("50 issues, 100 wide", 50, 100, (1, 6), (7, 10)),
    Kind("50 issues in 5 clusters", 50, 100, (1, 5), clusters=5),
]
"""Eighteen domains of 10 to 50 issues, 10^10 to 10^50 offers."""

DENSE = [
    Kind("10 issues, 100 rectangles", 10, 100, (1, 4)),
    Kind("10 issues, 100 of 1 to 10 sides", 10, 100, (1, 10)),
    Kind("20 issues, 100 rectangles", 20, 100, (1, 4)),
    Kind("30 issues, 100 narrow", 30, 100, (1, 4), (3, 7)),
    Kind("40 issues, 8 of them hubs, cut", 40, 80, (1, 4), hubs=8, most=0.7),
]
"""Domains with more rectangles an issue, or with many on the same few issues."""


def written(home: Path, kind: Kind) -> Path:
    """Write the domain as GENIUS does, into a folder of its own."""
    folder = home / kind.name
    folder.mkdir()
    tree = '<objective index="0" name="root" type="objective" etype="objective">'
    issues = "".join(
        f'<issue index="{i + 1}" name="i{i}" type="integer" etype="integer" '
        'lowerbound="0" upperbound="9"/>'
        for i in range(kind.issues)
    )
    (folder / "domain.xml").write_text(
        f"<negotiation_template><utility_space>{tree}{issues}</objective></utility_space>"
        "</negotiation_template>"
    )
    for party, profile in enumerate(kind.profiles()):
        body = "".join(
            f'<hyperRectangle utility="{worth}">'
            + "".join(
                f'<INCLUDES index="{i + 1}" min="{low}" max="{high}"/>'
                for i, (low, high) in box.items()
            )
            + "</hyperRectangle>\n"
            for worth, box in profile
        )
        function = f'<ufun type="PlainUfun" weight="1" aggregation="sum">{body}</ufun>'
        most = int(kind.most * sum(worth for worth, _ in profile))
        utility = f'<utility maxutility="{most}">{function}</utility>'
        (folder / f"profile{party}.xml").write_text(
            f'<utility_space type="nonlinear">{tree}{issues}{utility}</objective></utility_space>'
        )
    return folder
