"""What a case says is what is read: numbers exactly, words as words, tables as they were written."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterdraft.case import (
    Combined,
    Lognormal,
    Normal,
    Pert,
    Point,
    Provenance,
    Table,
    Triangular,
    Uniform,
    Weighted,
    When,
)
from counterdraft.case.numbers import decimal
from counterdraft.formats import load


def option(case, issue, value):
    return next(i for i, o in enumerate(case.issues[issue].options) if o.value == value)


def worth(factor_, case, offer):
    """Return the most likely worth of an offer by the plain reading of the documentation."""
    match factor_:
        case When(_, condition, figure):
            return middle(figure) if condition.holds(offer) else 0
        case Combined(_, how, parts, weight):
            return weight * {"sum": sum, "min": min, "max": max}[how](
                [worth(part, case, offer) for part in parts]
            )
        case Table(_, axes, cells):
            total, shares = Fraction(0), [(0, Fraction(1))]
            for axis in axes:
                shares = [
                    (place * axis.points + point, share * weight)
                    for place, share in shares
                    for point, weight in axis.mix[offer[axis.issue]]
                ]
            for place, share in shares:
                total += share * middle(cells[place])
            return total


def middle(figure):
    return getattr(figure.distribution, "mode", None) or getattr(figure.distribution, "value", 0)


@pytest.fixture
def island(folder, change):
    """Return a function that reads the island's mandate with one reservation value."""

    def read(text, unit="money"):
        change("mandates/island.yaml", "unit: money", f"unit: {unit}")
        change(
            "mandates/island.yaml",
            "{low: 20, mode: 24, high: 30, kind: assumption, "
            "because: another firm has asked about a smaller licence}",
            text,
        )
        return load(folder, seat="island").mandates["island"].reservation

    return read


class TestCase:
    def test_what_everybody_may_read(self, folder):
        """
        Title, money, parties and issues stand in the order of the file.
        """
        case = load(folder)
        assert (case.title, case.currency, case.prices, case.base_year) == (
            "Lagoon licence",
            "USD m",
            "real",
            2025,
        )
        assert [(p.name, p.label, p.role) for p in case.parties] == [
            ("island", "The Island", "player"),
            ("company", "The Company", "player"),
        ]
        assert [(i.name, i.kind, len(i.options), i.if_silent) for i in case.issues] == [
            ("share", "numeric", 11, 0),
            ("guarantee", "ordered", 3, 0),
            ("law", "list", 2, None),
            ("timing", "ordered", 2, 0),
        ]
        assert case.name == "lagoon"
        assert all(type(text) is str for text in (case.title, case.note, case.issues[0].name))

    def test_no_and_yes_are_words(self, folder, change):
        """
        YAML 1.2: no country, party or option turns into a false.
        """
        change("case.yaml", "      home: Law of the Island\n", "      no: no\n      home: Yes\n")
        for name in ["mandates/island", "mandates/company", "beliefs/island/company"]:
            change(f"{name}.yaml", "law: {home", "law: {no: 0, home")
        change("beliefs/company/island.yaml", "law: {home", "law: {no: 0, home")
        options = load(folder).issues[2].options
        assert [(o.name, o.label) for o in options][:2] == [("no", "no"), ("home", "Yes")]

    def test_a_signatory_and_its_option(self, folder, change):
        """
        An option may need a signatory, which no other offer needs.
        """
        change(
            "case.yaml",
            "  company: {label: The Company}\n",
            "  company: {label: The Company}\n  union: {label: Union, role: signatory}\n",
        )
        change(
            "case.yaml",
            "binding: A guarantee with a bank behind it",
            "binding: {label: A guarantee, needs: [union], note: costly}",
        )
        case = load(folder)
        assert [p.name for p in case.signatories] == ["union"]
        assert case.issues[1].options[2].needs == ("union",)

    @pytest.mark.parametrize("kind", ["piecewise_linear", "approximate"])
    def test_a_continuous_range_is_one_by_its_field_and_never_by_its_note(
        self, folder, change, kind
    ):
        """
        What a note says moves nothing; the field does.
        """
        assert load(folder).issues[0].continuous is None
        change("case.yaml", "range: {from", "note: continuous from 0 to 1\n    range: {from")
        assert load(folder).issues[0].continuous is None
        change("case.yaml", "unit: fraction}", f"unit: fraction, continuous: {kind}}}")
        assert load(folder).issues[0].continuous == kind

    def test_a_grid_is_exact(self, folder, change):
        """
        Eleven tenths are eleven options, and values between the steps are added in their order.
        """
        change("case.yaml", "unit: fraction}", "unit: fraction, also: [66 %, 0.25]}")
        options = load(folder).issues[0].options
        assert [o.value for o in options] == sorted(
            {Fraction(i, 10) for i in range(11)} | {Fraction("0.66"), Fraction("0.25")}
        )
        assert [(o.name, o.label) for o in options][2:5] == [
            ("0.2", "20 %"),
            ("0.25", "25 %"),
            ("0.3", "30 %"),
        ]

    def test_a_draft(self, folder):
        """
        Terms stand in the order of the issues, each with its probabilities and its place.
        """
        draft = load(folder).draft("first")
        assert [(t.status, t.option) for t in draft.terms] == [
            ("says", 5),
            ("silent", 0),
            ("says", 1),
            ("unknown", None),
        ]
        assert draft.terms[3].weights == (Fraction(4, 5), Fraction(1, 5))
        assert draft.terms[0].where.startswith("case.yaml:57:")
        assert draft.hand_overs[0].date == date(2025, 3, 4)
        assert draft.hand_overs[0].document == draft.document == "sha256:0f3c…"
        assert draft.partial

    def test_every_way_to_write_a_term(self, folder, change):
        """
        Short and long forms mean the same, and what is not listed is unknown.
        """
        change("case.yaml", '{says: 0.5, article: "3", source: S1, confidence: high}', "50 %")
        change(
            "case.yaml", "{silent: true, source: S1, confidence: high}", "{open: [none, binding]}"
        )
        change("case.yaml", '{says: abroad, article: "12", source: S1, confidence: medium}', "open")
        change(
            "case.yaml",
            "      timing: {unknown: {now: 0.8, after_study: 0.2}, source: S1, "
            "note: the page is missing in our copy}\n",
            "",
        )
        terms = load(folder).draft("first").terms
        half = Fraction(1, 2)
        assert [(t.status, t.option) for t in terms] == [
            ("says", 5),
            ("open", None),
            ("open", None),
            ("unknown", None),
        ]
        assert [t.weights for t in terms[1:]] == [(half, 0, half), (half, half), (half, half)]

    def test_hand_overs_keep_differing_fingerprints(self, folder, change):
        """
        Two copies that are not the same document are data for the review, not a fault of the file.
        """
        change("case.yaml", 'Capital, document: "sha256:0f3c…"}', 'Capital, document: "other"}')
        draft = load(folder).draft("first")
        assert (draft.document, draft.hand_overs[0].document) == ("sha256:0f3c…", "other")


