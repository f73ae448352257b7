"""Labels beside points."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.brief.charts.label_placement import Box, place

SPOTS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 300)), min_size=1, max_size=8, unique=True
)


class TestPlace:
    @settings(max_examples=60)
    @given(SPOTS)
    def test_stays_near_its_point(self, spots):
        """
        Every label stands within thirty pixels of the point it belongs to.
        """
        found = place(spots, ["7 Feb"] * len(spots), Box(0, 0, 400, 300))

        for (x, y), (lx, ly, _) in zip(spots, found, strict=True):
            assert abs(lx - x) <= 30
            assert abs(ly - y) <= 30

    def test_two_labels_do_not_cover_each_other(self):
        """
        Two points side by side get labels on different sides.
        """
        first, second = place([(100, 100), (104, 100)], ["7 Feb", "9 Feb"], Box(0, 0, 300, 300))

        assert first != second
        assert abs(first[1] - second[1]) >= 14 or first[2] != second[2]

    def test_leaves_the_picture_nowhere(self):
        """
        At the right edge the label goes to the left of its point.
        """
        [(x, _, align)] = place([(398, 150)], ["21 February"], Box(0, 0, 400, 300))

        assert (align, x < 398) == ("right", True)
