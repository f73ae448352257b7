"""What stands behind the page: what it hangs on, every figure, the sources, the method."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from counterdraft.advice.results import Answer, Bar, Headline
from counterdraft.brief import words
from counterdraft.brief.charts.dance_marks import MOST_POINTS, SOLUTIONS, Mark, marks_of
from counterdraft.brief.charts.negotiation_dance import dance_chart
from counterdraft.brief.charts.tornado import tornado_chart
from counterdraft.brief.page.draft_view import DraftView, MarkedFigure

__all__ = ["BackgroundView"]

STATUS = {
    "proved": "proved: integer arithmetic that an independent checker replays",
    "solver": "solver: the points are exact; that none is better rests on a solver's tolerance",
    "bounded": "bounded: within the bound that stands beside it",
}


class BackgroundView:
    """The second half of the page: charts, figures, sources, method."""

    def __init__(self, view: DraftView) -> None:
        """Take the first half of the page; the rest is made when the template asks for it."""
        self.view = view
        self.answer: Answer = view.answer

    # -- the dance ----------------------------------------------------------------------------

    @cached_property
    def dances(self) -> list[dict[str, Any]]:
        """A dance with each other player, with its table."""
        players = [p.name for p in self.answer.case.players if p.name in self.view.others]
        return [self._dance(k, other) for k, other in enumerate(players[:3])]

    def _dance(self, k: int, other: str) -> dict[str, Any]:
        marks = marks_of(self.answer, other)
        them = self.view.party(other)
        title = (
            f"Our gain against that of {them}, draft by draft, with "
            f"{sum(m.sort == 'counter' for m in marks)} counter-offers, the efficient offers and "
            "the solutions; the table below has the same figures"
        )
        points = len(self.answer.frontier)
        return {
            "other": them,
            "svg": Markup(  # noqa: S704 - escaped where it is drawn
                dance_chart(self.answer, other, marks, title=title, name=f"dance-{k}")
            ),
            "rows": [self._mark(m) for m in marks if m.sort != "point"],
            "front": self._front([m for m in marks if m.sort == "point"]),
            "spread": f"{MOST_POINTS} of {points:,}" if points > MOST_POINTS else "",
            "unit": words.worth_unit(self.answer, other),
        }

    def _front(self, marks: list[Mark]) -> list[dict[str, Any]]:
        """The efficient offers, each by what it settles otherwise than the one before."""
        rows = [self._mark(m) for m in marks]
        for row, before, mark in zip(rows[1:], marks, marks[1:], strict=False):
            pairs = zip(mark.offer, before.offer, strict=True)
            row["offer"] = "as before, but " + "; ".join(a for a, b in pairs if a != b)
        return rows

    def _mark(self, mark: Mark) -> dict[str, Any]:
        money = self.view.money
        how = "how-solutions" if mark.sort in ("solution", "point") else "how-gain"

        def range_of(ends: tuple[float, ...]) -> MarkedFigure | None:
            if not ends:
                return None
            text = f"{money.signed(ends[0])} … {money.signed(ends[1])}"
            return self.view.computed(text, how)

        ranges = mark.ranges or ()
        return {
            "title": mark.title,
            "x": self.view.computed(money.signed(mark.x), how),
            "y": self.view.computed(money.signed(mark.y), how),
            "x_span": range_of(ranges[:2]),
            "y_span": range_of(ranges[2:]),
            "offer": "; ".join(mark.offer),
        }

    # -- what it hangs on ---------------------------------------------------------------------

    @cached_property
    def tornadoes(self) -> list[dict[str, Any]]:
        """A tornado per headline that has one, with its table."""
        heads = [h for h in self.answer.headlines if self.answer.tornado.get(h.name)]
        return [self._tornado(k, head) for k, head in enumerate(heads)]

    def _tornado(self, k: int, head: Headline) -> dict[str, Any]:
        bars = self.answer.tornado[head.name][:10]
        title = f"What {words.clean(head.name)} hangs on; the table below has the same figures"
        return {
            "name": words.clean(head.name),
            "unit": "" if words.is_chance(head) else words.clean(head.unit),
            "now": self._at(head, head.value),
            "svg": Markup(  # noqa: S704 - escaped where it is drawn
                tornado_chart(self.answer, head, bars, title=title, name=f"hangs-{k}")
            ),
            "rows": [self._bar(head, b) for b in bars],
            "turns": any(not b.monotone for b in bars),
        }

    def _at(self, head: Headline, value: float) -> MarkedFigure:
        return self.view.computed(words.headline_text(self.answer, head, value), "how-tornado")

    def _bar(self, head: Headline, bar: Bar) -> dict[str, Any]:
        return {
            "label": words.figure_label(self.answer, bar.label),
            "figure": self.view.own_figure(bar.figure),
            "low": self._at(head, bar.low),
            "high": self._at(head, bar.high),
            "share": self.view.computed(f"{100 * bar.share:.0f} %", "how-tornado"),
            "monotone": bar.monotone,
        }

    @cached_property
    def break_evens(self) -> list[dict[str, Any]]:
        """The values at which a choice turns."""
        return [
            {
                "label": words.figure_label(self.answer, b.label),
                "figure": self.view.own_figure(b.figure),
                "value": self.view.computed(words.number_text(b.value, 2), "how-break-even")
                if b.value is not None
                else None,
                "sentence": words.clean(b.sentence),
            }
            for b in self.answer.break_even
        ]

    @cached_property
    def find_out(self) -> list[dict[str, Any]]:
        """What knowing a figure beforehand is worth."""
        finer = words.Decimals(self.view.money.places + 1)
        return [
            {
                "label": words.figure_label(self.answer, f.label),
                "figure": self.view.own_figure(f.figure),
                "worth": self.view.computed(
                    f"{finer.of(f.worth)} ± {finer.of(f.error)}", "how-find-out"
                ),
                "sentence": words.clean(f.sentence),
            }
            for f in self.answer.find_out
        ]

    # -- figures and sources ------------------------------------------------------------------

    @cached_property
    def figures(self) -> list[dict[str, Any]]:
        """Every figure the answer rests on, with its provenance."""
        found = []
        for a in self.answer.assumptions:
            known = a.figure.provenance
            text = words.clean(a.text) or words.figure_text(a.figure)
            source = known.source if known.source in self.answer.case.sources else ""
            found.append(
                {
                    "label": words.figure_label(self.answer, a.label),
                    "name": words.clean(a.figure.name),
                    "value": MarkedFigure(
                        text, words.provenance_mark(known.kind), "method-marks", known.kind
                    ),
                    "source": source,
                    "because": words.clean(known.because) if source else words.backing_text(a),
                    "known": words.day(known.known) if known.known else "",
                    "where": words.clean(known.where),
                    "swing": self.view.computed(self.view.money.of(a.swing), "how-tornado"),
                }
            )
        return found

    @cached_property
    def sources(self) -> list[dict[str, Any]]:
        """The sources; only web addresses become links."""
        return [
            {
                "name": name,
                "title": words.clean(s.title),
                "outlet": words.clean(s.outlet),
                "date": words.day(s.date) if s.date else "",
                "reliability": s.reliability,
                "url": s.url if urlsplit(s.url).scheme in ("http", "https") else "",
                "note": words.clean(s.note),
            }
            for name, s in self.answer.case.sources.items()
        ]

    @cached_property
    def statements(self) -> list[dict[str, Any]]:
        """What was said, by whom."""
        case = self.answer.case
        return [
            {
                "name": s.name,
                "who": words.clean(s.who),
                "said": words.clean(s.said),
                "date": words.day(s.date) if s.date else "",
                "place": words.clean(s.place),
                "issues": words.joined_list(words.issue_label(case, i) for i in s.issues),
                "record": "on the record" if s.on_record else "off the record",
                "source": s.source if s.source in case.sources else "",
                "passage": words.clean(s.passage),
            }
            for s in case.statements
        ]

    # -- method -------------------------------------------------------------------------------

    @cached_property
    def status(self) -> list[tuple[str, str, str]]:
        """How sure each exact answer is: what, status in full, note."""
        front = self.answer.frontier
        bound = "" if front.bound is None else f"within {float(front.bound):.4%} of each ideal gain"
        note = "; ".join(filter(None, [bound, words.clean(front.note)]))
        rows = [("The efficient offers", STATUS[front.status], note)]
        rows += [
            (SOLUTIONS.get(s.name, s.name), STATUS[s.status], words.clean(s.note))
            for s in self.answer.solutions
        ]
        return rows

    @cached_property
    def space(self) -> dict[str, Any]:
        """How many offers there are and how many all would sign."""
        zopa = self.answer.zopa
        some = f"{zopa.low:,}" if zopa.exact else f"{zopa.low:,} to {zopa.high:,}"
        return {
            "offers": self.view.computed(f"{self.answer.space:,}", "how-count"),
            "acceptable": self.view.computed(some, "how-count"),
            "efficient": self.view.computed(f"{len(self.answer.frontier):,}", "how-solutions"),
            "searched": words.clean(self.answer.shortlist.searched),
            "bound": self.view.computed(
                self.view.money.signed(self.answer.shortlist.bound), "how-expected"
            ),
            "errors": [
                (self.view.party(name), f"{error:.2g}", words.worth_unit(self.answer, name))
                for name, error in self.answer.table_error.items()
                if any(p.name == name for p in self.answer.case.parties)
            ],
        }
