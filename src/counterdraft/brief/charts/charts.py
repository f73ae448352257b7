"""Pictures without a server: the map of deposits, fans of flows, waterfalls of worth, drafts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from textwrap import wrap

from counterdraft.brief.charts.deposit_map import map_of_deposits
from counterdraft.brief.charts.drawing import (
    BLUE,
    FAINT,
    INK,
    RED,
    amount,
    line,
    page,
    places,
    rect,
    text,
    ticks,
)
from counterdraft.case.spreads import Range
from counterdraft.estate.reports.results import YearBands

__all__ = [
    "fan_chart",
    "gains_chart",
    "map_of_deposits",
    "steps_chart",
    "waterfall_chart",
]


def fan_chart(
    years: Sequence[int],
    bands: YearBands,
    title: str,
    unit: str,
    *,
    width: int = 640,
) -> str:
    """
    Return a fan as SVG from its quantiles by year.

    Args:
        years: The calendar.
        bands: P10, P50 and P90 by year.
        title: Head of the picture.
        unit: Of the flows.
        width: In pixels.
    """
    low = min(0.0, *bands.p10)
    high = max(0.0, *bands.p90)
    marks = ticks(low, high, 4)
    fine = places(abs(b - a) for a, b in pairwise(marks))
    span = (high - low) or 1.0
    height, left, top, floor = 250, 76, 34, 34
    across = (width - left - 20) / max(len(years) - 1, 1)

    def at(t: int, value: float) -> tuple[float, float]:
        return left + across * t, top + (high - value) / span * (height - top - floor)

    def band(lower: Sequence[float], upper: Sequence[float], opacity: float) -> str:
        there = [at(t, v) for t, v in enumerate(upper)]
        back = [at(t, v) for t, v in reversed(list(enumerate(lower)))]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*there, *back])
        return f'<polygon class="us" points="{points}" fill="{BLUE}" fill-opacity="{opacity}"/>'

    body = [text(0, 16, f"{title}, {unit}", bold=True)]
    for value in marks:
        _, y = at(0, value)
        body += [line(left, y, width - 20, y, strong=value == 0)]
        body += [text(left - 8, y + 4, amount(value, places=fine), anchor="end", quiet=True)]
    body += [band(bands.p10, bands.p90, 0.2)]
    median = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(t, v) for t, v in enumerate(bands.p50)))
    body += [
        f'<polyline class="us-line" points="{median}" fill="none" stroke="{BLUE}" stroke-width="2"/>'
    ]
    step = max(round(len(years) / 6), 1)
    for t in range(0, len(years), step):
        x, _ = at(t, low)
        body += [text(x, height - 12, str(years[t]), anchor="middle", quiet=True)]
    first, last = (amount(bands.p50[t], places=fine) for t in (0, -1))
    low_end, high_end = (amount(ends[-1], places=fine) for ends in (bands.p10, bands.p90))
    said = (
        f"Median {first} in {years[0]} and {last} in {years[-1]}; eight paths of ten between {low_end} "
        f"and {high_end} in {years[-1]}"
    )
    return page(width, height, f"{title}: P10, median and P90 by year, {unit}", body, said)


def waterfall_chart(
    steps: Sequence[tuple[str, float]], title: str, unit: str, *, width: int = 720
) -> str:
    """
    Return a waterfall as SVG: levels one under another, and what is lost between them.

    Args:
        steps: Label and level, from first to last.
        title: Head of the picture.
        unit: Of the levels.
        width: In pixels.
    """
    largest = max((abs(level) for _, level in steps), default=1.0) or 1.0
    fine = places(level for _, level in steps)
    label, bar = 300, 30
    across = (width - label - 96) / largest
    body = [text(0, 16, f"{title}, {unit}", bold=True)]
    before: float | None = None
    y = 34.0
    for name, level in steps:
        length = max(level, 0.0) * across
        end = length
        if before is not None and before > level:
            end = before * across
            body += [rect(label + length, y, end - length, bar - 6, "lost", FAINT)]
        kind, colour = ("us", BLUE) if level >= 0 else ("them", RED)
        body += [rect(label, y, length, bar - 6, kind, colour)]
        body += _label(name, label - 10, y + bar / 2 - 3, 44)
        body += [text(label + max(end, length) + 6, y + bar / 2 + 1, amount(level, places=fine))]
        before = level
        y += bar + 6
    said = "; ".join(f"{name} {amount(level, places=fine)}" for name, level in steps)
    return page(width, y + 6, f"{title}, {unit}", body, said)


def _label(words: str, x: float, y: float, most: int) -> list[str]:
    """Return a label at the left of a bar, in two lines where it is long."""
    rows = wrap(words, most) or [""]
    top = y + 4 - 6.5 * (len(rows) - 1)
    return [text(x, top + 13 * k, row, anchor="end", size=11) for k, row in enumerate(rows)]


def steps_chart(
    steps: Sequence[tuple[str, float]],
    start: str,
    end: str,
    title: str,
    unit: str,
    *,
    width: int = 720,
) -> str:
    """
    Return a waterfall of changes as SVG: from one level to another, up and down.

    Args:
        steps: Label and change, from first to last.
        start: What the first level, zero, is called.
        end: What the last level is called.
        title: Head of the picture.
        unit: Of the changes.
        width: In pixels.
    """
    levels = [0.0, *accumulate(change for _, change in steps)]
    low, high = min(levels), max(levels)
    span = (high - low) or 1.0
    label, bar, right = min(250, int(0.34 * width)), 28, 66
    # Room for a number on either side of the bars.
    across = (width - label - 2 * right) / span

    def at(value: float) -> float:
        return label + right + (value - low) * across

    body = [text(0, 16, f"{title}, {unit}", bold=True)]
    rows = [(start, 0.0, 0.0, "us"), *_changes(steps, levels), (end, 0.0, levels[-1], "sum")]
    y = 34.0
    fine = places(levels)
    letters = label // 6
    highs = [max(bar + 4, 13 * len(wrap(name, letters)) + 5) for name, *_ in rows]
    body += [line(at(0.0), 28, at(0.0), 30 + sum(highs), strong=True)]
    for (name, begin, stop, kind), high_row in zip(rows, highs, strict=True):
        middle = y + (high_row - 12) / 2
        left, long = at(min(begin, stop)), abs(stop - begin) * across
        colour = {"us": BLUE, "them": RED, "sum": INK}[kind]
        body += [rect(left, middle - 10, max(long, 1.5), bar - 8, kind, colour)]
        body += _label(name, label - 6, middle, letters)
        shown = stop if kind == "sum" else stop - begin
        said = amount(shown, signed=True, places=fine)
        below = stop < begin
        x = left - 6 if below else left + long + 6
        body += [text(x, middle + 4, said, anchor="end" if below else "start", size=11)]
        y += high_row
    told = "; ".join(f"{name} {amount(change, signed=True, places=fine)}" for name, change in steps)
    return page(width, y + 6, f"{title}, {unit}", body, f"From {start} to {end}: {told}")


def _changes(
    steps: Sequence[tuple[str, float]], levels: Sequence[float]
) -> list[tuple[str, float, float, str]]:
    return [
        (name, levels[k], levels[k + 1], "us" if change >= 0 else "them")
        for k, (name, change) in enumerate(steps)
    ]


def gains_chart(
    rows: Sequence[tuple[str, Range]], title: str, unit: str, *, width: int = 720
) -> str:
    """
    Return gains side by side as SVG: a point at each mean, a line from P10 to P90.

    Args:
        rows: Label and gain.
        title: Head of the picture.
        unit: Of the gains.
        width: In pixels.
    """
    low = min((min(g.p10, g.mean, 0.0) for _, g in rows), default=0.0)
    high = max((max(g.p90, g.mean, 0.0) for _, g in rows), default=0.0)
    span = (high - low) or 1.0
    label, bar = min(250, int(0.34 * width)), 26
    across = (width - label - 40) / span

    def at(value: float) -> float:
        return label + 20 + (value - low) * across

    body = [text(0, 16, f"{title}, {unit}", bold=True)]
    foot = 34 + len(rows) * bar
    for value in ticks(low, high, 5):
        body += [line(at(value), 28, at(value), foot, strong=value == 0)]
        body += [text(at(value), foot + 16, amount(value), anchor="middle", size=11, quiet=True)]
    for k, (name, gain) in enumerate(rows):
        y = 34 + bar * (k + 0.5)
        kind, colour = ("us", BLUE) if gain.mean >= 0 else ("them", RED)
        body += [rect(at(gain.p10), y - 3, (gain.p90 - gain.p10) * across, 6, kind, colour, 0.4)]
        body += [
            f'<circle class="{kind}" cx="{at(gain.mean):.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        ]
        body += _label(name, label - 6, y, label // 6)
    said = "; ".join(
        f"{name} {amount(g.mean)} ({amount(g.p10)} to {amount(g.p90)})" for name, g in rows
    )
    return page(width, foot + 26, f"{title}: mean, P10 to P90, {unit}", body, said)
