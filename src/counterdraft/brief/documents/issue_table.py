"""The issue table the delegation takes along: the draft, our mandate, our counter-offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counterdraft.advice.results import Answer
from counterdraft.brief import words

__all__ = ["IssueTable", "Row", "issue_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One issue: what the draft says, what our mandate wants, and what each counter-offer says."""

    issue: str
    options: tuple[str, ...]
    draft: str
    source: str
    mandate: str
    verdict: str
    counters: tuple[str, ...]
    moved: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class IssueTable:
    """
    The table with its heads.

    It holds nothing of what others want or are believed to want, and no worths of a mandate: it may be
    lost.  ``warning`` says that the case is seen from the table, where it is, and stands on every page.
    ``minerals`` is what the shared files say: a head, and a row for the draft and each offer; ``gains`` is
    the same as numbers: mean, P10, P50 and P90 of one party after the other, by offer.
    """

    title: str
    subtitle: str
    warning: str
    party: str
    counters: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: str
    minerals: tuple[tuple[str, ...], ...] = ()
    gains: tuple[tuple[float, ...], ...] = ()


def issue_table(answer: Answer) -> IssueTable:
    """Return the issue table of the party that answers."""
    case, draft = answer.case, answer.review.draft
    counters = answer.shortlist.counters
    rows = []
    for term in answer.review.terms:
        issue = case.issues[term.issue]
        place = f"Article {words.clean(term.article)}" if term.article else ""
        source = ", ".join(filter(None, [place, words.clean(term.source)]))
        rows.append(
            Row(
                issue=words.clean(issue.label),
                options=tuple(words.clean(o.label) for o in issue.options),
                draft=words.term_text(case, term),
                source=source,
                mandate=words.clean(term.wanted).removeprefix("best: "),
                verdict=f"{words.SIGNS[term.verdict]} {term.verdict}",
                counters=tuple(
                    words.option_label(case, term.issue, c.offer[term.issue]) for c in counters
                ),
                moved=tuple(any(m.issue == term.issue for m in c.moves) for c in counters),
            )
        )
    known = f" · as known on {words.day(case.as_of)}" if case.as_of else ""
    own = words.party_label(case, words.answering_party(answer))
    return IssueTable(
        title=f"{words.clean(case.title)}: {words.draft_title(draft)}",
        subtitle=f"Issue table of {own}{known} · confidential",
        warning=words.table_warning(case),
        party=own,
        counters=tuple(f"Offer {k}" for k in range(1, len(counters) + 1)),
        rows=tuple(rows),
        foot=(
            f"{words.clean(case.name)} · {case.fingerprint} · seed {answer.seed} · "
            f"{answer.draws:,} draws · counterdraft {answer.version}"
        ),
        minerals=tuple(_minerals(answer)),
        gains=tuple(_gains(answer)),
    )


def _gains(answer: Answer) -> Iterator[tuple[float, ...]]:
    for value in answer.money.report.drafts if answer.money else ():
        gains = [side.gain for side in value.by_party.values()]
        yield tuple(v for g in gains for v in (g.mean, g.p10, g.p50, g.p90))


def _minerals(answer: Answer) -> Iterator[tuple[str, ...]]:
    """Yield what the minerals bring each party by the draft and by each offer; nothing without an estate."""
    money = answer.money
    if money is None or not money.report.drafts:
        return
    values = money.report.drafts
    amounts = words.Decimals.fitting_ranges(
        side.gain for value in values for side in value.by_party.values()
    )
    parties = [words.party_label(answer.case, name) for name in values[0].by_party]
    yield (f"Minerals, {words.clean(money.unit)} against no deal", *parties)
    for value in values:
        gains = [side.gain for side in value.by_party.values()]
        title = "The draft" if value.draft == "draft" else f"Offer {value.draft.split()[-1]}"
        yield title, *(f"{amounts.signed(g.mean)} ({amounts.paths(g)})" for g in gains)
