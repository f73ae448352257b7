"""When to stop: a rule learnt by least squares, and followed on other paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.arrays import Floats

__all__ = ["StoppingRule", "learn", "never"]


@dataclass(frozen=True, eq=False)
class StoppingRule:
    """
    For each date the weights of what stopping is worth and of what going on is worth.

    A path stops at the first date at which stopping is worth something, and more than going on.
    """

    weights: tuple[tuple[Floats, Floats] | None, ...]

    def follow(self, features: Sequence[Floats]) -> NDArray[np.int64]:
        """
        Return the date at which each path stops, -1 for never.

        Args:
            features: For each date the regressors, (paths, k).
        """
        when = np.full(len(features[0]), -1, np.int64) if features else np.zeros(0, np.int64)
        for date, (pair, design) in enumerate(zip(self.weights, features, strict=True)):
            if pair is not None:
                stopping, going_on = (design @ weights for weights in pair)
                when[(when < 0) & (stopping > np.maximum(going_on, 0.0))] = date
        return when


def never(dates: int) -> StoppingRule:
    """Return the rule that stops at none of so many dates."""
    return StoppingRule((None,) * dates)


def learn(payoffs: Floats, features: Sequence[Floats]) -> StoppingRule:
    """
    Return the rule that stops at the best of several dates, or never: Longstaff and Schwartz (2001).

    Backwards from the last date, what stopping pays is regressed on the features, and what going on pays
    over the paths on which stopping seems worth something.  Followed on the same paths a rule flatters
    itself; followed on others its worth is a lower bound of the best rule's, but for the sampling error.

    Args:
        payoffs: (dates, paths), what stopping turns out to pay, worth today; it need not be known then.
        features: For each date the regressors, (paths, k), known on that date.
    """
    held = np.zeros(payoffs.shape[1])
    weights: list[tuple[Floats, Floats] | None] = []
    for pays, design in zip(payoffs[::-1], features[::-1], strict=True):
        stopping = np.linalg.lstsq(design, pays, rcond=None)[0]
        expected = design @ stopping
        chosen = expected > 0
        if not chosen.any():
            weights.append(None)
            continue
        going_on = np.linalg.lstsq(design[chosen], held[chosen], rcond=None)[0]
        stops = chosen & (expected > np.maximum(design @ going_on, 0.0))
        held = np.where(stops, pays, held)
        weights.append((stopping, going_on))
    return StoppingRule(tuple(reversed(weights)))
