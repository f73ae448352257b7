"""What every command that answers a draft needs: which case, from whose seat, which draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterdraft.cli import options
from counterdraft.errors import CaseError, nearest

if TYPE_CHECKING:
    from counterdraft.workbench import Workbench

__all__ = ["AnswerRequest", "with_answer_request"]

_OPTIONS = (
    options.case,
    options.seat(),
    options.answer,
    options.for_party,
    options.as_of,
    options.seed,
    options.draws,
)


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """What was asked, as it stood on the command line."""

    case: Path
    seat: str
    draft: str
    party: str | None
    as_of: date | None
    seed: int
    draws: int

    def bench(self) -> Workbench:
        """Read the case, say what is unusual in it, and return the workbench."""
        from counterdraft.workbench import load

        found = load(self.case, seat=self.seat, as_of=self.as_of)
        options.warn(found.case)
        if not self.draft:
            raise CaseError.of(
                "it is not said which draft to answer",
                file=found.case.folder,
                field="--answer",
                help=nearest("", [draft.name for draft in found.case.drafts]),
            )
        return found

    def heading(self, bench: Workbench) -> dict[str, Any]:
        """Return what the answer says of itself as data."""
        from counterdraft.brief import heading_dict

        party = bench.answering_party(self.party)
        return heading_dict(bench.case, party, seed=self.seed, draws=self.draws)

    @property
    def how(self) -> dict[str, Any]:
        """Who answers, on which sample: what each method of the workbench takes."""
        return {"party": self.party, "seed": self.seed, "draws": self.draws}


def with_answer_request(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the arguments and options of an `AnswerRequest`, gathered into its first argument."""

    @wraps(command)
    def wrapped(
        case: Path,
        seat: str,
        draft: str,
        party: str | None,
        as_of: date | None,
        seed: int,
        draws: int,
        **others: Any,  # noqa: ANN401 - the command's own options
    ) -> None:
        command(AnswerRequest(case, seat, draft, party, as_of, seed, draws), **others)

    found: Callable[..., None] = wrapped
    for option in reversed(_OPTIONS):
        found = option(found)
    return found
