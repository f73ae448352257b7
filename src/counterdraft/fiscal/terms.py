"""A term sheet: the instruments, the parties they move money between, and their order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import Field

from counterdraft.case.fields import Part
from counterdraft.case.places import Path, Where, fault, nowhere
from counterdraft.case.validation import SEE, read_model
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.instruments import KINDS
from counterdraft.fiscal.instruments.aid_credit import AidCredit
from counterdraft.fiscal.instruments.lien import Lien
from counterdraft.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.fiscal.order import Circle, ordered
from counterdraft.fiscal.other_names import kind_meant

__all__ = ["TermSheet"]

ROLES = ("owner", "state", "fund", "partner", "lender", "outside")
UNLISTED = ("outside", "escrow")
"""Parties that need not be listed: the world outside, and what is set aside for closing."""


class _Head(Part):
    title: str = ""
    owner: str = "investor"
    state: str = "state"
    roles: dict[str, str] = Field(default_factory=dict)
    order: tuple[str, ...] | None = None
    instruments: dict[str, dict[str, object]] = Field(default_factory=dict)


@dataclass(frozen=True)
class TermSheet:
    """Instruments in the order in which they are settled each year."""

    owner: str
    state: str
    parties: tuple[str, ...]
    instruments: tuple[Instrument, ...]
    title: str = ""
    places: Mapping[str, Path] = field(default_factory=dict)
    """Where each instrument stands in its file."""

    def place(self, name: str) -> Path:
        """Return where an instrument stands in its file."""
        return self.places.get(name, ("instruments", name))

    @classmethod
    def from_data(
        cls,
        data: object,
        where: Where = nowhere,
        at: Path = (),
        *,
        years: Sequence[int] = (),
        parties: Sequence[str] | None = None,
    ) -> TermSheet:
        """
        Return the term sheet that *data* describes.

        Args:
            data: Plain data as read from YAML.
            where: Gives the place of each value.
            at: The path of *data* in its file.
            years: The years of the project; series must line up with them.
            parties: Who may be named; without it every name is a party.

        Raises:
            CaseError: Unknown kinds or fields, unknown parties, series that do not line up with the
                years, a lien without a principal, an order that is circular or breaks a dependence.
        """
        data, places = _listed(data, at)
        head = _head(data, where, at)
        roles = {**{r: r for r in ROLES}, "owner": head.owner, "state": head.state, **head.roles}
        found, faults = _instruments(head, where, places)
        resolved = {name: _resolved(one, roles) for name, one in found.items()}
        if parties is not None:
            faults += _heads(head, where, at, parties)
            parties = list(dict.fromkeys([*parties, head.owner, head.state]))
        faults += _checked(resolved, where, at, places, years, parties)
        names = _in_order(head, resolved, where, at, faults)
        if faults:
            raise CaseError(faults, SEE)
        used = {head.owner: None, head.state: None}
        for name in names:
            used |= dict.fromkeys(resolved[name].roles())
        return cls(
            head.owner,
            head.state,
            tuple(dict.fromkeys([*used, *(parties or ())])),
            tuple(resolved[name] for name in names),
            head.title,
            places,
        )


def _heads(head: _Head, where: Where, at: Path, parties: Sequence[str]) -> list[Fault]:
    """Return an owner or a state that nobody listed."""
    found = []
    for role in ("owner", "state"):
        name = getattr(head, role)
        if name not in parties:
            mend = nearest(name, parties)
            if role not in head.model_fields_set:
                mend = f"say who it is, terms: {{{role}: …}}; {mend}"
            found.append(fault(where, (*at, role), f"{name!r} is not a party", mend))
    return found


def _listed(data: object, at: Path) -> tuple[object, dict[str, Path]]:
    """Return the sheet with its instruments by name, and the place of each; a list needs no names."""
    given = data.get("instruments") if isinstance(data, Mapping) else None
    if isinstance(given, Mapping):
        return data, {str(name): (*at, "instruments", str(name)) for name in given}
    if not isinstance(data, Mapping) or not isinstance(given, Sequence) or isinstance(given, str):
        return data, {}
    named: dict[str, object] = {}
    places: dict[str, Path] = {}
    for position, one in enumerate(given):
        fields = dict(one) if isinstance(one, Mapping) else {"kind": one}
        base = name = str(fields.pop("name", fields.get("kind", f"instrument {position + 1}")))
        same = 1
        while name in named:
            same += 1
            name = f"{base}_{same}"
        named[name], places[name] = fields, (*at, "instruments", position)
    return {**data, "instruments": named}, places


def _head(data: object, where: Where, at: Path) -> _Head:
    """Return the head of a sheet; an instrument that stands beside `instruments` is told its place."""
    try:
        return read_model(_Head, data, where, at)
    except CaseError as error:
        faults = [
            dataclasses.replace(one, help="instruments stand one level below, under 'instruments:'")
            if one.message == "unknown field" and one.field.rpartition(".")[2] in KINDS
            else one
            for one in error.faults
        ]
        raise CaseError(faults, SEE) from None


def _instruments(
    head: _Head, where: Where, places: Mapping[str, Path]
) -> tuple[dict[str, Instrument], list[Fault]]:
    found: dict[str, Instrument] = {}
    faults: list[Fault] = []
    for name, fields in head.instruments.items():
        place = places[name]
        kind = fields.get("kind", name)
        if not isinstance(kind, str) or kind not in KINDS:
            mend = kind_meant(str(kind), list(KINDS))
            at = (*place, "kind") if "kind" in fields else place
            faults.append(fault(where, at, f"no instrument is called {kind!r:.40}", mend))
            continue
        try:
            found[name] = read_model(
                KINDS[str(kind)], {**fields, "kind": kind, "name": name}, where, place
            )
        except CaseError as error:
            faults += error.faults
    return found, faults


def _resolved(one: Instrument, roles: Mapping[str, str]) -> Instrument:
    changed: dict[str, object] = {
        field: roles.get(value, value)
        for field in ("payer", "payee", "cover", "source")
        if isinstance(value := getattr(one, field, None), str)
    }
    if isinstance(to := getattr(one, "to", None), Mapping):
        changed["to"] = {roles.get(str(member), str(member)): part for member, part in to.items()}
    return one.model_copy(update=changed)


def _checked(
    found: Mapping[str, Instrument],
    where: Where,
    at: Path,
    places: Mapping[str, Path],
    years: Sequence[int],
    parties: Sequence[str] | None,
) -> list[Fault]:
    faults: list[Fault] = []
    credited = {one.lien for one in found.values() if isinstance(one, AidCredit)}
    for name, one in found.items():
        place = places[name]
        if years:
            faults += one.faults(years, where, place)
        if parties is not None:
            faults += _strangers(one, where, place, [*parties, *UNLISTED])
        for other in one.needs():
            if other not in found:
                mend = nearest(other, list(found))
                faults.append(fault(where, place, f"no instrument is called {other!r}", mend))
        sharing = getattr(one, "sharing", None)
        if sharing in found and not isinstance(found[str(sharing)], ProductionSharing):
            message = f"{sharing!r} is no production_sharing"
            faults.append(fault(where, (*place, "sharing"), message))
        if isinstance(one, Lien) and one.principal <= 0 and name not in credited:
            mend = "give the sum that it secures, or an aid_credit with lien: " + name
            faults.append(fault(where, place, "is a lien without a principal", mend))
    for name in sorted({n for n in credited if n} - set(found)):
        faults.append(fault(where, (*at, "instruments"), f"no lien is called {name!r}"))
    return faults


def _strangers(one: Instrument, where: Where, place: Path, known: Sequence[str]) -> list[Fault]:
    """Return the parties that an instrument names and nobody listed, each at the field that names it."""
    fields = ("payer", "payee", "cover", "source")
    named: list[tuple[Path, str]] = [((f,), str(getattr(one, f, ""))) for f in fields]
    named += [(("to", member), member) for member in getattr(one, "to", ())]
    return [
        fault(where, (*place, *at), f"{party!r} is not a party", nearest(party, known[:-2]))
        for at, party in named
        if party in one.roles() and party not in known
    ]


def _in_order(
    head: _Head,
    found: Mapping[str, Instrument],
    where: Where,
    at: Path,
    faults: list[Fault],
) -> list[str]:
    before = {name: [n for n in one.needs() if n in found] for name, one in found.items()}
    for name, one in found.items():
        if isinstance(one, AidCredit) and one.lien in found:
            before[str(one.lien)].append(name)
    try:
        names = ordered(list(found), before)
    except Circle as circle:
        chain = " → ".join(circle.names)
        mend = "let one of them come first: each is said to come after the other"
        faults.append(fault(where, (*at, "instruments"), f"the order is circular: {chain}", mend))
        return []
    if head.order is None:
        return names
    listed = list(head.order)
    faults += _misordered(listed, head, before, where, (*at, "order"))
    return [name for name in listed if name in found]


def _misordered(
    listed: list[str],
    head: _Head,
    before: Mapping[str, Sequence[str]],
    where: Where,
    place: Path,
) -> list[Fault]:
    faults: list[Fault] = []
    for position, name in enumerate(listed):
        if name not in head.instruments:
            mend = nearest(name, list(head.instruments))
            faults.append(
                fault(where, (*place, position), f"no instrument is called {name!r}", mend)
            )
        elif name in listed[:position]:
            faults.append(fault(where, (*place, position), f"{name!r} is listed twice"))
    faults += [
        fault(where, place, f"{name!r} is missing from the order")
        for name in head.instruments
        if name not in listed
    ]
    for position, name in enumerate(listed):
        at = (*place, position)
        for other in before.get(name, []):
            if other in listed[position:]:
                message = f"{name!r} stands before {other!r}, on which it depends"
                faults.append(fault(where, at, message))
    return faults
