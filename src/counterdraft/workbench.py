"""The workbench: one case seen from one seat, and every answer about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from counterdraft.case import TABLE, Case
from counterdraft.case.numbers import decimal
from counterdraft.case.option_lookup import Problem, find_option
from counterdraft.errors import CaseError, Fault, nearest

if TYPE_CHECKING:
    from concurrent.futures import Future

    from counterdraft.advice import Answer, AnswerMoney, DraftReview, Shortlist
    from counterdraft.agreements import Comparison, Count, Deadline, Frontier, Solutions
    from counterdraft.estate import EstateReport
    from counterdraft.formats import Selection
    from counterdraft.preferences import Game

__all__ = ["Offer", "Progress", "Workbench", "load"]

Progress = Callable[[float, str], None]
Offer = Mapping[str, str | float | Fraction] | Sequence[int]
"""An option by name of issue, or an option's position per issue."""


def load(
    path: str | Path,
    seat: str = TABLE,
    as_of: date | str | None = None,
    *,
    parties: Sequence[str] = (),
    domain: str = "",
) -> Workbench:
    """
    Read a case from a folder, as one seat may see it.

    Args:
        path: The folder of the case.
        seat: A party's name, which opens that party's mandate and beliefs and no other file; or
            "table", which opens everybody's.
        as_of: Only what was known on this day is used.
        parties: Of a folder of the field: the only profiles that are read; all for none.
        domain: Of a folder of the field with several domains: the file of the one that is read.

    Returns:
        The workbench with the case on it.

    Raises:
        CaseError: The input has faults; all of them are listed with their places.
    """
    from counterdraft import formats  # noqa: PLC0415 - start-up time

    if isinstance(as_of, str):
        try:
            as_of = date.fromisoformat(as_of)
        except ValueError as error:
            raise CaseError.of(f"'{as_of}' is no date", help="write it as 2025-02-15") from error
    selection = formats.Selection(parties=tuple(parties), domain=domain)
    case = formats.load(path, seat, as_of, selection)
    numbers = {
        i: [option.value or Fraction(0) for option in issue.options]
        for i, issue in enumerate(case.issues)
        if issue.continuous
    }
    linear = all(case.issues[i].continuous == "piecewise_linear" for i in numbers)
    if numbers and linear and formats.can_refine(path):
        case = _refined(path, case, numbers, selection)
    return Workbench(case)


def _refined(
    path: str | Path,
    case: Case,
    numbers: Mapping[int, Sequence[Fraction]],
    selection: Selection,
) -> Case:
    """Return the case with the solutions' own numbers on its continuous issues, and what steps hide."""
    from counterdraft import formats  # noqa: PLC0415 - start-up time
    from counterdraft.agreements.continuous import discretisation_error, turning_points  # noqa: PLC0415
    from counterdraft.preferences import expected_game  # noqa: PLC0415

    game = expected_game(case)
    turning = turning_points(game, numbers)
    if turning is not None:
        also = {case.issues[i].name: values for i, values in turning.items()}
        case = formats.load(path, case.seat, case.as_of, replace(selection, also=also))
    issues = list(case.issues)
    for i in numbers:
        steps = zip(game.players, discretisation_error(game, i), strict=True)
        apart = ", ".join(f"{float(step):.3g} ({player.name})" for player, step in steps)
        exact = (
            "" if turning is None else "; the solutions are those of the continuous issue, exactly"
        )
        note = (
            f"{issues[i].note}{exact}; between two of these values a worth is at most {apart} away"
        )
        issues[i] = replace(issues[i], note=note)
    return replace(case, issues=tuple(issues))


