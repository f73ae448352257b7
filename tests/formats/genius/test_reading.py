"""GENIUS's own rules, each trap of the format alone."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterdraft.case import Transform
from counterdraft.errors import CaseError
from counterdraft.formats import Selection, load
from counterdraft.formats.genius.reading import recognise

TREE = '<objective index="0" name="r" type="objective">{}</objective>'


def single(issue: str, weight: str = '<weight index="1" value="1"/>') -> tuple[str, str]:
    """Return domain and profile over one issue."""
    domain = f"<utility_space>{TREE.format(issue)}</utility_space>"
    profile = f"<utility_space>{TREE.format(issue + weight)}</utility_space>"
    return f"<negotiation_template>{domain}</negotiation_template>", profile


BEST = {"Food": "$5 soup", "Place": "Hill"}


class TestLinear:
    def test_evaluations_are_divided_by_the_largest_of_the_issue(self, bench):
        """
        0.6 x 2/8 + 0.4 x 1/3, exactly.
        """
        found = bench.picnic().at(Food="Bread & cheese", Place="Lake")

        assert found == Fraction(6, 10) * Fraction(2, 8) + Fraction(4, 10) * Fraction(1, 3)

    def test_evaluations_below_one_are_divided_too(self, bench):
        """
        The comment of GENIUS's class says "only above 1"; its code always divides.
        """
        found = bench.picnic(
            ('evaluation="1"', 'evaluation="0.1"'), ('evaluation="3"', 'evaluation="0.2"')
        )

        assert found.at(Food="$5 soup", Place="Lake") == Fraction(6, 10) + Fraction(4, 10) / 2

    def test_weights_are_joined_by_index_not_by_position(self, bench):
        """
        Weights may come in any order, before the issues or after them.
        """
        bench.picnic(
            ('<weight index="1" value="0.6"/><weight index="2" value="0.4"/>', ""),
            (
                '<issue index="1"',
                '<weight index="2" value="0.4"/><weight index="1" value="0.6"/><issue index="1"',
            ),
        )

        assert bench.at(Food="Nothing", Place="Hill") == Fraction(4, 10)

    def test_issues_are_joined_by_index_and_need_not_begin_at_one(self, bench, texts):
        """
        Indices are global over objectives and issues, and profiles list issues in any order.
        """
        domain = texts["domain"].replace('issue index="1"', 'issue index="7"')
        domain = domain.replace('issue index="2"', 'issue index="9"')
        profile = texts["profile"]
        for tag in ("issue", "weight"):
            profile = profile.replace(f'{tag} index="1"', f'{tag} index="7"')
            profile = profile.replace(f'{tag} index="2"', f'{tag} index="9"')
        first, second = profile.index('<issue index="7"'), profile.index('<issue index="9"')
        end = profile.index("<weight")
        swapped = profile[:first] + profile[second:end] + profile[first:second] + profile[end:]

        assert bench.genius(domain, ann=swapped).at(
            Food="Bread & cheese", Place="Hill"
        ) == Fraction(55, 100)

    def test_values_are_joined_by_what_they_say(self, bench):
        """
        Items of a profile stand in any order and with any index.
        """
        bench.picnic(
            (
                (
                    '<item index="1" value="Lake" evaluation="1"/>'
                    '<item index="2" value="Hill" evaluation="3"/>'
                ),
                (
                    '<item index="7" value="Hill" evaluation="3"/>'
                    '<item index="1" value="Lake" evaluation="1"/>'
                ),
            ),
        )

        assert bench.at(**BEST) == 1

    def test_nested_objectives(self, bench, texts):
        """
        Issues below an inner objective count by the weights beside them; objectives' own do not count.
        """
        inner = '<objective index="5" name="inner" type="objective" etype="objective">'
        domain = texts["domain"].replace('<issue index="2"', f'{inner}<issue index="2"')
        domain = domain.replace(
            "</objective></utility_space>", "</objective></objective></utility_space>"
        )
        profile = texts["profile"].replace('<issue index="2"', f'{inner}<issue index="2"')
        profile = profile.replace(
            '<weight index="1" value="0.6"/><weight index="2" value="0.4"/>',
            (
                '<weight index="2" value="0.4"/></objective><weight index="1" value="0.6"/>'
                '<weight index="5" value="0.1"/>'
            ),
        )

        assert bench.genius(domain, ann=profile).at(**BEST) == 1

    def test_items_inside_a_similarity_function_are_no_evaluations(self, bench):
        """
        Old profiles carry a second list of items below the issue; only the issue's own count.
        """
        more = (
            "<similarity_function><criteria_function>"
            '<item index="1" value="Lake" evaluation="9"/></criteria_function>'
            "</similarity_function>"
        )
        bench.picnic(('<item index="1" value="Lake"', f'{more}<item index="1" value="Lake"'))

        assert bench.at(Food="$5 soup", Place="Lake") == Fraction(6, 10) + Fraction(4, 30)

    def test_utilities_are_cut_at_one(self, bench):
        """
        Weights that sum to 1.1 are used as they are; the cut makes ties at 1, and a warning says so.
        """
        bench.picnic(('value="0.6"', 'value="0.7"'))

        assert bench.at(**BEST) == 1
        assert bench.at(Food="$5 soup", Place="Lake") == Fraction(7, 10) + Fraction(4, 30)
        assert "the weights sum to 1.1; GENIUS uses them as they are" in bench.case().warnings[0]

    def test_an_issue_whose_evaluations_are_all_tiny_counts_as_nothing(self, bench):
        """
        Below 0.00001 GENIUS does not divide, and the issue is worth 0.
        """
        bench.picnic(
            ('evaluation="1"', 'evaluation="0.000001"'), ('evaluation="3"', 'evaluation="0.000009"')
        )

        assert bench.at(**BEST) == Fraction(6, 10)

    def test_a_value_that_only_the_profile_knows_still_divides(self, bench):
        """
        GENIUS never offers it, but its evaluation may be the largest.
        """
        bench.picnic(
            (
                '<item index="1" value="Lake"',
                '<item index="3" value="Moon" evaluation="6"/><item index="1" value="Lake"',
            )
        )

        assert bench.at(**BEST) == Fraction(6, 10) + Fraction(4, 10) / 2
        assert "'Moon' is no value of 'Place'" in bench.case().warnings[0]

    def test_reservation_value_beside_a_discount_factor(self, bench):
        """
        Both are kept, wherever they stand; without them they are 0 and 1.
        """
        plain = bench.picnic().case().preference("ann")
        bench.picnic(
            ("<utility_space>", '<utility_space><reservation value="0.25"/>'),
            (
                "</objective></utility_space>",
                '<discount_factor value="0.5"/></objective></utility_space>',
            ),
        )
        found = bench.case().preference("ann")

        assert plain.reservation.distribution.value == 0
        assert plain.transform == Transform(cap=Fraction(1))
        assert found.reservation.distribution.value == Fraction(1, 4)
        assert found.transform.discount == Fraction(1, 2)

    @pytest.mark.parametrize("written", ["0", "-1", "1", "1.5"])
    def test_a_discount_factor_outside_zero_to_one_is_none(self, bench, written):
        """
        GENIUS takes it for 1.
        """
        bench.picnic(("<utility_space>", f'<utility_space><discount_factor value="{written}"/>'))

        assert bench.case().preference("ann").transform.discount == 1

    def test_a_missing_type_is_discrete(self, bench, texts):
        """
        Old files have no type at all.
        """
        bare = [
            t.replace(' type="discrete" etype="discrete" vtype="discrete"', "")
            for t in (texts["domain"], texts["profile"])
        ]

        assert bench.genius(bare[0], ann=bare[1]).at(**BEST) == 1

    def test_type_wins_over_etype(self, bench):
        """
        Where the two differ GENIUS believes type.
        """
        bench.picnic(
            (
                'name="Food" type="discrete" etype="discrete"',
                'name="Food" type="discrete" etype="integer"',
            )
        )

        assert bench.at(**BEST) == 1

    def test_names_keep_every_character(self, bench):
        """
        Spaces, dollars and ampersands are part of a name.
        """
        case = bench.picnic().case()

        assert [o.name for o in case.issues[0].options] == ["Bread & cheese", "$5 soup", "Nothing"]
        assert case.title == "Picnic"

    def test_parties_in_the_order_of_the_files(self, bench, texts):
        """
        The party is called after its file, and files are sorted by their names.
        """
        profile = texts["profile"]
        case = bench.genius(zoe=profile, ann=profile, Bob=profile).case()

        assert [p.name for p in case.parties] == ["Bob", "ann", "zoe"]

    @pytest.mark.parametrize(
        "before", [b"\xef\xbb\xbf", b"\n\n  \n", b"\xef\xbb\xbf\n\n<?xml version='1.0'?>\n"]
    )
    def test_what_stands_before_the_first_tag(self, bench, texts, before):
        """
        A byte-order mark and blank lines are passed over, and lines still count from the top.
        """
        data = before + texts["profile"].encode()
        bench.genius().put(ann_xml=data)
        place = bench.case().preference("ann").factors[0].parts[0].cells[0].provenance.where

        assert bench.at(**BEST) == 1
        assert place == "ann.xml:" + str(4 + before.count(b"\n"))

    @pytest.mark.parametrize(
        ("head", "lines"),
        [
            ('<!-- of\nann -->\n<?xml version="1.0" encoding="utf-8" ?>\n', 3),
            ('<?xml version="1.0"?>\n<!-- <!-- -->\n\n', 3),
            ("<?note?><!-- a --><!-- b -->\n\n", 2),
        ],
    )
    def test_comments_and_a_declaration_after_them(self, bench, texts, head, lines):
        """
        A declaration that is not the first thing of the file is passed over, as GENIUS does.
        """
        bench.genius().put(ann_xml=head + texts["profile"])
        place = bench.case().preference("ann").factors[0].parts[0].cells[0].provenance.where

        assert bench.at(**BEST) == 1
        assert place == f"ann.xml:{4 + lines}"

    def test_a_declared_encoding_holds_wherever_the_declaration_stands(self, bench, texts):
        """
        Latin-1 after a comment is Latin-1; what declares nothing and is no UTF-8 is windows-1252.
        """
        head = '<!-- a --><?xml version="1.0" encoding="ISO-8859-1"?>'
        domain = texts["domain"].replace("Hill", "Caf\xe9")
        profile = texts["profile"].replace("Hill", "Caf\xe9")
        bench.put(domain_xml=domain, ann_xml=(head + profile).encode("latin-1"))

        assert bench.at(Food="$5 soup", Place="Caf\xe9") == 1
        assert bench.put(ann_xml=profile.encode("latin-1")).at(Food="$5 soup", Place="Caf\xe9") == 1
        assert ": is not UTF-8 and names no encoding" in bench.case().warnings[0]

    def test_the_quotes_of_windows_are_no_control_characters(self, bench, texts):
        """
        Files that say ISO-8859-1 hold the dashes and quotes of windows-1252.
        """
        head = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
        files = [head + texts[k].replace("Hill", "Cat@s").encode() for k in ("domain", "profile")]
        domain, profile = (text.replace(b"@", b"\x92") for text in files)
        bench.put(domain_xml=domain, ann_xml=profile)

        assert bench.at(Food="$5 soup", Place="Cat\u2019s") == 1

    def test_control_characters_in_names_are_refused(self, bench, texts):
        """
        They would move a reader's cursor, also in the fault itself.
        """
        told = bench.genius(
            texts["domain"].replace("Hill", "a&#x9b;2J").replace('"Food"', '"b&#x7f;"'),
            ann=texts["profile"],
        ).faults()

        assert "domain.xml:4:" in told
        assert "control character" in told
        assert "\x9b" not in told
        assert "\x7f" not in told

    def test_a_bare_bracket_stands_for_itself(self, bench, texts):
        """
        GENIUS's own reader takes what stands between quotes as it is.
        """
        bare = texts["profile"].replace("Hill", "< 5 & > 3").replace('"Picnic"', "'a <b'")
        found = bench.genius(texts["domain"].replace("Hill", "&lt; 5 & > 3"), ann=bare)

        assert found.at(Food="$5 soup", Place="< 5 & > 3") == 1
        assert any("ann.xml:2: a bare & or <" in warning for warning in found.case().warnings)
        assert "cannot be read as XML" in bench.genius(ann=texts["profile"] + "<").faults()

    def test_weights_that_belong_to_no_issue(self, bench):
        """
        A weight beside which no such issue stands is not used, and said so.
        """
        bench.picnic(("<weight ", '<weight index="9" value="0.4"/><weight '))

        assert bench.at(Food="$5 soup", Place="Hill") == 1
        assert any("no issue with the index 9" in warning for warning in bench.case().warnings)

    @pytest.mark.parametrize(
        ("inside", "value", "told"),
        [
            (
                '<reservation value="0.25"/><reservation value="0.5"/>',
                "0.25",
                "the first beside it",
            ),
            ('<reservation value="0.25"/>', "0.25", ""),
        ],
    )
    def test_of_two_reservation_values_the_first_counts(self, bench, inside, value, told):
        """
        Beside each other the first, of two levels the deeper one.
        """
        bench.picnic(
            ("<utility_space>", '<utility_space><reservation value="0.75"/>'),
            ("</objective>", f"{inside}</objective>"),
        )
        case = bench.case()

        assert case.preference("ann").reservation.distribution.value == Fraction(value)
        assert any("deeper; GENIUS takes the last" in warning for warning in case.warnings)
        assert not told or any(told in warning for warning in case.warnings)

    def test_an_unknown_encoding_is_refused(self, bench, texts):
        """
        What cannot be decoded is not guessed at.
        """
        head = '<?xml version="1.0" encoding="klingon"?>'

        assert "unknown encoding" in bench.genius(ann=head + texts["profile"]).faults()

    def test_a_bare_ampersand_stands_for_itself(self, bench, texts):
        """
        GENIUS's own reader knows no entities; entities are read here, other ampersands kept.
        """
        bare = texts["profile"].replace("&amp;", "&").replace("Hill", "Caf&eacute;")
        found = bench.genius(texts["domain"].replace("Hill", "Caf&amp;eacute;"), ann=bare)

        assert found.at(Food="Bread & cheese", Place="Caf&eacute;") == Fraction(55, 100)
        assert any("ann.xml:4: a bare & or <" in warning for warning in found.case().warnings)

    def test_points_of_a_pareto_file_are_passed_over(self, bench):
        """
        pareto.xml holds lines of numbers, wrong ones at that; it is no file of the domain.
        """
        bench.picnic().put(pareto_xml="0.1, 0.9\n0.5, 0.5\n", Pareto_2_xml="nash\n1E-3 NaN\n")

        assert [p.name for p in bench.case().parties] == ["ann"]
        assert "cannot be read as XML" in bench.put(pareto_xml="\n<0.1, 0.9").faults()

    @settings(deadline=None)
    @given(
        evaluations=st.lists(st.integers(0, 10**6), min_size=2, max_size=2).filter(
            lambda e: max(e) > 0
        ),
        weight=st.decimals(0, 1, places=17),
    )
    def test_agrees_with_the_definition(self, tmp_path_factory, evaluations, weight):
        """
        Weight times evaluation over the largest, cut at 1, for any numbers.
        """
        from pathlib import Path

        import numpy as np

        from counterdraft.formats import load
        from counterdraft.preferences.expected.expected_game import worth_at_means

        folder: Path = tmp_path_factory.mktemp("plain")
        issue = '<issue index="3" name="x" type="discrete">{}</issue>'
        items = "".join(f'<item value="v{k}" evaluation="{e}"/>' for k, e in enumerate(evaluations))
        domain, profile = single(
            issue.format(items), weight=f'<weight index="3" value="{weight}"/>'
        )
        (folder / "d.xml").write_text(domain)
        (folder / "p.xml").write_text(profile)
        found = worth_at_means(load(folder).preference("p"), np.array([[0], [1]]))

        assert found == [
            min(Fraction(1), Fraction(weight) * Fraction(e, max(evaluations))) for e in evaluations
        ]


class TestNumbers:
    def test_an_integer_issue_is_a_line_cut_to_zero_and_one(self, bench, texts):
        """
        Slope x (value - lower bound) + offset.
        """
        profile = (
            '<utility_space><objective index="0" name="r" type="objective">'
            '<issue index="1" name="a" type="integer" lowerbound="0" upperbound="9">'
            '<evaluator ftype="linear" slope="0.2" offset="-0.1"/></issue>'
            '<issue index="2" name="b" type="integer" lowerbound="0" upperbound="9">'
            '<evaluator ftype="linear" slope="0" offset="0.5"/></issue>'
            '<weight index="1" value="0.5"/><weight index="2" value="0.5"/></objective>'
            "</utility_space>"
        )
        bench.genius(texts["grid"], ann=profile)
        half = Fraction(1, 4)

        assert [bench.at(a=a, b="0") - half for a in ("0", "3", "9")] == [
            0,
            Fraction(1, 4),
            Fraction(1, 2),
        ]

    def test_bounds_in_a_range_child(self, bench, texts):
        """
        Some files write the bounds of an integer issue as those of a real one.
        """
        domain = texts["grid"].replace(
            ' lowerbound="0" upperbound="9"/>', '><range lowerbound="2" upperbound="4"/></issue>', 1
        )
        profile = (
            '<utility_space><objective index="0" name="r" type="objective">'
            '<issue index="1" name="a" type="integer">'
            '<range lowerbound="2" upperbound="4"/><evaluator slope="0.5" offset="0"/>'
            "</issue>"
            '<issue index="2" name="b" type="integer" lowerbound="0" upperbound="9"/>'
            '<weight index="1" value="1"/><weight index="2" value="0"/></objective></utility_space>'
        )
        bench.genius(domain, ann=profile)

        assert [bench.at(a=a, b="0") for a in ("2", "3", "4")] == [0, Fraction(1, 2), 1]
        assert "has no evaluator; GENIUS counts it as 0" in bench.case().warnings[0]

    @pytest.mark.parametrize(
        ("evaluator", "worths"),
        [
            (
                'ftype="linear" parameter0="0.2" parameter1="0.1"',
                {"0": "0.2", "5": "0.7", "10": "1"},
            ),
            ('ftype="constant" parameter0="0.3"', {"0": "0.3", "10": "0.3"}),
            (
                'ftype="triangular" parameter0="0" parameter1="10" parameter2="4"',
                {"0": "0", "2": "0.5", "4": "1", "7": "0.5", "10": "0"},
            ),
        ],
    )
    def test_real_issues(self, bench, evaluator, worths):
        """
        Linear is cut to 0 and 1; triangular goes from low to 1 at the top and to high.
        """
        issue = (
            '<issue index="1" name="x" type="real">'
            '<range lowerbound="0" upperbound="10"/>{}</issue>'
        )
        domain, profile = single(issue.format(f"<evaluator {evaluator}/>"))
        bench.genius(domain, ann=profile)

        assert {x: bench.at(x=x) for x in worths} == {x: Fraction(w) for x, w in worths.items()}

    def test_a_real_issue_is_cut_as_genius_cuts_it_and_at_every_corner(self, bench):
        """
        21 values, and the number at which the line reaches 1; the step is said.
        """
        issue = (
            '<issue index="1" name="x" type="real">'
            '<range lowerbound="0" upperbound="10"/>{}</issue>'
        )
        line = '<evaluator ftype="linear" parameter0="0" parameter1="0.16"/>'
        domain, profile = single(issue.format(line))
        case = bench.genius(domain, ann=profile).case()

        assert len(case.issues[0].options) == 22
        assert Fraction("6.25") in {o.value for o in case.issues[0].options}
        assert "cut in steps of 0.5" in case.warnings[0]


class TestRectangles:
    def test_bounds_are_closed_and_all_must_hold(self, bench, texts, nonlinear):
        """
        INCLUDES counts at both of its ends; the outermost weight is not used.
        """
        body = (
            '<hyperRectangle utility="4"><INCLUDES index="1" min="2" max="5"/>'
            '<INCLUDES index="2" min="0" max="0"/></hyperRectangle>'
        )
        bench.genius(texts["grid"], ann=nonlinear(body))
        found = {a: bench.at(a=a, b="0") for a in "1256"}

        assert found == {"1": 0, "2": Fraction(4, 10), "5": Fraction(4, 10), "6": 0}
        assert bench.at(a="3", b="1") == 0

    def test_excludes_pays_where_one_bound_is_not_met(self, bench, texts, nonlinear):
        """
        And it replaces the INCLUDES beside it.
        """
        body = (
            '<hyperRectangle utility="4"><INCLUDES index="1" min="9" max="9"/>'
            '<EXCLUDES index="1" min="2" max="5"/><EXCLUDES index="2" min="3" max="4"/>'
            "</hyperRectangle>"
        )
        bench.genius(texts["grid"], ann=nonlinear(body))

        assert [bench.at(a=a, b=b) for a, b in ("33", "34", "30", "13", "11")] == [
            0,
            0,
            *[Fraction(4, 10)] * 3,
        ]

    def test_without_bounds_it_always_pays(self, bench, texts, nonlinear):
        """
        A rectangle without bounds is a constant.
        """
        bench.genius(texts["grid"], ann=nonlinear('<hyperRectangle utility="4"/>'))

        assert bench.at(a="0", b="9") == Fraction(4, 10)

    def test_weights_of_rectangles_and_of_inner_functions(self, bench, texts, nonlinear):
        """
        A rectangle counts utility x weight, a function inside another its result x weight.
        """
        body = (
            '<hyperRectangle utility="2" weight="1.5"/>'
            '<ufun weight="0.5" aggregation="max"><hyperRectangle utility="1"/>'
            '<hyperRectangle utility="8"><INCLUDES index="1" min="0" max="4"/>'
            "</hyperRectangle></ufun>"
        )
        bench.genius(texts["grid"], ann=nonlinear(body, most="20"))

        assert bench.at(a="4", b="0") == Fraction(3 + 4, 20)
        assert bench.at(a="5", b="0") == Fraction("3.5") / 20

    def test_the_least_of_several(self, bench, texts, nonlinear):
        """
        Min over what every rectangle pays, 0 where one does not.
        """
        body = (
            '<hyperRectangle utility="6"><INCLUDES index="1" min="0" max="4"/></hyperRectangle>'
            '<hyperRectangle utility="3"><INCLUDES index="2" min="0" max="4"/></hyperRectangle>'
        )
        bench.genius(texts["grid"], ann=nonlinear(body, how="min"))

        assert [bench.at(a=a, b=b) for a, b in ("00", "09", "90")] == [Fraction(3, 10), 0, 0]

    def test_divided_by_maxutility_and_cut_at_one(self, bench, texts, nonlinear):
        """
        Maxutility is the scale, and may be less than what can be reached.
        """
        body = (
            '<hyperRectangle utility="8"/><hyperRectangle utility="8">'
            '<INCLUDES index="1" min="9" max="9"/></hyperRectangle>'
        )
        bench.genius(texts["grid"], ann=nonlinear(body))

        assert [bench.at(a="0", b="0"), bench.at(a="9", b="0")] == [Fraction(8, 10), 1]

    def test_reservation_value(self, bench, texts, nonlinear):
        """
        It stands at the top, with a discount factor beside it.
        """
        root = '<reservation value="0.3"/><discount_factor value="0.9"/>'
        found = bench.genius(
            texts["grid"], ann=nonlinear('<hyperRectangle utility="4"/>', root=root)
        ).case()

        assert found.preference("ann").reservation.distribution.value == Fraction(3, 10)
        assert found.preference("ann").transform.discount == Fraction(9, 10)


class TestConstraints:
    DOMAIN = (
        '<negotiation_template><utility_space><objective index="0" name="r" type="objective">'
        '<issue index="1" name="n" type="discrete"><item value="-1"/><item value="2"/></issue>'
        '<issue index="2" name="c" type="discrete"><item value="red wine"/>'
        '<item value="beer"/></issue>'
        "</objective></utility_space></negotiation_template>"
    )
    RANKS = (
        '<ranks><issue index="1"><item value="-1" rank="1"/><item value="2" rank="2"/></issue>'
        '<issue index="2"><item value="red wine" rank="3"/>'
        '<item value="beer" rank="1"/></issue></ranks>'
    )

    def profile(self, constraints: str) -> str:
        """Return a profile of ranks with these constraints."""
        return (
            '<utility_space type="constraint"><objective index="0" name="r" type="objective">'
            f"<rules>{self.RANKS}<constraints>{constraints}</constraints></rules></objective></utility_space>"
        )

    def test_mean_of_rank_over_largest_rank(self, bench):
        """
        Without a constraint.
        """
        bench.genius(self.DOMAIN, ann=self.profile(""))

        assert bench.at(n="2", c="beer") == (1 + Fraction(1, 3)) / 2

    def test_ranks_without_a_value(self, bench):
        """
        The index of the item says which value is meant, where the profile lists them by it.
        """
        listed = '<issue index="1" name="n"><item index="4" value="2"/><item index="7" value="-1"/></issue>'
        profile = self.profile("").replace("<rules>", listed + "<rules>")
        profile = profile.replace('value="-1" rank', 'index="7" rank')
        bench.genius(self.DOMAIN, ann=profile.replace('value="2" rank', 'index="4" rank'))

        assert bench.at(n="2", c="beer") == (1 + Fraction(1, 3)) / 2
        assert bench.at(n="-1", c="beer") == (Fraction(1, 2) + Fraction(1, 3)) / 2
        assert "ranks of 'n' without a value" in bench.case().warnings[0]

    @pytest.mark.parametrize(
        ("constraint", "worths"),
        [
            (
                (
                    '<constraint type="inclusiveZeroOutcomeConstraint">'
                    '<checkassignment index="1" condition="numeric=positive"/>'
                    '<checkassignment index="2" condition="wine"/></constraint>'
                ),
                {("2", "red wine"): 0, ("-1", "red wine"): "3/4", ("2", "beer"): "2/3"},
            ),
            (
                (
                    '<constraint type="conditionalZeroOutcomeConstraint">'
                    '<checkassignment index="1" condition="numeric=positive"/>'
                    '<checkassignment index="2" condition="wine"/></constraint>'
                ),
                {("2", "red wine"): 1, ("2", "beer"): 0, ("-1", "beer"): "5/12"},
            ),
            (
                (
                    '<constraint type="zeroConstraint" index="2">'
                    '<valueassignment index="1" value="2"/></constraint>'
                ),
                {("2", "red wine"): "1/2", ("-1", "red wine"): "3/4"},
            ),
            (
                (
                    '<constraint type="conditionalZeroConstraint" index="2" value="wine">'
                    '<valueassignment index="1" value="2"/></constraint>'
                ),
                {("2", "red wine"): 1, ("2", "beer"): "1/2", ("-1", "beer"): "5/12"},
            ),
            (
                (
                    '<constraint type="sumZeroConstraint" index="2" value="beer" min="1" max="5">'
                    '<item index="1"/></constraint>'
                ),
                {("2", "beer"): "1/2", ("2", "red wine"): 1, ("-1", "beer"): "5/12"},
            ),
            (
                (
                    '<constraint type="sumZeroConstraint" index="2" value="beer" min="-2" max="1">'
                    '<item index="1"/><item index="1"/></constraint>'
                ),
                {("-1", "beer"): "1/4", ("2", "beer"): "2/3", ("-1", "red wine"): "3/4"},
            ),
            (
                '<constraint type="sumZeroConstraint" index="2" value="beer" min="0" max="0"/>',
                {("2", "beer"): "1/2", ("2", "red wine"): 1},
            ),
            (
                (
                    '<constraint type="sumZeroNotConstraint" index="2" value="beer" min="1" max="5">'
                    '<item index="1"/></constraint>'
                ),
                {("2", "beer"): "2/3", ("2", "red wine"): "1/2"},
            ),
            (
                (
                    '<constraint type="sumZeroConstraintList" index="2" min="1" max="5">'
                    '<item index="1"/><condition value="beer"/><condition value="wine"/>'
                    "</constraint>"
                ),
                {("2", "beer"): "1/2", ("2", "red wine"): "1/2", ("-1", "beer"): "5/12"},
            ),
        ],
    )
    def test_each_kind(self, bench, constraint, worths):
        """
        Outcome constraints make the whole utility 0, the others one issue's rank.
        """
        bench.genius(self.DOMAIN, ann=self.profile(constraint))

        assert {k: bench.at(n=k[0], c=k[1]) for k in worths} == {
            k: Fraction(w) for k, w in worths.items()
        }


class TestFaults:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (
                ('evaluation="8"', 'evaluation="-8"'),
                "ann.xml:5:1: issue 'Food': the evaluation of '$5 soup' is below 0",
            ),
            (('evaluation="8"', 'evaluation="1,5"'), "'1,5' is no number"),
            ((' evaluation="8"', ""), "the evaluation of '$5 soup' is missing"),
            (
                ('<item index="2" value="$5 soup" evaluation="8"/>', ""),
                "no evaluation of '$5 soup'",
            ),
            (
                ('<weight index="2" value="0.4"/>', ""),
                "no weight with the index 2 stands beside the issue",
            ),
            (('value="0.4"', 'value="-0.4"'), "the weight -0.4 is below 0"),
            (('issue index="2"', 'issue index="22"'), "the domain has no issue with the index 22"),
            (('issue index="2"', 'issue index="x"'), "the domain has no issue with the index x"),
            (
                ('name="Place" type="discrete"', 'name="Place" type="integer"'),
                "is integer here and discrete in the domain",
            ),
            (("</utility_space>", ""), "cannot be read as XML"),
        ],
    )
    def test_every_fault_names_its_line(self, bench, change, told):
        """
        Nothing is half read: one fault refuses the folder.
        """
        assert told in bench.picnic(change).faults()

    def test_a_profile_of_another_domain(self, bench, texts):
        """
        Values that the domain does not have, and none of those that it has.
        """
        other = texts["profile"].replace("Lake", "Sea").replace("Hill", "Dune")

        assert "is this the profile of another domain?" in bench.genius(ann=other).faults()

    def test_two_domains(self, bench, texts):
        """
        Of several domains in a folder one has to be chosen; the fault says how.
        """
        bench.picnic().put(other_xml=texts["domain"])
        told = bench.faults()

        assert "the folder holds 2 domains: domain.xml, other.xml" in told
        assert "help: choose one of them, as --domain domain.xml" in told

    def test_no_domain_of_that_name(self, bench):
        """
        A mistyped domain is answered with the nearest.
        """
        with pytest.raises(CaseError, match=r"did you mean 'domain\.xml'"):
            load(bench.picnic().path, selection=Selection(domain="domian"))

    def test_no_domain_and_no_profile(self, bench, texts):
        """
        What is missing is said.
        """
        alone = bench.put(ann_xml=texts["profile"]).faults()
        (bench.path / "ann.xml").rename(bench.path / "old.txt")

        assert "no domain was found" in alone
        assert "no profile was found" in bench.put(domain_xml=texts["domain"]).faults()

    @pytest.mark.parametrize(
        "head",
        [
            '<!DOCTYPE a [<!ENTITY x "boom">]>',
            '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
            '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        ],
    )
    def test_document_types_and_entities_are_refused(self, bench, texts, head):
        """
        Whatever they would do, they are not read.
        """
        bench.picnic().put(ann_xml=head + texts["profile"].replace("Lake", "&x;"))

        assert "a document type or entity is not read" in bench.faults()

    def test_a_hidden_document_type_in_another_encoding(self, bench, texts):
        """
        UTF-16 hides the words from a search, and not from the check after it.
        """
        text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a>{texts["profile"]}'
        bench.picnic().put(ann_xml=text.encode("utf-16"))

        assert "a document type is not read" in bench.faults()

    def test_depth_and_size_have_an_end(self, bench, monkeypatch):
        """
        A file of a thousand levels, and one that is too large, are refused.
        """
        from counterdraft.formats import field_files

        deep = (
            bench.picnic()
            .put(ann_xml="<utility_space>" + "<a>" * 1000 + "</a>" * 1000 + "</utility_space>")
            .faults()
        )
        monkeypatch.setattr(field_files, "LARGEST", 100)

        assert "ann.xml" in deep
        assert "the most is 0 MB" in bench.picnic().faults()

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            ('<hyperRectangle utility="x"/>', "utility 'x' is no number"),
            (
                (
                    '<hyperRectangle utility="1"><INCLUDES index="7" min="0" max="1"/>'
                    "</hyperRectangle>"
                ),
                "the domain has no issue with the index 7",
            ),
            (
                (
                    '<hyperRectangle utility="1"><INCLUDES index="1" min="0.5" max="1"/>'
                    "</hyperRectangle>"
                ),
                "must be whole numbers",
            ),
            (
                '<ufun aggregation="product"><hyperRectangle utility="1"/></ufun>',
                "the aggregation 'product' is not read",
            ),
            ('<ufun aggregation="max"/>', "a max of nothing"),
        ],
    )
    def test_faults_of_rectangles(self, bench, texts, nonlinear, body, told):
        """
        A rectangle that cannot be read refuses the folder.
        """
        assert told in bench.genius(texts["grid"], ann=nonlinear(body)).faults()

    @pytest.fixture
    def eight(self):
        """A domain of eight issues with ten values each."""
        issues = "".join(
            f'<issue index="{k}" name="i{k}" type="integer" lowerbound="0" upperbound="9"/>'
            for k in range(1, 9)
        )
        return f"<negotiation_template>{TREE.format(issues)}</negotiation_template>"

    @pytest.mark.parametrize("how", ["min", "max"])
    def test_a_least_or_greatest_over_too_many_offers_for_a_table(
        self, bench, nonlinear, eight, how
    ):
        """
        The least or greatest of rectangles is solved level by level, however many offers there are.
        """
        from counterdraft.agreements import frontier
        from counterdraft.preferences import expected_game

        body = "".join(
            f'<hyperRectangle utility="{k}"><INCLUDES index="{k}" min="1" max="4"/></hyperRectangle>'
            for k in range(1, 9)
        )
        bench.genius(eight, ann=nonlinear(body, how=how), bob=nonlinear(body, how="sum", most=40))
        game = expected_game(bench.case())

        assert not game.players[0].summands
        offer = dict.fromkeys((f"i{k}" for k in range(1, 9)), "1")
        assert bench.at(**offer) == Fraction(8 if how == "max" else 1, 10)
        for changed in ({}, {"i8": "0"}, {"i1": "0"}, dict.fromkeys(offer, "9")):
            tried = offer | changed
            ledger = game.players[0]
            worth = ledger.worth(tuple(int(tried[f"i{k}"]) for k in range(1, 9)))
            assert ledger.figure(worth) == bench.at(**tried)
        front = frontier(game)
        assert front.status == "proved"
        assert [
            [float(p.figure(int(v))) for p, v in zip(game.players, row, strict=True)]
            for row in front.worths
        ] == [[0.8 if how == "max" else 0.1, 0.9]]

    def test_a_greatest_of_sums_over_too_many_offers(self, bench, nonlinear, eight):
        """
        What can be neither tabulated nor layered is evaluated all the same, and refused with its place.
        """
        from counterdraft.errors import CaseError
        from counterdraft.preferences import expected_game

        body = "".join(
            '<ufun weight="1" aggregation="sum">'
            + "".join(
                f'<hyperRectangle utility="{k}"><INCLUDES index="{k}" min="1" max="4"/></hyperRectangle>'
                for k in part
            )
            + "</ufun>"
            for part in ((1, 2, 3, 4), (5, 6, 7, 8))
        )
        bench.genius(eight, ann=nonlinear(body, how="max").replace("><hyper", ">\n<hyper", 1))

        assert bench.at(**{f"i{k}": "1" for k in range(1, 9)}) == 1
        with pytest.raises(CaseError, match=r"^ann\.xml:2:1: .*spans 100,000,000 combinations"):
            expected_game(bench.case())

    @pytest.mark.parametrize("most", ["0", "-1", "x"])
    def test_maxutility_must_be_above_zero(self, bench, texts, nonlinear, most):
        """
        Utilities are divided by it.
        """
        body = '<hyperRectangle utility="1"/>'

        assert (
            "is no number above 0"
            in bench.genius(texts["grid"], ann=nonlinear(body, most=most)).faults()
        )

    def test_only_the_table_is_a_seat(self, bench):
        """
        Everybody's profile lies open in the folder.
        """
        from counterdraft.errors import CaseError
        from counterdraft.formats import load

        bench.picnic()
        with pytest.raises(CaseError, match="lie open here"):
            load(bench.path, seat="ann")

    def test_recognised_by_its_xml(self, bench, tmp_path):
        """
        A folder of XML files is GENIUS's, an empty one or none at all is not.
        """
        assert recognise(bench.picnic().path)
        assert not recognise(tmp_path / "nowhere")

    def test_a_stray_xml_file_beside_another_format(self, bench):
        """
        What an editor left there does not make GENIUS's of a folder.
        """
        profile = {"reservationValue": 0, "issueWeights": {"a": 1}, "issues": {"a": {"x": 1}}}
        bench.put(workspace_xml="<project/>").json(ann=profile)

        assert not recognise(bench.path)
        assert bench.at(a="x") == 1
        assert recognise(bench.picnic().path)


class TestSelection:
    @pytest.mark.parametrize("name", ["other", "other.xml"])
    def test_a_domain_with_its_own_profiles(self, bench, texts, name):
        """
        Only the profiles over the chosen domain's issues are read, and the warning names the others.
        """
        bench.picnic().put(
            other_xml=texts["domain"].replace("Place", "Spot"),
            bob_xml=texts["profile"].replace("Place", "Spot"),
        )
        case = load(bench.path, selection=Selection(domain=name))

        assert [p.name for p in case.parties] == ["bob"]
        assert [i.name for i in case.issues] == ["Food", "Spot"]
        assert case.warnings[0].endswith("other.xml: 1 profiles are of other domains: ann.xml")

    @pytest.mark.parametrize("parties", [("ann", "bob"), ("bob,ann",)])
    def test_other_profiles_are_not_read(self, bench, texts, parties):
        """
        A profile that nobody asked for may be broken.
        """
        whole = bench.genius(ann=texts["profile"], bob=texts["profile"]).case()
        bench.put(eve_xml="<utility_space><broken")
        assert "cannot be read as XML" in bench.faults()
        case = load(bench.path, selection=Selection(parties=parties))

        assert [p.name for p in case.parties] == ["ann", "bob"]
        assert case.fingerprint == whole.fingerprint

    def test_a_profile_that_is_not_there(self, bench):
        """
        A mistyped party is answered with the nearest.
        """
        with pytest.raises(
            CaseError, match=r"no profile is called 'anne'(.|\n)*did you mean 'ann'"
        ):
            load(bench.picnic().path, selection=Selection(parties=("anne",)))

    @pytest.mark.parametrize(
        "blank",
        [
            "",
            " \n",
            "<utility_space></utility_space>",
            "<utility_space><issue index='1'><item index='1' value='Nothing'/></issue></utility_space>",
        ],
    )
    def test_a_blank_profile_is_passed_over(self, bench, blank):
        """
        A form that nobody has filled in is no party, and is said to be left out.
        """
        bench.picnic().put(blank_xml=blank)

        assert [p.name for p in bench.case().parties] == ["ann"]
        assert re.search(r"blank\.xml: is (a )?blank.*; passed over", bench.case().warnings[0])
