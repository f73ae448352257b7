"""What each draft of a case is worth: parties, clauses, claims, and what is unknown in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import Case, Condition, Draft
from counterdraft.errors import CaseError
from counterdraft.estate.deals.measures import OUTSIDE, hardness, recovery
from counterdraft.estate.deals.settlement import Settled, settle, settle_mixture, summary
from counterdraft.estate.deals.sides import Side, role, sides
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import ROLES, DealTerms
from counterdraft.fiscal.indicators import discount_factors, years_to_repay
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.streams import stream

__all__ = ["clause_values", "compare", "draft_terms", "settle_draft", "value_draft"]


@dataclass(frozen=True, eq=False)
class Mixture:
    """The deals that a draft may be, and which of them holds on each path."""

    terms: tuple[DealTerms, ...]
    which: NDArray[np.int32]

    @property
    def certain(self) -> bool:
        """Whether every term that moves money is known."""
        return len(self.terms) == 1


def certain(paths: Paths, terms: DealTerms) -> Mixture:
    """Return a deal that is known as a draft that can be nothing else."""
    return Mixture((terms,), np.zeros(paths.count, np.int32))


def draft_terms(
    paths: Paths,
    case: Case,
    draft: Draft,
    changed: Mapping[str, str] | None = None,
    only: Sequence[str] | None = None,
) -> Mixture:
    """
    Return what *draft* means in money; unknown and open terms are drawn path by path.

    Args:
        paths: Their estate holds the vocabulary.
        case: Gives the issues.
        draft: One of its drafts.
        changed: Options that replace the draft's, by issue.
        only: The issues that are looked at, all without it; the others are as fiscal.yaml begins.

    Raises:
        CaseError: An option has no meaning in money, or nobody could agree to this.
    """
    vocabulary = paths.estate.vocabulary
    changed = changed or {}
    asked = vocabulary.issues if only is None else only
    issues = [i for i, issue in enumerate(case.issues) if issue.name in asked]
    code: NDArray[np.int64] = np.zeros(1, np.int64)
    for i in issues:
        issue, weights = case.issues[i], draft.terms[i].weights
        drawn: NDArray[np.int64] | int
        if issue.name in changed:
            drawn = issue.position(changed[issue.name])
        elif 1 in weights:
            drawn = weights.index(1)
        else:
            edges = np.cumsum([float(w) for w in weights])
            u = stream(paths.seed, f"draft/{draft.name}/{issue.name}").random(paths.count)
            drawn = np.searchsorted(edges[:-1], u * edges[-1], side="right")
        code = code * len(weights) + drawn
    codes, which = np.unique(code, return_inverse=True)
    which = np.broadcast_to(which.reshape(-1), (paths.count,)).copy()
    offers = [_positions(case, issues, int(one)) for one in codes]
    impossible = decided(case, issues)
    fine = np.array([possible(case, offer, impossible) for offer in offers])
    if not fine.any():
        raise CaseError.of("nobody could agree to this", field=draft.name)
    # What is not known is drawn from what is possible: an impossible draw takes another path's terms.
    odd = np.flatnonzero(~fine[which])
    if odd.size:
        rng = stream(paths.seed, f"draft/{draft.name}/again")
        which[odd] = rng.choice(which[fine[which]], odd.size)
    # Every offer that is left, renumbered without the impossible ones.
    number = np.cumsum(fine) - 1
    terms = [vocabulary.terms(named(case, o)) for o, kept in zip(offers, fine, strict=True) if kept]
    return Mixture(tuple(terms), number[which].astype(np.int32))


def _positions(case: Case, issues: Sequence[int], code: int) -> dict[int, int]:
    """Return the option of each issue that a code stands for: mixed radix, the last issue lowest."""
    found: dict[int, int] = {}
    for i in reversed(issues):
        code, found[i] = divmod(code, len(case.issues[i].options))
    return found


def decided(case: Case, issues: Collection[int]) -> tuple[Condition, ...]:
    """Return what the case calls impossible, as far as these issues alone decide it."""
    return tuple(c for c in case.impossible if all(i in issues for i in c.issues))


def possible(case: Case, offer: Mapping[int, int], impossible: Sequence[Condition]) -> bool:
    """Return whether none of the conditions holds of an offer; other issues do not matter to them."""
    whole = tuple(offer.get(i, 0) for i in range(len(case.issues)))
    return not any(condition.holds(whole) for condition in impossible)


def named(case: Case, offer: Mapping[int, int]) -> dict[str, str | float]:
    """Return an offer as the vocabulary reads it: the name of each option, or its number."""
    named: dict[str, str | float] = {}
    for i, position in offer.items():
        option = case.issues[i].options[position]
        named[case.issues[i].name] = option.name if option.value is None else float(option.value)
    return named


def no_deal(paths: Paths) -> Settled:
    """Return what everybody has without a deal: the law in force, no guarantee."""
    if paths.no_deal is None:
        paths.no_deal = settle(paths, DealTerms())
    found: Settled = paths.no_deal
    return found


def settle_draft(paths: Paths, case: Case, draft: Draft, *, responsive: bool = False) -> Settled:
    """Return a draft on every path, what is unknown in it drawn."""
    mixture = draft_terms(paths, case, draft)
    return settle_mixture(paths, mixture.terms, mixture.which, responsive=responsive)


def value_draft(
    paths: Paths, case: Case, draft: Draft, *, responsive: bool = False
) -> dict[str, Any]:
    """
    Return the worth of a draft to each party, as JSON-ready data, in money of the estate.

    `parties` are the roles that the estate pays, `by_party` the parties of the case that hold them;
    `gain` is the change from no deal on the same paths, and `irr` and `payback_years` are of that change
    as it is expected: what is put in for the deal, and when it is got back.  `terms` say how hard the deal
    is on the deposits alone (see `hardness`).  With `responsive`, the same is reported apart
    for plans that answer to the terms, against plans that answer to the law alone, with the value that
    is `lost` by it to everybody.

    Raises:
        CaseError: An option has no meaning in money.
    """
    return _row(paths, case, draft, settle_draft(paths, case, draft), responsive=responsive)


def _row(
    paths: Paths, case: Case, draft: Draft, settled: Settled, *, responsive: bool
) -> dict[str, Any]:
    parties = sides(case, paths.estate.vocabulary.parties)
    row = {"draft": draft.name, "title": draft.title, **_valued(settled, no_deal(paths), parties)}
    mixture = draft_terms(paths, case, draft)
    row["terms"] = hardness(alone(paths, mixture), paths.estate.file)
    if row["claim"] is not None:
        row["claim"]["years_at_this_pace"] = pace(mixture, settled)
    if responsive:
        answers = settle_mixture(paths, mixture.terms, mixture.which, responsive=True)
        free = settle(paths, DealTerms(), responsive=True)
        row["responsive"] = {
            **_valued(answers, free, parties),
            "lost": summary(lost(paths, mixture)),
        }
    return row


def alone(paths: Paths, mixture: Mixture) -> Settled:
    """Return a deal as if there were no extraction outside the estate; a ceiling is the deposits' then."""
    terms = [one.model_copy(update=OUTSIDE) for one in mixture.terms]
    return settle_mixture(paths, terms, mixture.which)


