"""The single change that opens an empty space of agreement, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from counterdraft.advice.results import Opening
from counterdraft.advice.scoring.joint_sample import JointSample
from counterdraft.advice.scoring.offer_search import ScoredOffer
from counterdraft.advice.words import amount, chance, condition_words, figure_label, option
from counterdraft.agreements import frontier
from counterdraft.case import RedLine
from counterdraft.preferences import Clause, Game, UtilityFunction, clauses, mean

__all__ = ["openings"]

MOST_OPTIONS = 120
"""Options whose worth is tried one by one."""


def openings(
    joint: JointSample, game: Game, shut: str, bold: ScoredOffer | None, odds: float
) -> tuple[Opening, ...]:
    """
    Return the single red lines and figures whose change lets an offer through, least change first.

    Exact for expected worths: one red line is dropped at a time, and for each party the game is solved
    with its reservation value out of the way; the best that it can then have tells by how much its
    reservation value, or the worth of one option, must move.

    Args:
        joint: The joint sample.
        game: The game of expected worths.
        shut: "mandate" (no offer meets our red lines), "zopa" (none is better than no deal for all), or
            "odds" (none is likely enough to be signed).
        bold: The likeliest offer that meets our mandate, where there is one.
        odds: The odds that were asked for.
    """
    if shut == "odds":
        return _odds(joint, bold, odds)
    lines = _red_lines(joint, game, consent=shut != "mandate")
    if shut == "mandate":
        return tuple(lines)
    return (*lines, *sorted(_figures(joint, game), key=lambda o: (o.by or 0, o.what)))


def _red_lines(joint: JointSample, game: Game, *, consent: bool) -> list[Opening]:
    """Return the red lines of anybody without which some offer goes through."""
    open_game = game if consent else _ours_alone(joint, game)
    found = []
    for name in joint.parties:
        for line in joint.perspective.preference(name).red_lines:
            rest = _without(open_game, joint, line)
            if rest is not None and len(frontier(rest)):
                whose = (
                    "our"
                    if name == joint.perspective.party
                    else f"{joint.perspective.label(name)}'s"
                )
                said = condition_words(joint.perspective.case, line.condition)
                kind = "linkage" if line.linkage else "red line"
                found.append(
                    Opening(
                        line.name,
                        name,
                        None,
                        "",
                        f"Without {whose} {kind} that {said}, there are offers that go through.",
                    )
                )
    return found


def _without(game: Game, joint: JointSample, line: RedLine) -> Game | None:
    """Return the game without the clauses of a red line; None where it has none."""
    mine = set(clauses(line.condition, joint.perspective.sizes))
    kept = tuple(c for c in game.conditions if c not in mine and c.text != line.condition.text)
    return None if len(kept) == len(game.conditions) else replace(game, conditions=kept)


def _without_consent(game: Game, names: Iterable[str]) -> Game:
    """Return the game in which the named parties take anything."""
    names = set(names)

    def eased(ledger: UtilityFunction) -> UtilityFunction:
        return replace(ledger, reservation=_least(ledger)) if ledger.name in names else ledger

    return replace(
        game,
        players=tuple(eased(p) for p in game.players),
        signatories=tuple(eased(s) for s in game.signatories),
    )


def _ours_alone(joint: JointSample, game: Game) -> Game:
    """Return the game in which everybody takes anything, and only our red lines are left."""
    sizes = joint.perspective.sizes
    ours = {c for line in joint.perspective.own.red_lines for c in clauses(line.condition, sizes)}
    theirs = {c for line in joint.lines for c in clauses(line.line.condition, sizes)} - ours
    eased = _without_consent(game, [p.name for p in (*game.players, *game.signatories)])
    return replace(eased, conditions=tuple(c for c in game.conditions if c not in theirs))


def _least(ledger: UtilityFunction) -> int:
    """Return a worth that no offer falls below."""
    total = ledger.constant + sum(int(s.table.min()) for s in ledger.summands)
    total += sum(min(0, b.amount) for b in ledger.bonuses)
    return total if ledger.cap is None else min(total, ledger.cap)


def _figures(joint: JointSample, game: Game) -> list[Opening]:
    """Return by how much one reservation value, or the worth of one option, must move."""
    found = []
    case = joint.perspective.case
    for p, ledger in enumerate(game.players):
        eased = _without_consent(game, [ledger.name])
        short = _short(eased, p, ledger)
        if short is None:
            continue
        unit = joint.worth[ledger.name].unit
        whose = (
            "Our"
            if ledger.name == joint.perspective.party
            else f"{joint.perspective.label(ledger.name)}'s"
        )
        now = float(ledger.figure(ledger.reservation))
        reservation = joint.perspective.preference(ledger.name).reservation
        found.append(
            Opening(
                reservation.name,
                ledger.name,
                float(short),
                unit,
                f"{whose} value of no deal would have to be {amount(float(short), unit)} lower "
                f"than {amount(now, unit)}: then an offer goes through.",
            )
        )
        if sum(game.sizes) > MOST_OPTIONS:
            continue
        options = [
            (short_here, issue, o)
            for issue, size in enumerate(game.sizes)
            for o in range(size)
            if (short_here := _short(_with_option(eased, issue, o), p, ledger)) is not None
        ]
        if options:
            least, issue, o = min(options)
            label = f"{case.issues[issue].label} – {option(case, issue, o)}"
            found.append(
                Opening(
                    f"{case.issues[issue].name}/{case.issues[issue].options[o].name}",
                    ledger.name,
                    float(least),
                    unit,
                    f"{whose} worth of “{label}” would have to be {amount(float(least), unit)} "
                    "higher: then an offer goes through.",
                )
            )
    return found


def _short(eased: Game, player: int, ledger: UtilityFunction) -> Fraction | None:
    """Return how far the best that everybody else accepts falls short for the player."""
    front = frontier(eased)
    if not len(front):
        return None
    best = max(int(w) for w in front.worths[:, player])
    return max(Fraction(0), ledger.figure(ledger.reservation - best))


def _with_option(game: Game, issue: int, chosen: int) -> Game:
    literal = (issue, tuple(o == chosen for o in range(game.sizes[issue])))
    return replace(game, conditions=(*game.conditions, Clause((literal,), "")))


def _odds(joint: JointSample, bold: ScoredOffer | None, odds: float) -> tuple[Opening, ...]:
    """Return the red lines of theirs without which the likeliest offer would be likely enough."""
    if bold is None:
        return ()
    import numpy as np  # noqa: PLC0415

    from counterdraft.preferences import mask  # noqa: PLC0415

    offers = np.array([bold.offer], dtype=np.int64)
    gains = {n: joint.gain(n, offers)[0] for n in joint.perspective.others}
    found = []
    for gone in joint.lines:
        signed = np.ones(joint.draws, dtype=np.bool_)
        for name in joint.perspective.others:
            if not joint.perspective.signs(name, offers)[0]:
                continue
            signed &= gains[name] > joint.worth[name].tie
            for line in joint.lines:
                if (
                    line is not gone
                    and line.party == name
                    and not mask(line.line.condition, offers)[0]
                ):
                    signed &= ~line.held
        share = float(signed.mean())
        if share >= odds:
            said = condition_words(joint.perspective.case, gone.line.condition)
            likely = chance(float(mean(gone.line.probability.distribution)))
            found.append(
                Opening(
                    gone.line.name,
                    gone.party,
                    share - bold.signed,
                    "",
                    f"If {joint.perspective.label(gone.party)} does not insist that {said} (we believe so "
                    f"with {likely}), the likeliest offer has odds of {chance(share)}.",
                )
            )
    for name, gain in gains.items():
        short = float(np.quantile(-gain, odds))
        if short > 0 and joint.perspective.signs(name, offers)[0]:
            unit = joint.worth[name].unit
            label = figure_label(
                joint.perspective.case, joint.perspective.preference(name).reservation
            )
            found.append(
                Opening(
                    joint.perspective.preference(name).reservation.name,
                    name,
                    short,
                    unit,
                    f"“{label}” would have to be {amount(short, unit)} lower for the likeliest offer to have "
                    f"odds of {chance(odds)}, red lines apart.",
                )
            )
    return tuple(found)
