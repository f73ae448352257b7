"""Whose money is whose: the roles that the estate pays, and the parties of a case that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from counterdraft.case import Case
from counterdraft.errors import CaseError, nearest
from counterdraft.estate.deals.settlement import PARTIES
from counterdraft.fiscal.deal_terms import ROLES
from counterdraft.runtime.arrays import Floats

__all__ = ["ROLES", "ROLE_LABELS", "Side", "role", "side", "sides"]

ROLE_LABELS = {"state": "the state", "partner": "the partner", "owners": "owners of mines"}
"""How each role is called."""

Holdings = Mapping[str, Mapping[str, float]]
"""For each party of a case that has money in the estate, its weight in each role."""


@dataclass(frozen=True)
class Side:
    """
    Somebody whose worth is asked for: a party of the case with its roles, or one role alone.

    Attributes:
        name: Of the party in the case, or of the role.
        label: As it is shown.
        roles: Its weight in each role that it holds.
        party: Whether it is a party of the case.
    """

    name: str
    label: str
    roles: Mapping[str, float]
    party: bool

    def part(self, figures: Floats) -> Floats:
        """
        Return what is this side's of figures of which the first axis is that of `PARTIES`.

        Of present values each is at its own role's rate, so that a party's is the weighted sum of them.
        """
        weights = np.array([self.roles.get(name, 0.0) for name in PARTIES])
        found: Floats = np.tensordot(weights, figures, axes=1)
        return found


def role(name: str) -> Side:
    """Return a role as a side of its own."""
    return Side(name, ROLE_LABELS[name], {name: 1.0}, party=False)


def sides(case: Case, holdings: Holdings) -> tuple[Side, ...]:
    """Return the parties of *case* that have money in the estate, in the order of the case."""
    return tuple(
        Side(party.name, party.label, dict(holdings[party.name]), party=True)
        for party in case.parties
        if party.name in holdings
    )


def side(case: Case, holdings: Holdings, name: str) -> Side:
    """
    Return the party of the case, or the role, of that name; a party goes before a role.

    Raises:
        CaseError: There is none, or it is a party that the estate pays nothing.
    """
    parties = sides(case, holdings)
    found = {one.name: one for one in (*map(role, ROLES), *parties)}
    if name in found:
        return found[name]
    known = [*(one.name for one in parties), *ROLES]
    if name in {party.name for party in case.parties}:
        raise CaseError.of(
            f"'{name}' is a party of the case, but the estate pays it nothing",
            file=case.folder,
            field="--party",
            help=f"parties and roles with money: {', '.join(known)}",
        )
    raise CaseError.of(
        f"no party and no role is called '{name}'",
        file=case.folder,
        field="--party",
        help=nearest(name, known),
    )
