"""Days, months and years from which a figure was known."""

from __future__ import annotations

import pytest

from counterdraft.formats.dated_versions import last_day


class TestLastDay:
    @pytest.mark.parametrize("text", ["٢٠٢٥", "+202", " 202", "2_02", "20250101", "2025-W01", ""])
    def test_refuses_what_is_no_date(self, text):
        """
        Digits of other scripts, signs, blanks and compact forms are no date of a file.
        """
        with pytest.raises(ValueError, match="is no date"):
            last_day(text)
