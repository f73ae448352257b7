"""The domain file of GENIUS: the tree of objectives, and the issues by their index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from counterdraft.case import Issue
from counterdraft.case.issues import Continuity
from counterdraft.case.numbers import decimal
from counterdraft.formats.field_case import (
    MOST_OPTIONS,
    Reading,
    list_issue,
    number_issue,
    steps,
)
from counterdraft.formats.field_numbers import exact, whole
from counterdraft.formats.tree import CONTROL, clip
from counterdraft.formats.xml_files import XmlFile

__all__ = ["GRID", "Slot", "bounds_of", "issues_of", "kind_of", "read_domain"]

GRID = 21
"""Values into which GENIUS itself cuts a real issue when it goes through all offers."""

Kind = Literal["discrete", "integer", "real", "objective", ""]
KINDS: tuple[Kind, ...] = ("discrete", "integer", "real", "objective")
Shape = Callable[[Fraction], Fraction]


@dataclass
class Slot:
    """
    One issue of the domain.

    ``position`` is its place in the case, ``values`` the options of a discrete one, ``low`` and
    ``high`` the ends of the others; profiles add to ``bends`` the numbers where they have a corner,
    and set ``jumps`` where an evaluation leaps there.
    """

    index: int
    name: str
    kind: Kind
    position: int
    where: str
    values: list[str] = field(default_factory=list)
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    bends: set[Fraction] = field(default_factory=set)
    jumps: bool = False


def kind_of(element: Any) -> Kind:  # noqa: ANN401 - lxml carries no types
    """Return the kind of an issue: ``type`` wins over ``etype`` and ``vtype``; none is discrete."""
    written = element.get("type")
    if written is None:
        return "discrete"
    kinds: dict[str, Kind] = {k: k for k in KINDS}
    return kinds.get(written.strip().lower(), "")


def read_domain(file: XmlFile, reading: Reading) -> dict[int, Slot] | None:
    """
    Return the issues of a domain file by their index, in the order of the file.

    The index is global over objectives and issues, and need not begin at 1 nor be dense.
    """
    tops = [e for e in file.root.iter("objective") if e.getparent().tag != "objective"]
    if len(tops) != 1:
        what = "no objective" if not tops else f"{len(tops)} trees of objectives"
        file.fault(file.root, "", f"{what} in the domain, expected one")
        return None
    title = CONTROL.sub("", tops[0].get("name") or "")
    reading.title = "" if title.lower() == "root" else title
    slots: dict[int, Slot] = {}
    for element in tops[0].iter("issue"):
        slot = _slot(file, element, len(slots), reading)
        if slot is None:
            continue
        if slot.index in slots:
            file.fault(element, slot.name, f"two issues have the index {slot.index}")
            continue
        slots[slot.index] = slot
    if not slots and not file.faults:
        file.fault(tops[0], "", "the domain has no issue")
    _name_apart(list(slots.values()), file, reading)
    stated = whole(next((e.get("number_of_issues") for e in file.root.iter("utility_space")), None))
    if slots and stated is not None and stated != len(slots):
        reading.warn(
            file.place(file.root),
            f"number_of_issues says {stated}, the domain has {len(slots)}; GENIUS counts them itself",
        )
    return slots


def _slot(  # noqa: PLR0911 - one per way to be wrong
    file: XmlFile,
    element: Any,  # noqa: ANN401
    position: int,
    reading: Reading,
) -> Slot | None:
    index = whole(element.get("index"))
    name = element.get("name")
    shown = f"issue '{clip(name or '', 60)}'"
    if index is None:
        file.fault(element, shown, f"the index {_quoted(element, 'index')} is no whole number")
        return None
    if name is None or CONTROL.search(name):
        told = (
            "has no name" if name is None else f"has a control character in its name '{clip(name)}'"
        )
        file.fault(element, f"issue {index}", f"the issue {told}")
        return None
    kind = kind_of(element)
    slot = Slot(index, name, kind, position, file.where(element))
    if kind == "discrete":
        return _discrete(file, element, slot, reading)
    if kind in {"integer", "real"}:
        low, high = bounds_of(element)
        if low is None or high is None or (kind == "integer" and (low % 1 or high % 1)):
            expected = "two whole numbers" if kind == "integer" else "two numbers"
            file.fault(element, shown, f"lowerbound and upperbound are missing or not {expected}")
            return None
        if high < low:
            file.fault(element, shown, f"the upper bound {decimal(high)} is below the lower one")
            return None
        slot.low, slot.high = low, high
        if kind == "integer" and high - low >= MOST_OPTIONS:
            file.fault(
                element, shown, f"more than {MOST_OPTIONS:,} whole numbers lie between the bounds"
            )
            return None
        return slot
    file.fault(
        element,
        shown,
        f"the type {_quoted(element, 'type')} is not read",
        "expected discrete, integer or real",
    )
    return None


def _discrete(file: XmlFile, element: Any, slot: Slot, reading: Reading) -> Slot | None:  # noqa: ANN401
    seen: dict[str, None] = {}
    for item in element.findall("item"):
        value = item.get("value")
        if value is None or CONTROL.search(value):
            told = (
                "no value" if value is None else f"a control character in its value '{clip(value)}'"
            )
            file.fault(item, f"issue '{clip(slot.name, 60)}'", f"the item has {told}")
            return None
        if value in seen:
            reading.warn(
                file.place(item),
                f"the value '{clip(value)}' stands twice in '{clip(slot.name)}'; GENIUS takes both for "
                "the same value, and so it is one option here",
            )
        seen[value] = None
    slot.values = list(seen)
    if not seen:
        file.fault(element, f"issue '{clip(slot.name, 60)}'", "the issue has no item")
        return None
    return slot


def bounds_of(element: Any) -> tuple[Fraction | None, Fraction | None]:  # noqa: ANN401
    """Return the bounds of a numeric issue, written on the issue or in its ``range``."""
    inner = element.find("range")
    found = []
    for name in ("lowerbound", "upperbound"):
        text = element.get(name)
        if text is None and inner is not None:
            text = inner.get(name)
        found.append(None if text is None else exact(text))
    return found[0], found[1]


def issues_of(slots: Sequence[Slot], reading: Reading) -> list[Issue]:
    """
    Return the issues of the case.

    A real issue is cut into the values that GENIUS goes through, and every corner of an evaluator;
    the numbers in ``reading.selection.also`` come on top.
    """
    found = []
    for slot in slots:
        if slot.kind == "discrete":
            found.append(list_issue(slot.name, slot.values, slot.where))
            continue
        if slot.kind == "integer":
            span = range(int(slot.low), int(slot.high) + 1)
            found.append(number_issue(slot.name, [Fraction(v) for v in span], slot.where))
            continue
        inside = {b for b in slot.bends if slot.low <= b <= slot.high}
        inside |= {
            v for v in reading.selection.also.get(slot.name, ()) if slot.low <= v <= slot.high
        }
        grid = sorted(inside.union(steps(slot.low, slot.high, GRID)))
        step = (slot.high - slot.low) / (GRID - 1)
        jumps = ", with jumps," if slot.jumps else ""
        note = (
            f"continuous{jumps} from {decimal(slot.low)} to {decimal(slot.high)}, cut in steps of "
            f"{decimal(step)} as GENIUS does, and at every corner of an evaluator"
        )
        reading.warn(
            f"{reading.folder.path.as_posix()}/{slot.where}", f"'{clip(slot.name)}' is {note}"
        )
        continuity: Continuity = "approximate" if slot.jumps else "piecewise_linear"
        found.append(number_issue(slot.name, grid, slot.where, note, continuity))
    return found


def _name_apart(slots: list[Slot], file: XmlFile, reading: Reading) -> None:
    """Give issues of the same name their index as a surname: offers are written by names."""
    seen: set[str] = set()
    for slot in slots:
        if slot.name in seen:
            old = slot.name
            slot.name = f"{old} ({slot.index})"
            reading.warn(
                f"{file.shown}:{slot.where.rpartition(':')[2]}",
                f"two issues are called '{clip(old)}'; GENIUS tells them apart by their index, and the "
                f"second is called '{clip(slot.name)}' here",
            )
        seen.add(slot.name)


def _quoted(element: Any, name: str) -> str:  # noqa: ANN401
    text = element.get(name)
    return "(missing)" if text is None else f"'{clip(text, 40)}'"
