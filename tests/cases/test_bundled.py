"""Every bundled case loads clean for every seat, and every figure says where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterdraft.case import TABLE, Combined, Modelled, Table
from counterdraft.formats import load

CASES = Path(__file__).parents[2] / "cases"
SEATS = {
    "classroom": ("town", "company", "province"),
    "timor-sea": ("timor-leste", "australia", "venture"),
    "ukraine-2025": ("ukraine", "united-states", "eu"),
}
EVERY_SEAT = [(name, seat) for name, seats in SEATS.items() for seat in (*seats, TABLE)]


def figures_of(preference):
    """Every figure of a mandate or a belief."""
    yield preference.reservation
    for line in preference.red_lines:
        yield line.probability
    waiting = list(preference.factors)
    while waiting:
        factor = waiting.pop()
        if isinstance(factor, Combined):
            waiting.extend(factor.parts)
        elif isinstance(factor, Table):
            yield from factor.cells
        elif isinstance(factor, Modelled):
            yield factor.scale
        else:
            yield factor.worth


def preferences_of(case):
    return [*case.mandates.values(), *case.beliefs.values()]


class TestEverySeat:
    @pytest.mark.parametrize(("name", "seat"), EVERY_SEAT)
    def test_loads_clean(self, name, seat):
        """The loader finds no fault, whoever reads."""
        case = load(CASES / name, seat=seat)

        assert case.seat == seat
        assert case.drafts

    @pytest.mark.parametrize(("name", "seat"), [(n, s) for n, s in EVERY_SEAT if s != TABLE])
    def test_a_seat_can_answer(self, name, seat):
        """A party has its own mandate and a belief about everybody else who may have to sign."""
        case = load(CASES / name, seat=seat)

        assert {p.name: case.preference(p.name).party for p in case.parties} == {
            p.name: p.name for p in case.parties
        }

    @pytest.mark.parametrize("name", SEATS)
    def test_the_table_sees_every_mandate(self, name):
        """From the table every party's mandate is there."""
        case = load(CASES / name)

        assert set(case.mandates) == set(SEATS[name])


class TestProvenance:
    @pytest.mark.parametrize(("name", "seat"), EVERY_SEAT)
    def test_every_figure_has_a_source_or_a_reason(self, name, seat):
        """No figure of a bundled case is bare: it names a source or gives a reason."""
        case = load(CASES / name, seat=seat)
        without = [
            figure.name
            for preference in preferences_of(case)
            for figure in figures_of(preference)
            if not (figure.provenance.source or figure.provenance.because)
            and figure.provenance.where  # a probability that is not written is a certainty
        ]

        assert without == []

    @pytest.mark.parametrize(("name", "seat"), EVERY_SEAT)
    def test_every_source_is_listed_and_dated(self, name, seat):
        """A source that a figure or a term names stands in sources.yaml with its date."""
        case = load(CASES / name, seat=seat)
        named = {
            figure.provenance.source
            for preference in preferences_of(case)
            for figure in figures_of(preference)
        } | {term.source for draft in case.drafts for term in draft.terms}

        for source in named - {""}:
            assert case.sources[source].date is not None, source


class TestDrafts:
    @pytest.mark.parametrize("name", SEATS)
    def test_stand_in_the_order_of_their_dates(self, name):
        """A reader goes through the drafts as they came."""
        dates = [draft.date for draft in load(CASES / name).drafts]

        assert dates == sorted(dates)

    @pytest.mark.parametrize("name", SEATS)
    def test_every_settled_term_names_its_source(self, name):
        """What a draft says or leaves out is known from somewhere."""
        case = load(CASES / name)
        without = [
            (draft.name, case.issues[term.issue].name)
            for draft in case.drafts
            for term in draft.terms
            if term.status in {"says", "silent"} and not term.source
        ]

        assert without == []
