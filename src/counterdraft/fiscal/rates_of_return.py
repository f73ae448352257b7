"""Internal rates of return: every rate at which a flow is worth nothing, and the rate that is quoted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Crossing", "Roots", "irr", "rates_of_return", "roots_by_path"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CHUNK = 4096
"""Paths that are looked at together, so that their polynomials stay in the processor's cache."""
HALVINGS = 60
"""Rates closer to -100 % than 1e-18, or above 1e18, are not told from the ends."""
SAME = 1e-6
"""Rates whose growth factors differ by no more, relatively, are told as one."""


CLOSE = 1e-13
"""A step of Newton's that is relatively no longer has arrived: the next would be lost in rounding."""


class Crossing(NamedTuple):
    """A rate at which a flow is worth nothing, and what its worth does there as the rate rises."""

    rate: float
    direction: int
    """-1: the worth falls through zero; 1: it rises through zero; 0: it touches zero and turns."""


@dataclass(frozen=True, eq=False)
class Roots:
    """The rates of return of many paths, (roots,) each, by path and then lowest first."""

    path: Ints
    rate: Floats
    direction: Ints


def irr(flows: Floats, discount_rate: float = 0.0) -> Floats:
    """
    Internal rate of return of each path, NaN where there is none.

    Where a flow has several, the one nearest the discount rate of those at which its worth falls through
    zero as the rate rises: below such a rate the flow is worth something.  Where it falls through zero at
    none (the flow of a borrower), the nearest of all.

    Args:
        flows: (years, paths) or (years,), equally spaced, in money.
        discount_rate: The rate, compounded yearly, at which the flow is valued.

    >>> float(irr(np.array([-1600.0, 10_000.0, -10_000.0]), 0.1).round(9))
    4.0
    """
    roots = roots_by_path(flows.reshape(len(flows), -1))
    quoted = np.full(int(np.prod(flows.shape[1:])), np.nan)
    # The worst choice of a path is written first and the best last, so that the best remains.
    order = np.lexsort((-np.abs(roots.rate - discount_rate), roots.direction < 0))
    quoted[roots.path[order]] = roots.rate[order]
    return quoted.reshape(flows.shape[1:])


def rates_of_return(flow: Floats) -> list[Crossing]:
    """
    Every rate above -100 % at which one flow is worth nothing, lowest first.

    Args:
        flow: (years,) in money.

    >>> [(round(rate, 6), direction) for rate, direction in rates_of_return(np.array([-100.0, 230, -132]))]
    [(0.1, 1), (0.2, -1)]
    >>> [round(rate, 6) for rate, _ in rates_of_return(np.array([-100.0, 220, -121]))]
    [0.1]
    """
    roots = roots_by_path(flow[:, None])
    return [Crossing(float(r), int(d)) for r, d in zip(roots.rate, roots.direction, strict=True)]


def roots_by_path(flows: Floats) -> Roots:
    """
    Every rate of return of every path.

    The worth of a flow is a polynomial in v = 1 / (1 + r).  Rates of zero and above have v in (0, 1]; for
    rates below zero the polynomial with its coefficients reversed has the same sign in 1 + r, in (0, 1).
    On such an interval the coefficients in Bernstein's basis change sign at least as often as there are
    roots, and more often only by an even number (Descartes' rule; Lane and Riesenfeld 1981).  No change: no
    root.  One change: one root.  More: the interval is halved.  So none is missed, double roots included,
    within the rounding error of a sum of the flow.

    Args:
        flows: (years, paths) in money.
    """
    starts = range(0, max(flows.shape[1], 1), CHUNK)
    parts = [_roots_of_chunk(flows[:, k : k + CHUNK], k) for k in starts]
    path, growth, direction = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.lexsort((growth, path))
    path, growth, direction = path[order], growth[order], direction[order]
    apart = np.diff(growth) > SAME * growth[1:]
    path, growth, direction = _joined(path, growth, direction, apart)
    return Roots(path, growth - 1.0, direction)


def _joined(
    column: Ints, place: Floats, direction: Ints, apart: NDArray[np.bool_]
) -> tuple[Ints, Floats, Ints]:
    """Roots in order; neighbours that are not *apart* become one: two crossings touch."""
    starts = np.concatenate([[True], (np.diff(column) > 0) | apart])[: len(column)]
    first = np.flatnonzero(starts)
    if len(first) == len(column):
        return column, place, direction
    members = np.diff(np.append(first, len(column)))
    mean = np.add.reduceat(place, first) / members
    return column[first], mean, np.sign(np.add.reduceat(direction, first))


