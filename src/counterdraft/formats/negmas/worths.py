"""The utility functions of NegMAS: what an outcome is worth, as factors that add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from counterdraft.case import AllOf, AnyOf, Combined, Condition, Factor, Issue, When
from counterdraft.formats.field_case import Reading, figure, scored
from counterdraft.formats.field_numbers import exact
from counterdraft.formats.field_trees import get, mapping, number, place, sequence, where
from counterdraft.formats.negmas.functions import Cells, class_of, read_cells
from counterdraft.formats.negmas.ranges import read_range
from counterdraft.formats.tree import Document, Map, Node, Text, clip

__all__ = ["Worth", "read_worth"]

_TIMES = {"relative_time", "time", "r"}
_DEEPEST = 8
Steps = tuple[str | int, ...]
Outcome = Sequence[int]


@dataclass(frozen=True)
class Worth:
    """
    What outcomes are worth: the factors' sum and a constant.

    ``low`` and ``high`` are bounds of it, reached where the function adds up by issue; ``of`` gives the
    worth of one outcome, options by issue.  ``discount`` is what it is multiplied by at the end.
    """

    factors: tuple[Factor, ...]
    constant: Fraction
    low: Fraction
    high: Fraction
    of: Callable[[Outcome], Fraction] = field(compare=False)
    discount: Fraction = Fraction(1)


def read_worth(
    document: Document, node: Node, issues: Sequence[Issue], reading: Reading
) -> Worth | None:
    """
    Return what a utility function says, or None with its faults noted.

    Read are linear, affine and constant functions, hyper-rectangles, weighted sums of functions, and
    discounted ones, which are worth what they discount while nothing is discounted yet.

    Args:
        document: The file.
        node: The function.
        issues: The issues of the domain.
        reading: Where warnings are kept.
    """
    return _Reader(document, issues, reading, document.name.rpartition(".")[0]).read(node, ())


@dataclass
class _Reader:
    document: Document
    issues: Sequence[Issue]
    reading: Reading
    party: str
    count: int = 0

    def read(self, node: Node, path: Steps) -> Worth | None:
        kind = class_of(node)
        make = self.ways().get(kind)
        if make is None:
            self.document.fault(
                get(node, "type") or node,
                (*path, "type"),
                f"the utility function '{clip(kind, 60)}' is not read",
                "expected LinearAdditiveUtilityFunction",
            )
            return None
        if len(path) > _DEEPEST:
            self.document.fault(node, path, f"functions lie more than {_DEEPEST // 2} deep")
            return None
        return make(node, path)

    def ways(self) -> dict[str, Callable[[Node, Steps], Worth | None]]:
        """Return by class what reads it."""
        return {
            "LinearAdditiveUtilityFunction": self.additive,
            "LinearUtilityAggregationFunction": self.additive,
            "AffineUtilityFunction": self.affine,
            "LinearUtilityFunction": self.affine,
            "ConstUtilityFunction": self.constant,
            "HyperRectangleUtilityFunction": self.rectangles,
            "WeightedUtilityFunction": self.weighted,
            "ExpDiscountedUFun": self.discounted,
            "LinDiscountedUFun": self.discounted,
        }

    def constant(self, node: Node, path: Steps) -> Worth | None:
        """Return the same for every outcome."""
        value = number(self.document, get(node, "value"), (*path, "value"), node)
        return None if value is None else Worth((), value, value, value, lambda _: value)

    def additive(self, node: Node, path: Steps) -> Worth | None:
        """Return bias + sum of weight x value of the issue."""
        rows = [self.cells(node, k, issue, path) for k, issue in enumerate(self.issues)]
        return self.linear(node, path, rows)

    def affine(self, node: Node, path: Steps) -> Worth | None:
        """Return bias + sum of weight x number."""
        return self.linear(node, path, [self.identity(node, issue) for issue in self.issues])

    def linear(self, node: Node, path: Steps, rows: Sequence[Cells | None]) -> Worth | None:
        weights = self.weights(node, path)
        bias = self.optional(node, "bias", Fraction(0), path)
        if weights is None or bias is None or None in rows:
            return None
        worths, factors = [], []
        for k, (issue, cells, weight) in enumerate(zip(self.issues, rows, weights, strict=True)):
            factors.append(scored(self.stem(), k, issue, cells or (), weight))
            worths.append([weight * value for value, _ in cells or ()])
        return Worth(
            tuple(factors),
            bias,
            bias + sum(min(row) for row in worths),
            bias + sum(max(row) for row in worths),
            lambda outcome: sum((row[k] for row, k in zip(worths, outcome, strict=True)), bias),
        )

    def stem(self) -> str:
        """Return a name for the figures of one function, the party's own for the first."""
        self.count += 1
        return self.party if self.count == 1 else f"{self.party}/{self.count}"

    def weights(self, node: Node, path: Steps) -> list[Fraction] | None:
        """Return one weight per issue, listed in their order or by their names; 1 where none stand."""
        document, issues = self.document, self.issues
        found = get(node, "weights")
        if found is None or (isinstance(found, Text) and found.empty):
            return [Fraction(1)] * len(issues)
        step = (*path, "weights")
        if isinstance(found, Map):
            read = [number(document, get(found, i.name), (*step, i.name), found) for i in issues]
        else:
            nodes = sequence(document, found, step)
            if nodes is None:
                return None
            if len(nodes) != len(issues):
                told = f"{len(nodes)} entries for {len(issues)} issues"
                document.fault(nodes, step, told, "is this the profile of another domain?")
                return None
            read = [number(document, n, (*step, i)) for i, n in enumerate(nodes)]
        sound = [v for v in read if v is not None]
        return sound if len(sound) == len(issues) else None

    def cells(self, node: Node, position: int, issue: Issue, path: Steps) -> Cells | None:
        document = self.document
        values = get(node, "values")
        if isinstance(values, Map):
            found = get(values, issue.name)
            step: Steps = (*path, "values", issue.name)
        else:
            nodes = sequence(document, values, (*path, "values"), node)
            if nodes is None:
                return None
            found = nodes[position] if position < len(nodes) else None
            step = (*path, "values", position)
        if mapping(document, found, step, values) is None or found is None:
            return None
        return read_cells(document, found, issue, step)

    def identity(self, node: Node, issue: Issue) -> Cells | None:
        at = where(self.document, node)
        cells = [(v, at) for o in issue.options if (v := o.value or exact(o.name)) is not None]
        if len(cells) < len(issue.options):
            told = f"'{clip(issue.name)}' has values that are no numbers"
            self.document.fault(node, ("type",), told)
            return None
        return cells

    def optional(self, node: Node, name: str, otherwise: Fraction, path: Steps) -> Fraction | None:
        found = get(node, name)
        if found is None or (isinstance(found, Text) and found.empty):
            return otherwise
        return number(self.document, found, (*path, name))

    def discounted(self, node: Node, path: Steps) -> Worth | None:
        """Return the function inside; what it is discounted by is kept where a case can say it."""
        kind = class_of(node)
        inner = mapping(self.document, get(node, "ufun"), (*path, "ufun"), node)
        if inner is None:
            return None
        found = self.read(inner, (*path, "ufun"))
        rate = get(node, "discount") if kind != "LinDiscountedUFun" else get(node, "cost")
        factor = str(get(node, "factor") or "step")
        self.reading.warn(
            place(self.document, node),
            f"a {kind} ({clip(str(rate), 20)} by {clip(factor, 20)}): utilities are those before any "
            "discount",
        )
        share = exact(rate) if isinstance(rate, Text) else None
        kept = kind != "LinDiscountedUFun" and factor in _TIMES and share is not None
        if found is None or not kept or share is None or not 0 < share < 1:
            return found
        return Worth(found.factors, found.constant, found.low, found.high, found.of, share)

    def rectangles(self, node: Node, path: Steps) -> Worth | None:
        """Return bias + sum of weight x utility over the rectangles that hold the outcome."""
        document = self.document
        ranges = sequence(document, get(node, "outcome_ranges"), (*path, "outcome_ranges"), node)
        amounts = sequence(document, get(node, "utilities"), (*path, "utilities"), node)
        bias = self.optional(node, "bias", Fraction(0), path)
        if ranges is None or amounts is None or bias is None:
            return None
        listed = get(node, "weights")
        plain = listed is None or (isinstance(listed, Text) and listed.empty) or listed == []
        weights = None if plain else sequence(document, listed, (*path, "weights"))
        if len(amounts) != len(ranges) or (weights is not None and len(weights) != len(ranges)):
            told = f"{len(ranges)} ranges need as many utilities and weights"
            document.fault(node, (*path, "outcome_ranges"), told)
            return None
        parts: list[tuple[Condition, Fraction, str]] = []
        for k, (span, amount) in enumerate(zip(ranges, amounts, strict=True)):
            condition = read_range(document, span, self.issues, (*path, "outcome_ranges", k))
            value = number(document, amount, (*path, "utilities", k), node)
            weight = number(document, weights[k], (*path, "weights", k)) if weights else Fraction(1)
            if condition is not None and value is not None and weight is not None:
                parts.append((condition, value * weight, where(document, amount)))
        if len(parts) < len(ranges):
            return None
        stem = f"profiles/{self.stem()}/rectangle"
        factors = tuple(
            When(f"{stem}/{k}", condition, figure(f"{stem}/{k}", amount, at))
            for k, (condition, amount, at) in enumerate(parts, 1)
        )
        low = sum((min(amount, Fraction(0)) for _, amount, _ in parts), bias)
        high = sum((max(amount, Fraction(0)) for _, amount, _ in parts), bias)
        held = [(condition, amount) for condition, amount, _ in parts]
        return Worth(
            factors,
            bias,
            low,
            high,
            lambda outcome: sum((a for c, a in held if _holds(c, outcome)), bias),
        )

    def weighted(self, node: Node, path: Steps) -> Worth | None:
        """Return the weighted sum of the functions inside."""
        document = self.document
        inner = sequence(document, get(node, "ufuns"), (*path, "ufuns"), node)
        weights = sequence(document, get(node, "weights"), (*path, "weights"), node)
        if inner is None or weights is None:
            return None
        if len(inner) != len(weights):
            told = f"{len(weights)} weights for {len(inner)} functions"
            document.fault(weights, (*path, "weights"), told)
            return None
        found = [self.read(each, (*path, "ufuns", k)) for k, each in enumerate(inner)]
        read = [number(document, w, (*path, "weights", k)) for k, w in enumerate(weights)]
        pairs = [
            (f, w) for f, w in zip(found, read, strict=True) if f is not None and w is not None
        ]
        if len(pairs) < len(inner):
            return None
        factors = tuple(
            Combined(f"profiles/{self.party}/function/{k}", "sum", f.factors, w)
            for k, (f, w) in enumerate(pairs, 1)
            if f.factors
        )
        zero = Fraction(0)
        return Worth(
            factors,
            sum((w * f.constant for f, w in pairs), zero),
            sum((w * (f.low if w > 0 else f.high) for f, w in pairs), zero),
            sum((w * (f.high if w > 0 else f.low) for f, w in pairs), zero),
            lambda outcome: sum((w * f.of(outcome) for f, w in pairs), zero),
        )


def _holds(condition: Condition, outcome: Outcome) -> bool:
    expression = condition.expression
    parts = expression.parts if isinstance(expression, AllOf | AnyOf) else (expression,)
    return all(outcome[part.issue] in part.options for part in parts)  # type: ignore[union-attr]
