"""The peer's side of the domains bench: loads a GENIUS folder, finds its frontier, Nash and KS points."""

import json
import sys
import time
import warnings

from negmas.inout import Scenario
from negmas.preferences.ops import ks_points, nash_points, pareto_frontier

warnings.filterwarnings("ignore")


def main() -> None:
    question = json.load(sys.stdin)
    best = float("inf")
    for _ in range(question["repeat"]):
        start = time.perf_counter()
        scenario = Scenario.load(question["folder"], ignore_discount=True)
        if scenario is None:
            print("null")
            return
        ufuns = scenario.ufuns
        front, _indices = pareto_frontier(ufuns)
        nash_points(ufuns, front)
        ks_points(ufuns, front)
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"seconds": best, "points": len(front)}))


if __name__ == "__main__":
    main()