def _roots_of_chunk(flows: Floats, first: int) -> tuple[Ints, Floats, Ints]:
    """Path, growth factor 1 + r and direction of every root, the paths counted from *first*."""
    total = np.abs(flows).sum(axis=0)
    moves = np.isfinite(total) & (flows > 0).any(axis=0) & (flows < 0).any(axis=0)
    columns = np.flatnonzero(moves)
    by_year = flows[:, columns] / total[columns]
    tolerance = float(np.finfo(float).eps) * (len(flows) + 16)
    above, sign_above = _roots_inside(_without_leading_zeros(by_year), tolerance)
    below, sign_below = _roots_inside(_without_leading_zeros(by_year[::-1]), tolerance)
    # At the rate zero both intervals end: the worth is the plain sum of the flow.
    level = np.flatnonzero(np.abs(by_year.sum(axis=0)) <= tolerance)
    turn = np.sign(sign_above[level] - sign_below[level]).astype(np.int64)
    column = np.concatenate([below.column, level, above.column])
    growth = np.concatenate([below.place, np.ones(len(level)), 1.0 / above.place])
    direction = np.concatenate([below.direction, turn, -above.direction])
    return columns[column] + first, growth, direction


def _without_leading_zeros(by_year: Floats) -> Floats:
    """The flow of each path from its first year with money on, zeros after its end."""
    lead = np.argmax(by_year != 0, axis=0)
    if not lead.any():
        return by_year
    year = np.arange(len(by_year))[:, None] + lead
    moved = np.take_along_axis(by_year, np.minimum(year, len(by_year) - 1), axis=0)
    return np.where(year < len(by_year), moved, 0.0)


@dataclass(frozen=True, eq=False)
class _Places:
    """Roots on (0, 1): of which polynomial, where, and whether it rises (1) or falls (-1) there."""

    column: Ints
    place: Floats
    direction: Ints


def _roots_inside(coefficients: Floats, tolerance: float) -> tuple[_Places, Ints]:
    """
    All roots of polynomials on (0, 1), and the sign of each polynomial just before 1.

    Args:
        coefficients: (degree + 1, polynomials), of the lowest power first; absolute values sum to 1.
        tolerance: What counts as zero.
    """
    bernstein = _bernstein_of_powers(len(coefficients)) @ coefficients
    column, low, width = np.arange(coefficients.shape[1]), np.zeros(coefficients.shape[1]), 1.0
    # The sum at 1 is reckoned in another order on the other interval: where it is zero it is so on both.
    bernstein[-1, np.abs(bernstein[-1]) <= tolerance] = 0.0
    signs = _signs(bernstein)
    sign_before_one = signs.last
    isolated, exact = [], []
    for _ in range(HALVINGS):
        # One change of sign: exactly one root, which the bracket of this piece isolates.
        single = signs.changes == 1
        isolated.append((column[single], low[single], low[single] + width, signs.first[single]))
        several = (signs.changes > 1) & (np.abs(bernstein).max(axis=0, initial=0.0) > tolerance)
        if not several.any():
            break
        column, low, width = column[several], low[several], width / 2
        left, right = _halved(bernstein[:, several])
        signs_left, signs_right = _signs(left), _signs(right)
        # The middle itself may be a root: the signs on either side say whether it is crossed there.
        zero = np.abs(right[0]) <= tolerance
        turn = np.sign(signs_right.first - signs_left.last)[zero]
        exact.append((column[zero], (low + width)[zero], turn))
        column, low = np.concatenate([column, column]), np.concatenate([low, low + width])
        bernstein = np.concatenate([left, right], axis=1)
        signs = _Signs(*map(np.concatenate, zip(signs_left, signs_right, strict=True)))
    column, low, high, first = (np.concatenate(arrays) for arrays in zip(*isolated, strict=True))
    place = _polished(coefficients[:, column], low, high, first)
    direction = -first
    if exact:
        at, middle, turn = (np.concatenate(arrays) for arrays in zip(*exact, strict=True))
        column, place = np.concatenate([column, at]), np.concatenate([place, middle])
        direction = np.concatenate([direction, turn])
    order = np.lexsort((place, column))
    column, place, direction = column[order], place[order], direction[order]
    near = np.flatnonzero(np.diff(column) == 0)
    apart = np.ones(max(len(column) - 1, 0), np.bool_)
    if near.size:  # no two roots can be told apart between which the worth is zero but for rounding
        middle = 0.5 * (place[near] + place[near + 1])
        value, _ = _value_and_slope(coefficients[:, column[near]], middle)
        apart[near] = np.abs(value) > tolerance
    column, place, direction = _joined(column, place, direction, apart)
    if exact or not apart.all():
        touch = direction == 0
        place[touch] = _turning_points(coefficients[:, column[touch]], place[touch])
    return _Places(column, place, direction), sign_before_one


