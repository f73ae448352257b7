"""What the reader is told when the input is wrong: where, what, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = ["CaseError", "Fault", "nearest"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """
    One fault of the input, with its place.

    What is quoted from the input stays on one line: marks that would break it, or steer the terminal, are
    shown as escapes.  ``private`` says that it may quote a party's mandate or belief; whoever may not open
    that file is shown what `withheld` leaves.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    help: str = ""
    private: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "field", _on_one_line(self.field))
        object.__setattr__(self, "message", _on_one_line(self.message))

    def __str__(self) -> str:
        place = self.file + (f":{self.line}:{self.column}" if self.line else "")
        text = f"{place}: " + (f"{self.field}: " if self.field else "") + self.message
        return text + (f"\n  help: {self.help}" if self.help else "")

    def withheld(self) -> Fault:
        """Return the fault as everybody may see it: its place and kind, without what stands there."""
        if not self.private:
            return self
        message = _CONTENT.sub("…", self.message)
        advice = "whoever may open the file sees more with --as PARTY"
        return Fault(self.file, self.line, self.column, "", message, advice)


_CONTENT = re.compile(r"'.*'|\(.*\)|[-+]?[.\d][\d.,eE/%_+-]*")
"""What a message may quote of the input: texts in quotes or brackets, greedily, and numbers."""


class CaseError(Exception):
    """
    The one error a user's input can cause; it carries every fault that was found.

    The command line prints it and exits with 2; nothing was calculated or written.
    """

    def __init__(
        self,
        faults: Iterable[Fault] | Fault,
        see: str = "docs/reference/case-file",
        *,
        outcome: str = "nothing was calculated",
    ) -> None:
        self.outcome = outcome
        self.faults: tuple[Fault, ...] = (
            (faults,) if isinstance(faults, Fault) else tuple(sorted(set(faults)))
        )
        self.see = see
        super().__init__(str(self))

    @classmethod
    def of(cls, message: str, *, file: str = "", field: str = "", help: str = "") -> CaseError:  # noqa: A002
        """Return an error with one fault that has no line: a missing file, an unknown option."""
        return cls(Fault(file or "counterdraft", 0, 0, field, message, help))

    def withheld(self) -> CaseError:
        """Return the error as everybody may see it, without what mandates and beliefs hold."""
        faults = [fault.withheld() for fault in self.faults]
        return CaseError(faults, self.see, outcome=self.outcome)

    def __str__(self) -> str:
        many = len(self.faults)
        tail = f"{many} fault{'s' if many != 1 else ''}, {self.outcome}.  See {self.see}"
        return "\n".join([*map(str, self.faults), tail])


def _on_one_line(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def nearest(found: str, valid: Sequence[str]) -> str:
    """
    Return a did-you-mean sentence, or the list of what is valid.

    >>> nearest("shar", ["share", "scope"])
    "did you mean 'share'?"
    >>> nearest("xyz", ["share", "scope"])
    'expected one of: share, scope'
    """
    close = get_close_matches(found, valid, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    shown = ", ".join(valid[:12]) + (", …" if len(valid) > 12 else "")
    return f"expected one of: {shown}" if shown else ""