class TestFigures:
    @pytest.mark.parametrize(
        ("text", "distribution"),
        [
            ("12", Point(Fraction(12))),
            ("{value: 12}", Point(Fraction(12))),
            ("{low: 1, mode: 2, high: 4}", Triangular(Fraction(1), Fraction(2), Fraction(4))),
            (
                "{low: 1, mode: 2, high: 4, distribution: pert}",
                Pert(Fraction(1), Fraction(2), Fraction(4)),
            ),
            ("{low: 1, high: 4, distribution: uniform}", Uniform(Fraction(1), Fraction(4))),
            ("{mean: 1, sd: 0.1, distribution: normal}", Normal(Fraction(1), Fraction(1, 10))),
            (
                "{median: 2, sd_log: 0.5, distribution: lognormal}",
                Lognormal(Fraction(2), Fraction(1, 2)),
            ),
            (
                "{values: {20: 0.7, 10: 30 %}, distribution: weighted}",
                Weighted((Fraction(10), Fraction(20)), (Fraction(3, 10), Fraction(7, 10))),
            ),
            ("{low: 3, mode: 3, high: 3}", Point(Fraction(3))),
            ("{mean: 3, sd: 0, distribution: normal}", Point(Fraction(3))),
            ("{values: {7: 1, 9: 0}, distribution: weighted}", Point(Fraction(7))),
        ],
    )
    def test_every_distribution(self, island, text, distribution):
        """
        Each way to write a range is that range; one without width is a point.
        """
        assert island(text).distribution == distribution

    def test_units_are_converted(self, island):
        """
        Thousands, billions and trillions become the case's millions; spreads with them.
        """
        figure = island("{mean: 1.5, sd: 0.1, distribution: normal, unit: USD bn}")
        assert figure.distribution == Normal(Fraction(1500), Fraction(100))
        assert figure.unit == "USD m"

    def test_the_spread_of_a_logarithm_has_no_unit(self, island):
        """
        Only the median of a lognormal is money.
        """
        figure = island("{median: 2, sd_log: 0.5, distribution: lognormal, unit: USD bn}")
        assert figure.distribution == Lognormal(Fraction(2000), Fraction(1, 2))

    def test_marks(self, island):
        """
        Driver, opposition and chance are kept; the name is the path of the figure.
        """
        figure = island("{low: 1, mode: 2, high: 3, driver: oil, opposed: true, chance: true}")
        assert (figure.driver, figure.opposed, figure.chance) == ("oil", True, True)
        assert figure.name == "mandates/island/reservation"
        assert figure.stream == "driver/oil"

    @pytest.mark.parametrize(
        ("text", "kind", "source", "because", "known"),
        [
            ("1", "assumption", "", "the delegation's own scoring of 6 March", None),
            ("{value: 1}", "assumption", "", "the delegation's own scoring of 6 March", None),
            ("{value: 1, because: why}", "assumption", "", "why", None),
            (
                "{value: 1, kind: fact, source: S1, because: page 3}",
                "fact",
                "S1",
                "page 3",
                date(2025, 3, 4),
            ),
            (
                "{value: 1, kind: estimate, source: S2, known: 2024-12-01}",
                "estimate",
                "S2",
                "",
                date(2024, 12, 1),
            ),
        ],
    )
    def test_provenance(self, island, text, kind, source, because, known):
        """
        A figure's own provenance comes first, then the head of its file; its place is kept.
        """
        where = "mandates/island.yaml:7:14"
        assert island(text).provenance == Provenance(kind, source, because, known, where)

    def test_without_a_head_a_bare_number_has_no_reason(self, folder, change):
        """
        It is an assumption without a reason, and says so.
        """
        change(
            "mandates/company.yaml",
            "provenance: {kind: assumption, because: the board's plan of 20 February}\n",
            "",
        )
        provenance = load(folder).mandates["company"].reservation.provenance
        assert (provenance.kind, provenance.because) == ("assumption", "")


