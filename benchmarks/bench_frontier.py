"""Frontier, Nash and Kalai–Smorodinsky: ours, NegMAS in its own environment, and ours alone beyond it."""

from __future__ import annotations

import resource
import time

from peers.environment import ask
from spaces import random_game

from counterdraft.agreements import frontier, solutions
from counterdraft.preferences import Game
from counterdraft.verification import verify

PEER = ("negmas", "negmas==0.16.*", "negmas_frontier.py")
BOTH = [(3, 2), (4, 2), (5, 2), (6, 2), (3, 3), (4, 3), (5, 3), (6, 3)]
ALONE = [
    (9, 2, "0.05 s at 1e20"),
    (20, 2, "0.05 s"),
    (50, 2, "1 s"),
    (100, 2, "10 s"),
    (9, 3, "1 s"),
    (20, 3, "20 s"),
]


def seconds(game: Game, repeat: int) -> tuple[float, int, str]:
    """Best time of frontier plus solutions, the number of points, and the status."""
    best, points, status = float("inf"), 0, ""
    for _ in range(repeat):
        start = time.perf_counter()
        front = frontier(game)
        solutions(game, front)
        best = min(best, time.perf_counter() - start)
        points, status = len(front), front.status
    return best, points, status


def peer(game: Game, repeat: int) -> dict[str, float] | None:
    tables = [[s.table.tolist() for s in p.summands] for p in game.players]
    return ask(*PEER, {"tables": tables, "repeat": repeat}, timeout=300)


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB peak so far"


def run() -> None:
    warm = random_game(4, 10, 2, "random", 9), random_game(4, 10, 3, "random", 9)
    for game in warm:
        seconds(game, 1)
    print("   offers  parties  preferences   points       ours     NegMAS      ratio")
    for issues, players in BOTH:
        for kind in ("random", "opposed"):
            game = random_game(issues, 10, players, kind, 1)
            ours, points, _ = seconds(game, 20 if issues < 6 else 10)
            theirs = peer(game, 3 if issues < 5 else 1)
            other = "     (over 300 s)" if theirs is None else f"{theirs['seconds']:9.4f} s"
            ratio = "" if theirs is None else f"{theirs['seconds'] / ours:9.0f} x"
            row = f"   1e{issues:<6} {players:<8} {kind:<10} {points:>9,} {1000 * ours:7.2f} ms"
            print(f"{row} {other} {ratio}", flush=True)
    print("\n   beyond it (NegMAS runs out of memory from 1e9 on)")
    for issues, players, aim in ALONE:
        for kind in ("random", "opposed"):
            if issues * players > 100 and players == 3:
                continue
            game = random_game(issues, 10, players, kind, 1)
            ours, points, status = seconds(game, 1)
            print(
                f"   1e{issues:<6} {players:<8} {kind:<10} {points:>9,} {ours:9.3f} s   "
                f"aim {aim:<14} {status}, {memory()}",
                flush=True,
            )
    print("\n   Nash with five parties, certified")
    game = random_game(30, 10, 5, "random", 1)
    solutions(random_game(6, 4, 5, "random", 1))
    start = time.perf_counter()
    solved = solutions(game)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    verdict = verify(solved.nash.certificate)
    checked = time.perf_counter() - start
    print(
        f"   1e30    5        random     all four solutions {ours:6.2f} s, Nash {solved.nash.status}; "
        f"independent check {checked:.2f} s: {'holds' if verdict.ok else verdict.why}"
    )
