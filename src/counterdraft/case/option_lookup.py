"""The option of an issue that a written name or number means."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from counterdraft.case.issues import Issue
from counterdraft.case.numbers import decimal, read_number
from counterdraft.errors import nearest

__all__ = ["Problem", "find_option", "find_value"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a piece of text, ``offset`` characters from its beginning."""

    message: str
    help: str = ""
    offset: int = 0


def find_option(issue: Issue, text: str) -> int | Problem:
    """
    Return the position of the option that *text* names, or what is wrong with it.

    Numeric issues take a number on their grid, in their unit (``50 %`` where the unit is fraction).
    """
    if issue.kind != "numeric":
        for position, option in enumerate(issue.options):
            if option.name == text:
                return position
        return Problem(
            f"'{_short(text)}' is no option of '{issue.name}'",
            nearest(_short(text), [option.name for option in issue.options[:500]]),
        )
    value = find_value(issue, text)
    if isinstance(value, Problem):
        return value
    below = None
    for position, option in enumerate(issue.options):
        if option.value == value:
            return position
        if option.value is not None and option.value < value:
            below = position
    assert below is not None
    names = f"{issue.options[below].name} and {issue.options[below + 1].name}"
    return Problem(
        f"{decimal(value)} is not on the grid of '{issue.name}'",
        f"the nearest are {names}; list it under also: in the issue's range to allow it",
    )


def find_value(issue: Issue, text: str) -> Fraction | Problem:
    """Return the number that *text* writes, in the issue's unit and range, or what is wrong."""
    number = read_number(text)
    low, high = issue.options[0].value, issue.options[-1].value
    assert low is not None
    assert high is not None
    span = f"{decimal(low)} to {decimal(high)}" + (
        f" {issue.unit}" if issue.unit not in {"", "fraction"} else ""
    )
    if number is None:
        return Problem(f"'{_short(text)}' is no number", f"'{issue.name}' goes from {span}")
    value = number.of(issue.unit)
    if value is None:
        return Problem(
            f"a percentage is no amount in {issue.unit}", f"'{issue.name}' goes from {span}"
        )
    if low <= value <= high:
        return value
    if issue.unit in {"", "fraction"} and low == 0 and high == 1 < value:
        written = decimal(value)
        return Problem(
            f"{written} is more than the whole (0 to 1)",
            f"shares are fractions; for {written} % write {written} percent",
        )
    side = "above" if value > high else "below"
    return Problem(f"{decimal(value)} is {side} the range of '{issue.name}' ({span})")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
