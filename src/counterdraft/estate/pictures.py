"""Pictures without a server: the map of deposits by control, the fan of flows, the waterfall of worth."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from counterdraft.estate.book import Floats
from counterdraft.estate.deposits import Deposit

__all__ = ["fan_chart", "map_of_deposits", "waterfall_chart"]

COLOURS = {"held": "#2b7a4b", "returned": "#6aa84f", "exposed": "#e69f00", "occupied": "#b2182b"}
SHAPES = {"held": "circle", "returned": "circle", "exposed": "diamond", "occupied": "square"}
INK, FAINT = "#222222", "#cccccc"


def _page(width: int, height: int, title: str, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title, quote=True)}" font-family="sans-serif" font-size="12" '
        f'fill="{INK}">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", *body, "</svg>"]) + "\n"


def map_of_deposits(
    deposits: Sequence[Deposit], sizes: Sequence[float], title: str, *, width: int = 760
) -> str:
    """
    Return a map as SVG: where each deposit lies, who controls it, and how much is at stake.

    The projection is equirectangular at the mean latitude; colour and shape both say who controls.
    Deposits without coordinates are listed below the map.

    Args:
        deposits: The estate's.
        sizes: What the area of each mark stands for, not below nought.
        title: Said to readers who cannot see it.
        width: In pixels.
    """
    placed = [
        (one, one.lat, one.lon, size)
        for one, size in zip(deposits, sizes, strict=True)
        if one.lat is not None and one.lon is not None
    ]
    missing = [one for one in deposits if one.lat is None or one.lon is None]
    if not placed:
        return _page(width, 60, title, ['<text x="10" y="30">no deposit has coordinates</text>'])
    lats, lons = np.array([p[1] for p in placed]), np.array([p[2] for p in placed])
    squeeze = float(np.cos(np.radians(lats.mean())))
    west, east = lons.min() - 0.8, lons.max() + 1.6
    south, north = lats.min() - 0.6, lats.max() + 0.6
    scale = width / ((east - west) * squeeze)
    height = int((north - south) * scale)
    largest = max(*(p[3] for p in placed), 1e-300)
    body = [f'<rect width="{width}" height="{height}" fill="#f7f7f4"/>']
    body += _graticule(west, east, south, north, scale, squeeze, width, height)
    for one, lat, lon, size in sorted(placed, key=lambda p: -p[3]):
        x, y = (lon - west) * squeeze * scale, (north - lat) * scale
        radius = 4 + 18 * float(np.sqrt(max(size, 0.0) / largest))
        body += [_mark(one, x, y, radius)]
        # Deposits that share a place (the centre of a town, often) share a label.
        here = [other.name for other, a, b, _ in placed if (a, b) == (lat, lon)]
        if here[0] == one.name:
            label = escape(" ".join(here))
            body += [
                f'<text x="{x + radius + 2:.1f}" y="{y + 4:.1f}" font-size="10">{label}</text>'
            ]
    for k, (control, colour) in enumerate(COLOURS.items()):
        x = 16 + 110 * k
        body += [_shape(SHAPES[control], x, height + 20, 6, colour, "")]
        body += [f'<text x="{x + 12}" y="{height + 24}">{control}</text>']
    if missing:
        names = ", ".join(one.name for one in missing)
        body += [f'<text x="10" y="{height + 46}">no coordinates: {escape(names)}</text>']
    return _page(width, height + 60, title, body)


def _graticule(
    west: float,
    east: float,
    south: float,
    north: float,
    scale: float,
    squeeze: float,
    width: int,
    height: int,
) -> list[str]:
    lines = []
    for lon in range(int(np.ceil(west)), int(east) + 1, 2):
        x = (lon - west) * squeeze * scale
        lines += [f'<path d="M{x:.1f} 0V{height}" stroke="{FAINT}" stroke-width="0.5"/>']
        lines += [f'<text x="{x + 2:.1f}" y="{height - 4}" font-size="9">{lon}° E</text>']
    for lat in range(int(np.ceil(south)), int(north) + 1):
        y = (north - lat) * scale
        lines += [f'<path d="M0 {y:.1f}H{width}" stroke="{FAINT}" stroke-width="0.5"/>']
        lines += [f'<text x="2" y="{y - 2:.1f}" font-size="9">{lat}° N</text>']
    return lines


def _mark(one: Deposit, x: float, y: float, radius: float) -> str:
    text = f"{one.title} ({one.commodity}, {one.resource_class}, {one.control})"
    return _shape(SHAPES[one.control], x, y, radius, COLOURS[one.control], text)


def _shape(shape: str, x: float, y: float, r: float, colour: str, text: str) -> str:
    style = f'fill="{colour}" fill-opacity="0.7" stroke="{colour}"'
    hint = f"<title>{escape(text)}</title>" if text else ""
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {style}>{hint}</circle>'
    corners = (
        [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
        if shape == "diamond"
        else [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]
    )
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon points="{points}" {style}>{hint}</polygon>'


def fan_chart(
    years: Sequence[int], flows: Floats, title: str, unit: str, *, width: int = 640
) -> str:
    """
    Return the fan of a yearly flow as SVG: P10 to P90, P25 to P75, and the median.

    Args:
        years: The calendar.
        flows: (years, paths).
        title: Head of the picture.
        unit: Of the flows.
        width: In pixels.
    """
    bands = np.quantile(flows, [0.1, 0.25, 0.5, 0.75, 0.9], axis=1)
    low, high = min(float(bands.min()), 0.0), max(float(bands.max()), 0.0)
    span = high - low or 1.0
    height, left, top = 280, 70, 34
    across = (width - left - 16) / max(len(years) - 1, 1)

    def point(t: int, value: float) -> str:
        return f"{left + across * t:.1f},{top + (high - value) / span * (height - 70):.1f}"

    def band(lower: Floats, upper: Floats, opacity: float) -> str:
        there = [point(t, v) for t, v in enumerate(upper)]
        back = [point(t, v) for t, v in reversed(list(enumerate(lower)))]
        points = " ".join([*there, *back])
        return f'<polygon points="{points}" fill="#1f4e9c" fill-opacity="{opacity}"/>'

    median = " ".join(point(t, v) for t, v in enumerate(bands[2]))
    body = [
        f'<text x="{left}" y="18" font-weight="bold">{escape(title)} ({escape(unit)})</text>',
        band(bands[0], bands[4], 0.18),
        band(bands[1], bands[3], 0.28),
        f'<polyline points="{median}" fill="none" stroke="#1f4e9c" stroke-width="2"/>',
    ]
    for value in (low, 0.0, high):
        x, y = point(0, value).split(",")
        body += [f'<path d="M{x} {y}H{width - 16}" stroke="{FAINT}"/>']
        body += [
            f'<text x="{left - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{value:,.0f}</text>'
        ]
    for t in range(0, len(years), max(len(years) // 6, 1)):
        x, _ = point(t, low).split(",")
        body += [f'<text x="{x}" y="{height - 16}" text-anchor="middle">{years[t]}</text>']
    return _page(width, height, f"{title}: P10, P25, median, P75, P90", body)


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
    label, bar = 330, 26
    across = (width - label - 110) / largest
    body = [f'<text x="10" y="20" font-weight="bold">{escape(title)} ({escape(unit)})</text>']
    before: float | None = None
    for k, (name, level) in enumerate(steps):
        y, length = 36 + k * (bar + 10), max(level, 0.0) * across
        end = length
        if before is not None and before > level:
            end = before * across
            lost = f'width="{max(end - length, 0):.1f}" height="{bar}" fill="{FAINT}"'
            body += [f'<rect x="{label + length:.1f}" y="{y}" {lost}/>']
        colour = "#1f4e9c" if level >= 0 else "#b2182b"
        size = f'width="{length:.1f}" height="{bar}" fill="{colour}"'
        left = f'x="{label - 8}" y="{y + 17}" text-anchor="end" font-size="11"'
        right = f'x="{label + max(end, length) + 6:.1f}" y="{y + 17}"'
        body += [f'<rect x="{label}" y="{y}" {size}/>']
        body += [f"<text {left}>{escape(name)}</text>"]
        body += [f"<text {right}>{level:,.0f}</text>"]
        before = level
    return _page(width, 46 + len(steps) * (bar + 10), title, body)
