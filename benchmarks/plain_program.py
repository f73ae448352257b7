"""The frontier of hyper-rectangles by a plain script: one integer program after the other in HiGHS."""

from __future__ import annotations

import time

import highspy
import numpy as np
from rectangles import Kind

__all__ = ["plain_frontier"]

INFINITE = highspy.kHighsInf


def plain_frontier(  # noqa: C901 - one plain script
    kind: Kind, seconds: float
) -> tuple[list[tuple[int, int]], float, bool]:
    """
    Return the points found, the time taken, and whether that is all of them.

    The epsilon-constraint method (Haimes, Lasdon and Wismer 1971) in two stages a point: the most for the
    first party with enough for the second, then the most for the second.  A binary per rectangle, at
    most every side of it; sides are written with binaries for "at least k".
    """
    profiles = kind.profiles()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    binaries = 0

    def binary() -> int:
        nonlocal binaries
        solver.addVar(0, 1)
        solver.changeColIntegrality(binaries, highspy.HighsVarType.kInteger)
        binaries += 1
        return binaries - 1

    def row(low: float, high: float, columns: list[int], values: list[float]) -> None:
        solver.addRow(low, high, len(columns), np.array(columns, np.int32), np.array(values))

    steps = {(i, k): binary() for i in range(kind.issues) for k in range(1, 10)}
    for i in range(kind.issues):
        for k in range(1, 9):
            row(-INFINITE, 0, [steps[i, k + 1], steps[i, k]], [1.0, -1.0])
    inside = [[(binary(), worth, box) for worth, box in profile] for profile in profiles]
    for column, _, box in inside[0] + inside[1]:
        for i, (low, high) in box.items():
            if low > 0:
                row(-INFINITE, 0, [column, steps[i, low]], [1.0, -1.0])
            if high < 9:
                row(-INFINITE, 1, [column, steps[i, high + 1]], [1.0, 1.0])
    first = solver.getNumRow()
    for own in inside:
        row(0, INFINITE, [c for c, _, _ in own], [float(w) for _, w, _ in own])
    start = time.perf_counter()

    def best(party: int, least: tuple[int, int]) -> tuple[int, int] | None:
        for p, own in enumerate(inside):
            for column, worth, _ in own:
                solver.changeColCost(column, float(worth) if p == party else 0.0)
            solver.changeRowBounds(first + p, float(least[p]), INFINITE)
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        left = max(0.1, seconds - (time.perf_counter() - start))
        solver.setOptionValue("time_limit", solver.getRunTime() + left)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise TimeoutError
        x = solver.getSolution().col_value
        offer = [sum(x[steps[i, k]] > 0.5 for k in range(1, 10)) for i in range(kind.issues)]
        worths = [
            sum(
                worth
                for worth, box in profile
                if all(low <= offer[i] <= high for i, (low, high) in box.items())
            )
            for profile in profiles
        ]
        return worths[0], worths[1]

    points: list[tuple[int, int]] = []
    least = 0
    try:
        while (most := best(0, (0, least))) is not None:
            point = best(1, (most[0], least))
            assert point is not None
            points.append(point)
            least = point[1] + 1
    except TimeoutError:
        return points, time.perf_counter() - start, False
    return points, time.perf_counter() - start, True
