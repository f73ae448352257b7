"""What one point more of each numeric clause is worth, all else as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from counterdraft.estate.deals.drafts import DealMixture, certain
from counterdraft.estate.deals.settlement import settle_mixture, summary
from counterdraft.estate.deals.sides import Side, role
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import ROLES, DealTerms

__all__ = ["gradient", "point_values"]

STEPS = {"share": 0.01, "claim": None, "interest": 0.01, "partner_part": 0.01, "lock_share": 0.01}
"""One point of each clause; a claim changes by a hundredth of itself."""


def gradient(paths: Paths, terms: DealTerms) -> dict[str, dict[str, float]]:
    """Return the change of each role's expected worth for one point more of each clause of a deal."""
    rows = point_values(paths, certain(paths, terms))
    return {row["clause"]: {name: row[name]["mean"] for name in ROLES} for row in rows}


def point_values(
    paths: Paths, mixture: DealMixture, parties: Sequence[Side] = ()
) -> list[dict[str, Any]]:
    """
    Return what one point more of each numeric clause brings to each role, and to each party.

    One point is a hundredth of a share or rate; a claim changes by a hundredth of itself.  Central
    differences on the same paths, one-sided at the ends; where terms are not known, of each that may be.

    Returns:
        One row per clause that there is: `clause`, a summary by role, and under `by_party` by party.
    """
    rows = []
    for name, step in STEPS.items():
        values = np.array([float(getattr(one, name)) for one in mixture.terms])
        sizes = 0.01 * values if step is None else np.full(values.size, step)
        if not (sizes > 0).any():
            continue
        most = np.inf if name in {"claim", "interest"} else 1.0
        up, down = np.minimum(values + sizes, most), np.maximum(values - sizes, 0.0)
        high, low = (
            settle_mixture(
                paths,
                [
                    t.model_copy(update={name: float(v)})
                    for t, v in zip(mixture.terms, ends, strict=True)
                ],
                mixture.which,
            )
            for ends in (up, down)
        )
        scale = np.where(up > down, sizes / np.where(up > down, up - down, 1.0), 0.0)
        change = ((high.worth - low.worth) * scale[mixture.which][:, None]).T
        rows.append(
            {
                "clause": name,
                **{r: summary(role(r).part(change)) for r in ROLES},
                "by_party": {one.name: summary(one.part(change)) for one in parties},
            }
        )
    return rows
