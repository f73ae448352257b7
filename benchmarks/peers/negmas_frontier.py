"""The peer's side of the frontier bench: runs in NegMAS's own environment, reads JSON, prints JSON."""

import json
import sys
import time

from negmas.outcomes import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.ops import ks_points, nash_points, pareto_frontier


def main() -> None:
    instance = json.load(sys.stdin)
    issues = [f"i{k}" for k in range(len(instance["tables"][0]))]
    options = [[f"o{j}" for j in range(len(t))] for t in instance["tables"][0]]
    space = make_os([make_issue(o, name=i) for i, o in zip(issues, options, strict=True)])
    ufuns = [
        LinearAdditiveUtilityFunction(
            values={
                i: dict(zip(o, map(float, t), strict=True))
                for i, o, t in zip(issues, options, tables, strict=True)
            },
            weights=dict.fromkeys(issues, 1.0),
            outcome_space=space,
        )
        for tables in instance["tables"]
    ]
    best = float("inf")
    for _ in range(instance["repeat"]):
        start = time.perf_counter()
        front, _indices = pareto_frontier(ufuns)
        nash = nash_points(ufuns, front)
        ks_points(ufuns, front)
        best = min(best, time.perf_counter() - start)
    print(
        json.dumps({"seconds": best, "points": len(front), "nash": [float(v) for v in nash[0][0]]})
    )


if __name__ == "__main__":
    main()
