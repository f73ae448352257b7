"""What to find out first: the value of learning a figure before choosing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.results import FindOut
from counterdraft.advice.scoring.pricing import Priced
from counterdraft.advice.sensitivity.held_streams import HeldStreams
from counterdraft.advice.words import stream_label

__all__ = ["evppi", "find_out"]

Draws = NDArray[np.float64]

DEGREES = (0, 1, 2, 3, 5)
"""Degrees of the polynomials that are tried; 0 says that the figure tells nothing."""
FOLDS = 5
FEWEST = 60
"""Draws below which nothing can be said: ten per coefficient."""
REDRAWN = 200
"""Redraws of the regression's coefficients, for the standard error."""
GRID = 400


def find_out(streams: HeldStreams, choices: Mapping[str, Priced]) -> tuple[FindOut, ...]:
    """
    Return what learning each stream would be worth before choosing, most first.

    The choices are the draft and the counter-offers, each worth own gain × 1{signed}, and no deal, worth
    nothing.  A draft that breaks our mandate is no choice.  What is worth less than its standard
    error is left out.

    Args:
        streams: The streams in view.
        choices: Whatever may be chosen beside no deal, by name.
    """
    joint = streams.joint
    benefits: Draws = np.stack(
        [np.zeros(joint.draws), *(priced.kept for priced in choices.values())]
    )
    names = ["no deal", *choices]
    now = names[int(np.argmax(benefits.mean(axis=1)))]
    found = []
    for stream, figures in streams.figures.items():
        worth, error, other = evppi(benefits, joint.sample.uniforms(stream), stream)
        if worth <= error:
            continue
        label = stream_label(joint.perspective.case, stream, figures)
        found.append(
            FindOut(
                figures[0],
                label,
                worth,
                error,
                f"Knowing “{label}” first may turn the choice from {now} to {names[other]}.",
            )
        )
    return tuple(sorted(found, key=lambda f: (-f.worth, f.label)))


def evppi(benefits: Draws, uniforms: Draws, key: str = "") -> tuple[float, float, int]:
    """
    Return the expected value of partial perfect information by regression, with its standard error.

    EVPPI = E[max over choices of E[benefit | figure]] − max over choices of E[benefit].  The conditional
    means are regressed on the figure's quantile (Strong, Oakley & Brennan 2014) as Legendre
    polynomials, of the degree that predicts best out of sample (five folds); degree 0 gives exactly nothing.
    The standard error comes from redrawing the coefficients from their normal law, as there.  The estimate is
    biased upwards, by less than its standard error where the choices are not close to a tie.

    Args:
        benefits: Benefit by choice and draw, (choices, draws).
        uniforms: Quantile of the figure by draw, (draws,), evenly spread over (0, 1).
        key: Names the random stream of the redraws.

    Returns:
        EVPPI, its standard error, and the choice that the figure most often turns to (the choice that is
        best without it, where it turns nothing).
    """
    means = benefits.mean(axis=1)
    best = int(np.argmax(means))
    # Against the best choice, so that noise common to all choices cancels.
    apart = np.ascontiguousarray((benefits - benefits[best]).T)
    if len(apart) < FEWEST:
        return 0.0, 0.0, best
    basis = np.asarray(np.polynomial.legendre.legvander(2 * uniforms - 1, max(DEGREES)), np.float64)
    degree = _degree(basis, apart)
    if degree == 0:
        return 0.0, 0.0, best
    used = basis[:, : degree + 1]
    inverse = np.linalg.inv(used.T @ used)
    fitted = inverse @ (used.T @ apart)
    rest = apart - used @ fitted
    grid = np.polynomial.legendre.legvander((2 * np.arange(GRID) + 1) / GRID - 1, degree)
    curves = grid @ fitted
    worth = float(curves.max(axis=1).mean() - max(0.0, float(curves.mean(axis=0).max())))
    # Coefficients are redrawn jointly over the choices: covariance inverse ⊗ that of the residuals.
    left = np.linalg.cholesky(inverse)
    values, vectors = np.linalg.eigh(rest.T @ rest / (len(apart) - degree - 1))
    right = vectors * np.sqrt(np.maximum(values, 0))
    noise = _normals(key, (REDRAWN, degree + 1, len(values)))
    redrawn = grid @ (fitted + left @ noise @ right.T)
    most = reduce(np.maximum, np.moveaxis(redrawn, 2, 0))
    again = most.mean(axis=1) - np.maximum(0, redrawn.mean(axis=1).max(axis=1))
    where = np.argmax(curves, axis=1)
    turned = np.bincount(where[where != best], minlength=len(means))
    other = int(np.argmax(turned)) if turned.any() else best
    return max(worth, 0.0), float(again.std(ddof=1)), other


def _degree(basis: Draws, apart: Draws) -> int:
    """Return the degree whose polynomials predict held-out draws best, summed over the choices."""
    squares = [basis[k::FOLDS].T @ basis[k::FOLDS] for k in range(FOLDS)]
    products = [basis[k::FOLDS].T @ apart[k::FOLDS] for k in range(FOLDS)]
    all_squares = np.sum(squares, axis=0)
    all_products = np.sum(products, axis=0)
    square, product = np.stack(squares), np.stack(products)
    kept_square, kept_product = all_squares - square, all_products - product
    errors = np.zeros(len(DEGREES))
    for d, degree in enumerate(DEGREES):
        used = slice(degree + 1)
        fitted = np.linalg.solve(kept_square[:, used, used], kept_product[:, used])
        # The held-out sum of squares, less what no degree changes.
        held_out = fitted * (square[:, used, used] @ fitted - 2 * product[:, used])
        errors[d] = sum(float(fold.sum()) for fold in held_out)
    return DEGREES[int(np.argmin(errors))]


def _normals(key: str, shape: tuple[int, ...]) -> Draws:
    seed = int.from_bytes(sha256(f"evppi\0{key}".encode()).digest()[:16], "little")
    found: Draws = np.random.Generator(np.random.Philox(key=seed)).standard_normal(shape)
    return found