class Workbench:
    """
    One case and one seat; every answer is computed when it is first asked for.

    The frontier and the solutions are exact for expected worths; review, counter-offers and answer are
    on a joint sample of ``draws`` with a ``seed``.  An offer is a mapping from issues to options by
    name, ``{"royalty": "10 %", "water": "monitoring"}``, or an option's position per issue.
    """

    def __init__(self, case: Case, deadline: Deadline | None = None) -> None:
        """
        Make a workbench of a *case*.

        Args:
            case: The case, as its seat sees it.
            deadline: When the search for frontier and solutions ends with a bound; None for the methods'
                own ends.
        """
        self.case, self.deadline = case, deadline

    def __repr__(self) -> str:
        return f"<Workbench {self.case.name!r} seen from {self.case.seat!r}>"

    @cached_property
    def game(self) -> Game:
        """The tabulated game: expected worths as integers, red lines and impossible offers as clauses."""
        from counterdraft.preferences import expected_game  # noqa: PLC0415

        return expected_game(self.case)

    @cached_property
    def _frontier(self) -> Frontier:
        from counterdraft.agreements import frontier  # noqa: PLC0415

        return frontier(self.game, deadline=self.deadline)

    def frontier(self) -> Frontier:
        """Return every efficient offer in which each player is at or above its reservation value."""
        return self._frontier

    @cached_property
    def _solutions(self) -> Solutions:
        from counterdraft.agreements import solutions  # noqa: PLC0415

        units = {self.case.preference(party.name).unit for party in self.case.players}
        return solutions(
            self.game, self._frontier, common_unit=len(units) == 1, deadline=self.deadline
        )

    def solutions(self) -> Solutions:
        """Return the Nash, Kalai-Smorodinsky, egalitarian and utilitarian solutions."""
        return self._solutions

    def acceptable(self) -> Count:
        """Return how many offers everybody who is needed would rather have than no deal."""
        from counterdraft.agreements import count_acceptable  # noqa: PLC0415

        return count_acceptable(self.game, deadline=self.deadline)

    def acceptable_in_background(self) -> Future[Count]:
        """Return what `acceptable` will be: it is counted while other answers are computed."""
        from counterdraft.agreements import count_acceptable  # noqa: PLC0415
        from counterdraft.runtime.background import run_in_background  # noqa: PLC0415

        return run_in_background(count_acceptable, self.game, deadline=self.deadline)

    def offer(self, options: Offer) -> tuple[int, ...]:
        """
        Return an offer as an option's position per issue, in the order of the case.

        Args:
            options: An option for every issue, both by name; a numeric issue takes a number
                (``0.1``) or text ("10 %").  Positions are returned as they are.

        Raises:
            CaseError: An issue is missing or unknown, or an option is; all of them are listed.
        """
        issues = self.case.issues
        if not isinstance(options, Mapping):
            return self._positions(options)
        names = [issue.name for issue in issues]
        faults = [
            _fault(name, f"no issue is called '{name}'", nearest(str(name), names))
            for name in options
            if name not in names
        ]
        positions = []
        for issue in issues:
            if issue.name not in options:
                faults.append(_fault(issue.name, f"the offer does not settle '{issue.name}'"))
                continue
            written = options[issue.name]
            text = decimal(written) if isinstance(written, Fraction) else str(written)
            option = find_option(issue, text)
            if isinstance(option, Problem):
                faults.append(_fault(issue.name, option.message, option.help))
            else:
                positions.append(option)
        if faults:
            raise CaseError(faults)
        return tuple(positions)

    def _positions(self, offer: Sequence[int]) -> tuple[int, ...]:
        sizes = [len(issue.options) for issue in self.case.issues]
        if len(offer) != len(sizes) or any(
            not 0 <= o < n for o, n in zip(offer, sizes, strict=False)
        ):
            raise CaseError.of(
                f"an offer of {len(offer)} positions is none of this case",
                help=f"there are {len(sizes)} issues with {sizes} options, counted from 0",
            )
        return tuple(map(int, offer))

    def option_names(self, offer: Offer) -> dict[str, str]:
        """Return the name of the option that the *offer* settles each issue with, by name of issue."""
        pairs = zip(self.case.issues, self.offer(offer), strict=True)
        return {issue.name: issue.options[position].name for issue, position in pairs}

    @overload
    def worth(self, offer: Offer, *, exact: Literal[False] = False) -> dict[str, float]: ...
    @overload
    def worth(self, offer: Offer, *, exact: Literal[True]) -> dict[str, Fraction]: ...
    def worth(self, offer: Offer, *, exact: bool = False) -> dict[str, float] | dict[str, Fraction]:
        """
        Return what the *offer* is expected to be worth to each party, in its own unit.

        Args:
            offer: By names, or positions.
            exact: Fractions, as frontier and solutions compare them, instead of floats.
        """
        positions = self.offer(offer)
        parties = (*self.game.players, *self.game.signatories)
        worths = {party.name: party.figure(party.worth(positions)) for party in parties}
        return worths if exact else {name: float(worth) for name, worth in worths.items()}

    def value(
        self, *drafts: str, party: str | None = None, paths: int = 20_000, seed: int = 1
    ) -> EstateReport:
        """
        Return what drafts (all of them without any) are worth in money of the case's estate.

        Args:
            drafts: Names or dates.
            party: A party of the case, or a role of the estate: the report speaks of it alone.
            paths: Joint paths of prices, geology and war.
            seed: Of the paths.

        Returns:
            The report of the estate, in its own money; chance stays a spread here.

        Raises:
            CaseError: The case has no estate, a draft or the party is not known.
        """
        from counterdraft.estate import Paths, case_report  # noqa: PLC0415
        from counterdraft.formats.estate import load_estate  # noqa: PLC0415

        estate = load_estate(self.case.folder, as_of=self.case.as_of)
        return case_report(Paths(estate, paths, seed), self.case, drafts, party=party)

    def against(self, offer: Offer) -> Comparison:
        """Return what dominates the *offer*, and the most that it leaves on the table."""
        from counterdraft.agreements import compare_offer  # noqa: PLC0415

        return compare_offer(self.game, self.offer(offer), self._frontier)

    def answering_party(self, party: str | None = None) -> str:
        """Return who answers: *party*, or the seat; from the table the first player."""
        from counterdraft.advice import perspective  # noqa: PLC0415

        return perspective(self.case, party).party

    def review(
        self, draft: str, *, party: str | None = None, seed: int = 1, draws: int = 10_000
    ) -> DraftReview:
        """Return the draft against the mandate of *party* (default: the seat), issue by issue."""
        from counterdraft.advice import review  # noqa: PLC0415

        return review(self.case, draft, seed=seed, draws=draws, for_party=party)

    def counter(
        self,
        draft: str,
        *,
        party: str | None = None,
        seed: int = 1,
        draws: int = 10_000,
        odds: Fraction = Fraction(1, 2),
    ) -> Shortlist:
        """Return the counter-offers worth making for *party* (default: the seat), with their odds."""
        from counterdraft.advice import counter_offers  # noqa: PLC0415

        return counter_offers(
            self.case,
            draft,
            seed=seed,
            draws=draws,
            odds=odds,
            for_party=party,
            deadline=self.deadline,
        )

    def money(
        self,
        draft: str,
        offers: Sequence[Offer] = (),
        *,
        party: str | None = None,
        seed: int = 1,
        draws: int = 10_000,
    ) -> AnswerMoney | None:
        """Return a draft and *offers* in money of the estate; None where nobody's worth comes from one."""
        from counterdraft.advice import begin_money, perspective  # noqa: PLC0415
        from counterdraft.preferences import Sample  # noqa: PLC0415

        positions = [self.offer(offer) for offer in offers]
        seat, drafted = perspective(self.case, party), self.case.draft(draft)
        valuation = begin_money(seat, Sample(draws, seed), drafted)
        return None if valuation is None else valuation.finish(positions).result()

    def answer(
        self,
        draft: str,
        *,
        party: str | None = None,
        seed: int = 1,
        draws: int = 10_000,
        odds: Fraction = Fraction(1, 2),
        progress: Progress | None = None,
    ) -> Answer:
        """Return the whole answer of *party* (default: the seat) to a draft: what the brief prints."""
        from counterdraft.advice import answer  # noqa: PLC0415

        return answer(
            self.case,
            draft,
            seed=seed,
            draws=draws,
            odds=odds,
            for_party=party,
            progress=progress,
            deadline=self.deadline,
        )


def _fault(field: str, message: str, help_text: str = "") -> Fault:
    return Fault("counterdraft", 0, 0, field, message, help_text)
