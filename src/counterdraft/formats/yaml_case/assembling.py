"""From documents to a case: shapes first, then everything that depends on something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counterdraft.case import Case, Combined, Condition, Modelled, Preference, When
from counterdraft.case.units import money_unit
from counterdraft.formats.tree import Document, Faults, Map
from counterdraft.formats.yaml_case.context import Context
from counterdraft.formats.yaml_case.contradictions import find_contradictions
from counterdraft.formats.yaml_case.drafts import read_drafts
from counterdraft.formats.yaml_case.issues import read_issues, read_parties
from counterdraft.formats.yaml_case.mandates import read_preference
from counterdraft.formats.yaml_case.shapes import CaseFile, PreferenceFile, SourcesFile
from counterdraft.formats.yaml_case.shaping import shape
from counterdraft.formats.yaml_case.sources import known_sources, read_sources, read_statements

__all__ = ["assemble"]


def assemble(
    case: Document,
    sources: Document | None,
    preferences: Sequence[tuple[Document, str, str]],
    faults: Faults,
    *,
    seat: str,
    context: Context,
) -> Case | None:
    """
    Return the case that the documents write; None, with all faults noted, when there are any.

    Args:
        case: case.yaml.
        sources: sources.yaml, where there is one.
        preferences: Mandates and beliefs, each with its party and its holder.
        faults: Where faults are noted.
        seat: Whose view this is.
        context: The day that is looked from; it holds the parties, issues and figures afterwards.
    """
    shaped = shape(case, CaseFile)
    told = (
        shape(sources, SourcesFile)
        if sources is not None
        else SourcesFile.model_validate(Map(1, 1))
    )
    forms = [
        (shape(document, PreferenceFile), document, party, holder)
        for document, party, holder in preferences
    ]
    if shaped is None or told is None:
        return None
    context.money = _money(shaped, case)
    context.prices = shaped.currency.prices, shaped.currency.base_year
    context.sources = read_sources(told)
    context.parties = read_parties(shaped, case)
    issues = read_issues(shaped, case, context)
    if issues is None:
        return None
    context.issues = issues
    impossible = _impossible(shaped, case, context)
    context.impossible = impossible
    drafts = read_drafts(shaped, case, context)
    statements = read_statements(told, sources, context) if sources is not None else ()
    mandates: dict[str, Preference] = {}
    beliefs: dict[tuple[str, str], Preference] = {}
    for form, document, party, holder in forms:
        if form is None:
            continue
        preference = read_preference(form, document, context, party, holder)
        if preference is None:
            continue
        find_contradictions(document, issues, impossible, preference)
        if holder:
            beliefs[holder, party] = preference
        else:
            mandates[party] = preference
    find_contradictions(case, issues, impossible, None)
    if faults:
        return None
    for preference in (*mandates.values(), *beliefs.values()):
        context.cited.update(_cited(preference))
    return Case(
        name="",
        title=str(shaped.title),
        seat=seat,
        currency=context.money,
        prices=shaped.currency.prices,
        base_year=shaped.currency.base_year,
        parties=tuple(context.parties.values()),
        issues=issues,
        impossible=impossible,
        drafts=drafts,
        mandates=mandates,
        beliefs=beliefs,
        sources=known_sources(context),
        statements=statements,
        as_of=context.as_of,
        withheld_by_date=tuple(context.withheld_by_date),
        warnings=tuple(context.warnings),
        note=str(shaped.note or ""),
    )


def _money(shaped: CaseFile, document: Document) -> str:
    if shaped.currency.prices == "real" and shaped.currency.base_year is None:
        document.fault(
            shaped.currency.at,
            ("currency", "base_year"),
            "the field is missing",
            "real prices are those of a year",
        )
    return money_unit(str(shaped.currency.code), shaped.currency.unit)


def _impossible(shaped: CaseFile, document: Document, context: Context) -> tuple[Condition, ...]:
    found = [
        context.condition(document, one.when, ("impossible", i, "when"), str(one.because or ""))
        for i, one in enumerate(shaped.impossible)
    ]
    return tuple(condition for condition in found if condition is not None)


def _cited(preference: Preference) -> Iterator[str]:
    """Yield the sources of every figure."""
    yield preference.reservation.provenance.source
    for line in preference.red_lines:
        yield line.probability.provenance.source
    waiting = list(preference.factors)
    while waiting:
        factor = waiting.pop()
        if isinstance(factor, Combined):
            waiting.extend(factor.parts)
        elif isinstance(factor, When):
            yield factor.worth.provenance.source
        elif isinstance(factor, Modelled):
            yield factor.scale.provenance.source
        else:
            yield from (cell.provenance.source for cell in factor.cells)
