"""Text in columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counterdraft.brief.text_columns import columns, cut, fold, pad, width_of

TEXTS = st.text(alphabet="ab é漢 \u0301", max_size=60)


class TestFold:
    @given(TEXTS, st.integers(2, 20))
    def test_loses_nothing_and_fits(self, text, width):
        """
        Every line fits, and the letters are those of the text.
        """
        lines = fold(text, width)

        assert all(width_of(line) <= width for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())

    @given(TEXTS, st.integers(2, 20), st.integers(1, 3))
    def test_at_most_so_many_lines(self, text, width, most):
        """
        What does not fit the lines allowed ends in an ellipsis and still fits the width.
        """
        lines = fold(text, width, most=most)

        assert len(lines) <= most
        assert all(width_of(line) <= width for line in lines)


class TestPad:
    @given(TEXTS, st.integers(2, 20))
    def test_has_exactly_the_width(self, text, width):
        """
        A padded text takes the columns asked for, wide letters or not.
        """
        assert width_of(pad(text, width)) == width
        assert width_of(cut(text, width)) <= width


class TestColumns:
    def test_numbers_stand_right(self):
        """
        Flush right means that the last letters stand under each other.
        """
        rows = [
            *columns(("a", "1.0"), (3, 6), right=(1,)),
            *columns(("b", "10.0"), (3, 6), right=(1,)),
        ]

        assert rows == ["a       1.0", "b      10.0"]
