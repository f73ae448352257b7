"""Where the deposits lie, and who controls the ground: a map that asks no server for anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from counterdraft.brief.charts.drawing import (
    CARD,
    INK,
    QUIET,
    amount,
    line,
    page,
    places,
    rect,
    safe,
    text,
)
from counterdraft.brief.charts.midline import Place, midline

__all__ = ["map_of_deposits"]

COLOURS = {"held": "#2b7a4b", "returned": "#6aa84f", "exposed": "#e69f00", "occupied": "#b2182b"}
SHAPES = {"held": "circle", "returned": "circle", "exposed": "diamond", "occupied": "square"}
MOST, LEAST = 22.0, 4.0
"""Radius of the largest mark and of the smallest, in pixels."""
DEGREE = 111.2
"""Kilometres of one degree of latitude."""
LETTER = 0.56
"""Width of a letter, in parts of the size of type, on the safe side."""
Box = tuple[float, float, float, float]


class Placed(Protocol):
    """A deposit, as far as a map needs it."""

    @property
    def name(self) -> str:
        """Its short name."""

    @property
    def title(self) -> str:
        """How it is called."""

    @property
    def commodity(self) -> str:
        """What lies there."""

    @property
    def resource_class(self) -> str:
        """How well it is known."""

    @property
    def control(self) -> str:
        """Who holds the ground: held, exposed, occupied or returned."""

    @property
    def lat(self) -> float | None:
        """Degrees north, where they are known."""

    @property
    def lon(self) -> float | None:
        """Degrees east."""


@dataclass(frozen=True)
class _Frame:
    """From degrees to pixels: equirectangular at the mean latitude."""

    west: float
    north: float
    squeeze: float
    scale: float

    def at(self, lat: float, lon: float) -> Place:
        return (lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale


@dataclass(frozen=True)
class _Spot:
    """The deposits of one place (often the centre of a town): one label for all of them."""

    x: float
    y: float
    radius: float
    names: tuple[str, ...]
    title: str

    @property
    def box(self) -> Box:
        return (
            self.x - self.radius,
            self.y - self.radius,
            self.x + self.radius,
            self.y + self.radius,
        )


def map_of_deposits(
    deposits: Sequence[Placed],
    sizes: Sequence[float],
    title: str,
    *,
    width: int = 760,
    unit: str = "",
) -> str:
    """
    Return a map as SVG: where each deposit lies, who controls it, and how much is at stake.

    Colour and shape both say who controls.  The dashed line lies midway between deposits that are
    occupied and those that are not, where they are near to each other: it shows on which side each
    deposit is, and is no front line, of which the estate knows nothing.  Labels avoid each other; what
    finds no room is left to the mark, which says its name too.  Deposits without coordinates are listed.

    Args:
        deposits: The estate's.
        sizes: What the area of each mark stands for, not below nought.
        title: Said to readers who cannot see it.
        width: In pixels.
        unit: Of the sizes; with it a key shows what an area stands for.
    """
    placed = [
        (one, float(one.lat), float(one.lon), max(size, 0.0))
        for one, size in zip(deposits, sizes, strict=True)
        if one.lat is not None and one.lon is not None
    ]
    missing = [one for one in deposits if one.lat is None or one.lon is None]
    if not placed:
        return page(width, 60, title, [text(10, 30, "no deposit has coordinates")])
    lats, lons = np.array([p[1] for p in placed]), np.array([p[2] for p in placed])
    squeeze = float(np.cos(np.radians(lats.mean())))
    west, east = lons.min() - 0.9, lons.max() + 1.5
    south, north = lats.min() - 0.6, lats.max() + 0.6
    frame = _Frame(float(west), float(north), squeeze, width / ((east - west) * squeeze))
    height = max(int((north - south) * frame.scale), 120)
    largest = max(*(p[3] for p in placed), 1e-300)
    body = [rect(0, 0, width, height, "paper", CARD)]
    body += _graticule(frame, width, height)
    places = [(frame.at(lat, lon), one.control == "occupied") for one, lat, lon, _ in placed]
    reach = 130 / DEGREE * frame.scale
    body += _between(places, reach)
    spots: dict[tuple[float, float], list[tuple[Placed, float]]] = {}
    for one, lat, lon, size in sorted(placed, key=lambda p: -p[3]):
        x, y = frame.at(lat, lon)
        radius = LEAST + (MOST - LEAST) * float(np.sqrt(size / largest))
        body.append(_mark(one, x, y, radius))
        wide = 1.25 * radius if SHAPES[one.control] == "diamond" else radius
        spots.setdefault((x, y), []).append((one, wide))
    body += _labels([_spot(x, y, here) for (x, y), here in spots.items()], width, height)
    body += _scale_bar(frame, width, height)
    key, below = _key(height, largest, unit, missing, width)
    return page(width, below, title, [*body, *key], _said(deposits))


def _said(deposits: Sequence[Placed]) -> str:
    counts = {c: sum(one.control == c for one in deposits) for c in COLOURS}
    return ", ".join(f"{n} {c}" for c, n in counts.items() if n) + f" of {len(deposits)} deposits"


def _spot(x: float, y: float, here: Sequence[tuple[Placed, float]]) -> _Spot:
    title = here[0][0].title.split(" (")[0] if len(here) == 1 else ""
    return _Spot(x, y, max(r for _, r in here), tuple(one.name for one, _ in here), title)


def _graticule(frame: _Frame, width: int, height: int) -> Iterator[str]:
    east = frame.west + width / (frame.squeeze * frame.scale)
    south = frame.north - height / frame.scale
    for lon in range(int(np.ceil(frame.west)), int(east) + 1, 2):
        x, _ = frame.at(0, lon)
        yield line(x, 0, x, height)
        yield text(x + 3, height - 5, _degrees(lon, "E", "W"), size=9, quiet=True)
    for lat in range(int(np.ceil(south)), int(frame.north) + 1):
        _, y = frame.at(lat, 0)
        yield line(0, y, width, y)
        yield text(3, y - 3, _degrees(lat, "N", "S"), size=9, quiet=True)


def _degrees(value: int, above: str, below: str) -> str:
    return f"{abs(value)}° {above if value >= 0 else below}"


def _between(places: Sequence[tuple[Place, bool]], reach: float) -> Iterator[str]:
    for (x1, y1), (x2, y2) in midline(places, reach):
        yield (
            f'<path class="front" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{INK}" '
            f'stroke-width="1.6" stroke-dasharray="6 4" stroke-linecap="round" fill="none"/>'
        )


def _labels(spots: Sequence[_Spot], width: int, height: int) -> Iterator[str]:
    """Yield a label for each spot where there is room: its title, or its names, else nothing."""
    taken: list[Box] = [spot.box for spot in spots]
    for spot in sorted(spots, key=lambda s: -s.radius):
        names = " ".join(spot.names)
        for words in filter(None, (f"{spot.title} {names}" if spot.title else "", names)):
            found = _room(spot, words, taken, width, height)
            if found is not None:
                x, y, anchor, box = found
                taken.append(box)
                if abs(y - spot.y) > spot.radius + 14:
                    yield line(spot.x, spot.y, x, y - 4, strong=True)
                yield text(x, y, words, anchor=anchor, size=10, halo=True)
                break


def _room(
    spot: _Spot, words: str, taken: Sequence[Box], width: int, height: int
) -> tuple[float, float, str, Box] | None:
    long, high, gap = LETTER * 10 * len(words), 11.0, spot.radius + 3
    slant, far = 0.75 * gap, gap + 18
    for dx, dy, anchor in (
        *((gap, 4.0, "start"), (-gap, 4.0, "end"), (0.0, -gap, "middle"), (0.0, gap + 9, "middle")),
        *((slant, -slant, "start"), (slant, slant + 8, "start")),
        *((-slant, -slant, "end"), (-slant, slant + 8, "end")),
        # With a line that leads to it.
        *((far, -far, "start"), (-far, -far, "end"), (far, far, "start"), (-far, far, "end")),
        *((far, -2 * far, "start"), (-far, -2 * far, "end"), (far, 2 * far, "start")),
    ):
        x, y = spot.x + dx, spot.y + dy
        left = {"start": x, "end": x - long, "middle": x - long / 2}[anchor]
        box = (left, y - high + 2, left + long, y + 2)
        inside = box[0] >= 2 and box[1] >= 2 and box[2] <= width - 2 and box[3] <= height - 16
        if inside and not any(_overlap(box, other) for other in taken if other != spot.box):
            return x, y, anchor, box
    return None


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _scale_bar(frame: _Frame, width: int, height: int) -> list[str]:
    kilometre = frame.scale / DEGREE
    whole = next(k for k in (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.1) if k * kilometre < 170)
    long = whole * kilometre
    x, y = width - 18 - long, height - 30
    return [
        rect(x - 10, y - 18, long + 20, 30, "paper", CARD, 0.85),
        line(x, y, x + long, y, strong=True),
        line(x, y - 4, x, y + 4, strong=True),
        line(x + long, y - 4, x + long, y + 4, strong=True),
        text(x + long / 2, y - 6, f"{whole:g} km", anchor="middle", size=10),
    ]


def _key(
    height: int, largest: float, unit: str, missing: Sequence[Placed], width: int
) -> tuple[list[str], int]:
    y = height + 22.0
    body = []
    for k, (control, colour) in enumerate(COLOURS.items()):
        x = 16.0 + 92 * k
        body += [_shape(SHAPES[control], x, y, 6, colour, ""), text(x + 12, y + 4, control)]
    x = 16.0 + 92 * len(COLOURS)
    body.append(
        f'<path class="front" d="M{x} {y:.1f}h34" stroke="{INK}" stroke-width="1.6" '
        f'stroke-dasharray="6 4" fill="none"/>'
    )
    body.append(text(x + 42, y + 4, "midway between occupied and other deposits"))
    if unit:
        y += 40
        x = 16.0
        for part in (1.0, 0.25, 0.04):
            radius = LEAST + (MOST - LEAST) * float(np.sqrt(part))
            x += radius
            body.append(
                f'<circle class="outline" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="none" '
                f'stroke="{QUIET}"/>'
            )
            said = amount(part * largest, places=places([largest]))
            body.append(text(x + radius + 5, y + 4, said))
            x += radius + 5 + LETTER * 12 * len(said) + 14
        body.append(text(x, y + 4, f"{unit}, in the ground at today's prices", quiet=True))
        y += 12
    if missing:
        names = ", ".join(f"{one.title.split(' (')[0]} {one.name}" for one in missing)
        most = int(width / (LETTER * 11)) - 2
        for row in _rows(f"Without coordinates: {names}", most):
            y += 18
            body.append(text(10, y + 8, row, size=11, quiet=True))
    return body, int(y + 22)


def _rows(words: str, most: int) -> list[str]:
    rows = [""]
    for word in words.split():
        if rows[-1] and len(rows[-1]) + len(word) + 1 > most:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    return rows


def _mark(one: Placed, x: float, y: float, radius: float) -> str:
    words = f"{one.title}, {one.name} ({one.commodity}, {one.resource_class}, {one.control})"
    return _shape(SHAPES[one.control], x, y, radius, COLOURS[one.control], words)


def _shape(shape: str, x: float, y: float, r: float, colour: str, words: str) -> str:
    style = f'fill="{colour}" fill-opacity="0.72" stroke="{colour}"'
    hint = f"<title>{safe(words)}</title>" if words else ""
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {style}>{hint}</circle>'
    side = 0.89 * r  # a square of the same area as the circle
    corners = (
        [(x, y - 1.25 * r), (x + 1.25 * r, y), (x, y + 1.25 * r), (x - 1.25 * r, y)]
        if shape == "diamond"
        else [
            (x - side, y - side),
            (x + side, y - side),
            (x + side, y + side),
            (x - side, y + side),
        ]
    )
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon points="{points}" {style}>{hint}</polygon>'
