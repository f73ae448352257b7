"""Many term sheets around one draft: some of its issues settled in every other way, all else as drafted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from counterdraft.case import Case, Condition, Draft
from counterdraft.errors import CaseError, nearest
from counterdraft.estate.deals.drafts import conditions_within, is_possible, option_names
from counterdraft.fiscal.deal_terms import DealMapping, DealTerms
from counterdraft.runtime.streams import stream

__all__ = ["MOST", "TermSheet", "TermSheetSweep", "term_sheets"]

MOST = 200_000
"""More term sheets than this are asked for by a number of draws."""


@dataclass(frozen=True)
class TermSheet:
    """One way to settle the issues: the option of each that moves money, and the deal it makes."""

    options: Mapping[str, str]
    terms: DealTerms


@dataclass(frozen=True)
class TermSheetSweep:
    """
    The term sheets around a draft.

    Attributes:
        draft: Its name.
        issues: Those that are settled in every way.
        combinations: In how many ways.
        likeliest: The other issues of which the draft leaves the term open, each at its likeliest option.
        left_out: How many of those looked at no deal can have.
        sheets: The others: all of them, or as many as were asked for.
    """

    draft: str
    issues: tuple[str, ...]
    combinations: int
    likeliest: Mapping[str, str]
    left_out: int
    sheets: tuple[TermSheet, ...]


def term_sheets(
    case: Case,
    deal_mapping: DealMapping,
    draft: Draft,
    issues: Sequence[str] = (),
    *,
    count: int | None = None,
    seed: int = 1,
) -> TermSheetSweep:
    """
    Return the term sheets around *draft*.

    Args:
        case: Gives issues and what is impossible, as far as issues that move money decide it.
        deal_mapping: What options mean in money.
        draft: What is kept of issues that are not asked for.
        issues: Those that are settled in every way; all that move money without any.
        count: So many are drawn, without any twice; every combination without it.
        seed: Of the draws.

    Raises:
        CaseError: An issue is unknown or moves no money, stands twice, or there are too many combinations.
    """
    asked = _asked(case, deal_mapping, issues)
    sizes = [len(case.issues[i].options) for i in asked]
    whole = prod(sizes)
    if count is None and whole > MOST:
        raise CaseError.of(
            f"{whole:,} term sheets are too many (at most {MOST:,})",
            field="--sweep",
            help="ask for fewer issues, or for a number of term sheets, which are drawn at random",
        )
    base = {
        i: max(range(len(issue.options)), key=lambda k, i=i: draft.terms[i].weights[k])  # type: ignore[misc]
        for i, issue in enumerate(case.issues)
        if issue.name in deal_mapping.issues
    }
    if count is None or count >= whole:
        codes: Iterator[int] = iter(range(whole))
    else:
        codes = _drawn(whole, seed)
    impossible = conditions_within(case, base)
    sheets, left_out = list[TermSheet](), 0
    for code in codes:
        if len(sheets) == count:
            break
        offer = {**base, **_settled(asked, sizes, code)}
        sheet = _sheet(case, deal_mapping, offer, impossible)
        if sheet is None:
            left_out += 1
        else:
            sheets.append(sheet)
    unsure = [i for i in base if i not in asked and 1 not in draft.terms[i].weights]
    return TermSheetSweep(
        draft.name,
        tuple(case.issues[i].name for i in asked),
        whole,
        {case.issues[i].name: case.issues[i].options[base[i]].name for i in unsure},
        left_out,
        tuple(sheets),
    )


def _asked(case: Case, deal_mapping: DealMapping, issues: Sequence[str]) -> list[int]:
    known = {issue.name: i for i, issue in enumerate(case.issues)}
    moving = [name for name in deal_mapping.issues if name in known]
    for k, name in enumerate(issues):
        if name not in moving:
            what = "moves no money" if name in known else "is no issue of the case"
            mend = nearest(name, moving)
            raise CaseError.of(f"'{name}' {what}", file=case.folder, field="--sweep", help=mend)
        if name in issues[:k]:
            raise CaseError.of(f"'{name}' is named twice", file=case.folder, field="--sweep")
    asked = [known[name] for name in issues or moving]
    for issue in (case.issues[i] for i in asked):
        for option in issue.options:
            if option.name not in deal_mapping.listed.get(issue.name, {option.name: {}}):
                raise CaseError.of(
                    f"the option {option.name!r} of {issue.name!r} has no meaning in money",
                    field=f"issues.{issue.name}",
                )
    return asked


def _drawn(whole: int, seed: int) -> Iterator[int]:
    """Yield numbers below *whole* in random order, none twice."""
    rng = stream(seed, "sweep")
    if whole <= 20 * MOST:
        yield from rng.permutation(whole).tolist()
        return
    seen = set[int]()
    while len(seen) < 5 * MOST:
        for code in rng.integers(whole, size=4096).tolist():
            if code not in seen:
                seen.add(code)
                yield code


def _settled(asked: Sequence[int], sizes: Sequence[int], code: int) -> dict[int, int]:
    """Return the option of each issue that a number stands for, the last issue lowest."""
    found: dict[int, int] = {}
    for i, size in zip(reversed(asked), reversed(sizes), strict=True):
        code, found[i] = divmod(code, size)
    return found


def _sheet(
    case: Case, deal_mapping: DealMapping, offer: Mapping[int, int], impossible: Sequence[Condition]
) -> TermSheet | None:
    """Return the term sheet, None where it is no deal."""
    if not is_possible(case, offer, impossible):
        return None
    try:
        terms = deal_mapping.terms(option_names(case, offer))
    except CaseError:
        return None
    options = {case.issues[i].name: case.issues[i].options[k].name for i, k in offer.items()}
    return TermSheet(options, terms)
