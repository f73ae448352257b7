"""GENIUS: a case written as a domain and one profile per player, in XML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from xml.sax.saxutils import quoteattr

from counterdraft.case import AllOf, Among, Case, Combined, Factor, Issue, Modelled, Negation, Table
from counterdraft.case.numbers import decimal
from counterdraft.formats.exporting import Mean, Outline, Score, Sheet, decimals, outline

__all__ = ["write"]

_ONE = Fraction(1)
_ZERO = Fraction(0)


def write(case: Case, mean: Mean) -> tuple[dict[str, bytes], list[str]]:
    """
    Return the files of the *case* by their names, and what they cannot carry.

    Where a worth hangs on several issues together and every issue is a range of whole numbers, profiles
    are non-linear; else they are linear, with an evaluation for every option.  GENIUS cuts
    utilities at 1: worths that go past it are brought between 0 and 1, and the list says how.

    Args:
        case: The case, seen from the table.
        mean: Returns the mean of a range.
    """
    found = outline(case, mean)
    whole = all(_whole(issue) for issue in found.source)
    boxed = whole and any(sheet.nested for sheet in found.sheets)
    if boxed:
        kinds = [_Kind("integer")] * len(found.issues)
        found.lost = [line for line in found.lost if not _nested_loss(line)]
        fitted: list[_Fitted] = []
    else:
        fitted = [_between(sheet, found) for sheet in found.sheets]
        kinds = [
            _kind(k, found, [scores[k] for scores, _ in fitted]) for k in range(len(found.issues))
        ]
    domain = "domain"
    while domain in {sheet.party for sheet in found.sheets}:
        domain += "_"
    files = {f"{domain}.xml": _domain(found, kinds)}
    for k, sheet in enumerate(found.sheets):
        body = _rectangles(sheet, found) if boxed else _linear(sheet, found, kinds, fitted[k])
        files[f"{sheet.party}.xml"] = body
    return files, found.losses()


_Fitted = tuple[list[Score], Fraction]
"""Scores that GENIUS can hold, and the reservation value beside them."""


@dataclass(frozen=True)
class _Kind:
    """How an issue is written: discrete, integer, or real with its ends."""

    name: str


def _whole(issue: Issue) -> bool:
    values = [option.value for option in issue.options]
    return issue.kind == "numeric" and all(
        v is not None and v.denominator == 1 and v == (values[0] or 0) + k
        for k, v in enumerate(values)
    )


def _kind(position: int, found: Outline, scores: Sequence[Score]) -> _Kind:
    """Return how an issue is written: as a range where every party's worth of it is a line."""
    issue = found.source[position]
    straight = issue.kind == "numeric" and all(_line(issue, score) is not None for score in scores)
    if straight and _whole(issue):
        return _Kind("integer")
    if straight and issue.continuous:
        return _Kind("real")
    if issue.continuous:
        found.lost.append(
            f"'{found.issues[position]}' is continuous; its {len(issue.options)} values are written"
        )
    return _Kind("discrete")


def _line(issue: Issue, score: Score) -> tuple[Fraction, Fraction] | None:
    """Return slope and level of the cells at 0 where they lie on a line from 0 to 1, else None."""
    values = [option.value or _ZERO for option in issue.options]
    cells = score.cells
    if min(cells) < 0 or max(cells) > 1 or score.weight < 0:
        return None
    slope = _ZERO if len(cells) == 1 else (cells[1] - cells[0]) / (values[1] - values[0])
    level = cells[0] - slope * values[0]
    on_line = all(level + slope * v == c for v, c in zip(values, cells, strict=True))
    if not on_line or decimals([slope, level]) != 1:
        return None
    return slope, level


def _domain(found: Outline, kinds: Sequence[_Kind]) -> bytes:
    lines = [
        "<negotiation_template>",
        f'<utility_space number_of_issues="{len(found.issues)}">',
        _root(found),
    ]
    for position, kind in enumerate(kinds):
        lines += _issue(found, position, kind, None)
    lines += ["</objective>", "</utility_space>", "</negotiation_template>"]
    return _text(lines)


def _root(found: Outline) -> str:
    kind = 'type="objective" etype="objective"'
    return f'<objective index="0" name={quoteattr(found.title)} description="" {kind}>'