class TestWorth:
    def test_a_range_is_linear_between_its_breakpoints(self, folder, change):
        """
        An option between two breakpoints is their mix, exactly.
        """
        change("mandates/company.yaml", "share: {0: 0, 1:", "share: {0: 0, 0.4: 40, 1:")
        case = load(folder)
        table = case.mandates["company"].factors[0]
        assert isinstance(table, Table)
        assert [worth(table, case, (i, 0, 0, 0)) for i in (0, 2, 4, 7, 10)] == [0, 20, 40, 55, 70]

    def test_else_fills_what_is_not_listed(self, folder, change):
        """
        One figure stands for all options that are not named, and moves them together.
        """
        change(
            "mandates/company.yaml",
            "guarantee: {none: 0, consultation: -1,",
            "guarantee: {else: 2,",
        )
        table = load(folder).mandates["company"].factors[1]
        assert [cell.name.rpartition("/")[2] for cell in table.cells] == ["else", "else", "binding"]
        assert table.cells[0] is table.cells[1]

    def test_factors(self, folder, change):
        """
        Tables over several issues, conditions, and their sums, minima and maxima, weighted.
        """
        change(
            "mandates/island.yaml",
            "factors:                           # whatever is not one issue's table\n",
            "factors:\n"
            "  - {over: [law, share], table: {home: {0: 0, 1: -2}, abroad: {0: 0, 1: -9}}}\n"
            "  - {over: [law, timing], table: {home: {now: 3}}, else: 1, weight: 2}\n"
            "  - {min: [{when: law = home, worth: 5}, {when: share <= 0.3, worth: 4}], weight: 2}\n"
            "  - name: nested\n"
            "    sum: [{max: [{when: law = home, worth: 1}, {when: law = abroad, worth: 2}]}]\n",
        )
        case = load(folder)
        factors = case.mandates["island"].factors[4:8]
        home, abroad = (5, 0, 0, 0), (2, 0, 1, 1)
        assert [worth(f, case, home) for f in factors] == [-1, 6, 0, 1]
        assert [worth(f, case, abroad) for f in factors] == [Fraction(-9, 5), 2, 0, 2]

    def test_names_are_unique_and_stable(self, folder):
        """
        Figures are named by their path, so that a stream stays the same when another is added.
        """
        names = [f.name for m in load(folder).mandates.values() for f in figures(m)]
        assert len(set(names)) == len(names)
        assert "mandates/island/worth/guarantee/consultation" in names
        assert "mandates/island/factors/home courts make consultation count" in names
        assert "mandates/island/red_lines/share <= 0.6/probability" in names

    def test_points_with_weights(self, folder, change):
        """
        Scores from 0 to 100 count by their weight in percent.
        """
        (folder / "mandates/company.yaml").write_text(
            "unit: points\nreservation: 30\nweights: {share: 75, law: 25}\n"
            "worth: {share: {0: 0, 1: 100}, law: {home: 0, abroad: 100}}\n"
        )
        case = load(folder)
        mandate = case.mandates["company"]
        assert mandate.unit == mandate.reservation.unit == "points"
        assert sum(worth(f, case, (10, 0, 1, 0)) for f in mandate.factors) == 100
        assert sum(worth(f, case, (2, 0, 1, 0)) for f in mandate.factors) == 40

    def test_transform_and_attitude(self, folder, change):
        """
        The g of worth and the attitude to chance are kept exactly.
        """
        change(
            "mandates/company.yaml",
            "unit: money",
            "unit: money\nattitude: {tolerance: 20}\ntransform: {scale: 0.5, offset: 1, cap: 100}",
        )
        mandate = load(folder).mandates["company"]
        assert mandate.attitude.tolerance == 20
        assert (mandate.transform.scale, mandate.transform.offset) == (Fraction(1, 2), 1)
        assert mandate.transform.cap == 100

    def test_red_lines(self, folder):
        """
        A linkage ties two issues; a belief's red line has its probability, a mandate's is certain.
        """
        case = load(folder)
        own, tie = case.mandates["island"].red_lines
        assert (own.linkage, tie.linkage) == (False, True)
        assert own.probability.distribution == Point(Fraction(1))
        believed = case.beliefs["island", "company"].red_lines[0]
        assert believed.probability.distribution == Point(Fraction(7, 10))
        assert believed.condition.text == "share >= 0.2"
        assert believed.condition.where == "beliefs/island/company.yaml:14:12"


