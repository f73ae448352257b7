"""A case as the formats of the field can carry it, and a list of what they cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from counterdraft.case import (
    AllOf,
    Among,
    Case,
    Combined,
    Condition,
    Distribution,
    Factor,
    Figure,
    Issue,
    Modelled,
    Negation,
    Point,
    Preference,
    Table,
    Transform,
)
from counterdraft.case.numbers import decimal
from counterdraft.errors import CaseError

__all__ = ["Box", "Mean", "Outline", "Score", "Sheet", "additive", "decimals", "outline"]

Mean = Callable[[Distribution], Fraction]
"""The mean of a range."""
_UNFIT = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')
_ONE = Fraction(1)
PLACES = 20
"""Decimal places of a number that has no finite decimal."""


@dataclass(frozen=True)
class Score:
    """What one issue is worth: ``weight`` times the cell of the option."""

    weight: Fraction
    cells: tuple[Fraction, ...]

    @property
    def worths(self) -> tuple[Fraction, ...]:
        """The worth of each option."""
        return tuple(self.weight * cell for cell in self.cells)


@dataclass(frozen=True)
class Box:
    """An amount that counts where every issue of ``options`` is settled so, or where not every one is."""

    options: tuple[tuple[int, tuple[int, ...]], ...]
    amount: Fraction
    outside: bool = False


@dataclass(frozen=True)
class Sheet:
    """
    One party's worth: the sum of its scores and boxes under the transform.

    ``factors`` are these as they stand in the case, for a format that nests sums, least and greatest;
    ``nested`` tells whether something is more than a score.  ``constant`` is the part of the transform's
    offset that comes from factors which always count.
    """

    party: str
    scores: tuple[Score, ...]
    boxes: tuple[Box, ...]
    factors: tuple[Factor, ...]
    nested: bool
    reservation: Fraction
    transform: Transform
    constant: Fraction = Fraction(0)


@dataclass
class Outline:
    """The names, issues and worths of a case; ``lost`` lists what cannot be carried."""

    title: str
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    source: tuple[Issue, ...]
    sheets: list[Sheet]
    mean: Mean
    lost: list[str] = field(default_factory=list)

    rounded: dict[str, int] = field(default_factory=dict)

    def number(self, value: Fraction, party: str) -> str:
        """Return a decimal of *value*, rounded where it has none, and then counted as such."""
        text = decimal(value)
        if "/" not in text:
            return text
        self.rounded[party] = self.rounded.get(party, 0) + 1
        return decimal(Fraction(round(value * 10**PLACES), 10**PLACES))

    def losses(self) -> list[str]:
        """Return everything that is not carried, each thing once."""
        rounded = [
            f"{party}: {count} numbers without a finite decimal, rounded to {PLACES} places"
            for party, count in self.rounded.items()
        ]
        return [*dict.fromkeys(self.lost), *rounded]

    def value(self, figure: Figure) -> Fraction:
        """Return the figure's value, or the mean of its range."""
        found = figure.distribution
        return found.value if isinstance(found, Point) else self.mean(found)


def outline(case: Case, mean: Mean) -> Outline:
    """
    Return the *case* as scores and boxes per player, and what no format of the field carries.

    Args:
        case: The case, seen from the table.
        mean: Returns the mean of a range.

    Raises:
        CaseError: The case has no player, or the seat has no mandate of one.
    """
    if not case.players:
        raise CaseError.of("the case has no player", file=case.folder)
    found = Outline(
        case.title,
        tuple(_distinct([i.label or i.name for i in case.issues], [i.name for i in case.issues])),
        tuple(_options(issue) for issue in case.issues),
        case.issues,
        [],
        mean,
    )
    _common_losses(case, found)
    files = _distinct(
        [_file_name(p.label or p.name) for p in case.players],
        [_file_name(p.name) for p in case.players],
    )
    for player, name in zip(case.players, files, strict=True):
        if name != (player.label or player.name):
            found.lost.append(f"the name {player.label or player.name}: its file is called {name}")
    for party, name in zip(case.players, files, strict=True):
        preference = case.preference(party.name)
        _own_losses(preference, name, found)
        found.sheets.append(_Summing(case.issues, found).sheet(preference, name))
    if files != sorted(files):
        found.lost.append(
            f"the order of the parties ({', '.join(files)}): that of the files' names is used"
        )
    return found


def additive(sheet: Sheet, found: Outline) -> list[tuple[Fraction, list[Fraction]]]:
    """Return weight and cells per issue; the scale is in the weights, the offset in the first issue."""
    transform = sheet.transform
    if sheet.boxes:
        found.lost.append(
            f"{sheet.party}: {len(sheet.boxes)} worths that hang on several issues together"
        )
    rows = [(score.weight * transform.scale, list(score.cells)) for score in sheet.scores]
    if transform.offset:
        weight, cells = rows[0]
        rows[0] = (Fraction(1), [weight * cell + transform.offset for cell in cells])
    if transform.discount != 1:
        found.lost.append(f"{sheet.party}: the discount factor")
    return rows


def decimals(cells: Sequence[Fraction]) -> int:
    """Return the least number that makes finite decimals of all *cells*."""
    common = 1
    for cell in cells:
        rest = cell.denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        common = lcm(common, rest)
    return common


def _file_name(name: str) -> str:
    """Return a name that a file may have, and that a reader of the folder does not take for a hidden one."""
    fit = _UNFIT.sub("_", name)
    return f"x{fit}" if fit[:1] in {"", ".", "_", "#"} else fit


def _options(issue: Issue) -> tuple[str, ...]:
    names = [option.name for option in issue.options]
    if issue.kind == "numeric":
        return tuple(names)
    return tuple(_distinct([option.label or option.name for option in issue.options], names))


