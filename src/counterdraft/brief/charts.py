"""The charts of the page, as Vega-Lite specifications (v5) with what each mark says when asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from counterdraft.advice.answer import Answer, Bar, Headline, Pricing
from counterdraft.agreements import Point
from counterdraft.brief import words
from counterdraft.brief.labels import Box, place
from counterdraft.case import TABLE

__all__ = ["SOLUTIONS", "Chart", "Mark", "dance", "marks_of", "tornado"]

WIDTH, HEIGHT = 720, 440
MOST_POINTS = 160
"""Frontier points drawn; of a longer frontier they are spread evenly and the page says so."""

SOLUTIONS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A specification and the tips of its marks, by the description of the mark."""

    spec: dict[str, Any]
    tips: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """
    One mark of the dance: where it stands, what it is called, and the offer behind it.

    ``x`` is our gain and ``y`` theirs; ``ranges`` is P10 and P90 of both where they are known.
    """

    key: str
    sort: str
    label: str
    title: str
    x: float
    y: float
    ranges: tuple[float, float, float, float] | None
    offer: tuple[str, ...]
    ours: bool = False


def marks_of(answer: Answer, other: str) -> list[Mark]:
    """
    Return everything the dance of the answering party with *other* shows.

    Drafts in the order of the answer, then counter-offers, solutions, and the efficient offers.
    """
    own = words.who(answer)
    found = [*_drafts(answer, own, other), *_counters(answer, own, other)]
    game = answer.frontier.game
    names = [player.name for player in game.players]
    if own not in names or other not in names:
        return found
    at = (names.index(own), names.index(other))

    def gain(point: Point, k: int) -> float:
        player = game.players[k]
        return float(player.figure(point.worth[k] - player.reservation))

    tied: dict[tuple[int, ...], list[str]] = {}
    points: dict[tuple[int, ...], Point] = {}
    for solution in answer.solutions:
        for point in solution.points[:1]:
            tied.setdefault(point.worth, []).append(SOLUTIONS.get(solution.name, solution.name))
            points[point.worth] = point
    for k, (worth, called) in enumerate(tied.items()):
        point = points[worth]
        x, y = (gain(point, p) for p in at)
        label = "all four solutions" if len(called) == len(SOLUTIONS) else " · ".join(called)
        offer = _offer(answer, point.offer)
        found.append(
            Mark(
                f"solution-{k}",
                "solution",
                label,
                f"Solution: {words.joined(called)}",
                x,
                y,
                None,
                offer,
            )
        )
    total = len(answer.frontier)
    step = max(1, total - 1) / (MOST_POINTS - 1)
    chosen = range(total) if total <= MOST_POINTS else [round(k * step) for k in range(MOST_POINTS)]
    for k in chosen:
        point = answer.frontier.point(k)
        x, y = (gain(point, p) for p in at)
        title = f"Efficient offer {k + 1} of {total:,}"
        found.append(
            Mark(f"point-{k}", "point", "", title, x, y, None, _offer(answer, point.offer))
        )
    return [m for m in found if math.isfinite(m.x) and math.isfinite(m.y)]


def _offer(answer: Answer, offer: Sequence[int]) -> tuple[str, ...]:
    case = answer.case
    return tuple(f"{words.issue(case, i)}: {words.option(case, i, o)}" for i, o in enumerate(offer))


def _ranged(priced: Pricing, own: str, other: str) -> tuple[float, float, float, float] | None:
    x, y = priced.gain[own], priced.gain[other]
    found = (x.p10, x.p90, y.p10, y.p90)
    return found if all(map(math.isfinite, found)) else None


def _drafts(answer: Answer, own: str, other: str) -> Iterable[Mark]:
    years = {review.draft.date.year for review in answer.dance}
    for k, review in enumerate(answer.dance):
        priced, draft = review.pricing, review.draft
        if own not in priced.gain or other not in priced.gain:
            continue
        when = draft.date.strftime("%b") + (f" {draft.date.year}" if len(years) > 1 else "")
        label = f"{draft.date.day} {when}" if len(years) == 1 else when
        offer = tuple(
            f"{words.issue(answer.case, t.issue)}: {words.term(answer.case, t)}"
            for t in review.terms
        )
        by = words.party(answer.case, draft.proposed_by)
        title = f"{k + 1}. {words.draft_title(draft)}, {words.day(draft.date)}, proposed by {by}"
        x, y = priced.gain[own].mean, priced.gain[other].mean
        ranges = _ranged(priced, own, other)
        ours = draft.proposed_by == own
        yield Mark(f"draft-{k}", "draft", label, title, x, y, ranges, offer, ours)


