"""The answer as JSON and the draws as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from counterdraft.advice.results import Headline
from counterdraft.brief import assumptions_dict, draws_csv, to_dict, to_json


class TestJson:
    def test_is_the_data_we_agreed(self, answer, snapshot):
        """
        The whole JSON of the lagoon, byte by byte.
        """
        assert to_json(answer).decode() == snapshot

    def test_reads_back(self, answer):
        """
        It is JSON, and says what the answer says.
        """
        assert json.loads(to_json(answer)) == to_dict(answer)

    def test_keeps_full_precision(self, answer):
        """
        A float of the answer is the same float after reading back.
        """
        value = math.pi / 1e7
        odd = replace(answer, headlines=(Headline("x", "", value),))

        assert json.loads(to_json(odd))["headlines"][0]["value"] == value

    def test_has_no_nan(self, answer):
        """
        What is not a finite number is null; strict readers accept the file.
        """
        odd = replace(answer, headlines=(Headline("x", "", math.nan), Headline("y", "", math.inf)))
        data = json.loads(to_json(odd), parse_constant=pytest.fail)

        assert [h["value"] for h in data["headlines"]] == [None, None]

    def test_same_answer_same_bytes(self, answer):
        """
        Twice the same answer, twice the same bytes, with sorted keys.
        """
        keys = list(json.loads(to_json(answer)))

        assert to_json(answer) == to_json(answer)
        assert keys == sorted(keys)

    def test_offers_stand_by_name(self, answer):
        """
        A counter-offer names the option of every issue.
        """
        offer = to_dict(answer)["shortlist"]["counters"][1]["offer"]

        assert offer == {
            "share": "0.1",
            "guarantee": "consultation",
            "law": "home",
            "fund": "joint",
            "term": "25y",
        }

    def test_large_counts_are_text(self, answer):
        """
        A space past 2^53 is not rounded by any reader.
        """
        vast = replace(answer, space=10**40)

        assert to_dict(vast)["space"]["offers"] == str(10**40)

    def test_every_key_is_documented(self, answer):
        """
        Each key that a reader of the file meets stands in the reference.
        """
        page = (Path(__file__).parents[2] / "docs" / "reference" / "json.md").read_text("utf-8")
        data = to_dict(answer)
        parts = [data, data["run"], data["review"], data["frontier"], data["shortlist"]]
        parts += [
            data["review"]["terms"][0],
            data["review"]["pricing"],
            data["tornado"]["gain of the draft"][0],
        ]
        parts += [data["shortlist"]["counters"][0], data["shortlist"]["counters"][0]["moves"][0]]
        parts += [data["frontier"]["points"][0], data["break_even"][0], data["find_out"][0]]

        assert [key for part in parts for key in part if f"`{key}`" not in page] == []

    def test_the_assumptions_alone(self, answer):
        """
        Figures with kind, source, reason and swing.
        """
        found = assumptions_dict(answer)
        first = found["assumptions"][0]
        assert found["estate"] is None

        assert (first["kind"], first["swing"], first["figure"]) == (
            "assumption",
            7.5,
            "mandates/island/worth/guarantee/binding",
        )


class TestDraws:
    def test_are_the_numbers_themselves(self, answer):
        """
        Each cell, read back, is the draw to the last bit.
        """
        rows = list(csv.reader(io.StringIO(draws_csv(answer).decode())))
        column = rows[0].index("counter 2/company")
        read = np.array([float(row[column]) for row in rows[1:]])

        assert (read == answer.gains["counter 2"]["company"]).all()
        assert [row[0] for row in rows[1:3]] == ["1", "2"]

    def test_text_is_never_a_formula(self, answer):
        """
        A party whose name begins like a formula, or holds a comma, stays one cell of text.
        """
        gains = {"draft": {"=1+1, x": np.array([-1.5, 2.0])}}
        rows = list(csv.reader(io.StringIO(draws_csv(replace(answer, gains=gains)).decode())))

        assert rows == [["draw", "draft/=1+1, x"], ["1", "-1.5"], ["2", "2.0"]]

    def test_from_the_table_every_row_says_so(self, from_the_table, answer):
        """
        Draws that show everybody's mandate say it in a column; those of a seat have no such column.
        """
        rows = list(csv.DictReader(io.StringIO(draws_csv(from_the_table).decode())))

        assert {row["everybodys_mandate_is_shown"] for row in rows} == {"true"}
        assert b"everybodys" not in draws_csv(answer)

    def test_without_draws_only_the_head(self, never):
        """
        An answer without draws gives a file with a head and no rows.
        """
        assert draws_csv(never) == b"draw\r\n"