def _distinct(labels: list[str], names: list[str]) -> list[str]:
    """Return the labels where they tell everything apart, else the names."""
    return labels if len(set(labels)) == len(labels) else names


def _common_losses(case: Case, found: Outline) -> None:
    lost = found.lost
    if case.signatories:
        listed = ", ".join(p.label for p in case.signatories)
        lost.append(
            f"the conditional signatories ({listed}): every party is needed for every offer"
        )
    for condition in case.impossible:
        lost.append(f"impossible offers: {condition.text}")
    if case.drafts:
        lost.append(f"{len(case.drafts)} drafts with their history")
    if case.sources or case.statements:
        lost.append(f"{len(case.sources)} sources and {len(case.statements)} statements")
    if case.beliefs:
        lost.append(f"{len(case.beliefs)} beliefs about others")
    silent = [issue.label for issue in case.issues if issue.if_silent is not None]
    if silent:
        lost.append(f"what a silent draft means, of {len(silent)} issues")


def _own_losses(preference: Preference, party: str, found: Outline) -> None:
    lost = found.lost
    if preference.unit != "points":
        lost.append(f"{party}: worths are {preference.unit}; only their numbers are written")
    for line in preference.red_lines:
        lost.append(f"{party}: red line: {line.condition.text}")
    if preference.attitude.tolerance is not None:
        lost.append(f"{party}: its attitude to chance")
    figures = [preference.reservation, *_figures(preference.factors)]
    ranges = sum(not figure.certain for figure in figures)
    if ranges:
        lost.append(f"{party}: the ranges of {ranges} figures; their means are written")
    sourced = sum(
        bool(figure.provenance.source or figure.provenance.kind != "assumption")
        for figure in figures
    )
    reasons = sum(figure.provenance.because not in {"", "so the profile"} for figure in figures)
    if sourced or reasons:
        lost.append(f"{party}: the provenance of {max(sourced, reasons)} figures")


def _figures(factors: Iterable[Factor]) -> Iterable[Figure]:
    for factor in factors:
        if isinstance(factor, Table):
            yield from factor.cells
        elif isinstance(factor, Combined):
            yield from _figures(factor.parts)
        elif isinstance(factor, Modelled):
            yield factor.scale
        else:
            yield factor.worth


class _Summing:
    """Adds the factors of one party up by issue."""

    def __init__(self, issues: Sequence[Issue], found: Outline) -> None:
        self.issues, self.found = issues, found
        self.scores: dict[int, list[Score]] = {}
        self.boxes: list[Box] = []
        self.constant = Fraction(0)
        self.plain = True
        self.party = ""

    def sheet(self, preference: Preference, name: str) -> Sheet:
        self.party = name
        for factor in preference.factors:
            self.add(factor, _ONE)
        scores = []
        for position, issue in enumerate(self.issues):
            parts = self.scores.get(position, [])
            if len(parts) == 1:
                scores.append(parts[0])
                continue
            zero = [Fraction(0)] * len(issue.options)
            totals = [
                sum(cells, Fraction(0))
                for cells in zip(zero, *(p.worths for p in parts), strict=True)
            ]
            scores.append(Score(_ONE, tuple(totals)))
        transform = preference.transform
        constant = transform.scale * self.constant
        return Sheet(
            name,
            tuple(scores),
            tuple(self.boxes),
            preference.factors,
            not self.plain,
            self.found.value(preference.reservation),
            replace(transform, offset=transform.offset + constant),
            constant,
        )

    def add(self, factor: Factor, weight: Fraction) -> None:
        if isinstance(factor, Combined):
            if factor.how == "sum" or len(factor.parts) == 1:
                for part in factor.parts:
                    self.add(part, weight * factor.weight)
            else:
                self.plain = False
                self.lose(factor, f"a {factor.how} of {len(factor.parts)} parts")
        elif isinstance(factor, Table):
            self.table(factor, weight)
        elif isinstance(factor, Modelled):
            self.plain = False
            self.lose(factor, "what a model works out")
        else:
            self.when(factor.condition, self.found.value(factor.worth) * weight)

    def table(self, table: Table, weight: Fraction) -> None:
        if len(table.axes) > 1:
            self.plain = False
            self.lose(table, f"a table over {len(table.axes)} issues")
            return
        axis = table.axes[0]
        points = [self.found.value(figure) for figure in table.cells]
        cells = tuple(sum((points[k] * share for k, share in mix), Fraction(0)) for mix in axis.mix)
        self.scores.setdefault(axis.issue, []).append(Score(weight, cells))

    def when(self, condition: Condition, amount: Fraction) -> None:
        expression, outside = condition.expression, False
        if isinstance(expression, Negation):
            expression, outside = expression.part, True
        parts = expression.parts if isinstance(expression, AllOf) else (expression,)
        by_issue: dict[int, set[int]] = {}
        for part in parts:
            if not isinstance(part, Among):
                self.plain = False
                self.lose(condition, "a weighted condition that is no box")
                return
            by_issue[part.issue] = by_issue.get(part.issue, set(part.options)) & set(part.options)
        if not by_issue:
            self.constant += Fraction(0) if outside else amount
        elif len(by_issue) == 1:
            ((position, options),) = by_issue.items()
            count = range(len(self.issues[position].options))
            cells = tuple(Fraction(int((k in options) != outside)) for k in count)
            self.scores.setdefault(position, []).append(Score(amount, cells))
        else:
            self.plain = False
            box = tuple((i, tuple(sorted(options))) for i, options in sorted(by_issue.items()))
            self.boxes.append(Box(box, amount, outside))

    def lose(self, what: object, told: str) -> None:
        name = getattr(what, "name", "") or getattr(what, "text", "")
        self.found.lost.append(f"{self.party}: {told} ({name[:80]})")
