"""The brief on one screen, for somebody who has five minutes and a plain terminal."""

from __future__ import annotations

from collections.abc import Iterator

from counterdraft.advice.results import (
    Answer,
    Bar,
    DraftReview,
    Headline,
    Pricing,
    Shortlist,
    TermReview,
)
from counterdraft.brief import words
from counterdraft.brief.estate_sentences import repaid_sentence
from counterdraft.brief.text_columns import columns, cut, fold
from counterdraft.case import Case, Draft

__all__ = ["brief_text", "heading", "review_text", "shortlist_text"]


WIDE = 90
"""Columns below which figures stand under the name of an offer, and bars are short."""


def brief_text(answer: Answer, width: int = 100) -> str:
    """
    Return the whole brief as plain text, at most *width* columns wide; below 60 it does not fit.

    Nothing is said by colour.  Every figure carries its mark: F fact, E estimate, A assumption
    (figures of the case), C computed from them; a mark at the head of a column holds for all of it.
    """
    case, party, money = answer.case, words.answering_party(answer), words.answer_decimals(answer)
    parts = [
        [heading(case, answer.review.draft, party, width)],
        list(_verdict(case, answer.review, party, money, width)),
        list(_minerals(answer, width)),
        list(_review(case, answer.review, party, money, width)),
        list(_counters(case, answer.shortlist, party, money, width)),
        list(_hangs(answer, width)),
        list(_find_out(answer, width)),
        list(_notices(answer, width)),
        list(_foot(answer, width)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def heading(case: Case, draft: Draft, party: str, width: int = 100) -> str:
    """Return the head of every screen: case, draft, whose seat, which day, and the table's warning."""
    known = f" · as known on {words.day(case.as_of)}" if case.as_of else ""
    title = f"{words.clean(case.title)} · {words.draft_title(draft)}"
    lines = list(fold(f"{title} · seen from {words.seat_text(case, party)}{known}", width, most=2))
    if warning := words.table_warning(case):
        lines.append(cut(warning, width))
    return "\n".join([*lines, "─" * width])


def review_text(case: Case, review: DraftReview, party: str, width: int = 100) -> str:
    """Return one draft against *party*'s mandate, issue by issue and as a whole, as plain text."""
    money = words.gain_decimals([review.pricing], party)
    found = [line for text in review.findings for line in fold(words.clean(text), width)]
    parts = (
        [heading(case, review.draft, party, width)],
        list(_verdict(case, review, party, money, width)),
        list(_review(case, review, party, money, width)),
        found,
    )
    return "\n\n".join("\n".join(part) for part in parts if part)


def shortlist_text(
    case: Case, draft: Draft, shortlist: Shortlist, party: str, width: int = 100
) -> str:
    """Return the counter-offers worth making to a draft with what each moves, as plain text."""
    money = words.gain_decimals([c.pricing for c in shortlist.counters], party)
    lines = list(_counters(case, shortlist, party, money, width))
    if shortlist.ended_early:
        lines += fold(
            "! The search ended at its time limit: these are the best found by then. No offer has an "
            f"expected gain above {money.signed(shortlist.bound)}.",
            width,
        )
    return "\n".join([heading(case, draft, party, width), "", *lines])


def _verdict(
    case: Case, review: DraftReview, party: str, money: words.Decimals, width: int
) -> Iterator[str]:
    priced, unknown = review.pricing, review.unknown
    yield from fold(_worth(case, priced, party, money), width)
    facts = [
        f"crosses {len(priced.broken) or 'none'} of our red lines",
        f"is silent on {review.silent or 'none'} of {len(review.terms)} issues",
    ]
    if unknown:
        facts.append(f"leaves {unknown} unknown to us")
    yield from fold(f"It {words.joined_list(facts)}.", width)


def _worth(case: Case, priced: Pricing, party: str, money: words.Decimals) -> str:
    gain = priced.gain[party]
    no_worse = ""
    if priced.own_no_worse.value > priced.own_better.value:
        no_worse = f", no worse off in {words.chance_text(priced.own_no_worse)}"
    return (
        f"The draft is worth {money.signed(gain.mean)} {case.preference(party).unit} to us "
        f"against no deal ({money.span(gain)} in eight cases of ten). "
        f"We are better off with it in {words.chance_text(priced.own_better)} of cases{no_worse}; "
        f"everybody else would sign it in {words.chance_text(priced.signed)}. C"
    )


def _minerals(answer: Answer, width: int) -> Iterator[str]:
    """Yield what the draft takes and gives in money of the minerals."""
    offer = None if answer.money is None else answer.money.offer("draft")
    value = None if answer.money is None else answer.money.report.draft("draft")
    if answer.money is None or offer is None or value is None:
        return
    unit = words.clean(answer.money.unit)
    amounts = words.Decimals.fitting_ranges(side.gain for side in value.by_party.values())
    gains = [
        f"{words.party_label(answer.case, name)} {amounts.signed(side.gain.mean)} ({amounts.span(side.gain)})"
        for name, side in value.by_party.items()
    ]
    parts = [f"By the minerals, {unit} and eight paths of ten: {', '.join(gains)}"]
    if any(part.minerals for part in offer.parts):
        own = words.answer_decimals(answer)
        parts.append(f"{own.signed(offer.minerals)} of our {own.signed(offer.total)} is minerals")
    if value.claim is not None and value.claim.claimed_in:
        parts.append(repaid_sentence(value.claim))
    yield from fold(f"{'; '.join(parts)}. C", width)


def _review(
    case: Case, review: DraftReview, party: str, money: words.Decimals, width: int
) -> Iterator[str]:
    figures, verdict = 10, 12
    rest = width - figures - verdict - 2 * 4
    issue, draft = rest * 33 // 100, rest * 34 // 100
    widths = (issue, draft, rest - issue - draft, figures, verdict)
    heads = ("THE DRAFT", "says", "we want", "costs us C", "verdict")
    yield from columns(heads, widths, right=(3,))
    fine = [t for t in review.terms if t.verdict == "good" and t.status == "says"]
    dark = [t for t in review.terms if t.verdict == "unknown" and t.status == "unknown"]
    folded = [group for group, least in ((dark, 4), (fine, 2)) if len(group) >= least]
    for term in review.terms:
        if any(term in group for group in folded):
            continue
        cells = (
            words.issue_label(case, term.issue),
            _said(case, term),
            _wanted(term),
            money.of(term.loss.mean),
            f"{words.SIGNS[term.verdict]} {term.verdict}",
        )
        yield from columns(cells, widths, most=6, right=(3,))
    for group in folded:
        if group is fine:
            parts = [f"{words.issue_label(case, t.issue)}: {_said(case, t)}" for t in group]
            head = "✓ good"
        else:
            parts = [
                f"{words.issue_label(case, t.issue)} {money.of(t.loss.mean)} C, we want {_wanted(t)}"
                for t in group
            ]
            head = "? unknown, costs us on average"
        yield from fold(f"{head} · {'; '.join(parts)}", width)
    yield from fold(
        "costs us: what the term takes from us against our best settlement of that issue, in "
        f"{case.preference(party).unit}.",
        width,
    )


def _wanted(term: TermReview) -> str:
    return words.clean(term.wanted).removeprefix("best: ")


def _said(case: Case, term: TermReview) -> str:
    return f"{words.term_text(case, term)} {words.term_mark(term)}"


def _counters(
    case: Case, listed: Shortlist, party: str, money: words.Decimals, width: int
) -> Iterator[str]:
    if not listed.counters:
        why = words.clean(listed.none_because) or "none was found that is worth making."
        yield from fold(f"NO COUNTER-OFFER · {why}", width)
        for opening in listed.openings:
            yield from fold(f"What would open it: {words.clean(opening.sentence)}", width)
        return
    widths = (width - 10 - 17 - 13 - 13 - 8, 10, 17, 13, 13)
    heads = ("gain C", "8 of 10 cases C", "they sign C", "gain × odds C")
    yield from _named("WHAT TO OFFER BACK", heads, widths)
    for k in range(1, 1 + min(3, len(listed.counters))):
        yield from _counter(case, k, listed, party, money, widths)
    if len(listed.counters) > 3:
        yield f"   {len(listed.counters) - 3} more on the page"


def _counter(
    case: Case,
    k: int,
    listed: Shortlist,
    party: str,
    money: words.Decimals,
    widths: tuple[int, ...],
) -> Iterator[str]:
    counter = listed.counters[k - 1]
    priced = counter.pricing
    gain = priced.gain[party]
    cells = (
        money.signed(gain.mean),
        f"{money.signed(gain.p10)} … {money.signed(gain.p90)}",
        words.chance_with_error(priced.signed),
        money.signed(priced.expected_gain),
    )
    yield from _named(f"{k}. {words.counter_kind(counter)}", cells, widths)
    inside = sum(widths) + 2 * (len(widths) - 1) - 3
    said = fold(words.clean(counter.sentence), inside)
    if len(said) <= 2:
        yield from ("   " + line for line in said)
    first = listed.counters[0].offer
    apart = [i for i, (a, b) in enumerate(zip(counter.offer, first, strict=True)) if a != b]
    if k > 1 and len(apart) < len(counter.moves):
        parts = [("As offer 1, but: ", apart)]
    else:
        known = {m.issue: m.before is not None for m in counter.moves}
        parts = [
            ("Changes: ", [i for i, drafted in known.items() if drafted]),
            ("Settles: ", [i for i, drafted in known.items() if not drafted]),
        ]
    for head, issues in parts:
        moves = [
            f"{words.issue_label(case, i)} → {words.option_label(case, i, counter.offer[i])}"
            for i in issues
        ]
        if moves:
            yield from ("   " + line for line in fold(head + "; ".join(moves), inside))


def _named(name: str, figures: tuple[str, ...], widths: tuple[int, ...]) -> Iterator[str]:
    """Yield a name and its figures: in one row, or in two where the row is too narrow."""
    narrow = sum(widths) + 2 * (len(widths) - 1) < WIDE
    if narrow:
        yield name
        yield from columns(figures, widths[1:], most=1, right=(0, 1, 2, 3))
    else:
        yield from columns((name, *figures), widths, most=1, right=(1, 2, 3, 4))


def _hangs(answer: Answer, width: int) -> Iterator[str]:
    heads = [h for h in answer.headlines if answer.tornado.get(h.name)]
    if not heads:
        return
    head = heads[-1]
    bars = answer.tornado[head.name][:5]
    unit = "" if words.is_chance(head) else f" {head.unit}"
    now = words.headline_text(answer, head, head.value)
    yield from fold(f"WHAT IT HANGS ON · {words.clean(head.name)}, now {now}{unit} C", width)
    low = min(head.value, *(min(b.low, b.high) for b in bars))
    high = max(head.value, *(max(b.low, b.high) for b in bars))
    for bar in bars:
        yield from _bar(answer, head, bar, (low, high), width)


def _bar(
    answer: Answer, head: Headline, bar: Bar, scale: tuple[float, float], width: int
) -> Iterator[str]:
    low, high = scale
    cells, shown = (28, 26) if width >= WIDE else (12, 18)
    per = (high - low) / (cells - 1) or 1.0
    first, middle, last = (
        round((v - low) / per) for v in (min(bar.low, bar.high), head.value, max(bar.low, bar.high))
    )
    drawn = "".join(
        "┃" if k == middle else "█" if first <= k <= last else "·" for k in range(cells)
    )
    ends = " … ".join(words.headline_text(answer, head, v) for v in (bar.low, bar.high))
    ends += "" if bar.monotone else " (turns)"
    known = words.provenance_mark(bar.figure.provenance.kind)
    label = f"{known} {words.figure_label(answer, bar.label)}"
    widths = (width - cells - shown - 4, cells, shown)
    yield from columns((label, drawn, ends), widths)


def _find_out(answer: Answer, width: int) -> Iterator[str]:
    if not answer.find_out:
        return
    finer = words.Decimals(words.answer_decimals(answer).places + 1)
    head = f"WHAT TO FIND OUT FIRST · what knowing it is worth to us, {words.worth_unit(answer)} C"
    yield from fold(head, width)
    for found in answer.find_out[:3]:
        value = f"{finer.of(found.worth)} ± {finer.of(found.error)}"
        known = words.provenance_mark(found.figure.provenance.kind)
        sentence = words.clean(found.sentence)
        told = words.clean(found.label) in sentence
        text = sentence if told else f"{words.figure_label(answer, found.label)}: {sentence}"
        lines = fold(f"{known} {text}", width - 18, most=3)
        yield f"{value:>14}  {lines[0]}"
        yield from (" " * 16 + line for line in lines[1:])


def _notices(answer: Answer, width: int) -> Iterator[str]:
    notices = words.remaining_notices(answer)
    withheld_by_date = answer.case.withheld_by_date
    if answer.case.as_of and withheld_by_date:
        later = (
            f"{len(withheld_by_date)} things known later are"
            if len(withheld_by_date) > 1
            else "One thing known later is"
        )
        notices = [*notices, f"{later} not used here; the page lists what that made unknown."]
    for notice in notices:
        lines = fold(notice, width - 2, most=5)
        yield f"! {lines[0]}"
        yield from ("  " + line for line in lines[1:])


def _foot(answer: Answer, width: int) -> Iterator[str]:
    zopa, front = answer.zopa, answer.frontier
    count = f"{zopa.low:,}" if zopa.exact else f"{zopa.low:,} to {zopa.high:,}"
    yield from fold(
        f"Of {answer.space:,} offers, {count} are better than no deal for everybody who must sign; "
        f"{len(front):,} of these are efficient ({front.status}). C",
        width,
    )
    yield from fold(
        f"Figures used: {words.figure_counts(answer)}. "
        "Marks: F fact, E estimate, A assumption, C computed.",
        width,
    )
    yield "─" * width
    case = answer.case
    yield from fold(
        f"{words.clean(case.name)} · {words.fingerprint(case)} · seed {answer.seed} · "
        f"{answer.draws:,} draws · counterdraft {answer.version}",
        width,
    )
