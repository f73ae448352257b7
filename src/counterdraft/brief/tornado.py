"""A tornado as a chart: what a headline becomes when one figure is held at its ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterdraft.advice.answer import Answer, Bar, Headline
from counterdraft.brief import words
from counterdraft.brief.lines import cut
from counterdraft.brief.picture import SCHEMA, Chart

__all__ = ["tornado"]


def tornado(answer: Answer, head: Headline, bars: Sequence[Bar], name: str) -> Chart:
    """
    Return the tornado of a headline: a bar per figure, from its P10 to its P90 (Eschenbach 1992).

    Args:
        answer: Whose words are used.
        head: The figure in question, where it now stands.
        bars: The figures it hangs on, weightiest first.
        name: Before the keys of the marks.
    """
    ends = [v for b in bars for v in (b.low, b.high)] + [head.value]
    room = 0.16 * (max(ends) - min(ends)) or 1.0
    domain = [min(ends) - room, max(ends) + room]
    if words.is_chance(head):
        domain = [max(-0.1, domain[0]), min(1.1, domain[1])]
    rows, tips = [], {}
    seen: dict[str, int] = {}
    for k, bar in enumerate(bars):
        known = words.mark(bar.figure.provenance.kind)
        turns = "" if bar.monotone else " (turns)"
        label = f"{known}  {cut(words.label(answer, bar.label), 60 - len(turns))}{turns}"
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label += f" ({seen[label]})"
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
                    "text": "" if inner else words.headline(answer, head, value),
                    "left": left,
                }
            )
            which = "P10, its low end" if end == "low" else "P90, its high end"
            named, found = words.label(answer, bar.label), words.headline(answer, head, value)
            tips[key] = f"{named}\nheld at its {which}: {found}"
    y = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "k", "op": "min"},
        "axis": {
            "title": None,
            "labelLimit": 0,
            "labelAlign": "left",
            "labelPadding": 366,
            "minExtent": 366,
            "ticks": False,
            "domain": False,
            "labelColor": "var(--ink)",
        },
    }
    unit = "" if words.is_chance(head) else words.clean(head.unit)
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {
            "title": f"{words.clean(head.name)}{f', {unit}' if unit else ''}",
            "tickCount": 6,
            **({"format": ".0%"} if words.is_chance(head) else {}),
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
        "$schema": SCHEMA,
        "width": 380,
        "height": {"step": 27},
        "data": {"values": rows},
        "layer": [bar_layer, ends_at(True), ends_at(False), now],
    }
    return Chart(spec, tips)
