"""Formulas as text, from cells that remember how they came about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from counterdraft.brief.workbooks.cells import Cell, consecutive
from counterdraft.brief.workbooks.lines import FIRST, letter

__all__ = ["formula", "leaves"]

STRENGTH = {
    **dict.fromkeys((">", ">=", "<", "<=", "=", "<>"), 1),
    **dict.fromkeys(("+", "-"), 2),
    **dict.fromkeys(("*", "/"), 3),
    "negative": 4,
    "^": 5,
}
ATOM = 9
TINY = 1e-100
"""A number below it guards a division: a reader compares with zero."""


def formula(cell: Cell, years: int) -> str:
    """
    Return the formula of a cell, without the equals sign.

    Args:
        cell: Whose own place is not used, so that a cell does not name itself.
        years: How many the calendar has.
    """
    return _written(cell, years)[0]


def leaves(cell: Cell) -> Iterator[Cell]:
    """Give the cells that the formula of *cell* names."""
    for part in cell.parts:
        if part.place is None:
            yield from leaves(part)
        if part.place is not None or part.operation == "name":
            yield part
    if cell.operation == "name":
        yield cell


def _part(cell: Cell, years: int, least: int = 0) -> str:
    """Return a part of a formula, in brackets where it binds less than what is around it."""
    if cell.place is not None:
        return cell.place.line.at(cell.place.year)
    text, strength = _written(cell, years)
    return f"({text})" if strength < least else text


def _written(cell: Cell, years: int) -> tuple[str, int]:
    """Return the text of an operation, and how strongly it binds."""
    operation, parts = cell.operation, cell.parts
    if operation == "same" and parts[0].place is None:
        return _written(parts[0], years)
    if operation in STRENGTH:
        return _between_operands(operation, parts, years), STRENGTH[operation]
    if operation == "number" and cell.value < 0:
        return _plain(cell.value), STRENGTH["negative"]
    if operation in FORMS:
        return FORMS[operation](cell, years), ATOM
    return f"{operation}({','.join(_part(part, years) for part in parts)})", ATOM


def _between_operands(operation: str, parts: Sequence[Cell], years: int) -> str:
    """Return an operation on one number or two, with brackets where they are needed."""
    strength = STRENGTH[operation]
    if operation == "negative":
        return "-" + _part(parts[0], years, STRENGTH["*"])
    # a-(b+c), a/(b*c) and a^(b^c) need their brackets; a+b-c and a*b/c do not.
    stricter = operation in {"-", "/", "^"} or strength == 1
    left = _part(parts[0], years, ATOM if operation == "^" else strength)
    is_negative_power = operation == "^" and parts[1].operation == "negative"
    least = 0 if is_negative_power else strength + 1 if stricter else strength
    guards = strength == 1 and parts[1].is_number and abs(parts[1].value) < TINY
    right = "0" if guards else _part(parts[1], years, least)
    return f"{left}{operation}{right}"


def _plain(value: float | bool) -> str:  # noqa: FBT001
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:.15g}".replace("e", "E")


def _ranges(parts: Sequence[Cell], years: int) -> str:
    """Return cells with commas between them, those that stand side by side as ranges."""
    groups: list[list[Cell]] = []
    for part in parts:
        if groups and consecutive([groups[-1][-1], part]):
            groups[-1].append(part)
        else:
            groups.append([part])
    texts = []
    for group in groups:
        first, last = group[0].place, group[-1].place
        if first is None or last is None or len(group) == 1:
            texts.append(_part(group[0], years))
        else:
            texts.append(first.line.span(first.year, last.year, years))
    return ",".join(texts)


def _last_years(parts: Sequence[Cell], years: int) -> str:
    """Return the sum of the last years: of every year to this one, those that are recent enough."""
    count, *cells = parts
    now = f"{letter(FIRST + len(cells) - 1)}$3"
    recent = f"(${letter(FIRST)}$3:{now}>{now}-{_part(count, years, 3)})"
    return f"SUMPRODUCT({recent}*({_ranges(cells, years)}))"


FORMS: dict[str, Callable[[Cell, int], str]] = {
    "name": lambda cell, _: cell.text,
    "number": lambda cell, _: _plain(cell.value),
    "same": lambda cell, years: _part(cell.parts[0], years),
    "last years": lambda cell, years: _last_years(cell.parts, years),
    "IRR": lambda cell, years: f"IFERROR(IRR({_ranges(cell.parts, years)}),0)",
    "SUM": lambda cell, years: f"SUM({_ranges(cell.parts, years)})",
}
"""How operations are written that are neither signs nor plain functions."""