@cache
def _bernstein_of_powers(count: int) -> Floats:
    """The matrix from coefficients of powers to those of Bernstein's basis on [0, 1], (count, count)."""
    # C(j, i) / C(degree, i), factor by factor: no entry is above 1, so that no more is lost than in a sum.
    rows, powers = np.arange(count)[:, None], np.arange(count - 1)
    factors = (rows - powers) / np.maximum(count - 1 - powers, 1)
    return np.cumprod(np.hstack([np.ones((count, 1)), np.maximum(factors, 0.0)]), axis=1)


def _halved(bernstein: Floats) -> tuple[Floats, Floats]:
    """The coefficients on the left and on the right half of the interval (de Casteljau)."""
    count = len(bernstein)
    left, right, means = np.empty_like(bernstein), np.empty_like(bernstein), bernstein.copy()
    for k in range(count):
        left[k], right[count - 1 - k] = means[0], means[count - 1 - k]
        means[: count - 1 - k] = 0.5 * (means[: count - 1 - k] + means[1 : count - k])
    return left, right


class _Signs(NamedTuple):
    """Of a column of numbers: how often the sign changes, the first and the last sign; zeros left out."""

    changes: Ints
    first: Ints
    last: Ints


def _signs(values: Floats) -> _Signs:
    """How the signs of each column run."""
    changes, first, last = np.zeros((3, values.shape[1]), np.int64)
    for row in np.sign(values).astype(np.int64):
        changes += row * last < 0
        last = np.where(row == 0, last, row)
        first = np.where(first == 0, row, first)
    return _Signs(changes, first, last)


def _polished(coefficients: Floats, low: Floats, high: Floats, sign_low: Ints) -> Floats:
    """The one root in each bracket, by Newton's steps; a step that leaves the bracket halves it instead."""
    place, roots = 0.5 * (low + high), np.empty(len(low))
    pending = np.arange(len(low))
    while pending.size:
        value, slope = _value_and_slope(coefficients, place)
        before = np.sign(value) == sign_low
        low, high = np.where(before, place, low), np.where(before, high, place)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = place - value / slope
        step = np.where((step > low) & (step < high), step, 0.5 * (low + high))
        step = np.where(value == 0, place, step)
        done = np.abs(step - place) <= CLOSE * place
        roots[pending] = step
        if 2 * int(done.sum()) >= len(
            pending
        ):  # copies of the rest cost less than its steps with the others
            rest = ~done
            pending, low, high, step = pending[rest], low[rest], high[rest], step[rest]
            sign_low, coefficients = sign_low[rest], coefficients[:, rest]
        place = step
    return roots


def _turning_points(coefficients: Floats, place: Floats) -> Floats:
    """The places where the slope is zero, by Newton's steps from places near them."""
    powers = np.arange(1, len(coefficients))[:, None]
    slopes, start = coefficients[1:] * powers, place
    for _ in range(8):
        value, slope = _value_and_slope(slopes, place)
        place = place - np.divide(value, slope, out=np.zeros_like(value), where=slope != 0)
    return np.where(np.abs(place - start) <= 1e-4 * start, place, start)


def _value_and_slope(coefficients: Floats, place: Floats) -> tuple[Floats, Floats]:
    """The value and the derivative of each polynomial at a place of its own (Horner)."""
    value, slope = np.zeros_like(place), np.zeros_like(place)
    for row in coefficients[::-1]:
        slope *= place
        slope += value
        value *= place
        value += row
    return value, slope
