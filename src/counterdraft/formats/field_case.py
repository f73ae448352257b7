"""A domain of the field and the profiles of its parties as one case, seen from the table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from counterdraft.case import (
    TABLE,
    Axis,
    Case,
    Combined,
    Factor,
    Figure,
    Issue,
    Option,
    Party,
    Point,
    Preference,
    Provenance,
    Table,
    Transform,
)
from counterdraft.case.issues import Continuity
from counterdraft.case.numbers import decimal
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.formats.field_files import SEE, FieldFolder
from counterdraft.formats.tree import Faults

__all__ = [
    "MOST_OPTIONS",
    "Also",
    "Reading",
    "Selection",
    "figure",
    "list_issue",
    "number_issue",
    "preference_of",
    "read_field",
    "scored",
    "steps",
    "worth_of",
]

MOST_OPTIONS = 200_000
"""The most options of one issue."""
CAP = Fraction(1)
PLACES = 20
LONGEST = 40
"""Characters of a number's name; a longer one, or one without a decimal, is called by 20 places of it."""

Also = Mapping[str, Sequence[Fraction]]
"""By issue, numbers that become options of its grid although they lie between its steps."""


@dataclass(frozen=True, slots=True)
class Selection:
    """
    What of a folder is read: profiles, a domain, and the numbers of continuous issues.

    ``parties`` are the only profiles that are read, all for none; a name may list several with commas.
    ``domain`` names the file of one domain where several lie in the folder.
    """

    also: Also = field(default_factory=dict)
    parties: tuple[str, ...] = ()
    domain: str = ""

    def names(self, known: Iterable[str]) -> list[str]:
        """Return the names of the parties one by one; one with a comma is a list unless it is *known*."""
        known = set(known)
        return [
            part
            for name in self.parties
            for part in ([name] if name in known else [part.strip() for part in name.split(",")])
        ]


@dataclass
class Reading:
    """What is gathered while the files of a folder are read."""

    folder: FieldFolder
    faults: Faults
    selection: Selection = field(default_factory=Selection)
    warnings: list[str] = field(default_factory=list)
    title: str = ""

    def files(
        self, *endings: str, is_domain: Callable[[bytes], bool] = lambda _: False
    ) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of each file, without profiles of parties that are not selected."""
        names = self.folder.ending(*endings)
        stems = {name: name.rpartition(".")[0] for name in names}
        wanted = self.selection.names(stems.values())
        for party in wanted:
            if party not in stems.values():
                advice = nearest(party[:60], list(stems.values()))
                self.fault("", f"no profile is called '{party[:60]}'", advice)
        for name in names:
            data = self.folder.read(name)
            if data is None:
                continue
            if wanted and stems[name] not in wanted and not is_domain(data):
                del self.folder.contents[name]
                continue
            yield name, data

    def pass_over(self, name: str, why: str) -> None:
        """Leave a file out of the case, with a warning that says why."""
        del self.folder.contents[name]
        self.warn(self.folder.show(name), f"{why}; passed over")

    def warn(self, place: str, message: str) -> None:
        """Keep a warning: what is unusual, allowed, and what its own platform does with it."""
        self.warnings.append(f"{place}: {message}")

    def fault(self, name: str, message: str, help: str = "") -> None:  # noqa: A002
        """Note a fault of a whole file, or of the folder where *name* is empty."""
        shown = self.folder.show(name) if name else self.folder.path.as_posix()
        self.faults.add(Fault(shown, 0, 0, "", message, help))


Contents = Callable[[Reading], "tuple[list[Issue], list[Preference]] | None"]


def read_field(
    path: str | Path, seat: str, as_of: date | None, selection: Selection, contents: Contents
) -> Case:
    """
    Return the case that the files of a folder write.

    Parties are called after the files of their profiles, and stand in the order of these names.

    Args:
        path: The folder.
        seat: "table"; everybody's profile lies open in such a folder.
        as_of: Kept with the case; nothing in these formats has a date.
        selection: What of the folder is read.
        contents: Reads the issues and profiles.

    Raises:
        CaseError: Every fault of every file, or a seat other than the table.
    """
    faults = Faults()
    reading = Reading(FieldFolder(path, faults), faults, selection)
    if seat != TABLE:
        raise CaseError(
            Fault(
                reading.folder.path.as_posix(),
                0,
                0,
                "",
                f"the profiles of all parties lie open here, so the seat '{seat[:60]}' cannot be taken",
                "read it from the table, or make a case of it first: counterdraft import",
            ),
            SEE,
        )
    with _uncollected():
        found = contents(reading)
    if found is not None and not found[1] and not faults:
        reading.fault("", "no profile was found, only a domain")
    if faults or found is None:
        raise CaseError(faults.all(), SEE)
    issues, preferences = found
    name = reading.folder.path.resolve().name
    return Case(
        name=name,
        title=reading.title or name,
        seat=TABLE,
        currency="",
        parties=tuple(Party(p.party, p.party) for p in preferences),
        issues=tuple(issues),
        mandates={p.party: p for p in preferences},
        as_of=as_of,
        fingerprint=reading.folder.fingerprint(),
        folder=reading.folder.path.as_posix(),
        warnings=tuple(dict.fromkeys(reading.warnings)),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """
    Keep the collector of cycles away while files are read.

    All that is made there lives as long as the case and has no cycles; walking it over and over costs
    more than reading large files does.  Frozen and thawed, it counts as old, and is not walked at once
    when the collector is back.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def list_issue(name: str, values: Sequence[str], where: str = "") -> Issue:
    """Return an issue that is settled by one of the *values*."""
    return Issue(name, name, "list", tuple(Option(v, v) for v in values), where=where)


