"""A case as it stood on a day: nothing known later is used, and what that changes is said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from counterdraft.case import Point
from counterdraft.errors import CaseError
from counterdraft.formats import load


def day(text):
    return date.fromisoformat(f"2025-{text}")


VERSIONS = """\
reservation:
  - {low: 0, mode: 20, high: 60, kind: assumption, because: nobody has asked yet}
  - {value: 25, kind: fact, source: S1}
  - {value: 30, kind: assumption, because: another offer, known: 2025-04-01}
"""


@pytest.fixture
def dated(folder, change):
    """Return the case with versions of a figure, of a term and of a status."""
    change(
        "mandates/island.yaml",
        "reservation: {low: 20, mode: 24, high: 30, kind: assumption, "
        "because: another firm has asked about a smaller licence}\n",
        VERSIONS,
    )
    change(
        "case.yaml",
        '      share: {says: 0.5, article: "3", source: S1, confidence: high}\n',
        "      share:\n"
        "        - {unknown: {0.5: 0.5, 0.6: 0.5}, known: 2025-03-04}\n"
        "        - {says: 0.6, known: 2025-03-10}\n"
        "        - {says: 0.5, known: 2025-03-20}\n",
    )
    change(
        "case.yaml",
        "    status: under review\n",
        "    status: [{says: handed over}, {says: refused, known: 2025-03-15}]\n",
    )
    return folder


class TestFigures:
    @pytest.mark.parametrize(
        ("as_of", "low"),
        [
            (day("01-01"), 0),
            (day("03-03"), 0),
            (day("03-04"), 25),
            (day("03-31"), 25),
            (day("04-01"), 30),
            (None, 30),
        ],
    )
    def test_the_newest_that_was_known(self, dated, as_of, low):
        """
        Of dated versions the newest known on the day is used; a source's date is its figure's.
        """
        range_ = load(dated, as_of=as_of).mandates["island"].reservation.distribution
        assert (range_.value if isinstance(range_, Point) else range_.low) == low

    def test_says_what_is_not_used(self, dated):
        """
        Every version that the day takes away is named with its own day.
        """
        withheld_by_date = load(dated, seat="island", as_of=day("03-05")).withheld_by_date
        assert (
            "mandates/island/reservation: the version known from 2025-04-01 is not used"
            in withheld_by_date
        )

    def test_a_figure_that_nobody_knew(self, folder):
        """
        A figure without a version for the day is a fault that says what to add.
        """
        with pytest.raises(CaseError) as refused:
            load(folder, seat="island", as_of=day("01-01").replace(year=2024))
        assert [str(f).partition("island.yaml:")[2] for f in refused.value.faults] == [
            (
                "11:8: worth.share.0: nothing was known of it on 2024-01-01, only from 2024-11-20\n"
                "  help: add a version that was known on 2024-01-01, wide and as an assumption if need be"
            )
        ]

    def test_two_versions_of_one_day(self, dated, change):
        """
        Which of two versions of the same day is meant cannot be told, so neither is chosen.
        """
        change("mandates/island.yaml", "known: 2025-04-01", "known: 2025-03-04")
        with pytest.raises(CaseError, match="two versions were known from the same day"):
            load(dated)

    def test_the_head_dates_bare_figures(self, folder, change):
        """
        Bare figures were known from the day of the provenance at the head of their file.
        """
        change(
            "mandates/island.yaml", "scoring of 6 March}", "scoring of 6 March, known: 2025-03-06}"
        )
        figure = load(folder).mandates["island"].factors[1].cells[0]
        assert figure.provenance.known == day("03-06")
        with pytest.raises(CaseError, match="nothing was known of it on 2025-03-05"):
            load(folder, as_of=day("03-05"))


class TestDrafts:
    @pytest.mark.parametrize(
        ("as_of", "status", "chances"),
        [
            (day("03-04"), "unknown", {"0.5": Fraction(1, 2), "0.6": Fraction(1, 2)}),
            (day("03-10"), "says", {"0.6": Fraction(1)}),
            (day("03-20"), "says", {"0.5": Fraction(1)}),
            (None, "says", {"0.5": Fraction(1)}),
        ],
    )
    def test_terms(self, dated, as_of, status, chances):
        """
        A term is what was known of it on the day.
        """
        case = load(dated, as_of=as_of)
        term = case.draft("first").terms[0]
        names = [option.name for option in case.issues[0].options]
        assert term.status == status
        assert {n: w for n, w in zip(names, term.weights, strict=True) if w} == chances

    def test_before_the_first_version_a_term_is_unknown(self, dated, change):
        """
        What nobody had reported yet is even between all options, and that is said.
        """
        change("case.yaml", "law: {says: abroad,", "law: {says: abroad, known: 2025-03-30,")
        case = load(dated, as_of=day("03-12"))
        term = case.draft("first").terms[2]
        assert (term.status, term.option, term.weights) == ("unknown", None, (Fraction(1, 2),) * 2)
        assert "first: law is unknown; it was known from 2025-03-30" in case.withheld_by_date
        assert "first: share as known from 2025-03-10, not from 2025-03-20" in case.withheld_by_date

    def test_status(self, dated):
        """
        The status is the newest that was known, not what came of the draft later.
        """
        assert load(dated, as_of=day("03-12")).draft("first").status == "handed over"
        assert load(dated).draft("first").status == "refused"

    def test_later_drafts_are_left_out(self, dated):
        """
        A draft that was not known yet is not there, and that is said.
        """
        case = load(dated, as_of=day("03-03"))
        assert case.drafts == ()
        assert (
            "the draft 'first' is left out; it was known from 2025-03-04" in case.withheld_by_date
        )

    def test_later_hand_overs_are_left_out(self, folder, change):
        """
        A hand-over after the day has not happened yet.
        """
        change(
            "case.yaml",
            "    terms: ",
            "      - {from: company, to: island, date: 2025-03-09, by: The minister}\n    terms: ",
        )
        case = load(folder, as_of=day("03-08"))
        assert [h.date for h in case.draft("first").hand_overs] == [day("03-04")]
        assert "first: the hand-over of 2025-03-09 is left out" in case.withheld_by_date
        assert len(load(folder).draft("first").hand_overs) == 2


class TestSources:
    def test_later_ones_are_left_out(self, folder):
        """
        Statements and sources of a later day are not there, and how many is said.
        """
        case = load(folder, as_of=day("03-03"))
        assert (list(case.sources), case.statements) == (["S2"], ())
        assert case.withheld_by_date[-2:] == (
            "1 later statement is left out",
            "1 later source is left out",
        )

    def test_a_later_source_that_is_cited_stays(self, folder, change):
        """
        A draft may be known to the parties before the report on it; its source is still named.
        """
        change("sources.yaml", "date: 2025-03-04", "date: 2025-03-06")
        change("case.yaml", "source: S1, confidence: high}", "source: S1, known: 2025-03-04}")
        case = load(folder, as_of=day("03-04"))
        assert case.draft("first").terms[0].source == "S1"
        assert "S1" in case.sources

    def test_an_undated_statement_is_as_old_as_its_source(self, folder, change):
        """
        What was said on an unknown day was known from the day of its source.
        """
        change("sources.yaml", "    date: 2025-03-05\n", "")
        assert load(folder, as_of=day("03-03")).statements == ()
        assert len(load(folder, as_of=day("03-04")).statements) == 1


class TestWithoutADay:
    def test_nothing_is_widened(self, folder):
        """
        Without a day everything is used, and there is nothing to say.
        """
        case = load(folder)
        assert (case.as_of, case.withheld_by_date) == (None, ())

    def test_the_last_day_is_as_none(self, dated):
        """
        A day after everything was known gives the same case.
        """
        late, whole = load(dated, as_of=date.max), load(dated)
        assert vars(late) | {"as_of": None} == vars(whole)
