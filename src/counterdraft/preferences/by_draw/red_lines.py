"""Red lines by draw: certain in a mandate, held with a probability in a belief."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure
from counterdraft.case.worth import RedLine
from counterdraft.preferences.chance.distributions import mean
from counterdraft.preferences.chance.sampling import Sample, drawn
from counterdraft.preferences.conditions.normal_form import mask

__all__ = ["RedLines"]


class RedLines:
    """
    The red lines of one party, on every draw of the sample.

    A line of probability p is held on the draws where its stream is at or above 1 − p; the stream is
    named after the probability's figure, or after its driver, so that lines with one driver are
    held together.  An unsure probability is drawn first; chance in it is replaced by its mean.
    """

    def __init__(self, lines: Sequence[RedLine], sample: Sample) -> None:
        self._lines = tuple(lines)
        self._sample = sample
        self._doubtful = tuple(line for line in lines if not _certain(line.probability))
        self._held = [self._holders(line, None, None) for line in self._doubtful]
        streams: dict[str, list[Figure]] = {}
        for line in self._doubtful:
            for stream in _streams(line.probability):
                streams.setdefault(stream, []).append(line.probability)
        self.streams: dict[str, tuple[Figure, ...]] = {s: tuple(f) for s, f in streams.items()}

    def hold(
        self, offers: NDArray[np.int64], stream: str | None = None, quantile: float | None = None
    ) -> NDArray[np.bool_]:
        """Return where every line that is held is kept, (draws, offers), read-only."""
        sure = self._surely_kept(offers)
        draws = self._sample.draws
        if not self._doubtful:
            return np.broadcast_to(sure, (draws, len(offers)))
        found = np.empty((len(offers), draws), dtype=np.bool_)
        found[:] = sure[:, None]
        for line, usual in zip(self._doubtful, self._held, strict=True):
            held = usual
            if stream is not None and stream in _streams(line.probability):
                held = self._holders(line, stream, quantile)
            found[~mask(line.condition, offers)] &= ~held
        return found.T

    def hold_drawn(self, offers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return where the lines are kept, (draws,), by an offer that differs by draw."""
        found = self._surely_kept(offers)
        for line, held in zip(self._doubtful, self._held, strict=True):
            found &= ~held | mask(line.condition, offers)
        return found

    def _surely_kept(self, offers: NDArray[np.int64]) -> NDArray[np.bool_]:
        found = np.ones(len(offers), dtype=np.bool_)
        for line in self._lines:
            if _certain(line.probability) and mean(line.probability.distribution) > 0:
                found &= mask(line.condition, offers)
        return found

    def _holders(
        self, line: RedLine, stream: str | None, quantile: float | None
    ) -> NDArray[np.bool_]:
        figure = line.probability
        level = np.array([float(mean(figure.distribution))])
        if not (figure.certain or figure.chance):
            level = drawn(figure, self._sample, quantile if stream == figure.stream else None)
        name = _held(figure)
        u = self._sample.uniforms(name) if stream != name else np.array([quantile])
        held: NDArray[np.bool_] = (1 - u if figure.opposed else u) >= 1 - level
        return np.broadcast_to(held, self._sample.draws)


def _certain(figure: Figure) -> bool:
    return figure.certain and mean(figure.distribution) in {0, 1}


def _held(figure: Figure) -> str:
    return f"{figure.stream}/held"


def _streams(figure: Figure) -> tuple[str, ...]:
    own = () if figure.certain or figure.chance else (figure.stream,)
    return (*own, _held(figure))
