"""The efficient offers and the solutions as one screen."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from counterdraft.agreements import Count, Frontier, Point, Solutions
from counterdraft.brief.data.efficient_data import efficient_notices
from counterdraft.case import TABLE, Case
from counterdraft.preferences import Game

__all__ = ["efficient_text"]


def efficient_text(
    case: Case, game: Game, front: Frontier, solutions: Solutions, count: Count, *, most: int = 16
) -> str:
    """Return one screen: how many offers, how many efficient, the solutions, and the first points."""
    shown = range(len(front)) if len(front) <= most else _spread(len(front), most)
    points = [front.point(k) for k in shown]
    named = [(s, s.points[:3]) for s in solutions]
    everything = [*points, *(p for _, some in named for p in some)]
    varying = [i for i in range(len(case.issues)) if len({p.offer[i] for p in everything}) > 1]
    units = [case.preference(p.name).unit for p in game.players]
    show = _Row(case, game, varying)
    lines = [
        f"{case.title} · every efficient offer · seen from {case.seat}"
        + (" (everybody's mandate is shown)" if case.seat == TABLE else ""),
        "",
        f"  {game.size:,} offers; {_count(count)} better than no deal for everybody who must sign",
        f"  {len(front):,} efficient points, {_STATUS[front.status]}"
        + (f"; {front.note}" if front.note else ""),
    ]
    if not points:
        return "\n".join(
            [*lines, *(f"  {notice}" for notice in efficient_notices(case, solutions))]
        )
    alike = [i for i in range(len(case.issues)) if i not in varying]
    if alike:
        offer = points[0].offer
        terms = ", ".join(
            f"{case.issues[i].name} {case.issues[i].options[offer[i]].name}" for i in alike
        )
        lines += ["", *_wrapped(f"  all offers below have {terms}", "    ")]
    lines += ["", "  " + "".join(f"{p.name[:13]:>14}" for p in game.players) + "   " + "offer"]
    lines.append("  " + "".join(f"{unit[:13]:>14}" for unit in units))
    for solution, some in named:
        title = _NAMES.get(solution.name, solution.name)
        lines.append(f"  {title}, {_STATUS[solution.status]}")
        for point in some:
            lines += show.lines(point)
        if len(solution.points) > len(some):
            lines.append(f"    … and {len(solution.points) - len(some):,} more tied with it")
        if solution.note:
            lines += _wrapped(f"    {solution.note}", "    ")
    lines += ["", f"  the frontier, best for {game.players[0].name} first"]
    for point in points:
        lines += show.lines(point)
    if len(front) > most:
        lines.append(f"    {len(points)} of {len(front):,} shown, evenly spread; --json prints all")
    for notice in efficient_notices(case, solutions):
        lines += _wrapped(f"  note: {notice}", "    ")
    return "\n".join(lines)


_NAMES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}
_STATUS = {
    "proved": "proved",
    "solver": "points exact, completeness rests on the solver",
    "bounded": "not exhaustive, bound below",
}


@dataclass(frozen=True)
class _Row:
    """How one point is written: worths in columns, then the terms in which the points differ."""

    case: Case
    game: Game
    varying: list[int]

    def lines(self, point: Point) -> list[str]:
        worths = "".join(
            f"{float(p.figure(v)):>14,.4g}"
            for p, v in zip(self.game.players, point.worth, strict=True)
        )
        terms = ", ".join(
            f"{self.case.issues[i].name} {self.case.issues[i].options[point.offer[i]].name}"
            for i in self.varying
        )
        return _wrapped(f"  {worths}   {terms}", " " * (len(worths) + 5))


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(
        text, 100, subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False
    ) or [""]


def _spread(n: int, most: int) -> list[int]:
    return sorted({round(i * (n - 1) / (most - 1)) for i in range(most)})


def _count(count: Count) -> str:
    return f"{count.low:,}" if count.exact else f"between {count.low:,} and {count.high:,}"
