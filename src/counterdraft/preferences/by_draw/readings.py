"""How a party's figures are read: chance integrated, ignorance drawn or held."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure
from counterdraft.case.worth import Preference
from counterdraft.preferences.chance.sampling import Sample, drawn
from counterdraft.preferences.factors.kinds import counted
from counterdraft.preferences.factors.pieces import SampledValue

__all__ = ["Readings", "unsure"]


class Readings:
    """
    The figures of a *preference* on the draws of a *sample*.

    Args:
        preference: Whose attitude to risk integrates chance.
        sample: The joint sample.
    """

    def __init__(self, preference: Preference, sample: Sample) -> None:
        self.preference = preference
        self.sample = sample

    def counted(self, figure: Figure, coefficient: Fraction) -> Fraction:
        """Return what a certain figure, or a chance, counts for."""
        return counted(self.preference, figure, coefficient)

    def by_draw(self, figure: Figure, coefficient: Fraction) -> NDArray[np.float64]:
        """Return what the figure counts for by draw: (draws,), or (1,) where it is not drawn."""
        if unsure(figure):
            return drawn(figure, self.sample)
        return np.array([float(self.counted(figure, coefficient))])

    def held(self, stream: str, quantile: float) -> SampledValue:
        """Return `by_draw` with one *stream* held at a *quantile*."""

        def look(figure: Figure, coefficient: Fraction) -> NDArray[np.float64]:
            if unsure(figure) and figure.stream == stream:
                return drawn(figure, self.sample, quantile)
            return self.by_draw(figure, coefficient)

        return look


def unsure(figure: Figure) -> bool:
    """Return whether the *figure* is drawn: neither certain nor chance."""
    return not (figure.certain or figure.chance)
