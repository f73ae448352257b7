"""Conditions as text in the condition language, from their meaning."""

from __future__ import annotations

from collections.abc import Sequence

from counterdraft.case import AllOf, Among, AnyOf, Compared, Expression, Issue, Negation
from counterdraft.case.condition_language import LONGEST
from counterdraft.errors import CaseError

__all__ = ["condition_text"]


def condition_text(expression: Expression, issues: Sequence[Issue]) -> str:
    """
    Return a text of the condition language that means *expression*.

    Args:
        expression: The condition.
        issues: The issues it speaks of, with names that the language knows.

    Raises:
        CaseError: The text would be longer than a condition may be.
    """
    text = _said(expression, issues)
    if len(text) > LONGEST:
        raise CaseError.of(
            f"a condition has {len(text):,} characters in words, the most is {LONGEST:,}",
            help="it cannot be written into a case file",
        )
    return text


def _said(  # noqa: PLR0911 - one per kind of expression
    expression: Expression, issues: Sequence[Issue]
) -> str:
    match expression:
        case Among(issue, options):
            return _among(issues[issue], options)
        case Compared(left, right, pairs):
            parts = (AllOf((Among(left, (i,)), Among(right, (j,)))) for i, j in pairs)
            return _said(AnyOf(tuple(parts)), issues)
        case Negation(part):
            return f"not ({_said(part, issues)})"
        case AllOf(parts) if parts:
            return " and ".join(_inside(part, AllOf, issues) for part in parts)
        case AnyOf(parts) if parts:
            return " or ".join(_inside(part, AnyOf, issues) for part in parts)
        case AllOf(_):
            return _among(issues[0], range(len(issues[0].options)))
        case AnyOf(_):
            return _among(issues[0], ())


def _inside(part: Expression, around: type[AllOf | AnyOf], issues: Sequence[Issue]) -> str:
    text = _said(part, issues)
    plain = isinstance(part, around | Negation) or " and " not in text
    return text if plain and " or " not in text else f"({text})"


def _among(issue: Issue, options: Sequence[int]) -> str:
    names = [option.name for option in issue.options]
    chosen = [names[k] for k in options]
    if not chosen:
        return f"not {issue.name} in [{', '.join(names)}]"
    if len(chosen) == 1:
        return f"{issue.name} = {chosen[0]}"
    run = list(options) == list(range(options[0], options[-1] + 1))
    if issue.kind != "list" and run:
        low = f"{issue.name} >= {chosen[0]}" if options[0] or options[-1] == len(names) - 1 else ""
        high = f"{issue.name} <= {chosen[-1]}" if options[-1] < len(names) - 1 else ""
        return " and ".join(filter(None, (low, high)))
    return f"{issue.name} in [{', '.join(chosen)}]"