def pace(mixture: Mixture, settled: Settled) -> float | str:
    """
    Return how many years of the expected yearly payment the claim would take, or ``never``.

    The horizon ends; this says how far beyond it repayment lies.  Where terms are not known it is the
    median over what they may be.
    """
    payment = float(settled.into_fund.mean())
    years = np.array(
        [
            years_to_repay(
                t.claim + t.past_aid_credited, payment, 0 if t.priority == "ceiling" else t.interest
            )
            for t in mixture.terms
        ]
    )
    middle = float(np.quantile(years[mixture.which], 0.5, method="higher"))
    return middle if np.isfinite(middle) else "never"


def lost(paths: Paths, mixture: Mixture) -> Floats:
    """
    Return what owners' answers to a deal cost everybody, path by path.

    The worth of the pre-party flow at the state's rate under plans that answer to the law alone, less
    that under plans that answer to the deal, each with the deal's guarantee: no transfer is in it.

    Returns:
        (paths,)
    """
    file = paths.estate.file
    factors = discount_factors(file.years, file.rates.state, file.timing)
    change = np.zeros(paths.count)
    groups: dict[tuple[str, tuple[float, float, float, float]], list[int]] = {}
    for position, terms in enumerate(mixture.terms):
        if any(terms.touches_owners):
            key = (terms.guarantee, terms.touches_owners)
            groups.setdefault(key, []).append(position)
    # Flows are kept for a few sets only: those of one guarantee follow each other.
    for (guarantee, touched), positions in sorted(groups.items()):
        mine = np.isin(mixture.which, positions)
        without = _net(paths.flows(guarantee, (0.0, 0.0, 0.0, 0.0)).kept[mine])
        after = _net(paths.flows(guarantee, touched).kept[mine])
        change[mine] = (without - after) @ factors
    return change


