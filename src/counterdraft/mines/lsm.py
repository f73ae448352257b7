"""When to stop: a rule learnt by least squares, and followed on other paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.arrays import Floats

__all__ = ["StoppingRule", "learn_stopping_rule", "never_stop"]


@dataclass(frozen=True, eq=False)
class StoppingRule:
    """
    For each date the weights of what stopping is worth and of what going on is worth.

    A path stops at the first date at which stopping is worth something, and more than going on.
    """

    weights: tuple[tuple[Floats, Floats] | None, ...]

    def follow(self, features: Sequence[Floats]) -> NDArray[np.int64]:
        """
        The date at which each path stops, -1 for never.

        Args:
            features: For each date the regressors, (paths, k).
        """
        when = np.full(len(features[0]), -1, np.int64) if features else np.zeros(0, np.int64)
        for date, (pair, design) in enumerate(zip(self.weights, features, strict=True)):
            if pair is not None:
                stopping, going_on = (design @ weights for weights in pair)
                when[(when < 0) & (stopping > np.maximum(going_on, 0.0))] = date
        return when


def never_stop(dates: int) -> StoppingRule:
    """The rule that stops at none of so many dates."""
    return StoppingRule((None,) * dates)


def learn_stopping_rule(payoffs: Floats, features: Sequence[Floats]) -> StoppingRule:
    """
    The rule that stops at the best of several dates, or never: Longstaff and Schwartz (2001).

    Backwards from the last date, what stopping pays is regressed on the features, and what going on pays
    over the paths on which stopping seems worth something.  Followed on the same paths a rule flatters
    itself; followed on others its worth is a lower bound of the best rule's, but for the sampling error.

    Args:
        payoffs: (dates, paths), what stopping turns out to pay, worth today; it need not be known then.
        features: For each date the regressors, (paths, k), known on that date.
    """
    continuation = np.zeros(payoffs.shape[1])
    weights: list[tuple[Floats, Floats] | None] = []
    # Backwards over the dates: stop where the fitted worth of stopping beats that of going on.
    for pays, design in zip(payoffs[::-1], features[::-1], strict=True):
        stopping = np.linalg.lstsq(design, pays, rcond=None)[0]
        expected = design @ stopping
        chosen = expected > 0
        if not chosen.any():
            weights.append(None)
            continue
        going_on = np.linalg.lstsq(design[chosen], continuation[chosen], rcond=None)[0]
        stops = chosen & (expected > np.maximum(design @ going_on, 0.0))
        continuation = np.where(stops, pays, continuation)
        weights.append((stopping, going_on))
    return StoppingRule(tuple(reversed(weights)))
