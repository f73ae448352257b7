"""The answer to the hand-checked case, word for word."""

from __future__ import annotations

from counterdraft.advice import answer


def said(found):
    """
    Everything an answer says in sentences, one per line.
    """
    lines = [*found.review.findings]
    lines += [f"[{counter.kind}] {counter.sentence}" for counter in found.shortlist.counters]
    lines += [f"bound {found.shortlist.bound:.6g}", found.shortlist.searched]
    lines.append(found.shortlist.none_because)
    lines += [opening.sentence for opening in found.shortlist.openings]
    for name, bars in found.tornado.items():
        lines += [f"{name}: {bar.label} {bar.low:.6g} to {bar.high:.6g}" for bar in bars]
    lines += [b.sentence for b in found.break_even]
    lines += [f.sentence for f in found.find_out]
    lines += [*found.notices]
    return "\n".join(line for line in lines if line)


class TestGolden:
    def test_answer_where_there_is_something_to_offer(self, small, snapshot):
        """
        The company would sign a guarantee without a share.
        """
        assert said(answer(small(their_no_deal=-9, insists="1/4"), "first", draws=400)) == snapshot

    def test_answer_where_there_is_nothing_to_offer(self, small, snapshot):
        """
        No deal is the best answer, and what would open the space is named.
        """
        assert said(answer(small(), "first", draws=400)) == snapshot

    def test_answer_to_a_draft_with_unknown_terms(self, small, snapshot):
        """
        What is not known is drawn, and settled by the counter-offers.
        """
        assert said(answer(small(their_no_deal=-9), "second", draws=400)) == snapshot
