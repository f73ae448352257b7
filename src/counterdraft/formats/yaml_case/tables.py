"""Tables of worth over one issue or several."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from counterdraft.case import Axis, Figure, Issue, Table
from counterdraft.case.numbers import decimal
from counterdraft.case.option_lookup import Problem, find_option, find_value
from counterdraft.formats.tree import Document, Map, Text
from counterdraft.formats.yaml_case.context import Path, words

__all__ = ["LARGEST_TABLE", "TableReader"]

LARGEST_TABLE = 100_000
"""Cells of a table."""

Cell = Callable[[Any, Path, str], Figure | None]
"""Reads the figure at a path, giving it a name."""


class TableReader:
    """
    Reads one table: the *issues* it is over, and the figure of each cell.

    A list is given by its options; a range by breakpoints, linear between them, of which both ends
    must be there.
    """

    def __init__(
        self,
        document: Document,
        name: str,
        issues: Mapping[int, Issue],
        cell: Cell,
        otherwise: Figure | None,
        path: Path,
    ) -> None:
        """
        Prepare to read.

        Args:
            document: The file.
            name: Of the table in the case; its cells are named below it.
            issues: What the table is over, by their positions in the case.
            cell: Reads one figure.
            otherwise: The figure of every cell that is not listed.
            path: Where the table stands in the file.
        """
        self.document, self.name, self.path = document, name, path
        self.issues = issues
        self.cell = cell
        self.otherwise = otherwise
        self.cells: dict[tuple[int | Fraction, ...], Figure] = {}
        self.sound = True

    def table(self, forms: Mapping[Text, Any]) -> Table | None:
        """Return the table that *forms* writes, or None with its faults noted."""
        self.walk(forms, list(self.issues.values()), (), self.path)
        if not self.sound:
            return None
        axes = []
        points: list[list[int | Fraction]] = []
        for depth, (position, issue) in enumerate(self.issues.items()):
            if issue.kind == "numeric":
                breaks = sorted({Fraction(key[depth]) for key in self.cells})
                if not self.ends(issue, breaks):
                    return None
                axes.append(
                    Axis(position, len(breaks), tuple(_mix(breaks, o.value) for o in issue.options))
                )
                points.append(list(breaks))
            else:
                every = range(len(issue.options))
                axes.append(Axis(position, len(every), tuple(((i, Fraction(1)),) for i in every)))
                points.append(list(every))
        if prod(map(len, points)) > LARGEST_TABLE:
            node, _ = self.document.find(self.path)
            message = f"the table has more than {LARGEST_TABLE:,} cells"
            self.fail(node, self.path, message, "use several factors, or fewer breakpoints")
            return None
        cells = [self.filled(key) for key in product(*points)]
        if not self.sound:
            return None
        return Table(self.name, tuple(axes), tuple(cell for cell in cells if cell is not None))

    def walk(
        self, forms: Mapping[Text, Any], issues: list[Issue], before: tuple[Any, ...], path: Path
    ) -> None:
        """Read the entries for the first issue, and below each the rest of the issues."""
        issue, deeper = issues[0], issues[1:]
        seen: set[int | Fraction] = set()
        for key, form in forms.items():
            if key == "else" and not before:
                continue
            here = (*path, str(key))
            point = find_value(issue, key) if issue.kind == "numeric" else find_option(issue, key)
            if isinstance(point, Problem):
                self.fail(key, here, point.message, point.help)
            elif point in seen:
                self.fail(key, here, f"{key} stands here twice")
            elif not deeper:
                figure = self.cell(form, here, self.cell_name((*before, point)))
                self.sound = self.sound and figure is not None
                if figure is not None:
                    self.cells[*before, point] = figure
            elif isinstance(form, Map):
                self.walk(form, deeper, (*before, point), here)
            else:
                self.fail(
                    key,
                    here,
                    f"expected a table over '{deeper[0].name}'",
                    f"the table is over {self.over()}",
                )
            if not isinstance(point, Problem):
                seen.add(point)

    def filled(self, key: tuple[int | Fraction, ...]) -> Figure | None:
        """Return the figure of a cell; one that is not listed and has no ``else`` is a fault."""
        figure = self.cells.get(key, self.otherwise)
        if figure is None:
            node, _ = self.document.find(self.path)
            at = words(self.points(key))
            rest = "a range has the same breakpoints everywhere; " if len(key) > 1 else ""
            self.fail(
                node,
                self.path,
                f"no worth for {at}",
                f"{rest}list it, or add else: 0 for all that is not listed",
            )
        return figure

    def ends(self, issue: Issue, breaks: list[Fraction]) -> bool:
        """Return whether both ends of a range are among its breakpoints."""
        low, high = issue.options[0], issue.options[-1]
        missing = [end.name for end in (low, high) if end.value not in breaks]
        if missing:
            node, _ = self.document.find(self.path)
            self.fail(
                node,
                self.path,
                f"no worth at the end {' and '.join(missing)} of '{issue.name}'",
                "a range is linear between its breakpoints: "
                f"give both ends, {low.name} and {high.name}",
            )
        return not missing

    def cell_name(self, key: tuple[int | Fraction, ...]) -> str:
        """Return the name of a cell's figure."""
        return "/".join((self.name, *self.points(key)))

    def points(self, key: tuple[int | Fraction, ...]) -> list[str]:
        """Return the names of a cell's points."""
        return [
            issue.options[int(point)].name if issue.kind != "numeric" else decimal(Fraction(point))
            for issue, point in zip(self.issues.values(), key, strict=False)
        ]

    def over(self) -> str:
        """Return what the table is over, as a phrase."""
        return words([issue.name for issue in self.issues.values()])

    def fail(self, node: Any, path: Path, message: str, help: str = "") -> None:  # noqa: A002, ANN401
        """Note a fault; the table is not usable then."""
        self.sound = False
        self.document.fault(node, path, message, help)


def _mix(breaks: list[Fraction], value: Fraction | None) -> tuple[tuple[int, Fraction], ...]:
    """Return the breakpoints around a value with their weights."""
    assert value is not None
    above = bisect_left(breaks, value)
    if breaks[above] == value:
        return ((above, Fraction(1)),)
    low, high = breaks[above - 1], breaks[above]
    share = (value - low) / (high - low)
    return ((above - 1, 1 - share), (above, share))
