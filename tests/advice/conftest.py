"""Small cases: one that is checked by hand, and random ones that are checked offer by offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest

from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Axis,
    Case,
    Condition,
    Draft,
    Figure,
    HandOver,
    Issue,
    Modelled,
    Option,
    Party,
    Point,
    Preference,
    RedLine,
    Statement,
    Table,
    Term,
    Transform,
    Triangular,
    Uniform,
    When,
)


def figure(name, *numbers, **kwargs):
    """
    A figure: a point, a uniform range or a triangle.
    """
    kind = {1: Point, 2: Uniform, 3: Triangular}[len(numbers)]
    return Figure(name, kind(*(Fraction(n) for n in numbers)), unit="USD m", **kwargs)


def table(owner, issue, name, *cells):
    """
    A table over one issue; a cell is a number or the ends of a range.
    """
    mix = tuple(((k, Fraction(1)),) for k in range(len(cells)))
    figures = tuple(
        figure(f"{owner}/worth/{name}/o{k}", *(c if isinstance(c, tuple) else (c,)))
        for k, c in enumerate(cells)
    )
    return Table(name, (Axis(issue, len(cells), mix),), figures)


def options(name, *labels, needs=None):
    """
    An ordered issue whose first option applies when a draft is silent.
    """
    return Issue(
        name,
        name.capitalize(),
        "ordered",
        tuple(
            Option(f"o{k}", label, needs=(needs or {}).get(k, ())) for k, label in enumerate(labels)
        ),
        0,
    )


def term(issue, size, status, option=None):
    """
    A term of a draft; what is not known is spread evenly.
    """
    weights = tuple(
        Fraction(int(k == option)) if option is not None else Fraction(1, size) for k in range(size)
    )
    return Term(issue, status, option, weights)


def line(name, text, expression, probability=1):
    """
    A red line.
    """
    return RedLine(
        name,
        Condition(text, expression),
        Figure(f"{name}/probability", Point(Fraction(probability))),
    )


def lagoon(seat="island", **changes):
    """
    Three issues, two players: every figure can be worked out in the head.

    The island: share 0, −10, −20; guarantee 0, 4, U(8, 12); law 0, −2; no deal 0; needs that a share
    above nothing comes with a guarantee.  The company: share 0, 8, 16; guarantee 0, −2, U(−12, −4);
    law 0, 1; no deal 3; with one chance in two it insists on a share.
    """
    issues = (
        options("share", "None", "Half", "Whole"),
        options("guarantee", "None", "Consultation", "Binding"),
        options("law", "Home", "Abroad"),
    )
    tied = AnyOf((Among(0, (0,)), Among(1, (1, 2))))
    island = Preference(
        "island",
        "",
        "USD m",
        (
            table("mandates/island", 0, "share", 0, -10, -20),
            table("mandates/island", 1, "guarantee", 0, 4, (8, 12)),
            table("mandates/island", 2, "law", 0, -2),
        ),
        (line("mandates/island/linkages/0", "share > 0 implies guarantee > none", tied),),
        figure("mandates/island/reservation", changes.get("no_deal", 0)),
    )

    def company(owner, holder):
        return Preference(
            "company",
            holder,
            "USD m",
            (
                table(owner, 0, "share", 0, 8, 16),
                table(owner, 1, "guarantee", 0, -2, (-12, -4)),
                table(owner, 2, "law", 0, 1),
            ),
            (
                line(
                    f"{owner}/red_lines/0",
                    "share > 0",
                    Among(0, (1, 2)),
                    changes.get("insists", "1/2"),
                ),
            ),
            figure(f"{owner}/reservation", changes.get("their_no_deal", 3)),
        )

    drafts = (
        Draft(
            "first",
            "First draft",
            "company",
            date(2025, 3, 3),
            "open",
            (term(0, 3, "says", 2), term(1, 3, "silent", 0), term(2, 2, "says", 1)),
            (
                HandOver("company", "island", date(2025, 3, 3), document="sha256:a"),
                HandOver("company", "island", date(2025, 3, 5), document="sha256:a"),
            ),
        ),
        Draft(
            "second",
            "Second draft",
            "company",
            date(2025, 4, 3),
            "open",
            (term(0, 3, "says", 1), term(1, 3, "unknown"), term(2, 2, "open")),
        ),
    )
    return Case(
        "lagoon",
        "Lagoon",
        seat,
        "USD m",
        (Party("island", "The Island"), Party("company", "The Company")),
        issues,
        drafts=drafts,
        mandates={"island": island, "company": company("mandates/company", "")},
        beliefs={("island", "company"): company("beliefs/island/company", "island")},
        statements=(Statement("T1", "The minister", "wants a guarantee", issues=(1,)),),
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
    Makes random cases from a seed: tables over one issue and two, a condition, red lines, a signatory.
    """

    def __init__(self, seed):
        self.random = Random(seed)
        self.count = 0

    def any_figure(self):
        """
        A point, a range or a triangle, sometimes driven.
        """
        self.count += 1
        name = f"figure/{self.count}"
        ends = sorted(self.random.randint(-10, 10) for _ in range(3))
        driver = self.random.choice(["", "", "weather"])
        if ends[0] == ends[2] or self.random.random() < 0.3:
            return figure(name, ends[1])
        return figure(
            name, *ends, driver=driver, opposed=bool(driver) and self.random.random() < 0.5
        )

    def any_condition(self, sizes):
        """
        Some options of one issue, or of either of two.
        """
        parts = tuple(
            Among(i, tuple(sorted(self.random.sample(range(sizes[i]), max(1, sizes[i] - 1)))))
            for i in self.random.sample(
                range(len(sizes)), min(len(sizes), self.random.randint(1, 2))
            )
        )
        tree = AnyOf(parts) if self.random.random() < 0.8 else AllOf(parts)
        return Condition(f"condition {self.random.random():.6f}", tree)

    def modelled(self, sizes):
        """
        What a model says over all issues, taken as it is or scaled by something unsure.
        """
        numbers = [self.random.randint(-99, 99) for _ in range(int(np.prod(sizes)))]
        table = (tuple(range(len(sizes))), np.array(numbers).reshape(sizes), 10)
        self.count += 1
        ends = (1,) if self.random.random() < 0.5 else (0, 1, 3)
        scale = figure(f"scale/{self.count}", *ends)
        return Modelled("modelled", Known((table,)), "anybody", scale)

    def any_factor(self, sizes):
        """
        A table over one issue or two, or a weighted condition.
        """
        if self.random.random() < 0.2:
            return When("when", self.any_condition(sizes), self.any_figure())
        if self.random.random() < 0.25:
            return self.modelled(sizes)
        scope = sorted(
            self.random.sample(range(len(sizes)), min(len(sizes), self.random.randint(1, 2)))
        )
        axes = tuple(
            Axis(i, sizes[i], tuple(((k, Fraction(1)),) for k in range(sizes[i]))) for i in scope
        )
        cells = int(np.prod([sizes[i] for i in scope]))
        return Table("table", axes, tuple(self.any_figure() for _ in range(cells)))

    def any_preference(self, party, sizes, holder=""):
        """
        A mandate, or a belief with red lines that are held with a probability.
        """
        lines = []
        for _ in range(self.random.randint(0, 2)):
            self.count += 1
            likely = Fraction(self.random.randint(1, 9), 10) if holder else Fraction(1)
            lines.append(
                RedLine(
                    f"line/{self.count}",
                    self.any_condition(sizes),
                    Figure(f"line/{self.count}/probability", Point(likely)),
                )
            )
        return Preference(
            party,
            holder,
            "USD m",
            tuple(self.any_factor(sizes) for _ in range(self.random.randint(1, 4))),
            tuple(lines),
            self.any_figure(),
            Transform(cap=self.random.choice([None, None, Fraction(8)])),
        )

    def case(self, issues=None, players=None):
        """
        Two or three players and a signatory, seen from the first, with a draft.
        """
        sizes = [self.random.randint(2, 4) for _ in range(issues or self.random.randint(2, 4))]
        made = tuple(
            options(
                f"issue{i}",
                *(f"Option {k}" for k in range(size)),
                needs={size - 1: ("eu",)} if self.random.random() < 0.3 else None,
            )
            for i, size in enumerate(sizes)
        )
        names = ["a", "b", "c"][: players or self.random.randint(2, 3)]
        parties = (*(Party(n, n.upper()) for n in names), Party("eu", "EU", "signatory"))
        terms = tuple(
            term(i, size, status, self.random.randrange(size) if status == "says" else None)
            for i, size in enumerate(sizes)
            for status in [self.random.choice(["says", "says", "unknown"])]
        )
        return Case(
            "random",
            "Random",
            "a",
            "USD m",
            parties,
            made,
            tuple(self.any_condition(sizes) for _ in range(self.random.randint(0, 1))),
            (Draft("d", "D", "b", date(2025, 1, 1), "open", terms),),
            mandates={"a": self.any_preference("a", sizes)},
            beliefs={("a", n): self.any_preference(n, sizes, "a") for n in (*names[1:], "eu")},
        )


def every_offer(case):
    """
    All offers of a case.
    """
    return np.array(list(product(*(range(len(i.options)) for i in case.issues))), dtype=np.int64)


@pytest.fixture(scope="session")
def small():
    """
    The case that is checked by hand, and what it is made of.
    """
    return lagoon


@pytest.fixture(scope="session")
def maker():
    """
    The maker of random cases.
    """
    return Maker


@pytest.fixture(scope="session")
def offers_of():
    """
    All offers of a case.
    """
    return every_offer


@pytest.fixture(scope="session")
def make_figure():
    """
    Figures in one word.
    """
    return figure
