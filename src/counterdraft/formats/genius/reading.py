"""Reads a folder of GENIUS files: which are the domain and the profiles, and what each profile says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterdraft.case import TABLE, Case, Factor, Issue, Preference, Transform
from counterdraft.case.numbers import decimal
from counterdraft.errors import nearest
from counterdraft.formats.field_case import CAP, Reading, Selection, preference_of, read_field
from counterdraft.formats.field_files import heads
from counterdraft.formats.field_numbers import exact, whole
from counterdraft.formats.tree import clip
from counterdraft.formats.xml_files import XmlFile, read_xml

if TYPE_CHECKING:
    from counterdraft.formats.genius.domain import Slot
    from counterdraft.formats.genius.evaluators import Evaluator

__all__ = ["read_case", "recognise"]

_DOMAINS = {"negotiation_template", "number_of_sessions"}
_PROFILE = "utility_space"
_SIGNS = (b"<negotiation_template", b"<utility_space")
_DOMAIN = re.compile(rb"<(?:negotiation_template|number_of_sessions)\b")
_TAG = re.compile(rb"(?:\xef\xbb\xbf|\s)*<")
_TOLERANCE = Fraction(1, 1_000_000)


def recognise(path: str | Path) -> bool:
    """Return whether an XML file of the folder begins as GENIUS's do, or it holds XML and no other kind."""
    found = heads(path, ".xml")
    if any(sign in head for head in found for sign in _SIGNS):
        return True
    return bool(found) and not heads(path, ".json", ".yml", ".yaml")


def read_case(
    path: str | Path,
    seat: str = TABLE,
    as_of: date | None = None,
    selection: Selection = Selection(),  # noqa: B008 - frozen
) -> Case:
    """
    Return the case that a folder of GENIUS files writes, by GENIUS's own rules.

    Args:
        path: The folder.
        seat: "table".
        as_of: Nothing in these files has a date.
        selection: What of the folder is read.

    Raises:
        CaseError: Every fault of every file.
    """
    return read_field(path, seat, as_of, selection, _contents)


def _contents(reading: Reading) -> tuple[list[Issue], list[Preference]] | None:
    from counterdraft.formats.genius.domain import issues_of, read_domain  # noqa: PLC0415 - start-up time

    domains, profiles = _sorted_files(reading)
    if domains:
        domains, profiles = _of_domain(domains, profiles, reading)
    elif not reading.faults:
        reading.fault(
            "",
            "no domain was found: no XML file begins with negotiation_template",
            "the domain file has to lie beside the profiles",
        )
    if not domains:
        return None
    slots = read_domain(domains[0], reading)
    if slots is None or reading.faults:
        return None
    read = [_Profile(file, slots, reading) for file in profiles]
    for profile in read:
        profile.evaluators()
    if reading.faults:
        return None
    issues = issues_of(list(slots.values()), reading)
    found = [profile.preference(issues) for profile in read]
    return None if reading.faults else (issues, [p for p in found if p is not None])


def _of_domain(
    domains: list[XmlFile], profiles: list[XmlFile], reading: Reading
) -> tuple[list[XmlFile], list[XmlFile]]:
    """Return the domain that was chosen, and the profiles over its issues; none with a fault."""
    names = [file.name for file in domains]
    chosen = reading.selection.domain or (names[0] if len(names) == 1 else "")
    kept = [file for file in domains if chosen in {file.name, file.name[: -len(".xml")]}]
    if not kept:
        if chosen:
            reading.fault("", f"no domain is called '{chosen[:60]}'", nearest(chosen[:60], names))
        else:
            listed = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
            message = f"the folder holds {len(domains)} domains: {listed}"
            reading.fault("", message, f"choose one of them, as --domain {names[0]}")
        return [], []
    if len(domains) == 1:
        return kept, profiles
    issues = _issue_names(kept[0])
    for file in domains + profiles:
        if file is not kept[0] and (file in domains or _issue_names(file) != issues):
            del reading.folder.contents[file.name]
    others = [file.name for file in profiles if _issue_names(file) != issues]
    if others:
        listed = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
        reading.warn(kept[0].shown, f"{len(others)} profiles are of other domains: {listed}")
    return kept, [file for file in profiles if file.name not in others]


def _issue_names(file: XmlFile) -> set[tuple[int | None, str]]:
    """Return index and name of the issues that a file speaks of."""
    return {
        (whole(element.get("index")), (element.get("name") or "").strip())
        for element in file.root.iter("issue")
    }


