"""Drafts, their terms and their hand-overs, as they were known on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, cast

from counterdraft.case import Draft, HandOver, Issue, Term
from counterdraft.case.numbers import decimal
from counterdraft.formats.dated_versions import newest_version
from counterdraft.formats.tree import Document, Node, Text
from counterdraft.formats.yaml_case.context import Context, Path, words
from counterdraft.formats.yaml_case.shapes import CaseFile, DraftShape, StatusFields, TermFields

__all__ = ["MOST_DRAFTS", "read_drafts"]

MOST_DRAFTS = 500
"""Drafts of a case."""

_Status = Literal["says", "silent", "unknown", "open"]


def read_drafts(shape: CaseFile, document: Document, context: Context) -> tuple[Draft, ...]:
    """Return the drafts that were known on the day, in the order of the file; faults are noted."""
    drafts: list[Draft] = []
    if len(shape.drafts) > MOST_DRAFTS:
        node, _ = document.find(("drafts",))
        message = f"a case has {MOST_DRAFTS} drafts at most, found {len(shape.drafts):,}"
        document.fault(node, ("drafts",), message)
        return ()
    for key, form in shape.drafts.items():
        reader = _DraftReader(key, form, document, context)
        draft = reader.draft()
        if context.hidden(reader.known):
            context.withheld_by_date.append(
                f"the draft '{key}' is left out; it was known from {reader.known}"
            )
        elif draft is not None:
            drafts.append(draft)
            context.withheld_by_date.extend(reader.withheld_by_date)
            context.cited.update(reader.cited, {draft.source})
    return tuple(drafts)


class _DraftReader:
    def __init__(self, name: Text, shape: DraftShape, document: Document, context: Context) -> None:
        self.name, self.shape, self.document, self.context = name, shape, document, context
        self.path: Path = ("drafts", str(name))
        self.known: date = (shape.known or shape.date).value
        self.withheld_by_date: list[str] = []
        self.cited: set[str] = set()

    def draft(self) -> Draft | None:
        """Return the draft, or None when something of it could not be read."""
        shape, document, context = self.shape, self.document, self.context
        if shape.known is not None and shape.known.value < shape.date.value:
            document.fault(
                shape.known.at,
                (*self.path, "known"),
                f"known from {shape.known.at}, before its date {shape.date.at}",
            )
        proposer = context.party(document, shape.proposed_by, (*self.path, "proposed_by"))
        forms: dict[int, tuple[Text, object]] = {}
        for key, form in shape.terms.items():
            position = context.issue(document, key, (*self.path, "terms", str(key)))
            if position is not None:
                forms[position] = key, form
        terms = [
            self.term(i, issue, *forms.get(i, (None, None)))
            for i, issue in enumerate(context.issues)
        ]
        if proposer is None or any(term is None for term in terms):
            return None
        return Draft(
            str(self.name),
            str(shape.title or self.name),
            proposer,
            shape.date.value,
            self.status(),
            tuple(term for term in terms if term is not None),
            self.hand_overs(),
            str(shape.document or ""),
            str(shape.note or ""),
            context.source(document, shape.source, (*self.path, "source")),
            document.where(self.name),
        )

    def status(self) -> str:
        """Return the newest state of the draft that was known on the day."""
        form = self.shape.status
        if isinstance(form, StatusFields):
            form = [form]
        if not isinstance(form, list):
            return str(form or "")
        versions = [(one.known.value if one.known is not None else None, one) for one in form]
        chosen, _, tied = newest_version(versions, self.context.as_of)
        if tied:
            self.document.fault(
                form[-1].at, (*self.path, "status"), "two states were known from the same day"
            )
        return str(chosen.says) if chosen is not None else ""

    def hand_overs(self) -> tuple[HandOver, ...]:
        """Return the hand-overs up to the day; their dates must ascend from the draft's."""
        kept: list[HandOver] = []
        before, what = self.shape.date, "the date of the draft"
        for i, form in enumerate(self.shape.hand_overs):
            path = (*self.path, "hand_overs", i)
            giver = self.context.party(self.document, form.giver, (*path, "from"))
            receiver = self.context.party(self.document, form.receiver, (*path, "to"))
            source = self.context.source(self.document, form.source, (*path, "source"))
            if giver is not None and giver == receiver:
                self.document.fault(
                    form.receiver, (*path, "to"), f"'{giver}' hands the draft over to itself"
                )
            if form.date.value < before.value:
                self.document.fault(
                    form.date.at,
                    (*path, "date"),
                    f"{form.date.at} is before {what}, {before.at}",
                    "list hand-overs in the order of their dates",
                )
            before, what = form.date, "the hand-over above"
            if self.context.hidden(form.date.value):
                self.withheld_by_date.append(
                    f"{self.name}: the hand-over of {form.date.at} is left out"
                )
                continue
            self.cited.add(source)
            kept.append(
                HandOver(
                    giver or "",
                    receiver or "",
                    form.date.value,
                    str(form.by or ""),
                    str(form.place or ""),
                    str(form.document or ""),
                    str(form.note or ""),
                    source,
                )
            )
        return tuple(kept)

    def term(self, position: int, issue: Issue, key: Text | None, form: object) -> Term | None:
        """Return what the draft does about an issue, as known on the day; None with a fault."""
        path = (*self.path, "terms", issue.name)
        if key is None:
            return self.unknown(position, issue, self.name)
        if not isinstance(form, list):
            read = self.version(position, issue, cast("Text | TermFields", form), path)
            versions = [read]
        else:
            versions = [
                self.version(position, issue, one, (*path, i)) for i, one in enumerate(form)
            ]
        terms = [term for term in versions if term is not None]
        if len(terms) < len(versions):
            return None
        chosen, later, tied = newest_version(
            [(term.known, term) for term in terms], self.context.as_of
        )
        if tied:
            self.document.fault(
                key, path, "two versions were known from the same day", "give each its own known:"
            )
        if later and not self.context.hidden(self.known):
            if chosen is None:
                self.withheld_by_date.append(
                    f"{self.name}: {issue.name} is unknown; it was known from {min(later)}"
                )
            else:
                self.withheld_by_date.append(
                    f"{self.name}: {issue.name} as known from {chosen.known}, not from {max(later)}"
                )
        if chosen is None:
            return self.unknown(position, issue, key)
        self.cited.add(chosen.source)
        return chosen

    def unknown(self, position: int, issue: Issue, at: Node) -> Term:
        even = _spread(issue, range(len(issue.options)))
        return Term(position, "unknown", None, even, where=self.document.where(at))

    def version(
        self, position: int, issue: Issue, form: Text | TermFields, path: Path
    ) -> Term | None:
        """Return one version of a term, or None with a fault."""
        fields = form if isinstance(form, TermFields) else None
        found = self.settled(issue, form, path)
        if found is None:
            return None
        status, option, weights = found
        source = self.context.source(
            self.document, fields.source if fields else None, (*path, "source")
        )
        known = self.context.known(fields.known if fields else None, source) or self.known
        return Term(
            position,
            status,
            option,
            weights,
            cast(
                "Literal['high', 'medium', 'low', '']",
                (fields.confidence if fields else None) or "",
            ),
            source,
            str((fields.article if fields else None) or ""),
            str((fields.note if fields else None) or ""),
            known,
            self.document.where(form.at if isinstance(form, TermFields) else form),
        )

    def settled(  # noqa: PLR0911 - one per way to write a term
        self, issue: Issue, form: Text | TermFields, path: Path
    ) -> tuple[_Status, int | None, tuple[Fraction, ...]] | None:
        """Return the status of a term, its option and the probabilities of all options."""
        everything = range(len(issue.options))
        if isinstance(form, Text):
            if form == "silent":
                return self.silent(issue, form, path)
            if form in {"unknown", "open"}:
                return (
                    ("unknown" if form == "unknown" else "open"),
                    None,
                    _spread(issue, everything),
                )
            return self.says(issue, form, path)
        given = [
            field
            for field in ("says", "silent", "unknown", "open")
            if getattr(form, field) is not None
        ]
        if len(given) != 1:
            got = " and ".join(given) or "none of them"
            self.document.fault(
                form.at, path, f"a term has one of says, silent, unknown and open, found {got}"
            )
            return None
        if form.says is not None:
            return self.says(issue, form.says, (*path, "says"))
        if form.silent:
            return self.silent(issue, form.at, path)
        if form.open is not None:
            if form.open is True:
                return "open", None, _spread(issue, everything)
            left = [
                self.context.option(self.document, issue, text, (*path, "open", i))
                for i, text in enumerate(form.open or [])
            ]
            known = sorted({i for i in left if i is not None})
            return ("open", None, _spread(issue, known)) if None not in left else None
        if isinstance(form.unknown, dict):
            return self.weighed(issue, form, (*path, "unknown"))
        return "unknown", None, _spread(issue, everything)

    def says(
        self, issue: Issue, text: Text, path: Path
    ) -> tuple[_Status, int, tuple[Fraction, ...]] | None:
        option = self.context.option(self.document, issue, text, path)
        return None if option is None else ("says", option, _spread(issue, [option]))

    def silent(
        self, issue: Issue, at: Node, path: Path
    ) -> tuple[_Status, int, tuple[Fraction, ...]] | None:
        if issue.if_silent is None:
            options = words([option.name for option in issue.options])
            self.document.fault(
                at,
                path,
                f"a draft may not be silent on '{issue.name}': it has no if_silent",
                f"add if_silent: to the issue, or write unknown; its options are {options}",
            )
            return None
        return "silent", issue.if_silent, _spread(issue, [issue.if_silent])

    def weighed(
        self, issue: Issue, form: TermFields, path: Path
    ) -> tuple[_Status, None, tuple[Fraction, ...]] | None:
        assert isinstance(form.unknown, dict)
        weights = [Fraction()] * len(issue.options)
        sound = True
        for key, weight in form.unknown.items():
            here = (*path, str(key))
            option = self.context.option(self.document, issue, key, here)
            if not 0 <= weight.value <= 1:
                written = decimal(weight.value)
                self.document.fault(
                    weight.at,
                    here,
                    f"{written} is no probability (0 to 1)",
                    f"for {written} % write {written} percent" if weight.value > 1 else "",
                )
                sound = False
            if option is None:
                sound = False
            else:
                weights[option] += weight.value
        if sound and sum(weights) != 1:
            node, _ = self.document.find(path)
            total = decimal(sum(weights, Fraction()))
            self.document.fault(node, path, f"the probabilities sum to {total}, not to 1")
            sound = False
        return ("unknown", None, tuple(weights)) if sound else None


def _spread(issue: Issue, options: Sequence[int]) -> tuple[Fraction, ...]:
    """Return even probabilities over some options."""
    weights = [Fraction()] * len(issue.options)
    for option in options:
        weights[option] = Fraction(1, len(options))
    return tuple(weights)