def _issue(
    found: Outline,
    position: int,
    kind: _Kind,
    score: Score | None,
    largest: Fraction | None = None,
) -> list[str]:
    """
    Return one issue, with its evaluations where a score is given.

    With a *largest* evaluation above all of them, one value more is written that no offer has: GENIUS
    divides by it.
    """
    issue, options = found.source[position], found.options[position]
    head = (
        f'<issue index="{position + 1}" name={quoteattr(found.issues[position])} type="{kind.name}" '
        f'etype="{kind.name}" vtype="{kind.name}"'
    )
    if kind.name == "discrete":
        lines = [f"{head}>"]
        common = 1 if score is None else decimals(score.cells)
        for k, option in enumerate(options):
            cell = "" if score is None else f' evaluation="{decimal(score.cells[k] * common)}"'
            lines.append(f'<item index="{k + 1}" value={quoteattr(option)}{cell}></item>')
        if largest is not None:
            name = "(the largest evaluation)"
            while name in options:
                name = f"({name})"
            cell = f'value="{name}" evaluation="{decimal(largest * common)}"'
            lines.append(f'<item index="{len(options) + 1}" {cell}></item>')
        return [*lines, "</issue>"]
    low, high = issue.options[0].value or _ZERO, issue.options[-1].value or _ZERO
    ends = f'lowerbound="{decimal(low)}" upperbound="{decimal(high)}"'
    line = None if score is None else _line(issue, score)
    if kind.name == "integer":
        if line is None:
            return [f"{head} {ends}></issue>"]
        slope, level = line
        numbers = f'slope="{decimal(slope)}" offset="{decimal(level + slope * low)}"'
        return [f"{head} {ends}>", f'<evaluator ftype="linear" {numbers}/>', "</issue>"]
    lines = [f"{head}>", f"<range {ends}></range>"]
    if line is not None:
        slope, level = line
        lines.append(
            f'<evaluator ftype="linear" parameter0="{decimal(level)}" parameter1="{decimal(slope)}"/>'
        )
    return [*lines, "</issue>"]


def _linear(sheet: Sheet, found: Outline, kinds: Sequence[_Kind], fitted: _Fitted) -> bytes:
    scores, reservation = fitted
    if sheet.boxes:
        found.lost.append(
            f"{sheet.party}: {len(sheet.boxes)} worths that hang on several issues together"
        )
    lines = [
        "<utility_space>",
        _root(found),
    ]
    weights = []
    kept = all(s.cells == own.cells for s, own in zip(scores, sheet.scores, strict=True))
    for position, (kind, score) in enumerate(zip(kinds, scores, strict=True)):
        most = max(score.cells) if kind.name == "discrete" else _ONE
        largest = _unoffered(score.weight, most) if kept and kind.name == "discrete" else None
        lines += _issue(found, position, kind, score, largest)
        weight = found.number(score.weight * (largest or most), sheet.party)
        weights.append(f'<weight index="{position + 1}" value="{weight}"></weight>')
    return _text([*lines, *weights, "</objective>", *_ending(sheet, found, reservation)])


def _unoffered(weight: Fraction, most: Fraction) -> Fraction | None:
    """
    Return the evaluation of a value that no offer has, None where there need be none.

    A weight without a finite decimal comes of a division by such a value; the least one that is not
    below *most* and makes a decimal of the weight does as well.
    """
    if decimals([weight * most]) == 1:
        return None
    rest = decimals([weight])
    return Fraction(rest * ceil(most / rest))


def _ending(sheet: Sheet, found: Outline, reservation: Fraction) -> list[str]:
    level = found.number(reservation, sheet.party)
    return [
        f'<discount_factor value="{decimal(sheet.transform.discount)}"></discount_factor>',
        f'<reservation value="{level}"></reservation>',
        "</utility_space>",
    ]


def _between(sheet: Sheet, found: Outline) -> _Fitted:
    """Return scores that GENIUS can hold: weights and evaluations of 0 and more, utilities cut at 1."""
    transform = sheet.transform
    scores = [Score(score.weight * transform.scale, score.cells) for score in sheet.scores]
    most = sum((max(score.worths) for score in scores), transform.offset)
    least = sum((min(score.worths) for score in scores), transform.offset)
    cap = transform.cap if transform.cap is not None else max(most, _ONE)
    held = all(score.weight >= 0 and min(score.cells) >= 0 for score in scores)
    if held and transform.offset == 0 and cap == 1:
        return scores, sheet.reservation
    shift, size = (_ZERO, _ONE) if least >= 0 and cap == 1 else (least, cap - least)
    if size <= 0:
        found.lost.append(f"{sheet.party}: every offer is worth the same; its level is lost")
        return [Score(_ZERO, tuple(_ZERO for _ in score.cells)) for score in scores], _ZERO
    if shift != 0 or size != 1:
        found.lost.append(
            f"{sheet.party}: the scale of worths; utility = (worth {float(-shift):+.9g}) / {float(size):.9g}"
        )
    lows = [min(score.worths) for score in scores]
    rows = [[(v - low) / size for v in s.worths] for s, low in zip(scores, lows, strict=True)]
    rest = (least - shift) / size
    rows[0] = [v + rest for v in rows[0]]
    return [_as_score(row) for row in rows], (sheet.reservation - shift) / size


def _as_score(row: Sequence[Fraction]) -> Score:
    """Return worths as evaluations up to 1, and their weight."""
    most = max(row)
    return Score(most, tuple(v / most for v in row)) if most else Score(_ZERO, tuple(row))


