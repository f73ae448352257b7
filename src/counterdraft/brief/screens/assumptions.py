"""Every figure that an answer rests on, weightiest first."""

from __future__ import annotations

from counterdraft.advice.results import Answer
from counterdraft.brief import words
from counterdraft.brief.text_columns import columns, fold

__all__ = ["assumptions_text"]


def assumptions_text(answer: Answer, width: int = 100) -> str:
    """Return the figures as a table: mark, figure, range, source or reason, and swing."""
    case, money = answer.case, words.answer_decimals(answer)
    title = f"{words.clean(case.title)} · {words.draft_title(answer.review.draft)}"
    seat = words.seat_text(case, words.answering_party(answer))
    lines = [
        *fold(f"{title} · what it rests on, seen from {seat}", width),
        *filter(None, [words.table_warning(case)]),
        *fold(
            f"{words.figure_counts(answer)}. "
            "Swing: how far the answer moves from a figure's P10 to its P90.",
            width,
        ),
        "",
    ]
    swing = 9
    rest = width - 1 - swing - 2 * 4
    label, text = rest * 36 // 100, rest * 26 // 100
    widths = (1, label, text, rest - label - text, swing)
    lines += columns(("", "FIGURE", "value", "source or reason", "swing C"), widths, right=(4,))
    for found in answer.assumptions:
        known = words.provenance_mark(found.figure.provenance.kind)
        value = words.clean(found.text) or words.figure_text(found.figure)
        cells = (
            known,
            words.figure_label(answer, found.label),
            value,
            words.backing_text(found),
            money.of(found.swing),
        )
        lines += columns(cells, widths, right=(4,))
    if answer.money is not None:
        report = answer.money.report
        fields, deposits = len(report.assumptions), report.assumed_deposits
        lines += [
            "",
            *fold(
                f"The estate stands on figures of its own: {fields} fields of {deposits} deposits were never "
                "published and stand on analogues with wide ranges (A; --json lists them); the rest has its "
                "source in the folder estate.",
                width,
            ),
        ]
    return "\n".join(lines)
