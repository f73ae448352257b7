"""Numbers that remember how they came about: a rule that is run on them has written its formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from counterdraft.brief.workbooks.lines import Line
from counterdraft.fiscal.levels import rate_of_return
from counterdraft.fiscal.sums import trailing_sum

__all__ = ["Cell", "YearRow", "given", "named"]


class Place(NamedTuple):
    """Where a cell stands: its line, and the position of its year."""

    line: Line
    year: int


class Cell(NDArrayOperatorsMixin):
    """
    A number of one year, the operation that gave it, and where it stands in the workbook.

    Numpy's functions called on cells give cells.  What has a place is named by it in the formulas of
    others; what has none is written out in them.

    Args:
        value: The number, or the truth of a comparison.
        operation: How it came about: `number` for one that is written as such.
        parts: What the operation was applied to.
        fixed: It depends on no year's figure but on single inputs alone, so that a rule may branch on it.
        text: How it is written, if it is a name.
    """

    fixed: bool
    __slots__ = ("fixed", "operation", "parts", "place", "text", "value")
    __hash__ = object.__hash__

    def __init__(
        self,
        value: float | bool,  # noqa: FBT001
        operation: str = "number",
        parts: Sequence[Cell] = (),
        *,
        fixed: bool | None = None,
        text: str = "",
    ) -> None:
        self.value, self.operation, self.parts = value, operation, tuple(parts)
        self.fixed = all(part.fixed for part in self.parts) if fixed is None else fixed
        self.place: Place | None = None
        self.text = text

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **_: Any) -> Any:  # noqa: ANN401
        """Return the cell that *ufunc* gives, or a row of them."""
        if method != "__call__" or ufunc.__name__ not in OPERATIONS:
            return NotImplemented
        apply = OPERATIONS[ufunc.__name__]
        return _each_year(lambda *parts: apply(ufunc, *map(cell_of, parts)), inputs)

    def __array_function__(
        self,
        function: Any,  # noqa: ANN401
        types: Any,  # noqa: ANN401
        inputs: Any,  # noqa: ANN401
        named: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Return what *function* gives, for the functions that rules use."""
        if function not in FUNCTIONS:
            return NotImplemented
        return FUNCTIONS[function](*inputs, **named)

    def __bool__(self) -> bool:
        """Whether the input is there: a rule may not branch on what changes from year to year."""
        self._must_be_fixed()
        return bool(self.value)

    def __float__(self) -> float:
        self._must_be_fixed()
        return float(self.value)

    def __int__(self) -> int:
        self._must_be_fixed()
        return int(self.value)

    __index__ = __int__

    def _must_be_fixed(self) -> None:
        if not self.fixed:
            raise TypeError("a rule branches on a figure of the year: use np.where")

    @property
    def is_number(self) -> bool:
        """Whether it is a number of the rule and no input."""
        return self.operation == "number"

    def copy(self) -> Cell:
        """Return the cell: nothing changes it."""
        return self

    def __repr__(self) -> str:
        return f"Cell({self.value}, {self.operation})"


