"""Every figure of the answer: where it comes from, and how much hangs on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from counterdraft.advice.results import Assumption, Bar
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.words import figure_label, figure_text
from counterdraft.case import Figure
from counterdraft.preferences.factors.kinds import pieces

__all__ = ["assumptions", "every_figure", "provenance_counts"]

WITHOUT_REASON = "assumption without a reason"


def every_figure(joint: JointSample) -> tuple[Figure, ...]:
    """Return the figures of every preference in view: ours first, each once."""
    found: dict[Figure, None] = {}
    for worth in joint.worth.values():
        for piece in pieces(worth.preference):
            found.update(dict.fromkeys(piece.figures))
        found[worth.preference.reservation] = None
        found.update((line.probability, None) for line in worth.preference.red_lines)
    return tuple(found)


def assumptions(joint: JointSample, bars: Sequence[Bar]) -> tuple[Assumption, ...]:
    """
    Return every figure with how far the headline swings on it, widest first.

    Figures that share a driver swing together and carry the swing of the driver.  A point, or a figure
    on which the headline does not hang, has none.

    Args:
        joint: The joint sample.
        bars: The tornado of the headline.
    """
    swings = {bar.figure.stream: max(abs(bar.high - bar.low), 0.0) for bar in reversed(bars)}
    moving = {
        f for worth in joint.worth.values() for found in worth.streams.values() for f in found
    }
    case = joint.perspective.case
    found = [
        Assumption(
            figure,
            figure_label(case, figure),
            figure_text(figure),
            swings.get(figure.stream, 0.0) if figure in moving else 0.0,
        )
        for figure in every_figure(joint)
    ]
    return tuple(sorted(found, key=lambda a: (-a.swing, a.figure.name)))


def provenance_counts(joint: JointSample) -> dict[str, int]:
    """Return how many figures are facts, estimates and assumptions, and how many of those lack a reason."""
    figures = every_figure(joint)
    kinds = Counter(figure.provenance.kind for figure in figures)
    bare = sum(f.provenance.kind == "assumption" and not f.provenance.because for f in figures)
    return {
        "fact": kinds["fact"],
        "estimate": kinds["estimate"],
        "assumption": kinds["assumption"],
        WITHOUT_REASON: bare,
    }
