"""Reads a case from a folder of YAML files, as one seat may see it on one day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from counterdraft.case import TABLE, Case
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.formats.disk import Folder
from counterdraft.formats.tree import Document, Faults, Map
from counterdraft.formats.yaml_tree import read_tree

__all__ = ["read_case", "recognise"]

_PARTY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", re.ASCII)


def recognise(path: str | Path) -> bool:
    """Return whether the folder holds a case of this format."""
    return (Path(path) / "case.yaml").exists()


def read_case(path: str | Path, seat: str = TABLE, as_of: date | None = None) -> Case:
    """
    Return the case in the folder *path*.

    For a party's seat only case.yaml, sources.yaml, that party's mandate and its beliefs are opened,
    and no folder of another party is listed; from the table everything is.

    Args:
        path: The folder.
        seat: A party's name, or "table".
        as_of: Only what was known on this day is kept.

    Raises:
        CaseError: Every fault of every file that the seat may open.
    """
    faults = Faults()
    folder = Folder(path, faults)
    _check_folder(folder)
    case = _document(folder, "case.yaml", faults, needed=True)
    sources = _document(folder, "sources.yaml", faults)
    parties = _party_names(case)
    if seat != TABLE and seat not in parties:
        if faults:
            raise CaseError(faults.all())
        raise CaseError.of(
            f"no party is called '{seat[:60]}'", file=folder.show("case.yaml"), help=nearest(seat[:60], [*parties, TABLE])
        )
    preferences = [
        (document, party, holder)
        for name, party, holder in _preference_files(folder, seat, parties, faults)
        if (document := _document(folder, name, faults)) is not None
    ]
    folder.check_unchanged()
    if case is None:
        raise CaseError(faults.all())
    from counterdraft.formats.assembling import assemble  # noqa: PLC0415 - pydantic costs start-up time

    found = assemble(case, sources, preferences, faults, seat=seat, as_of=as_of)
    if faults or found is None:
        raise CaseError(faults.all())
    return _signed(found, folder)


def _signed(case: Case, folder: Folder) -> Case:
    from dataclasses import replace  # noqa: PLC0415 - used by this alone

    return replace(
        case,
        name=folder.path.resolve().name,
        fingerprint=folder.fingerprint(),
        folder=folder.path.as_posix(),
    )


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
        raise CaseError.of("is a file; a case is a folder", file=shown, help=f"did you mean '{parent}'?")
    raise CaseError.of("there is no such folder", file=shown, help=_neighbours(folder.path))


def _neighbours(path: Path) -> str:
    try:
        names = sorted(p.name for p in path.parent.iterdir() if (p / "case.yaml").is_file())
    except (OSError, ValueError):
        return ""
    return nearest(path.name, names)


def _document(folder: Folder, name: str, faults: Faults, *, needed: bool = False) -> Document | None:
    data = folder.read(name, needed=needed)
    return None if data is None else read_tree(data, name, folder.show(name), faults)


def _party_names(case: Document | None) -> list[str]:
    """Return the names under ``parties:`` that are names; the seat is looked up before anything else."""
    block = case.root.get("parties") if case is not None else None
    return [str(key) for key in block if _PARTY.fullmatch(key)] if isinstance(block, Map) else []


def _preference_files(
    folder: Folder, seat: str, parties: list[str], faults: Faults
) -> Iterator[tuple[str, str, str]]:
    """Yield (file, party, holder) of every mandate and belief that the seat may open."""
    if seat == TABLE:
        yield from ((name, party, "") for name, party in _in(folder, "mandates", parties, faults))
        holders = folder.names("beliefs")
    else:
        yield f"mandates/{seat}.yaml", seat, ""
        holders = (seat,)
    for holder in holders:
        if holder not in parties:
            _stray(folder, f"beliefs/{holder}", holder, parties, faults)
            continue
        others = [party for party in parties if party != holder]
        for name, about in _in(folder, f"beliefs/{holder}", others, faults):
            yield name, about, holder


def _in(folder: Folder, where: str, parties: list[str], faults: Faults) -> Iterator[tuple[str, str]]:
    """Yield (file, party) for every YAML file of a folder; one that is named after no party is a fault."""
    for name in folder.names(where):
        stem, dot, ending = name.rpartition(".")
        if ending not in {"yaml", "yml"} or not dot:
            continue
        if stem not in parties:
            _stray(folder, f"{where}/{name}", stem, parties, faults)
        elif ending == "yml":
            shown = folder.show(f"{where}/{name}")
            faults.add(Fault(shown, 0, 0, "", "is not read; the ending is .yaml", f"rename it to {stem}.yaml"))
        else:
            yield f"{where}/{name}", stem


def _stray(folder: Folder, name: str, stem: str, parties: list[str], faults: Faults) -> None:
    message = f"no party is called '{stem[:60]}'"
    if name == f"beliefs/{stem}/{stem}.yaml" or name.split("/")[1:2] == [stem] and name.count("/") == 2:
        message = f"what '{stem[:60]}' wants itself stands in mandates/{stem[:60]}.yaml"
    faults.add(Fault(folder.show(name), 0, 0, "", message, nearest(stem[:60], parties)))

