"""Out of a format and back again: the same worths, exactly, and a list of what is lost."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Transform
from counterdraft.formats import load
from counterdraft.formats.field_case import list_issue, number_issue, preference_of, scored
from counterdraft.formats.registry import WRITERS, writer
from counterdraft.formats.yaml_case import case_files
from counterdraft.preferences import mean
from counterdraft.preferences.expected.expected_game import worth_at_means

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), max_codepoint=0x2FFF),
    min_size=1,
    max_size=8,
)
DIRTY = [
    "Null", "NULL", "null", "~", "True", "true", "Yes", "NO", "no", "on", "Off", "y", "n", "silent",
    "else", "con",
    "1e3", "0x10", "0o7", "1_000", "007", "+1", "-0", "12:30", "1:2:3", "2025-01-01", ".inf", "-.INF", ".nan",
    "=", "<<", "-", "--", "---", "...", "?", ":", "::", ":a", "a:", "a: b", "#", "#a", "a #b", "- a", "? a",
    "&",
    "*", "!", "|", ">", "%", "@", "`", ",", "[]", "{}", "[a", "{a", "'a'", '"a"', "'", '"', "\\", "\\n",
    "Null,",
    " a", "a ", " ", "  ", "null ", "\ta", "a\tb", "a\nb", "a\n", "\n", "<a>", "a&b", "a&amp;b", "]]>",
    "<!--",
    "a\u2028b", "a\u2029b", "\ufeffa", "a\ufeffb", "\u200b", "\u00a0", "a\u3000b", "\U0001f600", "a\u0301",
]  # fmt: skip
"""Names that YAML, XML or JSON would take for something else where they are not quoted."""
NAMES = st.one_of(TEXTS, st.sampled_from(DIRTY))
PARTIES = ("p", "Null", "NO", "1e3", "a b", " c", "d ", "-", "~", "=", "é", "a.b")
DECIMALS = st.decimals(0, 1, places=4).map(Fraction)


@st.composite
def spaces(draw):
    """A linear space of up to three issues and three parties, all numbers decimals of "
    "four places.
    """
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    issues = []
    for name in names:
        if draw(st.booleans()):
            low, count = draw(st.integers(-3, 3)), draw(st.integers(2, 4))
            issues.append(number_issue(name, [Fraction(low + k) for k in range(count)]))
        else:
            issues.append(
                list_issue(name, draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)))
            )
    parties = sorted(draw(st.lists(st.sampled_from(PARTIES), min_size=2, max_size=3, unique=True)))
    mandates = {}
    for party in parties:
        shares = [draw(st.integers(1, 100)) for _ in issues]
        weights = [Fraction(s, 100) for s in shares[:-1]]
        weights.append(1 - sum(weights, Fraction(0)))
        if weights[-1] < 0:
            weights = [Fraction(1)] + [Fraction(0)] * (len(issues) - 1)
        factors = []
        for k, issue in enumerate(issues):
            cells = [draw(DECIMALS) for _ in issue.options]
            cells[draw(st.integers(0, len(cells) - 1))] = Fraction(1)
            factors.append(scored(party, k, issue, [(c, "f:1") for c in cells], weights[k]))
        mandates[party] = preference_of(
            party, factors, (Fraction(0), "f:1"), Transform(cap=Fraction(1))
        )
    return issues, mandates


@st.composite
def boxes(draw):
    """Up to four hyper-rectangles over the grid, some of them excluding, boundless or weighted."""
    body = ""
    for _ in range(draw(st.integers(1, 4))):
        tag = draw(st.sampled_from(["INCLUDES", "EXCLUDES"]))
        bounds = ""
        for index in draw(st.lists(st.sampled_from([1, 2]), max_size=3)):
            low = draw(st.integers(-1, 9))
            high = draw(st.integers(low, 11))
            bounds += f'<{tag} index="{index}" min="{low}" max="{high}"/>'
        worth, weight = draw(st.integers(0, 9)), draw(st.sampled_from(["1", "0.5", "3"]))
        body += f'<hyperRectangle utility="{worth}" weight="{weight}">{bounds}</hyperRectangle>'
    return body


def write(folder, files):
    """Write files into a new folder."""
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def labels(case):
    """Return what the issues and their options are called."""
    return [(issue.label, [option.label for option in issue.options]) for issue in case.issues]


@pytest.fixture
def case_of(bench):
    """Return a function that makes a case of issues and mandates."""
    template = bench.picnic().case()

    def make(space):
        issues, mandates = space
        parties = tuple(dataclasses.replace(template.parties[0], name=p, label=p) for p in mandates)
        return dataclasses.replace(
            template, issues=tuple(issues), mandates=mandates, parties=parties, title="t"
        )

    return make


class TestRoundTrips:
    @pytest.mark.parametrize("form", WRITERS)
    def test_every_format_gives_back_what_it_took(
        self, form, case_of, everything, tmp_path_factory
    ):
        """
        Issues, options and worths of any linear space are the same after writing and reading.
        """

        @settings(max_examples=40, deadline=None)
        @given(space=spaces())
        def run(space):
            case = case_of(space)
            files, lost = writer(form)(case, mean)
            back = load(write(tmp_path_factory.mktemp(form), files))

            assert [i.name for i in back.issues] == [i.name for i in case.issues]
            assert [[o.name for o in i.options] for i in back.issues] == [
                [o.name for o in i.options] for i in case.issues
            ]
            assert everything(back) == everything(case)
            assert lost == []

        run()

    def test_a_case_file_gives_back_what_it_took(self, case_of, everything, tmp_path_factory):
        """
        Names become words, labels and worths stay.
        """

        @settings(max_examples=25, deadline=None)
        @given(space=spaces())
        def run(space):
            case = case_of(space)
            kinds = [None if i.kind == "list" else "approximate" for i in case.issues]
            pairs = zip(case.issues, kinds, strict=True)
            case = replace(case, issues=tuple(replace(i, continuous=k) for i, k in pairs))
            back = load(write(tmp_path_factory.mktemp("case"), case_files(case)))

            assert labels(back) == labels(case)
            assert [i.continuous for i in back.issues] == kinds
            assert everything(back) == everything(case)

        run()

    @pytest.mark.parametrize("form", WRITERS)
    def test_an_imported_folder_is_exported_as_it_came(
        self, form, case_of, everything, tmp_path_factory
    ):
        """
        Out of the format, into a case file and back: every name and worth is what it was.
        """

        @settings(max_examples=20, deadline=None)
        @given(space=spaces())
        def run(space):
            case = case_of(space)
            before = load(write(tmp_path_factory.mktemp("first"), writer(form)(case, mean)[0]))
            middle = load(write(tmp_path_factory.mktemp("case"), case_files(before)))
            back = load(write(tmp_path_factory.mktemp("last"), writer(form)(middle, mean)[0]))

            assert labels(back) == labels(middle) == labels(case)
            assert everything(back) == everything(case)

        run()

    def test_discount_reservation_and_thirds(self, bench, everything, tmp_path):
        """
        Evaluations over a largest of 3 have no decimal, and are exact all the same.
        """
        bench.picnic(
            (
                "<utility_space>",
                '<utility_space><reservation value="0.25"/><discount_factor value="0.5"/>',
            )
        )
        bench.put(bob_xml=(bench.path / "ann.xml").read_bytes())
        case = bench.case()
        imported = load(write(tmp_path / "case", case_files(case)))
        again = load(write(tmp_path / "out", writer("genius")(imported, mean)[0]))

        for other in (imported, again):
            assert everything(other) == everything(case)
            assert other.preference("ann").transform == case.preference("ann").transform
            assert other.preference("ann").reservation.distribution.value == Fraction(1, 4)
        assert [i.name for i in again.issues] == [i.name for i in case.issues]

    def test_rectangles(self, bench, texts, nonlinear, everything, tmp_path):
        """
        Nested, weighted, excluding and boundless ones come back as they were.
        """
        body = (
            '<hyperRectangle utility="2" weight="1.5"><INCLUDES index="1" min="2" max="5"/>'
            '<INCLUDES index="2" min="1" max="9"/></hyperRectangle>'
            '<hyperRectangle utility="1.25"><EXCLUDES index="1" min="2" max="5"/>'
            '<EXCLUDES index="2" min="0" max="3"/></hyperRectangle>'
            '<hyperRectangle utility="0.5"/>'
            '<ufun weight="0.5" aggregation="max"><hyperRectangle utility="1"/>'
            '<hyperRectangle utility="3"><INCLUDES index="2" min="4" max="4"/>'
            "</hyperRectangle></ufun>"
        )
        bench.genius(texts["grid"], ann=nonlinear(body, most="7"), bob=nonlinear(body, how="min"))
        case = bench.case()
        files, lost = writer("genius")(case, mean)
        imported = load(write(tmp_path / "case", case_files(case)))

        assert everything(load(write(tmp_path / "out", files))) == everything(case)
        assert everything(imported) == everything(case)
        assert lost == []

    def test_a_largest_evaluation_that_no_offer_has(self, bench, everything, tmp_path):
        """
        A value of the profile alone, divided by, is written again where the weight needs it.
        """
        extra = '<item index="9" value="Sea" evaluation="7"/>'
        bench.picnic(('<item index="1" value="Lake"', extra + '<item index="1" value="Lake"'))
        case = bench.case()
        files, lost = writer("genius")(case, mean)
        back = load(write(tmp_path / "out", files))

        assert everything(back) == everything(case)
        assert lost == []
        assert everything(case)[0][0] == Fraction(6, 10) * Fraction(2, 8) + Fraction(4, 70)

    @pytest.mark.parametrize("form", ["yaml", "genius", "negmas"])
    def test_any_rectangles(self, form, bench, texts, nonlinear, everything, tmp_path_factory):
        """
        Whatever they include, exclude or leave open, they come back with the same worths.
        """

        @settings(max_examples=15, deadline=None)
        @given(ann=boxes(), bob=boxes())
        def run(ann, bob):
            profiles = {"ann": nonlinear(ann, most="200"), "bob": nonlinear(bob, most="200")}
            case = bench.genius(texts["grid"], **profiles).case()
            files, lost = (case_files(case), []) if form == "yaml" else writer(form)(case, mean)
            back = load(write(tmp_path_factory.mktemp(form), files))

            assert everything(back) == everything(case)
            assert lost == []

        run()

    def test_rectangles_and_a_discount_in_negmas(
        self, bench, texts, nonlinear, everything, tmp_path
    ):
        """
        Boxes become outcome ranges, also those that pay outside, and the discount wraps them.
        """
        body = (
            '<hyperRectangle utility="2"><INCLUDES index="1" min="2" max="3"/>'
            '<INCLUDES index="2" min="1" max="9"/></hyperRectangle>'
            '<hyperRectangle utility="1.25"><EXCLUDES index="1" min="2" max="5"/>'
            '<EXCLUDES index="2" min="0" max="1"/></hyperRectangle>'
            '<hyperRectangle utility="0.5"/>'
            '<hyperRectangle utility="1"><INCLUDES index="2" min="7" max="8"/></hyperRectangle>'
        )
        root = '<reservation value="0.3"/><discount_factor value="0.9"/>'
        case = bench.genius(texts["grid"], ann=nonlinear(body, root=root, most="8")).case()
        files, lost = writer("negmas")(case, mean)
        back = load(write(tmp_path / "out", files))

        assert everything(back) == everything(case)
        assert back.preference("ann").transform.discount == Fraction(9, 10)
        assert back.preference("ann").reservation.distribution.value == Fraction(3, 10)
        assert lost == []

    def test_a_mandate_of_nothing_but_a_constant(self, bench, everything, tmp_path):
        """
        Without any factor the offset is still there.
        """
        bench.put(
            d_yml="issues: [{name: a, type: CategoricalIssue, values: [x, y]}]\n",
            p_yml="type: ConstUtilityFunction\nvalue: 0.25\n",
            q_yml="type: ConstUtilityFunction\nvalue: -1\n",
        )
        case = bench.case()
        back = load(write(tmp_path / "case", case_files(case)))

        assert everything(case) == [[Fraction(1, 4)] * 2, [-1, -1]]
        assert everything(back) == everything(case)

    def test_a_reservation_value_without_a_decimal(self, bench, everything, tmp_path):
        """
        Minus infinity becomes the least worth, here 0.6 / 9; a case file holds it as a ratio.
        """
        bench.put(
            d_yml="issues: [{name: a, type: ContiguousIssue, values: [1, 3]}]\n",
            p_yml="type: LinearAdditiveUtilityFunction\nreserved_value: -.inf\nweights: [0.6]\n"
            "values: [{type: TriangularFun, start: 0, middle: 9, end: 10}]\n",
            q_yml="type: LinearAdditiveUtilityFunction\nreserved_outcome: [2]\nbias: 1\n"
            "values: [{type: TriangularFun, start: -1, middle: 6, end: 7}]\n",
        )
        case = bench.case()
        back = load(write(tmp_path / "case", case_files(case)))

        assert everything(back) == everything(case)
        assert back.preference("p").reservation.distribution.value == Fraction(6, 90)
        assert back.preference("q").reservation.distribution.value == 1 + Fraction(3, 7)

    @pytest.mark.parametrize("form", WRITERS)
    def test_no_party_is_written_into_a_hidden_file(self, form, case_of, tmp_path):
        """
        A folder's hidden files are not read: parties called so get another file, and the list says it.
        """
        issue = list_issue("a", ["x", "y"])
        mandates = {
            name: preference_of(
                name,
                [scored(name, 0, issue, [(Fraction(1), "f"), (Fraction(0), "f")], Fraction(1))],
                (Fraction(0), "f"),
            )
            for name in (".a", "_b", "#c", "e/f")
        }
        files, lost = writer(form)(case_of(([issue], mandates)), mean)
        back = load(write(tmp_path / form, files))

        assert sorted(p.name for p in back.parties) == ["e_f", "x#c", "x.a", "x_b"]
        assert "the name .a: its file is called x.a" in lost

    def test_what_is_lost_is_listed(self, bench, texts, nonlinear):
        """
        A cut, a discount, worths over several issues, a reservation value that is no bid's worth.
        """
        body = (
            '<hyperRectangle utility="4"><INCLUDES index="1" min="2" max="5"/>'
            '<INCLUDES index="2" min="1" max="9"/></hyperRectangle>'
        )
        root = '<reservation value="0.3"/><discount_factor value="0.9"/>'
        case = bench.genius(texts["grid"], ann=nonlinear(body, root=root)).case()
        told = "\n".join(writer("geniusweb")(case, mean)[1])

        assert "ann: 1 worths that hang on several issues together" in told
        assert "ann: the discount factor" in told

    def test_worths_beyond_one_are_scaled_for_genius(self, bench, tmp_path):
        """
        GENIUS would cut them; the order and the ratios of differences stay, and the list says how.
        """
        bench.json(
            a={
                "reservationValue": 3,
                "issueWeights": {"x": 2},
                "issues": {"x": {"p": -1, "q": 4, "r": 2}},
            },
        )
        case = bench.case()
        files, lost = writer("genius")(case, mean)
        back = load(write(tmp_path / "out", files))
        worths = worth_at_means(back.preference("a"), np.array([[0], [1], [2]]))

        assert worths == [0, 1, Fraction(6, 10)]
        assert back.preference("a").reservation.distribution.value == Fraction(1, 2)
        assert lost == ["a: the scale of worths; utility = (worth +2) / 10"]

    def test_a_bid_with_the_reservation_value_is_found(self, bench, tmp_path):
        """
        GeniusWeb has bids for reservation values; one that is worth just that is written.
        """
        bench.json(
            a={
                "reservationValue": 0.5,
                "issueWeights": {"x": 0.5, "y": 0.5},
                "issues": {"x": {"p": 1, "q": 0.4}, "y": {"p": 1, "q": 0.6}},
            },
        )
        files, lost = writer("geniusweb")(bench.case(), mean)
        back = load(write(tmp_path / "out", files))

        assert back.preference("a").reservation.distribution.value == Fraction(1, 2)
        assert lost == []

    def test_red_lines_ranges_and_provenance_of_a_bundled_skeleton(self, tmp_path):
        """
        Everything that a case holds beyond scores is named.
        """
        from counterdraft.formats import new

        new(tmp_path / "case")
        _, lost = writer("genius")(load(tmp_path / "case"), mean)
        told = "\n".join(lost)

        assert "red line" in told
        assert "ranges of" in told
        assert "provenance of" in told
