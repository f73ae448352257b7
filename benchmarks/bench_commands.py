"""Start-up, check, frontier and brief, as a user waits for them: whole processes, caches warm."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXE = str(Path(sys.executable).parent / "counterdraft")
CASE = "cases/ukraine-2025"


def best(command: list[str], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def run() -> None:
    floor = best([sys.executable, "-c", "pass"], 5)
    print(f"   an empty Python                     {floor:7.3f} s")
    with tempfile.TemporaryDirectory() as out:
        brief = [EXE, "brief", CASE, "--as", "ukraine", "--answer", "feb-07"]
        brief += ["--as-of", "2025-02-15", "--draws", "10000", "-o", out]
        rows = [
            ("counterdraft --help", [EXE, "--help"], 5, 0.25),
            ("check", [EXE, "check", CASE], 5, 1.0),
            ("frontier, everybody's seat", [EXE, "frontier", CASE, "--json"], 3, 5.0),
            ("brief, 10,000 draws, all files", brief, 4, 5.0),
        ]
        for label, command, repeat, aim in rows:
            seconds = best(command, repeat)
            print(
                f"   {label:<35} {seconds:7.3f} s   aim {aim:g} s   {seconds / floor:6.1f} x empty Python"
            )
        page = next(Path(out).glob("*.html"))
        print(
            f"   the page                            {page.stat().st_size / 1e6:7.3f} MB  aim 1.5 MB"
        )