def _counters(answer: Answer, own: str, other: str) -> Iterable[Mark]:
    for k, counter in enumerate(answer.shortlist.counters, 1):
        priced = counter.pricing
        if own not in priced.gain or other not in priced.gain:
            continue
        title = f"Counter-offer {k}: {words.kind_of(counter)}"
        x, y = priced.gain[own].mean, priced.gain[other].mean
        offer = _offer(answer, counter.offer)
        ranges = _ranged(priced, own, other)
        yield Mark(f"counter-{k}", "counter", f"offer {k}", title, x, y, ranges, offer, ours=True)


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
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
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
            mark = {"type": "text", "align": align, "baseline": "middle", "text": m.label}
            mark |= {"dx": round(x - px, 2), "dy": round(y - py, 2), "color": _colour(m)}
            layers.append(self._layer([{"x": m.x, "y": m.y}], {**mark, "fontWeight": 500}))
        return layers


def _colour(mark: Mark) -> str:
    if mark.sort == "solution":
        return "var(--front)"
    if mark.sort == "counter":
        return "var(--us)"
    return "var(--us)" if mark.ours else "var(--them)"


def tornado(head: Headline, bars: Sequence[Bar], write: Callable[[float], str], name: str) -> Chart:
    """
    Return the tornado of a headline: a bar per figure, from its P10 to its P90 (Eschenbach 1992).

    Args:
        head: The figure in question, where it now stands.
        bars: The figures it hangs on, weightiest first.
        write: How values of the headline are written.
        name: Before the keys of the marks.
    """
    ends = [v for b in bars for v in (b.low, b.high)] + [head.value]
    room = 0.16 * (max(ends) - min(ends)) or 1.0
    domain = [min(ends) - room, max(ends) + room]
    rows, tips = [], {}
    for k, bar in enumerate(bars):
        known = words.mark(bar.figure.provenance.kind)
        label = f"{known}  {words.clean(bar.label)}" + ("" if bar.monotone else "  (turns)")
        again = sum(words.clean(b.label) == words.clean(bar.label) for b in bars[:k])
        label += f" ({again + 1})" if again else ""
        for end, value in (("low", bar.low), ("high", bar.high)):
            key = f"{name}-{k}-{end}"
            left = value < head.value or (value == head.value and end == "low")
            inner = (bar.low < head.value) == (bar.high < head.value) and abs(
                value - head.value
            ) < max(abs(bar.low - head.value), abs(bar.high - head.value))
            rows.append(
                {
                    "k": k,
                    "label": label,
                    "end": end,
                    "value": value,
                    "now": head.value,
                    "key": key,
                    "text": "" if inner else write(value),
                    "left": left,
                }
            )
            which = "P10, its low end" if end == "low" else "P90, its high end"
            tips[key] = f"{words.clean(bar.label)}\nheld at its {which}: {write(value)}"
    y = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "k", "op": "min"},
        "axis": {
            "title": None,
            "labelLimit": 290,
            "labelAlign": "left",
            "labelPadding": 300,
            "minExtent": 300,
            "ticks": False,
            "domain": False,
            "labelColor": "var(--ink)",
        },
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {
            "title": f"{words.clean(head.name)}{f', {head.unit}' if head.unit else ''}",
            "tickCount": 6,
        },
    }
    bar_layer = {
        "mark": {"type": "bar", "height": 15, "aria": True},
        "encoding": {
            "x": x,
            "x2": {"field": "now"},
            "y": y,
            "color": {
                "field": "end",
                "type": "nominal",
                "scale": {"domain": ["low", "high"], "range": ["var(--low)", "var(--high)"]},
                "legend": None,
            },
            "description": {"field": "key"},
        },
    }

    def ends_at(left: bool) -> dict[str, Any]:  # noqa: FBT001
        mark = {
            "type": "text",
            "aria": False,
            "align": "right" if left else "left",
            "dx": -6 if left else 6,
        }
        return {
            "transform": [{"filter": {"field": "left", "equal": left}}],
            "mark": {**mark, "color": "var(--quiet)", "fontSize": 11.5},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        }

    now = {
        "data": {"values": [{"value": head.value}]},
        "mark": {"type": "rule", "color": "var(--ink)", "strokeWidth": 1.25, "aria": False},
        "encoding": {"x": x},
    }
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 430,
        "height": {"step": 27},
        "data": {"values": rows},
        "layer": [bar_layer, ends_at(True), ends_at(False), now],
    }
    return Chart(spec, tips)
