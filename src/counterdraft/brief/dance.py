"""The dance of the drafts as a chart: our gain against theirs, in the order of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from counterdraft.advice.answer import Answer
from counterdraft.brief import words
from counterdraft.brief.labels import Box, place
from counterdraft.brief.marks import Mark
from counterdraft.brief.picture import SCHEMA, Chart
from counterdraft.case import TABLE

__all__ = ["dance"]

WIDTH, HEIGHT = 720, 440


def dance(answer: Answer, other: str, marks: Sequence[Mark]) -> Chart:
    """
    Return the negotiation dance (Raiffa 1982): our gain against theirs, over the drafts in time.

    Args:
        answer: What to draw.
        other: The party on the upright axis.
        marks: What `marks_of` found.
    """
    money, own = words.answer_decimals(answer), words.who(answer)
    x = _domain([v for m in marks for v in (m.x, *(m.ranges or ())[:2])])
    y = _domain([v for m in marks for v in (m.y, *(m.ranges or ())[2:])])
    believed = "" if answer.case.seat == TABLE else ", as we believe it"
    us, them = words.party(answer.case, own), words.party(answer.case, other)
    across = f"Gain of {us} over no deal, {words.unit(answer, own)}"
    along = f"Gain of {them} over no deal{believed}, {words.unit(answer, other)}"
    on = _Canvas(x, y, (across, along))
    front = [m for m in marks if m.sort == "point"]
    drafts = [m for m in marks if m.sort == "draft"]
    counters = [m for m in marks if m.sort == "counter"]
    solved = [m for m in marks if m.sort == "solution"]
    layers = [on.better(), on.rule("x"), on.rule("y"), *on.whiskers([*drafts, *counters])]
    if len(answer.frontier.game.players) == 2:
        layers.append(on.line(front, colour="var(--front)", interpolate="step-after", width=1.5))
    layers += [on.line(drafts, colour="var(--ink)", width=1.25), on.arrows(drafts)]
    layers.append(on.points(front, "circle", 22, "var(--front)"))
    layers.append(on.points([m for m in drafts if not m.ours], "circle", 120, "var(--them)"))
    layers.append(on.points([m for m in drafts if m.ours], "circle", 120, "var(--us)"))
    layers.append(on.points(counters, "square", 110, "var(--paper)", stroke="var(--us)"))
    layers.append(on.points(solved, "diamond", 190, "transparent", stroke="var(--front)"))
    layers += on.labels([*drafts, *counters, *solved], front)
    tips = {m.key: _tip(answer, other, m, money) for m in marks}
    return Chart(on.spec([layer for layer in layers if layer]), tips)


def _tip(answer: Answer, other: str, mark: Mark, money: words.Decimals) -> str:
    lines = [mark.title]
    pairs = (
        (words.who(answer), mark.x, (mark.ranges or ())[:2]),
        (other, mark.y, (mark.ranges or ())[2:]),
    )
    for name, value, ends in pairs:
        span = f" ({money.signed(ends[0])} to {money.signed(ends[1])})" if ends else ""
        label = words.party(answer.case, name)
        lines.append(f"{label}: {money.signed(value)} {words.unit(answer, name)}{span}")
    return "\n".join([*lines, *mark.offer])


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min([0.0, *values]), max([0.0, *values])
    room = 0.07 * (high - low) or 1.0
    return low - room, high + room


@dataclass(frozen=True, slots=True)
class _Canvas:
    """The frame of the dance; every layer is drawn on the same two axes."""

    x: tuple[float, float]
    y: tuple[float, float]
    titles: tuple[str, str]

    def spec(self, layers: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "$schema": SCHEMA,
            "width": WIDTH,
            "height": HEIGHT,
            "layer": layers,
        }

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        (left, right), (low, high) = self.x, self.y
        return (x - left) / (right - left) * WIDTH, (high - y) / (high - low) * HEIGHT

    def _axes(self, x: str = "x", y: str = "y") -> dict[str, Any]:
        def one(field: str, domain: tuple[float, float], title: str) -> dict[str, Any]:
            scale = {"domain": list(domain), "nice": False, "zero": False}
            axis = {"title": title, "tickCount": 8}
            return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

        return {"x": one(x, self.x, self.titles[0]), "y": one(y, self.y, self.titles[1])}

    def _layer(
        self,
        rows: list[dict[str, Any]],
        mark: dict[str, Any],
        **more: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        encoding = {**self._axes(), **more}
        return {"data": {"values": rows}, "mark": {"aria": False, **mark}, "encoding": encoding}

    def better(self) -> dict[str, Any]:
        """The quarter in which both are better off than without a deal."""
        rows = [
            {"x": max(0.0, self.x[0]), "x2": self.x[1], "y": max(0.0, self.y[0]), "y2": self.y[1]}
        ]
        mark = {"type": "rect", "color": "var(--wash)"}
        return self._layer(rows, mark, x2={"field": "x2"}, y2={"field": "y2"})

    def rule(self, axis: str) -> dict[str, Any]:
        """The line of no deal."""
        ends = {"x": self.x, "y": self.y}
        other = "y" if axis == "x" else "x"
        row = {axis: 0, other: ends[other][0], f"{other}2": ends[other][1]}
        mark = {"type": "rule", "color": "var(--quiet)", "strokeDash": [4, 3], "strokeWidth": 1}
        return self._layer([row], mark, **{f"{other}2": {"field": f"{other}2"}})

    def whiskers(self, marks: Sequence[Mark]) -> list[dict[str, Any]]:
        """P10 to P90 of both gains."""
        flat = [(m, m.ranges) for m in marks if m.ranges]
        across = [{"x": r[0], "x2": r[1], "y": m.y, "c": _colour(m)} for m, r in flat]
        along = [{"x": m.x, "y": r[2], "y2": r[3], "c": _colour(m)} for m, r in flat]
        mark = {"type": "rule", "strokeWidth": 1, "opacity": 0.4}
        colour = {"field": "c", "type": "nominal", "scale": None}
        return [
            self._layer(across, mark, x2={"field": "x2"}, color=colour),
            self._layer(along, mark, y2={"field": "y2"}, color=colour),
        ]

    def line(
        self, marks: Sequence[Mark], *, colour: str, width: float, interpolate: str = "linear"
    ) -> dict[str, Any]:
        rows = [{"x": m.x, "y": m.y, "k": k} for k, m in enumerate(marks)]
        mark = {"type": "line", "color": colour, "strokeWidth": width, "interpolate": interpolate}
        order = {"field": "k", "type": "quantitative"}
        return self._layer(rows, {**mark, "opacity": 0.75}, order=order) if rows else {}

    def arrows(self, marks: Sequence[Mark]) -> dict[str, Any]:
        """An arrow in the middle of each step, so that the path has a direction."""
        rows: list[dict[str, Any]] = []
        for a, b in pairwise(marks):
            (x1, y1), (x2, y2) = self.pixel(a.x, a.y), self.pixel(b.x, b.y)
            if math.hypot(x2 - x1, y2 - y1) < 36:
                continue
            angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
            rows.append({"x": (a.x + b.x) / 2, "y": (a.y + b.y) / 2, "angle": round(angle, 3)})
        mark = {
            "type": "point",
            "shape": "M-5,-4L5,0L-5,4Z",
            "filled": True,
            "opacity": 1,
            "size": 4,
        }
        mark = {**mark, "color": "var(--ink)"}
        angle_of = {"field": "angle", "type": "quantitative", "scale": None}
        return self._layer(rows, mark, angle=angle_of) if rows else {}

    def points(
        self, marks: Sequence[Mark], shape: str, size: float, fill: str, *, stroke: str = ""
    ) -> dict[str, Any]:
        rows = [{"x": m.x, "y": m.y, "key": m.key} for m in marks]
        mark = {"type": "point", "shape": shape, "size": size, "fill": fill, "opacity": 1}
        mark |= {
            "stroke": stroke or "var(--paper)",
            "strokeWidth": 2 if stroke else 1,
            "aria": True,
        }
        key = {"field": "key", "type": "nominal"}
        return self._layer(rows, mark, description=key) if rows else {}

    def labels(self, marks: Sequence[Mark], front: Sequence[Mark]) -> list[dict[str, Any]]:
        spots = [self.pixel(m.x, m.y) for m in marks]
        others = [self.pixel(m.x, m.y) for m in front]
        places = place(spots, [m.label for m in marks], Box(0, 0, WIDTH, HEIGHT), others)
        layers = []
        for m, (px, py), (x, y, align) in zip(marks, spots, places, strict=True):
            mark: dict[str, Any] = {
                "type": "text",
                "align": align,
                "baseline": "middle",
                "text": m.label,
            }
            mark |= {"dx": round(x - px, 2), "dy": round(y - py, 2), "color": _colour(m)}
            layers.append(self._layer([{"x": m.x, "y": m.y}], {**mark, "fontWeight": 500}))
        return layers


def _colour(mark: Mark) -> str:
    if mark.sort == "solution":
        return "var(--front)"
    if mark.sort == "counter":
        return "var(--us)"
    return "var(--us)" if mark.ours else "var(--them)"
