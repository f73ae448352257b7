"""The non-linear profiles of GENIUS: weighted hyper-rectangles, summed or compared."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from counterdraft.case import (
    AllOf,
    Among,
    Combined,
    Condition,
    Factor,
    Issue,
    Negation,
    Transform,
    When,
)
from counterdraft.formats.field_case import CAP, Reading, figure
from counterdraft.formats.field_numbers import exact, whole
from counterdraft.formats.genius.domain import Slot
from counterdraft.formats.tree import clip
from counterdraft.formats.xml_files import XmlFile

__all__ = ["read_rectangles"]

_WAYS: dict[str, Literal["sum", "min", "max"]] = {"sum": "sum", "min": "min", "max": "max"}


def read_rectangles(
    file: XmlFile, party: str, slots: dict[int, Slot], issues: list[Issue], reading: Reading
) -> tuple[list[Factor], Transform] | None:
    """
    Return the factors of a non-linear profile, or None with its faults noted.

    A rectangle pays ``utility x weight`` where all its INCLUDES hold, bounds included; with EXCLUDES
    where at least one of them does not; without bounds always.  A function inside another counts by
    its weight; the outermost one's own weight is not used.  The result is divided by
    ``maxutility`` and cut at 1.
    """
    holders = [e for e in file.root.iter("utility") if e.get("maxutility") is not None]
    if len(holders) != 1:
        told = "no utility with a maxutility" if not holders else "more than one utility"
        file.fault(file.root, "", f"{told} in a non-linear profile, expected one")
        return None
    text = holders[0].get("maxutility")
    most = exact(text)
    if most is None or most <= 0:
        file.fault(holders[0], "maxutility", f"'{clip(text, 40)}' is no number above 0")
        return None
    functions = holders[0].findall("ufun")
    if not functions:
        file.fault(holders[0], "utility", "the ufun is missing")
        return None
    if len(functions) > 1:
        reading.warn(
            file.place(functions[1]), "a second ufun at the top; GENIUS reads the first alone"
        )
    reader = _Reader(file, party, slots, issues)
    factor = reader.function(functions[0], outermost=True)
    if factor is None:
        return None
    factors: list[Factor] = [*factor.parts] if factor.how == "sum" else [factor]
    return factors, Transform(scale=1 / most, cap=CAP)


@dataclass
class _Reader:
    file: XmlFile
    party: str
    slots: dict[int, Slot]
    issues: list[Issue]
    count: int = 0

    def function(self, element: Any, *, outermost: bool = False) -> Combined | None:  # noqa: ANN401
        """Return a ufun with everything inside it."""
        written = (element.get("aggregation") or "sum").strip().lower()
        how = _WAYS.get(written)
        if how is None:
            self.file.fault(
                element,
                "ufun",
                f"the aggregation '{clip(written, 40)}' is not read",
                "sum, min or max",
            )
            return None
        weight = Fraction(1) if outermost else self.number(element, "weight", "1")
        parts: list[Factor] = []
        sound = weight is not None
        for inner in element:
            if inner.tag == "hyperRectangle":
                rectangle = self.rectangle(inner)
            elif inner.tag == "ufun":
                rectangle = self.function(inner)
            else:
                continue
            if rectangle is None:
                sound = False
            else:
                parts.append(rectangle)
        if not sound or weight is None:
            return None
        if not parts and how != "sum":
            self.file.fault(element, "ufun", f"a {how} of nothing", "add a hyperRectangle")
            return None
        self.count += 1
        return Combined(f"profiles/{self.party}/ufun/{self.count}", how, tuple(parts), weight)

    def rectangle(self, element: Any) -> Factor | None:  # noqa: ANN401
        """Return a hyperRectangle as a worth that counts when its bounds hold."""
        amount = self.number(element, "utility", None)
        weight = self.number(element, "weight", "1")
        excludes = element.findall("EXCLUDES")
        bounds = [self.bound(b) for b in (excludes or element.findall("INCLUDES"))]
        found = [b for b in bounds if b is not None]
        if amount is None or weight is None or len(found) < len(bounds):
            return None
        self.count += 1
        name = f"profiles/{self.party}/hyperRectangle/{self.count}"
        where = self.file.where(element)
        text = " and ".join(text for text, _ in found) or "always"
        expression: Any = AllOf(tuple(among for _, among in found))
        if excludes:
            text, expression = f"not ({text})", Negation(expression)
        worth = figure(name, amount, where)
        when = When(name, Condition(text, expression, where), worth)
        return when if weight == 1 else Combined(f"{name}/weighted", "sum", (when,), weight)

    def bound(self, element: Any) -> tuple[str, Among] | None:  # noqa: ANN401
        """Return one bound: in words, and as the options between its ends, both included."""
        index = whole(element.get("index"))
        low, high = whole(element.get("min")), whole(element.get("max"))
        if index is None or low is None or high is None:
            self.file.fault(element, element.tag, "index, min and max must be whole numbers")
            return None
        slot = self.slots.get(index)
        if slot is None:
            self.file.fault(element, element.tag, f"the domain has no issue with the index {index}")
            return None
        if slot.kind != "integer":
            self.file.fault(
                element,
                element.tag,
                f"'{clip(slot.name)}' is no integer issue; rectangles need them",
            )
            return None
        first = int(slot.low)
        inside = range(max(low, first) - first, min(high, int(slot.high)) - first + 1)
        return f"{low} <= {slot.name} <= {high}", Among(slot.position, tuple(inside))

    def number(self, element: Any, name: str, otherwise: str | None) -> Fraction | None:  # noqa: ANN401
        """Return a number on an element, or note a fault."""
        text = element.get(name, otherwise)
        number = None if text is None else exact(text)
        if number is None:
            told = "is missing" if text is None else f"'{clip(text, 40)}' is no number"
            self.file.fault(element, element.tag, f"{name} {told}")
        return number
