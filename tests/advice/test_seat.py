"""Who answers, and who must sign."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from counterdraft.advice.scoring.perspective import perspective
from counterdraft.errors import CaseError


class TestSeat:
    def test_answers_for_itself(self, small):
        """
        A party's seat answers for that party and needs the others' signature.
        """
        seat = perspective(small())

        assert (seat.party, seat.others) == ("island", ("company",))

    def test_of_a_party_answers_for_nobody_else(self, small):
        """
        Answering for another from a party's seat would need its mandate.
        """
        with pytest.raises(CaseError, match="cannot answer for 'company'"):
            perspective(small(), "company")

    def test_of_the_table_answers_for_whom_it_is_asked(self, small):
        """
        The first player by default, anybody on demand, with everybody's mandate.
        """
        case = small("table")

        assert perspective(case).party == "island"
        assert perspective(case, "company").others == ("island",)
        assert perspective(case).preference("company").holder == ""

    def test_needs_a_belief_about_everybody_who_must_sign(self, small):
        """
        Without one there is no answer, and the error says which file is missing.
        """
        with pytest.raises(CaseError, match=r"beliefs/island/company\.yaml"):
            perspective(replace(small(), beliefs={}))

    def test_knows_when_a_signatory_is_needed(self, maker, offers_of):
        """
        A signatory signs exactly the offers with an option that lists it.
        """
        case = next(c for s in range(50) if "eu" in perspective(c := maker(s).case()).others)
        offers = offers_of(case)
        wanted = [
            any("eu" in case.issues[i].options[o].needs for i, o in enumerate(row))
            for row in offers.tolist()
        ]

        assert (perspective(case).signs("eu", offers) == np.array(wanted)).all()