def number_issue(
    name: str,
    values: Sequence[Fraction],
    where: str = "",
    note: str = "",
    continuous: Continuity | None = None,
) -> Issue:
    """Return an issue that is settled by one of the numbers, ascending."""
    options = []
    for value in values:
        text = str(value.numerator) if value.denominator == 1 else decimal(value)
        if "/" in text or len(text) > LONGEST:
            text = decimal(Fraction(round(value * 10**PLACES), 10**PLACES))
        options.append(Option(text, text, value))
    return Issue(
        name, name, "numeric", tuple(options), note=note, where=where, continuous=continuous
    )


def steps(low: Fraction, high: Fraction, count: int) -> list[Fraction]:
    """Return *count* numbers from *low* to *high* in even steps."""
    if count < 2 or low == high:
        return [low] if low == high else [low, high]
    return [low + (high - low) * k / (count - 1) for k in range(count)]


def figure(name: str, value: Fraction, where: str) -> Figure:
    """Return a number of a profile as a figure."""
    return Figure(
        name, Point(value), Provenance("assumption", because="so the profile", where=where)
    )


def scored(
    party: str, position: int, issue: Issue, cells: Sequence[tuple[Fraction, str]], weight: Fraction
) -> Combined:
    """
    Return the worth of one issue: its evaluations as they are written, times the *weight*.

    Args:
        party: Whose profile it is.
        position: Where the issue stands in the case.
        issue: The issue.
        cells: By option the evaluation, and where it is written.
        weight: What the evaluations are multiplied by.
    """
    stem = f"profiles/{party}/{issue.name}"
    because = "so the profile"
    one = Fraction(1)
    figures = tuple(
        Figure(
            f"{stem}/{option.name}",
            Point(value),
            Provenance("assumption", "", because, None, where),
        )
        for option, (value, where) in zip(issue.options, cells, strict=True)
    )
    mix = tuple(((k, one),) for k in range(len(figures)))
    table = Table(stem, (Axis(position, len(figures), mix),), figures)
    return Combined(f"{stem}/weighted", "sum", (table,), weight)


def worth_of(factor: Combined, option: int) -> Fraction:
    """Return what a factor that `scored` made is worth where the issue is settled by *option*."""
    table = factor.parts[0]
    assert isinstance(table, Table)
    found = table.cells[option].distribution
    assert isinstance(found, Point)
    return factor.weight * found.value


def preference_of(
    party: str,
    factors: Sequence[Factor],
    reservation: tuple[Fraction, str],
    transform: Transform | None = None,
    note: str = "",
) -> Preference:
    """Return a profile as the mandate of its *party*, in points."""
    return Preference(
        party,
        "",
        "points",
        tuple(factors),
        (),
        figure(f"profiles/{party}/reservation", *reservation),
        transform or Transform(),
        note=note,
    )
