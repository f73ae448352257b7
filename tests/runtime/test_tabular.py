"""Answers in a notebook: the line, the table, the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counterdraft.runtime.tabular import ROWS_SHOWN, Record, Tabular


@dataclass(frozen=True, repr=False, slots=True)
class Shares(Tabular):
    rows: tuple[tuple[str, float | None], ...]

    def records(self) -> Iterator[Record]:
        """Yield a row per party."""
        for party, share in self.rows:
            yield {"party": party, "share": share}

    def summary(self) -> str:
        """Return the number of parties, with signs that HTML would take for a tag."""
        return f"{len(self.rows)} <parties>"


class TestTabular:
    def test_line_is_short_and_names_the_class(self):
        """
        At the prompt an answer is one line: its class and what it says.
        """
        assert repr(Shares((("town", 0.5),))) == "<Shares: 1 <parties>>"

    def test_table_escapes_what_the_case_wrote(self):
        """
        Names of a case cannot bring tags into a notebook.
        """
        page = Shares((("<script>", None),))._repr_html_()

        assert "<script>" not in page
        assert "<td>&lt;script&gt;</td><td></td>" in page
        assert "<caption>1 &lt;parties&gt;</caption>" in page

    def test_long_tables_are_cut_and_say_so(self):
        """
        A notebook shows the first rows and says where the others are.
        """
        page = Shares(tuple((f"p{k}", k / 3) for k in range(ROWS_SHOWN + 3)))._repr_html_()

        assert page.count("<tr><td>p") == ROWS_SHOWN
        assert "to_records() has them all" in page

    def test_an_answer_without_rows_has_a_table(self):
        """
        No rows are no error.
        """
        assert "<tbody></tbody>" in Shares(())._repr_html_()
