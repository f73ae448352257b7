"""What the parts of a case need to know of each other while they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from counterdraft.case import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    Distribution,
    Expression,
    Issue,
    Negation,
    Party,
    Source,
)
from counterdraft.case.condition_language import read
from counterdraft.case.option_lookup import Problem, find_option
from counterdraft.errors import nearest
from counterdraft.formats.tree import Document, Text
from counterdraft.formats.yaml_case.scalars import Day

if TYPE_CHECKING:
    from counterdraft.estate.tables.money import MoneyTables

__all__ = ["MOST_NAMED", "Context", "words"]

Path = tuple[str | int, ...]


MOST_NAMED = 5_000_000
"""Options that all conditions of a case may name together."""


@dataclass
class Context:
    """What is read so far; the day that is looked from, and what it took away."""

    as_of: date | None = None
    parties: dict[str, Party] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    sources: dict[str, Source] = field(default_factory=dict)
    money: str = ""
    prices: tuple[str, int | None] = ("", None)
    withheld_by_date: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)
    figures: dict[str, tuple[Document, Path]] = field(default_factory=dict)
    distributions: dict[str, Distribution] = field(default_factory=dict)
    named: int = 0
    impossible: tuple[Condition, ...] = ()
    open_estate: Callable[[Context], MoneyTables | None] = lambda _: None
    _estate: list[MoneyTables | None] = field(default_factory=list)

    broken_estate: bool = False

    def estate(self) -> MoneyTables | None:
        """Return the money that the case's estate gives, files once; None where there is no estate."""
        if not self._estate:
            self._estate.append(self.open_estate(self))
        return self._estate[0]

    def issue(self, document: Document, name: Text, path: Path) -> int | None:
        """Return the position of the issue of that name, or note a fault."""
        for position, issue in enumerate(self.issues):
            if issue.name == name:
                return position
        document.fault(
            name,
            path,
            f"no issue is called '{name[:60]}'",
            nearest(name[:60], [i.name for i in self.issues]),
        )
        return None

    def party(self, document: Document, name: Text, path: Path) -> str | None:
        """Return the name of the party of that name, or note a fault."""
        if name in self.parties:
            return str(name)
        document.fault(
            name, path, f"no party is called '{name[:60]}'", nearest(name[:60], list(self.parties))
        )
        return None

    def source(self, document: Document, name: Text | None, path: Path) -> str:
        """Return the name of the source, empty where none is given; an unknown one is a fault."""
        if name is None:
            return ""
        if name not in self.sources:
            help_ = (
                nearest(name[:60], list(self.sources)) if self.sources else "add it to sources.yaml"
            )
            document.fault(name, path, f"no source is called '{name[:60]}'", help_)
        return str(name)

    def known(self, day: Day | None, source: str) -> date | None:
        """Return the day from which something was known: its own, or its source's."""
        if day is not None:
            return day.value
        return self.sources[source].date if source in self.sources else None

    def hidden(self, known: date | None) -> bool:
        """Whether something was not known yet on the day that is looked from."""
        return self.as_of is not None and known is not None and known > self.as_of

    def option(self, document: Document, issue: Issue, text: Text, path: Path) -> int | None:
        """Return the position of the option that *text* names, or note a fault."""
        found = find_option(issue, text)
        if isinstance(found, Problem):
            document.fault(text, path, found.message, found.help)
            return None
        return found

    def condition(
        self, document: Document, text: Text, path: Path, because: str = ""
    ) -> Condition | None:
        """Return the condition that *text* writes, or note its faults at their columns."""
        if self.named > MOST_NAMED:
            message = "the conditions of the case are too large together"
            document.fault(text, path, message, "make the steps of ranges coarser")
            return None
        found = read(text, self.issues)
        if not isinstance(found, tuple):
            self.named += _named(found)
            return Condition(str(text), found, document.where(text), because)
        for problem in found:
            line, column = document.place(text, problem.offset)
            document.at(line, column, path, problem.message, problem.help)
        return None


def _named(expression: Expression) -> int:
    """Return how many options, or pairs of options, an expression names."""
    match expression:
        case Among(_, options):
            return len(options)
        case Compared(_, _, pairs):
            return len(pairs)
        case Negation(part):
            return _named(part)
        case AllOf(parts) | AnyOf(parts):
            return sum(map(_named, parts))


def words(names: Sequence[str], most: int = 6) -> str:
    """Return names as a phrase: ``a, b and c``."""
    shown = [f"'{name}'" for name in names[:most]] + (["others"] if len(names) > most else [])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
