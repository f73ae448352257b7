"""What an offer brings to everybody, and whether those who must sign would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.results import Pricing
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.case import Draft
from counterdraft.case.spreads import Probability, Range
from counterdraft.preferences import draft_offers, mask

__all__ = ["Priced", "price", "price_draft", "probability_of", "range_of"]

Draws = NDArray[np.float64]
Offers = NDArray[np.int64]


class Priced:
    """
    An offer, or a draft with unknown terms drawn, on the joint sample.

    Attributes:
        offers: Option positions, (draws, issues); all rows are the same for an offer.
        fixed: Whether all rows are the same.
        gain: By party the gain over no deal, (draws,).
        signed: Where everybody else who must sign accepts, (draws,).
        accepts: The same by party that must sign on some draw.
    """

    def __init__(self, joint: JointSample, offers: Offers) -> None:
        self.joint = joint
        self.offers = offers
        self.fixed = bool((offers == offers[0]).all())
        self.gain = {name: joint.gain_drawn(name, offers) for name in joint.parties}
        self.accepts: dict[str, NDArray[np.bool_]] = {}
        self.signed = np.ones(joint.draws, dtype=np.bool_)
        for name in joint.perspective.others:
            signs = joint.perspective.signs(name, offers)
            if signs.any():
                self.accepts[name] = joint.accepts_drawn(name, offers, self.gain[name])
                self.signed &= self.accepts[name]

    @property
    def kept(self) -> Draws:
        """Own gain where everybody who must sign accepts, else nothing, (draws,)."""
        return np.where(self.signed, self.gain[self.joint.perspective.party], 0.0)

    def pricing(self) -> Pricing:
        """Return the figures that the page shows."""
        seat = self.joint.perspective
        kept = self.kept
        red_lines = [
            line for line in seat.own.red_lines if not mask(line.condition, self.offers).all()
        ]
        tie = self.joint.worth[seat.party].tie
        return Pricing(
            gain={name: range_of(gain) for name, gain in self.gain.items()},
            odds={name: probability_of(accepts) for name, accepts in self.accepts.items()},
            signed=probability_of(self.signed),
            expected_gain=float(kept.mean()),
            expected_gain_error=_error(kept),
            own_better=probability_of(self.gain[seat.party] > tie),
            own_no_worse=probability_of(self.gain[seat.party] >= -tie),
            within_mandate=not red_lines,
            broken=tuple(line.condition.text for line in red_lines),
        )


def price(joint: JointSample, offer: Sequence[int]) -> Priced:
    """Return the *offer* (an option position per issue) on the joint sample."""
    row = np.array([offer], dtype=np.int64)
    return Priced(joint, np.broadcast_to(row, (joint.draws, row.shape[1])))


def price_draft(joint: JointSample, draft: Draft) -> Priced:
    """Return the *draft* on the joint sample, its unknown and open terms drawn."""
    return Priced(joint, draft_offers(draft, joint.sample))


def range_of(values: Draws) -> Range:
    """
    Return mean, sampling error and percentiles of the draws.

    The error is that of independent draws; a Latin hypercube's is no larger for what adds up
    (Stein 1987).
    """
    low, middle, high = np.percentile(values, [10, 50, 90])
    return Range(float(values.mean()), _error(values), float(low), float(middle), float(high))


def probability_of(happens: NDArray[np.bool_]) -> Probability:
    """Return the share of the draws and its standard error, that of a binomial proportion."""
    share = float(happens.mean())
    return Probability(share, float(np.sqrt(share * (1 - share) / len(happens))))


def _error(values: Draws) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
