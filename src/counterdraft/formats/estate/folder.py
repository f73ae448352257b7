"""The folder of an estate: three YAML files and three tables."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from counterdraft.errors import CaseError
from counterdraft.formats.plain_files import read_csv, read_yaml

if TYPE_CHECKING:
    from datetime import date

    from counterdraft.estate.model import Estate

__all__ = ["FILES", "TABLES", "has_estate", "load_estate"]

FILES = ("estate.yaml", "control.yaml", "fiscal.yaml")
TABLES = ("deposits.csv", "analogues.csv", "prices.csv")


def has_estate(folder: str | Path) -> bool:
    """Return whether the folder of a case has an estate."""
    return (Path(folder) / "estate" / "estate.yaml").is_file()


def load_estate(folder: str | Path, *, as_of: date | None = None) -> Estate:
    """
    Return the estate of a case.

    Args:
        folder: The folder of the case; the files stand in its `estate`.
        as_of: What was known later is not used; `withheld_by_date` of the estate says what that is.

    Raises:
        CaseError: A file is missing, or has faults, with file, line and column.
    """
    from counterdraft.formats.estate.building import Table, build_estate  # noqa: PLC0415 - start-up time

    if not has_estate(folder):
        raise CaseError.of(
            "has no estate/estate.yaml, so that nothing of it can be valued in money",
            file=Path(folder).as_posix(),
            help="docs/reference/estate-files describes the files; one mine alone is --project FILE",
        )
    home = Path(folder) / "estate"
    head, control, deal = (read_yaml(home / name) for name in FILES)
    deposits, analogues, prices = (Table(*read_csv(home / name)) for name in TABLES)
    digest = hashlib.sha256()
    for name in (*FILES, *TABLES):
        data = (home / name).read_bytes()
        digest.update(name.encode() + len(data).to_bytes(8, "big") + data)
    return build_estate(
        head,
        control,
        deal,
        deposits,
        analogues,
        prices,
        as_of=as_of,
        fingerprint=digest.hexdigest(),
    )
