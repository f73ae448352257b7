"""The list of units at the command line."""

from __future__ import annotations

import json

from counterdraft.case.unit_table import AMBIGUOUS, KINDS


class TestUnits:
    def test_lists_every_unit(self, call):
        """
        As data, each kind of unit with its sizes, and each refused word with what to write.
        """
        listed = json.loads(call("units", "--json").stdout)
        for kind, units in KINDS.items():
            assert [row["unit"] for row in listed["units"][kind]] == [u.symbol for u in units]
        assert set(listed["refused"]) == set(AMBIGUOUS)
