"""GeniusWeb: a case written as one JSON file per player, each with the domain inside."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

from counterdraft.case import Case
from counterdraft.formats.exporting import Mean, Outline, Sheet, additive, outline
from counterdraft.formats.json_writing import Raw, json_text

__all__ = ["write"]

_MOST = 1_000_000
_ONE = Fraction(1)
_TOLERANCE = Fraction(1, 1_000_000)


def write(case: Case, mean: Mean) -> tuple[dict[str, bytes], list[str]]:
    """
    Return the files of the *case* by their names, and what they cannot carry.

    Utilities lie between 0 and 1 and weights sum to 1 there; other worths are brought into that form,
    which keeps the order of all offers, and the list says how.

    Args:
        case: The case, seen from the table.
        mean: Returns the mean of a range.
    """
    found = outline(case, mean)
    domain: dict[str, object] = {
        "name": found.title,
        "issuesValues": {
            name: {"values": list(options)}
            for name, options in zip(found.issues, found.options, strict=True)
        },
    }
    files = {
        f"{sheet.party}.json": json_text(_profile(sheet, found, domain)) for sheet in found.sheets
    }
    return files, found.losses()


def _profile(sheet: Sheet, found: Outline, domain: dict[str, object]) -> dict[str, object]:
    rows, reservation = _fitted(sheet, found)
    party = sheet.party
    space: dict[str, object] = {
        "name": party,
        "domain": domain,
        "issueWeights": {
            name: Raw(found.number(weight, party))
            for name, (weight, _) in zip(found.issues, rows, strict=True)
        },
        "issueUtilities": {
            name: {
                "DiscreteValueSetUtilities": {
                    "valueUtilities": {
                        option: Raw(found.number(cell, party))
                        for option, cell in zip(options, cells, strict=True)
                    }
                }
            }
            for name, options, (_, cells) in zip(found.issues, found.options, rows, strict=True)
        },
        "reservationBid": _bid(rows, reservation, sheet, found),
    }
    return {"LinearAdditiveUtilitySpace": space}


def _fitted(sheet: Sheet, found: Outline) -> tuple[list[tuple[Fraction, list[Fraction]]], Fraction]:
    """Return weights that sum to 1 and cells from 0 to 1, and the reservation value beside them."""
    rows = additive(sheet, found)
    reservation = sheet.reservation
    most = sum((max(weight * c for c in cells) for weight, cells in rows), Fraction(0))
    cap = sheet.transform.cap
    if cap is not None and most > cap:
        found.lost.append(f"{sheet.party}: the cut of worths at {float(cap):g}")
    for form in (rows, [_over_largest(*row) for row in rows]):
        if _fit(form):
            return form, reservation
    worths = [[weight * cell for cell in cells] for weight, cells in rows]
    least = sum((min(w) for w in worths), Fraction(0))
    span = most - least
    if not span:
        found.lost.append(f"{sheet.party}: every offer is worth the same; its level is lost")
        return [(_ONE / len(rows), [Fraction(0)] * len(w)) for w in worths], Fraction(0)
    found.lost.append(
        f"{sheet.party}: the scale of worths; "
        f"utility = (worth {float(-least):+.9g}) / {float(span):.9g}"
    )
    fitted = []
    for row in worths:
        size = max(row) - min(row)
        cells = [(v - min(row)) / size if size else Fraction(0) for v in row]
        fitted.append((size / span, cells))
    return fitted, (reservation - least) / span


def _over_largest(weight: Fraction, cells: list[Fraction]) -> tuple[Fraction, list[Fraction]]:
    """Return the same worths with cells up to 1."""
    most = max(cells)
    return (weight * most, [cell / most for cell in cells]) if most > 0 else (weight, cells)


def _fit(rows: Sequence[tuple[Fraction, list[Fraction]]]) -> bool:
    total = sum((weight for weight, _ in rows), Fraction(0))
    return abs(total - 1) <= _TOLERANCE and all(
        weight >= 0 and all(0 <= cell <= 1 for cell in cells) for weight, cells in rows
    )


def _bid(
    rows: Sequence[tuple[Fraction, list[Fraction]]],
    reservation: Fraction,
    sheet: Sheet,
    found: Outline,
) -> object:
    """Return a bid that is worth just the reservation value; none where that is 0, or where there is none."""
    if reservation == 0:
        return None
    worths = [[weight * cell for cell in cells] for weight, cells in rows]
    half = len(worths) // 2
    first, last = worths[:half], worths[half:]
    if max(prod(map(len, first)), prod(map(len, last))) <= _MOST:
        ends = {
            sum((w[k] for w, k in zip(last, choice, strict=True)), Fraction(0)): choice
            for choice in product(*(range(len(w)) for w in last))
        }
        for choice in product(*(range(len(w)) for w in first)):
            rest = reservation - sum(
                (w[k] for w, k in zip(first, choice, strict=True)), Fraction(0)
            )
            if rest in ends:
                chosen = (*choice, *ends[rest])
                named = zip(found.issues, found.options, chosen, strict=True)
                return {"issuevalues": {name: options[k] for name, options, k in named}}
    found.lost.append(
        f"{sheet.party}: the reservation value {float(reservation):.9g}; here it is the worth of a bid, "
        "and no bid is worth just that"
    )
    return None