def _rectangles(sheet: Sheet, found: Outline) -> bytes:
    transform = sheet.transform
    offset = transform.offset - sheet.constant
    cap = transform.cap
    if cap is None or cap <= 0:
        cap = max(_ONE, _most(sheet.factors, found) * transform.scale + offset)
        if cap != 1:
            found.lost.append(
                f"{sheet.party}: the scale of worths; utility = worth / {float(cap):.9g}"
            )
    most = found.number(cap / transform.scale, sheet.party)
    lines = [
        '<utility_space type="nonlinear">',
        _root(found),
    ]
    for position in range(len(found.issues)):
        lines += _issue(found, position, _Kind("integer"), None)
    lines.append(f'<utility maxutility="{most}">')
    lines.append('<ufun type="PlainUfun" weight="1" aggregation="sum">')
    writer = _Rectangles(sheet.party, found)
    for factor in sheet.factors:
        lines += writer.factor(factor, _ONE)
    if offset:
        lines += writer.rectangle(offset / transform.scale, _ONE, [])
    lines += ["</ufun>", "</utility>", "</objective>"]
    return _text([*lines, *_ending(sheet, found, sheet.reservation / cap)])


def _most(factors: Iterable[Factor], found: Outline) -> Fraction:
    """Return at least what the factors can be worth together."""
    total = _ZERO
    for factor in factors:
        if isinstance(factor, Table):
            total += max(_ZERO, *(found.value(cell) for cell in factor.cells))
        elif isinstance(factor, Combined):
            inner = _most(factor.parts, found)
            total += abs(inner * factor.weight)
        elif isinstance(factor, Modelled):
            continue
        else:
            total += abs(found.value(factor.worth))
    return total


class _Rectangles:
    """Writes factors as functions and hyper-rectangles."""

    def __init__(self, party: str, found: Outline) -> None:
        self.party, self.found = party, found

    def factor(self, factor: Factor, weight: Fraction) -> list[str]:
        if isinstance(factor, Combined):
            weight *= factor.weight
            if len(factor.parts) == 1:
                return self.factor(factor.parts[0], weight)
            how = "" if weight == 1 else self.number(weight)
            inner = [line for part in factor.parts for line in self.factor(part, _ONE)]
            head = f'<ufun type="PlainUfun" weight="{how or 1}" aggregation="{factor.how}">'
            return [head, *inner, "</ufun>"]
        if isinstance(factor, Table):
            return self.table(factor, weight)
        if isinstance(factor, Modelled):
            self.found.lost.append(f"{self.party}: what a model works out ({factor.name})")
            return []
        expression = factor.condition.expression
        amount = self.found.value(factor.worth)
        tag = "INCLUDES"
        if isinstance(expression, Negation):
            expression, tag = expression.part, "EXCLUDES"
        parts = expression.parts if isinstance(expression, AllOf) else (expression,)
        bounds = [self.bound(part, tag) for part in parts]
        if None in bounds:
            self.found.lost.append(
                f"{self.party}: a weighted condition that is no box: {factor.condition.text[:80]}"
            )
            return []
        return self.rectangle(amount, weight, [b for b in bounds if b is not None])

    def table(self, table: Table, weight: Fraction) -> list[str]:
        if len(table.axes) > 1:
            self.found.lost.append(
                f"{self.party}: a table over {len(table.axes)} issues ({table.name})"
            )
            return []
        axis = table.axes[0]
        points = [self.found.value(cell) for cell in table.cells]
        lines = ['<ufun type="PlainUfun" weight="1" aggregation="sum">']
        for k, mix in enumerate(axis.mix):
            worth = sum((points[p] * share for p, share in mix), _ZERO)
            bound = self.bound(Among(axis.issue, (k,)), "INCLUDES")
            if worth and bound is not None:
                lines += self.rectangle(worth, weight, [bound])
        return [*lines, "</ufun>"]

    def bound(self, part: object, tag: str) -> str | None:
        """Return the bound that says *part*, or None where it is no range of one issue."""
        if not isinstance(part, Among):
            return None
        first = int(self.found.source[part.issue].options[0].value or 0)
        low, high = (part.options[0], part.options[-1]) if part.options else (1, 0)
        if part.options and list(part.options) != list(range(low, high + 1)):
            return None
        return f'<{tag} index="{part.issue + 1}" min="{first + low}" max="{first + high}"/>'

    def rectangle(self, amount: Fraction, weight: Fraction, bounds: list[str]) -> list[str]:
        if weight != 1 and "/" in decimal(weight):
            amount, weight = amount * weight, _ONE
        by = "" if weight == 1 else f' weight="{self.number(weight)}"'
        head = f'<hyperRectangle utility="{self.number(amount)}"{by}>'
        return [head, *bounds, "</hyperRectangle>"]

    def number(self, value: Fraction) -> str:
        return self.found.number(value, self.party)


def _nested_loss(line: str) -> bool:
    """Whether a line tells of what only a profile of rectangles can hold."""
    return any(told in line for told in (": a min of ", ": a max of "))


def _text(lines: Sequence[str]) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode()
