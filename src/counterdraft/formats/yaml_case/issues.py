"""Parties and issues of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from counterdraft.case import TABLE, Issue, Option, Party
from counterdraft.case.numbers import decimal
from counterdraft.formats.tree import Document, Text
from counterdraft.formats.yaml_case.context import Context, Path
from counterdraft.formats.yaml_case.scalars import Quantity
from counterdraft.formats.yaml_case.shapes import (
    CaseFile,
    IssueShape,
    OptionFields,
    PartyShape,
    RangeShape,
)

__all__ = ["LARGEST_GRID", "MOST_OF_ALL", "MOST_OPTIONS", "read_issues", "read_parties"]

LARGEST_GRID = 10_000
"""Options of a numeric issue."""
MOST_OPTIONS = 1_000
"""Options of a list."""
MOST_OF_ALL = 100_000
"""Options of all issues together."""

_TERMS = {"silent", "unknown", "open", "else"}


def read_parties(shape: CaseFile, document: Document) -> dict[str, Party]:
    """Return the parties in the order of the file; faults are noted."""
    parties: dict[str, Party] = {}
    folded: dict[str, Text] = {}
    for key, form in shape.parties.items():
        path = ("parties", str(key))
        if key == TABLE:
            document.fault(
                key,
                path,
                f"a party may not be called '{TABLE}'",
                "it is the seat that sees everybody",
            )
        twin = folded.setdefault(key.lower(), key)
        if twin != key:
            document.fault(
                key,
                path,
                f"'{key}' and '{twin}' would share a file on many disks",
                "rename one of them",
            )
        if isinstance(form, PartyShape):
            role: Literal["player", "signatory"] = (
                "signatory" if form.role == "signatory" else "player"
            )
            label, note = str(form.label or key), str(form.note or "")
            parties[str(key)] = Party(str(key), label, role, note)
        else:
            parties[str(key)] = Party(str(key), str(form))
    if sum(party.role == "player" for party in parties.values()) < 2:
        node, _ = document.find(("parties",))
        document.fault(
            node, ("parties",), "a case has two players at least", "signatories come on top of them"
        )
    return parties


def read_issues(shape: CaseFile, document: Document, context: Context) -> tuple[Issue, ...] | None:
    """Return the issues in the order of the file, or None when one of them could not be read."""
    found = [_issue(key, form, document, context) for key, form in shape.issues.items()]
    if not found:
        node, _ = document.find(("issues",))
        document.fault(node, ("issues",), "a case has one issue at least")
        return None
    read = tuple(issue for issue in found if issue is not None)
    options = sum(len(issue.options) for issue in read)
    if options > MOST_OF_ALL:
        node, _ = document.find(("issues",))
        message = f"the issues have {options:,} options, the most is {MOST_OF_ALL:,}"
        document.fault(node, ("issues",), message, "make the steps of ranges coarser")
        return None
    return read if len(read) == len(found) else None


def _issue(name: Text, shape: IssueShape, document: Document, context: Context) -> Issue | None:
    path: Path = ("issues", str(name))
    forms = [form for form in ("range", "ordered", "options") if getattr(shape, form) is not None]
    if len(forms) != 1:
        got = " and ".join(forms) or "none of them"
        document.fault(name, path, f"an issue has one of range, ordered and options, found {got}")
        return None
    unit = ""
    kind: Literal["list", "ordered", "numeric"] = "numeric"
    if shape.range is not None:
        unit = str(shape.range.unit or "")
        options = _grid(shape.range, document, (*path, "range"), unit)
    else:
        kind = "ordered" if shape.ordered is not None else "list"
        options = _listed(
            shape.ordered or shape.options or {}, document, (*path, forms[0]), context
        )
    if not options:
        return None
    issue = Issue(
        str(name),
        str(shape.label or name),
        kind,
        options,
        None,
        unit,
        str(shape.note or ""),
        document.where(name),
        None if shape.range is None else shape.range.continuous,
    )
    if shape.if_silent is None:
        return issue
    position = context.option(document, issue, shape.if_silent, (*path, "if_silent"))
    return replace(issue, if_silent=position)


def _listed(
    forms: Mapping[Text, OptionFields | Text], document: Document, path: Path, context: Context
) -> tuple[Option, ...]:
    options = []
    if not 0 < len(forms) <= MOST_OPTIONS:
        node, _ = document.find(path)
        document.fault(
            node, path, f"a list has 1 to {MOST_OPTIONS:,} options, found {len(forms):,}"
        )
        return ()
    for key, form in forms.items():
        if key in _TERMS:
            document.fault(
                key,
                (*path, str(key)),
                f"an option may not be called '{key}'",
                "in a draft or a table that word has a meaning of its own",
            )
        if not isinstance(form, OptionFields):
            options.append(Option(str(key), str(form)))
            continue
        needs = []
        for i, party in enumerate(form.needs):
            here = (*path, str(key), "needs", i)
            named = context.party(document, party, here)
            if named is not None and context.parties[named].role == "player":
                document.fault(
                    party,
                    here,
                    f"'{named}' is a player, needed for every offer",
                    "only signatories are listed under needs",
                )
            elif named is not None:
                needs.append(named)
        label, note = str(form.label or key), str(form.note or "")
        options.append(Option(str(key), label, None, tuple(needs), note))
    return tuple(options)


def _grid(shape: RangeShape, document: Document, path: Path, unit: str) -> tuple[Option, ...]:
    fields = {"from": shape.start, "to": shape.to, "step": shape.step}
    numbers: dict[str, Fraction] = {}
    for field, quantity in fields.items():
        value = _in_unit(quantity, document, (*path, field), unit)
        if value is None:
            return ()
        numbers[field] = value
    low, high, step = numbers.values()
    if low >= high:
        document.fault(
            shape.start.at,
            (*path, "from"),
            f"the range is upside down: from {shape.start.at} to {shape.to.at}",
            "from: is the lesser end, to: the greater",
        )
        return ()
    if step <= 0 or (high - low) / step > LARGEST_GRID:
        document.fault(
            shape.step.at,
            (*path, "step"),
            f"the step {shape.step.at} does not lead from {shape.start.at} to {shape.to.at}",
            f"a step is above 0, and a range has {LARGEST_GRID:,} of them at most",
        )
        return ()
    if (high - low) % step:
        document.fault(
            shape.step.at,
            (*path, "step"),
            f"the step {shape.step.at} misses the end {shape.to.at}",
            "choose a step that divides the range, and list odd values under also:",
        )
        return ()
    values = {low + step * i for i in range(int((high - low) / step) + 1)}
    for i, quantity in enumerate(shape.also):
        here = (*path, "also", i)
        value = _in_unit(quantity, document, here, unit)
        if value is None:
            continue
        if not low <= value <= high:
            document.fault(
                quantity.at,
                here,
                f"{quantity.at} lies outside the range ({shape.start.at} to {shape.to.at})",
            )
        values.add(value)
    return tuple(Option(decimal(value), _label(value, unit), value) for value in sorted(values))


def _in_unit(quantity: Quantity, document: Document, path: Path, unit: str) -> Fraction | None:
    value = quantity.number.of(unit)
    if value is None:
        document.fault(quantity.at, path, f"a percentage is no amount in {unit}")
    return value


def _label(value: Fraction, unit: str) -> str:
    if unit == "fraction":
        return f"{decimal(value * 100)} %"
    return f"{decimal(value)} {'%' if unit == 'percent' else unit}".rstrip()
