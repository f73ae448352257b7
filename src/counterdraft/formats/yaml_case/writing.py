"""A case as YAML files: what `counterdraft import` makes of a folder of the field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import lcm

from counterdraft.case import (
    Case,
    Combined,
    Factor,
    Figure,
    Issue,
    Modelled,
    Option,
    Point,
    Preference,
    Table,
)
from counterdraft.case.numbers import decimal, read_number
from counterdraft.errors import CaseError
from counterdraft.formats.yaml_case.condition_text import condition_text
from counterdraft.formats.yaml_case.flow import flow

__all__ = ["case_files"]

_OTHER = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)
_WORDS = {"and", "or", "not", "implies", "in", "true", "false", "silent", "unknown", "open", "else"}
_RESERVED = _WORDS | {"null", "table", "con", "nul", "aux", "prn"}


def case_files(case: Case) -> dict[str, bytes]:
    """
    Return the YAML files of a *case* that has parties, issues and mandates, by their names.

    Names become words of letters, digits, ``_`` and ``-``, and what they were becomes their label;
    every figure is written exactly.

    Args:
        case: The case, seen from the table.

    Raises:
        CaseError: A condition is too long, or a figure has no decimal of bearable length.
    """
    names = dict(
        zip((p.name for p in case.parties), _words(p.name for p in case.parties), strict=True)
    )
    issues = [
        _renamed(i, w)
        for i, w in zip(case.issues, _words(i.name for i in case.issues), strict=True)
    ]
    lines = [
        f"title: {flow(case.title)}",
        "currency: {code: XXX, prices: nominal}   # no money: worths are points",
        "",
        "parties:",
        *(f"  {names[p.name]}: {{label: {flow(p.label)}}}" for p in case.parties),
        "",
        "issues:",
    ]
    for issue in issues:
        lines += _issue(issue)
    files = {"case.yaml": _encoded(lines)}
    for party, preference in case.mandates.items():
        files[f"mandates/{names[party]}.yaml"] = _encoded(_mandate(preference, issues))
    return files


def _issue(issue: Issue) -> list[str]:
    lines = [f"  {issue.name}:", f"    label: {flow(issue.label)}"]
    if issue.note:
        lines.append(f"    note: {flow(issue.note)}")
    if issue.kind == "numeric":
        values = [option.value or Fraction(0) for option in issue.options]
        steps = [b - a for a, b in pairwise(values)]
        step = max(set(steps), key=steps.count)
        even = [values[0] + k * step for k in range(int((values[-1] - values[0]) / step) + 1)]
        if even[-1] != values[-1] or not set(even) <= set(values):
            step = values[-1] - values[0]
            even = [values[0], values[-1]]
        also = [v for v in values if v not in set(even)]
        form = {"from": values[0], "to": values[-1], "step": step}
        if also:
            form["also"] = also  # type: ignore[assignment]
        if issue.continuous:
            form["continuous"] = issue.continuous  # type: ignore[assignment]
        return [*lines, f"    range: {flow(form)}"]
    lines.append(f"    {'ordered' if issue.kind == 'ordered' else 'options'}:")
    return [*lines, *(f"      {_key(o.name)}: {flow(o.label)}" for o in issue.options)]


def _mandate(preference: Preference, issues: Sequence[Issue]) -> list[str]:
    lines = ["unit: points"]
    if preference.note:
        lines.append(f"note: {flow(preference.note)}")
    lines += [
        'provenance: {kind: assumption, because: "so the profile"}',
        f"reservation: {_ratio(_value(preference.reservation))}",
        "",
        "factors:" if preference.factors else "factors: []",
    ]
    for k, factor in enumerate(preference.factors):
        lines += _factor(factor, issues, "  ", str(k + 1))
    transform = preference.transform
    parts = []
    if transform.scale != 1:
        parts.append(f"scale: {_ratio(transform.scale)}")
    if transform.offset:
        parts.append(f"offset: {_ratio(transform.offset)}")
    if transform.cap is not None:
        parts.append(f"cap: {_ratio(transform.cap)}")
    if transform.discount != 1:
        parts.append(f"discount: {_plain(transform.discount)}")
    if parts:
        lines += ["", f"transform: {{{', '.join(parts)}}}"]
    return lines


def _factor(
    factor: Factor, issues: Sequence[Issue], indent: str, name: str, weight: Fraction = Fraction(1)
) -> list[str]:
    if isinstance(factor, Combined) and factor.how == "sum" and len(factor.parts) == 1:
        return _factor(factor.parts[0], issues, indent, name, weight * factor.weight)
    deeper = f"{indent}  "
    head = [f'{indent}- name: "{name}"']
    if isinstance(factor, Combined):
        inner = [
            line
            for k, part in enumerate(factor.parts)
            for line in _factor(part, issues, f"{deeper}  ", str(k + 1))
        ]
        if not factor.parts:
            return []
        weight *= factor.weight
        return [*head, *_weight(weight, deeper), f"{deeper}{factor.how}:", *inner]
    if isinstance(factor, Table):
        over = [issues[axis.issue] for axis in factor.axes]
        common = _common(factor.cells)
        cells = [_value(cell) * common for cell in factor.cells]
        lines = [*head, *_weight(weight / common, deeper)]
        lines.append(f"{deeper}over: [{', '.join(issue.name for issue in over)}]")
        if len(over) > 1 or len(cells) != len(over[0].options):
            raise CaseError.of("a table over several issues is not written", field=factor.name)
        lines.append(f"{deeper}table:")
        options = over[0].options
        return [
            *lines,
            *(
                f"{deeper}  {_key(o.name)}: {_plain(c)}"
                for o, c in zip(options, cells, strict=True)
            ),
        ]
    if isinstance(factor, Modelled):
        raise CaseError.of("what a model works out is not written", field=factor.name)
    when = condition_text(factor.condition.expression, issues)
    common = _common([factor.worth])
    return [
        *head,
        *_weight(weight / common, deeper),
        f"{deeper}when: {flow(when)}",
        f"{deeper}worth: {_plain(_value(factor.worth) * common)}",
    ]


def _weight(weight: Fraction, indent: str) -> list[str]:
    return [] if weight == 1 else [f"{indent}weight: {_ratio(weight)}"]


def _common(figures: Iterable[Figure]) -> int:
    """Return the least number that makes decimals of all figures."""
    common = 1
    for figure in figures:
        rest = _value(figure).denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        common = lcm(common, rest)
    return common


def _value(figure: Figure) -> Fraction:
    if not isinstance(figure.distribution, Point):
        raise CaseError.of("only points are written", field=figure.name)
    return figure.distribution.value


def _plain(value: Fraction) -> str:
    text = decimal(value)
    if read_number(text) is None:
        raise CaseError.of(
            f"{text[:60]} has no decimal of at most 40 digits, and cannot be written exactly"
        )
    return text


def _ratio(value: Fraction) -> str:
    text = decimal(value)
    if read_number(text) is not None:
        return text
    above, below = str(value.numerator), str(value.denominator)
    if read_number(above) is None or read_number(below) is None:
        raise CaseError.of(f"{above[:30]}/{below[:30]} has too many digits to be written exactly")
    return f"{above}/{below}"


def _renamed(issue: Issue, name: str) -> Issue:
    """
    Return the issue with names that a case file takes; what they were stays as the label.

    A range of which some number has no decimal that a case file reads becomes a list.
    """
    finite = all(read_number(decimal(option.value or Fraction(0))) for option in issue.options)
    if issue.kind == "numeric" and len(issue.options) > 1 and finite:
        return replace(issue, name=name)
    words = _words(option.name for option in issue.options)
    options = tuple(
        Option(word, option.label, None, option.needs)
        for word, option in zip(words, issue.options, strict=True)
    )
    return replace(
        issue, name=name, kind="list" if issue.kind == "numeric" else issue.kind, options=options
    )


def _words(names: Iterable[str]) -> list[str]:
    """Return a name of letters, digits, ``_`` and ``-`` for each, all different in any case."""
    taken: set[str] = set()
    found = []
    for name in names:
        word = _OTHER.sub("_", name).strip("_-")[:60] or "x"
        if word.lower() in _RESERVED or word[0].isdigit():
            word = f"x{word}" if word[0].isdigit() else f"{word}_"
        trial, k = word, 1
        while trial.lower() in taken:
            k += 1
            trial = f"{word}_{k}"
        taken.add(trial.lower())
        found.append(trial)
    return found


def _key(name: str) -> str:
    return name if read_number(name) is not None else flow(name)


def _encoded(lines: Sequence[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
