"""What drafts are worth in money, from the estate, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from counterdraft.brief import words
from counterdraft.brief.estate_sentences import (
    ROLES,
    WholeAmounts,
    deterrence_sentence,
    guarantees_sentence,
    hardness_sentence,
    money_unit,
    new_projects_sentence,
    percent,
    prices_sentence,
    repaid_sentence,
)
from counterdraft.case import Case
from counterdraft.case.spreads import Range
from counterdraft.estate.reports.results import DealValue, DraftValue, EstateReport, Gains

__all__ = ["drafts_text"]

WIDTH = 100
"""No line is longer."""
AMOUNTS = WholeAmounts()


def drafts_text(case: Case, report: EstateReport) -> str:
    """
    Return what drafts are worth to each party, and how a claim of riches becomes a worth.

    Args:
        case: For its title and name.
        report: As `counterdraft.estate.case_report` gives it.
    """
    seen = f", seen from {words.clean(report.party.label)}" if report.party else ""
    unit = money_unit(report.money)
    title = f"{words.clean(case.title)} · what the drafts are worth{seen}, {unit}"
    lines = [title, "", "FROM THE CLAIM TO THE MONEY"]
    for step in report.ground:
        label, *more = wrap(step.step, 70)
        error = f"± {AMOUNTS.of(step.error)}" if step.error else ""
        lines.append(f"{AMOUNTS.of(step.money):>16} {error:>8}   {label}")
        lines += [" " * 28 + line for line in more]
    lines += ["", "CHANGE AGAINST NO DEAL             mean, and the paths' P10 … P50 … P90"]
    for value in report.drafts:
        lines += _draft(value)
    lines += [
        "",
        (
            f"{len(report.assumptions)} fields of the deposits were never published and stand on analogues "
            "(--json lists them)."
        ),
        *_withheld(report.withheld_by_date),
        f"{case.name} · {report.paths:,} paths · seed {report.seed} · estate {report.estate[:16]}",
    ]
    return "\n".join(lines)


def _draft(value: DraftValue) -> Iterator[str]:
    yield f"  {value.draft}  {words.clean(value.title)}"
    yield from _sides(value)
    yield from _sentence(repaid_sentence(value.claim))
    if value.responsive is not None:
        yield "    where owners answer to the terms (build less, stand still, give up):"
        yield from ("  " + line for line in _sides(value.responsive))
        yield "  " + _line(4, "lost to everybody", _gain(value.responsive.lost))
    if value.deterrence is not None:
        yield from _sentence(hardness_sentence(value))
        yield from _sentence(new_projects_sentence(value))
        yield from _sentence(prices_sentence(value))
        yield from _sentence(deterrence_sentence(value.deterrence, AMOUNTS))
        yield from _sentence(guarantees_sentence(value.deterrence, AMOUNTS))
    if value.clause_steps:
        yield "    from no deal to the draft, one clause after another, in the order of fiscal.yaml"
        steps = [(" and ".join(step.issues), "", step) for step in value.clause_steps]
        yield from _table(value, steps, total="all of it: the draft")
    if value.gradient:
        yield "    one point more: a hundredth; of a claim a hundredth of itself"
        points = [(words.clean(p.clause).replace("_", " "), "", p) for p in value.gradient]
        yield from _table(value, points)
    if value.clauses:
        yield "    one clause changed, all else as drafted"
        yield from _table(value, [(c.issue, c.option, c) for c in value.clauses])


def _sides(value: DealValue) -> Iterator[str]:
    """Yield a line per party with its roles below it, and the roles that no party of the case holds."""
    held = set[str]()
    for party in value.by_party.values():
        held |= party.roles.keys()
        alone = len(party.roles) == 1 and set(party.roles.values()) == {1.0}
        label = words.clean(party.label) + (f" ({ROLES[next(iter(party.roles))]})" if alone else "")
        yield _line(4, label, _gain(party.gain))
        if not alone:
            for name, weight in party.roles.items():
                if name in value.by_role:
                    part = "" if weight == 1 else f"{percent(weight)} of "
                    yield _line(6, part + ROLES[name], _gain(value.by_role[name].gain))
    for name, role in value.by_role.items():
        if name not in held:
            yield _line(4, ROLES[name], _gain(role.gain))


def _line(indent: int, label: str, figures: str) -> str:
    """Return a label with its figures; a label that is too long stands on a line of its own."""
    room = 36 - indent
    if len(label) <= room:
        return f"{'':{indent}}{label:<{room}}{figures}"
    return f"{'':{indent}}{label[: WIDTH - indent]}\n{'':36}{figures}"


def _withheld(withheld: Sequence[str]) -> list[str]:
    """Return what was not known on the day that is looked from, and what stands in for it."""
    if not withheld:
        return []
    lines = [f"NOT KNOWN YET ON THE DAY: {len(withheld)} figures, and what stands in for each"]
    for sentence in withheld:
        first, *more = wrap(sentence, 94)
        lines += [f"  {first}", *(f"    {line}" for line in more)]
    return lines


def _gain(gain: Range) -> str:
    span = " … ".join(AMOUNTS.of(end) for end in (gain.p10, gain.p50, gain.p90))
    mean = f"{AMOUNTS.of(gain.mean):>10} ± {AMOUNTS.error(gain.error):<9}"
    if len(mean) + len(span) > WIDTH - 36:
        return f"{mean}\n{span:>{WIDTH}}"
    return f"{mean}{span:>32}"


def _sentence(text: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent="    ", subsequent_indent="      ")


def _table(
    value: DraftValue, rows: Sequence[tuple[str, str, Gains]], total: str = ""
) -> Iterator[str]:
    """
    Yield what each row brings to each party, with its error; rows that bring nothing are gathered.

    Args:
        value: The draft.
        rows: Heading, option and gains of each.
        total: Where the rows add up to the draft, how the last line is called.
    """
    names = list(value.sides)
    labels = [words.clean(side.label) for side in value.sides.values()]
    yield f"      {'':<34}" + "".join(f"{label[:22]:>24}" for label in labels)
    idle: dict[str, list[str]] = {}
    for group, text, gains in rows:
        if not gains.moves(names):
            idle.setdefault(group, []).append(text)
            continue
        yield _figures(f"{group} → {text}" if text else group, [gains.of(name) for name in names])
    if total:
        yield _figures(total, [side.gain for side in value.sides.values()])
    if idle:
        parts = [
            f"{group} → {', '.join(texts)}" if any(texts) else group
            for group, texts in idle.items()
        ]
        yield from wrap(
            "nothing on any path: " + "; ".join(parts),
            WIDTH,
            initial_indent="      ",
            subsequent_indent="        ",
        )


def _figures(label: str, gains: Sequence[Range]) -> str:
    figures = (f"{AMOUNTS.of(gain.mean):>14} ± {AMOUNTS.error(gain.error):<7}" for gain in gains)
    return f"      {label:<34}{''.join(figures)}".rstrip()
