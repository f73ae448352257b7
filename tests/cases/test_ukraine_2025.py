"""The minerals case: what was known when, and where its money comes from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from shutil import copytree, rmtree
from typing import ClassVar

import pytest

import counterdraft as cd
from counterdraft.brief import to_json
from counterdraft.case import TABLE, Among, Combined, Modelled, Table
from counterdraft.errors import CaseError
from counterdraft.formats import load, read_shared

CASE = Path(__file__).parents[2] / "cases" / "ukraine-2025"
REPORT = date(2025, 2, 15)
SEATS = ("ukraine", "united-states", "eu", TABLE)


def terms(case, name):
    """The terms of a draft by issue: (status, option)."""
    found = {}
    for term in case.draft(name).terms:
        issue = case.issues[term.issue]
        option = None if term.option is None else issue.options[term.option].name
        found[issue.name] = (term.status, option)
    return found


def figures(preference):
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


@pytest.fixture(scope="module", params=SEATS)
def case(request):
    """The case on the day of the report, for every seat."""
    return load(CASE, seat=request.param, as_of=REPORT)


@pytest.fixture(scope="module")
def found():
    """The case from the table, and the model of its money."""
    case = load(CASE)
    (factor,) = [f for f in case.mandates["ukraine"].factors if isinstance(f, Modelled)]
    return case, factor.model


class TestAsTheReportHadIt:
    def test_one_draft_is_on_the_table(self, case):
        """On 15 February only the draft of 7 February was known."""
        assert [d.name for d in case.drafts] == ["feb-07"]

    def test_the_terms_are_the_report_s(self, case):
        """Half of the rights, past aid, no guarantee, New York, a memorandum, at once."""
        found = terms(case, "feb-07")

        assert found["share"] == ("says", "0.5")
        assert found["base"] == ("says", "rights")
        assert found["consideration"] == ("says", "past")
        assert found["guarantee"] == ("silent", "none")
        assert found["link"] == ("silent", "none")
        assert found["partners"] == ("silent", "us_only")
        assert found["law"] == ("says", "new_york")
        assert found["form"] == ("says", "memorandum")
        assert found["timing"] == ("says", "now")

    @pytest.mark.parametrize(
        "issue", ["scope", "claim", "control", "priority", "reinvestment", "purchase", "accession"]
    )
    def test_what_came_out_later_is_unknown(self, case, issue):
        """Scope, claim, fund, lien and first refusal were not in the report."""
        assert terms(case, "feb-07")[issue] == ("unknown", None)

    def test_two_hand_overs_of_one_document(self, case):
        """The ambassador's copy and the Treasury Secretary's bear the same mark."""
        first, second = case.draft("feb-07").hand_overs

        assert first.document == second.document == case.draft("feb-07").document
        assert (first.giver, first.receiver) == ("united-states", "ukraine")
        assert first.source == second.source == "FT-0215"

    def test_nothing_known_later_is_used(self, case):
        """No term, figure, hand-over or statement rests on what came after 15 February."""
        dates = [term.known for draft in case.drafts for term in draft.terms]
        used = {term.source for draft in case.drafts for term in draft.terms}
        for preference in [*case.mandates.values(), *case.beliefs.values()]:
            for figure in figures(preference):
                dates.append(figure.provenance.known)
                used.add(figure.provenance.source)
        for draft in case.drafts:
            dates += [draft.date, *(h.date for h in draft.hand_overs)]
        dates += [case.sources[name].date for name in used - {""}]
        dates += [statement.date for statement in case.statements]

        assert max(d for d in dates if d is not None) <= REPORT


class TestHowItMoved:
    @pytest.mark.parametrize(
        ("day", "drafts"),
        [
            (date(2025, 2, 15), ["feb-07"]),
            (date(2025, 2, 22), ["feb-07", "feb-21"]),
            (date(2025, 2, 25), ["feb-07", "feb-21", "feb-24"]),
            (date(2025, 2, 26), ["feb-07", "feb-21", "feb-24", "feb-26"]),
            (date(2025, 3, 28), ["feb-07", "feb-21", "feb-24", "feb-26", "mar-28"]),
            (date(2025, 5, 1), ["feb-07", "feb-21", "feb-24", "feb-26", "mar-28", "apr-30"]),
        ],
    )
    def test_drafts_by_date(self, day, drafts):
        """A draft is on the table from the day it was known."""
        assert [d.name for d in load(CASE, as_of=day).drafts] == drafts

    def test_the_first_draft_became_clearer(self):
        """On 17 February scope, lien and first refusal came out, and a narrower base."""
        found = terms(load(CASE, as_of=date(2025, 2, 17)), "feb-07")

        assert found["base"] == ("says", "state_revenue")
        assert found["scope"] == ("says", "with_infrastructure")
        assert found["priority"] == ("says", "lien")
        assert found["purchase"] == ("says", "first_refusal")

    @pytest.mark.parametrize(
        ("issue", "course"),
        [
            ("guarantee", ["none", "none", "none", "declared", "none", "declared"]),
            ("claim", [None, "500", None, "0", "100", "0"]),
            ("law", ["new_york", "new_york", None, None, "new_york", "international"]),
            ("control", ["us_sole", "parity", None, "parity", "us_majority", "parity"]),
        ],
    )
    def test_course_of_an_issue(self, issue, course):
        """Over the six drafts the issue went as it was reported."""
        case = load(CASE)

        assert [terms(case, d.name)[issue][1] for d in case.drafts] == course

    def test_ratification_came_after_signature(self):
        """Between 1 and 8 May the agreement was signed and not yet ratified."""
        assert (
            terms(load(CASE, as_of=date(2025, 5, 7)), "apr-30")["form"][1] == "executive_agreement"
        )
        assert terms(load(CASE, as_of=date(2025, 5, 8)), "apr-30")["form"][1] == "treaty"

    def test_no_deal_became_worse_when_aid_was_paused(self):
        """The reservation value of 3 March replaces that of February, and not before."""
        before = load(CASE, seat="ukraine", as_of=date(2025, 3, 2)).mandates["ukraine"]
        after = load(CASE, seat="ukraine", as_of=date(2025, 3, 3)).mandates["ukraine"]

        assert before.reservation.distribution.mode > after.reservation.distribution.mode


class TestTheSpace:
    def test_size(self):
        """Sixteen issues, between a hundred million and ten thousand million offers."""
        case = load(CASE)
        size = 1
        for issue in case.issues:
            size *= len(issue.options)

        assert len(case.issues) == 16
        assert 10**8 <= size <= 10**10

    def test_tables_stay_small(self):
        """No table spans more than three issues, so that exact methods work."""
        case = load(CASE)

        for preference in case.mandates.values():
            for factor in preference.factors:
                assert isinstance(factor, Table) is False or len(factor.axes) <= 3

    def test_the_union_signs_only_as_a_founder(self):
        """Exactly one option needs the conditional signatory."""
        needing = [o.name for i in load(CASE).issues for o in i.options if "eu" in o.needs]

        assert needing == ["eu_founding"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"guarantee": "none", "link": "recital"},
            {"guarantee": "binding", "form": "memorandum"},
            {"form": "treaty", "law": "new_york"},
            {"priority": "lien", "claim": "0"},
            {"claim": "500", "consideration": "neither"},
            {"control": "no_fund", "reinvestment": "decade"},
        ],
    )
    def test_what_nobody_could_agree(self, wrong):
        """Offers that contradict themselves are ruled out, whatever the other terms are."""
        case = load(CASE)
        names = [i.name for i in case.issues]
        sound = {
            "share": "0.3",
            "base": "state_revenue",
            "scope": "new_projects",
            "claim": "100",
            "consideration": "both",
            "guarantee": "consultation",
            "link": "recital",
            "partners": "us_only",
            "law": "international",
            "form": "executive_agreement",
            "control": "parity",
            "priority": "none",
            "reinvestment": "part",
            "purchase": "market",
            "timing": "after_review",
            "accession": "respected",
        }

        def ruled_out(offer):
            at = tuple(case.issues[k].position(offer[n]) for k, n in enumerate(names))
            return any(condition.holds(at) for condition in case.impossible)

        assert not ruled_out(sound)
        assert ruled_out(sound | wrong)


class TestTheMoney:
    """What share, base, scope, claim and the rest are worth comes from the estate, and only from it."""

    PLAIN: ClassVar = {
        "share": "0.5",
        "base": "state_revenue",
        "scope": "existing_too",
        "claim": "0",
        "consideration": "neither",
        "priority": "none",
        "reinvestment": "none",
        "guarantee": "none",
        "link": "none",
        "purchase": "none",
    }

    def worth(self, found, party, **changed):
        """The money of an offer that differs from a plain one."""
        case, model = found
        offer = dict.fromkeys(range(len(case.issues)), 0)
        for k, issue in enumerate(case.issues):
            named = (self.PLAIN | changed).get(issue.name)
            offer[k] = 0 if named is None else issue.position(named)
        return sum(
            numbers[tuple(offer[i] for i in issues)] / below
            for issues, numbers, below in model.of_party(party)
        )

    @pytest.mark.parametrize(
        ("holder", "about"),
        [
            ("", "ukraine"),
            ("", "united-states"),
            ("ukraine", "united-states"),
            ("united-states", "ukraine"),
            ("eu", "ukraine"),
            ("eu", "united-states"),
        ],
    )
    def test_every_mandate_and_belief_takes_it(self, holder, about):
        """Everybody's worth has the estate's money once, times a scale around one."""
        case = load(CASE, seat=holder or TABLE)
        preference = case.beliefs[holder, about] if holder else case.mandates[about]
        (factor,) = [f for f in preference.factors if isinstance(f, Modelled)]

        assert factor.party == about
        assert factor.scale.distribution.mode == 1
        names = {
            case.issues[a.issue].name
            for f in preference.factors
            if isinstance(f, Table)
            for a in f.axes
        }
        assert not {"base", "scope"} & names

    def test_no_share_moves_no_money(self, found):
        """Without a share nobody gains or loses, whatever it is a share of."""
        for base in ("rights", "gross_revenue", "state_revenue", "profit"):
            for party in ("ukraine", "united-states"):
                assert self.worth(found, party, share="0", base=base) == 0

    def test_what_one_side_gets_the_other_gives(self, found):
        """A share of the state's revenue only passes from one to the other, at one rate."""
        gives, gets = (self.worth(found, p) for p in ("ukraine", "united-states"))

        assert gives == pytest.approx(-gets, abs=1e-5)
        assert 1 < gets < 10

    def test_the_words_fifty_percent_cover_a_wide_range(self, found):
        """Half of new projects is a small part of half of everything."""
        new = self.worth(found, "united-states", scope="new_projects")
        everything = self.worth(found, "united-states", scope="with_infrastructure", base="rights")

        assert 0 < new < 0.1 * everything

    def test_a_levy_on_revenue_destroys_more_than_it_brings(self, found):
        """Half of gross revenue costs Ukraine more than the United States gets."""
        costs = -self.worth(found, "ukraine", base="gross_revenue")
        brings = self.worth(found, "united-states", base="gross_revenue")

        assert costs > brings > 0

    def test_a_guarantee_is_worth_something_to_the_deposits(self, found):
        """With a binding guarantee the minerals are worth more to both sides, and not very much."""
        for party in ("ukraine", "united-states"):
            more = self.worth(found, party, guarantee="binding") - self.worth(found, party)
            assert 0 < more < 1

    def test_a_share_that_stops_under_attack_is_worth_less(self, found):
        """To the one who receives it."""
        stops = self.worth(found, "united-states", guarantee="declared", link="conditional")

        assert stops < self.worth(found, "united-states", guarantee="declared")

    def test_the_workbench_values_drafts(self):
        """From Python, as on the command line: what one draft changes for one party, as a spread."""
        found = cd.load(CASE, seat="ukraine").value("feb-07", party="ukraine", paths=300)
        (row,) = found.drafts
        gain = row.by_party["ukraine"].gain

        assert gain.p10 < gain.mean < gain.p90 < 0

    def test_what_the_tables_leave_out_is_small(self, found):
        """On whole offers the sum of the tables is near the deal itself, and how near is said."""
        _, model = found

        for mean, most in model.left_out.values():
            assert 0 < mean < 0.05
            assert mean < most < 1.5


