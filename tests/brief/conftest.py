"""A lagoon, a company that wants its sand, and the answer to its first draft, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from counterdraft.advice.money import AnswerMoney, OfferMoney, WorthPart
from counterdraft.advice.results import (
    Answer,
    Assumption,
    Bar,
    BreakEven,
    Counter,
    DraftReview,
    FindOut,
    Headline,
    Move,
    Opening,
    Pricing,
    Shortlist,
    TermReview,
)
from counterdraft.agreements.basics.results import Count, Frontier, Point, Solution, Solutions
from counterdraft.case import (
    TABLE,
    Among,
    Case,
    Condition,
    Draft,
    Figure,
    HandOver,
    Issue,
    Option,
    Party,
    Preference,
    Provenance,
    RedLine,
    Source,
    Statement,
    Term,
    Triangular,
)
from counterdraft.case.figures import Point as Exactly
from counterdraft.case.spreads import Probability, Range
from counterdraft.estate.ground.deposits import Assumption as StandIn
from counterdraft.estate.reports.results import (
    ClaimOutlook,
    ClauseStep,
    ControlShare,
    DepositWorth,
    Deterrence,
    DraftValue,
    EstateReport,
    GroundStep,
    Hardness,
    MoneyBasis,
    PreSharingFlow,
    SideValue,
    SideYears,
    YearBands,
    YearlySpread,
)
from counterdraft.preferences.game import Game, UtilityFunction, UtilityTable

F = Fraction


def options(*pairs: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(name, label) for name, label in pairs)


ISSUES = (
    Issue(
        "share",
        "Share of the Company",
        "numeric",
        tuple(Option(f"0.{k}", f"{k}0 %", F(k, 10)) for k in (1, 2, 3, 4, 5)),
        unit="fraction",
    ),
    Issue(
        "guarantee",
        "Guarantee of investment",
        "ordered",
        (
            Option("none", "No guarantee"),
            Option("consultation", "A duty to consult"),
            Option("binding", "A binding guarantee", needs=("union",)),
        ),
        if_silent=0,
    ),
    Issue(
        "law",
        "Governing law",
        "list",
        options(("abroad", "Law of a third state"), ("home", "Law of the Island")),
    ),
    Issue(
        "fund",
        "Who controls the fund",
        "list",
        options(("company", "The Company"), ("joint", "Both together"), ("island", "The Island")),
        if_silent=0,
    ),
    Issue(
        "term",
        "Length of the licence",
        "ordered",
        options(("99y", "99 years"), ("50y", "50 years"), ("25y", "25 years")),
        if_silent=0,
    ),
)
SIZES = tuple(len(issue.options) for issue in ISSUES)

# Worths in tenths of a million, by issue and option.
OWN = ((-30, -60, -110, -190, -290), (0, 40, 120), (-40, 30), (-50, 20, 40), (-60, -20, 30))
THEIRS = ((20, 80, 150, 200, 240), (0, -15, -60), (20, -10), (30, 10, -60), (30, 20, -5))


def figure(
    name: str, low: str, mode: str, high: str, kind: str = "assumption", **more: str
) -> Figure:
    return Figure(
        name,
        Triangular(F(low), F(mode), F(high)),
        Provenance(kind=kind, **more),  # type: ignore[arg-type]
        unit="USD m",
    )


GUARANTEE = figure(
    "mandates/island/worth/guarantee/binding",
    "4",
    "12",
    "20",
    because="nobody has published what an uninterrupted licence is worth to the Island",
)
HARVEST = figure("mandates/island/worth/share/0.5", "-38", "-29", "-20", "estimate", source="S1")
RESERVE = figure(
    "beliefs/island/company/reservation", "-2", "0", "6", because="the Company has one other lagoon"
)
TAX = Figure(
    "mandates/island/worth/law/home", Exactly(F(3)), Provenance("fact", source="S2"), unit="USD m"
)
BARE = Figure("mandates/island/worth/term/25y", Exactly(F(3)), Provenance(), unit="USD m")


def condition(text: str, issue: int, *allowed: int) -> Condition:
    return Condition(text, Among(issue, allowed))


def one_hot(size: int, at: int) -> tuple[Fraction, ...]:
    return tuple(F(int(k == at)) for k in range(size))


def terms(*settled: str) -> tuple[Term, ...]:
    """One word per issue: an option's name, "silent" or "unknown"."""
    made = []
    for i, (issue, word) in enumerate(zip(ISSUES, settled, strict=True)):
        size = len(issue.options)
        if word == "unknown":
            made.append(Term(i, "unknown", None, (F(1, size),) * size))
        elif word == "silent":
            at = issue.if_silent or 0
            made.append(Term(i, "silent", at, one_hot(size, at), source="S1"))
        else:
            at = issue.position(word)
            made.append(
                Term(
                    i,
                    "says",
                    at,
                    one_hot(size, at),
                    confidence="medium",
                    source="S1",
                    article=str(i + 1),
                )
            )
    return tuple(made)


