"""A smaller game whose dropped options each have a named dominator: every step is checked again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from counterdraft.verification.games import Clause, Game, Literals, Table, Utility, WeightedBox
from counterdraft.verification.reading import Refused, integers, items

__all__ = ["without_options"]


def without_options(game: Game, dropped: object) -> Game:
    """
    Return the *game* without the dropped options.

    Option q may stand in for option o when in every offer with o, putting q in its place takes nothing from
    anybody, breaks no condition and makes nobody needed who was not.  Then every efficient point is reached
    without o.  Of every term the least that the exchange gives is taken, whatever the other issues; what
    the terms give together must be zero or more.

    Args:
        game: The game.
        dropped: In the order of dropping ``[issue, option, dominator]``, as positions in *game*; the
            dominator is an option that is still there.

    Raises:
        Refused: A dominator does not stand in for its option.
    """
    living = [set(range(size)) for size in game.sizes]
    for step in items(dropped, "the dropped options"):
        if len(numbers := integers(step, "a dropped option", 0)) != 3:
            raise Refused(
                "not a certificate: a dropped option is an issue, an option and its dominator"
            )
        issue, option, by = numbers
        if issue >= len(living) or not {option, by} <= living[issue] or option == by:
            raise Refused(f"the options {option} and {by} of issue {issue} are not both there")
        why = _loss(game, living, issue, option, by)
        if why:
            raise Refused(f"option {by} of issue {issue} does not dominate {option}: {why}")
        living[issue].remove(option)
    return _restricted(game, [sorted(options) for options in living])


def _loss(game: Game, living: Sequence[set[int]], issue: int, option: int, by: int) -> str:
    """Return what putting *by* in the place of *option* may cost, or nothing."""
    for clause in game.conditions:
        before, after = _held(clause, issue, option), _held(clause, issue, by)
        if before and not after:
            return "a condition may fail"
    for party in (*game.players, *game.signatories):
        if sum(_least_gains(party, living, issue, option, by)) < 0:
            return f"{party.name} may lose"
        if party.needed is not None:
            before, after = _held(party.needed, issue, option), _held(party.needed, issue, by)
            if after and not before:
                return f"{party.name} may be needed"
    return ""


def _held(clause: Clause, issue: int, option: int) -> bool:
    """Return whether the option of the issue makes the clause true by itself."""
    return any(mask[option] for i, mask in clause.literals if i == issue)


def _least_gains(
    party: Utility, living: Sequence[set[int]], issue: int, option: int, by: int
) -> list[int]:
    """Return per term over the issue the least that the exchange gives, whatever the other issues."""
    gains = []
    for table in party.summands:
        if issue in table.issues:
            axis = table.issues.index(issue)
            others = [sorted(living[i]) for i in table.issues if i != issue]
            better, worse = (
                np.array(np.take(table.table, o, axis=axis), dtype=object)[np.ix_(*others)]
                for o in (by, option)
            )
            gains.append(int(np.min(better - worse)))
    for box in party.bonuses:
        own = [mask for i, mask in box.literals if i == issue]
        if not own:
            continue
        rest: dict[int, set[int]] = {}
        for i, mask in box.literals:
            if i != issue:
                rest[i] = {o for o in rest.get(i, living[i]) if mask[o]}
        if not all(rest.values()):
            continue  # the box can no longer be had
        change = all(mask[by] for mask in own) - all(mask[option] for mask in own)
        exchange_of_box = change * box.amount
        certain = all(true == living[i] for i, true in rest.items())
        gains.append(exchange_of_box if certain else min(0, exchange_of_box))
    return gains


def _restricted(game: Game, living: Sequence[Sequence[int]]) -> Game:
    """Return the game over the living options, renumbered."""

    def cut(literals: Literals) -> Literals:
        return tuple((i, tuple(mask[o] for o in living[i])) for i, mask in literals)

    def smaller(party: Utility) -> Utility:
        return Utility(
            party.name,
            tuple(
                Table(
                    t.issues,
                    t.table[np.ix_(*(living[i] for i in t.issues))] if t.issues else t.table,
                )
                for t in party.summands
            ),
            party.reservation,
            party.unit,
            party.constant,
            party.cap,
            tuple(WeightedBox(cut(b.literals), b.amount) for b in party.bonuses),
            None if party.needed is None else Clause(cut(party.needed.literals)),
        )

    return Game(
        tuple(len(options) for options in living),
        tuple(smaller(p) for p in game.players),
        tuple(smaller(s) for s in game.signatories),
        tuple(Clause(cut(c.literals)) for c in game.conditions),
    )
