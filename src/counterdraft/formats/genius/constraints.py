"""The constraint spaces of GENIUS: ranks per issue, and constraints that make them worthless."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Combined,
    Condition,
    Expression,
    Factor,
    Issue,
    Negation,
    When,
)
from counterdraft.formats.field_case import Reading, figure, scored
from counterdraft.formats.field_numbers import whole
from counterdraft.formats.genius.domain import Slot
from counterdraft.formats.tree import clip
from counterdraft.formats.xml_files import XmlFile

__all__ = ["read_constraints"]

_MOST = 20_000
_OUTCOME = {"inclusiveZeroOutcomeConstraint", "conditionalZeroOutcomeConstraint"}


def read_constraints(
    file: XmlFile, party: str, slots: dict[int, Slot], issues: list[Issue], reading: Reading
) -> list[Factor] | None:
    """
    Return the factors of a constraint space, or None with its faults noted.

    The utility is the mean over the ranked issues of rank over largest rank.  A constraint on an issue
    makes that issue's rank count as nothing, one on the outcome makes the whole utility 0.
    """
    rules = next(file.root.iter("rules"), None)
    ranks = None if rules is None else rules.find("ranks")
    if rules is None or ranks is None:
        file.fault(file.root, "rules", "the ranks are missing in a constraint profile")
        return None
    reader = _Reader(file, slots, issues, reading)
    block = rules.find("constraints")
    elements = [] if block is None else block.findall("constraint")
    never: list[Expression] = []
    by_issue: dict[int, list[Expression]] = {}
    sound = True
    for element in elements:
        found = reader.constraint(element)
        if found is None:
            sound = False
        elif element.get("type") in _OUTCOME:
            never.append(found[1])
        else:
            by_issue.setdefault(found[0], []).append(found[1])
    ranked = ranks.findall("issue")
    if not ranked:
        file.fault(ranks, "ranks", "no issue is ranked")
    factors = []
    for element in ranked:
        factor = reader.ranks(element, party, len(ranked), never, by_issue)
        if factor is None:
            sound = False
        else:
            factors.append(factor)
    return factors if sound and ranked else None


@dataclass
class _Reader:
    file: XmlFile
    slots: dict[int, Slot]
    issues: list[Issue]
    reading: Reading

    def ranks(
        self,
        element: Any,  # noqa: ANN401
        party: str,
        count: int,
        never: Sequence[Expression],
        by_issue: dict[int, list[Expression]],
    ) -> Factor | None:
        """Return what the ranks of one issue are worth."""
        slot = self.slot(element)
        if slot is None:
            return None
        issue = self.issues[slot.position]
        given: dict[str, tuple[int, Any]] = {}
        items = element.findall("item")
        named = None if all(item.get("value") is not None for item in items) else self.named(slot)
        if named:
            self.reading.warn(
                self.file.place(element),
                f"ranks of '{clip(slot.name)}' without a value; GENIUS cannot read them, and they are "
                "joined by the index of the item here",
            )
        for item in items:
            rank = whole(item.get("rank"))
            if rank is None or rank < 0:
                self.file.fault(item, "rank", f"'{clip(item.get('rank') or '', 40)}' is no rank")
                return None
            value = item.get("value")
            if value is None and named is not None:
                value = named.get(whole(item.get("index")), "")
            given[value or ""] = rank, item
        missing = [o.name for o in issue.options if o.name not in given]
        largest = max((rank for rank, _ in given.values()), default=0)
        if missing or largest == 0:
            told = f"no rank of '{clip(missing[0])}'" if missing else "no rank is above 0"
            self.file.fault(element, f"issue '{clip(slot.name)}'", told)
            return None
        cells = [
            (Fraction(given[o.name][0]), self.file.where(given[o.name][1])) for o in issue.options
        ]
        share = Fraction(1, count * largest)
        zero = [*never, *by_issue.get(slot.index, [])]
        table = scored(party, slot.position, issue, cells, share)
        if not zero:
            return table
        parts = []
        for option, (worth, where) in enumerate(cells):
            name = f"profiles/{party}/{issue.name}/{issue.options[option].name}"
            counts = AllOf((Among(slot.position, (option,)), Negation(AnyOf(tuple(zero)))))
            text = f"{issue.name} = {issue.options[option].name} and no constraint"
            parts.append(When(name, Condition(text, counts, where), figure(name, worth, where)))
        return Combined(table.name, "sum", tuple(parts), share)

    def named(self, slot: Slot) -> dict[int | None, str]:
        """Return by index the values of an issue as the profile itself lists them beside the ranks."""
        return {
            whole(item.get("index")): item.get("value")
            for element in self.file.root.iter("issue")
            if whole(element.get("index")) == slot.index and element.getparent().tag != "ranks"
            for item in element.iterchildren("item")
        }

    def constraint(  # noqa: PLR0911 - one per kind of constraint
        self,
        element: Any,  # noqa: ANN401
    ) -> tuple[int, Expression] | None:
        """Return the issue that a constraint is on (-1 for the outcome), and when it strikes."""
        kind = element.get("type") or ""
        if kind in _OUTCOME:
            checks = [self.check(c) for c in element.findall("checkassignment")]
            found = [c for c in checks if c is not None]
            if len(found) < len(checks):
                return None
            if kind == "inclusiveZeroOutcomeConstraint":
                return -1, AllOf(tuple(self.meets(slot, words) for slot, words in found))
            return self.conditional_outcome(element, found)
        slot = self.slot(element)
        if slot is None:
            return None
        if kind in {"zeroConstraint", "conditionalZeroConstraint"}:
            struck = self.assigned(element)
            if struck is None:
                return None
            if kind == "conditionalZeroConstraint":
                struck = AllOf((struck, Negation(self.holding(slot, element.get("value") or ""))))
            return slot.index, struck
        if kind in {"sumZeroConstraint", "sumZeroNotConstraint", "sumZeroConstraintList"}:
            return self.summed(element, slot, kind)
        self.file.fault(
            element,
            "constraint",
            f"the type '{clip(kind, 60)}' is not read",
            "GENIUS passes over it",
        )
        return None

    def conditional_outcome(
        self,
        element: Any,  # noqa: ANN401
        checks: list[tuple[Slot, str]],
    ) -> tuple[int, Expression] | None:
        """Return the outcome struck when one issue has a sign and the other lacks a word."""
        if len(checks) != 2:
            self.file.fault(element, "constraint", "a conditional constraint checks two issues")
            return None
        # GENIUS goes through them in the order of a hash of their indices.
        (first, sign), (second, word) = sorted(checks, key=lambda check: check[0].index)
        if sign not in {"numeric=positive", "numeric=negative"}:
            return -1, AnyOf(())
        options = tuple(
            k for k, v in self.numbers(first) if (v > 0 if sign.endswith("positive") else v < 0)
        )
        lacks = Negation(self.holding(second, word))
        return -1, AllOf((Among(first.position, options), lacks))

    def meets(self, slot: Slot, words: str) -> Expression:
        """Return when an issue meets a check: a sign, or a text inside its value."""
        if "numeric" not in words:
            return self.holding(slot, words)
        refused = {
            k
            for k, v in self.numbers(slot)
            if ("positive" in words and v < 0)
            or ("positive" not in words and "negative" in words and v > 0)
        }
        options = range(len(self.issues[slot.position].options))
        return Among(slot.position, tuple(k for k in options if k not in refused))

    def holding(self, slot: Slot, text: str) -> Among:
        options = self.issues[slot.position].options
        return Among(slot.position, tuple(k for k, o in enumerate(options) if text in o.name))

    def numbers(self, slot: Slot) -> Iterable[tuple[int, int]]:
        for k, option in enumerate(self.issues[slot.position].options):
            if (number := whole(option.name)) is not None:
                yield k, number

    def assigned(self, element: Any) -> Expression | None:  # noqa: ANN401
        """Return when every issue has the value assigned to it."""
        parts = []
        for assignment in element.findall("valueassignment"):
            slot = self.slot(assignment)
            if slot is None:
                return None
            options = self.issues[slot.position].options
            value = assignment.get("value") or ""
            inside = tuple(k for k, o in enumerate(options) if o.name == value)
            parts.append(Among(slot.position, inside))
        return AllOf(tuple(parts))

    def summed(self, element: Any, slot: Slot, kind: str) -> tuple[int, Expression] | None:  # noqa: ANN401
        """Return when the sum over issues lies in a range and the value holds (or lacks) a word."""
        low, high = whole(element.get("min")), whole(element.get("max"))
        related = [self.slot(item) for item in element.findall("item")]
        over = [s for s in related if s is not None]
        if low is None or high is None or len(over) < len(related):
            self.file.fault(element, "constraint", "min and max must be whole numbers")
            return None
        lists = [list(self.numbers(s)) for s in over]
        if prod(len(found) for found in lists) > _MOST:
            self.file.fault(element, "constraint", f"the sum has more than {_MOST:,} combinations")
            return None
        within: list[Expression] = [] if over or not low <= 0 <= high else [AllOf(())]
        *before, last = lists or [[]]
        for chosen in product(*before):
            so_far = sum(v for _, v in chosen)
            inside = tuple(k for k, v in last if low <= so_far + v <= high)
            if inside:
                settled = [Among(s.position, (k,)) for s, (k, _) in zip(over, chosen, strict=False)]
                within.append(AllOf((*settled, Among(over[-1].position, inside))))
        if kind == "sumZeroConstraintList":
            words = [c.get("value") or "" for c in element.findall("condition")]
        else:
            words = [element.get("value") or ""]
        word: Expression = AnyOf(tuple(self.holding(slot, w) for w in words))
        if kind == "sumZeroNotConstraint":
            word = Negation(word)
        return slot.index, AllOf((AnyOf(tuple(within)), word))

    def check(self, element: Any) -> tuple[Slot, str] | None:  # noqa: ANN401
        slot = self.slot(element)
        return None if slot is None else (slot, element.get("condition") or "")

    def slot(self, element: Any) -> Slot | None:  # noqa: ANN401
        index = whole(element.get("index"))
        slot = None if index is None else self.slots.get(index)
        if slot is None:
            written = clip(element.get("index") or "(missing)", 40)
            self.file.fault(
                element, element.tag, f"the domain has no issue with the index {written}"
            )
        return slot
