"""Reads a case from a folder of YAML files, as one seat may see it on one day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from counterdraft.case import TABLE, Case
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.formats.tree import Document, Faults, Map, Text
from counterdraft.formats.yaml_case.case_folder import Folder
from counterdraft.formats.yaml_tree import read_tree

if TYPE_CHECKING:
    from counterdraft.estate.model import Estate
    from counterdraft.estate.tables.money import MoneyTables
    from counterdraft.formats.yaml_case.context import Context

__all__ = ["CaseFiles", "read_case", "read_case_files", "read_shared", "recognise"]

_PARTY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", re.ASCII)


def recognise(path: str | Path) -> bool:
    """Return whether the folder holds a case of this format."""
    try:
        return (Path(path) / "case.yaml").exists()
    except (OSError, ValueError):
        return False


def read_case(path: str | Path, seat: str = TABLE, as_of: date | None = None) -> Case:
    """
    Return the case in the folder *path*.

    For a party's seat only case.yaml, sources.yaml, that party's mandate and its beliefs are
    files, and no folder of another party is listed; from the table everything is.

    Args:
        path: The folder.
        seat: A party's name, or "table".
        as_of: Only what was known on this day is kept.

    Raises:
        CaseError: Every fault of every file that the seat may open.
    """
    return read_case_files(CaseFiles(path, seat), as_of)[0]


def read_shared(path: str | Path, as_of: date | None = None) -> Case:
    """
    Return what everybody may read of the case in the folder *path*: no mandate, no belief.

    Raises:
        CaseError: Every fault of case.yaml and sources.yaml.
    """
    return read_case_files(CaseFiles(path, None), as_of)[0]


ESTATE_ROOMS = ("case", "estate", "fiscal", "formats/estate", "prices")
"""Whose code makes the tables of the estate's money."""