def figures(preference):
    yield preference.reservation
    yield from (line.probability for line in preference.red_lines)
    waiting = list(preference.factors)
    while waiting:
        one = waiting.pop()
        if isinstance(one, Combined):
            waiting += one.parts
        else:
            yield from one.cells if isinstance(one, Table) else [one.worth]


class TestUnits:
    @given(st.decimals(min_value=-1000, max_value=1000, places=3))
    def test_percent_of_anything(self, number):
        """
        The label of a fraction is a hundred times its value.
        """
        assert Fraction(decimal(Fraction(number) * 100)) == Fraction(number) * 100


class TestWeights:
    @pytest.mark.parametrize(
        ("weights", "shares", "warned"),
        [
            ("{share: 25, law: 75}", (Fraction(1, 4), Fraction(3, 4)), ""),
            ("{share: 25 %, law: 75 %}", (Fraction(1, 4), Fraction(3, 4)), ""),
            ("{share: 1/3, law: 2/3}", (Fraction(1, 3), Fraction(2, 3)), ""),
            ("{share: 100/3, law: 200/3}", (Fraction(1, 3), Fraction(2, 3)), ""),
            ("{share: 33.33, law: 66.66}", (Fraction(1, 3), Fraction(2, 3)), "taken in proportion"),
            ("{share: 1, law: 2}", (Fraction(1, 3), Fraction(2, 3)), "taken in proportion"),
            (
                "{share: 0.5, law: 49.5}",
                (Fraction(1, 100), Fraction(99, 100)),
                "percentages mixed?",
            ),
        ],
    )
    def test_any_proportion_is_brought_to_a_whole(self, folder, weights, shares, warned):
        """
        Percent, parts of 1, ratios and other proportions mean the same shares, exactly; a sum that is
        neither 1 nor 100 is told with its place, and not with what stands there.
        """
        (folder / "mandates" / "island.yaml").write_text(
            f"unit: points\nreservation: 0\nweights: {weights}\n"
            "worth: {share: {0: 0, 1: 100}, law: {home: 0, abroad: 100}}\n"
        )
        case = load(folder, "island")

        assert tuple(factor.weight for factor in case.mandates["island"].factors) == shares
        assert len(case.warnings) == bool(warned)
        for warning in case.warnings:
            assert "mandates/island.yaml:3:10: the weights do not sum to 100" in warning
            assert warned in warning
            assert "49.5" not in warning
            assert "66" not in warning