class TestWithTheEstate:
    @pytest.fixture
    def folder(self, tmp_path):
        """A copy of the case to change."""
        return Path(copytree(CASE, tmp_path / "ukraine-2025"))

    def change(self, folder, name, old, now):
        """Change one place of a file."""
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, now, 1), encoding="utf-8")

    @pytest.mark.parametrize(
        ("name", "old", "now", "said"),
        [
            (
                "estate/estate.yaml",
                "base_year: 2025",
                "base_year: 2024",
                "yaml:6:1: currency: prices are real of 2024",
            ),
            ("estate/estate.yaml", "code: USD", "code: EUR", "currencies are not mixed"),
            ("estate/fiscal.yaml", "united-states: {partner", "uniteds: {partner", "whose part"),
            ("estate/fiscal.yaml", "    binding: {guarantee", "    bound: {guarantee", "'binding'"),
            ("estate/control.yaml", "frozen: 0.78", "frozen: 0.98", "add up to"),
            ("estate/deposits.csv", "LI1", "LI1\n", "cells where the heading has"),
        ],
    )
    def test_a_fault_of_the_estate_is_a_fault_of_the_case(self, folder, name, old, now, said):
        """Whoever reads a mandate that takes its money from the estate is told of the estate's faults."""
        self.change(folder, name, old, now)

        with pytest.raises(CaseError) as refused:
            load(folder, seat="ukraine")
        assert said in str(refused.value)

    def test_the_fingerprint_covers_it(self, folder):
        """Another figure of the estate makes another case."""
        before = load(folder, seat="ukraine").fingerprint
        self.change(folder, "estate/fiscal.yaml", "other_gross: 9000", "other_gross: 9001")

        assert load(folder, seat="ukraine").fingerprint != before

    def test_a_case_that_does_not_ask_for_it_opens_it_not(self, folder):
        """What everybody may read is read without the estate."""
        (folder / "estate" / "estate.yaml").write_text("title: [", encoding="utf-8")

        assert read_shared(folder).drafts