SHA = "sha256:9f2c4d1e"
DRAFTS = (
    Draft(
        "first",
        "Draft of 3 March",
        "company",
        date(2025, 3, 3),
        "under review",
        terms("0.5", "silent", "abroad", "silent", "unknown"),
        (
            HandOver("company", "island", date(2025, 3, 3), "The envoy", "Capital", SHA),
            HandOver(
                "company", "island", date(2025, 3, 5), "The minister", "Harbour", SHA, source="S1"
            ),
        ),
        SHA,
        source="S1",
    ),
    Draft(
        "second",
        "Draft of 20 March",
        "island",
        date(2025, 3, 20),
        "sent",
        terms("0.2", "binding", "home", "joint", "25y"),
    ),
    Draft(
        "third",
        "Draft of 2 April",
        "company",
        date(2025, 4, 2),
        "under review",
        terms("0.4", "consultation", "abroad", "joint", "50y"),
    ),
)

RED_LINE = RedLine(
    "share",
    condition("share <= 40 %", 0, 0, 1, 2, 3),
    Figure("mandates/island/red_lines/1", Exactly(F(1)), Provenance("fact", source="S2")),
    "the resolution of the council",
)


def preference(party: str, holder: str) -> Preference:
    return Preference(party, holder, "USD m", (), (RED_LINE,) if party == "island" else (), RESERVE)


def lagoon(seat: str = "island") -> Case:
    beliefs = (
        {} if seat == TABLE else {(seat, p): preference(p, seat) for p in ("company", "union")}
    )
    mandates = ("island", "company", "union") if seat == TABLE else (seat,)
    return Case(
        name="lagoon",
        title="Lagoon licence",
        seat=seat,
        currency="USD m",
        parties=(
            Party("island", "The Island"),
            Party("company", "The Company"),
            Party("union", "The Customs Union", "signatory"),
        ),
        issues=ISSUES,
        impossible=(condition("not (guarantee = binding and law = abroad)", 1, 0, 1, 2),),
        drafts=DRAFTS,
        mandates={p: preference(p, "") for p in mandates},
        beliefs=beliefs,
        sources={
            "S1": Source(
                "S1",
                "Two officials on the draft",
                "The Gazette",
                date(2025, 3, 6),
                "medium",
                "https://gazette.example/lagoon?a=1&b=2",
            ),
            "S2": Source("S2", "Resolution 12 of the council", "Council", date(2025, 2, 1), "high"),
        },
        statements=(
            Statement(
                "T1",
                "The minister",
                "We want the guarantee first, then the share.",
                date(2025, 3, 6),
                "Capital",
                (1,),
                "island",
                source="S1",
                passage="paragraph 4",
            ),
        ),
        as_of=date(2025, 4, 3),
        withheld_by_date=(
            "The harvest estimate of 9 April is not known yet; the range of 2 February is used.",
        ),
        fingerprint="sha256:5b1f0c3a7d",
        note="A company asks an island for half of its sand.",
    )


