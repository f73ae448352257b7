"""How figures and offers are said aloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counterdraft.case import (
    Case,
    Condition,
    Factor,
    Figure,
    Lognormal,
    Normal,
    Point,
    Preference,
    Table,
    Triangular,
    Uniform,
    Weighted,
)
from counterdraft.case.conditions import AllOf, Among, AnyOf, Compared, Expression, Negation
from counterdraft.case.figures import Pert

__all__ = [
    "amount",
    "chance",
    "condition_words",
    "factor_label",
    "figure_label",
    "figure_text",
    "listed",
    "needed",
    "option",
    "signed_amount",
    "stream_label",
]


def amount(value: float, unit: str) -> str:
    """
    Return an amount in its unit, to three significant digits at most.

    >>> amount(12.3456, "USD bn"), amount(-0.04, "points"), amount(1234.5, "USD m")
    ('12.3 USD bn', '−0.04 points', '1,234 USD m')
    """
    return f"{_number(value)} {unit}".strip()


def signed_amount(value: float, unit: str) -> str:
    """Return an amount with its sign: a change."""
    text = amount(value, unit)
    return text if text.startswith("−") or text.split(" ")[0] == "0" else "+" + text


def chance(value: float) -> str:
    """
    Return a probability in percent.

    >>> chance(0.505), chance(0.0004), chance(0.9999)
    ('50 %', 'less than 1 %', 'more than 99 %')
    """
    if 0 < value < 0.005:
        return "less than 1 %"
    if 0.995 <= value < 1:
        return "more than 99 %"
    return f"{100 * value:.0f} %"


def listed(items: Iterable[str], joiner: str = "and") -> str:
    """
    Return the items in a row, as one says them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {joiner} {found[-1]}"


def option(case: Case, issue: int, position: int | None) -> str:
    """Return the label of an option; what is not settled is called that."""
    return "not settled" if position is None else case.issues[issue].options[position].label


def condition_words(case: Case, condition: Condition) -> str:
    """Return what a condition needs, with the labels of the issues and options."""
    return _said(case, condition.expression, top=True)


def needed(case: Case, condition: Condition) -> str:
    """Return what a condition needs its issue to be; the whole condition where it is not plain."""
    match condition.expression:
        case Among(issue, options) if options:
            return _options(case, issue, options)
        case _:
            return condition_words(case, condition)


def figure_label(case: Case, figure: Figure) -> str:
    """Return what a figure is, from its place in the files: whose, and of which option."""
    parts = figure.name.split("/")
    if parts[0] == "mandates" and len(parts) > 2:
        whose, rest, found = _party(case, parts[1]), parts[2:], case.mandates.get(parts[1])
    elif parts[0] == "beliefs" and len(parts) > 3:
        whose, rest = f"{_party(case, parts[2])} (believed)", parts[3:]
        found = case.beliefs.get((parts[1], parts[2]))
    else:
        return figure.name
    if rest[0] == "reservation":
        return f"{whose}: no deal"
    if rest[0] == "worth" and len(rest) > 2:
        return f"{whose}: {_of_issue(case, rest[1], rest[2])}"
    if rest[0] in {"red_lines", "linkages"} and len(rest) > 2:
        return f"{whose}: chance that they insist on “{'/'.join(rest[1:-1])}”"
    if rest[0] == "factors" and len(rest) > 1 and found is not None:
        return f"{whose}: {_of_factor(case, found, figure, rest[1:])}"
    return f"{whose}: {', '.join(_named(case, part) for part in rest)}"


def factor_label(case: Case, factor: Factor) -> str:
    """Return what a factor of a worth is about: its own name, or the issues of its table."""
    if isinstance(factor, Table):
        return listed(case.issues[axis.issue].label for axis in factor.axes)
    name = factor.name.rpartition("/")[2]
    return f"part {name}" if name.isdigit() else name.replace("_", " ")


def stream_label(case: Case, stream: str, figures: Sequence[Figure]) -> str:
    """Return what a stream of the sample is: a figure, figures that move together, or a red line."""
    if stream.startswith("driver/"):
        name = stream.removeprefix("driver/").removesuffix("/held").replace("_", " ")
        return f"{name} (moves {len(figures)} figures)" if len(figures) > 1 else name
    label = figure_label(case, figures[0])
    if stream.endswith("/held"):
        return label.replace("chance that they insist", "whether they insist")
    return label


