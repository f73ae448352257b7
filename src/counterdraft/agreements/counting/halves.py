"""Pairs of half offers that together give everybody enough."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from counterdraft.runtime.compiling import compiled

__all__ = ["pairs_enough"]

Whole = NDArray[np.int64]


def pairs_enough(
    needs: Whole, need_ways: Whole, gains: Whole, gain_ways: Whole, at_most: int
) -> int:
    """
    Return the number of pairs whose gain reaches the need in both columns.

    The two halves of Horowitz & Sahni (1974), joined by a sweep over the first column with a tree
    of the second's partial sums (Fenwick 1994).  The number is found by its remainders to a few primes.

    Args:
        needs: (2, n) what a half offer still lacks.
        need_ways: (n, limbs) the number of such half offers, in base 2^32.
        gains: (2, m) what an other half adds.
        gain_ways: (m, limbs) the number of such halves.
        at_most: A number that the answer does not pass.
    """
    by_need = np.argsort(-needs[0], kind="stable")
    by_gain = np.argsort(-gains[0], kind="stable")
    steps = np.unique(gains[1])
    places = len(steps) - np.searchsorted(steps, gains[1])
    limits = len(steps) - np.searchsorted(steps, needs[1])
    answer, product = 0, 1
    for prime in _primes():
        if product > at_most:
            break
        rest = _sweep(
            needs[0][by_need],
            limits[by_need],
            _remainders(need_ways, prime)[by_need],
            gains[0][by_gain],
            places[by_gain],
            _remainders(gain_ways, prime)[by_gain],
            len(steps),
            prime,
        )
        answer += product * ((int(rest) - answer) * pow(product, -1, prime) % prime)
        product *= prime
    return answer


def _primes() -> Iterator[int]:
    """Yield the primes below 2^31, greatest first."""
    for number in range((1 << 31) - 1, 2, -2):
        if all(number % divisor for divisor in range(3, 46_341, 2)):
            yield number


def _remainders(ways: Whole, prime: int) -> Whole:
    """Return the remainders of numbers in base 2^32, lowest limb first."""
    rest = np.zeros(len(ways), np.int64)
    for limb in ways.T[::-1]:
        rest = ((rest << 16) % prime << 16) % prime
        rest = (rest + limb) % prime
    return rest


@compiled("i8(i8[::1],i8[::1],i8[::1],i8[::1],i8[::1],i8[::1],i8,i8)")
def _sweep(
    need: Whole,
    limit: Whole,
    need_ways: Whole,
    gain: Whole,
    place: Whole,
    gain_ways: Whole,
    size: int,
    prime: int,
) -> int:
    """Return the number of pairs modulo *prime*; needs and gains descend, place 1 is the greatest."""
    tree = np.zeros(size + 1, np.int64)
    total = 0
    j = 0
    for i in range(len(need)):
        # Sweep the first column: enter every gain that reaches this need.
        while j < len(gain) and gain[j] >= need[i]:
            at = place[j]
            # Fenwick's update: add to every node whose range holds the place.
            while at <= size:
                tree[at] = (tree[at] + gain_ways[j]) % prime
                at += at & -at
            j += 1
        at = limit[i]
        found = 0
        # Fenwick's query: sum the nodes that cover places 1 to the limit.
        while at > 0:
            found += tree[at]
            at -= at & -at
        total = (total + found % prime * need_ways[i]) % prime
    return total