def _net(kept: NDArray[np.float32]) -> Floats:
    both = kept[:, :, layout.STATE].astype(np.float64) + kept[:, :, layout.OWNER]
    net: Floats = both.sum(axis=1)
    return net


def _valued(settled: Settled, base: Settled, parties: Sequence[Side]) -> dict[str, Any]:
    return {
        "parties": {name: _worth(role(name), settled, base) for name in ROLES},
        "by_party": {
            one.name: {"label": one.label, "roles": one.roles, **_worth(one, settled, base)}
            for one in parties
        },
        "claim": settled.claim(),
        "into_fund": [float(v) for v in settled.into_fund],
        "years": list(settled.years),
    }


def _worth(one: Side, settled: Settled, base: Settled) -> dict[str, Any]:
    worth = one.part(settled.worth.T)
    return {
        "npv": summary(worth),
        "gain": summary(worth, one.part(base.worth.T)),
        "undiscounted": float(one.part(settled.total.T).mean()),
        "flows": [float(v) for v in one.part(settled.by_year)],
        **recovery(one.part(settled.by_year - base.by_year)),
    }


def gains(settled: Settled, base: Settled, parties: Sequence[Side]) -> dict[str, Any]:
    """Return what each role gains from one deal to another, and each party of the case."""

    def gain(one: Side) -> dict[str, float]:
        return summary(one.part(settled.worth.T), one.part(base.worth.T))

    by_party = {one.name: gain(one) for one in parties}
    return {**{name: gain(role(name)) for name in ROLES}, "by_party": by_party}


def compare(
    paths: Paths, case: Case, names: Sequence[str] = (), *, responsive: bool = False
) -> dict[str, Any]:
    """
    Return several drafts side by side under common random numbers (all of them without *names*).

    Differences between consecutive drafts carry the error of the difference, which common numbers make
    far smaller than that of either.
    """
    drafts = [case.draft(name) for name in names] if names else list(case.drafts)
    parties = sides(case, paths.estate.vocabulary.parties)
    rows, steps = [], []
    before: Settled | None = None
    for draft in drafts:
        settled = settle_draft(paths, case, draft)
        row = _row(paths, case, draft, settled, responsive=responsive)
        rows.append(row)
        if before is not None:
            moved = gains(settled, before, parties)
            steps.append({"from": rows[-2]["draft"], "to": draft.name, **moved})
        before = settled
    return {"drafts": rows, "steps": steps, "paths": paths.count, "seed": paths.seed}


def clause_values(paths: Paths, case: Case, draft: Draft) -> list[dict[str, Any]]:
    """
    Return what each clause is worth: one issue changed to each other option, all else as drafted.

    A change that no deal can have is left out.
    """
    mixture = draft_terms(paths, case, draft)
    base = settle_mixture(paths, mixture.terms, mixture.which)
    parties = sides(case, paths.estate.vocabulary.parties)
    rows: list[dict[str, Any]] = []
    for i, issue in enumerate(case.issues):
        if issue.name not in paths.estate.vocabulary.issues:
            continue
        for position, option in enumerate(issue.options):
            if draft.terms[i].weights[position] == 1:
                continue
            try:
                other = draft_terms(paths, case, draft, {issue.name: option.name})
            except CaseError:
                continue
            settled = settle_mixture(paths, other.terms, other.which)
            rows.append(
                {
                    "issue": issue.name,
                    "option": option.name,
                    **gains(settled, base, parties),
                }
            )
    return rows