def _sorted_files(reading: Reading) -> tuple[list[XmlFile], list[XmlFile]]:
    """Return the domain files and the profiles, told apart by their first tag."""
    domains, profiles = [], []
    for name, data in reading.files(".xml", is_domain=lambda data: bool(_DOMAIN.search(data))):
        if not data.strip(b"\xef\xbb\xbf\0 \t\r\n"):
            reading.pass_over(name, "is blank")
            continue
        if name.lower().startswith("pareto") and not _TAG.match(data):
            reading.pass_over(name, "a list of points, which are worked out here")
            continue
        file = read_xml(data, name, reading.folder.show(name), reading.faults)
        if file is None:
            continue
        if file.bare:
            reading.warn(
                f"{file.shown}:{file.bare}", "a bare & or < is read as it stands, as in GENIUS"
            )
        if file.guessed:
            reading.warn(
                f"{file.shown}:{file.guessed}",
                "is not UTF-8 and names no encoding; read as windows-1252",
            )
        if file.root.tag in _DOMAINS:
            domains.append(file)
        elif file.root.tag == _PROFILE and _is_blank(file):
            reading.pass_over(name, "is a blank profile, without any evaluation or weight")
        elif file.root.tag == _PROFILE:
            profiles.append(file)
        else:
            reading.warn(
                file.shown,
                f"begins with {clip(file.root.tag, 40)}, no file of a domain; passed over",
            )
    return domains, profiles


def _is_blank(file: XmlFile) -> bool:
    """Return whether a profile says nothing of what an offer is worth: a form to be filled in."""
    tags = {"evaluator", "weight", "ranks", "utility", "ufun", "hyperRectangle"}
    return not any(
        element.tag in tags or element.get("evaluation") is not None for element in file.root.iter()
    )


