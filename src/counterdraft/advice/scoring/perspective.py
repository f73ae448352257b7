"""Who answers, who else must sign, and what the answering party knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import TABLE, Case, Condition, Preference
from counterdraft.errors import CaseError
from counterdraft.preferences import mask

__all__ = ["Perspective", "perspective"]

Offers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Perspective:
    """
    The place from which a draft is answered.

    ``party`` answers.  ``others`` are whose signature an offer of ours needs, players first, then the
    conditional signatories that some option needs; ``needed`` gives for each of those the options,
    per issue, that need it.  Everything about the others is what the seat may know: from a party's
    seat its beliefs, from the table everybody's mandate.
    """

    case: Case
    party: str
    others: tuple[str, ...]
    needed: dict[str, tuple[NDArray[np.bool_], ...]]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of options of each issue."""
        return tuple(len(issue.options) for issue in self.case.issues)

    @property
    def own(self) -> Preference:
        """The mandate of the party that answers."""
        return self.case.preference(self.party)

    def preference(self, party: str) -> Preference:
        """Return the mandate of *party*, or what the seat believes of it."""
        return self.case.preference(party)

    def hard(self) -> tuple[Condition, ...]:
        """Return what every offer of ours must meet: our red lines and linkages."""
        return tuple(line.condition for line in self.own.red_lines)

    def possible(self, offers: Offers) -> NDArray[np.bool_]:
        """Return which of the *offers*, (offers, issues), nothing rules out."""
        found = np.ones(len(offers), dtype=np.bool_)
        for condition in self.case.impossible:
            found &= ~mask(condition, offers)
        return found

    def within_mandate(self, offers: Offers) -> NDArray[np.bool_]:
        """Return which of the *offers* keep every red line and linkage of ours."""
        found = np.ones(len(offers), dtype=np.bool_)
        for condition in self.hard():
            found &= mask(condition, offers)
        return found

    def signs(self, party: str, offers: Offers) -> NDArray[np.bool_]:
        """Return which of the *offers* need the signature of *party*."""
        options = self.needed.get(party)
        if options is None:
            return np.ones(len(offers), dtype=np.bool_)
        found = np.zeros(len(offers), dtype=np.bool_)
        for issue, needs in enumerate(options):
            found |= needs[offers[:, issue]]
        return found

    def label(self, party: str) -> str:
        """Return the name of the *party* as people write it."""
        return self.case.party(party).label


def perspective(case: Case, for_party: str | None = None) -> Perspective:
    """
    Return the seat from which the *case* is answered.

    Args:
        case: The case, as read for one seat.
        for_party: Who answers when the case is read from the table; by default the first player.

    Raises:
        CaseError: *for_party* is unknown, or is not the party whose seat this is; the seat lacks a
            mandate, or a belief about somebody who must sign.
    """
    if for_party is not None:
        case.party(for_party)
        if case.seat not in (TABLE, for_party):
            raise CaseError.of(
                f"the case was read from the seat of '{case.seat}', which cannot answer for '{for_party}'",
                file=case.folder,
                help=f"read it from the seat of '{for_party}', or from the table",
            )
    party = for_party or (case.players[0].name if case.seat == TABLE else case.seat)
    needed = {p.name: _needed(case, p.name) for p in case.signatories}
    others = [p.name for p in case.players if p.name != party]
    others += [name for name, options in needed.items() if name != party and _some(options)]
    for name in (party, *others):
        case.preference(name)
    return Perspective(case, party, tuple(others), {n: o for n, o in needed.items() if n in others})


def _needed(case: Case, party: str) -> tuple[NDArray[np.bool_], ...]:
    return tuple(
        np.array([party in option.needs for option in issue.options]) for issue in case.issues
    )


def _some(options: Sequence[NDArray[np.bool_]]) -> bool:
    return any(bool(needs.any()) for needs in options)
