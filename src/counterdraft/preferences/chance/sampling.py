"""The joint sample: one stream of draws per name, the same whoever asks, and in whatever order."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.drafts import Draft
from counterdraft.case.figures import Figure
from counterdraft.errors import CaseError
from counterdraft.preferences.chance.distributions import mean, quantile

__all__ = ["MOST_DRAWS", "Sample", "draft_offers", "drawn", "values"]

MOST_DRAWS = 1_000_000


class Sample:
    """
    A Latin hypercube of *draws* points with one dimension per named stream.

    Each stream puts exactly one draw into each of the *draws* equal strata of (0, 1), in an order of
    its own (McKay, Beckman and Conover 1979).  Its random numbers come from Philox (Salmon and
    others 2011), keyed by the SHA-256 of seed and name: a stream depends on nothing else, so what one
    file adds never moves what another file drew, and a mandate that was not read leaves no trace.

    Args:
        draws: How many; from 1 to a million.
        seed: Any whole number from 0.

    Raises:
        CaseError: *draws* or *seed* is out of range.

    >>> Sample(4, 1).uniforms("price").argsort().tolist() == Sample(4, 1).uniforms("price").argsort().tolist()
    True
    """

    def __init__(self, draws: int, seed: int = 1) -> None:
        if not 1 <= draws <= MOST_DRAWS:
            raise CaseError.of(
                f"{draws:,} draws cannot be made", field="draws", help=f"from 1 to {MOST_DRAWS:,}"
            )
        if seed < 0:
            raise CaseError.of(
                f"the seed {seed} is negative", field="seed", help="a whole number from 0"
            )
        self.draws = draws
        self.seed = seed
        self._streams: dict[str, NDArray[np.float64]] = {}

    def uniforms(self, stream: str) -> NDArray[np.float64]:
        """Return the draws of the *stream*, (draws,), strictly between 0 and 1, read-only."""
        found = self._streams.get(stream)
        if found is None:
            found = self._streams[stream] = _hypercube(self.draws, self.seed, stream)
        return found


def _hypercube(draws: int, seed: int, stream: str) -> NDArray[np.float64]:
    # Raw words of the generator only: its distributions may change between versions of numpy.
    key = int.from_bytes(sha256(f"{seed}\0{stream}".encode()).digest()[:16], "little")
    words = np.random.Philox(key=key).random_raw(2 * draws)
    order = np.argsort(words[:draws], kind="stable")
    within = ((words[draws:] >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    found = np.minimum((order + within) / draws, 1 - 2.0**-53)
    found.flags.writeable = False
    return found


def drawn(figure: Figure, sample: Sample, at: float | None = None) -> NDArray[np.float64]:
    """
    Return the *figure* by draw, or as it is where its stream stands at the quantile *at*.

    An opposed figure reads its driver's stream from the other end.

    Args:
        figure: A figure that is not integrated.
        sample: The joint sample.
        at: Quantile at which the stream is held; None for the draws.

    Returns:
        (draws,), or (1,) when held.
    """
    u = sample.uniforms(figure.stream) if at is None else np.array([at])
    return quantile(figure.distribution, 1 - u if figure.opposed else u)


def values(figure: Figure, sample: Sample) -> NDArray[np.float64]:
    """
    Return the *figure* by draw, (draws,); chance is integrated and gives its mean in every draw.

    A party's own attitude to chance needs the place of the figure in its worth: `tabulate` knows it.
    """
    if figure.chance or figure.certain:
        return np.full(sample.draws, float(mean(figure.distribution)))
    return drawn(figure, sample)


def draft_offers(draft: Draft, sample: Sample) -> NDArray[np.int64]:
    """
    Return the *draft* by draw: an option per issue, what is unknown or open drawn from its weights.

    The streams are named by draft and issue, so that two drafts are drawn independently.

    Returns:
        Option positions, (draws, issues).
    """
    offers = np.empty((sample.draws, len(draft.terms)), dtype=np.int64)
    for column, term in enumerate(draft.terms):
        if term.option is not None:
            offers[:, column] = term.option
            continue
        upto = np.cumsum([float(w) for w in term.weights])
        found = np.searchsorted(
            upto, sample.uniforms(f"draft/{draft.name}/{term.issue}"), side="right"
        )
        last = max(i for i, w in enumerate(term.weights) if w > 0)
        offers[:, column] = np.minimum(found, last)
    return offers
