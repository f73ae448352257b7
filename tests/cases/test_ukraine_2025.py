"""The minerals case: what was known when, and where its money tables come from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from counterdraft.case import TABLE, Among, Combined, Table, Triangular
from counterdraft.formats import load

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
        else:
            yield factor.worth


@pytest.fixture(scope="module", params=SEATS)
def case(request):
    """The case on the day of the report, for every seat."""
    return load(CASE, seat=request.param, as_of=REPORT)


@pytest.fixture(scope="module")
def chain():
    """The public figures and assumptions behind the tables."""
    return YAML(typ="safe", pure=True).load(CASE / "chain.yaml")


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


class TestTheChain:
    """The money tables are the outcome of chain.yaml, and of nothing else."""

    SHARES = (Fraction(1, 4), Fraction(1, 2), Fraction(1))

    def goes_on(self, base, share):
        """The part of the projects that goes on under a levy."""
        return {
            "rights": 1 - share / 2,
            "gross_revenue": max(0.0, 1 - share / 0.6),
            "state_revenue": 1.0,
            "profit": 1 - share,
        }[base]

    def value(self, chain, key, share, base, scope, end):
        """Receipts of the one side, or the loss of the other, in present value."""
        party = key.rsplit("/", maxsplit=1)[-1]
        rate, total = chain["discount"][party], 0.0
        for part in {
            "new_projects": ("new_projects",),
            "existing_too": ("new_projects", "existing_too"),
            "with_infrastructure": ("new_projects", "existing_too", "with_infrastructure"),
        }[scope]:
            flows = chain["flows"][part]
            rent = flows["state_revenue"] + flows["profit"]
            years = (1 - (1 + rate) ** -chain["life"][part]) / rate
            years *= (1 + rate) ** -chain["start"][part]
            kind = "new_projects" if part == "new_projects" else "existing_too"
            scale = chain["ranges"][key][kind][end] * years
            on = self.goes_on(base, share)
            received = share * on * (rent if base == "rights" else flows[base])
            lost = (1 - on) * rent + received
            total += scale * (received if party != "ukraine" else -lost)
        return total

    @pytest.mark.parametrize("key", ["mandates/ukraine", "mandates/united-states"])
    def test_mandates_follow_the_chain(self, chain, key):
        """Every cell is the chain's value, rounded to ten millions."""
        self.compare(chain, key, load(CASE).mandates[key.split("/")[1]])

    @pytest.mark.parametrize(
        ("holder", "about"),
        [
            ("ukraine", "united-states"),
            ("united-states", "ukraine"),
            ("eu", "ukraine"),
            ("eu", "united-states"),
        ],
    )
    def test_beliefs_follow_the_chain(self, chain, holder, about):
        """Every cell of a belief is the chain's value with that holder's range."""
        case = load(CASE, seat=holder)

        self.compare(chain, f"beliefs/{holder}/{about}", case.beliefs[holder, about])

    def compare(self, chain, key, preference):
        """Every cell of the table over share, base and scope against the chain."""
        issues = load(CASE).issues
        names = ["share", "base", "scope"]
        at = [next(k for k, i in enumerate(issues) if i.name == n) for n in names]
        (table,) = [f for f in preference.factors if isinstance(f, Table) and len(f.axes) == 3]
        assert sorted(axis.issue for axis in table.axes) == at
        bases, scopes = ([o.name for o in issues[k].options] for k in at[1:])
        cells = iter(table.cells)

        for share, base, scope in product((Fraction(0), *self.SHARES), bases, scopes):
            cell = next(cells).distribution
            ends = sorted(
                self.value(chain, key, float(share), base, scope, end) for end in range(3)
            )
            found = (
                (cell.low, cell.mode, cell.high)
                if isinstance(cell, Triangular)
                else (cell.value,) * 3
            )
            assert [float(f) for f in found] == pytest.approx(ends, abs=0.0051)


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
