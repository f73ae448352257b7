"""Gains and red lines of everybody in view on one joint sample, ready for many offers at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from counterdraft.advice.scoring.perspective import Perspective
from counterdraft.advice.scoring.row_selection import RowSelection, read
from counterdraft.case import RedLine
from counterdraft.preferences import Sample, Worth, mask, tabulate
from counterdraft.preferences.factors.pieces import Piece

__all__ = ["HeldRedLine", "JointSample", "Scores", "breaking_offer"]

Draws = NDArray[np.float64]
Offers = NDArray[np.int64]

_PORTION = 64
"""Offers whose gains are held at a time where tables do not carry the whole worth."""
_THREADS = 2


@dataclass(frozen=True, eq=False)
class HeldRedLine:
    """A red line that somebody else may hold: ``held`` says on which draws."""

    party: str
    line: RedLine
    held: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scores:
    """
    Offers on the joint sample, (offers,).

    ``expected`` is the mean of own gain × 1{all who must sign accept}, ``signed`` the share of draws on
    which they do, ``own`` the mean own gain.
    """

    expected: Draws
    signed: Draws
    own: Draws


class JointSample:
    """
    The joint sample of one seat: what each offer brings to whom, draw by draw.

    All offers are compared on the same draws (common random numbers).  The worth of a party is a sum
    of tables; a table that hangs on something uncertain lies in memory as one row of draws per cell, so that
    an offer is the sum of the rows that it picks, and what differs from a base offer is all that is added.

    Args:
        seat: Who answers.
        sample: The joint sample.
    """

    def __init__(self, seat: Perspective, sample: Sample) -> None:
        self.perspective = seat
        self.sample = sample
        self.draws = sample.draws
        self.parties = (seat.party, *seat.others)
        issues = seat.case.issues
        self.worth: dict[str, Worth] = {
            name: tabulate(seat.preference(name), issues, sample) for name in self.parties
        }
        self.lines = tuple(
            HeldRedLine(name, line, held)
            for name in seat.others
            for line in seat.preference(name).red_lines
            if (held := _held(line, seat.sizes, sample)) is not None
        )
        self.tables: dict[str, list[RowSelection]] = {}
        self.untabulated: dict[str, list[Piece]] = {}
        rows: list[Draws] = []
        for name in self.parties:
            found = read(seat.preference(name), seat.sizes, sample, sum(map(len, rows)))
            self.tables[name], self.untabulated[name] = found[0], found[2]
            rows += found[1]
        self.all_tabulated = not any(self.untabulated.values())
        self.rows = np.concatenate(rows) if rows else np.zeros((1, self.draws))
        self._latest_base: _BaseOffer | None = None

    @cached_property
    def bits(self) -> NDArray[np.uint64]:
        """By draw, which red lines of the others are held: (draws, words of 64 lines)."""
        words = max(1, -(-len(self.lines) // 64))
        found = np.zeros((self.draws, words), dtype=np.uint64)
        for k, line in enumerate(self.lines):
            found[:, k // 64] |= line.held.astype(np.uint64) << np.uint64(k % 64)
        return found

    def broken(self, offers: Offers) -> NDArray[np.uint64]:
        """Return by offer which red lines of those who must sign it breaks, as bits like `bits`."""
        found = np.zeros((len(offers), self.bits.shape[1]), dtype=np.uint64)
        signs = {name: self.perspective.signs(name, offers) for name in self.perspective.others}
        for k, line in enumerate(self.lines):
            bad = ~mask(line.line.condition, offers) & signs[line.party]
            found[:, k // 64] |= bad.astype(np.uint64) << np.uint64(k % 64)
        return found

    def gain(self, party: str, offers: Offers) -> Draws:
        """Return the gain of the *party* over no deal, (offers, draws)."""
        found: Draws = self.worth[party].gains(offers).T
        return found

    def gain_drawn(self, party: str, offers: Offers) -> Draws:
        """Return the gain, (draws,), of an offer that differs by draw: (draws, issues)."""
        worth = self.worth[party]
        if (offers == offers[0]).all():
            fixed: Draws = self.gain(party, offers[:1])[0]
            return fixed
        if not self.all_tabulated:
            drawn: Draws = worth.of_drawn(offers) - worth.reservation
            return drawn
        total = np.full(self.draws, worth.offset)
        every = np.arange(self.draws)
        for table in self.tables[party]:
            cells = table.cells(offers)
            if table.sure is not None:
                total += table.sure[cells]
            elif table.loads is not None:
                total += table.loads[cells] * self.rows[table.first]
            else:
                total += self.rows[table.first + cells, every]
        if worth.cap is not None:
            np.minimum(total, worth.cap, out=total)
        return total - worth.reservation

    def gain_with_option(
        self, party: str, offers: Offers, gain: Draws, issue: int, options: Offers
    ) -> Draws:
        """
        Return the gain, (draws,), where one *issue* of an offer is settled otherwise.

        Args:
            party: Whose gain.
            offers: Option positions, (draws, issues).
            gain: The gain from *offers*, (draws,).
            issue: The issue.
            options: What it becomes, (draws,).
        """
        changed = offers.copy()
        changed[:, issue] = options
        if not self.all_tabulated or self.worth[party].cap is not None:
            return self.gain_drawn(party, changed)
        total = gain.copy()
        every = np.arange(self.draws)
        for table in self.tables[party]:
            if issue not in table.issues:
                continue
            before, after = table.cells(offers), table.cells(changed)
            if table.sure is not None:
                total += table.sure[after] - table.sure[before]
            elif table.loads is not None:
                total += (table.loads[after] - table.loads[before]) * self.rows[table.first]
            else:
                total += self.rows[table.first + after, every]
                total -= self.rows[table.first + before, every]
        return total

    def accepts_drawn(self, party: str, offers: Offers, gain: Draws) -> NDArray[np.bool_]:
        """
        Return where *party* accepts an offer that differs by draw, or where it need not sign.

        Args:
            party: One of the others.
            offers: Option positions, (draws, issues).
            gain: Its gain, (draws,).
        """
        kept = np.ones(self.draws, dtype=np.bool_)
        for line in self.lines:
            if line.party == party:
                kept &= ~line.held | mask(line.line.condition, offers)
        found: NDArray[np.bool_] = (gain > self.worth[party].tie) & kept
        return found | ~self.perspective.signs(party, offers)

    def scores(self, offers: Offers, base: Sequence[int] | None = None) -> Scores:
        """
        Return expected gain, odds and own gain of many offers on all the draws.

        Exact sums over the draws, one offer on one thread: the same on any number of threads.

        Args:
            offers: Option positions, (offers, issues).
            base: An offer from which they differ little, which saves time and changes nothing else.
        """
        offers = np.ascontiguousarray(offers, dtype=np.int64)
        if not len(offers):
            nothing = np.zeros(0)
            return Scores(nothing, nothing, nothing)
        if self.all_tabulated:
            around = self._base_offer(tuple(int(o) for o in (offers[0] if base is None else base)))
            run = around.scored
        else:
            run = self._scored_untabulated
        size = max(1, min(2048, -(-len(offers) // _THREADS)))
        parts = [offers[k : k + size] for k in range(0, len(offers), size)]
        with ThreadPoolExecutor(_THREADS) as pool:
            done = list(pool.map(run, parts))
        return Scores(*(np.concatenate(column) for column in zip(*done, strict=True)))

    def _base_offer(self, base: tuple[int, ...]) -> _BaseOffer:
        if self._latest_base is None or self._latest_base.base != base:
            self._latest_base = _BaseOffer(self, base)
        return self._latest_base

    def _scored_untabulated(self, offers: Offers) -> tuple[Draws, Draws, Draws]:
        """Score by `Worth.gains`, where some piece is too wide for a table."""
        found = np.zeros((3, len(offers)))
        for start in range(0, len(offers), _PORTION):
            part = offers[start : start + _PORTION]
            own = self.gain(self.perspective.party, part)
            signed = np.ones((len(part), self.draws), dtype=np.bool_)
            for name in self.perspective.others:
                accepts = self.worth[name].accepts(part).T
                signed &= accepts | ~self.perspective.signs(name, part)[:, None]
            found[0, start : start + len(part)] = np.where(signed, own, 0).mean(axis=1)
            found[1, start : start + len(part)] = signed.mean(axis=1)
            found[2, start : start + len(part)] = own.mean(axis=1)
        return found[0], found[1], found[2]


class _BaseOffer:
    """Everything relative to one base offer: its worth by draw, and the cells that it picks."""

    def __init__(self, joint: JointSample, base: tuple[int, ...]) -> None:
        self.joint = joint
        self.base = base
        here = np.array([base], dtype=np.int64)
        self.starts = np.empty((len(joint.parties), joint.draws))
        self.reservations = np.empty_like(self.starts)
        self.limits = np.empty(len(joint.parties))
        self.ties = np.empty(len(joint.parties))
        for p, name in enumerate(joint.parties):
            worth = joint.worth[name]
            self.starts[p] = worth.offset
            self.reservations[p] = worth.reservation
            self.limits[p] = np.inf if worth.cap is None else worth.cap
            self.ties[p] = worth.tie
            for table in joint.tables[name]:
                if table.loads is not None:
                    self.starts[p] += table.loads[table.cells(here)[0]] * joint.rows[table.first]
                elif table.sure is None:
                    cell = table.first + table.cells(here)[0]
                    self.starts[p] += joint.rows[cell]

    def scored(self, offers: Offers) -> tuple[Draws, Draws, Draws]:
        """Score the *offers* by the rows in which they differ from the base."""
        from counterdraft.advice.scoring.signed_sums import signed_sums  # noqa: PLC0415 - compiled on first use

        joint = self.joint
        here = np.array([self.base], dtype=np.int64)
        constants = np.zeros((len(joint.parties), len(offers)))
        picks: list[NDArray[np.int64]] = []
        instead: list[NDArray[np.int64]] = []
        loads: list[Draws] = []
        ends: list[NDArray[np.int64]] = []
        done = 0
        for p, name in enumerate(joint.parties):
            columns, usual, weights = [], [], []
            for table in joint.tables[name]:
                cells, cell = table.cells(offers), int(table.cells(here)[0])
                if table.sure is not None:
                    constants[p] += table.sure[cells]
                elif table.loads is not None:
                    weights.append(table.loads[cells] - table.loads[cell])
                    columns.append(np.where(weights[-1] != 0, table.first, -1))
                    usual.append(-1)
                else:
                    weights.append(np.ones(len(offers)))
                    columns.append(np.where(cells != cell, table.first + cells, -1))
                    usual.append(table.first + cell)
            chosen = np.stack(columns, axis=1) if columns else np.empty((len(offers), 0), np.int64)
            there = chosen >= 0
            picks.append(chosen[there])
            instead.append(np.broadcast_to(np.array(usual, np.int64), chosen.shape)[there])
            loads.append(np.stack(weights, axis=1)[there] if weights else np.empty(0))
            ends.append(done + np.concatenate([[0], np.cumsum(there.sum(axis=1))]))
            done += int(there.sum())
        signs = np.ones((len(offers), len(joint.parties)), dtype=np.bool_)
        for p, name in enumerate(joint.perspective.others, start=1):
            signs[:, p] = joint.perspective.signs(name, offers)
        found: tuple[Draws, Draws, Draws] = signed_sums(
            joint.rows,
            self.starts,
            constants,
            self.limits,
            self.reservations,
            self.ties,
            np.concatenate(picks),
            np.concatenate(instead),
            np.concatenate(loads),
            np.stack(ends).astype(np.int64),
            signs,
            joint.broken(offers),
            joint.bits,
        )
        return found


def _held(line: RedLine, sizes: Sequence[int], sample: Sample) -> NDArray[np.bool_] | None:
    """Return on which draws the *line* is held; None when no offer breaks it."""
    from counterdraft.preferences.by_draw.red_lines import RedLines  # noqa: PLC0415 - start-up time

    breach = breaking_offer(line, sizes)
    if breach is None:
        return None
    found: NDArray[np.bool_] = ~RedLines((line,), sample).hold(breach)[:, 0]
    return found


def breaking_offer(line: RedLine, sizes: Sequence[int]) -> Offers | None:
    """Return an offer, (1, issues), that breaks the *line*, or None when there is none."""
    issues = line.condition.issues
    combinations = product(*(range(sizes[i]) for i in issues))
    while portion := list(islice(combinations, 4096)):
        offers = np.zeros((len(portion), len(sizes)), dtype=np.int64)
        offers[:, list(issues)] = portion
        bad = np.flatnonzero(~mask(line.condition, offers))
        if len(bad):
            return offers[bad[:1]]
    return None