class YearRow(NDArrayOperatorsMixin):
    """The cells of every year: what an array of (years, paths) is to a rule."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.cells = list(cells)

    __array_ufunc__ = Cell.__array_ufunc__
    __array_function__ = Cell.__array_function__

    @property
    def shape(self) -> tuple[int, int]:
        """Years, and one path."""
        return len(self.cells), 1

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401
        return YearRow(self.cells[at]) if isinstance(at, slice) else self.cells[at]

    def __setitem__(self, at: Any, value: Any) -> None:  # noqa: ANN401
        if isinstance(at, slice):
            for position, t in enumerate(range(*at.indices(len(self.cells)))):
                self[t] = value[position]
        else:
            self.cells[at] = cell_of(value)

    def sum(self, axis: int = 0) -> Cell:
        """Return the sum over the years."""
        assert axis == 0
        return total(self.cells)

    def copy(self) -> YearRow:
        """Return a row that may be changed."""
        return YearRow(self.cells)


def named(value: float, text: str, *, fixed: bool = False) -> Cell:
    """Return a cell that formulas name: a single input (`fixed`), or a cell of the head of the sheet."""
    return Cell(value, "name", fixed=fixed, text=text)


def given(line: Line, values: Iterable[float]) -> YearRow:
    """Return the cells of a line of inputs."""
    row = YearRow(Cell(float(value), "input", fixed=False) for value in values)
    for t, cell in enumerate(row):
        cell.place = Place(line, t)
    return row


def cell_of(value: Any) -> Cell:  # noqa: ANN401
    """Return a number as a cell."""
    if isinstance(value, Cell):
        return value
    value = np.asarray(value).item()
    return Cell(value if isinstance(value, bool) else float(value))


def total(cells: Sequence[Cell]) -> Cell:
    """Return the sum of cells, written as a range where they stand in one line."""
    there = [cell for cell in map(cell_of, cells) if not (cell.is_number and cell.value == 0)]
    if not there:
        return Cell(0.0)
    if len(there) == 1:
        return Cell(there[0].value, "same", there)
    return Cell(float(sum(cell.value for cell in there)), "SUM", there)


def _each_year(function: Callable[..., Cell], inputs: Sequence[Any]) -> Any:  # noqa: ANN401
    """Apply a function to cells, or year by year where an input has years."""
    counts = [len(part) for part in inputs if isinstance(part, YearRow)]
    if not counts:
        return function(*inputs)

    def at(part: Any, t: int) -> Any:  # noqa: ANN401
        has_years = isinstance(part, YearRow) or (isinstance(part, np.ndarray) and part.ndim > 0)
        return part[t] if has_years else part

    return YearRow(function(*(at(part, t) for part in inputs)) for t in range(counts[0]))


def _number(cell: Cell) -> Cell:
    """Return a truth as one or nought, so that it can be added and multiplied."""
    if not isinstance(cell.value, bool):
        return cell
    if cell.is_number:
        return Cell(float(cell.value))
    return Cell(float(cell.value), "IF", (cell, Cell(1.0), Cell(0.0)))


def _made(ufunc: Any, operation: str, parts: Sequence[Cell]) -> Cell:  # noqa: ANN401
    with np.errstate(all="ignore"):
        value = ufunc(*(part.value for part in parts)).item()
    return Cell(value, "number" if all(p.is_number for p in parts) else operation, parts)


def _is_endless(a: Cell, b: Cell) -> bool:
    """Return whether *a* is a bound that never binds, so that nothing added to it matters."""
    return a.is_number and bool(np.isinf(a.value)) and not b.is_number


def _is(cell: Cell, value: float) -> bool:
    return cell.is_number and cell.value == value


def _add(ufunc: Any, a: Cell, b: Cell) -> Cell:  # noqa: ANN401
    a, b = _number(a), _number(b)
    if _is(a, 0):
        return b
    if _is(b, 0):
        return a
    if b.operation == "negative" and b.place is None:
        return _subtract(np.subtract, a, b.parts[0])
    for one, other in ((a, b), (b, a)):
        if _is_endless(one, other):
            return one
    return _made(ufunc, "+", (a, b))


def _subtract(ufunc: Any, a: Cell, b: Cell) -> Cell:  # noqa: ANN401
    a, b = _number(a), _number(b)
    if _is(b, 0):
        return a
    if _is(a, 0):
        return _negative(np.negative, b)
    if b.operation == "negative" and b.place is None:
        return _add(np.add, a, b.parts[0])
    return a if _is_endless(a, b) else _made(ufunc, "-", (a, b))


def _negative(ufunc: Any, a: Cell) -> Cell:  # noqa: ANN401
    a = _number(a)
    if a.operation == "negative" and a.place is None:
        return a.parts[0]
    return _made(ufunc, "negative", (a,))


def _multiply(ufunc: Any, a: Cell, b: Cell) -> Cell:  # noqa: ANN401
    a, b = _number(a), _number(b)
    for one, other in ((a, b), (b, a)):
        if _is(one, 0):
            return Cell(0.0)
        if _is(one, 1):
            return other
        if _is(one, -1):
            return _negative(np.negative, other)
    return _made(ufunc, "*", (a, b))


def _divide(ufunc: Any, a: Cell, b: Cell) -> Cell:  # noqa: ANN401
    a, b = _number(a), _number(b)
    if _is(a, 0) or _is(b, 1) or _is_endless(a, b):
        return a
    if a.operation == "*" and a.place is None and b in set(a.parts):
        return a.parts[0] if a.parts[1] is b else a.parts[1]
    return _made(ufunc, "/", (a, b))


def _power(ufunc: Any, a: Cell, b: Cell) -> Cell:  # noqa: ANN401
    if _is(a, 1) or _is(b, 0):
        return Cell(1.0)
    return a if _is(b, 1) else _made(ufunc, "^", (a, b))


def _extreme(name: str, neutral: float) -> Callable[..., Cell]:
    """Return the function that writes MIN or MAX of all that is compared, without what never counts."""

    def extreme(ufunc: Any, a: Cell, b: Cell) -> Cell:  # noqa: ANN401
        a, b = _number(a), _number(b)
        for one, other in ((a, b), (b, a)):
            if _is(one, neutral):
                return other
        parts: list[Cell] = []
        for part in (a, b):
            parts += part.parts if part.operation == name and part.place is None else [part]
        made = _made(ufunc, name, (a, b))
        if not made.is_number:
            made.parts = tuple(dict.fromkeys(parts))
        return made.parts[0] if len(made.parts) == 1 else made

    return extreme


def _logical(name: str, neutral: bool) -> Callable[..., Cell]:  # noqa: FBT001
    def logical(_: Any, a: Cell, b: Cell) -> Cell:  # noqa: ANN401
        value = bool(a.value and b.value) if neutral else bool(a.value or b.value)
        for one, other in ((a, b), (b, a)):
            if one.is_number:
                return other if bool(one.value) is neutral else Cell(not neutral)
        parts: list[Cell] = []
        for part in (a, b):
            parts += part.parts if part.operation == name and part.place is None else [part]
        return Cell(value, name, parts)

    return logical


def _not(_: Any, a: Cell) -> Cell:  # noqa: ANN401
    value = not a.value
    if a.is_number:
        return Cell(value)
    opposite = {">": "<=", "<=": ">", "<": ">=", ">=": "<", "=": "<>", "<>": "="}.get(a.operation)
    if opposite is not None and a.place is None:
        return Cell(value, opposite, a.parts)
    return Cell(value, "NOT", (a,))


def _where(condition: Any, yes: Any, no: Any) -> Any:  # noqa: ANN401
    def choose(condition: Cell, yes: Cell, no: Cell) -> Cell:
        if condition.is_number:
            return yes if condition.value else no
        if yes is no or (yes.is_number and no.is_number and yes.value == no.value):
            return yes
        yes, no = _number(_assuming(condition, yes)), _number(no)
        return Cell(yes.value if condition.value else no.value, "IF", (condition, yes, no))

    return _each_year(lambda *parts: choose(*map(cell_of, parts)), (condition, yes, no))


def _assuming(condition: Cell, cell: Cell) -> Cell:
    """Return a cell where *condition* is known to hold: what it chose by the same condition is chosen."""
    if cell.place is not None or not cell.parts:
        return cell
    if cell.operation == "IF" and cell.parts[0] is condition:
        return cell.parts[1]
    parts = [_assuming(condition, part) for part in cell.parts]
    if all(new is old for new, old in zip(parts, cell.parts, strict=True)):
        return cell
    return Cell(cell.value, cell.operation, parts)


def _cumulated(row: YearRow, axis: int = 0) -> YearRow:
    assert axis == 0
    cells: list[Cell] = []
    for cell in row:
        cells.append(_add(np.add, cells[-1], cell) if cells else _number(cell))
    return YearRow(cells)


def _zeros_like(like: Any) -> Any:  # noqa: ANN401
    return YearRow(Cell(0.0) for _ in like) if isinstance(like, YearRow) else Cell(0.0)


def _clip(value: Any, low: Any, high: Any) -> Any:  # noqa: ANN401
    return np.minimum(np.maximum(value, low), high)


def _binary(operation: str) -> Callable[..., Cell]:
    return lambda ufunc, a, b: _made(ufunc, operation, (_number(a), _number(b)))


def _unary(operation: str) -> Callable[..., Cell]:
    return lambda ufunc, a: _made(ufunc, operation, (a,))


OPERATIONS: dict[str, Callable[..., Cell]] = {
    "add": _add,
    "subtract": _subtract,
    "negative": _negative,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "minimum": _extreme("MIN", np.inf),
    "maximum": _extreme("MAX", -np.inf),
    "bitwise_and": _logical("AND", neutral=True),
    "bitwise_or": _logical("OR", neutral=False),
    "invert": _not,
    "greater": _binary(">"),
    "greater_equal": _binary(">="),
    "less": _binary("<"),
    "less_equal": _binary("<="),
    "equal": _binary("="),
    "not_equal": _binary("<>"),
    "exp": _unary("EXP"),
    "floor": _unary("INT"),
    "expm1": lambda _, a: np.exp(a) - 1,
    "log1p": lambda _, a: _made(np.log, "LN", (cell_of(1 + a),)),
}
FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.where: _where,
    np.cumsum: _cumulated,
    np.zeros_like: _zeros_like,
    np.clip: _clip,
}


@trailing_sum.register
def _(row: YearRow, years: Any) -> YearRow:  # noqa: ANN401
    """Return the sum of the last years, so that the number of years may be changed."""
    years = cell_of(years)

    def window(t: int) -> Cell:
        recent = row.cells[max(t + 1 - int(years), 0) : t + 1]
        value = float(sum(cell.value for cell in recent))
        return Cell(value, "last years", (years, *row.cells[: t + 1]), fixed=False)

    return YearRow(map(window, range(len(row))))


@rate_of_return.register
def _(row: YearRow) -> Cell:
    """Return the rate of return of the years, nought where there is none."""
    values = np.array([[cell.value] for cell in row])
    return Cell(rate_of_return(values).item(), "IRR", row.cells, fixed=False)


def consecutive(cells: Sequence[Cell]) -> bool:
    """Return whether cells stand side by side in one line."""
    places = [cell.place for cell in cells]
    return all(
        a is not None and b is not None and a.line is b.line and b.year == a.year + 1
        for a, b in pairwise(places)
    )
