"""
A chart as SVG that stands inside the page.

The charts are drawn once, by Vega-Lite inside vl-convert, and put into the page as SVG.  The other
way, the same specifications with the interactive Vega bundle inline, costs 0.9 MB and 1.3 s for
every page and shows nothing without a script; drawn pictures cost some 30 kB and 0.4 s, print
sharp, follow the page's colours (they name its CSS variables), and each point can be focused and
read out.  What hovering needs is a script of forty lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from counterdraft.brief.drawing import begin

__all__ = ["CONFIG", "SCHEMA", "Chart", "Picture", "svg"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""The dialect that the specifications are written in; a name, nothing is fetched from it."""


CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "Roboto",  # vl-convert carries it: text is measured alike on every machine
    "view": {"stroke": None},
    "axis": {
        "domainColor": "var(--rule)",
        "gridColor": "var(--hair)",
        "tickColor": "var(--rule)",
        "labelColor": "var(--quiet)",
        "titleColor": "var(--quiet)",
        "labelFontSize": 12,
        "titleFontSize": 12.5,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "labelPadding": 6,
        "tickSize": 4,
    },
    "text": {"fontSize": 12, "color": "var(--ink)"},
}
"""How every chart looks; colours are the page's, so that light and dark both hold."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A specification and the tips of its marks, by the description of the mark."""

    spec: dict[str, Any]
    tips: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A chart that is being drawn; where a page shows it, it stands as an ``<svg>`` element."""

    drawn: Callable[[], str]
    tips: Mapping[str, str]
    title: str
    name: str

    def __html__(self) -> str:
        """Return the element, escaped."""
        return _element(self.drawn(), self.tips, self.title, self.name)


def svg(spec: Mapping[str, Any], tips: Mapping[str, str], *, title: str, name: str) -> Picture:
    """
    Begin to draw a chart.

    Args:
        spec: A Vega-Lite specification; a mark whose description is a key of *tips* gets the tip.
        tips: What hovering or focusing a mark shows, lines apart by newlines.
        title: What the picture shows, for those who cannot see it.
        name: Unique on the page.
    """
    return Picture(begin({**spec, "config": CONFIG}), tips, title, name)


def _element(drawn: str, tips: Mapping[str, str], title: str, name: str) -> str:
    from lxml import etree  # noqa: PLC0415 - start-up time

    root = etree.fromstring(drawn.encode())
    space = "{http://www.w3.org/2000/svg}"
    width = root.get("width")
    for key in ("width", "height", "class"):
        root.attrib.pop(key, None)
    root.set("role", "group")
    root.set("aria-label", title)
    root.set("style", f"max-width:{width}px")
    etree.strip_attributes(root, "font-family")
    for element in root.iter(f"{space}path", f"{space}rect", f"{space}g", f"{space}text"):
        for key in ("id", "clip-path"):
            if element.get(key, "").startswith(("clip", "url(#clip", "gradient")):
                element.attrib.pop(key)
        label = element.get("aria-label")
        if label in tips:
            text = tips[label]
            element.attrib.pop("aria-label")
            element.set("role", "img")
            element.attrib.pop("aria-roledescription", None)
            # A hundred efficient offers would be a hundred stops: arrow keys lead to them.
            element.set("tabindex", "-1" if label.startswith("point-") else "0")
            element.set("class", "tip")
            element.set("id", f"{name}-{label}")
            inner = etree.SubElement(element, f"{space}title")
            inner.text = text
        elif element.get("role", "").startswith("graphics-"):
            for key in ("role", "aria-roledescription", "aria-label"):
                element.attrib.pop(key, None)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
