"""The issue table for the delegation: Excel and Word."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
import pytest

from counterdraft.brief import issue_table_docx, issue_table_xlsx
from counterdraft.brief.documents.excel import _letter

MAKERS = [issue_table_xlsx, issue_table_docx]


@pytest.mark.parametrize("make", MAKERS)
class TestBoth:
    @pytest.mark.parametrize("kind", ["answer", "never", "hostile"])
    def test_same_answer_same_bytes(self, make, kind, request):
        """
        Twice the same answer, twice the same file, whatever the deadline says.
        """
        answer = request.getfixturevalue(kind)

        assert make(answer) == make(answer)

    def test_no_part_has_a_date(self, make, answer):
        """
        The parts of the package bear the first date that ZIP knows.
        """
        with zipfile.ZipFile(io.BytesIO(make(answer))) as package:
            assert {part.date_time[:3] for part in package.infolist()} == {(1980, 1, 1)}

    def test_says_that_it_is_seen_from_the_table(self, make, answer, from_the_table):
        """
        Every page of a form that shows everybody's mandate says so in its head; that of a seat does not.
        """
        for found, shown in ((from_the_table, True), (answer, False)):
            with zipfile.ZipFile(io.BytesIO(make(found))) as package:
                heads = [
                    package.read(n).decode()
                    for n in package.namelist()
                    if re.search(r"worksheets/sheet\d+\.xml|word/header\d+\.xml", n)
                ]
            assert bool(heads) or not shown
            assert all(("mandate is shown" in text) == shown for text in heads)

    def test_holds_nothing_of_the_others(self, make, answer, from_the_table):
        """
        No odds, no gain of others and no belief is in the file, from a seat or from the table.
        """
        for found in (answer, from_the_table):
            with zipfile.ZipFile(io.BytesIO(make(found))) as package:
                text = " ".join(
                    package.read(n).decode() for n in package.namelist() if n.endswith(".xml")
                )
            for secret in ("USD", "0.5 %", "67 %", "signs", "odds", "mandates/", "beliefs/"):
                assert secret not in text
            assert not any("vba" in name.lower() for name in package.namelist())


class TestExcel:
    def test_has_issues_by_draft_mandate_and_counters(self, answer):
        """
        A row per issue; the draft, our mandate and each counter-offer stand in columns.
        """
        book = openpyxl.load_workbook(io.BytesIO(issue_table_xlsx(answer)))
        rows = list(book["Issues"].iter_rows(min_row=4, values_only=True))

        assert rows[0][:5] == ("Issue", "The draft", "Where it says so", "Our mandate", "Verdict")
        assert rows[2][:6] == (
            "Guarantee of investment",
            "silent → No guarantee",
            "S1",
            "at least A duty to consult",
            "✗ linkage",
            "A binding guarantee",
        )
        assert rows[0][8] == "Next offer"

    def test_offers_are_lists_of_options(self, answer):
        """
        Each counter-offer's cell is a drop-down list of the issue's options.
        """
        book = openpyxl.load_workbook(io.BytesIO(issue_table_xlsx(answer)))
        lists = book["Issues"].data_validations.dataValidation
        law = next(v for v in lists if "F7" in v.sqref)
        start, end = law.formula1.removeprefix("Options!").replace("$", "").split(":")

        assert law.type == "list"
        assert [cell.value for (cell,) in book["Options"][start:end]] == [
            "Law of a third state",
            "Law of the Island",
        ]

    def test_has_no_formula(self, hostile):
        """
        A title that begins like a formula stays text.
        """
        book = openpyxl.load_workbook(io.BytesIO(issue_table_xlsx(hostile)))

        for sheet in book:
            assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)

    def test_letters_of_columns(self):
        """
        Columns are counted A to Z, then AA.
        """
        assert [_letter(k) for k in (0, 25, 26, 51, 52, 701, 702)] == [
            "A",
            "Z",
            "AA",
            "AZ",
            "BA",
            "ZZ",
            "AAA",
        ]


class TestWord:
    def test_has_issues_by_draft_mandate_and_counters(self, answer):
        """
        A row per issue; the table's head repeats on every page.
        """
        document = docx.Document(io.BytesIO(issue_table_docx(answer)))
        [table] = document.tables
        rows = [[cell.text for cell in row.cells] for row in table.rows]

        assert rows[0] == [
            "Issue",
            "The draft",
            "Our mandate",
            "Verdict",
            "Offer 1",
            "Offer 2",
            "Offer 3",
        ]
        assert rows[1][:3] == ["Share of the Company", "50 % (Article 1, S1)", "at most 40 %"]
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader")

    def test_says_for_whom_it_is(self, answer):
        """
        Title, party and what reproduces it stand in the document.
        """
        document = docx.Document(io.BytesIO(issue_table_docx(answer)))
        text = [p.text for p in document.paragraphs]

        assert text[0] == "Lagoon licence: Draft of 3 March"
        assert text[1] == "Issue table of The Island · as known on 3 April 2025 · confidential"
        assert "seed 1" in document.sections[0].footer.paragraphs[0].text
