"""A tornado as a chart: what a headline becomes when one figure is held at its ends."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.advice.results import Answer, Bar, Headline
from counterdraft.brief import words
from counterdraft.brief.charts.drawing import (
    amount,
    interactive_page,
    safe,
    tick_decimals,
    ticks,
    with_tip,
)
from counterdraft.brief.text_columns import cut

__all__ = ["tornado_chart"]

LABEL, WIDTH, MARGIN = 376, 380, 24
"""Of the labels, of the field of the bars, and to its right, in pixels."""
ROW, BAR = 27, 15


def tornado_chart(
    answer: Answer, head: Headline, bars: Sequence[Bar], *, title: str, name: str
) -> str:
    """
    Return the tornado of a headline as SVG: a bar per figure, from its P10 to its P90 (Eschenbach 1992).

    Args:
        answer: Whose words are used.
        head: The figure in question, where it now stands.
        bars: The figures it hangs on, weightiest first.
        title: What the chart shows, for those who cannot see it.
        name: Unique on the page; before the names of the marks.
    """
    low, high = _domain(head, bars)
    floor = len(bars) * ROW + 6

    def across(value: float) -> float:
        return LABEL + (value - low) / (high - low) * WIDTH

    body = _axis(head, (low, high), floor)
    for k, bar in enumerate(bars):
        middle = (k + 0.5) * ROW
        body.append(_text(4, middle + 4, _label(answer, bar), "start", "var(--ink)"))
        for end, value in (("low", bar.low), ("high", bar.high)):
            x, now = across(value), across(head.value)
            rect = (
                f'<rect x="{min(x, now):.1f}" y="{middle - BAR / 2:.1f}" '
                f'width="{abs(x - now):.1f}" height="{BAR}" fill="var(--{end})"/>'
            )
            which = "P10, its low end" if end == "low" else "P90, its high end"
            shown = words.headline_text(answer, head, value)
            tip = f"{words.figure_label(answer, bar.label)}\nheld at its {which}: {shown}"
            body.append(with_tip(rect, f"{name}-{k}-{end}", tip))
            if not _is_inner(head, bar, value):
                left = value < head.value or (value == head.value and end == "low")
                offset, anchor = (-6, "end") if left else (6, "start")
                body.append(_text(x + offset, middle + 4, shown, anchor, "var(--quiet)"))
    now = across(head.value)
    body.append(f'<path d="M{now:.1f} 0V{floor}" stroke="var(--ink)" stroke-width="1.25"/>')
    return interactive_page(LABEL + WIDTH + MARGIN, floor + 44, title, body)


def _domain(head: Headline, bars: Sequence[Bar]) -> tuple[float, float]:
    ends = [v for b in bars for v in (b.low, b.high)] + [head.value]
    room = 0.16 * (max(ends) - min(ends)) or 1.0
    low, high = min(ends) - room, max(ends) + room
    return (max(-0.1, low), min(1.1, high)) if words.is_chance(head) else (low, high)


def _axis(head: Headline, domain: tuple[float, float], floor: float) -> list[str]:
    low, high = domain
    chance = words.is_chance(head)
    unit = "" if chance else words.clean(head.unit)
    values = ticks(low, high, 6)
    digits = tick_decimals(values)
    marks = []
    for value in values:
        x = LABEL + (value - low) / (high - low) * WIDTH
        shown = f"{100 * value:.0f} %" if chance else amount(value, places=digits)
        marks.append(f'<path d="M{x:.1f} 0V{floor}" stroke="var(--hair)"/>')
        marks.append(_text(x, floor + 16, shown, "middle", "var(--quiet)"))
    title = f"{words.clean(head.name)}{f', {unit}' if unit else ''}"
    return [*marks, _text(LABEL + WIDTH / 2, floor + 38, title, "middle", "var(--quiet)")]


def _label(answer: Answer, bar: Bar) -> str:
    known = words.provenance_mark(bar.figure.provenance.kind)
    turns = "" if bar.monotone else " (turns)"
    return f"{known}  {cut(words.figure_label(answer, bar.label), 60 - len(turns))}{turns}"


def _is_inner(head: Headline, bar: Bar, value: float) -> bool:
    """Return whether both ends lie on one side of the headline and this is the nearer one."""
    if (bar.low < head.value) != (bar.high < head.value):
        return False
    return abs(value - head.value) < max(abs(bar.low - head.value), abs(bar.high - head.value))


def _text(x: float, y: float, text: str, anchor: str, colour: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{safe(text)}</text>'
