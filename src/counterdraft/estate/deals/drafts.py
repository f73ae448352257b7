"""What each draft of a case is worth: parties, clauses, claims, and what is unknown in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterdraft.case import Case, Condition, Draft
from counterdraft.errors import CaseError
from counterdraft.estate.deals.settlement import Never, Settlement, settle_mixture, settle_terms
from counterdraft.estate.kernels import layout
from counterdraft.estate.simulation import Paths
from counterdraft.fiscal.deal_terms import DealTerms
from counterdraft.fiscal.indicators import discount_factors, years_to_repay
from counterdraft.runtime.arrays import Floats
from counterdraft.runtime.streams import stream

__all__ = [
    "OUTSIDE",
    "DealMixture",
    "certain_mixture",
    "draft_terms",
    "no_deal",
    "settle_deposits_alone",
    "settle_draft",
]

OUTSIDE = dict.fromkeys(
    (
        *("other_gross", "other_revenue", "other_profit"),
        *("infrastructure_gross", "infrastructure", "infrastructure_profit"),
    ),
    0.0,
)
"""What the terms of a deal say of extraction outside the estate, set to nothing."""


@dataclass(frozen=True, eq=False)
class DealMixture:
    """The deals that a draft may be, and which of them holds on each path."""

    terms: tuple[DealTerms, ...]
    which: NDArray[np.int32]

    @property
    def certain(self) -> bool:
        """Whether every term that moves money is known."""
        return len(self.terms) == 1


def certain_mixture(paths: Paths, terms: DealTerms) -> DealMixture:
    """Return a deal that is known as a draft that can be nothing else."""
    return DealMixture((terms,), np.zeros(paths.count, np.int32))


def draft_terms(
    paths: Paths,
    case: Case,
    draft: Draft,
    changed: Mapping[str, str] | None = None,
    only: Sequence[str] | None = None,
) -> DealMixture:
    """
    Return what *draft* means in money; unknown and open terms are drawn path by path.

    Args:
        paths: Their estate says what options mean in money.
        case: Gives the issues.
        draft: One of its drafts.
        changed: Options that replace the draft's, by issue.
        only: The issues that are looked at, all without it; the others are as fiscal.yaml begins.

    Raises:
        CaseError: An option has no meaning in money, or nobody could agree to this.
    """
    deal_mapping = paths.estate.deal_mapping
    changed = changed or {}
    asked = deal_mapping.issues if only is None else only
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
    impossible = conditions_within(case, issues)
    fine = np.array([is_possible(case, offer, impossible) for offer in offers])
    if not fine.any():
        raise CaseError.of("nobody could agree to this", field=draft.name)
    # What is not known is drawn from what is possible: an impossible draw takes another path's terms.
    odd = np.flatnonzero(~fine[which])
    if odd.size:
        rng = stream(paths.seed, f"draft/{draft.name}/again")
        which[odd] = rng.choice(which[fine[which]], odd.size)
    # Every offer that is left, renumbered without the impossible ones.
    number = np.cumsum(fine) - 1
    terms = [
        deal_mapping.terms(option_names(case, o))
        for o, kept in zip(offers, fine, strict=True)
        if kept
    ]
    return DealMixture(tuple(terms), number[which].astype(np.int32))


def _positions(case: Case, issues: Sequence[int], code: int) -> dict[int, int]:
    """Return the option of each issue that a code stands for: mixed radix, the last issue lowest."""
    found: dict[int, int] = {}
    for i in reversed(issues):
        code, found[i] = divmod(code, len(case.issues[i].options))
    return found


def conditions_within(case: Case, issues: Collection[int]) -> tuple[Condition, ...]:
    """Return what the case calls impossible, as far as these issues alone decide it."""
    return tuple(c for c in case.impossible if all(i in issues for i in c.issues))


def is_possible(case: Case, offer: Mapping[int, int], impossible: Sequence[Condition]) -> bool:
    """Return whether none of the conditions holds of an offer; other issues do not matter to them."""
    whole = tuple(offer.get(i, 0) for i in range(len(case.issues)))
    return not any(condition.holds(whole) for condition in impossible)


def option_names(case: Case, offer: Mapping[int, int]) -> dict[str, str | float]:
    """Return an offer as the deal_mapping reads it: the name of each option, or its number."""
    named: dict[str, str | float] = {}
    for i, position in offer.items():
        option = case.issues[i].options[position]
        named[case.issues[i].name] = option.name if option.value is None else float(option.value)
    return named


def no_deal(paths: Paths) -> Settlement:
    """Return what everybody has without a deal: the law in force, no guarantee."""
    if paths.no_deal is None:
        paths.no_deal = settle_terms(paths, DealTerms())
    found: Settlement = paths.no_deal
    return found


def settle_draft(paths: Paths, case: Case, draft: Draft, *, responsive: bool = False) -> Settlement:
    """Return a draft on every path, what is unknown in it drawn."""
    mixture = draft_terms(paths, case, draft)
    return settle_mixture(paths, mixture.terms, mixture.which, responsive=responsive)


def settle_deposits_alone(paths: Paths, mixture: DealMixture) -> Settlement:
    """Return a deal as if there were no extraction outside the estate; a ceiling is the deposits' then."""
    terms = [one.model_copy(update=OUTSIDE) for one in mixture.terms]
    return settle_mixture(paths, terms, mixture.which)


def repayment_years(mixture: DealMixture, settlement: Settlement) -> float | Never:
    """
    Return how many years of the expected yearly payment the claim would take, or ``never``.

    The horizon ends; this says how far beyond it repayment lies.  Where terms are not known it is the
    median over what they may be.
    """
    payment = float(settlement.into_fund.mean())
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


def value_lost(paths: Paths, mixture: DealMixture) -> Floats:
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
