"""What a model's worth counts for to a party averse to risk, whatever its scale may be within its range."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.case.figures import Figure, Pert, Point, Triangular, Uniform, Weighted
from counterdraft.case.worth import Modelled
from counterdraft.errors import CaseError
from counterdraft.preferences.chance.distributions import mean, quantile
from counterdraft.preferences.factors.pieces import RiskAdjustment

__all__ = ["FAR", "averse_tables"]

GRAIN = 1_000_000
"""Worths are tabulated in millionths of the unit."""
POWERS = (2, 4, 6, 8)
"""How many powers of the scale are tried, until worth is off by less than `OFF` of the largest."""
OFF = 1e-4
FAR = 1e-4
"""Scales without a highest value count straight beyond the quantiles this far from the ends."""

Table = tuple[tuple[int, ...], NDArray[np.int64], int, RiskAdjustment | None]


def averse_tables(factor: Modelled, coefficient: Fraction, tolerance: Fraction) -> Iterator[Table]:
    """
    Return the tables of the *factor* for a party with that *tolerance*, by power of its scale.

    A model's money X that is counted c-fold is worth -T ln E[exp(-cX/T)], which is no straight line in c.
    Where the scale has a range, worth for each unit of it is a polynomial through its mean and through
    Chebyshev points of the range: exact at the mean, and elsewhere off by less than `OFF` of the largest
    worth, or as near as eight powers come.

    Args:
        factor: A factor with a model.
        coefficient: What it is multiplied by, beside its scale; not nought.
        tolerance: Of the party, in its unit.

    Returns:
        Issues, worth by options as whole numbers, their denominator, and how the scale counts.

    Raises:
        CaseError: The factor is a cost of the model's worth; its scale is a chance; or the party is too
            averse for the model.
    """
    scale = factor.scale
    if coefficient < 0:
        raise _refused(factor, "counts the model's money as a cost", "give its weight no minus")
    if scale.chance and not scale.certain:
        raise _refused(factor, "is multiplied by a chance", "drop chance: true from its scale")
    per_unit = float(coefficient / tolerance)
    if isinstance(scale.distribution, Point):
        rates = [per_unit * float(scale.distribution.value)]
        for issues, worth in factor.model.of_averse(factor.party, rates, scale.provenance.where):
            yield issues, _whole(worth[0]), GRAIN, None
        return
    yield from _bent(factor, per_unit)


def _bent(factor: Modelled, per_unit: float) -> Iterator[Table]:
    centre = mean(factor.scale.distribution)
    low, high = _ends(factor.scale)
    half = max(high - centre, centre - low)
    for powers in POWERS:
        nodes = _places(powers, centre, low, high, half)
        tried = np.linspace(
            float((low - centre) / half), float((high - centre) / half), 2 * powers + 1
        )
        places = np.concatenate([[0.0], nodes, tried])
        scales = np.maximum(float(centre) + float(half) * places, 0.0)
        tables = factor.model.of_averse(
            factor.party, (per_unit * scales).tolist(), factor.scale.provenance.where
        )
        found = [_fitted(worth, nodes, tried) for _, worth in tables]
        largest = max(float(np.abs(worth).max(initial=0.0)) for _, worth in tables)
        if max(off for _, off in found) <= OFF * largest or powers == POWERS[-1]:
            break
    for (issues, _), (coefficients, _) in zip(tables, found, strict=True):
        for power, worth in enumerate(coefficients):
            whole = _whole(worth)
            if power == 0 or whole.any():
                yield issues, whole, GRAIN, RiskAdjustment(centre, half, low, high, power)


def _fitted(worth: Any, nodes: Any, tried: Any) -> tuple[NDArray[np.float64], float]:  # noqa: ANN401
    """Return the coefficients of the polynomial, (powers, options …), and by how much it is off at most."""
    straight, ways = worth[0], worth[1 : len(nodes) + 1]
    powers = np.arange(1, len(nodes) + 1)
    inverse = np.linalg.inv(nodes[:, None] ** powers)
    bent = np.tensordot(inverse, ways - straight, axes=1)
    read = straight + np.tensordot(tried[:, None] ** powers, bent, axes=1)
    off = float(np.abs(read - worth[len(nodes) + 1 :]).max(initial=0.0))
    return np.concatenate([straight[None], bent]), off


def _places(
    count: int, centre: Fraction, low: Fraction, high: Fraction, half: Fraction
) -> NDArray[np.float64]:
    """Return Chebyshev points of the range, measured from the mean; one at the mean itself is left out."""
    angles = (2 * np.arange(count) + 1) * np.pi / (2 * count)
    middle, reach = float((low + high) / 2 - centre), float(high - low) / 2
    found: NDArray[np.float64] = (middle + reach * np.cos(angles)) / float(half)
    return found[np.abs(found) > 1e-3]


def _ends(scale: Figure) -> tuple[Fraction, Fraction]:
    """Return the range of a scale; without ends, quantiles far out."""
    distribution = scale.distribution
    if isinstance(distribution, Triangular | Pert | Uniform):
        return distribution.low, distribution.high
    if isinstance(distribution, Weighted):
        return distribution.values[0], distribution.values[-1]
    low, high = quantile(distribution, np.array([FAR, 1 - FAR])).tolist()
    return Fraction(low), Fraction(high)


def _whole(worth: Any) -> NDArray[np.int64]:  # noqa: ANN401 - a model's own array
    found: NDArray[np.int64] = np.rint(np.asarray(worth) * GRAIN).astype(np.int64)
    return found


def _refused(factor: Modelled, what: str, mend: str) -> CaseError:
    return CaseError.of(
        f"'{factor.name}' {what}, which a party averse to risk cannot weigh",
        file=factor.scale.provenance.where,
        help=f"{mend}, or write attitude: neutral",
    )
