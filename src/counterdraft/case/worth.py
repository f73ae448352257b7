"""What one party wants, or is believed to want: factors of worth, red lines, reservation value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Protocol

from counterdraft.case.conditions import Condition
from counterdraft.case.figures import Figure

__all__ = [
    "Attitude",
    "Axis",
    "Combined",
    "Factor",
    "Model",
    "Modelled",
    "Preference",
    "RedLine",
    "Table",
    "Transform",
    "When",
]


@dataclass(frozen=True, slots=True)
class Axis:
    """
    One issue of a table: how each of its options reads the table's points.

    For a list, point k is option k.  For a numeric issue the points are the breakpoints given, and
    an option between two of them is their linear mix: ``mix[option]`` is ``((point, weight), …)``,
    weights adding up to 1.
    """

    issue: int
    points: int
    mix: tuple[tuple[tuple[int, Fraction], ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Worth by the options of one issue or several; ``cells`` row-major over the axes' points."""

    name: str
    axes: tuple[Axis, ...]
    cells: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class When:
    """A worth that counts when the condition holds, and nothing otherwise."""

    name: str
    condition: Condition
    worth: Figure


@dataclass(frozen=True, slots=True)
class Combined:
    """Sum, least or greatest of other factors, times a weight; may nest."""

    name: str
    how: Literal["sum", "min", "max"]
    parts: tuple[Factor, ...]
    weight: Fraction = Fraction(1)


class Model(Protocol):
    """
    Works out what offers are worth to the parties of a case, chance integrated.

    Attributes:
        drivers: Names that figures give as their `driver` where they move with what the model draws.
    """

    @property
    def drivers(self) -> frozenset[str]: ...  # noqa: D102 - said above

    def of_party(self, party: str) -> tuple[tuple[tuple[int, ...], Any, int], ...]:
        """
        Return the tables whose sum is an offer's worth to the *party*.

        Each has its issues, ascending; its worths as whole numbers, by the options of the first, of the
        second, …; and their common denominator.
        """

    def of_averse(
        self, party: str, rates: Sequence[float], where: str = ""
    ) -> tuple[tuple[tuple[int, ...], Any], ...]:
        """
        Return the tables whose sum is what an offer is worth for sure to the *party* at each of the *rates*.

        A rate is what its worth is multiplied by, over the tolerance; tables are (rates, options of the
        first issue, of the second, …).  *where* is the place that asks, for errors.
        """


@dataclass(frozen=True, slots=True)
class Modelled:
    """What a model says an offer is worth to the party, times how far the party goes along with it."""

    name: str
    model: Model
    party: str
    scale: Figure


Factor = Table | When | Combined | Modelled


@dataclass(frozen=True, slots=True)
class RedLine:
    """
    A condition without which the party will not sign.

    A linkage is a red line over two issues or more.  In a mandate it is certain (probability 1);
    in a belief it is held with a probability, drawn as ignorance.
    """

    name: str
    condition: Condition
    probability: Figure
    because: str = ""

    @property
    def linkage(self) -> bool:
        """Whether it ties two issues or more together."""
        return len(self.condition.issues) > 1


@dataclass(frozen=True, slots=True)
class Transform:
    """
    The g of worth = g(sum of factors): ``min(cap, scale * sum + offset)``, with scale > 0.

    ``discount`` is what a worth is multiplied by when it is agreed at the end of the talks rather than
    at their beginning (d^t for t from 0 to 1); worths are those at the beginning.
    """

    scale: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    cap: Fraction | None = None
    discount: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Attitude:
    """Attitude to chance: neutral, or constant absolute risk aversion with this tolerance (money)."""

    tolerance: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """
    The mandate of *party*, or what *holder* believes of it.

    ``holder`` is empty for the party's own mandate.  ``unit`` is the currency unit of the case
    ("USD bn") or "points".
    """

    party: str
    holder: str
    unit: str
    factors: tuple[Factor, ...]
    red_lines: tuple[RedLine, ...]
    reservation: Figure
    transform: Transform = Transform()
    attitude: Attitude = Attitude()
    note: str = ""
