"""The dance of the drafts as a chart: our gain against theirs, in the order of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from counterdraft.advice.results import Answer
from counterdraft.brief import words
from counterdraft.brief.charts.dance_marks import Mark
from counterdraft.brief.charts.drawing import (
    amount,
    interactive_page,
    safe,
    tick_decimals,
    ticks,
    with_tip,
)
from counterdraft.brief.charts.label_placement import Box, place
from counterdraft.case import TABLE

__all__ = ["dance_chart"]

WIDTH, HEIGHT = 720, 440
"""Of the field between the axes, in pixels."""
LEFT, TOP, RIGHT, BOTTOM = 66, 10, 14, 50


def dance_chart(answer: Answer, other: str, marks: Sequence[Mark], *, title: str, name: str) -> str:
    """
    Return the negotiation dance (Raiffa 1982) as SVG: our gain against theirs, over the drafts in time.

    Args:
        answer: What to draw.
        other: The party on the upright axis.
        marks: What `marks_of` returns.
        title: What the chart shows, for those who cannot see it.
        name: Unique on the page; before the names of the marks.
    """
    field = _Field(
        _domain([v for m in marks for v in (m.x, *(m.ranges or ())[:2])]),
        _domain([v for m in marks for v in (m.y, *(m.ranges or ())[2:])]),
    )
    believed = "" if answer.case.seat == TABLE else ", as we believe it"
    own = words.answering_party(answer)
    us, them = words.party_label(answer.case, own), words.party_label(answer.case, other)
    front = [m for m in marks if m.sort == "point"]
    drafts = [m for m in marks if m.sort == "draft"]
    counters = [m for m in marks if m.sort == "counter"]
    solutions = [m for m in marks if m.sort == "solution"]
    money = words.answer_decimals(answer)

    def shapes(of: Sequence[Mark]) -> list[str]:
        return [
            with_tip(
                field.shape(m),
                f"{name}-{m.key}",
                _tip(answer, other, m, money),
                # A hundred efficient offers would be a hundred stops.
                tab_stop=m.sort != "point",
            )
            for m in of
        ]

    body = [
        *field.axes(
            f"Gain of {us} over no deal, {words.worth_unit(answer, own)}",
            f"Gain of {them} over no deal{believed}, {words.worth_unit(answer, other)}",
        ),
        *field.whiskers([*drafts, *counters]),
        *(field.staircase(front) if len(answer.frontier.game.players) == 2 else []),
        *field.path(drafts),
        *shapes([*front, *drafts, *counters, *solutions]),
        *field.labels([*drafts, *counters, *solutions], front),
    ]
    return interactive_page(WIDTH + LEFT + RIGHT, HEIGHT + TOP + BOTTOM, title, body)


def _tip(answer: Answer, other: str, mark: Mark, money: words.Decimals) -> str:
    lines = [mark.title]
    pairs = (
        (words.answering_party(answer), mark.x, (mark.ranges or ())[:2]),
        (other, mark.y, (mark.ranges or ())[2:]),
    )
    for name, value, ends in pairs:
        span = f" ({money.signed(ends[0])} to {money.signed(ends[1])})" if ends else ""
        label = words.party_label(answer.case, name)
        lines.append(f"{label}: {money.signed(value)} {words.worth_unit(answer, name)}{span}")
    return "\n".join([*lines, *mark.offer])


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min([0.0, *values]), max([0.0, *values])
    room = 0.07 * (high - low) or 1.0
    return low - room, high + room


@dataclass(frozen=True, slots=True)
class _Field:
    """The field between the axes: from gains to pixels."""

    x: tuple[float, float]
    y: tuple[float, float]

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        (left, right), (low, high) = self.x, self.y
        across, down = (x - left) / (right - left), (high - y) / (high - low)
        return LEFT + across * WIDTH, TOP + down * HEIGHT

    def axes(self, x_title: str, y_title: str) -> list[str]:
        """Grid, numbers and titles; the lines of no deal; the quarter in which both gain."""
        right, floor = LEFT + WIDTH, TOP + HEIGHT
        zero_x, zero_y = self.pixel(0.0, 0.0)
        corner = f'x="{zero_x:.1f}" y="{TOP}" width="{right - zero_x:.1f}"'
        marks = [f'<rect {corner} height="{zero_y - TOP:.1f}" fill="var(--wash)"/>']
        columns, rows = ticks(*self.x, 8), ticks(*self.y, 8)
        digits = tick_decimals(columns)
        for value in columns:
            x, _ = self.pixel(value, 0.0)
            marks.append(_rule(x, TOP, x, floor, "var(--hair)"))
            marks.append(
                _words(x, floor + 18, amount(value, places=digits), "middle", "var(--quiet)")
            )
        digits = tick_decimals(rows)
        for value in rows:
            _, y = self.pixel(0.0, value)
            marks.append(_rule(LEFT, y, right, y, "var(--hair)"))
            marks.append(
                _words(LEFT - 8, y + 4, amount(value, places=digits), "end", "var(--quiet)")
            )
        marks += [
            _rule(LEFT, zero_y, right, zero_y, "var(--quiet)", 'stroke-dasharray="4 3"'),
            _rule(zero_x, TOP, zero_x, floor, "var(--quiet)", 'stroke-dasharray="4 3"'),
            _words(LEFT + WIDTH / 2, floor + 42, x_title, "middle", "var(--quiet)"),
        ]
        middle = TOP + HEIGHT / 2
        turned = f'transform="rotate(-90 14 {middle:.1f})"'
        return [*marks, _words(14, middle, y_title, "middle", "var(--quiet)", turned)]

    def whiskers(self, marks: Sequence[Mark]) -> list[str]:
        """P10 to P90 of both gains."""
        rules = []
        for mark in marks:
            if mark.ranges:
                low_x, high_x, low_y, high_y = mark.ranges
                ends = (self.pixel(low_x, mark.y), self.pixel(high_x, mark.y))
                upright = (self.pixel(mark.x, low_y), self.pixel(mark.x, high_y))
                rules += [_rule(*a, *b, _colour(mark), 'opacity="0.4"') for a, b in (ends, upright)]
        return rules

    def staircase(self, marks: Sequence[Mark]) -> list[str]:
        """The frontier of two parties: what each step along it costs the other."""
        if not marks:
            return []
        (x, y), *rest = [self.pixel(m.x, m.y) for m in marks]
        steps = "".join(f"H{x:.1f}V{y:.1f}" for x, y in rest)
        return [_curve(f"M{x:.1f} {y:.1f}{steps}", "var(--front)", 1.5)]

    def path(self, drafts: Sequence[Mark]) -> list[str]:
        """The drafts in the order of time, with an arrow in the middle of each longer step."""
        spots = [self.pixel(m.x, m.y) for m in drafts]
        if not spots:
            return []
        curve = [_curve("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots), "var(--ink)", 1.25)]
        for (x1, y1), (x2, y2) in pairwise(spots):
            if math.hypot(x2 - x1, y2 - y1) >= 36:
                angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
                place = f"translate({(x1 + x2) / 2:.1f} {(y1 + y2) / 2:.1f}) rotate({angle:.1f})"
                curve.append(f'<path d="M-5 -4L5 0L-5 4Z" fill="var(--ink)" transform="{place}"/>')
        return curve

    def shape(self, mark: Mark) -> str:
        """The mark itself: drafts and efficient offers round, counter-offers square, solutions diamonds."""
        x, y = self.pixel(mark.x, mark.y)
        if mark.sort == "counter":
            side = 10.5
            place = f'x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side}" height="{side}"'
            return f'<rect {place} fill="var(--paper)" stroke="var(--us)" stroke-width="2"/>'
        if mark.sort == "solution":
            path = f"M{x - 6.9:.1f} {y:.1f}l6.9 -6.9l6.9 6.9l-6.9 6.9Z"
            return f'<path d="{path}" fill="transparent" stroke="var(--front)" stroke-width="2"/>'
        radius, fill = (2.65, "var(--front)") if mark.sort == "point" else (6.2, _colour(mark))
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="var(--paper)"/>'
        )

    def labels(self, marks: Sequence[Mark], front: Sequence[Mark]) -> list[str]:
        """What drafts, counter-offers and solutions are called, where nothing else stands."""
        spots = [self.pixel(m.x, m.y) for m in marks]
        occupied = [self.pixel(m.x, m.y) for m in front]
        frame = Box(LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT)
        anchors = {"left": "start", "right": "end", "center": "middle"}
        return [
            _words(x, y + 4, mark.label, anchors[align], _colour(mark), 'font-weight="500"')
            for mark, (x, y, align) in zip(
                marks, place(spots, [m.label for m in marks], frame, occupied), strict=True
            )
        ]


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" {more}/>'


def _curve(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" opacity="0.75"/>'


def _words(x: float, y: float, text: str, anchor: str, colour: str, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}" {more}>{safe(text)}</text>'


def _colour(mark: Mark) -> str:
    if mark.sort == "solution":
        return "var(--front)"
    return "var(--us)" if mark.ours or mark.sort == "counter" else "var(--them)"
