"""What a profile of GENIUS makes of the values of one issue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from counterdraft.case import Combined, Issue
from counterdraft.formats.field_case import Reading, scored
from counterdraft.formats.field_numbers import exact
from counterdraft.formats.genius.domain import Slot, bounds_of
from counterdraft.formats.tree import clip
from counterdraft.formats.xml_files import XmlFile

__all__ = ["Evaluator", "read_evaluator"]

_SMALLEST = Fraction(1, 100_000)
_ONE = Fraction(1)


@dataclass(frozen=True)
class Evaluator:
    """
    The evaluation of one issue in one profile.

    ``cells`` are the evaluations of a discrete issue with their places, ``shape`` the function of a
    numeric one; ``largest`` is what evaluations are divided by.
    """

    slot: Slot
    where: str
    cells: tuple[tuple[Fraction, str], ...] = ()
    shape: Callable[[Fraction], Fraction] | None = None
    largest: Fraction = _ONE

    def factor(self, party: str, issue: Issue, weight: Fraction) -> Combined:
        """Return the worth of the issue: weight times evaluation over the largest evaluation."""
        cells: Sequence[tuple[Fraction, str]] = self.cells
        if self.shape is not None:
            cells = [(self.shape(o.value or Fraction(0)), self.where) for o in issue.options]
        share = weight / self.largest if self.largest >= _SMALLEST else Fraction(0)
        return scored(party, self.slot.position, issue, cells, share)


def read_evaluator(
    file: XmlFile,
    element: Any,  # noqa: ANN401 - lxml carries no types
    slot: Slot,
    reading: Reading,
) -> Evaluator | None:
    """
    Return how the profile evaluates an issue, or None with its faults noted.

    - discrete: evaluation over the largest evaluation of the issue, values joined by what they say;
    - integer: slope x (value - lower bound) + offset, cut to 0..1;
    - real: linear (cut to 0..1), constant or triangular.
    """
    if slot.kind == "discrete":
        return _discrete(file, element, slot, reading)
    found = element.find("evaluator")
    if found is None:
        if slot.kind == "integer":
            reading.warn(
                file.place(element),
                f"'{clip(slot.name)}' has no evaluator; GENIUS counts it as 0 for every value",
            )
            return Evaluator(slot, file.where(element), shape=lambda _: Fraction(0))
        file.fault(element, _shown(slot), "the evaluator is missing")
        return None
    return (_integer if slot.kind == "integer" else _real)(file, element, found, slot)


def _discrete(file: XmlFile, element: Any, slot: Slot, reading: Reading) -> Evaluator | None:  # noqa: ANN401
    known = dict.fromkeys(slot.values)
    found: dict[str, tuple[Fraction, str]] = {}
    name, skipped = file.name, file.skipped
    sound = True
    for item in element.iterchildren("item"):
        value, text = item.get("value"), item.get("evaluation")
        if value is None or (text is None and value not in known):
            continue
        evaluation = None if text is None else exact(text)
        if evaluation is None:
            told = (
                "is missing"
                if text in {None, "null", ""}
                else f"'{clip(text or '', 40)}' is no number"
            )
            file.fault(item, _shown(slot), f"the evaluation of '{clip(value)}' {told}")
            sound = False
        elif evaluation.numerator < 0:
            file.fault(
                item,
                _shown(slot),
                f"the evaluation of '{clip(value)}' is below 0",
                "GENIUS takes evaluations of 0 and more",
            )
            sound = False
        else:
            if value in found and found[value][0] is not evaluation:
                reading.warn(
                    file.place(item),
                    f"'{clip(value)}' is evaluated twice in '{clip(slot.name)}'; GENIUS takes the last",
                )
            found[value] = evaluation, f"{name}:{item.sourceline + skipped}"
    if not sound:
        return None
    missing = [value for value in known if value not in found]
    if missing:
        file.fault(
            element,
            _shown(slot),
            f"no evaluation of '{clip(missing[0])}'"
            + (f" and {len(missing) - 1} more values" if len(missing) > 1 else ""),
            "every value of the domain needs one; is this the profile of another domain?",
        )
        return None
    if len(found) > len(known):
        extra = next(value for value in found if value not in known)
        reading.warn(
            file.place(element),
            f"'{clip(extra)}' is no value of '{clip(slot.name)}' in the domain; GENIUS never offers it, "
            "but divides by it where it is the largest",
        )
    # Fractions are slow to compare: their binary neighbours leave few that could be the largest.
    near = [float(evaluation) for evaluation, _ in found.values()]
    top = max(near)
    largest = max(e for (e, _), n in zip(found.values(), near, strict=True) if n == top)
    if 0 < largest < _SMALLEST:
        reading.warn(
            file.place(element),
            f"no evaluation of '{clip(slot.name)}' reaches 0.00001; GENIUS counts all of them as 0",
        )
    return Evaluator(
        slot, file.where(element), tuple(found[v] for v in slot.values), largest=largest
    )


def _integer(file: XmlFile, element: Any, found: Any, slot: Slot) -> Evaluator | None:  # noqa: ANN401
    numbers = _numbers(file, found, slot, ("slope", "offset"))
    if numbers is None:
        return None
    slope, offset = numbers
    low = bounds_of(element)[0]
    base = slot.low if low is None else low
    return Evaluator(slot, file.where(element), shape=lambda v: _cut(slope * (v - base) + offset))


def _real(file: XmlFile, element: Any, found: Any, slot: Slot) -> Evaluator | None:  # noqa: ANN401
    kind = (found.get("ftype") or "").strip().lower()
    where = file.where(element)
    if kind == "linear":
        numbers = _numbers(file, found, slot, ("parameter0", "parameter1"))
        if numbers is None:
            return None
        base, slope = numbers
        if slope:
            slot.bends |= {-base / slope, (1 - base) / slope}
        return Evaluator(slot, where, shape=lambda v: _cut(slope * v + base))
    if kind == "constant":
        constant = _numbers(file, found, slot, ("parameter0",))
        return None if constant is None else Evaluator(slot, where, shape=lambda _: constant[0])
    if kind == "triangular":
        numbers = _numbers(file, found, slot, ("parameter0", "parameter1", "parameter2"))
        if numbers is None:
            return None
        low, high, top = numbers
        slot.bends |= {low, high, top}
        slot.jumps |= not low < top < high
        return Evaluator(slot, where, shape=lambda v: _triangular(v, low, high, top))
    file.fault(
        found,
        _shown(slot),
        f"the evaluator '{clip(kind, 40)}' is not evaluated by GENIUS"
        if kind
        else "no ftype is given",
        "expected linear, constant or triangular",
    )
    return None


def _numbers(file: XmlFile, found: Any, slot: Slot, names: Sequence[str]) -> list[Fraction] | None:  # noqa: ANN401
    numbers = []
    for name in names:
        text = found.get(name)
        number = None if text is None else exact(text)
        if number is None:
            told = "is missing" if text is None else f"'{clip(text, 40)}' is no number"
            file.fault(found, _shown(slot), f"{name} {told}")
            return None
        numbers.append(number)
    return numbers


def _cut(worth: Fraction) -> Fraction:
    return min(max(worth, Fraction(0)), _ONE)


def _triangular(value: Fraction, low: Fraction, high: Fraction, top: Fraction) -> Fraction:
    if value < low:
        return Fraction(0)
    if value < top:
        return (value - low) / (top - low)
    if value < high:
        return 1 - (value - top) / (high - top)
    return Fraction(0)


def _shown(slot: Slot) -> str:
    return f"issue '{clip(slot.name, 60)}'"