def figure_text(figure: Figure) -> str:
    """Return the range of a figure as one reads it."""
    match figure.distribution:
        case Point(value):
            text = _number(float(value))
        case Triangular(low, mode, high) | Pert(low, mode, high):
            text = f"{_number(float(low))} … {_number(float(mode))} … {_number(float(high))}"
        case Uniform(low, high):
            text = f"{_number(float(low))} to {_number(float(high))}"
        case Normal(mean, sd):
            text = f"{_number(float(mean))} ± {_number(float(sd))}"
        case Lognormal(median, sd_log):
            text = f"about {_number(float(median))}, log sd {_number(float(sd_log))}"
        case Weighted(values, weights):
            text = ", ".join(
                f"{_number(float(v))} ({chance(float(w))})"
                for v, w in zip(values, weights, strict=True)
            )
    return f"{text} {figure.unit}".strip()


def _number(value: float) -> str:
    size = abs(value)
    if size < 5e-13:
        return "0"
    if size >= 100:
        text = f"{size:,.0f}"
    else:
        text = f"{size:.3g}"
        if "e" in text:
            text = f"{size:.1e}"
    return ("−" if value < 0 else "") + text


def _party(case: Case, name: str) -> str:
    return next((p.label for p in case.parties if p.name == name), name)


def _of_issue(case: Case, issue: str, position: str) -> str:
    for candidate in case.issues:
        if candidate.name == issue:
            label = next((o.label for o in candidate.options if o.name == position), position)
            return f"{candidate.label} – {label}"
    return f"{issue} – {position}"


def _of_factor(case: Case, preference: Preference, figure: Figure, parts: Sequence[str]) -> str:
    """Return the name of a factor, or of a cell of its table."""
    for factor in preference.factors:
        if isinstance(factor, Table) and figure in factor.cells and len(factor.axes) < len(parts):
            issues = [case.issues[axis.issue].name for axis in factor.axes]
            options = parts[-len(issues) :]
            return ", ".join(_of_issue(case, i, o) for i, o in zip(issues, options, strict=True))
    return ", ".join(_named(case, part) for part in parts if not part.isdigit())


def _named(case: Case, part: str) -> str:
    for issue in case.issues:
        if issue.name == part:
            return issue.label
    return part.replace("_", " ")


def _said(case: Case, expression: Expression, *, top: bool = False) -> str:
    match expression:
        case Among(issue, options):
            return _among(case, issue, options)
        case Compared(left, right, _):
            return f"“{case.issues[left].label}” fits “{case.issues[right].label}”"
        case Negation(part):
            return f"not ({_said(case, part)})"
        case AllOf(parts):
            text = " and ".join(_said(case, part) for part in parts)
        case AnyOf(parts):
            # "a implies b" arrives as "not a or b": say it as one says it.
            if len(parts) == 2 and isinstance(parts[0], Negation):
                return f"if {_said(case, parts[0].part)}, then {_said(case, parts[1], top=True)}"
            text = " or ".join(_said(case, part) for part in parts)
    return text if top or len(parts) < 2 else f"({text})"


def _among(case: Case, issue: int, options: Sequence[int]) -> str:
    label = case.issues[issue].label
    if not options:
        return f"“{label}” cannot be settled"
    return f"“{label}” is {_options(case, issue, options)}"


def _options(case: Case, issue: int, options: Sequence[int]) -> str:
    """Return what an issue may be, as one says it after "is"."""
    item = case.issues[issue]
    labels = [o.label for o in item.options]
    n = len(labels)
    if item.kind != "list" and len(options) > 1:
        if tuple(options) == tuple(range(options[0], n)):
            return f"at least {labels[options[0]]}"
        if tuple(options) == tuple(range(options[-1] + 1)):
            return f"at most {labels[options[-1]]}"
    missing = [labels[o] for o in range(n) if o not in options]
    if len(missing) == 1 and n > 2:
        return f"not {missing[0]}"
    return listed((labels[o] for o in options), "or")
