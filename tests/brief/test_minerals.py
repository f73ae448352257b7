"""What the ground is worth, on the page, on the screen and in the delegation's files."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest
from lxml import etree

from counterdraft.advice.averse_money import CertaintyEquivalent
from counterdraft.brief.data.json_data import to_dict
from counterdraft.brief.documents.excel import issue_table_xlsx
from counterdraft.brief.documents.word import issue_table_docx
from counterdraft.brief.page.html_page import html
from counterdraft.brief.screens.brief_screen import brief_text

SVG = "{http://www.w3.org/2000/svg}"


def section(answer):
    page = etree.fromstring(html(answer).split("\n", 1)[1].encode())
    return next(e for e in page.iter("section") if e.get("id") == "minerals")


def words(element):
    return re.sub(r"\s+", " ", "".join(element.itertext()))


class TestPage:
    def test_says_what_there_is_and_what_is_moved(self, minerals):
        """
        From the claim to what is left, what the draft moves, how much of the worth it is, and never.
        """
        said = words(section(minerals))
        assert "Of 12,400 USD m that was claimed, 85.5 lies in these deposits" in said
        assert "The Island loses 9.5 by this draft" in said
        assert "From these deposits alone it is The Island −0.5 and The Company +0.5;" in said
        assert "Of the −5.5 USD m that the draft is worth to us, −9.5 is minerals" in said
        assert "The claim is never repaid, on no path until 2064" in said
        assert "30 % of what lies in the ground, by price, is occupied or exposed today" in said
        assert "By the minerals, never: were there no attack" in said
        assert "0.02 on average and 1.39 at most for The Island" in said
        assert "1 fields of 1 of the 3 deposits were never published" in said

    def test_what_it_is_worth_for_sure(self, minerals):
        """
        To a party averse to risk the sure amount is told, and what its own tables leave out.
        """
        sure = CertaintyEquivalent(40.0, -8.25, 0.12, -8.25)
        draft = replace(minerals.money.offers[0], certainty_equivalent={"island": sure})
        averse = {"island": {"left_out": 0.07, "left_out_at_most": 2.5}}
        money = replace(minerals.money, offers=(draft, *minerals.money.offers[1:]), averse=averse)
        said = words(section(replace(minerals, money=money)))

        assert (
            "To The Island, averse to risk with a tolerance of 40.0, that is worth as much as "
            "−8.25 ± 0.12 for sure." in said
        )
        assert "0.07 on average and 2.50 at most for The Island" in said

    def test_pictures_are_named_and_told(self, minerals):
        """
        The way from the ground, two worths, two fans less one that is not known, two ways, the map.
        """
        pictures = list(section(minerals).iter(f"{SVG}svg"))
        assert len(pictures) == 1 + 2 + 1 + 2 + 1
        assert all(p.get("role") == "img" and p.get("aria-label") for p in pictures)
        assert all(p.find(f"{SVG}desc") is not None for p in pictures)

    def test_a_worth_gathers_its_small_parts(self, minerals):
        """
        The minerals come first; past six other parts the rest is one, and the bars end at the whole.
        """
        worth = list(section(minerals).iter(f"{SVG}svg"))[1]
        labels = [e.text for e in worth.iter(f"{SVG}text")]
        assert labels.index("Minerals") < labels.index("Part 4")
        assert "Everything else" in labels
        assert "Part 1" not in labels
        assert labels[-1] == "−5.5"

    def test_nothing_without_an_estate(self, answer):
        """
        A case without one has no section, no entry in the contents and no paragraph of method.
        """
        page = html(answer)
        assert "minerals" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)

    def test_a_draft_that_cannot_be_valued_is_said(self, minerals):
        """
        The reason stands in the place of the draft; the counter-offers remain.
        """
        money = minerals.money
        report = replace(money.report, drafts=money.report.drafts[1:])
        found = replace(
            money, report=report, offers=money.offers[1:], none_because="nobody could agree to this"
        )
        said = words(section(replace(minerals, money=found)))
        assert "The draft cannot be put into money: nobody could agree to this." in said
        assert "Counter-offer 1" in said
        assert "The draft −" not in said


class TestOtherForms:
    def test_three_lines_on_the_screen(self, answer, minerals):
        """
        The screen has what the draft moves, how much of the worth that is, and never: three lines.
        """
        plain, told = brief_text(answer).splitlines(), brief_text(minerals).splitlines()
        more = [line for line in told if line not in plain]
        assert 1 <= len(more) <= 3
        said = " ".join(more)
        assert "The Island −9.5 (−12.0 to −7.0)" in said
        assert "−9.5 of our −5.5 is minerals" in said
        assert "never repaid" in said

    def test_json_has_it_all(self, answer, minerals):
        """
        The JSON has the block whole, and null where there is none.
        """
        found = to_dict(minerals)["money"]
        assert to_dict(answer)["money"] is None
        draft = found["report"]["drafts"][0]
        assert draft["by_party"]["island"]["gain"]["mean"] == -9.5
        assert draft["by_year"]["change"]["island"]["p10"] == [-3.0, -1.0]
        assert len(found["report"]["deposits"]) == 3

    @pytest.mark.parametrize("make", [issue_table_xlsx, issue_table_docx])
    def test_the_delegation_gets_the_gains_and_no_worth_of_a_mandate(self, make, minerals):
        """
        A row per offer with what the shared files say; what else our worth is made of stays at home.
        """
        data = io.BytesIO(make(minerals))
        if make is issue_table_xlsx:
            rows = [
                list(row)
                for row in openpyxl.load_workbook(data)["Minerals"].iter_rows(values_only=True)
            ][:4]
        else:
            table = docx.Document(data).tables[1]
            rows = [[cell.text for cell in row.cells] for row in table.rows]
        if make is issue_table_xlsx:
            assert rows[0][:3] == [
                "Minerals, USD m against no deal", "The Island: mean", "The Island: P10"
            ]  # fmt: skip
            assert rows[1][1:] == pytest.approx([-9.5, -12.0, -9.375, -7.0, 9.5, 7.0, 9.625, 12.0])
        else:
            assert rows[0] == ["Minerals, USD m against no deal", "The Island", "The Company"]
            assert rows[1] == [
                "The draft", "−9.5 (−12.0 … −9.4 … −7.0)", "+9.5 (+7.0 … +9.6 … +12.0)"
            ]  # fmt: skip
        assert [row[0] for row in rows] == [rows[0][0], "The draft", "Offer 1", "Offer 2"]
        assert "−5.5" not in repr(rows)
        assert "-5.5" not in repr(rows)
