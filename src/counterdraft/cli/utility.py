"""`counterdraft utility`: what offers are worth to each party."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from counterdraft.case.numbers import read_ratio
from counterdraft.cli import options
from counterdraft.errors import CaseError, Fault, nearest

if TYPE_CHECKING:
    from counterdraft.case import Case, Issue

__all__ = ["read_offers", "utility"]

MOST_OFFERS = 2_000_000
"""The most offers that --all lists."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--offers",
    "file",
    type=click.Path(path_type=Path),
    help='A JSON list of offers, each {"issue": "option", ...}.',
)
@click.option("--all", "every", is_flag=True, help="Every offer of the space.")
@options.seat(default="table")
@options.parties
@options.domain
@click.option("--json", "as_json", is_flag=True, help="JSON is what is printed anyway.")
def utility(
    path: Path,
    file: Path | None,
    every: bool,  # noqa: FBT001
    seat: str,
    parties: tuple[str, ...],
    domain: str,
    as_json: bool,  # noqa: ARG001, FBT001
) -> None:
    """
    Print what each offer is worth to each party of the case or folder PATH, as JSON.

    For --offers a list with one list of worths per offer, in the order of the parties; for --all a list
    of {"offer": ..., "utility": [...]}.
    """
    if every == (file is not None):
        raise click.UsageError("give either --offers FILE or --all")
    case = options.load_chosen(path, seat, parties=parties, domain=domain)
    options.warn(case)
    options.warn_of_table(case)
    if file is None:
        options.show_lines(_everything(case))
        return
    offers = read_offers(file)
    if also := _between(case, offers):
        case = options.load_chosen(path, seat, parties=parties, domain=domain, also=also)
    found = [_offer(case, offer, file, k) for k, offer in enumerate(offers)]
    options.show_lines(_worths(case, found))


def _everything(case: Case) -> list[Any]:
    """Return every offer with its worths, the last issue changing fastest."""
    import numpy as np

    sizes = [len(issue.options) for issue in case.issues]
    count = prod(sizes)
    if count > MOST_OFFERS:
        raise CaseError.of(
            f"there are {count:,} offers, --all lists {MOST_OFFERS:,} at most",
            file=case.folder,
            help="ask for some of them with --offers FILE.json",
        )
    rows = np.indices(sizes).reshape(len(sizes), -1).T
    named = [
        {i.name: i.options[k].name for i, k in zip(case.issues, row, strict=True)}
        for row in rows.tolist()
    ]
    worths = _worths(case, rows.tolist())
    return [{"offer": o, "utility": w} for o, w in zip(named, worths, strict=True)]


def _worths(case: Case, offers: Sequence[Sequence[int]]) -> list[list[float]]:
    """Return by offer the worths in the parties' own units, exact before they are rounded once."""
    import numpy as np

    from counterdraft.preferences.expected.expected_game import worth_at_means

    if not offers:
        return []
    rows = np.array(offers, dtype=np.int64)
    columns = [worth_at_means(case.preference(p.name), rows) for p in case.parties]
    return [[float(worth) for worth in row] for row in zip(*columns, strict=True)]


def read_offers(file: Path) -> list[Any]:
    """Return the offers of a file as they are written, numbers as texts."""
    try:
        found = json.loads(file.read_bytes().decode("utf-8-sig"), parse_float=str, parse_int=str)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CaseError.of(f"cannot be read: {reason}", file=str(file)) from error
    except json.JSONDecodeError as error:
        fault = Fault(str(file), error.lineno, error.colno, "", f"is no JSON: {error.msg.lower()}")
        raise CaseError(fault) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise CaseError.of("is no JSON file in UTF-8", file=str(file)) from error
    if not isinstance(found, list):
        raise CaseError.of(
            "expected a list of offers",
            file=str(file),
            help='write [{"issue": "option", ...}, ...]',
        )
    return found


def _between(case: Case, offers: Sequence[Any]) -> dict[str, list[Fraction]]:
    """Return by continuous issue the numbers that offers name and its steps do not."""
    also: dict[str, set[Fraction]] = {}
    for issue in case.issues:
        if not issue.continuous:
            continue
        grid = {option.value for option in issue.options}
        names = {option.name for option in issue.options}
        for offer in offers:
            written = offer.get(issue.name) if isinstance(offer, Mapping) else None
            value = _number(written)
            if value is not None and value not in grid and written not in names:
                also.setdefault(issue.name, set()).add(value)
    return {name: sorted(values) for name, values in also.items()}


def _offer(case: Case, offer: Any, file: Path, k: int) -> list[int]:  # noqa: ANN401
    """Return the positions of the options that an offer names."""
    field = f"[{k}]"
    if not isinstance(offer, Mapping):
        raise CaseError.of(
            "expected an offer", file=str(file), field=field, help='{"issue": "option", ...}'
        )
    names = [issue.name for issue in case.issues]
    for name in offer:
        if name not in names:
            raise CaseError.of(
                f"no issue is called '{name}'",
                file=str(file),
                field=field,
                help=nearest(name, names),
            )
    return [_option(issue, offer, file, field) for issue in case.issues]


def _option(issue: Issue, offer: Mapping[str, Any], file: Path, field: str) -> int:
    written = offer.get(issue.name)
    if not isinstance(written, str):
        told = "does not settle" if written is None else "needs one option for"
        raise CaseError.of(f"the offer {told} '{issue.name}'", file=str(file), field=field)
    value = _number(written) if issue.kind == "numeric" else None
    for position, option in enumerate(issue.options):
        if option.name == written or (value is not None and option.value == value):
            return position
    raise CaseError.of(
        f"'{written[:60]}' is no option of '{issue.name}'",
        file=str(file),
        field=field,
        help=nearest(written[:60], [option.name for option in issue.options[:500]]),
    )


def _number(written: Any) -> Fraction | None:  # noqa: ANN401
    number = read_ratio(written) if isinstance(written, str) else None
    return None if number is None else number.of("fraction")