class _Profile:
    """One profile while it is read: first its evaluators, then, with the issues, its factors."""

    def __init__(self, file: XmlFile, slots: dict[int, Slot], reading: Reading) -> None:
        self.file, self.slots, self.reading = file, slots, reading
        self.party = file.name[: -len(".xml")]
        self.found: dict[int, tuple[Evaluator, Fraction]] = {}
        written = (file.root.get("type") or "").strip().lower()
        self.nonlinear = written == "nonlinear" or (
            next((e for e in file.root.iter("utility") if e.get("maxutility")), None) is not None
        )
        self.ranked = not self.nonlinear and next(file.root.iter("ranks"), None) is not None

    @property
    def linear(self) -> bool:
        return not (self.nonlinear or self.ranked)

    def evaluators(self) -> None:
        """Read the evaluator and weight of every issue; faults are noted."""
        from counterdraft.formats.genius.domain import kind_of  # noqa: PLC0415 - start-up time
        from counterdraft.formats.genius.evaluators import read_evaluator  # noqa: PLC0415

        if not self.linear:
            return
        file = self.file
        seen: set[int] = set()
        weights: dict[Any, dict[int, Any]] = {}
        for element in file.root.iter("issue"):
            index = whole(element.get("index"))
            slot = None if index is None else self.slots.get(index)
            if slot is None or index is None:
                written = clip(element.get("index") or "(missing)", 40)
                file.fault(
                    element,
                    f"issue '{clip(element.get('name') or '', 60)}'",
                    f"the domain has no issue with the index {written}",
                    "is this the profile of another domain?",
                )
                continue
            shown = f"issue '{clip(slot.name, 60)}'"
            if index in seen:
                file.fault(element, shown, f"the index {index} stands twice in the profile")
                continue
            seen.add(index)
            self._same_issue(element, slot, kind_of(element))
            parent = element.getparent()
            if parent not in weights:
                weights[parent] = self._weights(parent)
            weight = weights[parent].get(index)
            evaluator = read_evaluator(file, element, slot, self.reading)
            if weight is None:
                file.fault(
                    element,
                    shown,
                    f"no weight with the index {index} stands beside the issue",
                    "GENIUS cannot evaluate an offer without it",
                )
            elif evaluator is not None:
                self.found[index] = evaluator, weight
        missing = [slot for index, slot in self.slots.items() if index not in seen]
        if missing:
            file.fault(
                file.root,
                f"issue '{clip(missing[0].name, 60)}'",
                f"the profile has no issue with the index {missing[0].index}",
                "is this the profile of another domain?",
            )
        if not self.reading.faults:
            self._check_sum([weight for _, weight in self.found.values()])

    def _same_issue(self, element: Any, slot: Slot, kind: str) -> None:  # noqa: ANN401
        name = element.get("name")
        if kind != slot.kind:
            self.file.fault(
                element,
                f"issue '{clip(slot.name, 60)}'",
                f"is {kind or clip(element.get('type') or '', 40)} here and {slot.kind} in the domain",
            )
        elif name is not None and name != slot.name and not slot.name.startswith(name):
            self.reading.warn(
                self.file.place(element),
                f"issue {slot.index} is called '{clip(name)}' here and '{clip(slot.name)}' in the domain; "
                "GENIUS joins them by the index",
            )

    def _weights(self, parent: Any) -> dict[int, Fraction]:  # noqa: ANN401
        """Return the weights that stand beside an issue, by index; the last of an index counts."""
        found: dict[int, Fraction] = {}
        told: dict[int, Fraction] = {}
        beside = {whole(e.get("index")) for e in parent if e.tag in {"issue", "objective"}}
        for element in parent.iterfind("weight"):
            index, text = whole(element.get("index")), element.get("value")
            value = None if text is None else exact(text)
            if index is not None and index not in beside:
                self.reading.warn(
                    self.file.place(element),
                    f"no issue with the index {index} stands beside this weight; GENIUS does not use it",
                )
            elif index is not None:
                found.setdefault(index, Fraction(0))
            if index is None or value is None:
                self.file.fault(
                    element,
                    "weight",
                    f"'{clip(text or '', 40)}' is no weight, or its index no number",
                )
            elif value < 0:
                self.file.fault(element, "weight", f"the weight {clip(text or '', 40)} is below 0")
            else:
                if index in told and told[index] != value:
                    self.reading.warn(
                        self.file.place(element),
                        f"a second weight of {index}; GENIUS takes the last",
                    )
                found[index] = told[index] = value
        return found

    def _check_sum(self, weights: Sequence[Fraction]) -> None:
        total = sum(weights, Fraction(0))
        if abs(total - 1) > _TOLERANCE:
            self.reading.warn(
                self.file.shown,
                f"the weights sum to {float(total):.9g}; GENIUS uses them as they are and cuts "
                "utilities at 1",
            )

    def preference(self, issues: list[Issue]) -> Preference | None:
        """Return the mandate that the profile writes, or None with faults noted."""
        transform = Transform(cap=CAP)
        factors: list[Factor] | None
        if self.nonlinear:
            from counterdraft.formats.genius.rectangles import read_rectangles  # noqa: PLC0415

            read = read_rectangles(self.file, self.party, self.slots, issues, self.reading)
            factors, transform = read or (None, transform)
        elif self.ranked:
            from counterdraft.formats.genius.constraints import read_constraints  # noqa: PLC0415

            factors = read_constraints(self.file, self.party, self.slots, issues, self.reading)
        else:
            factors = [
                evaluator.factor(self.party, issues[self.slots[index].position], weight)
                for index, (evaluator, weight) in sorted(
                    self.found.items(), key=lambda entry: self.slots[entry[0]].position
                )
            ]
        reservation = self._single("reservation", Fraction(0))
        discount = self._single("discount_factor", Fraction(1))[0]
        if factors is None:
            return None
        if discount <= 0 or discount >= 1:
            discount = Fraction(1)
        note = "" if discount == 1 else f"discount factor {decimal(discount)}"
        transform = Transform(transform.scale, transform.offset, transform.cap, discount)
        return preference_of(self.party, factors, reservation, transform, note)

    def _single(self, tag: str, otherwise: Fraction) -> tuple[Fraction, str]:
        """
        Return the value of a tag that stands once, anywhere (at the top where not linear).

        Of several beside each other GENIUS takes the first, and of several levels the last that it comes to.
        """
        found = list(self.file.root.iter(tag) if self.linear else self.file.root.iterfind(tag))
        value, where = otherwise, self.file.where(self.file.root)
        for element in found:
            if next(element.itersiblings(tag, preceding=True), None) is not None:
                self.reading.warn(
                    self.file.place(element), f"a second {tag}; GENIUS takes the first beside it"
                )
                continue
            text = element.get("value")
            number = None if text is None else exact(text)
            if number is None:
                if text not in {None, "null", ""}:
                    told = f"'{clip(text or '', 40)}' is no number"
                    self.reading.warn(
                        self.file.place(element),
                        f"{tag} {told}; GENIUS takes {decimal(otherwise)}",
                    )
                continue
            if value not in {otherwise, number}:
                self.reading.warn(
                    self.file.place(element), f"a second {tag}, deeper; GENIUS takes the last"
                )
            value, where = number, self.file.where(element)
        return value, where