class CaseFiles:
    """
    The files of a case that a seat may open, parsed; nothing is understood yet.

    Args:
        path: The folder.
        seat: A party's name, "table", or None for the shared files alone.
        instead: Files that are read as if they held these bytes.

    Raises:
        CaseError: There is no such folder or no such seat.
    """

    def __init__(
        self, path: str | Path, seat: str | None, instead: Mapping[str, bytes] | None = None
    ) -> None:
        """Open and parse; faults are kept until the case is read."""
        self.seat = seat or ""
        self.faults = Faults()
        self.folder = Folder(path, self.faults, instead)
        _check_folder(self.folder)
        self.case = self.document("case.yaml", needed=True)
        self.sources = self.document("sources.yaml")
        self.parties = _party_names(self.case)
        if seat not in {TABLE, None} and not (seat in self.parties and _PARTY.fullmatch(seat)):
            if self.faults:
                raise CaseError(self.faults.all())
            raise CaseError.of(
                f"no party is called '{seat[:60]}'",
                file=self.folder.show("case.yaml"),
                help=nearest(seat[:60], [*self.parties, TABLE]),
            )
        self.preferences = [
            (document, party, holder)
            for name, party, holder in self.preference_files()
            if (document := self.document(name)) is not None
        ]
        self.folder.check_unchanged()

    def document(self, name: str, *, needed: bool = False) -> Document | None:
        """Return one file as a tree, not sound where it cannot be read; None if it is not there."""
        data = self.folder.read(name, needed=needed)
        shown = self.folder.show(name)
        if data is not None and (document := read_tree(data, name, shown, self.faults)) is not None:
            return document
        if data is None and name not in self.folder.unfit:
            return None
        broken = Document(name, shown, self.faults)
        broken.sound = False
        return broken

    def estate(self, context: Context) -> MoneyTables | None:
        """Return the money that the estate of the case gives, or None where it has none."""
        from counterdraft.estate.tables.money import MoneyTables  # noqa: PLC0415 - start-up time
        from counterdraft.formats.estate import FILES, TABLES, has_estate, load_estate  # noqa: PLC0415
        from counterdraft.runtime.disk_cache import cached  # noqa: PLC0415

        if not has_estate(self.folder.path):
            return None
        for name in (*FILES, *TABLES):
            self.folder.read(f"estate/{name}", needed=True)
        try:
            estate = load_estate(self.folder.path, as_of=context.as_of)
            _refuse_other_prices(estate, context.prices)
            return MoneyTables(
                estate,
                context.issues,
                context.impossible,
                context.money,
                keep=partial(cached, rooms=ESTATE_ROOMS),
                keep_private=partial(cached, rooms=ESTATE_ROOMS, private=True),
            )
        except CaseError as error:
            for fault in error.faults:
                self.faults.add(fault)
            context.broken_estate = True
            return None

    def preference_files(self) -> Iterator[tuple[str, str, str]]:
        """Yield (file, party, holder) of every mandate and belief that the seat may open."""
        if not self.seat:
            return
        if self.seat == TABLE:
            yield from (
                (name, party, "") for name, party in self.named_after("mandates", self.parties)
            )
            holders = self.folder.names("beliefs")
        else:
            yield f"mandates/{self.seat}.yaml", self.seat, ""
            holders = (self.seat,)
        for holder in holders:
            if self.parties and holder not in self.parties:
                self.stray(f"beliefs/{holder}", f"no party is called '{holder[:60]}'", holder)
                continue
            for name, about in self.named_after(f"beliefs/{holder}", self.parties):
                if about == holder:
                    self.stray(
                        name, "a party holds no belief about itself", f"mandates/{holder}.yaml"
                    )
                else:
                    yield name, about, holder

    def named_after(self, where: str, parties: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield (file, party) for every YAML file of a folder; a stray one is a fault."""
        for name in self.folder.names(where):
            stem, dot, ending = name.rpartition(".")
            if ending not in {"yaml", "yml"} or not dot:
                continue
            if parties and stem not in parties:
                self.stray(f"{where}/{name}", f"no party is called '{stem[:60]}'", stem)
            elif ending == "yml":
                self.stray(f"{where}/{name}", "the ending is .yaml", f"{stem}.yaml")
            else:
                yield f"{where}/{name}", stem

    def stray(self, name: str, message: str, found: str) -> None:
        """Note a fault of a file that stands where it should not."""
        advice = (
            f"rename it to {found}"
            if found.endswith(".yaml")
            else nearest(found[:60], self.parties)
        )
        self.faults.add(Fault(self.folder.show(name), 0, 0, "", message, advice))


def read_case_files(files: CaseFiles, as_of: date | None) -> tuple[Case, Context]:
    """Return the case that the files write, and what was learnt on the way."""
    if files.case is None:
        raise CaseError(files.faults.all())
    from counterdraft.formats.yaml_case.assembling import assemble  # noqa: PLC0415 - pydantic costs start-up time
    from counterdraft.formats.yaml_case.context import Context  # noqa: PLC0415

    context = Context(as_of, open_estate=files.estate)
    found = assemble(
        files.case,
        files.sources,
        files.preferences,
        files.faults,
        seat=files.seat,
        context=context,
    )
    if files.faults or found is None:
        raise CaseError(files.faults.all())
    folder = files.folder
    signed = replace(
        found,
        name=folder.path.resolve().name,
        fingerprint=folder.fingerprint(),
        folder=folder.path.as_posix(),
    )
    return signed, context


def _refuse_other_prices(estate: Estate, case: tuple[str, int | None]) -> None:
    """Refuse an estate whose money is of another kind than the case's, where it says so."""
    money = estate.file.currency
    told = [
        prices if year is None or prices == "nominal" else f"{prices} of {year}"
        for prices, year in ((money.prices, money.base_year), case)
    ]
    if told[0] != told[1]:
        said = f"prices are {told[0]} here, and {told[1]} in case.yaml"
        raise CaseError(Fault(*estate.where(("currency",)), "currency", said))


def _check_folder(folder: Folder) -> None:
    try:
        if folder.path.is_dir():
            return
        exists = folder.path.exists()
    except (OSError, ValueError):
        exists = False
    shown = folder.path.as_posix()
    if exists:
        parent = folder.path.parent.as_posix()
        raise CaseError.of(
            "is a file; a case is a folder", file=shown, help=f"did you mean '{parent}'?"
        )
    raise CaseError.of("there is no such folder", file=shown, help=_neighbours(folder.path))


def _neighbours(path: Path) -> str:
    try:
        names = sorted(p.name for p in path.parent.iterdir() if (p / "case.yaml").is_file())
    except (OSError, ValueError):
        return ""
    return nearest(path.name, names)


def _party_names(case: Document | None) -> list[str]:
    """Return the names under ``parties:``; the seat is looked up before anything else."""
    block = case.root.get(Text("parties")) if case is not None else None
    return [str(key) for key in block] if isinstance(block, Map) else []
