"""Merging fronts: the kernels for two, three and more parties against the plain definition."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.agreements.pareto_sums import merge as merging
from counterdraft.agreements.pareto_sums import sorted_sums as sorting
from counterdraft.agreements.pareto_sums.jobs import Jobs, Overfull, plain_jobs
from counterdraft.agreements.pareto_sums.merge import merge
from counterdraft.verification.efficient import efficient

from ..games import EXAMPLES


@st.composite
def merges(draw, most_points=12):
    """Segments of fronts in sorted order, and groups of shifted copies of them."""
    d = draw(st.integers(1, 5))
    top = draw(st.sampled_from([2, 6, 100]))
    point = st.tuples(*[st.integers(0, top)] * d)
    segments = [
        efficient(np.array(draw(st.lists(point, min_size=1, max_size=most_points)), np.int64))
        for _ in range(draw(st.integers(1, 3)))
    ]
    bounds = np.concatenate([[0], np.cumsum([len(s) for s in segments])])
    groups = [draw(st.integers(1, 9)) for _ in range(draw(st.integers(1, 3)))]
    chosen = [draw(st.integers(0, len(segments) - 1)) for _ in range(sum(groups))]
    jobs = Jobs(
        np.concatenate([[0], np.cumsum(groups)]),
        bounds[chosen],
        bounds[[c + 1 for c in chosen]],
        np.array([draw(point) for _ in chosen], np.int64).T.copy(),
        np.array([draw(st.integers(1, 3)) for _ in chosen], float),
    )
    columns = np.ascontiguousarray(np.concatenate(segments).T)
    counts = np.array([draw(st.integers(1, 3)) for _ in range(columns.shape[1])], float)
    floor = [draw(st.integers(-1, top)) for _ in range(d)]
    return columns, counts, jobs, floor


def plainly(columns, counts, jobs, floor):
    """The fronts of the groups by definition: {sum: ways} per group."""
    fronts = []
    for g in range(len(jobs.groups) - 1):
        sums: dict[tuple[int, ...], float] = {}
        for c in range(jobs.groups[g], jobs.groups[g + 1]):
            for i in range(jobs.starts[c], jobs.ends[c]):
                total = tuple((columns[:, i] + jobs.shifts[:, c]).tolist())
                if all(v >= f for v, f in zip(total, floor, strict=True)):
                    sums[total] = sums.get(total, 0) + counts[i] * jobs.weights[c]
        fronts.append(
            {
                a: ways
                for a, ways in sums.items()
                if not any(b != a and all(x >= y for x, y in zip(b, a, strict=True)) for b in sums)
            }
        )
    return fronts


def check(merged, problem):
    """Points, order, ways and back-pointers of a merge are what the definition says."""
    columns, counts, jobs, floor = problem
    for g, front in enumerate(plainly(columns, counts, jobs, floor)):
        span = slice(merged.groups[g], merged.groups[g + 1])
        points = [tuple(point) for point in merged.columns[:, span].T.tolist()]
        assert points == sorted(front, reverse=True)
        assert merged.counts[span].tolist() == [front[point] for point in points]
        came_from = columns[:, merged.parents[span]] + jobs.shifts[:, merged.pairs[span]]
        assert (came_from == merged.columns[:, span]).all()
        pairs = merged.pairs[span]
        assert ((pairs >= jobs.groups[g]) & (pairs < jobs.groups[g + 1])).all()


class TestMerge:
    @settings(max_examples=4 * EXAMPLES, deadline=None)
    @given(
        merges(), st.sampled_from([(0, 2, 4), (0, 3, 50), (0, 16, 1 << 20), (10_000, 16, 1 << 20)])
    )
    def test_agrees_with_the_definition(self, problem, limits):
        """
        For one to five players, whichever way is taken and however many copies are merged at a time.
        """
        small, fan, chunk = limits
        with (
            patch.object(merging, "SMALL", small),
            patch.object(merging, "FAN", fan),
            patch.object(merging, "CHUNK", chunk),
            patch.object(sorting, "FEW", small),
        ):
            columns, counts, jobs, floor = problem
            check(merge(columns, counts, jobs, floor, 10**6), problem)

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        merges(), st.sampled_from([1, (1 << 63) + 1, (1 << 90) - 1, (1 << 130) + 7]), st.booleans()
    )
    def test_wide_numbers_give_the_same_answer(self, problem, scale, compiled):
        """
        Worths of 65 to 140 bits are merged like small ones, to the last bit and the same witness.
        """
        columns, counts, jobs, floor = problem
        wide_jobs = Jobs(
            jobs.groups, jobs.starts, jobs.ends, jobs.shifts.astype(object) * scale, jobs.weights
        )
        narrow = merge(columns, counts, jobs, floor, 10**6)
        with (
            patch.object(merging, "SMALL", 0),
            patch.object(sorting, "FEW", 0 if compiled else 10**6),
        ):
            wide = merge(
                columns.astype(object) * scale, counts, wide_jobs, [f * scale for f in floor], 10**6
            )

        assert (wide.columns == narrow.columns.astype(object) * scale).all()
        assert wide.counts.tolist() == narrow.counts.tolist()
        assert wide.parents.tolist() == narrow.parents.tolist()
        assert wide.pairs.tolist() == narrow.pairs.tolist()

    @pytest.mark.parametrize("players", [2, 3, 4])
    @pytest.mark.parametrize("copies", [7, 40])
    def test_large_fronts(self, players, copies):
        """
        Thousands of candidates with many ties, compared with a plain sort and filter.
        """
        rng = np.random.default_rng(players)
        front = efficient(
            np.floor(300 * rng.dirichlet(np.ones(players), 3000 if players < 4 else 150)).astype(
                np.int64
            )
        )
        shifts = efficient(
            np.floor(40 * rng.dirichlet(np.ones(players), copies)).astype(np.int64)
        ).T
        columns = np.ascontiguousarray(front.T)
        job = plain_jobs(len(front), shifts, np.ones(shifts.shape[1]))

        merged = merge(columns, np.ones(len(front)), job, [0] * players, 10**6)

        sums = (front[:, None, :] + shifts.T[None, :, :]).reshape(-1, players)
        expected, ways = np.unique(sums, axis=0, return_counts=True)
        number = {tuple(row): n for row, n in zip(expected.tolist(), ways.tolist(), strict=True)}
        assert merged.columns.T.tolist() == efficient(sums).tolist()
        assert merged.counts.tolist() == [number[tuple(p)] for p in merged.columns.T.tolist()]

    @pytest.mark.parametrize("players", [2, 3, 4])
    def test_says_when_the_room_is_not_enough(self, players):
        """
        A front with more points than allowed stops the merge instead of filling the memory.
        """
        rng = np.random.default_rng(1)
        front = efficient(np.floor(1000 * rng.dirichlet(np.ones(players), 200)).astype(np.int64))
        job = plain_jobs(len(front), np.zeros((players, 1), np.int64), np.ones(1))

        with patch.object(merging, "SMALL", 0), pytest.raises(Overfull):
            merge(np.ascontiguousarray(front.T), np.ones(len(front)), job, [0] * players, 5)
