"""From when a figure was known: what came later is not used, and is said."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from counterdraft.case.places import Path, Where, fault
from counterdraft.errors import CaseError, Fault

__all__ = ["day", "versions"]

MEND = "write it as 2025-02-15, 2025-02 or 2025"


def day(text: str) -> date:
    """
    Return the day from which something dated *text* was surely known: of a month or year the last.

    Raises:
        ValueError: The text is no date.

    >>> day("2025-02-15").isoformat(), day("2024-02").isoformat(), day("2023").isoformat()
    ('2025-02-15', '2024-02-29', '2023-12-31')
    """
    try:
        if len(text) == 4:
            return date(int(text), 12, 31)
        if len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r:.20} is no date") from None


def versions(
    data: Any,  # noqa: ANN401 - plain data of any shape
    as_of: date | None,
    where: Where,
    see: str,
) -> tuple[Any, tuple[str, ...]]:
    """
    Return plain data with the newest version of each annotated figure that was known on the day.

    A annotated figure (``{value: 8 %, known: 2025-03-01}``) may be a list of dated versions; one without
    `known` was always known.

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
    faults: list[Fault] = []
    said: list[str] = []
    found = _walk(data, as_of, where, (), faults, said)
    if faults:
        raise CaseError(faults, see)
    return found, tuple(said)


def _walk(
    data: Any,  # noqa: ANN401
    as_of: date | None,
    where: Where,
    at: Path,
    faults: list[Fault],
    said: list[str],
) -> Any:  # noqa: ANN401
    if _is_dressed(data):
        return _chosen([data], as_of, where, at, faults, said)
    if isinstance(data, Mapping):
        return {k: _walk(v, as_of, where, (*at, k), faults, said) for k, v in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        if data and all(map(_is_dressed, data)):
            return _chosen(data, as_of, where, at, faults, said)
        return [_walk(v, as_of, where, (*at, i), faults, said) for i, v in enumerate(data)]
    return data


def _is_dressed(value: object) -> bool:
    return isinstance(value, Mapping) and ("value" in value or "low" in value)


def _chosen(
    annotated: Sequence[Mapping[str, Any]],
    as_of: date | None,
    where: Where,
    at: Path,
    faults: list[Fault],
    said: list[str],
) -> Any:  # noqa: ANN401
    many = len(annotated) > 1
    dated: list[tuple[date, Mapping[str, Any]]] = []
    for i, one in enumerate(annotated):
        place = (*at, i, "known") if many else (*at, "known")
        try:
            known = day(str(one["known"])) if one.get("known") is not None else date.min
        except ValueError as error:
            faults.append(fault(where, place, str(error), MEND))
            return annotated[0]
        if known in [other for other, _ in dated]:
            message = "two versions are known from the same day"
            faults.append(fault(where, (*at, i), message, "give each its own `known`"))
        dated.append((known, one))
    at_hand = [pair for pair in dated if as_of is None or pair[0] <= as_of]
    if not at_hand:
        first = min(known for known, _ in dated)
        message = f"nothing was known of it on {as_of}: the first version is of {first}"
        faults.append(fault(where, at, message, "add an earlier version, as wide as it must be"))
        return annotated[0]
    chosen = max(at_hand, key=lambda pair: pair[0])[1]
    later = [pair for pair in dated if pair not in at_hand]
    if later:
        known, newer = max(later, key=lambda pair: pair[0])
        name = ".".join(map(str, at))
        said.append(f"{name}: {_shown(newer)}, known from {known}, is not used: {_shown(chosen)}")
    return {k: v for k, v in chosen.items() if k != "known"}


def _shown(one: Mapping[str, Any]) -> str:
    ends: Iterable[Any] = [one["value"]] if "value" in one else [one.get(k) for k in _ENDS]
    return "/".join(str(v) for v in ends if v is not None)


_ENDS = ("low", "mode", "high")
