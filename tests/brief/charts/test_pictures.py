"""Pictures: well-formed, told in words, with every mark where its figure is."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from lxml import etree

from counterdraft.brief.charts.charts import (
    fan_chart,
    gains_chart,
    steps_chart,
    waterfall_chart,
)
from counterdraft.brief.charts.deposit_map import map_of_deposits
from counterdraft.brief.charts.drawing import amount, page, text, ticks
from counterdraft.brief.charts.midline import midline
from counterdraft.case.spreads import Range
from counterdraft.estate.reports.results import YearBands

from ...estate.estate_models import estate

SVG = "{http://www.w3.org/2000/svg}"
DEPOSITS = estate().deposits
PLACED = [one for one in DEPOSITS if one.lat is not None]
NASTY = "<script>&\"'"


def read(svg):
    return etree.fromstring(svg.encode())


def words(svg):
    return [element.text for element in read(svg).iter(f"{SVG}text")]


def bars(svg, kind):
    return [e for e in read(svg).iter(f"{SVG}rect") if e.get("class") == kind]


FLAT = YearBands((1.0,) * 4, (1.0,) * 4, (1.0,) * 4)
PICTURES = {
    "map": lambda name: map_of_deposits(DEPOSITS, [1, 2, 3], name, unit="USD m"),
    "fan": lambda name: fan_chart(range(2025, 2029), FLAT, name, "USD m"),
    "waterfall": lambda name: waterfall_chart([(name, 3.0), ("b", -1.0)], name, "USD m"),
    "steps": lambda name: steps_chart([(name, 3.0), ("b", -5.0)], "no deal", "all", name, "USD m"),
    "gains": lambda name: gains_chart([(name, Range(1, 0, 0, 1, 2))], name, "USD m"),
}


class TestEveryPicture:
    @pytest.mark.parametrize("name", PICTURES)
    def test_is_told_to_those_who_cannot_see_it(self, name):
        """
        Each has a role, a name, a title and, where there is something to tell, a description.
        """
        root = read(PICTURES[name]("The lagoon"))
        assert root.get("role") == "img"
        assert "The lagoon" in root.get("aria-label")
        assert "The lagoon" in root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc")

    @pytest.mark.parametrize("name", PICTURES)
    def test_asks_nobody_and_escapes_words(self, name):
        """
        What a case is called is words and never a mark, and nothing is fetched.
        """
        svg = PICTURES[name](NASTY)
        assert not list(read(svg).iter(f"{SVG}script"))
        assert "href" not in svg
        assert svg.count("http") == svg.count("http://www.w3.org/2000/svg")

    @pytest.mark.parametrize("name", PICTURES)
    def test_every_mark_has_a_finite_place(self, name):
        """
        No figure of the picture is not a number, and no bar has a length below nought.
        """
        svg = PICTURES[name]("a")
        assert not re.search(r"\b(nan|inf)\b", svg)
        assert all(float(e.get("width")) >= 0 for e in read(svg).iter(f"{SVG}rect"))


class TestFan:
    def test_bands_are_quantiles(self):
        """
        The line is the median: between equal paths it lies on them.
        """
        both = (0.0, 10.0)
        root = read(fan_chart([2025, 2026], YearBands(both, both, both), "a", "m"))
        points = root.find(f"{SVG}polyline").get("points").split()
        top = min(float(p.split(",")[1]) for p in points)
        band = root.find(f"{SVG}polygon").get("points").split()
        assert top == min(float(p.split(",")[1]) for p in band)

    def test_of_nothing(self):
        """
        A flow of nought throughout is a line at nought.
        """
        assert "0" in words(fan_chart([1, 2, 3], YearBands(*[(0.0, 0.0, 0.0)] * 3), "a", "m"))


class TestWaterfalls:
    def test_what_is_lost_is_the_difference(self):
        """
        The pale part of a bar reaches from what is left to what there was.
        """
        svg = waterfall_chart([("a", 100.0), ("b", 25.0)], "t", "m")
        left = [float(e.get("width")) for e in bars(svg, "us")]
        lost = float(bars(svg, "lost")[0].get("width"))
        assert lost == pytest.approx(left[0] - left[1], abs=0.2)
        assert left[1] == pytest.approx(left[0] / 4, abs=0.2)

    def test_steps_lead_from_one_level_to_the_other(self):
        """
        Each change begins where the one before ended; the last bar is the sum, from nought.
        """
        svg = steps_chart([("a", -100.0), ("b", 60.0)], "no deal", "the draft", "t", "m")
        (down,), up = bars(svg, "them"), bars(svg, "us")[1]
        assert float(down.get("x")) == pytest.approx(float(up.get("x")), abs=0.2)
        assert float(up.get("width")) == pytest.approx(0.6 * float(down.get("width")), abs=0.2)
        total = bars(svg, "sum")[0]
        assert float(total.get("width")) == pytest.approx(0.4 * float(down.get("width")), abs=0.2)
        assert {"−100", "+60", "−40", "no deal", "the draft"} <= set(words(svg))

    def test_steps_of_nothing(self):
        """
        A draft that moves nothing has two levels, both nought.
        """
        assert words(steps_chart([], "no deal", "the draft", "t", "m")).count("0") == 2

    def test_gains_lie_at_their_means(self):
        """
        A point lies at the mean within the bar from P10 to P90; the axis has nought.
        """
        gain = Range(5.0, 0.0, 0.0, 5.0, 10.0)
        svg = gains_chart([("a", gain), ("b", Range(-5.0, 0.0, -10.0, -5.0, 0.0))], "t", "m")
        points = [float(e.get("cx")) for e in read(svg).iter(f"{SVG}circle")]
        first = bars(svg, "us")[0]
        begin, long = float(first.get("x")), float(first.get("width"))
        assert points[0] == pytest.approx(begin + long / 2, abs=0.2)
        assert points[0] - points[1] == pytest.approx(long, abs=0.2)
        assert "0" in words(svg)


class TestMap:
    def test_every_deposit_is_there(self):
        """
        Those with coordinates have a mark that says their name; the others are listed.
        """
        svg = map_of_deposits(DEPOSITS, [1, 2, 3], "t")
        hints = [e.text for e in read(svg).iter(f"{SVG}title")]
        assert any("One" in hint for hint in hints)
        assert any("Two" in hint for hint in hints)
        assert any("Without coordinates: Three three" in word for word in words(svg))

    def test_north_is_up_and_east_is_right(self):
        """
        A mark farther north stands higher, one farther east more to the right.
        """
        svg = map_of_deposits(PLACED, [1, 1], "t")
        circle = read(svg).find(f"{SVG}circle")
        diamond = read(svg).find(f"{SVG}polygon")
        x, y = map(float, diamond.get("points").split()[0].split(","))
        assert float(circle.get("cy")) < y
        assert float(circle.get("cx")) < x

    def test_labels_do_not_overlap(self):
        """
        However dense the deposits, no two labels cover each other.
        """
        rng = np.random.default_rng(5)
        many = [
            replace(PLACED[0], name=f"N{k}", title=f"Deposit {k}", lat=48 + a, lon=30 + b)
            for k, (a, b) in enumerate(rng.random((60, 2)) * [2, 3])
        ]
        svg = map_of_deposits(many, rng.random(60), "t")
        boxes = []
        for e in read(svg).iter(f"{SVG}text"):
            if e.get("class") == "halo":
                long = 5.0 * len(e.text)
                x, y = float(e.get("x")), float(e.get("y"))
                left = {"end": x - long, "middle": x - long / 2}.get(e.get("text-anchor"), x)
                boxes.append((left, y - 8, left + long, y + 1))
        assert len(boxes) > 20
        for k, a in enumerate(boxes):
            for b in boxes[:k]:
                assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])

    def test_deposits_of_one_place_share_a_label(self):
        """
        The centre of a town stands for several deposits: their names stand side by side.
        """
        twin = [replace(PLACED[0], name=name) for name in ("A1", "A2")]
        assert "A1 A2" in words(map_of_deposits([*twin, PLACED[1]], [2, 1, 1], "t"))

    def test_scale(self):
        """
        The scale bar is as long as the kilometres that it names.
        """
        svg = map_of_deposits(PLACED, [1, 1], "t")
        long = float(next(w for w in words(svg) if w.endswith(" km")).split()[0])
        bar = next(e for e in read(svg).iter(f"{SVG}path") if e.get("class") == "rule")
        x1, x2 = (float(p.split()[0]) for p in bar.get("d")[1:].split("L"))
        lats = [float(w.split("°")[0]) for w in words(svg) if w.endswith("° N")]
        rows = [
            float(e.get("y"))
            for e in read(svg).iter(f"{SVG}text")
            if (e.text or "").endswith("° N")
        ]
        degree = abs(rows[1] - rows[0]) / abs(lats[1] - lats[0])
        assert (x2 - x1) / degree * 111.2 == pytest.approx(long, rel=0.02)

    def test_nothing_to_place(self):
        """
        Without coordinates there is no map, and it says so.
        """
        assert "no deposit has coordinates" in map_of_deposits([DEPOSITS[2]], [1], "t")

    def test_occupied_deposits_are_told_apart_by_a_line(self):
        """
        Between a deposit that is occupied and one near it that is not, a dashed line stands midway.
        """
        near = [
            replace(PLACED[0], lat=48.0, lon=35.0),
            replace(PLACED[1], lat=48.0, lon=36.0, control="occupied"),
        ]
        dashed = 'class="front" d="M'
        assert map_of_deposits(near, [1, 1], "t").count(dashed) == 2  # and one in the key
        assert map_of_deposits(PLACED, [1, 1], "t").count(dashed) == 1


class TestMidline:
    def test_is_equally_far_from_both(self):
        """
        Each end of each piece is as far from the nearest of one kind as from the nearest of the other,
        and no farther than the reach.
        """
        rng = np.random.default_rng(7)
        spots, kinds = rng.random((25, 2)).tolist(), (rng.random(25) < 0.5).tolist()
        places = [(tuple(spot), kind) for spot, kind in zip(spots, kinds, strict=True)]
        pieces = midline(places, 0.3)
        assert pieces
        for ends in pieces:
            for x, y in (*ends, tuple(np.mean(ends, axis=0))):
                near = [
                    min(np.hypot(x - a, y - b) for (a, b), kind in places if kind is want)
                    for want in (False, True)
                ]
                assert near[0] == pytest.approx(near[1])
                assert near[0] <= 0.3 + 1e-9

    def test_one_place_of_both_kinds_has_no_side(self):
        """
        Where both kinds share a place no line can part them.
        """
        assert midline([((0.0, 0.0), True), ((0.0, 0.0), False), ((1.0, 0.0), True)], 5) == []


class TestMarks:
    @pytest.mark.parametrize(
        ("low", "high", "expected"),
        [(0, 10, [0, 2, 4, 6, 8, 10]), (-1, 1, [-1, -0.5, 0, 0.5, 1]), (3, 3, [3])],
    )
    def test_ticks_are_round(self, low, high, expected):
        """
        Steps are one, two or five times a power of ten, and nought is among them.
        """
        assert ticks(low, high) == pytest.approx(expected)

    def test_amounts(self):
        """
        Nought has no sign, a loss a true minus.
        """
        assert [amount(v, signed=True) for v in (0.2, -0.2, -3)] == ["0", "0", "−3"]

    def test_words_are_escaped(self):
        """
        What stands in a picture is never a mark of it.
        """
        assert words(page(10, 10, NASTY, [text(0, 0, NASTY)])) == [NASTY]
