"""Random cases, small enough to be checked offer by offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import prod
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Axis,
    Case,
    Combined,
    Compared,
    Condition,
    Figure,
    Issue,
    Modelled,
    Negation,
    Normal,
    Option,
    Party,
    Pert,
    Point,
    Preference,
    RedLine,
    Table,
    Transform,
    Triangular,
    Uniform,
    Weighted,
    When,
)


@dataclass(frozen=True, eq=False)
class Known:
    """
    A model whose tables are given.
    """

    tables: tuple

    def of_party(self, _):
        """
        Return the tables, whoever asks.
        """
        return self.tables


class Maker:
    """
    Makes cases from a seed.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def fraction(self, low: int = -20, high: int = 20) -> Fraction:
        """
        A small fraction.
        """
        return Fraction(self.random.randint(low, high), self.random.choice([1, 2, 3, 7, 10]))

    def distribution(self):
        """
        Any distribution but a lognormal.
        """
        a, b, c = sorted(self.fraction() for _ in range(3))
        kind = self.random.randrange(7)
        if kind == 0 and a < c:
            return Triangular(a, b, c)
        if kind == 1 and a < c:
            return Pert(a, b, c)
        if kind == 2 and a < c:
            return Uniform(a, c)
        if kind == 3:
            return Normal(a, Fraction(1, 3))
        if kind == 4 and a < b:
            return Weighted((a, b), (Fraction(1, 4), Fraction(3, 4)))
        return Point(b)

    def figure(self, distribution=None, **kwargs) -> Figure:
        """
        A figure: sometimes driven, sometimes chance.
        """
        self.count += 1
        driver = self.random.choice(["", "", "", "weather"])
        return Figure(
            f"figure/{self.count}",
            distribution or self.distribution(),
            driver=driver,
            opposed=bool(driver) and self.random.random() < 0.4,
            chance=self.random.random() < 0.15,
            **kwargs,
        )

    def expression(self, sizes, depth=2):
        """
        A tree of conditions.
        """
        kind = self.random.randrange(5 if depth else 2)
        if kind == 1 and len(sizes) > 1:
            left, right = self.random.sample(range(len(sizes)), 2)
            pairs = [(i, j) for i in range(sizes[left]) for j in range(sizes[right])]
            return Compared(left, right, tuple(p for p in pairs if self.random.random() < 0.5))
        if kind == 2:
            return Negation(self.expression(sizes, depth - 1))
        if kind > 2:
            parts = tuple(
                self.expression(sizes, depth - 1) for _ in range(self.random.randint(0, 3))
            )
            return AllOf(parts) if kind == 3 else AnyOf(parts)
        issue = self.random.randrange(len(sizes))
        return Among(issue, tuple(i for i in range(sizes[issue]) if self.random.random() < 0.5))

    def condition(self, sizes, depth=2) -> Condition:
        """
        A condition over the issues.
        """
        return Condition("a condition", self.expression(sizes, depth))

    def table(self, sizes) -> Table:
        """
        A table over one issue or two, some of them numeric.
        """
        scope = self.random.sample(range(len(sizes)), self.random.randint(1, min(2, len(sizes))))
        axes, cells = [], 1
        for issue in scope:
            if self.random.random() < 0.5:
                points = sizes[issue]
                mix = tuple(((i, Fraction(1)),) for i in range(points))
            else:
                points = 2
                steps = max(sizes[issue] - 1, 1)
                mix = tuple(
                    tuple(
                        (p, w)
                        for p, w in ((0, 1 - Fraction(i, steps)), (1, Fraction(i, steps)))
                        if w
                    )
                    for i in range(sizes[issue])
                )
            axes.append(Axis(issue, points, mix))
            cells *= points
        return Table("table", tuple(axes), tuple(self.figure() for _ in range(cells)))

    def modelled(self, sizes) -> Modelled:
        """
        What a model says: whole numbers over one denominator, by one issue or by several.
        """
        tables = []
        for _ in range(self.random.randint(1, 2)):
            scope = tuple(
                sorted(self.random.sample(range(len(sizes)), self.random.randint(1, len(sizes))))
            )
            shape = [sizes[i] for i in scope]
            numbers = [self.random.randint(-99, 99) for _ in range(prod(shape))]
            tables.append((scope, np.array(numbers).reshape(shape), 10))
        return Modelled("modelled", Known(tuple(tables)), "anybody", self.figure())

    def factor(self, sizes, depth=2):
        """
        Any factor, nested at most twice.
        """
        kind = self.random.randrange(5 if depth else 3)
        if kind == 4:
            return self.modelled(sizes)
        if kind == 2:
            return When("when", self.condition(sizes), self.figure())
        if kind == 3:
            return Combined(
                "combined",
                self.random.choice(["sum", "min", "max"]),
                tuple(self.factor(sizes, depth - 1) for _ in range(self.random.randint(1, 3))),
                self.random.choice([Fraction(1), Fraction(-2, 3), Fraction(0), Fraction(5)]),
            )
        return self.table(sizes)

    def preference(self, party, sizes, holder="") -> Preference:
        """
        A mandate, or a belief of *holder*.
        """

        def likely():
            value = Fraction(self.random.randint(0, 10), 10) if holder else Fraction(1)
            return self.figure(Point(value))

        return Preference(
            party,
            holder,
            "USD m",
            tuple(self.factor(sizes) for _ in range(self.random.randint(0, 4))),
            tuple(
                RedLine("line", self.condition(sizes, 1), likely())
                for _ in range(self.random.randint(0, 2))
            ),
            self.figure(),
            Transform(
                self.random.choice([Fraction(1), Fraction(3, 2)]),
                self.fraction(),
                self.random.choice([None, None, Fraction(15, 2)]),
            ),
        )

    def case(self) -> Case:
        """
        Two players and a signatory, seen from the first.
        """
        sizes = [self.random.randint(1, 4) for _ in range(self.random.randint(1, 4))]
        issues = tuple(
            Issue(
                f"issue{i}",
                f"Issue {i}",
                "list",
                tuple(
                    Option(
                        f"o{k}", f"Option {k}", needs=("c",) if self.random.random() < 0.2 else ()
                    )
                    for k in range(size)
                ),
                0,
            )
            for i, size in enumerate(sizes)
        )
        parties = (Party("a", "A"), Party("b", "B"), Party("c", "C", "signatory"))
        return Case(
            "case",
            "A case",
            "a",
            "USD m",
            parties,
            issues,
            tuple(self.condition(sizes, 1) for _ in range(self.random.randint(0, 1))),
            mandates={"a": self.preference("a", sizes)},
            beliefs={("a", p): self.preference(p, sizes, "a") for p in "bc"},
            as_of=date(2025, 1, 1),
        )


def issue(name: str, size: int, needs: dict[int, tuple[str, ...]] | None = None) -> Issue:
    """
    An issue with options o0, o1, ...
    """
    options = tuple(
        Option(f"o{k}", f"Option {k}", needs=(needs or {}).get(k, ())) for k in range(size)
    )
    return Issue(name, name, "list", options, 0)


def table(issue: int, *cells: Figure) -> Table:
    """
    A table of one issue without interpolation.
    """
    mix = tuple(((k, Fraction(1)),) for k in range(len(cells)))
    return Table("table", (Axis(issue, len(cells), mix),), cells)


def point(value: float | str, name: str = "point", **kwargs) -> Figure:
    """
    A certain figure.
    """
    return Figure(name, Point(Fraction(value)), **kwargs)


@pytest.fixture(scope="session")
def make():
    """
    Issues, tables and points in one word each.
    """
    return SimpleNamespace(issue=issue, table=table, point=point)


@pytest.fixture(scope="session")
def maker():
    """
    The maker of random cases.
    """
    return Maker
