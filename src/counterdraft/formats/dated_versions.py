"""Dated versions of a figure: what came after the day that is looked from is not used, and is said."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from counterdraft.case.fields import is_annotated
from counterdraft.case.places import Path, Where, fault
from counterdraft.errors import CaseError, Fault

__all__ = ["DATE_HELP", "known_versions", "last_day", "newest_version"]

DATE_HELP = "write it as 2025-02-15, 2025-02 or 2025"

_Version = TypeVar("_Version")


def newest_version(
    versions: Sequence[tuple[date | None, _Version]], as_of: date | None
) -> tuple[_Version | None, list[date], bool]:
    """
    Return the newest version known on the day, the days of later ones, and whether days are shared.

    Args:
        versions: The day from which each was known, and the version; one without a day was always known.
        as_of: The day; None is after everything.
    """
    days = [known for known, _ in versions]
    later = [known for known in days if as_of is not None and known is not None and known > as_of]
    at_hand = [(known or date.min, version) for known, version in versions if known not in later]
    tied = len(set(days)) < len(days)
    return (max(at_hand, key=lambda pair: pair[0])[1] if at_hand else None), later, tied


_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
"""A day, a month or a year, as files write it."""


def last_day(text: str) -> date:
    """
    Return the day from which something dated *text* was surely known: of a month or year the last.

    Raises:
        ValueError: The text is no date.

    >>> [last_day(text).isoformat() for text in ("2025-02-15", "2024-02", "2023")]
    ['2025-02-15', '2024-02-29', '2023-12-31']
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r:.20} is no date")
    try:
        if len(text) == 4:
            return date(int(text), 12, 31)
        if len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r:.20} is no date") from None


def known_versions(
    data: Any,  # noqa: ANN401 - plain data of any shape
    as_of: date | None,
    where: Where,
    see: str,
) -> tuple[Any, tuple[str, ...]]:
    """
    Return plain data with the newest version of each annotated figure that was known on the day.

    An annotated figure (``{value: 8 %, known: 2025-03-01}``) may be a list of dated versions.

    Args:
        data: Mappings, lists, strings, numbers.
        as_of: The day; None is after everything.
        where: Gives the place of each value.
        see: The page that describes the file.

    Returns:
        The data, and a sentence for each figure that would be another one today.

    Raises:
        CaseError: A date that is none, two versions of a day, or a figure of which nothing was known.
    """
    selection = _Selection(as_of, where)
    selected = selection.select(data, ())
    if selection.faults:
        raise CaseError(selection.faults, see)
    return selected, tuple(selection.withheld)


@dataclass
class _Selection:
    """The versions known on one day, with the faults and the figures withheld on the way."""

    as_of: date | None
    where: Where
    faults: list[Fault] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)

    def select(self, data: Any, at: Path) -> Any:  # noqa: ANN401 - plain data of any shape
        """Return the data at a path with the version of each figure that was known."""
        if is_annotated(data):
            return self.version([data], [at], at)
        if isinstance(data, Mapping):
            return {key: self.select(value, (*at, key)) for key, value in data.items()}
        if isinstance(data, Sequence) and not isinstance(data, str):
            if data and all(map(is_annotated, data)):
                return self.version(data, [(*at, i) for i in range(len(data))], at)
            return [self.select(value, (*at, i)) for i, value in enumerate(data)]
        return data

    def version(
        self, versions: Sequence[Mapping[str, Any]], places: Sequence[Path], at: Path
    ) -> Mapping[str, Any]:
        """Return the newest version of one figure that was known, without its day."""
        dated: list[tuple[date | None, Mapping[str, Any]]] = []
        for figure, place in zip(versions, places, strict=True):
            known = figure.get("known")
            try:
                dated.append((None if known is None else last_day(str(known)), figure))
            except ValueError as error:
                self.faults.append(fault(self.where, (*place, "known"), str(error), DATE_HELP))
                return versions[0]
        chosen, later, tied = newest_version(dated, self.as_of)
        if tied:
            message, mend = "two versions are known from the same day", "give each its own `known`"
            self.faults.append(fault(self.where, places[-1], message, mend))
        if chosen is None:
            message = (
                f"nothing was known of it on {self.as_of}: the first version is of {min(later)}"
            )
            mend = "add an earlier version, as wide as it must be"
            self.faults.append(fault(self.where, at, message, mend))
            return versions[0]
        if later:
            newer = next(figure for known, figure in dated if known == max(later))
            self.withheld.append(
                f"{'.'.join(map(str, at))}: {_numbers(newer)}, known from {max(later)}, is not used:"
                f" {_numbers(chosen)}"
            )
        return {key: value for key, value in chosen.items() if key != "known"}


def _numbers(figure: Mapping[str, Any]) -> str:
    """Return the numbers of an annotated figure: ``8 %``, or ``5/8/12``."""
    ends = (
        [figure["value"]] if "value" in figure else [figure.get(k) for k in ("low", "mode", "high")]
    )
    return "/".join(str(value) for value in ends if value is not None)