def game() -> Game:
    def ledger(name: str, tables: tuple[tuple[int, ...], ...]) -> UtilityFunction:
        return UtilityFunction(
            name,
            tuple(UtilityTable((i,), np.array(t)) for i, t in enumerate(tables)),
            reservation=0,
            unit=F(1, 10),
        )

    return Game(SIZES, (ledger("island", OWN), ledger("company", THEIRS)))


def worth(offer: tuple[int, ...]) -> tuple[int, int]:
    return tuple(p.worth(offer) for p in game().players)  # type: ignore[return-value]


def frontier(play: Game) -> Frontier:
    rows = {}
    for offer in product(*map(range, play.sizes)):
        if play.signed(offer):
            rows.setdefault(tuple(p.worth(offer) for p in play.players), offer)
    best = [a for a in rows if not any(b != a and b[0] >= a[0] and b[1] >= a[1] for b in rows)]
    best.sort(reverse=True)
    return Frontier(
        game=play,
        worths=np.array(best).reshape(len(best), 2),
        offer_of=lambda k: rows[best[k]],
        counts=(1,) * len(best),
        status="proved",
        certificate={"kind": "merge", "points": len(best)},
    )


def solutions(front: Frontier) -> Solutions:
    points = [front.point(k) for k in range(len(front))]

    def best(name: str, key: Callable[[Point], float]) -> Solution:
        return Solution(name, (max(points, key=key),) if points else (), "proved")

    ideals = tuple(max((p.worth[i] for p in points), default=0) for i in (0, 1))
    return Solutions(
        best("nash", lambda p: p.worth[0] * p.worth[1]),
        best("kalai_smorodinsky", lambda p: min(p.worth[i] / max(1, ideals[i]) for i in (0, 1))),
        best("egalitarian", min_of_two),
        best("utilitarian", lambda p: sum(p.worth)),
        ideals,
    )


def min_of_two(point: Point) -> float:
    return min(point.worth)


def about(mean: float, spread: float = 4.0) -> Range:
    return Range(mean, spread / 100, mean - spread, mean + spread / 20, mean + spread)


def pricing(offer: tuple[int, ...], *, odds: float = 0.7, broken: tuple[str, ...] = ()) -> Pricing:
    own, theirs = worth(offer)
    return Pricing(
        gain={
            "island": about(own / 10, 5.5),
            "company": about(theirs / 10, 3.5),
            "union": about(0.5, 0.4),
        },
        odds={"company": Probability(odds, 0.005), "union": Probability(0.95, 0.002)},
        signed=Probability(odds * 0.95, 0.005),
        expected_gain=own / 10 * odds,
        expected_gain_error=0.04,
        own_better=Probability(0.99 if own > 0 else 0.01, 0.001),
        own_no_worse=Probability(0.99 if own > 0 else 0.01, 0.001),
        within_mandate=not broken,
        broken=broken,
    )


def offer_of(draft: Draft) -> tuple[int, ...]:
    return tuple(0 if term.option is None else term.option for term in draft.terms)


VERDICTS = ("red line", "linkage", "poor", "acceptable", "unknown")


def review(draft: Draft) -> DraftReview:
    offer = offer_of(draft)
    made = tuple(
        TermReview(
            issue=term.issue,
            status=term.status,
            option=term.option,
            best=OWN[term.issue].index(max(OWN[term.issue])),
            wanted=(
                "at most 40 %",
                "at least A duty to consult",
                "Law of the Island",
                "Both together",
                "25 years",
            )[term.issue],
            worth=about(OWN[term.issue][offer[term.issue]] / 10, 1.0),
            loss=about((max(OWN[term.issue]) - OWN[term.issue][offer[term.issue]]) / 10, 1.5),
            verdict=VERDICTS[term.issue] if draft.name == "first" else "good",  # type: ignore[arg-type]
            broken=("share <= 40 %",) if draft.name == "first" and term.issue == 0 else (),
            source=term.source,
            article=term.article,
            confidence=term.confidence,
            provenance="fact" if term.status == "says" else "assumption",
            statements=lagoon().statements if term.issue == 1 else (),
        )
        for term in draft.terms
    )
    first = draft.name == "first"
    return DraftReview(
        draft,
        made,
        pricing(offer, odds=0.98 if first else 0.6, broken=("share <= 40 %",) if first else ()),
        silent=sum(t.status == "silent" for t in draft.terms),
        unknown=sum(t.status == "unknown" for t in draft.terms),
        same_document=True if draft.hand_overs else None,
        findings=("Handed over twice; the two copies are the same document.",)
        if draft.hand_overs
        else (),
    )


