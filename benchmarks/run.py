"""
Measure against peers and against the machine; print ratios, not promises.

    make bench                 everything
    make bench ONLY=frontier   one part

Each peer is installed once into an environment of its own under .bench/, and is measured in the same
run as ours, on the same instances.  Times are the best of a few repetitions after a warm-up call.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

PARTS = ["frontier", "domains", "commands", "estate"]
HERE = Path(__file__).parent


def main() -> int:
    sys.path.insert(0, str(HERE))
    only = [name for name in os.environ.get("ONLY", "").split(",") if name]
    unknown = [name for name in only if name not in PARTS]
    if unknown:
        print(
            f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr
        )
        return 2
    for name in only or PARTS:
        if not (HERE / f"bench_{name}.py").exists():
            continue
        start = time.perf_counter()
        print(f"\n== {name} ==")
        importlib.import_module(f"bench_{name}").run()
        print(f"   ({time.perf_counter() - start:.0f} s for this part)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
