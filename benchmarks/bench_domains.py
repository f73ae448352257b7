"""
Real domains of the field: load, frontier and solutions, against NegMAS on the same folders.

    DOMAINS=/path/to/folder make bench ONLY=domains

Times only are compared: NegMAS's values follow other rules for these files.  Domains of our own, made
with a seed, are measured as well, so that the part says something without any folder.  PLAIN=60 compares
the non-linear ones with a plain script of integer programs that has 60 seconds for each.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

from peers.environment import ask
from plain_program import plain_frontier
from rectangles import DENSE, FAMILY, Kind
from rectangles import written as written_boxes

from counterdraft.agreements import frontier, solutions
from counterdraft.errors import CaseError
from counterdraft.formats import load
from counterdraft.formats.registry import FORMATS
from counterdraft.preferences import expected_game

PEER = ("negmas", "negmas==0.16.*", "negmas_domain.py")
PEER_LARGEST = 1_000_000
PATIENCE = 60.0


def written(folder: Path, sizes: list[int], parties: int, seed: int) -> Path:
    """Write a linear GENIUS domain with random profiles."""
    dice = random.Random(seed)
    folder.mkdir()
    tree = '<objective index="0" name="root" type="objective" etype="objective">\n'

    def issues(*, scored: bool) -> str:
        text = ""
        for i, size in enumerate(sizes):
            text += f'<issue index="{i + 1}" name="issue {i}" type="discrete" etype="discrete">\n'
            for k in range(size):
                score = f' evaluation="{dice.randrange(1, 100)}"' if scored else ""
                head = f'<item index="{k + 1}" value="value {k}" cost="0.0" description="value"'
                text += f"{head}{score}>\n</item>\n"
            text += "</issue>\n"
        return text

    head = f'<utility_space number_of_issues="{len(sizes)}">'
    domain = f"{head}{tree}{issues(scored=False)}</objective></utility_space>"
    (folder / "domain.xml").write_text(f"<negotiation_template>{domain}</negotiation_template>")
    for party in range(parties):
        parts = [dice.random() for _ in sizes]
        weights = "".join(
            f'<weight index="{i + 1}" value="{p / sum(parts)}"></weight>\n'
            for i, p in enumerate(parts)
        )
        body = f"{tree}{issues(scored=True)}{weights}</objective>"
        (folder / f"profile{party}.xml").write_text(f"<utility_space>{body}</utility_space>")
    return folder


def measured(folder: Path, repeat: int) -> tuple[float, float, int, int, str] | None:
    """Best times of loading and of game, frontier and solutions; offers, points and status."""
    read = solved = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        try:
            case = load(folder)
        except CaseError as error:
            print(f"   {folder.name:<28} not read: {error.faults[0].message}")
            return None
        loaded = time.perf_counter()
        game = expected_game(case)
        front = frontier(game)
        solutions(game, front, common_unit=True)
        read = min(read, loaded - start)
        solved = min(solved, time.perf_counter() - loaded)
        if time.perf_counter() - start > PATIENCE / 4:
            break
    return read, solved, game.size, len(front), front.status


def shown(folder: Path, repeat: int = 3, aim: str = "", *, peer: bool = True) -> None:
    found = measured(folder, repeat)
    if found is None:
        return
    read, solved, offers, points, status = found
    theirs = None
    if peer and offers <= PEER_LARGEST:
        theirs = ask(*PEER, {"folder": str(folder), "repeat": repeat}, timeout=PATIENCE)
    other = (
        "          –"
        if theirs is None
        else f"{theirs['seconds']:9.4f} s {theirs['seconds'] / (read + solved):6.0f} x"
    )
    print(
        f"   {folder.name:<28} {offers:>9.2g} offers {points:>7,} points  {status:<7} "
        f"load {read:7.4f} s  solve {solved:7.4f} s  NegMAS {other}  {aim}",
        flush=True,
    )


def boxes(home: Path, family: list[Kind]) -> None:
    """Non-linear domains, and a plain script of integer programs where PLAIN gives it seconds."""
    patience = float(os.environ.get("PLAIN", "0"))
    total = plain_total = 0.0
    for kind in family:
        found = measured(written_boxes(home, kind), 1)
        assert found is not None
        read, solved, offers, points, status = found
        total += read + solved
        other = ""
        if patience:
            plain, spent, whole = plain_frontier(kind, patience)
            plain_total += spent
            same = "the same points" if len(plain) == points else f"{len(plain)} points"
            ended = same if whole else f"{len(plain)} points when the time ended"
            other = f"plain script {spent:8.2f} s, {ended}"
        print(
            f"   {kind.name:<32} {offers:>7.2g} offers {points:>4} points  {status:<7} "
            f"{read + solved:7.3f} s  {other}",
            flush=True,
        )
    print(
        f"   together {total:.2f} s" + (f", plain script {plain_total:.0f} s" if patience else "")
    )


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        measured(written(home / "warm", [3] * 4, 2, 1), 1)
        shown(written(home / "eight issues of five", [5] * 8, 2, 3), aim="aim: solve under 0.05 s")
        shown(written(home / "three parties", [5] * 6, 3, 3))
        (home / "dense").mkdir()
        big = written(home / "ten megabytes", [400] * 95, 2, 3)
        size = sum(f.stat().st_size for f in big.iterdir()) / 1e6
        start = time.perf_counter()
        load(big)
        spent = time.perf_counter() - start
        print(
            f"   {size:.1f} MB of XML loaded in {spent:.3f} s, {spent / size * 10:.2f} s for 10 MB   aim 1 s"
        )
        print(
            "   eighteen domains of weighted hyper-rectangles; aim: four of 10 issues under 1 s together"
        )
        boxes(home, FAMILY)
        print("   denser ones")
        boxes(home / "dense", DENSE)
    folder = os.environ.get("DOMAINS")
    if not folder:
        print("   DOMAINS=FOLDER names a folder of real domains to measure")
        return
    for path in sorted(p for p in Path(folder).rglob("*") if p.is_dir()):
        if any(f.recognise(path) for f in FORMATS):
            shown(path)