def counter(kind: str, offer: tuple[int, ...], odds: float, sentence: str) -> Counter:
    before = tuple(term.option for term in DRAFTS[0].terms)
    moves = tuple(
        Move(
            i,
            before[i],
            offer[i],
            about((OWN[i][before[i] or 0] - OWN[i][offer[i]]) / 10, 1.0),
            {"company": about((THEIRS[i][offer[i]] - THEIRS[i][before[i] or 0]) / 10, 0.8)},
        )
        for i in range(len(ISSUES))
        if before[i] != offer[i]
    )
    return Counter(kind, offer, moves, pricing(offer, odds=odds), kind == "efficient", sentence)  # type: ignore[arg-type]


def whole(case: Case) -> Answer:
    play = game()
    front = frontier(play)
    solved = solutions(front)
    counters = (
        counter(
            "efficient",
            solved.nash.points[0].offer,
            0.71,
            "Halve the share, put the fund under both, ask 25 years.",
        ),
        counter(
            "boldest", (0, 1, 1, 1, 2), 0.52, "A tenth of the sand and everything else at home."
        ),
        counter("one change", (1, 0, 0, 0, 0), 0.66, "Only the share comes down, to a fifth."),
    )
    bars = (
        Bar(GUARANTEE, "Worth of a binding guarantee", -14.0, -6.5, monotone=True, share=0.55),
        Bar(HARVEST, "Loss of half of the harvest", -13.1, -9.0, monotone=True, share=0.3),
        Bar(
            RESERVE,
            "What no deal is worth to the Company",
            -12.0,
            -11.2,
            monotone=False,
            share=0.05,
        ),
    )
    odds = (
        Bar(RESERVE, "What no deal is worth to the Company", 0.81, 0.49, monotone=True, share=0.6),
    )
    draw = np.random.default_rng(1)
    return Answer(
        case=case,
        seed=1,
        draws=1000,
        version="0.1.0",
        review=review(DRAFTS[0]),
        dance=tuple(review(d) for d in DRAFTS),
        frontier=front,
        solutions=solved,
        zopa=Count(61, 61),
        space=play.size,
        shortlist=Shortlist(counters, 6.1, "all 270 offers were priced on every draw", "", ()),
        headlines=(
            Headline("gain of the draft", "USD m", -11.6),
            Headline("odds of counter 1", "", 0.68),
        ),
        tornado={"gain of the draft": bars, "odds of counter 1": odds},
        break_even=(
            BreakEven(
                GUARANTEE,
                "Worth of a binding guarantee",
                9.25,
                "A guarantee must be worth USD 9.25m to buy a tenth.",
            ),
            BreakEven(
                HARVEST,
                "Loss of half of the harvest",
                None,
                "No loss of harvest makes the draft better than no deal.",
            ),
        ),
        find_out=(
            FindOut(
                RESERVE,
                "What no deal is worth to the Company",
                0.42,
                0.06,
                "Ask what the other lagoon yields.",
            ),
            FindOut(GUARANTEE, "Worth of a binding guarantee", 0.1, 0.04, "Ask the insurers."),
        ),
        assumptions=(
            Assumption(GUARANTEE, "Worth of a binding guarantee", "4 / 12 / 20 USD m", 7.5),
            Assumption(HARVEST, "Loss of half of the harvest", "-38 / -29 / -20 USD m", 4.1),
            Assumption(RESERVE, "What no deal is worth to the Company", "-2 / 0 / 6 USD m", 0.8),
            Assumption(TAX, "Worth of home law", "3 USD m", 0.0),
            Assumption(BARE, "Worth of a licence of 25 years", "3 USD m", 0.0),
        ),
        provenance_counts={"fact": 1, "estimate": 1, "assumption": 3, "without a reason": 1},
        table_error={"island": 0.02, "company": 0.01},
        odds_wanted=F(1, 2),
        notices=("The draft is silent on the guarantee; silence means: no guarantee.",),
        party="island",
        gains={
            name: {p: np.round(draw.normal(0, 5, 1000), 6) for p in ("island", "company")}
            for name in ("draft", "counter 1", "counter 2", "counter 3")
        },
    )


