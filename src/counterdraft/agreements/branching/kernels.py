"""The inner loops of branch and bound, in double precision; nothing here decides, it only proposes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["deficits", "enumerate_within", "improve", "polish"]

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled()
def _smooth(
    values: Floats, starts: Positions, alive: Flags, lam: Floats, tau: float, weight: Floats
) -> float:
    """Fill the soft choice of every block and return the smoothed maximum of lam . v over offers."""
    total = 0.0
    d = values.shape[1]
    for b in range(len(starts) - 1):
        top = -np.inf
        for o in range(starts[b], starts[b + 1]):
            weight[o] = 0.0
            if alive[o]:
                value = 0.0
                for j in range(d):
                    value += lam[j] * values[o, j]
                weight[o] = value
                top = max(top, value)
        mass = 0.0
        for o in range(starts[b], starts[b + 1]):
            if alive[o]:
                weight[o] = np.exp((weight[o] - top) / tau)
                mass += weight[o]
        for o in range(starts[b], starts[b + 1]):
            weight[o] /= mass
        total += top + tau * np.log(mass)
    return total


@compiled()
def _objective(
    lam: Floats, base: Floats, a: Floats, pull: float, nu: Floats, low: Floats, high: Floats
) -> float:
    """Return what the smoothed maximum is weighed against: norm and barriers."""
    total = 0.0
    norm = 0.0
    for j in range(len(lam)):
        total += lam[j] * base[j]
        norm += a[j] * lam[j]
        if lam[j] <= low[j] or lam[j] >= high[j]:
            return np.inf
        total -= nu[j] * np.log(lam[j] - low[j])
        if high[j] < np.inf:
            total -= nu[j] * np.log(high[j] - lam[j])
    if pull > 0.0:
        total -= pull * np.log(norm)
    return total


@compiled()
def _solve(matrix: Floats, right: Floats) -> Floats:
    """Solve a small positive definite system by Cholesky factors."""
    d = len(right)
    lower = np.zeros((d, d))
    for i in range(d):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= lower[i, k] * lower[j, k]
            if i == j:
                lower[i, i] = np.sqrt(max(total, 1e-300))
            else:
                lower[i, j] = total / lower[j, j]
    x = right.copy()
    for i in range(d):
        for k in range(i):
            x[i] -= lower[i, k] * x[k]
        x[i] /= lower[i, i]
    for i in range(d - 1, -1, -1):
        for k in range(i + 1, d):
            x[i] -= lower[k, i] * x[k]
        x[i] /= lower[i, i]
    return x


@compiled()
def _newton(  # noqa: C901, PLR0912 - one loop, kept whole for the compiler
    values: Floats,
    starts: Positions,
    alive: Flags,
    base: Floats,
    a: Floats,
    pull: float,
    nu: Floats,
    low: Floats,
    high: Floats,
    lam: Floats,
    tau: float,
    weight: Floats,
) -> Floats:
    """Minimise the smoothed dual from *lam* by damped Newton steps, or until it rules everything out."""
    d = len(lam)
    mean = np.empty(d)
    level = _smooth(values, starts, alive, lam, tau, weight)
    now = level + _objective(lam, base, a, pull, nu, low, high)
    for _ in range(12):
        if level + (lam * base).sum() < 0.0:
            break  # the smoothed maximum is above the true one, which is negative then
        gradient = base.copy()
        hessian = np.zeros((d, d))
        for b in range(len(starts) - 1):
            mean[:] = 0.0
            for o in range(starts[b], starts[b + 1]):
                if weight[o] > 1e-12:
                    for j in range(d):
                        mean[j] += weight[o] * values[o, j]
            for j in range(d):
                gradient[j] += mean[j]
            for o in range(starts[b], starts[b + 1]):
                if weight[o] > 1e-12:
                    for j in range(d):
                        p = weight[o] * (values[o, j] - mean[j]) / tau
                        for k in range(j + 1):
                            hessian[j, k] += p * (values[o, k] - mean[k])
        norm = 0.0
        for j in range(d):
            norm += a[j] * lam[j]
        for j in range(d):
            if pull > 0.0:
                gradient[j] -= pull * a[j] / norm
                for k in range(j + 1):
                    hessian[j, k] += pull * a[j] * a[k] / (norm * norm)
            gradient[j] -= nu[j] / (lam[j] - low[j])
            hessian[j, j] += nu[j] / (lam[j] - low[j]) ** 2 + 1e-14
            if high[j] < np.inf:
                gradient[j] += nu[j] / (high[j] - lam[j])
                hessian[j, j] += nu[j] / (high[j] - lam[j]) ** 2
        for j in range(d):
            for k in range(j):
                hessian[k, j] = hessian[j, k]
        # Newton's direction, cut short before the barriers.
        step = _solve(hessian, -gradient)
        slope = 0.0
        length = 1.0
        for j in range(d):
            slope += gradient[j] * step[j]
            if step[j] < 0.0:
                length = min(length, 0.9 * (low[j] - lam[j]) / step[j])
            elif step[j] > 0.0 and high[j] < np.inf:
                length = min(length, 0.9 * (high[j] - lam[j]) / step[j])
        if -slope < 0.02 * tau:
            break
        moved = False
        # Armijo's rule: shorten the step until the objective falls enough.
        for _ in range(30):
            trial = lam + length * step
            level = _smooth(values, starts, alive, trial, tau, weight)
            then = level + _objective(trial, base, a, pull, nu, low, high)
            if then <= now + 0.1 * length * slope:
                lam, now, moved = trial, then, True
                break
            length *= 0.4
        if not moved:
            _smooth(values, starts, alive, lam, tau, weight)
            break
    return lam


@compiled()
def improve(
    values: Floats,
    starts: Positions,
    alive: Flags,
    base: Floats,
    a: Floats,
    pull: float,
    share: Floats,
    low: Floats,
    high: Floats,
    lam: Floats,
    first: float,
    last: float,
) -> tuple[Floats, Floats]:
    """
    Return multipliers that nearly minimise the dual bound, and each option's part in it.

    The maximum of every block is smoothed by an entropy of temperature *tau*, which falls from
    *first* to *last*; each stage starts where the one before ended.

    Args:
        values: (M, d), the scaled columns of all options of all blocks.
        starts: (B + 1,), where each block begins in *values*.
        alive: (M,), the options still in.
        base: (d,), added to every offer.
        a: (d,), the norm of the multipliers.
        pull: The weight of the norm's logarithm in the objective.
        share: (d,), the weight of log(lam - low); where zero a barrier of weight *tau* stands instead.
        low: (d,), lower ends.
        high: (d,), upper ends, infinite where there is none.
        lam: (d,), where to start, strictly between the ends.
        first: Temperature of the first stage.
        last: Temperature of the last stage.
    """
    weight = np.zeros(len(values))
    tau = first
    while True:
        nu = np.where(share > 0.0, share, tau)
        lam = _newton(values, starts, alive, base, a, pull, nu, low, high, lam, tau, weight)
        level = _smooth(values, starts, alive, lam, tau, weight)
        if tau <= last or level + (lam * base).sum() < 0.0:
            return lam, weight
        tau = max(tau * 0.15, last)


@compiled()
def deficits(
    values: Floats, starts: Positions, alive: Flags, lam: Floats, out: Floats
) -> tuple[float, float]:
    """
    Fill how far lam . v of each option is below the best of its block.

    Returns:
        The sum of the blocks' maxima, and the sum of all magnitudes (the scale of rounding errors).
    """
    total = 0.0
    scale = 0.0
    d = values.shape[1]
    for b in range(len(starts) - 1):
        top = -np.inf
        size = 0.0
        for o in range(starts[b], starts[b + 1]):
            out[o] = np.inf
            if alive[o]:
                value = 0.0
                part = 0.0
                for j in range(d):
                    value += lam[j] * values[o, j]
                    part += abs(lam[j] * values[o, j])
                out[o] = value
                top = max(top, value)
                size = max(size, part)
        for o in range(starts[b], starts[b + 1]):
            if alive[o]:
                out[o] = top - out[o]
        total += top
        scale += size
    return total, scale


@compiled()
def _value(gains: Floats, caps: Floats, kind: int, weights: Floats) -> float:
    """Return the objective: a mean logarithm of gains (0), the least (1) or the sum (2) of weighted gains."""
    best = 0.0 if kind != 1 else np.inf
    for i in range(len(weights)):
        if weights[i] > 0.0:
            gain = min(gains[i], caps[i])
            if kind == 0:
                best += np.log(max(gain * weights[i], 1e-300))
            elif kind == 1:
                best = min(best, gain * weights[i])
            else:
                best += gain * weights[i]
    return best


@compiled()
def enumerate_within(  # noqa: C901, PLR0912, PLR0915 - one loop, kept whole for the compiler
    values: Floats,
    base: Floats,
    caps: Floats,
    kind: int,
    weights: Floats,
    order: Positions,
    sorted_options: Positions,
    firsts: Positions,
    deficit: Floats,
    slack: float,
    best: float,
    tolerance: Floats,
    near: float,
    most_nodes: int,
    most_found: int,
) -> tuple[bool, int, Positions]:
    """
    List the offers whose deficits sum to *slack* at most and that may be as good as *best*.

    Args:
        values: (M, d), the columns of all options of all blocks.
        base: (d,), added to every offer.
        caps: (d,), the caps on the gains, infinite where there is none.
        kind: Of the objective, as `_value` numbers them.
        weights: (d,), of the gains in the objective; zero takes one out.
        order: Blocks in the order of the search.
        sorted_options: Living options, block after block in that order, least deficit first.
        firsts: (B + 1,), where each block begins in *sorted_options*.
        deficit: (M,), from `deficits`.
        slack: The most that deficits may sum to.
        best: Value to reach.
        tolerance: (d,), how far from its true amount rounding may put a gain.
        near: How far below *best* rounding may put the value of exact gains that equals it.
        most_nodes: Give up after so many part-offers.
        most_found: Give up after so many offers.

    Returns:
        Whether the list is complete, the number of part-offers seen, and one row of options per offer.
    """
    n_blocks = len(order)
    d = values.shape[1]
    rest = np.zeros((n_blocks + 1, d))
    for level in range(n_blocks - 1, -1, -1):
        for j in range(d):
            top = -np.inf
            for k in range(firsts[level], firsts[level + 1]):
                top = max(top, values[sorted_options[k], j])
            rest[level, j] = rest[level + 1, j] + top
    sums = np.zeros((n_blocks + 1, d))
    sums[0] = base
    used = np.zeros(n_blocks + 1)
    at = np.zeros(n_blocks, dtype=np.int64)
    at[0] = firsts[0]
    found = np.empty((most_found, n_blocks), dtype=np.int64)
    n_found = 0
    nodes = 0
    level = 0
    upper = np.empty(d)
    sure = np.empty(d)
    while level >= 0:
        k = at[level]
        # Backtrack: options come least deficit first, so all later ones are past the slack too.
        if k >= firsts[level + 1] or used[level] + deficit[sorted_options[k]] > slack:
            level -= 1
            if level >= 0:
                at[level] += 1
            continue
        o = sorted_options[k]
        nodes += 1
        if nodes > most_nodes:
            return False, nodes, found[:n_found]
        possible = True
        for j in range(d):
            sums[level + 1, j] = sums[level, j] + values[o, j]
            upper[j] = sums[level + 1, j] + rest[level + 1, j] + tolerance[j]
            if upper[j] < 0.0:
                possible = False
        if possible and _value(upper, caps, kind, weights) < best - near:
            possible = False
        if possible:
            used[level + 1] = used[level] + deficit[o]
            if level + 1 < n_blocks:
                level += 1
                at[level] = firsts[level]
                continue
            if n_found == most_found:
                return False, nodes, found[:n_found]
            for b in range(n_blocks):
                found[n_found, order[b]] = sorted_options[at[b]]
            n_found += 1
            certain = True
            for j in range(d):
                sure[j] = upper[j] - 2.0 * tolerance[j]
                if sure[j] < 0.0:
                    certain = False
            if certain:
                best = max(best, _value(sure, caps, kind, weights))
        at[level] += 1
    return True, nodes, found[:n_found]


@compiled()
def _score(gains: Floats, caps: Floats, kind: int, weights: Floats, scale: Floats) -> float:
    """Return the objective of a feasible offer, and a large negative number of one that is not."""
    short = 0.0
    for j in range(len(gains)):
        if gains[j] < 0.0:
            short -= gains[j] / scale[j]
    if short > 0.0:
        return -1e9 * (1.0 + short)
    value: float = _value(gains, caps, kind, weights)
    if kind == 1 and value < np.inf:
        # Among equals in the least gain the climb prefers those whose other gains are not far off.
        share = 0.02 / len(weights)
        least = value
        for i in range(len(weights)):
            if weights[i] > 0.0:
                value += share * min(min(gains[i], caps[i]) * weights[i], 1.1 * least)
    return value


@compiled()
def polish(  # noqa: C901, PLR0912 - one loop, kept whole for the compiler
    values: Floats,
    base: Floats,
    caps: Floats,
    kind: int,
    weights: Floats,
    scale: Floats,
    sorted_options: Positions,
    firsts: Positions,
    most: int,
) -> Positions:
    """
    Return the options of an offer that no change of one block or two improves.

    It starts from the first option of each block; of each block only the first *most* are tried.
    """
    n_blocks = len(firsts) - 1
    d = values.shape[1]
    chosen = np.empty(n_blocks, dtype=np.int64)
    gains = base.copy()
    for b in range(n_blocks):
        chosen[b] = sorted_options[firsts[b]]
        gains += values[chosen[b]]
    now = _score(gains, caps, kind, weights, scale)
    trial = np.empty(d)
    for _ in range(200):
        best, b1, o1, b2, o2 = now, -1, -1, -1, -1
        for b in range(n_blocks):
            for k in range(firsts[b], min(firsts[b + 1], firsts[b] + 50 * most)):
                o = sorted_options[k]
                for j in range(d):
                    trial[j] = gains[j] - values[chosen[b], j] + values[o, j]
                value = _score(trial, caps, kind, weights, scale)
                if value > best:
                    best, b1, o1, b2, o2 = value, b, o, -1, -1
        # No change of one block helps: try changes of two.
        if b1 < 0:
            for b in range(n_blocks):
                for k in range(firsts[b], min(firsts[b + 1], firsts[b] + most)):
                    o = sorted_options[k]
                    if o == chosen[b]:
                        continue
                    for c in range(b + 1, n_blocks):
                        for m in range(firsts[c], min(firsts[c + 1], firsts[c] + most)):
                            p = sorted_options[m]
                            for j in range(d):
                                trial[j] = (
                                    gains[j]
                                    - values[chosen[b], j]
                                    + values[o, j]
                                    - values[chosen[c], j]
                                    + values[p, j]
                                )
                            value = _score(trial, caps, kind, weights, scale)
                            if value > best:
                                best, b1, o1, b2, o2 = value, b, o, c, p
        if b1 < 0 or best <= now + 1e-13 * abs(now):
            break
        gains += values[o1] - values[chosen[b1]]
        chosen[b1] = o1
        if b2 >= 0:
            gains += values[o2] - values[chosen[b2]]
            chosen[b2] = o2
        now = best
    return chosen
