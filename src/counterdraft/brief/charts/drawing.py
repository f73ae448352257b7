"""Marks of which the estate's pictures are made: plain SVG, whose classes a page may colour anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from unicodedata import category

import numpy as np

__all__ = [
    "BLUE",
    "CARD",
    "FAINT",
    "INK",
    "QUIET",
    "RED",
    "amount",
    "interactive_page",
    "line",
    "page",
    "places",
    "rect",
    "safe",
    "text",
    "tick_decimals",
    "ticks",
    "with_tip",
]

INK, QUIET, FAINT, CARD = "#1c2330", "#596271", "#d5d0c4", "#f6f4ee"
BLUE, RED = "#1d4f82", "#a1481f"
"""What is gained or left, and what is lost; the sign is always written beside it."""


def page(width: float, height: float, title: str, body: Sequence[str], about: str = "") -> str:
    """
    Return a whole picture.

    Args:
        width: In pixels.
        height: In pixels.
        title: Its name, for those who cannot see it.
        body: The marks.
        about: What it shows, in a sentence or two, for them as well.
    """
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{safe(title)}" font-family="sans-serif" font-size="12" '
        f'fill="{INK}">'
    )
    said = [f"<desc>{safe(about)}</desc>"] if about else []
    return "\n".join([head, f"<title>{safe(title)}</title>", *said, *body, "</svg>"]) + "\n"


def interactive_page(width: float, height: float, title: str, body: Sequence[str]) -> str:
    """
    Return a whole picture whose marks can be focused and read one by one (see `with_tip`).

    Args:
        width: In pixels, the widest that it is shown.
        height: In pixels.
        title: What it shows, for those who cannot see it.
        body: The marks; their colours are the page's CSS variables.
    """
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
        f'aria-label="{safe(title)}" font-size="12" style="max-width:{width:.0f}px">'
    )
    return "\n".join([head, *body, "</svg>"])


def with_tip(mark: str, name: str, tip: str, *, tab_stop: bool = True) -> str:
    """
    Return a mark that shows a tip under the pointer and the keyboard focus.

    Args:
        mark: The SVG of the mark.
        name: Unique on the page.
        tip: What is shown, lines apart by newlines.
        tab_stop: Whether the tab key stops here; arrow keys lead to the others.
    """
    return (
        f'<g class="tip" id="{safe(name)}" role="img" tabindex="{0 if tab_stop else -1}">'
        f"<title>{_lines(tip)}</title>{mark}</g>"
    )


def _lines(words: str) -> str:
    return "\n".join(safe(line) for line in words.split("\n"))


def safe(words: str) -> str:
    r"""
    Return words that may stand in a picture: markup escaped, what controls a reader's screen replaced.

    >>> safe("a\x1b <b>")
    'a� &lt;b&gt;'
    """
    kept = ("�" if category(c) in {"Cc", "Cf", "Cs", "Co"} else c for c in words)
    return escape("".join(kept), quote=True)


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = 12,
    bold: bool = False,
    quiet: bool = False,
    halo: bool = False,
) -> str:
    """Return words at a place; a halo keeps them legible upon other marks."""
    given = [f'x="{x:.1f}" y="{y:.1f}"']
    names = [name for name, there in (("quiet", quiet), ("halo", halo)) if there]
    given += [f'class="{" ".join(names)}"'] if names else []
    given += [f'text-anchor="{anchor}"'] if anchor != "start" else []
    given += [f'font-size="{size:g}"'] if size != 12 else []
    given += ['font-weight="600"'] if bold else []
    given += [f'fill="{QUIET}"'] if quiet else []
    if halo:
        given += [f'stroke="{CARD}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"']
    return f"<text {' '.join(given)}>{safe(words)}</text>"


def line(x1: float, y1: float, x2: float, y2: float, *, strong: bool = False) -> str:
    """Return a thin rule, or an axis."""
    kind, colour = ("rule", QUIET) if strong else ("hair", FAINT)
    place = f'd="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"'
    return f'<path class="{kind}" {place} stroke="{colour}" fill="none"/>'


def rect(
    x: float, y: float, width: float, height: float, kind: str, colour: str, opacity: float = 1
) -> str:
    """Return a bar of a kind (a class that a page may colour)."""
    fade = f' fill-opacity="{opacity:g}"' if opacity != 1 else ""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
        f'height="{max(height, 0):.1f}" fill="{colour}"{fade}/>'
    )


def amount(value: float, *, signed: bool = False, places: int = 0) -> str:
    """
    Return an amount as print sets it, nought without a sign.

    >>> amount(-1234.6), amount(-0.2), amount(3.0, signed=True), amount(-1.26, places=1)
    ('−1,235', '0', '+3', '−1.3')
    """
    said = f"{value:+,.{places}f}" if signed else f"{value:,.{places}f}"
    return said.replace("-", "−") if any(c in "123456789" for c in said) else said.lstrip("+-")


def places(values: Iterable[float]) -> int:
    """
    Return the decimals at which amounts differ visibly: of hundreds none, of a few one or two.

    >>> places([-1200, 3]), places([85.5, 0.8]), places([0.26])
    (0, 1, 2)
    """
    largest = max((abs(value) for value in values), default=0.0)
    return 0 if largest >= 100 or not largest else 1 if largest >= 1 else 2


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """
    Return round numbers from *low* to *high*, nought among them where it lies between.

    >>> ticks(-130, 60)
    [-100.0, -50.0, 0.0, 50.0]
    """
    span = high - low
    if span <= 0:
        return [low]
    rough = span / count
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(next(m * power for m in (1, 2, 5, 10) if m * power >= rough))
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [k * step for k in range(first, last + 1)]


def tick_decimals(values: Sequence[float]) -> int:
    """
    Return the decimals that ticks a whole step apart need.

    >>> tick_decimals([-10.0, 0.0, 10.0]), tick_decimals([0.0, 0.25, 0.5]), tick_decimals([3.0])
    (0, 2, 0)
    """
    steps = [b - a for a, b in pairwise(values)]
    return next(
        (k for k in range(12) if all(abs(s * 10**k - round(s * 10**k)) < 1e-6 for s in steps)), 0
    )