@pytest.fixture(scope="session")
def answer() -> Answer:
    """The answer as the Island sees it."""
    return whole(lagoon())


def money(said: str = "") -> AnswerMoney:
    """What an estate says of the lagoon's draft and two counter-offers; *said* stands before all words."""

    def sides(island: float, factor: float = 1.0) -> dict[str, SideValue]:
        means = {"island": factor * island, "company": -factor * island}
        return {
            name: SideValue(
                f"{said}The {name.capitalize()}", {role: 1.0}, about(mean, 2.5), about(mean, 2.5),
                mean, (), None, None,
            )
            for (name, mean), role in zip(means.items(), ("state", "partner"), strict=True)
        }  # fmt: skip

    def value(name: str, island: float) -> DraftValue:
        never: dict[str, Any] = {"p10": "never", "p50": "never", "p90": "never"}
        return DraftValue(
            draft=name,
            title=f"{said}{name}",
            by_role={},
            by_party=sides(island),
            claim=ClaimOutlook(1.0, 0.0, never, 2064, 1126.0),
            into_fund=(),
            years=(2025, 2026),
            terms=Hardness(PreSharingFlow(1.0, 1.0, (), None), None, None, None, None),
            deposits_alone={"island": -0.5, "company": 0.5},
        )

    def offer(name: str, island: float) -> OfferMoney:
        parts = (
            WorthPart(f"{said}minerals", minerals=True, mean=island),
            *(WorthPart(f"{said}part {k}", minerals=False, mean=float(k)) for k in range(-3, 5)),
        )
        return OfferMoney(name, {"island": island, "company": -island}, parts)

    def gains(island: float) -> dict[str, Range]:
        return {name: side.gain for name, side in sides(island).items()}

    at_most = Range(-9.25, 0.25, -22.0, -9.0, 0.0)
    years = SideYears((-3.0, -1.0), (-2.0, -0.5), (0.0, 0.0), YearBands((0.0,), (0.0,), (0.0,)))
    change = {"island": years, "company": years}
    full = replace(
        value("draft", -9.5),
        clause_steps=(
            ClauseStep({}, gains(-9.5), issues=("share",)),
            ClauseStep({}, {name: Range(0, 0, 0, 0, 0) for name in change}, issues=("law",)),
        ),
        by_year=YearlySpread(change, change, 2048),
        deterrence=Deterrence(
            "island", f"{said}The Island", {}, "never", None, at_most, at_most, None, 2048
        ),
    )
    last = replace(value("counter 2", 0.0), claim=None)
    report = EstateReport(
        drafts=(full, value("counter 1", -1.5), last),
        steps=(),
        paths=2048,
        seed=1,
        ground=(
            GroundStep("claimed", "claimed: riches", 12400.0, 0.0),
            GroundStep("in_the_ground", f"{said}in the ground", 85.5, 0.0),
            GroundStep("today", f"{said}left", 1.7, 0.2),
            GroundStep("state", f"{said}state", 0.8, 0.2),
        ),
        control=tuple(
            ControlShare(control, 1, part, part, part)
            for control, part in (("held", 0.7), ("exposed", 0.2), ("occupied", 0.1))
        ),
        deposits=(
            DepositWorth("S1", f"{said}North bar", "sand", "inferred", "held", 9.0, 99.5, 60.0),
            DepositWorth("S2", f"{said}South bar", "sand", "measured", "occupied", 8.0, 99.0, 25.5),
            DepositWorth("S3", f"{said}East bar", "sand", "inferred", "exposed", None, None, 0.0),
        ),
        assumptions=(StandIn("S1", "capex", 1, 2, 3, ""),),
        withheld_by_date=(f"{said}S1: capex is not used",),
        money=MoneyBasis(
            "USD", "m", 2025, "real", "mid", {"state": 0.08, "partner": 0.05, "owners": 0.12}
        ),
        estate="5b1f",
    )
    return AnswerMoney(
        unit="USD m",
        report=report,
        offers=(offer("draft", -9.5), offer("counter 1", -1.5), offer("counter 2", 0.0)),
        none_because="",
        left_out={"island": (0.02, 1.39), "company": (0.0, 0.0)},
    )


