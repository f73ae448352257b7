"""The value functions of NegMAS, exactly, where they are rational."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from counterdraft.case import Issue
from counterdraft.formats.field_numbers import exact
from counterdraft.formats.field_trees import get, mapping, number, sequence, where
from counterdraft.formats.tree import Document, Map, Node, Text, clip

__all__ = ["class_of", "read_cells", "same"]

Cells = list[tuple[Fraction, str]]
Shape = Callable[[Fraction], Fraction]
Path = tuple[str | int, ...]


def class_of(node: Node | None) -> str:
    """Return the last part of the class that ``type:`` names."""
    written = get(node, "type")
    return str(written).rpartition(".")[2] if isinstance(written, Text) else ""


def read_cells(document: Document, node: Node, issue: Issue, path: Path) -> Cells | None:
    """
    Return the value of each option of the *issue*, or None with its faults noted.

    Args:
        document: The file.
        node: The value function, or a bare mapping of values.
        issue: The issue it is over.
        path: Where it stands.
    """
    kind = class_of(node)
    if kind == "TableFun" or (not kind and isinstance(node, Map)):
        block = get(node, "mapping") if kind or "mapping" in node else node
        table = mapping(document, block, (*path, "mapping"), node)
        return None if table is None else _table(document, table, issue, (*path, "mapping"))
    make = _SHAPES.get(kind)
    if make is None:
        document.fault(
            node,
            (*path, "type"),
            f"the value function '{clip(kind, 60)}' is not read",
            f"exactly read are TableFun, {', '.join(_SHAPES)}",
        )
        return None
    shape = make(_Numbers(document, node, path))
    if shape is None:
        return None
    cells = []
    for option in issue.options:
        value = exact(option.name) if option.value is None else option.value
        if value is None and kind != "ConstFun":
            document.fault(node, path, f"{kind} needs numbers, and '{clip(option.name)}' is none")
            return None
        cells.append((shape(value or Fraction(0)), where(document, node)))
    return cells


def same(written: str, option: str) -> bool:
    """Return whether two texts name the same value: the same text, or the same number."""
    if written == option:
        return True
    number_ = exact(written)
    return number_ is not None and number_ == exact(option)


def _table(document: Document, table: Map, issue: Issue, path: Path) -> Cells | None:
    by_text: dict[object, Node] = {}
    for key, value in table.items():
        by_text.setdefault(exact(key), value)
    by_text |= {str(key): value for key, value in table.items()}
    cells = []
    for option in issue.options:
        node = by_text.get(option.name)
        if node is None and (numeric := exact(option.name)) is not None:
            node = by_text.get(numeric)
        value = number(document, node, (*path, option.name), table)
        if value is not None and node is not None:
            cells.append((value, where(document, node)))
    return cells if len(cells) == len(issue.options) else None


class _Numbers:
    """The parameters of a function; a missing one without a default is a fault."""

    def __init__(self, document: Document, node: Node, path: Path) -> None:
        self.document, self.node, self.path = document, node, path
        self.sound = True

    def __call__(self, name: str, otherwise: int | None = None) -> Fraction:
        node = get(self.node, name)
        if otherwise is not None and (node is None or (isinstance(node, Text) and node.empty)):
            return Fraction(otherwise)
        value = number(self.document, node, (*self.path, name), self.node)
        self.sound = self.sound and value is not None
        return Fraction(0) if value is None else value

    def list(self, name: str) -> list[Fraction]:
        nodes = sequence(self.document, get(self.node, name), (*self.path, name), self.node)
        if nodes is None:
            self.sound = False
            return []
        read = [number(self.document, n, (*self.path, name, i)) for i, n in enumerate(nodes)]
        self.sound = self.sound and None not in read
        return [v for v in read if v is not None]

    def done(self, shape: Shape) -> Shape | None:
        return shape if self.sound else None


def _affine(of: _Numbers) -> Shape | None:
    slope, bias = of("slope"), of("bias", 0)
    return of.done(lambda x: slope * x + bias)


def _constant(of: _Numbers) -> Shape | None:
    bias = of("bias")
    return of.done(lambda _: bias)


def _identity(of: _Numbers) -> Shape | None:
    return of.done(lambda x: x)


def _quadratic(of: _Numbers) -> Shape | None:
    square, slope, bias = of("a2"), of("a1"), of("bias", 0)
    return of.done(lambda x: square * x * x + slope * x + bias)


def _polynomial(of: _Numbers) -> Shape | None:
    parts, bias = of.list("coefficients"), of("bias", 0)
    return of.done(lambda x: sum((c * x ** (p + 1) for p, c in enumerate(parts)), bias))


def _triangular(of: _Numbers) -> Shape | None:
    start, middle, end = of("start"), of("middle"), of("end")
    bias, scale = of("bias", 0), of("scale", 1)

    def shape(x: Fraction) -> Fraction:
        if x <= start or x >= end:
            return bias
        if x <= middle:
            return bias + scale * (x - start) / (middle - start)
        return bias + scale * (end - x) / (end - middle)

    return of.done(shape)


def _trapezoidal(of: _Numbers) -> Shape | None:
    start, up, down, end = of("start"), of("rise_end"), of("fall_start"), of("end")
    bias, scale = of("bias", 0), of("scale", 1)

    def shape(x: Fraction) -> Fraction:
        if x < start or x > end:
            return bias
        if x < up:
            return bias + scale * (x - start) / (up - start)
        if x <= down:
            return bias + scale
        return bias + scale * (end - x) / (end - down)

    return of.done(shape)


_SHAPES: dict[str, Callable[[_Numbers], Shape | None]] = {
    "AffineFun": _affine,
    "LinearFun": _affine,
    "ConstFun": _constant,
    "IdentityFun": _identity,
    "QuadraticFun": _quadratic,
    "PolynomialFun": _polynomial,
    "TriangularFun": _triangular,
    "TrapezoidalFun": _trapezoidal,
}