class TestRedLinesAndWishes:
    def test_new_york_is_a_wish_and_not_a_red_line(self):
        """The report calls the forum an obstacle; nobody said that it alone stops signature."""
        mandate = load(CASE, seat="ukraine").mandates["ukraine"]
        law = next(k for k, i in enumerate(load(CASE).issues) if i.name == "law")

        assert all(law not in line.condition.issues for line in mandate.red_lines)

    def test_the_first_draft_breaks_the_reported_lines(self):
        """Signature at once, a memorandum, no guarantee and past aid only: four lines."""
        case = load(CASE, seat="ukraine", as_of=REPORT)
        draft = case.draft("feb-07")
        offer = tuple(0 if t.option is None else t.option for t in draft.terms)
        broken = [r for r in case.mandates["ukraine"].red_lines if not r.condition.holds(offer)]

        assert len(broken) == 4
        assert sum(line.linkage for line in broken) == 2

    def test_a_belief_moves_with_what_was_said(self):
        """That no sum is acknowledged became likely on 23 February, when it was said."""

        def probability(day):
            case = load(CASE, seat="united-states", as_of=day)
            claim = next(k for k, i in enumerate(case.issues) if i.name == "claim")
            (line,) = [
                r
                for r in case.beliefs["united-states", "ukraine"].red_lines
                if isinstance(r.condition.expression, Among)
                and r.condition.expression.issue == claim
            ]
            return line.probability.distribution.mode

        assert probability(date(2025, 2, 22)) < Fraction(1, 2) < probability(date(2025, 2, 23))


class TestMoneyOfTheMinerals:
    def test_hangs_on_no_file_of_another(self, tmp_path):
        """The whole answer, money and all, is the same bytes where the others' files are gone."""
        made = []
        for name in ("whole", "bare"):
            copy = tmp_path / name / "ukraine-2025"
            copytree(CASE, copy)
            if name == "bare":
                rmtree(copy / "beliefs" / "united-states")
                (copy / "mandates" / "united-states.yaml").unlink()
            bench = cd.load(copy, seat="ukraine", as_of=REPORT)
            made.append(to_json(bench.answer("feb-07", draws=200)))

        assert made[0] == made[1]
        assert b'"left_out"' in made[0]