@pytest.fixture(scope="session")
def minerals(answer: Answer) -> Answer:
    """The same where the lagoon has an estate."""
    return replace(answer, money=money())


@pytest.fixture(scope="session")
def from_the_table(answer: Answer) -> Answer:
    """The same with everybody's mandate on the table."""
    return replace(answer, case=lagoon(TABLE))


@pytest.fixture(scope="session")
def never(answer: Answer) -> Answer:
    """The same where no counter-offer meets the mandate and nothing is acceptable to all."""
    front = answer.frontier
    return replace(
        answer,
        frontier=replace(front, worths=front.worths[:0], counts=()),
        solutions=Solutions(
            *(
                Solution(s.name, (), "proved", "no offer is better than no deal for everybody")
                for s in answer.solutions
            ),
            ideals=(0, 0),
        ),
        zopa=Count(0, 0),
        shortlist=Shortlist(
            (),
            0.0,
            "all 270 offers were priced on every draw",
            "No offer meets our mandate and is acceptable to the Company.",
            (
                Opening(
                    "red line share",
                    "island",
                    0.1,
                    "fraction",
                    "It opens if our red line on the share rises to 50 %.",
                ),
            ),
        ),
        tornado={},
        break_even=(),
        find_out=(),
        gains={},
    )


HOSTILE = '<script>alert(\'x\')</script>" onmouseover="y" &amp; \x1b[31m=HYPERLINK(1)'


@pytest.fixture(scope="session")
def hostile(answer: Answer) -> Answer:
    """The same with hostile words wherever a case may hold words."""
    case = answer.case
    issues = tuple(
        replace(
            issue,
            label=f"{HOSTILE} {issue.label}",
            options=tuple(replace(o, label=f"{HOSTILE} {o.label}") for o in issue.options),
        )
        for issue in case.issues
    )
    sources = {
        name: replace(s, title=HOSTILE, outlet=HOSTILE, url="javascript:alert(1)")
        for name, s in case.sources.items()
    }
    statements = tuple(replace(s, said=HOSTILE, who=HOSTILE) for s in case.statements)
    parties = tuple(replace(p, label=HOSTILE) for p in case.parties)
    draft = replace(answer.review.draft, title=HOSTILE, status=HOSTILE, note=HOSTILE)
    found = replace(
        answer.review,
        draft=draft,
        findings=(HOSTILE,),
        terms=tuple(replace(t, wanted=HOSTILE, statements=statements) for t in answer.review.terms),
    )
    return replace(
        answer,
        case=replace(
            case,
            title=HOSTILE,
            issues=issues,
            sources=sources,
            statements=statements,
            parties=parties,
            note=HOSTILE,
        ),
        review=found,
        dance=(found, *answer.dance[1:]),
        shortlist=replace(
            answer.shortlist,
            counters=tuple(replace(c, sentence=HOSTILE) for c in answer.shortlist.counters),
        ),
        tornado={
            k: tuple(replace(b, label=HOSTILE) for b in bars) for k, bars in answer.tornado.items()
        },
        assumptions=tuple(replace(a, label=HOSTILE, text=HOSTILE) for a in answer.assumptions),
        notices=(HOSTILE,),
        money=money(HOSTILE),
    )
