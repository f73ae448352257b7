"""The small language in which conditions are written: text in, `Condition` out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterdraft.case.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    Expression,
    Negation,
)
from counterdraft.case.issues import Issue
from counterdraft.case.option_lookup import Problem, find_option, find_value
from counterdraft.errors import CaseError, Fault, nearest

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

__all__ = ["DEEPEST", "LONGEST", "WORDS", "parse", "read"]

WORDS = ("and", "or", "not", "implies", "in", "true", "false")
"""The words of the language; no issue may be called so."""

LONGEST = 10_000
"""Characters in a condition."""
DEEPEST = 64
"""Levels of brackets, ``not`` and ``implies`` in a condition."""
MOST_PAIRS = 250_000
"""Pairs of options when two issues are compared."""

_LEVELS = re.compile(r"[()]|\b(?:not|implies|and|or)\b|\"[^\"]*\"|'[^']*'")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}

_EXPECTED = {
    "NAME": "a name",
    "NUMBER": "a number",
    "QUOTED": "a quoted option",
    "OPERATOR": "a comparison",
    "LPAR": "'('",
    "RPAR": "')'",
    "LSQB": "'['",
    "RSQB": "']'",
    "COMMA": "','",
    "$END": "the end",
}
_FOREIGN = {
    "==": "write = for equal",
    "<>": "write != for not equal",
    "=>": "write >= for at least, or implies",
    "=<": "write <= for at most",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
    "&": "write and",
    "|": "write or",
    "!": "write not",
    "{": "lists stand in [ ]",
}


def parse(text: str, issues: Sequence[Issue], where: str = "condition") -> Condition:
    """
    Return the condition that *text* writes.

    Args:
        text: A condition, such as ``share > 0 implies guarantee in [consultation, binding]``.
        issues: The issues it may speak of.
        where: The place of the text, kept in the condition and named in errors.

    Raises:
        CaseError: Every fault of the text, with its column.

    >>> from counterdraft.case.issues import Option
    >>> law = Issue("law", "Law", "list", (Option("home", "Home"), Option("abroad", "Abroad")))
    >>> parse("not law = home", [law]).holds((1,))
    True
    """
    found = read(text, issues)
    if isinstance(found, tuple):
        raise CaseError(Fault(where, 1, p.offset + 1, text, p.message, p.help) for p in found)
    return Condition(text, found, where)


def _depth(text: str) -> int:
    """Return the most levels of brackets, ``not`` and ``implies`` that lie inside each other."""
    deepest = base = nots = 0
    outside: list[int] = []
    for found in _LEVELS.finditer(text):
        word = found[0]
        if word == "(":
            outside.append(base)
            base, nots = base + nots + 1, 0
        elif word == ")":
            base, nots = (outside.pop() if outside else base), 0
        elif word == "not":
            nots += 1
        elif word == "implies":
            base, nots = base + 1, 0
        elif word in {"and", "or"}:
            nots = 0
        deepest = max(deepest, base + nots)
    return deepest


def read(text: str, issues: Sequence[Issue]) -> Expression | tuple[Problem, ...]:
    """
    Return the meaning of *text*, or everything that is wrong with it.

    A condition may be 10,000 characters long and 64 levels deep, so that no text can hang the
    reader or exhaust its stack.
    """
    from lark.exceptions import UnexpectedInput  # noqa: PLC0415 - start-up time

    if len(text) > LONGEST:
        return (
            Problem(f"the condition is {len(text):,} characters long, the most is {LONGEST:,}"),
        )
    nested = _depth(text)
    if nested > DEEPEST:
        return (Problem(f"the condition is {nested} levels deep, the most is {DEEPEST}"),)
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        return (_unreadable(text, error),)
    reader = _Reader(issues)
    expression = reader.expression(tree)
    return tuple(reader.problems) if reader.problems else expression


@cache
def _grammar() -> Lark:
    from lark import Lark  # noqa: PLC0415 - start-up time

    text = Path(__file__).with_name("conditions.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _unreadable(text: str, error: Any) -> Problem:  # noqa: ANN401 - lark's own union of errors
    token = getattr(error, "token", None)
    at = error.pos_in_stream if error.pos_in_stream is not None else len(text)
    if token is not None and token.type == "$END":
        at = len(text)
    for sign, advice in _FOREIGN.items():
        if sign in text[max(at - 1, 0) : at + 2]:
            return Problem(
                f"'{sign}' is no part of the condition language",
                advice,
                text.find(sign, max(at - 1, 0)),
            )
    names = (
        getattr(error, "accepts", None) or getattr(error, "expected", None) or error.allowed or ()
    )
    wanted = sorted({_EXPECTED.get(name, f"'{name.lower()}'") for name in names}, reverse=True)
    rest = text[at:].split()
    what = f"did not expect '{rest[0][:30]}' here" if rest else "the condition ends too early"
    listed = " or ".join(filter(None, (", ".join(wanted[:-1]), *wanted[-1:])))
    return Problem(what, f"expected {listed}" if listed else "", at)


class _Reader:
    """Gives names their meaning; collects what has none."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = issues
        self.positions = {issue.name: i for i, issue in enumerate(issues)}
        self.problems: list[Problem] = []

    def expression(self, tree: Tree[Token]) -> Expression:
        parts: list[Any] = tree.children
        match tree.data:
            case "implies":
                first, second = map(self.expression, parts)
                return _joined(AnyOf, [_opposite(first), second])
            case "any_of":
                return _joined(AnyOf, [self.expression(part) for part in parts])
            case "all_of":
                return _joined(AllOf, [self.expression(part) for part in parts])
            case "negation":
                return _opposite(self.expression(parts[0]))
            case "compared":
                return self.compared(*parts)
            case _:
                return self.among(parts[0], parts[1].children, inside=tree.data == "among")

    def issue(self, token: Token) -> int | None:
        position = self.positions.get(str(token))
        if position is None:
            self.complain(token, Problem(f"no issue is called '{token[:60]}'", self.near(token)))
        return position

    def near(self, token: Token) -> str:
        return nearest(token[:60], list(self.positions))

    def complain(self, token: Token, problem: Problem) -> None:
        self.problems.append(Problem(problem.message, problem.help, token.start_pos or 0))

    def among(self, name: Token, values: Sequence[Token], *, inside: bool) -> Expression:
        position = self.issue(name)
        if position is None:
            return AnyOf(())
        found = [self.option(self.issues[position], value) for value in values]
        everything = range(len(self.issues[position].options))
        return Among(position, tuple(i for i in everything if (i in found) == inside))

    def option(self, issue: Issue, value: Token) -> int | None:
        found = find_option(issue, _plain(value))
        if isinstance(found, Problem):
            self.complain(value, found)
            return None
        return found

    def compared(  # noqa: PLR0911 - one per way to be wrong
        self, name: Token, operator: Token, value: Token
    ) -> Expression:
        position = self.issue(name)
        if position is None:
            return AnyOf(())
        issue = self.issues[position]
        order = _ORDER[str(operator)]
        ordering = operator not in {"=", "!="}
        if ordering and issue.kind == "list":
            self.complain(
                operator,
                Problem(
                    f"'{issue.name}' has no order, so {operator} says nothing about it",
                    "use = or in [..], or write its options under ordered: from least to most",
                ),
            )
            return AnyOf(())
        other = self.positions.get(str(value)) if value.type == "NAME" else None
        own = {option.name for option in issue.options} if issue.kind != "numeric" else set()
        if other is not None and str(value) not in own:
            return self.issues_compared(position, operator, other, value)
        if issue.kind == "numeric" and ordering:
            bound = find_value(issue, _plain(value))
            if isinstance(bound, Problem):
                self.complain(value, self.no_number(bound, value))
                return AnyOf(())
            return Among(
                position, tuple(i for i, o in enumerate(issue.options) if order(o.value, bound))
            )
        chosen = self.option(issue, value)
        if chosen is None:
            return AnyOf(())
        return Among(position, tuple(i for i in range(len(issue.options)) if order(i, chosen)))

    def no_number(self, problem: Problem, value: Token) -> Problem:
        if value.type != "NAME":
            return problem
        return Problem(f"'{value[:60]}' is neither a number nor an issue", problem.help)

    def issues_compared(self, left: int, operator: Token, right: int, value: Token) -> Expression:
        one, other = self.issues[left], self.issues[right]
        order = _ORDER[str(operator)]
        if one.kind != other.kind or one.unit != other.unit:
            self.complain(
                value,
                Problem(
                    f"'{one.name}' and '{other.name}' cannot be compared: "
                    f"{_nature(one)} and {_nature(other)}",
                    "compare issues of one kind and one unit, or each with a value",
                ),
            )
            return AnyOf(())
        if len(one.options) * len(other.options) > MOST_PAIRS:
            self.complain(
                value,
                Problem(
                    f"'{one.name}' and '{other.name}' have too many options to be compared",
                    f"at most {MOST_PAIRS:,} pairs; make the step of one of them coarser",
                ),
            )
            return AnyOf(())
        keys: list[list[Any]]
        if one.kind == "numeric":
            keys = [[o.value for o in issue.options] for issue in (one, other)]
        else:
            names = [[o.name for o in issue.options] for issue in (one, other)]
            if one.kind == "ordered" and operator not in {"=", "!="}:
                if names[0] != names[1]:
                    self.complain(
                        value,
                        Problem(
                            f"'{one.name}' and '{other.name}' do not have the same options in order"
                        ),
                    )
                    return AnyOf(())
                keys = [list(range(len(n))) for n in names]
            else:
                keys = list(names)
        pairs = tuple(
            (i, j)
            for i, mine in enumerate(keys[0])
            for j, theirs in enumerate(keys[1])
            if order(mine, theirs)
        )
        if left == right:
            return Among(left, tuple(i for i, j in pairs if i == j))
        return Compared(left, right, pairs)


def _plain(token: Token) -> str:
    return str(token[1:-1]) if token.type == "QUOTED" else str(token)


def _nature(issue: Issue) -> str:
    if issue.kind == "numeric":
        return f"numbers ({issue.unit})" if issue.unit else "numbers"
    return "an ordered list" if issue.kind == "ordered" else "a list without order"


def _opposite(expression: Expression) -> Expression:
    return expression.part if isinstance(expression, Negation) else Negation(expression)


def _joined(how: type[AllOf | AnyOf], parts: list[Expression]) -> Expression:
    flat: list[Expression] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, how) else [part])
    return how(tuple(flat))
