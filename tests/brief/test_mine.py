"""One mine on one screen."""

from __future__ import annotations

import pytest

from counterdraft.brief.mine import mine_text
from counterdraft.mines import Project, report_mine


def shown(**fields):
    """The screen of a mine with a royalty of a tenth."""
    data = {
        "years": 3,
        "production": [0, 10, 10],
        "price": 12,
        "capex": [100, 0, 0],
        "terms": {"instruments": [{"kind": "royalty", "rate": 0.1}]},
    }
    return mine_text(report_mine(Project.from_data(data | fields)))


class TestMineText:
    def test_says_what_each_party_gets(self):
        """
        The owner has -100, 108, 108: 116 undiscounted; the state 12 and 12, at once.
        """
        text = shown()
        assert "116.00" in next(line for line in text.splitlines() if "investor  " in line)
        assert "at once" in next(line for line in text.splitlines() if line.startswith("  state"))
        assert max(map(len, text.splitlines())) <= 110

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"capex": [0, 0, 0]}, "at any price"),
            ({"terms": {"instruments": [{"kind": "royalty", "rate": 1}]}}, "at no price"),
            ({"capex": [900, 0, 0]}, "never"),
            (
                {"terms": {"instruments": [{"kind": "lien", "payer": "owner", "principal": 9e9}]}},
                "lien is repaid: never",
            ),
        ],
    )
    def test_never_is_said(self, fields, words):
        """
        What does not happen is said in words.
        """
        assert words in shown(**fields)

    def test_many_paths(self):
        """
        With a price model the means are shown.
        """
        text = shown(price={"model": {"model": "gbm", "start": 12, "volatility": 0.2}}, paths=50)
        assert "government take" in text
