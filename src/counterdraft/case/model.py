"""One negotiation: everything that is on the table, as one reader may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from counterdraft.case.conditions import Condition
from counterdraft.case.drafts import Draft
from counterdraft.case.issues import Issue, Party
from counterdraft.case.sources import Source, Statement
from counterdraft.case.worth import Preference
from counterdraft.errors import CaseError, nearest

__all__ = ["TABLE", "Case"]

TABLE = "table"
"""The seat from which everybody's mandate is seen; explicit, and said on every page."""


@dataclass(frozen=True)
class Case:
    """
    A case as read for one seat (a party, or the table) and one date.

    ``mandates`` holds the seat's own mandate (all of them from the table) and ``beliefs`` what the
    seat believes of others, keyed (holder, about).  Nothing of the other parties' files was opened
    for a party's seat, and ``fingerprint`` depends only on the files that were.
    Money is in ``currency`` at ``prices`` ("real" of ``base_year``, or "nominal").
    ``withheld_by_date`` lists, in plain sentences, what ``as_of`` made unknown or took away; ``warnings``,
    with their places, what is unusual in the files and allowed.
    """

    name: str
    title: str
    seat: str
    currency: str
    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    impossible: tuple[Condition, ...] = ()
    drafts: tuple[Draft, ...] = ()
    mandates: Mapping[str, Preference] = field(default_factory=dict)
    beliefs: Mapping[tuple[str, str], Preference] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    as_of: date | None = None
    withheld_by_date: tuple[str, ...] = ()
    fingerprint: str = ""
    prices: str = ""
    base_year: int | None = None
    note: str = ""
    folder: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def players(self) -> tuple[Party, ...]:
        """The parties that every offer needs."""
        return tuple(p for p in self.parties if p.role == "player")

    @property
    def signatories(self) -> tuple[Party, ...]:
        """The parties that only some options need."""
        return tuple(p for p in self.parties if p.role == "signatory")

    def party(self, name: str) -> Party:
        """Return the party of that name, or raise a CaseError that names the nearest one."""
        for party in self.parties:
            if party.name == name:
                return party
        valid = [p.name for p in self.parties]
        raise CaseError.of(
            f"no party is called '{name}'", file=self.folder, help=nearest(name, valid)
        )

    def draft(self, name: str) -> Draft:
        """
        Return the draft of that name, or the only one of that date (YYYY-MM-DD).

        Raises:
            CaseError: There is none, or the date names several; says which there are.
        """
        named = [d for d in self.drafts if d.name == name]
        found = named or [d for d in self.drafts if d.date.isoformat() == name]
        if len(found) == 1:
            return found[0]
        valid = [d.name for d in self.drafts]
        if len(found) > 1:
            raise CaseError.of(
                f"{len(found)} drafts are dated {name}",
                file=self.folder,
                help=f"name one: {', '.join(d.name for d in found)}",
            )
        raise CaseError.of(
            f"no draft is called '{name}'", file=self.folder, help=nearest(name, valid)
        )

    def preference(self, party: str) -> Preference:
        """
        Return how the seat sees *party*: its own mandate, or the seat's belief.

        From the table that is everybody's mandate.  Missing and forbidden are the same error.
        """
        self.party(party)
        found = (
            self.mandates.get(party)
            if self.seat in (TABLE, party)
            else self.beliefs.get((self.seat, party))
        )
        if found is None:
            what = "mandate" if self.seat in (TABLE, party) else f"belief about '{party}'"
            raise CaseError.of(
                f"the seat '{self.seat}' has no {what}",
                file=self.folder,
                help=f"write mandates/{party}.yaml"
                if what == "mandate"
                else f"write beliefs/{self.seat}/{party}.yaml",
            )
        return found
