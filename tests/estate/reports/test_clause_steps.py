"""From no deal to a draft, clause after clause."""

from __future__ import annotations

import pytest

from counterdraft.errors import CaseError
from counterdraft.estate.reports.clauses import clause_steps
from counterdraft.estate.reports.draft_values import value_draft
from counterdraft.estate.simulation import Paths

from ..case_models import HARD, HELD, SOFT, VAGUE, case, draft
from ..estate_models import estate, some

PATHS = Paths(estate(deal=HELD), some(600), seed=6)
LIEN = {
    **HELD,
    "issues": {
        "law": {"home": {"priority": "lien"}, "abroad": {}},
        "base": {"gross": {"claim": 500}, "state": {}},
        "share": {"field": "share"},
    },
}


class TestClauseSteps:
    @pytest.mark.parametrize("one", [HARD, SOFT, VAGUE], ids=lambda d: d.name)
    def test_add_up_to_the_draft(self, one):
        """
        The steps of each side add up to its gain, whether or not every term is known.
        """
        rows = clause_steps(PATHS, case(one), one)
        found = value_draft(PATHS, case(one), one)
        for role in ("state", "partner", "owners"):
            steps = sum(row.by_role[role].mean for row in rows)
            assert steps == pytest.approx(found.by_role[role].gain.mean, abs=1e-6)
        steps = sum(row.by_party["a"].mean for row in rows)
        assert steps == pytest.approx(found.by_party["a"].gain.mean, abs=1e-6)

    def test_follow_the_file(self):
        """
        Clauses are agreed in the order in which fiscal.yaml names them; issues of another case are not.
        """
        rows = clause_steps(PATHS, case(HARD), HARD)
        assert [row.issues for row in rows] == [("share",), ("base",), ("guarantee",)]

    def test_what_is_no_deal_alone_waits_for_the_next(self):
        """
        A lien is agreed together with the sum that it secures.
        """
        paths = Paths(estate(deal=LIEN), 50, seed=6)
        rows = clause_steps(paths, case(HARD), HARD)
        assert [row.issues for row in rows] == [("law", "base"), ("share",)]

    def test_what_is_never_a_deal_is_a_fault(self):
        """
        A draft that secures nothing at all has no way to it.
        """
        bare = draft("bare", (0, 0, 1), (1, 0), (0, 1), (1, 0, 0))
        with pytest.raises(CaseError, match="without a principal"):
            clause_steps(Paths(estate(deal=LIEN), 50), case(bare), bare)
