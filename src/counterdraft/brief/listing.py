"""Every figure that an answer rests on, weightiest first."""

from __future__ import annotations

from typing import Any

from counterdraft.advice.results import Answer, Assumption
from counterdraft.brief import words
from counterdraft.brief.data import to_dict
from counterdraft.brief.lines import columns, fold

__all__ = ["assumptions_dict", "assumptions_text", "backing"]


def assumptions_dict(answer: Answer) -> dict[str, Any]:
    """Return the figures with their provenance as JSON-ready data."""
    whole = to_dict(answer)
    kept = ("format", "party", "seat", "unit", "run", "assumptions", "provenance_counts")
    money = whole["money"]
    estate = (
        None
        if money is None
        else {name: money["report"][name] for name in ("assumptions", "withheld_by_date")}
    )
    return {**{key: whole[key] for key in kept}, "estate": estate}


def assumptions_text(answer: Answer, width: int = 100) -> str:
    """Return the figures as a table: mark, figure, range, source or reason, and swing."""
    case, money = answer.case, words.answer_decimals(answer)
    title = f"{words.clean(case.title)} · {words.draft_title(answer.review.draft)}"
    lines = [
        *fold(
            f"{title} · what it rests on, seen from {words.seat(case, words.who(answer))}", width
        ),
        *filter(None, [words.table_warning(case)]),
        *fold(
            f"{words.counted(answer)}. "
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
        known = words.mark(found.figure.provenance.kind)
        value = words.clean(found.text) or words.figure_text(found.figure)
        cells = (
            known,
            words.label(answer, found.label),
            value,
            backing(found),
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


def backing(found: Assumption) -> str:
    """Return what stands behind a figure: its source, its reason, or that nothing does."""
    known = found.figure.provenance
    parts = [words.clean(known.source), words.clean(known.because)]
    return "; ".join(filter(None, parts)) or "no reason given"
