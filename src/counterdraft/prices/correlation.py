"""A matrix of correlations, and its root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from counterdraft.case.places import Path, Where, fault, nowhere
from counterdraft.errors import CaseError, Fault, nearest
from counterdraft.runtime.arrays import Floats

__all__ = ["correlation_matrix", "root"]


def correlation_matrix(
    names: Sequence[str],
    given: float | Mapping[str, Mapping[str, float]],
    where: Where = nowhere,
    at: Path = ("correlation",),
) -> Floats:
    """
    Return the matrix of correlations between *names*.

    Args:
        names: The products.
        given: One number for every pair, or the pairs that are not nought.
        where: Gives the place of a value.
        at: The path of *given*.

    Raises:
        CaseError: A number outside -1 to 1, an unknown name, a pair given twice with two values, or a
            matrix that is not positive semi-definite.
    """
    size = len(names)
    matrix, faults = np.eye(size), list[Fault]()
    if isinstance(given, Mapping):
        _pairs(matrix, names, given, where, at, faults)
    else:
        matrix[~np.eye(size, dtype=bool)] = given
        if not -1 <= given <= 1:
            faults.append(fault(where, at, f"{given:g} is not a correlation (-1 to 1)"))
    if not faults and size:
        least = float(np.linalg.eigvalsh(matrix)[0])
        if least < -1e-9:
            message = f"the matrix is not positive semi-definite (least eigenvalue {least:.3g})"
            mend = "these correlations cannot hold together; bring the largest nearer to 0"
            faults.append(fault(where, at, message, mend))
    if faults:
        raise CaseError(faults, "docs/reference/estate-files")
    return matrix


def _pairs(
    matrix: Floats,
    names: Sequence[str],
    given: Mapping[str, Mapping[str, float]],
    where: Where,
    at: Path,
    faults: list[Fault],
) -> None:
    for name, row in given.items():
        for other, value in row.items():
            unknown = [n for n in (name, other) if n not in names]
            if unknown:
                mend = nearest(unknown[0], names)
                faults.append(fault(where, (*at, name), f"{unknown[0]!r} is no product", mend))
                continue
            i, j = names.index(name), names.index(other)
            if not -1 <= value <= 1 or (i == j and value != 1):
                message = f"{value:g} is not a correlation (-1 to 1, 1 with itself)"
                faults.append(fault(where, (*at, name, other), message))
            if matrix[j, i] not in {0.0, value} and i != j:
                message = f"{value:g} here, {matrix[j, i]:g} the other way round"
                faults.append(fault(where, (*at, name, other), message))
            matrix[i, j] = matrix[j, i] = value


def root(matrix: Floats) -> Floats:
    """Return R with R R' = *matrix*: triangular, or by eigenvalues where it has no full rank."""
    try:
        lower: Floats = np.asarray(np.linalg.cholesky(matrix), np.float64)
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(matrix)
        lower = vectors * np.sqrt(np.maximum(values, 0.0))
    return lower
